// Package checktest runs the stories and example programs of the checker
// against an operator table, which tests hand in.
package checktest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Program parses and checks one text.
func Program(env check.Env, name, text string) (*check.Program, *diag.List) {
	report := new(diag.List)
	env.Report = report
	f := syntax.Parse(source.NewFile(name, text), report)
	return check.File(f, env), report
}

// Stories checks the programs in the stories of the given families (E1, W4):
// every bad one is reported where it is marked, every fix mends what it is for,
// every good one is silent. The stories lie in
// folder; with update their bad.out sections are rewritten.
func Stories(t *testing.T, env check.Env, families []string, folder string, update bool) {
	for _, c := range diag.Codes() {
		if !slices.Contains(families, c.Code[:2]) {
			continue
		}
		t.Run(c.Code, func(t *testing.T) {
			s, ok := diag.StoryOf(c.Code)
			if !ok || len(s.Bad) == 0 || !strings.HasSuffix(s.Bad[0].Name, ".eegp") {
				t.Skip("no program shows it, or its story is not there; a test of diag tells which")
			}
			story(t, env, s, folder, update)
		})
	}
}

func story(t *testing.T, env check.Env, s diag.Story, folder string, update bool) {
	env.Files = storyFiles(folder, s.Code)
	env.Locked = func(path string, _ *source.File) ([]string, bool) {
		return []string{"five_fold.data, trials upper end 3.5 s -> 2.5 s"}, path != "changed.eegp"
	}
	var out strings.Builder
	found := false
	for _, bad := range s.Bad {
		_, report := Program(env, bad.Name, bad.Text)
		ds := report.All()
		for _, d := range ds {
			found = found || d.Code == s.Code
		}
		checkMarks(t, bad, ds)
		checkFixes(t, env, bad, ds)
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(diag.Text(ds))
	}
	if !found {
		t.Errorf("no bad program gives %s", s.Code)
	}
	for _, good := range s.Good {
		p, report := Program(env, good.Name, good.Text)
		if d := cmp.Diff(good.Text, format.File(p.File)); d != "" {
			t.Errorf("%s is not canonical:\n%s", good.Name, d)
		}
		if ds := report.All(); len(ds) > 0 {
			t.Errorf("%s:\n%s", good.Name, diag.Text(ds))
		}
	}
	compareOut(t, filepath.Join(folder, s.Code+".txtar"), s.Out, out.String(), update)
}

// storyFiles serves the other files of a story as the project around it.
func storyFiles(folder, code string) func(string) (*source.File, error) {
	return func(rel string) (*source.File, error) {
		archive, err := txtar.ParseFile(filepath.Join(folder, code+".txtar"))
		if err != nil {
			return nil, err
		}
		for _, f := range archive.Files {
			if f.Name == rel {
				return source.NewFile(rel, string(f.Data)), nil
			}
		}
		return nil, fmt.Errorf("there is no such file")
	}
}

func checkMarks(t *testing.T, bad diag.StoryFile, ds []diag.Diagnostic) {
	t.Helper()
	got := map[int][]string{}
	for _, d := range ds {
		if d.At.IsZero() {
			t.Errorf("%s has no place: %s", d.Code, d.Message)
			continue
		}
		line := d.At.File.Position(d.At.Start).Line
		got[line] = append(got[line], d.Code)
		if d.Message == "" || d.Rule == "" && d.Hint == "" && d.Fix == nil {
			t.Errorf("%s says too little: %s", d.Code, d.Message)
		}
	}
	if d := cmp.Diff(diag.Marks(bad.Text), got); d != "" {
		t.Errorf("%s (-marked +reported):\n%s\n%s", bad.Name, d, diag.Text(ds))
	}
}

// checkFixes applies every edit: it must mend what it is for.
func checkFixes(t *testing.T, env check.Env, bad diag.StoryFile, ds []diag.Diagnostic) {
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
		_, report := Program(env, bad.Name, text)
		if left := report.All(); len(left) >= len(ds) {
			t.Errorf("%s: %q leaves %d of %d faults:\n%s\n%s", bad.Name, d.Fix.Text, len(left), len(ds), text, diag.Text(left))
		}
	}
}

func compareOut(t *testing.T, path, want, got string, update bool) {
	t.Helper()
	if !update {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("bad.out (-want +got):\n%s", d)
		}
		return
	}
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

// Env is an environment over a table, with library modules read from a folder:
// std.models is folder/std/models.eegp.
func Env(ops check.Table, folder string) check.Env {
	return check.Env{Ops: ops, Modules: func(path string) (*source.File, bool) {
		name := filepath.Join(folder, strings.ReplaceAll(path, ".", "/")+".eegp")
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, false
		}
		return source.NewFile(path, string(data)), true
	}}
}
