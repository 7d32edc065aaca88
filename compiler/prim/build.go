// Package prim is the primitive table: what a device must run. A row holds its
// class, its shape rule, its gradient, its code and its float64 reference, and
// every pass and device asks the row. Build makes nodes of rows and drops the
// work that is plainly none.
package prim

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A Build makes nodes in a graph. Axes are joined by name, so a value is
// repeated along the axes that it lacks.
type Build struct{ g *graph.Graph }

// On builds in a graph.
func On(g *graph.Graph) *Build { return &Build{g} }

// Graph that nodes are made in.
func (b *Build) Graph() *graph.Graph { return b.g }

// Num is a number.
func (b *Build) Num(v float64) *graph.Node {
	return b.g.Node(Const, constant(graph.Array{Shape: graph.Shape{}, Data: []float64{v}}))
}

// Const is an array known now.
func (b *Build) Const(a graph.Array) *graph.Node { return b.g.Node(Const, constant(a)) }

// Vector is a constant along one axis.
func (b *Build) Vector(axis string, values []float64) *graph.Node {
	return b.Const(graph.Array{Shape: graph.Shape{{Name: axis, Size: len(values)}}, Data: values})
}

// Input is a named value from outside.
func (b *Build) Input(name string, s graph.Shape) *graph.Node {
	return b.g.Node(Input, Named{name, slices.Clone(s)})
}

// hole is an input of a body.
func (b *Build) hole(s graph.Shape) *graph.Node {
	return b.Input(fmt.Sprintf("hole %d", b.g.Fresh()), s)
}

// Iota counts along an axis from 0.
func (b *Build) Iota(axis string, size int) *graph.Node {
	values := make([]float64, size)
	for i := range values {
		values[i] = float64(i)
	}
	return b.Vector(axis, values)
}

// Uniform is random in [0, 1); see Random.
func (b *Build) Uniform(path string, s graph.Shape, key *graph.Node) *graph.Node {
	return b.g.Node(Random, Draw{path, slices.Clone(s)}, key)
}

// One-input maps.
func (b *Build) Recip(x *graph.Node) *graph.Node   { return b.one(Recip, x) }
func (b *Build) Exp(x *graph.Node) *graph.Node     { return b.one(Exp, x) }
func (b *Build) Expm1(x *graph.Node) *graph.Node   { return b.one(Expm1, x) }
func (b *Build) Log(x *graph.Node) *graph.Node     { return b.one(Log, x) }
func (b *Build) Log1p(x *graph.Node) *graph.Node   { return b.one(Log1p, x) }
func (b *Build) Sin(x *graph.Node) *graph.Node     { return b.one(Sin, x) }
func (b *Build) Cos(x *graph.Node) *graph.Node     { return b.one(Cos, x) }
func (b *Build) Sqrt(x *graph.Node) *graph.Node    { return b.one(Sqrt, x) }
func (b *Build) Tanh(x *graph.Node) *graph.Node    { return b.one(Tanh, x) }
func (b *Build) Erf(x *graph.Node) *graph.Node     { return b.one(Erf, x) }
func (b *Build) Sigmoid(x *graph.Node) *graph.Node { return b.one(Sigmoid, x) }
func (b *Build) Floor(x *graph.Node) *graph.Node   { return b.one(Floor, x) }
func (b *Build) Sign(x *graph.Node) *graph.Node    { return b.one(Sign, x) }
func (b *Build) Step(x *graph.Node) *graph.Node    { return b.one(Step, x) }
func (b *Build) Abs(x *graph.Node) *graph.Node     { return b.one(Abs, x) }

// Neg is -x.
func (b *Build) Neg(x *graph.Node) *graph.Node {
	if x.Prim == Neg {
		return x.In[0]
	}
	return b.one(Neg, x)
}

// one computes numbers at once.
func (b *Build) one(p *graph.Prim, x *graph.Node) *graph.Node {
	if v, ok := Literal(x); ok {
		return b.Num(p.Ref(v, 0, 0))
	}
	return b.g.Node(p, nil, x)
}

func (b *Build) two(p *graph.Prim, x, y *graph.Node) *graph.Node {
	v, ok := Literal(x)
	w, ok2 := Literal(y)
	if ok && ok2 {
		return b.Num(p.Ref(v, w, 0))
	}
	return b.g.Node(p, nil, x, y)
}

