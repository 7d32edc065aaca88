package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
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

// Export finds a declaration of the file by name.
func (p *Program) Export(name string) (Export, bool) {
	for _, e := range p.Exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}
