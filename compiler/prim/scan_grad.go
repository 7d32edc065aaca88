package prim

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// gradScan runs the body's gradient from the other end: every step is computed
// again from the carry that it found, and the gradients of carries are carried. So
// are those of free values, unless they are sums of products: those of all steps
// are then one contraction behind the scan, as for the weights of a recurrent layer.
func gradScan(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
	a := n.Arg.(ScanArg)
	g := &scanGrad{b: On(r.Graph()), r: r, n: n, a: a, s: Steps{Axis: a.Axis, Reverse: !a.Reverse}, products: map[int]product{}}
	outs, ups := g.above(up)
	nc, ns := len(a.Carry), len(a.Slice)
	grads := r.Through(outs, ups, slices.Concat(a.Carry, a.Slice, a.Free))
	g.carries(grads[:nc], up[nc:2*nc])
	g.slices(grads[nc : nc+ns])
	g.frees(grads[nc+ns:])
	return g.results(g.b.Scan(g.s))
}

type scanGrad struct {
	b *Build
	r graph.Reverse
	n *graph.Node
	a ScanArg
	s Steps

	ofSlice  []int           // by emitted value: the slice whose gradient it is, -1 for none
	carried  []int           // free values with a carried gradient
	products map[int]product // free values whose gradient is one contraction
}

// above gives what the body's gradient starts from. What the forward steps found is
// read again.
func (g *scanGrad) above(up []*graph.Node) (outs, ups []*graph.Node) {
	a, b, nc := g.a, g.b, len(g.a.Carry)
	for i, c := range a.Carry {
		init := up[i]
		if init == nil {
			init = g.zero(c.Shape)
		}
		h := b.hole(c.Shape)
		g.s.Carry, g.s.Init = append(g.s.Carry, h), append(g.s.Init, b.Ordered(init, c.Shape))
		outs, ups = append(outs, a.Next[i]), append(ups, h)
	}
	for i, e := range a.Emit {
		if u := up[2*nc+i]; u != nil {
			outs, ups = append(outs, e), append(ups, g.slice(b.hole(e.Shape), u))
		}
	}
	for i, c := range a.Carry {
		g.slice(c, b.part(g.n, nc+i))
	}
	for i, x := range a.Slice {
		g.slice(x, g.n.In[nc+i])
	}
	return outs, ups
}

func (g *scanGrad) zero(s graph.Shape) *graph.Node { return g.b.Expand(g.b.Num(0), s) }

func (g *scanGrad) slice(hole, over *graph.Node) *graph.Node {
	g.s.Slice, g.s.Over = append(g.s.Slice, hole), append(g.s.Over, over)
	return hole
}

// carries passes the gradients of the carries on. One seen by others than the next
// step has a gradient there as well.
func (g *scanGrad) carries(grads, found []*graph.Node) {
	b := g.b
	for i, c := range g.a.Carry {
		d := grads[i]
		if d == nil {
			d = g.zero(c.Shape)
		}
		if u := found[i]; u != nil {
			d = b.Add(d, g.slice(b.hole(c.Shape), u))
		}
		g.s.Next = append(g.s.Next, b.Ordered(d, c.Shape))
	}
}

func (g *scanGrad) slices(grads []*graph.Node) {
	for i, d := range grads {
		if d != nil && g.r.Wants(g.n.In[len(g.a.Carry)+i]) {
			g.s.Emit, g.ofSlice = append(g.s.Emit, d), append(g.ofSlice, i)
		}
	}
}

func (g *scanGrad) frees(grads []*graph.Node) {
	b := g.b
	varies := graph.Depends(slices.DeleteFunc(slices.Clone(grads), func(n *graph.Node) bool { return n == nil }), slices.Concat(g.s.Carry, g.s.Slice))
	for i, f := range g.a.Free {
		d := grads[i]
		if d == nil || !g.r.Wants(f) {
			continue
		}
		if p, ok := g.product(d, f, varies); ok {
			g.products[i] = p
			continue
		}
		h := b.hole(f.Shape)
		g.s.Carry, g.s.Init = append(g.s.Carry, h), append(g.s.Init, g.zero(f.Shape))
		g.s.Next = append(g.s.Next, b.Ordered(b.Add(h, d), f.Shape))
		g.carried = append(g.carried, i)
	}
}

// A product is a contraction of what two operands are at all steps.
type product struct {
	arg ContractArg
	of  [2]operand
}

// An operand at all steps: the same at each, a stacked input, or emitted.
type operand struct {
	whole  *graph.Node // nil when it is emitted
	emit   int         // place among the emitted values
	rename graph.Arg   // of the axes, nil for none
}

// product makes the sum over all steps of a contraction one contraction, where that
// stores no more than the sum that would be carried.
func (g *scanGrad) product(d, f *graph.Node, varies map[*graph.Node]bool) (product, bool) {
	for d.Prim == Order {
		d = d.In[0]
	}
	if d.Prim != Contract || !varies[d] {
		return product{}, false
	}
	p := product{arg: d.Arg.(ContractArg)}
	cost := 0
	for _, x := range d.In {
		base, _ := bare(x)
		if x.Shape.Has(g.a.Axis.Name) || base.Shape.Has(g.a.Axis.Name) {
			return p, false
		}
		if varies[x] && !slices.Contains(g.s.Slice, base) && !slices.Contains(g.s.Emit, base) {
			cost += x.Shape.Count()
		}
	}
	if cost > f.Shape.Count() || slices.Concat(p.arg.Out, p.arg.Sum).Has(g.a.Axis.Name) {
		return p, false
	}
	p.arg.Sum = append(slices.Clone(p.arg.Sum), g.a.Axis)
	for k, x := range d.In {
		p.of[k] = g.operand(x, varies[x])
	}
	return p, true
}

// bare is a value before its axes were renamed.
func bare(x *graph.Node) (base *graph.Node, rename graph.Arg) {
	if x.Prim == Rename {
		return x.In[0], x.Arg
	}
	return x, nil
}

func (g *scanGrad) operand(x *graph.Node, varies bool) operand {
	if !varies {
		return operand{whole: x}
	}
	base, rename := bare(x)
	if k := slices.Index(g.s.Slice, base); k >= 0 {
		return operand{whole: g.s.Over[k], rename: rename}
	}
	k := slices.Index(g.s.Emit, base)
	if k < 0 {
		k = len(g.s.Emit)
		g.s.Emit, g.ofSlice = append(g.s.Emit, base), append(g.ofSlice, -1)
	}
	return operand{emit: k, rename: rename}
}

// results are the gradients of the scan's inputs.
func (g *scanGrad) results(res Scanned) []*graph.Node {
	b, nc, ns := g.b, len(g.a.Carry), len(g.a.Slice)
	in := make([]*graph.Node, len(g.n.In))
	copy(in, res.Last[:nc])
	for e, i := range g.ofSlice {
		if i >= 0 {
			in[nc+i] = b.Ordered(res.Emit[e], g.n.In[nc+i].Shape)
		}
	}
	for k, i := range g.carried {
		in[nc+ns+i] = res.Last[nc+k]
	}
	for i, f := range g.a.Free {
		p, ok := g.products[i]
		if !ok {
			continue
		}
		var of [2]*graph.Node
		for k, x := range p.of {
			if of[k] = x.whole; x.whole == nil {
				of[k] = res.Emit[x.emit]
			}
			if x.rename != nil {
				of[k] = b.g.Node(Rename, x.rename, of[k])
			}
		}
		in[nc+ns+i] = b.Ordered(b.ContractBy(of[0], of[1], p.arg), f.Shape)
	}
	return in
}