func is(n *graph.Node, v float64) bool {
	w, ok := Literal(n)
	return ok && w == v
}

// Add is x + y.
func (b *Build) Add(x, y *graph.Node) *graph.Node {
	switch {
	case is(x, 0):
		return y
	case is(y, 0):
		return x
	case y.Prim == Neg:
		return b.Sub(x, y.In[0])
	}
	return b.two(Add, x, y)
}

// Sub is x - y.
func (b *Build) Sub(x, y *graph.Node) *graph.Node {
	switch {
	case is(y, 0):
		return x
	case is(x, 0):
		return b.Neg(y)
	}
	return b.two(Sub, x, y)
}

// Mul is x * y.
func (b *Build) Mul(x, y *graph.Node) *graph.Node {
	switch {
	case is(x, 1):
		return y
	case is(y, 1):
		return x
	case is(x, -1):
		return b.Neg(y)
	case is(y, -1):
		return b.Neg(x)
	}
	return b.two(Mul, x, y)
}

// Div is x / y.
func (b *Build) Div(x, y *graph.Node) *graph.Node {
	if is(y, 1) {
		return x
	}
	return b.two(Div, x, y)
}

// Scale is x times a number.
func (b *Build) Scale(x *graph.Node, by float64) *graph.Node { return b.Mul(x, b.Num(by)) }

// Square is x * x.
func (b *Build) Square(x *graph.Node) *graph.Node { return b.Mul(x, x) }

// Pow is x ^ y.
func (b *Build) Pow(x, y *graph.Node) *graph.Node {
	if v, ok := Literal(y); ok {
		switch v {
		case 0:
			return b.Num(1)
		case 1:
			return x
		case 2:
			return b.Square(x)
		case 0.5:
			return b.Sqrt(x)
		case -1:
			return b.Recip(x)
		case 3:
			return b.Mul(x, b.Square(x))
		}
	}
	return b.two(Pow, x, y)
}

// Two-input maps.
func (b *Build) Max(x, y *graph.Node) *graph.Node   { return b.two(Max, x, y) }
func (b *Build) Min(x, y *graph.Node) *graph.Node   { return b.two(Min, x, y) }
func (b *Build) Less(x, y *graph.Node) *graph.Node  { return b.two(Less, x, y) }
func (b *Build) Equal(x, y *graph.Node) *graph.Node { return b.two(Equal, x, y) }

// Select is yes where cond is not zero, else no.
func (b *Build) Select(cond, yes, no *graph.Node) *graph.Node {
	return b.g.Node(Select, nil, cond, yes, no)
}

// Via has the value of x and sends gradients to y.
func (b *Build) Via(x, y *graph.Node) *graph.Node { return b.g.Node(Via, nil, x, y) }

// Stop is x without a gradient.
func (b *Build) Stop(x *graph.Node) *graph.Node { return b.Via(x, b.Num(0)) }

// Sum adds over axes. The sum of a product is a contraction.
func (b *Build) Sum(x *graph.Node, axes ...string) *graph.Node {
	if len(axes) == 0 {
		return x
	}
	if x.Prim == Mul && !x.In[0].Scalar() && !x.In[1].Scalar() && x.In[0] != x.In[1] {
		return b.Contract(x.In[0], x.In[1], axes...)
	}
	return b.g.Node(Sum, sorted(x, axes), x)
}

// sorted is the axes in storage order, so that equal reductions are one.
func sorted(x *graph.Node, axes []string) AxesArg {
	out := AxesArg(x.Shape.Only(axes...).Names())
	for _, a := range axes {
		if !x.Shape.Has(a) {
			out = append(out, a)
		}
	}
	return out
}

// Mean is the average over axes.
func (b *Build) Mean(x *graph.Node, axes ...string) *graph.Node {
	n := x.Shape.Only(axes...).Count()
	return b.Scale(b.Sum(x, axes...), 1/float64(n))
}

// Highest is the largest over axes.
func (b *Build) Highest(x *graph.Node, axes ...string) *graph.Node {
	return b.g.Node(Highest, sorted(x, axes), x)
}

