package exec_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/stdlib"
)

var update = flag.Bool("update", false, "rewrite bad.out in the stories")

// TestStories runs the programs in the stories of the E8 family: every bad one is
// reported where it is marked, every good one is canonical and runs in silence.
func TestStories(t *testing.T) {
	for _, c := range diag.Codes() {
		if c.Code[1] != '8' {
			continue
		}
		t.Run(c.Code, func(t *testing.T) {
			s, ok := diag.StoryOf(c.Code)
			if !ok {
				t.Fatal("no story")
			}
			var out []string
			for _, bad := range s.Bad {
				if filepath.Ext(bad.Name) != ".eegp" {
					continue // told, not shown: it comes from outside
				}
				ds := told(t, bad)
				marked(t, c.Code, bad, ds)
				out = append(out, diag.Text(ds))
			}
			for _, good := range s.Good {
				if filepath.Ext(good.Name) == ".eegp" {
					fine(t, good)
				}
			}
			pinned(t, s, strings.Join(out, "\n"))
		})
	}
}

// told is what the user hears when a program is run, from its text to its scores.
func told(t *testing.T, f diag.StoryFile) []diag.Diagnostic {
	t.Helper()
	report := &diag.List{}
	tree := syntax.Parse(source.NewFile(f.Name, f.Text), report)
	program := check.File(tree, check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
	if len(report.All()) > 0 {
		t.Fatalf("%s is refused before it runs:\n%s", f.Name, diag.Text(report.All()))
	}
	plans, problems := plan.Studies(program)
	for _, p := range problems {
		report.Report(p)
	}
	all := report.All()
	for _, p := range plans {
		r := exec.Run(context.Background(), p, exec.Options{Open: exec.Opener{}.Open})
		all = append(all, r.Problems...)
	}
	return all
}

func marked(t *testing.T, code string, f diag.StoryFile, ds []diag.Diagnostic) {
	t.Helper()
	got := map[int][]string{}
	found := false
	for _, d := range ds {
		line := d.At.File.Position(d.At.Start).Line
		got[line] = append(got[line], d.Code)
		found = found || d.Code == code
		if d.Message == "" || d.Rule == "" && d.Hint == "" && d.Fix == nil {
			t.Errorf("%s says too little: %s", d.Code, d.Message)
		}
	}
	if d := cmp.Diff(diag.Marks(f.Text), got); d != "" || !found {
		t.Errorf("%s (-marked +reported):\n%s\n%s", f.Name, d, diag.Text(ds))
	}
}

func fine(t *testing.T, f diag.StoryFile) {
	t.Helper()
	if ds := told(t, f); len(ds) > 0 {
		t.Errorf("%s:\n%s", f.Name, diag.Text(ds))
	}
	canonical := format.File(syntax.Parse(source.NewFile(f.Name, f.Text), &diag.List{}))
	if d := cmp.Diff(f.Text, canonical); d != "" {
		t.Errorf("%s is not canonical:\n%s", f.Name, d)
	}
}

// pinned compares what was told with bad.out, or rewrites that section.
func pinned(t *testing.T, s diag.Story, got string) {
	t.Helper()
	if !*update {
		if d := cmp.Diff(s.Out, got); d != "" {
			t.Errorf("bad.out (-want +got):\n%s", d)
		}
		return
	}
	path := filepath.Join("..", "..", "lang", "diag", "codes", s.Code+".txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "bad.out" })
	if got != "" {
		archive.Files = append(archive.Files, txtar.File{Name: "bad.out", Data: []byte(got)})
	}
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
