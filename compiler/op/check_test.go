package op_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
)

func TestTmpPrograms(t *testing.T) {
	env := checktest.Env(op.Heads(), "../../lang/check/testdata")
	paths, _ := filepath.Glob("../../lang/check/testdata/programs/*.eegp")
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		p, report := checktest.Program(env, filepath.Base(path), string(text))
		for _, d := range report.All() {
			if d.Severity == diag.Error {
				t.Errorf("\n%s", diag.Text([]diag.Diagnostic{d}))
			}
		}
		for _, test := range p.Tests {
			for _, e := range test.Expects {
				if e.Outcome != check.Passed {
					t.Errorf("%s: test %q: %s (%s, %s) %s", path, test.Title, e.Outcome, e.Left, e.Right, e.Reason)
				}
			}
		}
	}
}

var update = flag.Bool("update", false, "rewrite bad.out in the stories")

// The stories of the checker's codes hold for the real table, and their
// renderings show it.
func TestStories(t *testing.T) {
	env := checktest.Env(op.Heads(), "../../lang/check/testdata")
	how := checktest.Compared
	if *update {
		how = checktest.Rewritten
	}
	families := []string{"E1", "E2", "E3", "E4", "E5", "E6", "W1", "W4", "W5"}
	checktest.Stories(t, env, families, "../../lang/diag/codes", how)
}
