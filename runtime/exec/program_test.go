package exec_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/stdlib"
)

// plansOf checks a program that must be fine and plans its studies.
func plansOf(t testing.TB, text string) []*plan.Plan {
	t.Helper()
	report := &diag.List{}
	tree := syntax.Parse(source.NewFile("test.eegp", text), report)
	program := check.File(tree, check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
	if report.HasErrors() {
		t.Fatalf("the program has errors:\n%s", diag.Text(report.All()))
	}
	plans, problems := plan.Studies(program)
	for _, p := range problems {
		t.Fatalf("the program cannot run:\n%s", diag.Text([]diag.Diagnostic{p.Diagnose()}))
	}
	return plans
}

// only is the plan of a program with one study and one protocol.
func only(t testing.TB, text string) *plan.Plan {
	t.Helper()
	plans := plansOf(t, text)
	if len(plans) != 1 {
		t.Fatalf("%d plans, want 1", len(plans))
	}
	return plans[0]
}

// given opens the same recordings whatever the source says.
func given(recs []*value.Recording) func(context.Context, *types.Bound, int64) ([]*value.Recording, []diag.Problem) {
	return func(context.Context, *types.Bound, int64) ([]*value.Recording, []diag.Problem) { return recs, nil }
}

// runs a program that must finish without errors.
func runs(t testing.TB, text string, opt exec.Options) *exec.Result {
	t.Helper()
	if opt.Open == nil {
		opt.Open = exec.Opener{Roots: []string{"."}}.Open
	}
	r := exec.Run(context.Background(), only(t, text), opt)
	for _, d := range r.Problems {
		if d.Severity == diag.Error {
			t.Fatalf("the run failed:\n%s", diag.Text(r.Problems))
		}
	}
	return r
}

// recordings is the folder of real recordings, or a visible skip.
func recordings(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("EEGP_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no recordings: EEGP_DATA names no folder")
	}
	return dir
}
