package op_test

import (
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
	checktest.Stories(t, env, []string{"E1", "E2", "E3", "E4", "E5", "W4", "W5"}, "../../lang/diag/codes", false)
}