// ArgMax is the place of the first largest along an axis.
func (b *Build) ArgMax(x *graph.Node, axis string) *graph.Node {
	return b.g.Node(ArgHighest, AxesArg{axis}, x)
}

// Rename gives axes other names.
func (b *Build) Rename(x *graph.Node, fromTo ...string) *graph.Node {
	var a RenameArg
	for i := 0; i+1 < len(fromTo); i += 2 {
		if fromTo[i] != fromTo[i+1] {
			a.From, a.To = append(a.From, fromTo[i]), append(a.To, fromTo[i+1])
		}
	}
	if len(a.From) == 0 {
		return x
	}
	return b.g.Node(Rename, a, x)
}

// Slice keeps size items of an axis from start in steps.
func (b *Build) Slice(x *graph.Node, axis string, start, size, step int) *graph.Node {
	if start == 0 && step == 1 && size == x.Shape.Of(axis) {
		return x
	}
	return b.g.Node(Slice, SliceArg{axis, start, size, step}, x)
}

// Flip turns an axis round.
func (b *Build) Flip(x *graph.Node, axis string) *graph.Node {
	n := x.Shape.Of(axis)
	return b.Slice(x, axis, n-1, n, -1)
}

// Item is one item of an axis, which goes away.
func (b *Build) Item(x *graph.Node, axis string, i int) *graph.Node {
	return b.Drop(b.Slice(x, axis, i, 1, 1), axis)
}

// Drop takes an axis of one item away. It is merged into a neighbour, so that
// nothing is computed; a value without other axes is summed.
func (b *Build) Drop(x *graph.Node, axis string) *graph.Node {
	k := x.Shape.Index(axis)
	switch {
	case k < 0 || x.Shape[k].Size != 1:
		b.g.Fail("drop", "%s is no axis of one item in %v", axis, x.Shape)
	case k+1 < len(x.Shape):
		return b.Merge(x, []string{axis, x.Shape[k+1].Name}, x.Shape[k+1].Name)
	case k > 0:
		return b.Merge(x, []string{x.Shape[k-1].Name, axis}, x.Shape[k-1].Name)
	}
	return b.Sum(x, axis)
}

// Pad puts a value before and after an axis.
func (b *Build) Pad(x *graph.Node, axis string, left, right int, value float64) *graph.Node {
	if left == 0 && right == 0 {
		return x
	}
	return b.g.Node(Pad, PadArg{axis, left, right, value}, x)
}

// Window makes windows of an axis: item (i, k) is item i*stride + k*dilation.
func (b *Build) Window(x *graph.Node, axis, tap string, size, stride, dilation int) *graph.Node {
	count := (x.Shape.Of(axis)-(size-1)*dilation-1)/stride + 1
	return b.g.Node(Window, WindowArg{axis, tap, count, size, stride, dilation}, x)
}

// Merge makes one axis of several, the last fastest.
func (b *Build) Merge(x *graph.Node, axes []string, to string) *graph.Node {
	if len(axes) == 1 {
		return b.Rename(x, axes[0], to)
	}
	return b.g.Node(Merge, MergeArg{slices.Clone(axes), to}, x)
}

// Split makes several axes of one, the last fastest.
func (b *Build) Split(x *graph.Node, axis string, to graph.Shape) *graph.Node {
	if len(to) == 1 {
		return b.Rename(x, axis, to[0].Name)
	}
	return b.g.Node(Split, SplitArg{axis, slices.Clone(to)}, x)
}

// Expand repeats x along the axes of a shape that it lacks.
func (b *Build) Expand(x *graph.Node, to graph.Shape) *graph.Node {
	if slices.Equal(x.Shape, to) {
		return x
	}
	return b.g.Node(Expand, ExpandArg{slices.Clone(to)}, x)
}

// Ordered stores x in the order of a shape with the same axes.
func (b *Build) Ordered(x *graph.Node, like graph.Shape) *graph.Node {
	if slices.Equal(x.Shape.Names(), like.Names()) {
		return x
	}
	if !x.Shape.Same(like) {
		return b.Expand(x, like)
	}
	return b.g.Node(Order, OrderArg{like.Names()}, x)
}

