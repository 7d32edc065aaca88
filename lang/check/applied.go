package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// Apply types a stage of the program on an input, as a test's `on:` does: a class
// axis among the sizes tells how many classes there are, and is part of the input
// only when the stage takes it. What is wrong goes to report; the stage is then nil.
func (p *Program) Apply(st *types.Stage, in types.Tensor, report *diag.List) *types.Stage {
	c := p.checker
	outer, budget := c.report, c.budget
	c.report, c.budget = report, maxSteps
	defer func() { c.report, c.budget = outer, budget }()
	in.Unit = types.AnyMeasure
	typed, out := place{c: c}.try(st, in)
	if out == types.Unknown {
		return nil
	}
	return typed
}

// Shape reads an axis set written outside of the file, such as
// "[channel=22, time=1000 @ 250 Hz, class=4]".
func (p *Program) Shape(text string, report *diag.List) (types.Tensor, bool) {
	e := syntax.ParseExpr(source.NewFile("on", text), report)
	if e == nil {
		return types.Tensor{}, false
	}
	c := p.checker
	outer := c.report
	c.report = report
	defer func() { c.report = outer }()
	v := c.shape(e, &scope{mod: p.main})
	of, ok := v.V.(types.ShapeValue)
	return of.Tensor, ok
}

// Export finds a declaration of the file by name.
func (p *Program) Export(name string) (Export, bool) {
	for _, e := range p.Exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}
