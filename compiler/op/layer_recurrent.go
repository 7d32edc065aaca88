package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// The parts that the signatures of recurrent layers share.
const (
	recurrentHead = `(over: Axis, mix: Axes, to: NewAxes, give in [all, last] = all, direction in [forward, backward, both] = forward`
	recurrentTail = `dropout: Real in 0..1 = 0, recurrent_dropout: Real in 0..1 = 0, from: Tensor = none, ` + initChoices +
		`, recurrent_init in [orthogonal, glorot_uniform, glorot_normal, he_uniform, torch, zeros] = orthogonal, l1: Real = 0, l2: Real = 0`
	recurrentType = ` : [..r, over, mix] u -> [..r, over, to]`
	recurrentNote = "`give: last` gives the state after the last step, without the axis. `direction: both` goes both ways with weights of their own and makes an axis `direction=2`: " +
		"forward, then backward, each in the order of the input; mix it, or sum over it. The products with the input are one contraction for all steps. " +
		"`dropout` (of the input) and `recurrent_dropout` (of the state) keep one mask for all steps of a trial (Gal and Ghahramani 2016). " +
		"`l1` and `l2` are on the input kernel. `init: torch` starts everything within 1/sqrt(units), as PyTorch does."
)

// Layers with a memory that go along an axis.
var recurrentRows = []Row{
	{
		Sig: `lstm` + recurrentHead + `, bias in [none, one, two] = one, forget_bias: Real = 1, act in [tanh, relu, sigmoid, linear] = tanh, gate in [sigmoid, hard_sigmoid] = sigmoid, ` +
			`from_cell: Tensor = none, ` + recurrentTail + `)` + recurrentType,
		Doc: "Long short-term memory along an axis.",
		Notes: "Hochreiter and Schmidhuber 1997, with a forget gate (Gers et al. 2000): c' = f*c + i*g, h' = o*act(c'). The weights are [gate=4, to, mix] with gates i, f, g, o, " +
			"as in Keras and PyTorch. Keras has one bias, PyTorch two that are added. The forget gate starts with bias `forget_bias`: 1 in Keras, 0 in PyTorch. " +
			"`gate: hard_sigmoid` is clip(0.2x + 0.5, 0, 1). " + recurrentNote,
		Try:  `shape(lstm(over: channel, mix: time, to: feature=100), on: [channel=22, time=256 @ 128 Hz]) == [channel=22, feature=100]`,
		Does: Net(lowerLSTM), Result: recurrentResult, Inspect: reserved("gate", "direction"),
	},
	{
		Sig: `gru` + recurrentHead + `, reset in [after, before] = after, bias in [none, one, two] = two, act in [tanh, relu, sigmoid, linear] = tanh, gate in [sigmoid, hard_sigmoid] = sigmoid, ` + recurrentTail + `)` + recurrentType,
		Doc: "Gated recurrent unit along an axis.",
		Notes: "Cho et al. 2014: h' = z*h + (1-z)*n. The weights are [gate=3, to, mix] with gates z, r, n. `reset: after` multiplies the product of state and weights by the reset gate " +
			"(PyTorch, cuDNN, and Keras since 2.2), `before` the state itself (the paper). " + recurrentNote,
		Try:  `shape(gru(over: channel, mix: time, to: feature=100, give: last), on: [channel=22, time=256 @ 128 Hz]) == [feature=100]`,
		Does: Net(lowerGRU), Result: recurrentResult, Inspect: reserved("gate", "direction"),
	},
	{
		Sig:   `rnn` + recurrentHead + `, bias in [none, one, two] = one, act in [tanh, relu, sigmoid, linear] = tanh, ` + recurrentTail + `)` + recurrentType,
		Doc:   "A plain recurrence along an axis.",
		Notes: "Elman 1990: h' = act(W x + U h + b). " + recurrentNote,
		Try:   `shape(rnn(over: time, mix: channel, to: feature=8, direction: both), on: [channel=22, time=256]) == [time=256, direction=2, feature=8]`,
		Does:  Net(lowerRNN), Result: recurrentResult, Inspect: reserved("direction"),
	},
	{
		Sig: `conv_lstm(over: Axis, along: Axes, kernel: List Int, mix: Axes, to: NewAxes, pad in [same, valid] = same, give in [all, last] = all, bias: Bool = yes, forget_bias: Real = 1, ` +
			`act in [tanh, relu, sigmoid, linear] = tanh, gate in [hard_sigmoid, sigmoid] = hard_sigmoid, ` + initChoices +
			`, recurrent_init in [orthogonal, glorot_uniform, glorot_normal, he_uniform, torch, zeros] = orthogonal, l1: Real = 0, l2: Real = 0) : [..r, over, along, mix] u -> [..r, over, along, to]`,
		Doc: "Long short-term memory whose products are convolutions.",
		Notes: "Shi et al. 2015, without peepholes, as in Keras 2: gates are clip(0.2x + 0.5, 0, 1), the convolution of the state always keeps its size, and there is one bias. " +
			"The axis `over` is gone along step by step; kernels slide along the axes `along`.",
		Try:  `shape(conv_lstm(over: time, along: channel, kernel: 3, mix: freq, to: filter=4, pad: valid, give: last), on: [channel=22, time=9, freq=5]) == [channel=20, filter=4]`,
		Does: Net(lowerConvLSTM), Result: convLSTMResult, Inspect: convLSTMFits,
	},
}

