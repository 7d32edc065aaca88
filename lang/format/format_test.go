package format

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/google/go-cmp/cmp"
)

func parse(tb testing.TB, name, text string) *syntax.File {
	tb.Helper()
	var report diag.List
	f := syntax.Parse(source.NewFile(name, text), &report)
	for _, d := range report.All() {
		tb.Fatalf("%s:%v: %s", name, f.Source.Position(d.At.Start), d.Message)
	}
	return f
}

// The programs of the manual are canonical, and so is every other file here.
func TestCanonicalFilesStay(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.eegp")
	if err != nil || len(paths) < 7 {
		t.Fatalf("%v, %d files", err, len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := File(parse(t, path, string(text)))
			if d := cmp.Diff(string(text), got); d != "" {
				t.Errorf("changed (-want +got):\n%s", d)
			}
		})
	}
}
