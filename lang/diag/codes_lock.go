package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E6 family: imports, editions and the lock.
var lockCodes = []Code{
	{"E601", "packages are not supported yet"},
	{"E602", "an import is not the text that was locked"},
	{"E603", "an imported file cannot be read"},
	{"E604", "files import each other in a circle"},
	{"E605", "an imported file has errors"},
}

// PackageImport is `use lab.protocols`: a package named in the lock.
type PackageImport struct {
	At   source.Span
	Path string
}

func (p PackageImport) Diagnose() Diagnostic {
	return Diagnostic{Code: "E601", At: p.At, Message: fmt.Sprintf("packages are not supported yet, so `%s` cannot be imported", p.Path),
		Label: "a package", Rule: "`std` ships with the program; any other first word names a package of eegp.lock",
		Hint: "copy the file into the project and import it by its path: use \"protocols.eegp\" (...)"}
}

// NotLocked is an import whose text has changed since it was locked.
type NotLocked struct {
	At      source.Span
	Path    string
	Changes []string // changes in meaning, if they are known
	Package string   // what `eegp lock --update` takes
}

func (p NotLocked) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E602", At: p.At, Message: fmt.Sprintf("`%s` is not the text that was locked", p.Path),
		Hint: fmt.Sprintf("eegp diff --lock %s, then eegp lock --update %s", p.Path, p.Package)}
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
	return Diagnostic{Code: "E603", At: p.At, Message: fmt.Sprintf("`%s` cannot be imported: %s", p.Path, p.Reason),
		Rule: "a quoted path is a file of the project, written relative to the importing file"}
}

// ImportCircle is a file that imports itself, perhaps by way of others.
type ImportCircle struct {
	At   source.Span
	Path string
}

func (p ImportCircle) Diagnose() Diagnostic {
	return Diagnostic{Code: "E604", At: p.At, Message: fmt.Sprintf("`%s` imports this file in turn", p.Path), Label: "a circle",
		Rule: "imports have an order, so that every name has one meaning", Hint: "move what both need into a third file"}
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