// reserved are axes that a layer makes itself: neither the input nor a new axis
// may have their names.
func reserved(names ...string) func(c Call, in types.Type) []diag.Problem {
	return func(c Call, in types.Type) []diag.Problem {
		of, _ := types.Inner(in)
		for _, name := range names {
			if of.Has(name) && !slices.Contains(c.Axes("mix").Names(), name) {
				return []diag.Problem{diag.AxisExists{At: c.Span, Stage: c.Op.Name, Axis: name, Input: of.String()}}
			}
			if slices.Contains(c.Axes("to").Names(), name) {
				return []diag.Problem{diag.AxisExists{At: c.ArgSpan("to"), Stage: c.Op.Name, Axis: name, Input: of.String()}}
			}
		}
		return nil
	}
}

func recurrentResult(c Call, _, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(out)
	if !ok {
		return out, nil
	}
	if c.Choice("give") == "last" {
		of = of.Without(c.Axes("over").Names()...)
	}
	if c.Choice("direction") == "both" {
		of = of.With(types.Axis{Name: "direction", Size: types.Known(2)})
	}
	return types.Rewrap(out, of), nil
}

// A recurrence is a layer that goes along an axis: what its cells share.
type recurrence struct {
	b    *layer.Build
	c    Call
	x    *graph.Node
	over graph.Axis
	to   graph.Shape
	rest graph.Shape // axes of a state beside to
	gate graph.Shape // the axis of gates, if there are several
	dirs graph.Shape // the axis of directions, if there are two

	kernel, recurrent, bias, recurrentBias *graph.Node
}

// newRecurrence makes the weights of a layer with some gates. forget is the gate
// whose bias starts at forget_bias, -1 for none.
func newRecurrence(b *layer.Build, c Call, x *graph.Node, gates, forget int) *recurrence {
	mix := c.Axes("mix").Names()
	name := c.Axes("over").Names()[0]
	r := &recurrence{
		b: b, c: c, x: x, over: graph.Axis{Name: name, Size: x.Shape.Of(name)}, to: b.New(c.Axes("to"), x.Shape),
		rest: x.Shape.Without(append(mix, name)...),
	}
	if gates > 1 {
		r.gate = graph.Shape{{Name: "gate", Size: gates}}
	}
	if c.Choice("direction") == "both" {
		r.dirs = graph.Shape{{Name: "direction", Size: 2}}
	}
	units := r.to.Count()
	in, out := x.Shape.Only(mix...).Count(), gates*units
	if c.Choice("init") == "torch" {
		in = units
	}
	own := slices.Concat(r.dirs, r.gate, r.to)
	w := b.Weight("kernel", slices.Concat(r.dirs, r.gate, layer.KernelShape(x.Shape, nil, mix, nil, r.to)), layer.Init{Rule: c.Choice("init"), FanIn: in, FanOut: out})
	penalise(b, c, w.Node)
	r.kernel = w.Node
	begin := layer.Init{Rule: c.Choice("recurrent_init"), FanIn: units, FanOut: out}
	shape := slices.Clone(own)
	for _, a := range r.to {
		shape = append(shape, graph.Axis{Name: layer.In(a.Name), Size: a.Size})
		begin.Rows = append(begin.Rows, layer.In(a.Name))
	}
	r.recurrent = b.Weight("recurrent", shape, begin).Node
	start := layer.Zeros
	if c.Choice("init") == "torch" {
		start = layer.Init{Rule: "torch", FanIn: units}
	} else if forget >= 0 && c.Float("forget_bias") != 0 {
		start = layer.Init{Rule: "given", Given: oneGate(own, forget, c.Float("forget_bias"))}
	}
	if c.Choice("bias") != "none" {
		r.bias = b.Weight("bias", own, start).Node
	}
	if c.Choice("bias") == "two" {
		if start.Rule == "given" {
			start = layer.Zeros
		}
		r.recurrentBias = b.Weight("recurrent_bias", own, start).Node
	}
	return r
}

