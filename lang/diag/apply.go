package diag

import (
	"sort"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Apply is the text of a file after edits. It reports false when one lies
// outside the file or two overlap.
func Apply(f *source.File, edits []Edit) (string, bool) {
	return applyWithin(f, edits, 0, len(f.Text))
}

// applyWithin is the piece of a file from start to end after edits within it.
func applyWithin(f *source.File, edits []Edit, start, end int) (string, bool) {
	sorted := append([]Edit(nil), edits...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Span.Start < sorted[j].Span.Start })
	var b strings.Builder
	at := start
	for _, e := range sorted {
		if e.Span.File != f || e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > end {
			return "", false
		}
		b.WriteString(f.Text[at:e.Span.Start])
		b.WriteString(e.New)
		at = e.Span.End
	}
	b.WriteString(f.Text[at:end])
	return b.String(), true
}
