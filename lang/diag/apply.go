package diag

import (
	"sort"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Apply is the text of a file after edits. It reports false when one lies
// outside the file or two overlap.
func Apply(f *source.File, edits []Edit) (string, bool) {
	sorted := append([]Edit(nil), edits...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Span.Start < sorted[j].Span.Start })
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		if e.Span.File != f || e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(f.Text) {
			return "", false
		}
		b.WriteString(f.Text[at:e.Span.Start])
		b.WriteString(e.New)
		at = e.Span.End
	}
	b.WriteString(f.Text[at:])
	return b.String(), true
}