// oneGate is zero but for one gate.
func oneGate(s graph.Shape, gate int, value float64) graph.Array {
	a := graph.NewArray(s)
	k := s.Index("gate")
	stride := s.Strides()[k]
	for i := range a.Data {
		if i/stride%s[k].Size == gate {
			a.Data[i] = value
		}
	}
	return a
}

// A cell turns the input's share of all gates, that of the state, and the carries
// into new carries; the first carry is the state.
type cell func(r *way, input *graph.Node, carry []*graph.Node) []*graph.Node

// A way is a recurrence in one direction.
type way struct {
	*recurrence
	kernel, recurrent, bias, recurrentBias *graph.Node
	index                                  int
	reverse                                bool
	mask                                   *graph.Node // of the state, while training
}

// run goes along the axis. from names the arguments with the first carries.
func (r *recurrence) run(f cell, from ...string) *graph.Node {
	if r.dirs == nil {
		return r.settle(r.one(0, r.c.Choice("direction") == "backward", f, from))
	}
	return r.settle(r.b.Concat("direction", r.one(0, false, f, from), r.one(1, true, f, from)))
}

// settle stores a result as its input was stored: the new axes where the mixed ones were.
func (r *recurrence) settle(y *graph.Node) *graph.Node {
	order := graph.Shape{}
	for _, a := range r.x.Shape {
		if y.Shape.Has(a.Name) && !r.to.Has(a.Name) {
			order = append(order, a)
		}
	}
	at := 0
	if len(order) > 0 && order[0].Name == layer.Batch {
		at = 1
	}
	return r.b.Ordered(y, slices.Insert(order, at, slices.Concat(r.dirs, r.to)...))
}

func (r *recurrence) one(index int, reverse bool, f cell, from []string) *graph.Node {
	b := r.b
	side := func(n *graph.Node) *graph.Node {
		if n == nil || !n.Shape.Has("direction") || r.dirs == nil {
			return n
		}
		return b.Item(n, "direction", index)
	}
	w := &way{
		recurrence: r, kernel: side(r.kernel), recurrent: side(r.recurrent), bias: side(r.bias), recurrentBias: side(r.recurrentBias),
		index: index, reverse: reverse,
	}
	state := slices.Concat(r.rest, r.to)
	x := r.x
	if p := r.c.Float("dropout"); p > 0 && b.Training {
		x = b.Mul(x, w.keep("input_mask", x.Shape.Without(r.over.Name), p))
	}
	if p := r.c.Float("recurrent_dropout"); p > 0 && b.Training {
		w.mask = w.keep("state_mask", state, p)
	}
	s := prim.Steps{Axis: r.over, Reverse: reverse}
	z := w.project(x)
	in := b.Hole(z.Shape.Without(r.over.Name))
	s.Slice, s.Over = []*graph.Node{in}, []*graph.Node{z}
	for _, name := range from {
		start := b.Num(0)
		if t := r.c.Term(name); t != nil {
			start = side(b.Term(t))
		}
		s.Carry, s.Init = append(s.Carry, b.Hole(state)), append(s.Init, b.Ordered(start, state))
	}
	for i, n := range f(w, in, s.Carry) {
		s.Next = append(s.Next, b.Ordered(n, s.Carry[i].Shape))
	}
	last := r.c.Choice("give") == "last"
	if !last {
		s.Emit = s.Next[:1]
	}
	out := b.Scan(s)
	for i, n := range out.Last {
		b.Watch([]string{"state", "cell"}[i]+w.suffix(), n)
	}
	if last {
		return out.Last[0]
	}
	return out.Emit[0]
}

// suffix of what the second of two directions has for itself.
func (w *way) suffix() string {
	if w.index > 0 {
		return "_backward"
	}
	return ""
}

// keep is a dropout mask that is the same for every step.
func (w *way) keep(name string, s graph.Shape, share float64) *graph.Node {
	b := w.b
	kept := b.Sub(b.Num(1), b.Less(b.Uniform(name+w.suffix(), s), b.Num(share)))
	return b.Scale(kept, 1/(1-share))
}

