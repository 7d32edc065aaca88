package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E6 family: imports, editions and the lock.
var lockCodes = []Code{
	{"E601", "packages are not supported yet"},
	{"E602", "an import is not the text that was locked"},
	{"E603", "an imported file cannot be read"},
	{"E604", "files import each other in a circle"},
	{"E605", "an imported file has errors"},
	{"E606", "eegp.lock cannot be read"},
	{"E607", "recordings are not those that were locked"},
	{"E608", "an operator computes otherwise than when it was locked"},
	{"E609", "a script is not wholly locked"},
}

// PackageImport is `use lab.protocols`: a package named in the lock.
type PackageImport struct {
	At   source.Span
	Path string
}

func (p PackageImport) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E601", At: p.At, Message: fmt.Sprintf("packages are not supported yet, so `%s` cannot be imported", p.Path),
		Label: "a package", Rule: "`std` ships with the program; any other first word names a package of eegp.lock",
		Hint: "copy the file into the project and import it by its path: use \"protocols.eegp\" (...)",
	}
}

// NotLocked is an import whose text has changed since it was locked.
type NotLocked struct {
	At      source.Span
	Path    string
	Changes []string // changes in meaning, if they are known
	Script  string   // that is locked; "" when it is the file of At
}

func (p NotLocked) Diagnose() Diagnostic {
	script := p.Script
	if script == "" && !p.At.IsZero() {
		script = p.At.File.Name
	}
	d := Diagnostic{
		Code: "E602", At: p.At, Message: fmt.Sprintf("`%s` is not the text that was locked", p.Path),
		Hint: "compare it with the text of then; to accept it: eegp lock " + script,
	}
	switch len(p.Changes) {
	case 0:
		d.Rule = "its canonical text has another hash than eegp.lock holds"
	case 1:
		d.Rule = "1 change in meaning: " + p.Changes[0]
	default:
		d.Rule = fmt.Sprintf("%d changes in meaning, first: %s", len(p.Changes), p.Changes[0])
	}
	return d
}

// UnreadableImport is a quoted path that leads to no readable file.
type UnreadableImport struct {
	At     source.Span
	Path   string
	Reason string
}

func (p UnreadableImport) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E603", At: p.At, Message: fmt.Sprintf("`%s` cannot be imported: %s", p.Path, p.Reason),
		Rule: "a quoted path is a file of the project, written relative to the importing file",
	}
}

// ImportCircle is a file that imports itself, perhaps by way of others.
type ImportCircle struct {
	At   source.Span
	Path string
}

func (p ImportCircle) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E604", At: p.At, Message: fmt.Sprintf("`%s` imports this file in turn", p.Path), Label: "a circle",
		Rule: "imports have an order, so that every name has one meaning", Hint: "move what both need into a third file",
	}
}

// BrokenImport is an imported file that does not check.
type BrokenImport struct {
	At    source.Span
	Path  string
	Count int
	First string
	Where source.Span
}

func (p BrokenImport) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E605", At: p.At, Message: fmt.Sprintf("`%s` has %d errors of its own", p.Path, p.Count), Rule: "first: " + p.First}
	if p.Count == 1 {
		d.Message, d.Rule = fmt.Sprintf("`%s` has an error of its own", p.Path), p.First
	}
	if !p.Where.IsZero() {
		d.Related = []Related{{At: p.Where, Text: p.First}}
	}
	return d
}

// BrokenLock is an eegp.lock that this version cannot read.
type BrokenLock struct {
	At     source.Span // in the lock, zero when no place is to blame
	Path   string
	Reason string
	Newer  int // its format when that is newer than Reads
	Reads  int
}

func (p BrokenLock) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E606", At: p.At, Message: fmt.Sprintf("`%s` cannot be read: %s", p.Path, p.Reason),
		Rule: "it pins imports, recordings and operators; nothing is compared with half a lock",
		Hint: "take it back from version control, or delete it and lock its scripts again: eegp lock FILE",
	}
	if p.Newer > 0 {
		d.Message = fmt.Sprintf("`%s` has format %d; this eegp reads up to %d", p.Path, p.Newer, p.Reads)
		d.Rule = "a newer eegp wrote it, and may have pinned what this one does not know"
		d.Hint = "use that eegp; `eegp version` tells which one this is"
	}
	return d
}

// OtherRecordings are recordings that differ from the locked ones of one source.
type OtherRecordings struct {
	At                    source.Span // the source
	Script                string
	Changed, Missing, New []string // paths
	Locked, Now           string   // schemas, when they alone differ
}

func (p OtherRecordings) Diagnose() Diagnostic {
	var parts []string
	for _, list := range []struct {
		what  string
		paths []string
	}{{"changed", p.Changed}, {"missing", p.Missing}, {"new", p.New}} {
		if len(list.paths) > 0 {
			parts = append(parts, list.what+": "+quotedList(list.paths, "and"))
		}
	}
	if p.Locked != p.Now {
		parts = append(parts, fmt.Sprintf("locked: %s; read: %s", p.Locked, p.Now))
	}
	return Diagnostic{
		Code: "E607", At: p.At, Message: "the recordings are not those that were locked",
		Rule: strings.Join(parts, "; "),
		Hint: "put the recordings of then back; to accept these: eegp lock " + p.Script,
	}
}

// A MovedOperator is an operator with another numerics version.
type MovedOperator struct {
	Name        string
	Locked, Now int
}

// OtherNumerics are operators whose results may differ from the locked ones.
type OtherNumerics struct {
	Script string
	Moved  []MovedOperator // at least one
}

func (p OtherNumerics) Diagnose() Diagnostic {
	var names, steps []string
	for _, m := range p.Moved {
		names = append(names, m.Name)
		steps = append(steps, fmt.Sprintf("%s: version %d is locked, this eegp has %d", m.Name, m.Locked, m.Now))
	}
	verb := "computes"
	if len(names) > 1 {
		verb = "compute"
	}
	return Diagnostic{
		Code: "E608", Message: fmt.Sprintf("%s %s otherwise than when `%s` was locked", quotedList(names, "and"), verb, p.Script),
		Rule: strings.Join(steps, "; "),
		Hint: "use the eegp of then for the same results; to accept other ones: eegp lock " + p.Script,
	}
}

// NotInLock is a script that needs what eegp.lock does not hold.
type NotInLock struct {
	Script                      string
	Imports, Operators, Sources []string
}

func (p NotInLock) Diagnose() Diagnostic {
	var parts []string
	for _, list := range []struct {
		what  string
		names []string
	}{{"imports", p.Imports}, {"recordings of", p.Sources}, {"operators", p.Operators}} {
		if len(list.names) > 0 {
			parts = append(parts, list.what+" "+quotedList(list.names, "and"))
		}
	}
	return Diagnostic{
		Code: "E609", Message: fmt.Sprintf("`%s` is not wholly locked", p.Script),
		Rule: "eegp.lock lacks " + strings.Join(parts, "; "),
		Hint: "eegp lock " + p.Script,
	}
}
