package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Recurrences of one's own.
var scanRows = []Row{
	{
		Sig: `scan(over: Axis, from: State = 0, step: Step, direction in [forward, backward] = forward) : [..r, over] u -> [..r, over] v`,
		Doc: "Carries a state along an axis.",
		Notes: "`step` is a function of the state and of the input's slice at one place of the axis; it gives `{ carry, emit }`: the next state and what comes out there. " +
			"The state is a tensor, or a record of tensors, and keeps its shape; `from` is the first one. What the step uses from around it is computed once. " +
			"A step may hold weights and other recurrences, but no running statistics; a random draw is the same at every place. " +
			"The gradient computes every step again from the state that it found.",
		Try:  `shape(scan(over: time, step: fn(v, i) => { carry: 0.9 * v + i, emit: v }), on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(lowerScan),
	},
	{
		Sig: `recurrence(over: Axis, decay: Tensor, from: Tensor = 0, direction in [forward, backward] = forward) : [..r, over] u -> [..r, over] u`,
		Doc: "A linear recurrence along an axis: y_t = decay_t * y_{t-1} + x_t.",
		Notes: "`decay` may have the axis `over` (another factor at every place) and further axes, which the result has as well. " +
			"Leaky integration, exponential smoothing, diagonal state spaces and selective scans (Gu and Dao 2023) are of this form.",
		Try:  `shape(recurrence(over: time, decay: 0.9), on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(lowerRecurrence), Result: recurrenceResult,
	},
}

func lowerScan(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	f := b.Stage().Fn("step")
	if f == nil || len(f.Params) != 2 {
		b.Fail("the step is not known")
	}
	name := c.Axes("over").Names()[0]
	s := prim.Steps{Axis: graph.Axis{Name: name, Size: x.Shape.Of(name)}, Reverse: c.Choice("direction") == "backward"}
	slice := b.Hole(x.Shape.Without(name))
	s.Slice, s.Over = []*graph.Node{slice}, []*graph.Node{x}

	batch := x.Shape.Only(layer.Batch)
	for _, t := range f.Captured {
		if n := b.Term(t); len(batch) == 0 {
			batch = n.Shape.Only(layer.Batch)
		}
	}
	starts := map[string]*types.Term{}
	for _, field := range layer.Fields(c.Value("from")) {
		starts[field.Name] = field.Term
	}
	var names []string
	for _, field := range layer.Fields(f.Params[0]) {
		shape := stateShape(b, field.Term, batch, slice.Shape)
		start := b.Num(0)
		if t := starts[field.Name]; t != nil {
			start = b.Term(t)
		}
		names = append(names, field.Name)
		s.Carry = append(s.Carry, b.Hole(shape))
		s.Init = append(s.Init, b.Ordered(start, shape))
	}
	got := lowerStep(b, append(slices.Clone(s.Carry), slice))
	for i, name := range names {
		key := "carry"
		if name != "" {
			key += "." + name
		}
		if got[key] == nil {
			b.Fail("the step gives no %s", key)
		}
		s.Next = append(s.Next, b.Ordered(got[key], s.Carry[i].Shape))
	}
	if got["emit"] == nil {
		b.Fail("the step emits nothing")
	}
	s.Emit = []*graph.Node{got["emit"]}
	y := b.Scan(s).Emit[0]
	return b.Ordered(y, stepsLast(x.Shape, y.Shape, s.Axis))
}

// lowerStep lowers the body and refuses what cannot stand in one.
func lowerStep(b *layer.Build, args []*graph.Node) map[string]*graph.Node {
	states, watched, penalties := len(b.States), len(b.Watched), len(b.Penalties)
	got := b.Call("step", args...)
	if len(b.States) > states {
		b.Fail("%s keeps running statistics, which a step cannot: every place would count", b.States[states].Path)
	}
	b.Watched = b.Watched[:watched] // they exist within a step alone
	for _, p := range b.Penalties[penalties:] {
		if graph.Depends([]*graph.Node{p}, args)[p] {
			b.Fail("a step cannot hold a penalty on its values")
		}
	}
	return got
}

// stateShape of a carry from its type: the batch first, then as a slice has them.
func stateShape(b *layer.Build, t *types.Term, batch, slice graph.Shape) graph.Shape {
	of, ok := types.Inner(t.Out)
	if !ok {
		b.Fail("the state is no tensor")
	}
	shape, ok := Concrete(of)
	if !ok {
		b.Fail("the size of the state %v is not known", of)
	}
	out := slices.Clone(batch)
	for _, a := range slice {
		if shape.Has(a.Name) {
			out = append(out, graph.Axis{Name: a.Name, Size: shape.Of(a.Name)})
		}
	}
	return append(out, shape.Without(out.Names()...)...)
}

// stepsLast stores what was stacked along an axis with the axis where the input
// had it, counted from the end.
func stepsLast(in, out graph.Shape, axis graph.Axis) graph.Shape {
	rest := out.Without(axis.Name)
	behind := len(in) - 1 - in.Index(axis.Name)
	return slices.Insert(rest, max(0, len(rest)-behind), axis)
}

func lowerRecurrence(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	name := c.Axes("over").Names()[0]
	decay := b.Term(c.Term("decay"))
	full, err := graph.Union(x.Shape, decay.Shape)
	if err != nil {
		b.Fail("%v", err)
	}
	if full[0].Name != layer.Batch && full.Has(layer.Batch) {
		full = slices.Concat(full.Only(layer.Batch), full.Without(layer.Batch))
	}
	state := full.Without(name)
	s := prim.Steps{Axis: graph.Axis{Name: name, Size: x.Shape.Of(name)}, Reverse: c.Choice("direction") == "backward"}
	h, in := b.Hole(state), b.Hole(x.Shape.Without(name))
	s.Carry, s.Init = []*graph.Node{h}, []*graph.Node{b.Ordered(b.Term(c.Term("from")), state)}
	s.Slice, s.Over = []*graph.Node{in}, []*graph.Node{x}
	if decay.Shape.Has(name) {
		hole := b.Hole(decay.Shape.Without(name))
		s.Slice, s.Over = append(s.Slice, hole), append(s.Over, decay)
		decay = hole
	}
	next := b.Ordered(b.Add(b.Mul(decay, h), in), state)
	s.Next, s.Emit = []*graph.Node{next}, []*graph.Node{next}
	return b.Ordered(b.Scan(s).Emit[0], full)
}

// recurrenceResult joins the axes of input and decay.
func recurrenceResult(c Call, _, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(out)
	if !ok {
		return out, nil
	}
	for _, param := range []string{"decay", "from"} {
		with, known := tensorGiven(c, param)
		if !known {
			continue
		}
		joined, p := joinAxes(c, param, of, with)
		if p != nil {
			return out, p
		}
		of = joined
	}
	return types.Rewrap(out, of), nil
}

// tensorGiven is the type of a tensor argument; false when it is not known.
func tensorGiven(c Call, param string) (types.Tensor, bool) {
	if t := c.Term(param); t != nil {
		return types.Inner(t.Out)
	}
	return types.Tensor{}, false
}

// joinAxes joins two tensors by the names of their axes.
func joinAxes(c Call, param string, a, b types.Tensor) (types.Tensor, diag.Problem) {
	for _, axis := range b.Axes {
		old, there := a.Axis(axis.Name)
		switch {
		case !there && !a.Open:
			a = a.With(axis)
		case there && old.Size.Differs(axis.Size):
			return a, diag.SizesDiffer{At: c.ArgSpan(param), Axis: axis.Name, Want: old.Size.String(), Got: axis.Size.String()}
		}
	}
	return a, nil
}