// project is the input's share of every gate at every step, the axis first.
func (w *way) project(x *graph.Node) *graph.Node {
	b := w.b
	var renames []string
	arg := prim.ContractArg{Out: slices.Concat(graph.Shape{w.over}, w.rest, w.gate, w.to)}
	for _, a := range w.c.Axes("mix").Names() {
		renames = append(renames, a, layer.In(a))
		arg.Sum = append(arg.Sum, graph.Axis{Name: layer.In(a), Size: x.Shape.Of(a)})
	}
	z := b.ContractBy(b.Rename(x, renames...), w.kernel, arg)
	if w.bias != nil {
		z = b.Add(z, w.bias)
	}
	return z
}

// of is the product of a state with recurrent weights that have some of the gates.
func (w *way) of(h, kernel *graph.Node) *graph.Node {
	b := w.b
	if w.mask != nil {
		h = b.Mul(h, w.mask)
	}
	var renames []string
	arg := prim.ContractArg{Out: slices.Concat(w.rest, kernel.Shape.Only("gate"), w.to)}
	for _, a := range w.to {
		renames = append(renames, a.Name, layer.In(a.Name))
		arg.Sum = append(arg.Sum, graph.Axis{Name: layer.In(a.Name), Size: a.Size})
	}
	return b.ContractBy(b.Rename(h, renames...), kernel, arg)
}

// state is the product with all recurrent weights, and their bias.
func (w *way) state(h *graph.Node) *graph.Node {
	z := w.of(h, w.recurrent)
	if w.recurrentBias != nil {
		z = w.b.Add(z, w.recurrentBias)
	}
	return z
}

// activate applies an activation by name.
func activate(b *layer.Build, name string, x *graph.Node) *graph.Node {
	switch name {
	case "tanh":
		return b.Tanh(x)
	case "relu":
		return b.Max(b.Num(0), x)
	case "sigmoid":
		return b.Sigmoid(x)
	case "hard_sigmoid": // of Keras 2
		return b.Min(b.Num(1), b.Max(b.Num(0), b.Add(b.Scale(x, 0.2), b.Num(0.5))))
	}
	return x
}

func lowerLSTM(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return newRecurrence(b, c, x, 4, 1).run(func(w *way, z *graph.Node, carry []*graph.Node) []*graph.Node {
		return lstmStep(b, c, b.Add(z, w.state(carry[0])), carry[1])
	}, "from", "from_cell")
}

// lstmStep gives the new state and cell from the sum that enters the gates.
func lstmStep(b *layer.Build, c Call, z, cell *graph.Node) []*graph.Node {
	gate := func(i int) *graph.Node { return activate(b, c.Choice("gate"), b.Item(z, "gate", i)) }
	fresh := activate(b, c.Choice("act"), b.Item(z, "gate", 2))
	cell = b.Add(b.Mul(gate(1), cell), b.Mul(gate(0), fresh))
	return []*graph.Node{b.Mul(gate(3), activate(b, c.Choice("act"), cell)), cell}
}

func lowerGRU(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return newRecurrence(b, c, x, 3, -1).run(func(w *way, z *graph.Node, carry []*graph.Node) []*graph.Node {
		h := carry[0]
		gate := func(n *graph.Node, i int) *graph.Node { return b.Item(n, "gate", i) }
		var update, fresh *graph.Node
		if c.Choice("reset") == "after" {
			u := w.state(h)
			update = activate(b, c.Choice("gate"), b.Add(gate(z, 0), gate(u, 0)))
			reset := activate(b, c.Choice("gate"), b.Add(gate(z, 1), gate(u, 1)))
			fresh = b.Add(gate(z, 2), b.Mul(reset, gate(u, 2)))
		} else {
			if w.recurrentBias != nil {
				z = b.Add(z, w.recurrentBias)
			}
			u := w.of(h, b.Slice(w.recurrent, "gate", 0, 2, 1))
			update = activate(b, c.Choice("gate"), b.Add(gate(z, 0), gate(u, 0)))
			reset := activate(b, c.Choice("gate"), b.Add(gate(z, 1), gate(u, 1)))
			fresh = b.Add(gate(z, 2), w.of(b.Mul(reset, h), gate(w.recurrent, 2)))
		}
		n := activate(b, c.Choice("act"), fresh)
		return []*graph.Node{b.Add(n, b.Mul(update, b.Sub(h, n)))}
	}, "from")
}

func lowerRNN(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return newRecurrence(b, c, x, 1, -1).run(func(w *way, z *graph.Node, carry []*graph.Node) []*graph.Node {
		return []*graph.Node{activate(b, c.Choice("act"), b.Add(z, w.state(carry[0])))}
	}, "from")
}
