package lower_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// Examples of layers say what axes come out, and those of options where they stand;
// both are checked without running anything.
func TestExamplesOfLayersAndOptions(t *testing.T) {
	for _, family := range op.Families() {
		for _, o := range family.Ops {
			switch {
			case strings.HasPrefix(o.Try, "shape("):
				t.Run(o.Name, func(t *testing.T) { holds(t, o.Try) })
			case o.Try != "" && o.Head().Role == types.OptionRole:
				t.Run(o.Name, func(t *testing.T) { checked(t, "let made = "+o.Try+"\n") })
			}
		}
	}
}

func checked(t *testing.T, text string) *check.Program {
	t.Helper()
	report := new(diag.List)
	tree := syntax.Parse(source.NewFile("example.eegp", "eegp 1\n\n"+text), report)
	p := check.File(tree, check.Env{Ops: op.Table{}, Report: report})
	if report.HasErrors() {
		t.Fatal(diag.Text(report.All()))
	}
	return p
}

func holds(t *testing.T, claim string) {
	t.Helper()
	p := checked(t, "test \"example\" {\n  expect "+claim+"\n}\n")
	for _, test := range p.Tests {
		for _, e := range test.Expects {
			if e.Outcome != check.Passed {
				t.Errorf("%s: %v %s %s %s", claim, e.Outcome, e.Left, e.Right, e.Reason)
			}
		}
	}
}
