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
	return p.count(st, in, false)
}

func (p place) Running(st *types.Stage, in types.Type) (int64, bool) {
	return p.count(st, in, true)
}

func (p place) count(st *types.Stage, in types.Type, running bool) (int64, bool) {
	typed, out := p.try(st, in)
	if typed == nil || out == types.Unknown {
		return 0, false
	}
	return countWeights(typed, running)
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

// countWeights adds up the trainable numbers of a typed stage, or its running
// values. known is false when a size is not.
func countWeights(st *types.Stage, running bool) (total int64, known bool) {
	w := weights{running: running, seen: map[*types.Term]bool{}}
	total, known = w.stage(st)
	n, ok := w.later()
	return total + n, known && ok
}

// weights counts the terms of one body, each once. What a stage takes from around
// it is computed once in that body, however often the stage is repeated, so such
// terms wait until the rest is counted.
type weights struct {
	running bool
	seen    map[*types.Term]bool
	outer   []*types.Term
}

func (w *weights) later() (total int64, known bool) {
	known = true
	for len(w.outer) > 0 {
		t := w.outer[0]
		w.outer = w.outer[1:]
		n, ok := w.term(t)
		total, known = total+n, known && ok
	}
	return total, known
}

func (w *weights) stage(st *types.Stage) (total int64, known bool) {
	if st.Form != types.BlockForm || st.Body == nil {
		w.outer = append(w.outer, st.ArgTerms()...)
		return w.operator(st)
	}
	w.outer = append(w.outer, st.ArgTerms()...)
	inside := weights{running: w.running, seen: map[*types.Term]bool{}}
	for _, t := range st.ArgTerms() {
		inside.seen[t] = true // counted outside
	}
	total, known = inside.term(st.Body)
	n, ok := inside.later()
	return total + n, known && ok
}

// operator counts a stage that is no block in braces.
func (w *weights) operator(st *types.Stage) (total int64, known bool) {
	for _, p := range st.Parts {
		n, ok := w.stage(p)
		if !ok {
			return 0, false
		}
		total += n
	}
	if st.Form != types.OpForm {
		return total, st.Form != types.BlockForm || len(st.Parts) > 0
	}
	op := st.Bound.Op
	if op.Role == types.StageRole && op.Kind != types.Learner { // a loss has no weights
		n, ok := w.functions(st)
		if !ok {
			return 0, false
		}
		total += n
	}
	if op.Repeats != "" {
		total *= int64(st.Bound.Int(op.Repeats))
	}
	if op.Weights != nil {
		in, ok := types.Inner(st.In)
		if !ok {
			return 0, false
		}
		count := op.Weights
		if w.running {
			if count = op.Running; count == nil {
				return total, true
			}
		}
		n, ok := count(st.Bound, in)
		return total + n, ok
	}
	return total, op.Kind != types.Net || len(st.Parts) > 0
}

// functions counts what a stage's functions compute at each step, with the same
// weights at all of them.
func (w *weights) functions(st *types.Stage) (total int64, known bool) {
	known = true
	for _, f := range st.Fns {
		w.outer = append(w.outer, f.Captured...)
		inside := weights{running: w.running, seen: map[*types.Term]bool{}}
		for _, t := range f.Captured {
			inside.seen[t] = true
		}
		for _, t := range types.Leaves(f.Result) {
			n, ok := inside.term(t)
			total, known = total+n, known && ok
		}
		n, ok := inside.later()
		total, known = total+n, known && ok
	}
	return total, known
}

func (w *weights) term(t *types.Term) (total int64, known bool) {
	if w.seen[t] {
		return 0, true
	}
	w.seen[t] = true
	known = true
	if t.Stage != nil {
		total, known = w.stage(t.Stage)
	}
	for _, x := range t.In {
		n, ok := w.term(x)
		total, known = total+n, known && ok
	}
	return total, known
}
