package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Each archive is a program and the trees of its methods: everything that they
// compute, typed.
func TestTermTrees(t *testing.T) {
	paths, err := filepath.Glob("testdata/terms/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d archives, %v", len(paths), err)
	}
	env := extraEnvironment(t)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			program := archive.Files[0]
			p, report := checktest.Program(env, program.Name, string(program.Data))
			if ds := report.All(); len(ds) > 0 {
				t.Fatalf("\n%s", diag.Text(ds))
			}
			got := []txtar.File{program}
			for _, s := range p.Studies {
				for _, m := range s.Methods {
					got = append(got, txtar.File{Name: m.Name, Data: []byte(m.Stage.Tree())})
				}
			}
			text := string(txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: got}))
			if *update {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(txtar.Format(archive)), text); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if strings.Contains(text, "= ?") || strings.Contains(text, "? ") {
				t.Errorf("something is not known")
			}
		})
	}
}
