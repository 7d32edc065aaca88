// Package data brings recordings in: it reads EDF, EDF+, BDF and BDF+ files,
// resolves file patterns to recordings with their provenance, describes a
// recording for people and for programs, and simulates recordings whose ground
// truth is known. It knows no operator and no study.
//
// Problems with a file are returned as diag.Problem. Where a function returns
// both problems and an error, a non-nil error means that there is no result and
// says in plain words what the last problem says; problems without an error are
// warnings. Problems carry no place in a script: Locate adds it.
package data
