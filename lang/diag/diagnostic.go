// Package diag holds everything eegp says about a program: the diagnostic as
// data, its words (one typed problem a code, in the codes_*.go files), the long
// story of each code (codes/*.txtar) and the rendering. It knows spans and
// nothing of trees, types or operators.
package diag

import (
	"sort"

	"github.com/eegp-lang/eegp/lang/source"
)

// Severity of a diagnostic.
type Severity int

const (
	Error Severity = iota
	Warning
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Diagnostic is one thing to tell the user, as data.
type Diagnostic struct {
	Code     string // E401, W502
	Severity Severity
	At       source.Span
	Message  string // what is wrong, in the reader's terms; no trailing full stop
	Label    string // short text right of the carets: what was found there
	Rule     string // the rule in one line, printed after "="
	Hint     string // advice when no edit is safe
	Fix      *Fix
	Related  []Related
}

// A Fix is advice that can be applied. Text is what the reader sees after "fix:".
type Fix struct {
	Text  string
	Edits []Edit
}

// An Edit replaces the bytes of a span.
type Edit struct {
	Span source.Span
	New  string
}

// Related points at another place that matters.
type Related struct {
	At   source.Span
	Text string
}

// A Problem is a typed diagnostic: a struct whose fields are facts and whose
// Diagnose method alone holds the words.
type Problem interface{ Diagnose() Diagnostic }

// A List collects diagnostics. Reporting the same code at the same place twice
// keeps the first, since one mistake gives one error.
type List struct {
	items []Diagnostic
	seen  map[key]bool
}

type key struct {
	code string
	at   source.Span
}

// Report adds a problem.
func (l *List) Report(p Problem) {
	d := p.Diagnose()
	k := key{d.Code, d.At}
	if l.seen[k] {
		return
	}
	if l.seen == nil {
		l.seen = map[key]bool{}
	}
	l.seen[k] = true
	l.items = append(l.items, d)
}

// Add appends diagnostics that are already made.
func (l *List) Add(ds ...Diagnostic) {
	for _, d := range ds {
		l.Report(made(d))
	}
}

type made Diagnostic

func (m made) Diagnose() Diagnostic { return Diagnostic(m) }

// Sort puts the diagnostics in the order of their places. Files keep the order
// in which they were first reported on, and so do diagnostics of one place.
func (l *List) Sort() {
	rank := map[*source.File]int{}
	for _, d := range l.items {
		if _, ok := rank[d.At.File]; !ok {
			rank[d.At.File] = len(rank)
		}
	}
	sort.SliceStable(l.items, func(i, j int) bool {
		a, b := l.items[i].At, l.items[j].At
		if a.File != b.File {
			return rank[a.File] < rank[b.File]
		}
		return a.Start < b.Start
	})
}

// All returns the diagnostics in the order they were reported.
func (l *List) All() []Diagnostic { return l.items }

// HasErrors reports whether any diagnostic is an error.
func (l *List) HasErrors() bool {
	for _, d := range l.items {
		if d.Severity == Error {
			return true
		}
	}
	return false
}
