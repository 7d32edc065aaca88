package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// place lets an operator's Eval look around.
type place struct {
	c *checker
	s *scope
}

func (p place) Axis(name string) (types.Axis, bool) { return p.s.axis(name) }

func (p place) Apply(st *types.Stage, in types.Type) (types.Type, bool) {
	_, out := p.try(st, in)
	return out, out != types.Unknown
}

// try applies a stage to the axes of an `on:`. A class axis there tells how many
// classes there are; it is part of the input only when the stage takes it.
func (p place) try(st *types.Stage, in types.Type) (*types.Stage, types.Type) {
	defer p.c.withClassSize(classSize(in))()
	t, ok := in.(types.Tensor)
	if !ok || !t.Has("class") {
		return p.c.apply(st, in, "")
	}
	outer := p.c.report
	p.c.report = new(diag.List)
	typed, out := p.c.apply(st, in, "")
	p.c.report = outer
	if typed != nil && out != types.Unknown {
		return typed, out
	}
	return p.c.apply(st, t.Without("class"), "")
}

func (p place) Weights(st *types.Stage, in types.Type) (int64, bool) {
	typed, out := p.try(st, in)
	if typed == nil || out == types.Unknown {
		return 0, false
	}
	return countWeights(typed, map[*types.Term]bool{})
}

// classSize is the size of a class axis among an input's sizes, as in
// on: [channel=22, time=1000, class=4].
func classSize(in types.Type) (types.Size, bool) {
	if t, ok := in.(types.Tensor); ok {
		if a, ok := t.Axis("class"); ok {
			return a.Size, true
		}
		return types.Size{}, false
	}
	if n := len(types.Classes(in)); n > 0 {
		return types.Known(int64(n)), true
	}
	return types.Size{}, false
}

// withClassSize sets the number of classes until the returned function is called.
func (c *checker) withClassSize(size types.Size, known bool) func() {
	oldSize, oldKnown := c.classes, c.known
	if known {
		c.classes, c.known = size, true
	}
	return func() { c.classes, c.known = oldSize, oldKnown }
}

// countWeights adds up the trainable numbers of a typed stage.
func countWeights(st *types.Stage, seen map[*types.Term]bool) (int64, bool) {
	if st.Body != nil {
		return countTerm(st.Body, seen)
	}
	total := int64(0)
	for _, p := range st.Parts {
		n, ok := countWeights(p, seen)
		if !ok {
			return 0, false
		}
		total += n
	}
	if st.Form != types.OpForm {
		return total, st.Form != types.BlockForm || len(st.Parts) > 0
	}
	op := st.Bound.Op
	if op.Repeats != "" {
		total *= int64(st.Bound.Int(op.Repeats))
	}
	if op.Weights != nil {
		in, ok := types.Inner(st.In)
		if !ok {
			return 0, false
		}
		n, ok := op.Weights(st.Bound, in)
		return total + n, ok
	}
	return total, op.Kind != types.Net || len(st.Parts) > 0
}

func countTerm(t *types.Term, seen map[*types.Term]bool) (int64, bool) {
	if seen[t] {
		return 0, true
	}
	seen[t] = true
	total, ok := int64(0), true
	if t.Stage != nil {
		total, ok = countWeights(t.Stage, seen)
	}
	for _, x := range t.In {
		n, fine := countTerm(x, seen)
		total, ok = total+n, ok && fine
	}
	return total, ok
}
