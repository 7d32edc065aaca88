package fuse

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// prepare copies a function into a graph of its own in the forms that kernels are
// made of: operands of contractions are written out with their zeros, so that
// every loop moves by a constant stride; products that nothing is gained from
// tiling are maps and sums; windows that do not overlap are merged axes; sums that
// follow from others are made of them.
func prepare(f *graph.Function) (out *graph.Function, err error) {
	defer graph.Catch(&err)
	p := &preparer{b: prim.On(graph.New()), made: map[*graph.Node]*graph.Node{}, parts: map[*graph.Node][]*graph.Node{}, asked: map[*graph.Node]map[int]bool{}, summed: map[sumKey]bool{}}
	for _, n := range f.Inputs {
		p.given(n)
	}
	p.ask(f.Outputs)
	p.note(f.Outputs)
	p.all(f.Outputs)
	out = &graph.Function{Carry: f.Carry}
	for _, n := range f.Inputs {
		out.Inputs = append(out.Inputs, p.copy(n))
	}
	for _, n := range f.Outputs {
		out.Outputs = append(out.Outputs, p.made[n])
	}
	return out, nil
}

type preparer struct {
	b    *prim.Build
	made map[*graph.Node]*graph.Node
	// Results of scans: what they became, and which anyone asks for.
	parts map[*graph.Node][]*graph.Node
	asked map[*graph.Node]map[int]bool
	// The sums that there are.
	summed map[sumKey]bool
}

func (p *preparer) all(outs []*graph.Node) {
	for _, n := range graph.Order(outs...) {
		p.copy(n)
	}
}

// given makes an input of one that is computed otherwise, such as a draw.
func (p *preparer) given(n *graph.Node) {
	if n.Prim != prim.Input {
		p.made[n] = p.b.Input(n.Head(), n.Shape)
	}
}

// copy makes one node, whose inputs are made.
func (p *preparer) copy(n *graph.Node) *graph.Node {
	if m := p.made[n]; m != nil {
		return m
	}
	old := p.b.Graph().At(n.Span)
	defer p.b.Graph().At(old)
	in := p.inputs(n.In)
	var m *graph.Node
	switch arg := n.Arg.(type) {
	case prim.ContractArg:
		m = p.contract(arg, in[0], in[1])
	case prim.UnwindowArg:
		m = p.unwindow(n, arg, in[0])
	case prim.ScanArg:
		m = p.scan(n, arg)
	case prim.PartArg:
		m = p.parts[n.In[0]][arg.Index]
	default:
		if m = p.linear(n); m == nil {
			m = p.b.Graph().Node(n.Prim, n.Arg, in...)
		}
	}
	if n.Outs == nil {
		m = p.b.Ordered(m, n.Shape)
	}
	p.made[n] = m
	return m
}

func (p *preparer) inputs(ns []*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(ns))
	for i, n := range ns {
		out[i] = p.made[n]
	}
	return out
}

// unwindow turns windows that tile their axis into a merged axis.
func (p *preparer) unwindow(n *graph.Node, a prim.UnwindowArg, x *graph.Node) *graph.Node {
	covered := a.Count * a.Size
	if a.Dilation != 1 || a.Stride != a.Size || covered > a.Length {
		return p.b.Graph().Node(n.Prim, n.Arg, x)
	}
	if a.Size == 1 {
		return p.b.Pad(p.b.Sum(x, a.Tap), a.Axis, 0, a.Length-covered, 0)
	}
	return p.b.Pad(p.b.Merge(x, []string{a.Axis, a.Tap}, a.Axis), a.Axis, 0, a.Length-covered, 0)
}

func (p *preparer) contract(a prim.ContractArg, x, y *graph.Node) *graph.Node {
	loops := slices.Concat(a.Out, a.Sum)
	if len(a.A)+len(a.B) == 0 && rowProducts(a, x.Shape, y.Shape) {
		return p.dot(a, x, y)
	}
	x, a.A = p.writeOut(x, a.A, loops)
	y, a.B = p.writeOut(y, a.B, loops)
	return p.b.ContractBy(x, y, a)
}

// rowProducts reports whether a contraction is a map and a sum: one operand has
// no kept loop of its own, and the sum runs along the rows of the other.
func rowProducts(a prim.ContractArg, x, y graph.Shape) bool {
	ownX, ownY := 1, 1
	for _, l := range a.Out {
		switch {
		case x.Has(l.Name) && !y.Has(l.Name):
			ownX *= l.Size
		case y.Has(l.Name) && !x.Has(l.Name):
			ownY *= l.Size
		}
	}
	for _, l := range a.Sum {
		if !x.Has(l.Name) && !y.Has(l.Name) {
			return false
		}
	}
	switch {
	case len(a.Sum) == 0 || ownX == 1 && ownY == 1:
		return true
	case ownX == 1:
		return alongRows(a.Sum, y)
	case ownY == 1:
		return alongRows(a.Sum, x)
	}
	return false
}

// alongRows reports whether the last axis that has more than one item is summed.
func alongRows(sum, of graph.Shape) bool {
	for _, l := range slices.Backward(of) {
		if l.Size > 1 {
			return sum.Has(l.Name) && l.Size >= 8
		}
	}
	return false
}

func (p *preparer) dot(a prim.ContractArg, x, y *graph.Node) *graph.Node {
	m := p.b.Graph().Node(prim.Mul, nil, x, y)
	if len(a.Sum) > 0 {
		m = p.b.Graph().Node(prim.Sum, prim.AxesArg(m.Shape.Only(a.Sum.Names()...).Names()), m)
	}
	return p.b.Ordered(m, a.Out)
}

// writeOut puts zeros around and between the items of an operand where loops read
// them; its readings then stay inside and are whole numbers.
func (p *preparer) writeOut(x *graph.Node, rs []prim.Reading, loops graph.Shape) (*graph.Node, []prim.Reading) {
	layout := prim.AffineOf(x.Shape, rs, loops)
	if layout.Plain(x.Shape) {
		return x, rs
	}
	out := slices.Clone(rs)
	for i, axis := range x.Shape {
		l := layout.Axes[i]
		if l.Spread > 1 {
			x = p.spread(x, axis, l.Spread)
		}
		x = p.b.Pad(x, axis.Name, l.Left, l.Size-l.Left-x.Shape.Of(axis.Name), 0)
		r, special := prim.ReadingOf(out, axis.Name)
		if l.Left == 0 && l.Spread == 1 && !special {
			continue
		}
		r.Offset, r.Div = r.Offset+l.Left, 1
		if k := slices.IndexFunc(out, func(o prim.Reading) bool { return o.Axis == axis.Name }); k >= 0 {
			out[k] = r
		} else {
			out = append(out, r)
		}
	}
	return x, out
}

// spread puts zeros between the items of an axis.
func (p *preparer) spread(x *graph.Node, axis graph.Axis, by int) *graph.Node {
	tap := fmt.Sprintf("%s spread", axis.Name)
	one := p.b.Expand(x, append(slices.Clone(x.Shape), graph.Axis{Name: tap, Size: 1}))
	a := prim.WindowArg{Axis: axis.Name, Tap: tap, Count: axis.Size, Size: 1, Stride: by, Dilation: 1}
	return p.b.Graph().Node(prim.Unwindow, prim.UnwindowArg{WindowArg: a, Length: (axis.Size-1)*by + 1}, one)
}