// Concat joins values along an axis, in order. The parts may lack the axis: they
// are then items of it.
func (b *Build) Concat(axis string, parts ...*graph.Node) *graph.Node {
	total := 0
	for _, p := range parts {
		total += p.Shape.Of(axis)
	}
	var out *graph.Node
	at := 0
	for _, p := range parts {
		if !p.Shape.Has(axis) {
			p = b.Expand(p, append(slices.Clone(p.Shape), graph.Axis{Name: axis, Size: 1}))
		}
		n := p.Shape.Of(axis)
		padded := b.Pad(p, axis, at, total-at-n, 0)
		at += n
		if out == nil {
			out = padded
		} else {
			out = b.Add(out, padded)
		}
	}
	return out
}

// place puts items back at from, from+step, ... of an axis of a length.
func (b *Build) place(x *graph.Node, axis string, from, step, length int) *graph.Node {
	if step == 1 {
		return b.Pad(x, axis, from, length-from-x.Shape.Of(axis), 0)
	}
	tap := fmt.Sprintf("tap %d", b.g.Fresh())
	one := b.Expand(x, append(slices.Clone(x.Shape), graph.Axis{Name: tap, Size: 1}))
	a := WindowArg{axis, tap, x.Shape.Of(axis), 1, step, 1}
	spread := b.g.Node(Unwindow, UnwindowArg{a, (x.Shape.Of(axis)-1)*step + 1}, one)
	return b.Pad(spread, axis, from, length-from-spread.Shape.Of(axis), 0)
}

// fit sums a gradient over the axes that a value lacks and repeats it along
// those that the gradient lacks; nil stays nil.
func (b *Build) fit(g, like *graph.Node) *graph.Node {
	if g == nil {
		return nil
	}
	var extra []string
	for _, a := range g.Shape {
		if !like.Shape.Has(a.Name) {
			extra = append(extra, a.Name)
		}
	}
	return b.Ordered(b.Sum(g, extra...), like.Shape)
}

// Contract sums x*y over axes. Other axes that both have are kept side by side.
func (b *Build) Contract(x, y *graph.Node, sum ...string) *graph.Node {
	all, err := graph.Union(x.Shape, y.Shape)
	if err != nil {
		b.g.Fail("contract", "%w", err)
	}
	return b.ContractBy(x, y, ContractArg{Out: all.Without(sum...), Sum: all.Only(sum...)})
}

// ContractBy sums products as a says.
func (b *Build) ContractBy(x, y *graph.Node, a ContractArg) *graph.Node {
	return b.g.Node(Contract, a, x, y)
}

// Gather chooses items of an axis by number.
func (b *Build) Gather(x *graph.Node, axis string, which *graph.Node) *graph.Node {
	return b.g.Node(Gather, GatherArg{axis, x.Shape.Of(axis)}, x, which)
}

// Steps describe a scan: Carry, Slice are the body's inputs (from Hole), Init and
// Over their values, Next and Emit the body's results.
type Steps struct {
	Axis        graph.Axis
	Reverse     bool
	Carry, Init []*graph.Node
	Slice, Over []*graph.Node
	Next, Emit  []*graph.Node
}

// Scanned are the results of a scan.
type Scanned struct {
	Last  []*graph.Node // carries after the last step
	Found []*graph.Node // carries as each step found them, stacked along the axis
	Emit  []*graph.Node // stacked along the axis
}

// Hole is an input of a body that is being built.
func (b *Build) Hole(s graph.Shape) *graph.Node { return b.hole(s) }

// Scan runs a body along an axis.
func (b *Build) Scan(s Steps) Scanned {
	a := ScanArg{Axis: s.Axis, Reverse: s.Reverse, Carry: s.Carry, Slice: s.Slice, Next: s.Next, Emit: s.Emit}
	a.Free = graph.Free(a.Results(), a.Holes())
	n := b.g.Node(Scan, a, slices.Concat(s.Init, s.Over, a.Free)...)
	var out Scanned
	nc := len(s.Carry)
	for i := range n.Outs {
		p := b.part(n, i)
		switch {
		case i < nc:
			out.Last = append(out.Last, p)
		case i < 2*nc:
			out.Found = append(out.Found, p)
		default:
			out.Emit = append(out.Emit, p)
		}
	}
	return out
}

func (b *Build) part(n *graph.Node, i int) *graph.Node {
	return b.g.Node(Part, PartArg{i, n.Outs[i]}, n)
}
