package syntax

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"golang.org/x/tools/txtar"
)

// seeds are the programs of the manual and the bad ones of the stories.
func seeds(f *testing.F) {
	for _, text := range programs(f) {
		f.Add(text)
	}
	paths, err := filepath.Glob("../diag/codes/E0*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			if filepath.Ext(file.Name) == ".eegp" {
				f.Add(string(file.Data))
			}
		}
	}
}

// No text makes the parser panic; every span lies in the text and within that
// of its parent; every edit applies; everything reported can be rendered.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("fuzz.eegp", text)
		var report diag.List
		tree := Parse(file, &report)
		if tree == nil {
			t.Fatal("no file")
		}
		for _, d := range tree.Decls {
			checkSpans(t, d, 0, len(file.Text))
		}
		for _, d := range report.All() {
			checkDiagnostic(t, file, d)
		}
		_ = diag.Text(report.All())
		_ = diag.JSON(report.All())
		ParseExpr(file, &report)
		if s, err := ParseSignature(text); err == nil && s == nil {
			t.Fatal("neither a signature nor an error")
		}
	})
}

func checkSpans(t *testing.T, n Node, lo, hi int) {
	t.Helper()
	Walk(n, func(c Node) bool {
		at := c.Span()
		if at.IsZero() || at.Start < lo || at.End > hi || at.Start >= at.End {
			t.Fatalf("%T spans %d..%d outside its parent %d..%d", c, at.Start, at.End, lo, hi)
		}
		if c == n {
			return true
		}
		checkSpans(t, c, n.Span().Start, n.Span().End)
		return false
	})
}

func checkDiagnostic(t *testing.T, f *source.File, d diag.Diagnostic) {
	t.Helper()
	if d.At.File != f || d.At.Start < 0 || d.At.End < d.At.Start || d.At.End > len(f.Text) {
		t.Fatalf("%s points at %d..%d", d.Code, d.At.Start, d.At.End)
	}
	if d.Code == "" || d.Message == "" {
		t.Fatalf("a diagnostic without words: %+v", d)
	}
	if d.Fix != nil {
		if _, ok := diag.Apply(f, d.Fix.Edits); !ok {
			t.Fatalf("%s: edits do not apply: %+v", d.Code, d.Fix.Edits)
		}
	}
}
