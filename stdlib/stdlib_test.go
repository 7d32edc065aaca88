package stdlib_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/stdlib"
)

// Every module checks by itself, is canonical, and keeps what its tests promise.
func TestModules(t *testing.T) {
	for _, name := range stdlib.Modules() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, ok := stdlib.Module(name)
			if !ok {
				t.Fatal("it is listed and not there")
			}
			report := new(diag.List)
			tree := syntax.Parse(f, report)
			p := check.File(tree, check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
			if len(report.All()) > 0 {
				t.Fatal(diag.Text(report.All()))
			}
			if canonical := format.File(tree); canonical != f.Text {
				t.Error("it is not formatted")
			}
			for _, test := range p.Tests {
				for _, e := range test.Expects {
					if e.Outcome != check.Passed {
						t.Errorf("%s: %s %s: %s is not %s", test.Title, e.Outcome, e.Reason, e.Left, e.Right)
					}
				}
			}
		})
	}
}

// Everything declared for use from outside says what it is.
func TestBlocksHaveComments(t *testing.T) {
	for _, name := range stdlib.Modules() {
		f, _ := stdlib.Module(name)
		for _, d := range syntax.Parse(f, new(diag.List)).Decls {
			if b, ok := d.(*syntax.Block); ok && b.Doc() == "" {
				t.Errorf("%s: %s has no comment", name, b.Name.Name)
			}
		}
	}
}
