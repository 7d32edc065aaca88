package diag_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite bad.out in the stories")

func TestEveryCodeHasAStory(t *testing.T) {
	known := map[string]bool{}
	for _, c := range diag.Codes() {
		if known[c.Code] {
			t.Errorf("%s is listed twice", c.Code)
		}
		known[c.Code] = true
		s, ok := diag.StoryOf(c.Code)
		switch {
		case !ok:
			t.Errorf("%s has no codes/%s.txtar", c.Code, c.Code)
		case c.Title == "" || s.Text == "" || len(s.Bad) == 0 || len(s.Good) == 0:
			t.Errorf("%s lacks a title, a story, a bad or a good example", c.Code)
		}
	}
	paths, err := filepath.Glob("codes/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if code := strings.TrimSuffix(filepath.Base(path), ".txtar"); !known[code] {
			t.Errorf("codes/%s.txtar tells of no code", code)
		}
	}
}

// The bad programs of the syntax family are reported where they are marked, the
// good ones are read and canonical, and every fix mends what it is for.
func TestSyntaxStories(t *testing.T) {
	for _, c := range diag.Codes() {
		if !strings.HasPrefix(c.Code, "E0") {
			continue
		}
		t.Run(c.Code, func(t *testing.T) {
			s, ok := diag.StoryOf(c.Code)
			if !ok {
				t.Fatal("no story")
			}
			var out strings.Builder
			for _, bad := range s.Bad {
				ds := read(bad.Name, bad.Text).All()
				checkMarks(t, bad, ds)
				checkFixes(t, bad, ds)
				if out.Len() > 0 {
					out.WriteByte('\n')
				}
				out.WriteString(diag.Text(ds))
			}
			for _, good := range s.Good {
				checkGood(t, good)
			}
			compareOut(t, c.Code, s.Out, out.String())
		})
	}
}

func read(name, text string) *diag.List {
	var report diag.List
	syntax.Parse(source.NewFile(name, text), &report)
	return &report
}

func checkMarks(t *testing.T, bad diag.StoryFile, ds []diag.Diagnostic) {
	t.Helper()
	got := map[int][]string{}
	for _, d := range ds {
		line := d.At.File.Position(d.At.Start).Line
		got[line] = append(got[line], d.Code)
		if d.Message == "" || d.Rule == "" && d.Hint == "" && d.Fix == nil {
			t.Errorf("%s says too little: %+v", d.Code, d)
		}
	}
	if d := cmp.Diff(diag.Marks(bad.Text), got); d != "" {
		t.Errorf("%s (-marked +reported):\n%s", bad.Name, d)
	}
}

func checkFixes(t *testing.T, bad diag.StoryFile, ds []diag.Diagnostic) {
	t.Helper()
	for _, d := range ds {
		if d.Fix == nil || len(d.Fix.Edits) == 0 {
			continue
		}
		text, ok := diag.Apply(d.At.File, d.Fix.Edits)
		if !ok {
			t.Errorf("%s: the edits of %q do not apply", bad.Name, d.Fix.Text)
			continue
		}
		if left := len(read(bad.Name, text).All()); left >= len(ds) {
			t.Errorf("%s: %q leaves %d of %d faults:\n%s", bad.Name, d.Fix.Text, left, len(ds), text)
		}
	}
}

func checkGood(t *testing.T, good diag.StoryFile) {
	t.Helper()
	var report diag.List
	f := syntax.Parse(source.NewFile(good.Name, good.Text), &report)
	if ds := report.All(); len(ds) > 0 {
		t.Errorf("%s", diag.Text(ds))
		return
	}
	if d := cmp.Diff(good.Text, format.File(f)); d != "" {
		t.Errorf("%s is not canonical:\n%s", good.Name, d)
	}
}

// compareOut compares the rendering with bad.out, or rewrites that section.
func compareOut(t *testing.T, code, want, got string) {
	t.Helper()
	if !*update {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("bad.out (-want +got):\n%s", d)
		}
		return
	}
	path := filepath.Join("codes", code+".txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "bad.out" })
	archive.Files = append(archive.Files, txtar.File{Name: "bad.out", Data: []byte(got)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
