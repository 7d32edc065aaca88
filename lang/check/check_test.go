package check_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/stdlib"
)

// environment hands the checker the operator table of the compiler: tests may look
// up the tree, the checker itself never does.
func environment(testing.TB) check.Env {
	env := checktest.Env(op.Table{}, "testdata")
	packages := env.Modules
	env.Modules = func(path string) (*source.File, bool) {
		if f, ok := stdlib.Module(path); ok {
			return f, true
		}
		return packages(path)
	}
	return env
}

func TestProgramsOfTheManual(t *testing.T) {
	paths, err := filepath.Glob("testdata/programs/*.eegp")
	if err != nil || len(paths) < 7 {
		t.Fatalf("%d programs, %v", len(paths), err)
	}
	env := environment(t)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p, report := checktest.Program(env, filepath.Base(path), string(text))
			for _, d := range report.All() {
				if d.Severity == diag.Error {
					t.Errorf("\n%s", diag.Text([]diag.Diagnostic{d}))
				}
			}
			for _, test := range p.Tests {
				for _, e := range test.Expects {
					if e.Outcome != check.Passed {
						t.Errorf("test %q: %s (%s, %s) %s", test.Title, e.Outcome, e.Left, e.Right, e.Reason)
					}
				}
			}
			for _, s := range p.Studies {
				if len(s.Methods) == 0 || len(s.Protocols) == 0 {
					t.Errorf("study %s: %d protocols, %d methods", s.Name, len(s.Protocols), len(s.Methods))
				}
			}
			t.Logf("\n%s", check.Explain(p))
		})
	}
}

var update = flag.Bool("update", false, "rewrite bad.out in the stories")

var families = []string{"E1", "E2", "E3", "E4", "E5", "E6", "W1", "W4", "W5"}

// TestStories holds the programs of the stories to what they say.
func TestStories(t *testing.T) {
	checktest.Stories(t, environment(t), families, "../diag/codes", *update)
}
