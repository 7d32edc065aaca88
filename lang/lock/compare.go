package lock

import (
	"fmt"
	"maps"
	"slices"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// Empty reports whether nothing is there that could change behind a script's
// back: its operators alone belong to its text and edition.
func (s Script) Empty() bool { return len(s.Imports) == 0 && len(s.Sources) == 0 }

// Lacks tells what a script needs now and the lock does not hold; ok is false
// when it holds everything. A script with nothing to lock lacks nothing.
func (s Script) Lacks(now Script) (p diag.NotInLock, ok bool) {
	if now.Empty() {
		return p, false
	}
	p.Imports, p.Operators, p.Sources = absent(s.Imports, now.Imports), absent(s.Operators, now.Operators), absent(s.Sources, now.Sources)
	return p, len(p.Imports)+len(p.Operators)+len(p.Sources) > 0
}

// absent lists the keys of b that a lacks.
func absent[T any](a, b map[string]T) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}

// With adds what the entry lacks; what it holds stays.
func (s Script) With(now Script) Script {
	return Script{Imports: union(s.Imports, now.Imports), Operators: union(s.Operators, now.Operators), Sources: union(s.Sources, now.Sources)}
}

func union[T any](a, b map[string]T) map[string]T {
	out := maps.Clone(b)
	if out == nil {
		out = map[string]T{}
	}
	maps.Copy(out, a)
	return out
}

// Moved lists the operators whose numerics are not the locked ones.
func (s Script) Moved(now Script) []diag.MovedOperator {
	var out []diag.MovedOperator
	for _, name := range slices.Sorted(maps.Keys(now.Operators)) {
		if was, ok := s.Operators[name]; ok && was != now.Operators[name] {
			out = append(out, diag.MovedOperator{Name: name, Locked: was, Now: now.Operators[name]})
		}
	}
	return out
}

// Compare tells how recordings differ from the locked ones; nil when they do not.
func (s Source) Compare(now Source, at source.Span, script string) diag.Problem {
	p := diag.OtherRecordings{At: at, Script: script, Missing: absent(now.Recordings, s.Recordings), New: absent(s.Recordings, now.Recordings)}
	for _, path := range slices.Sorted(maps.Keys(now.Recordings)) {
		if was, ok := s.Recordings[path]; ok && was != now.Recordings[path] {
			p.Changed = append(p.Changed, path)
		}
	}
	if len(p.Changed)+len(p.Missing)+len(p.New) > 0 {
		return p
	}
	if s.Schema() == now.Schema() {
		return nil
	}
	p.Locked, p.Now = s.Schema(), now.Schema()
	return p
}

// Schema is the schema in words: 3 channels at 100 Hz, classes [left right].
func (s Source) Schema() string {
	return fmt.Sprintf("%d channels at %g Hz, classes %s", s.Channels, s.Rate, s.Classes)
}
