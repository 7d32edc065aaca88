// Package data brings recordings in: it reads EDF, EDF+, BDF, BDF+, GDF, FIF,
// BrainVision, EEGLAB, MAT and NPZ files and tables, and events that lie in files
// of their own, resolves file patterns to recordings with their provenance,
// describes a recording for people and for programs, and simulates recordings whose
// ground truth is known. It knows no operator and no study.
//
// EDF, BDF and GDF are files of data records and go through File; all others go
// through content, whose channels share one rate. Every reader takes its header
// from a blob, which is the same on disk and in memory, so that a check reads no
// samples. No size that a file states is believed before its bytes are seen.
//
// Problems with a file are returned as diag.Problem. Where a function returns
// both problems and an error, a non-nil error means that there is no result and
// says in plain words what the last problem says; problems without an error are
// warnings. Problems carry no place in a script: Locate adds it.
package data
