package fuse

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A place is where an axis is read: off plus each loop's index times by.
type place struct {
	off int
	by  []int
}

// A box is the part of the loops where a value is read; elsewhere it is fill.
type box struct {
	lo, hi []int
	fill   float64
}

// An express writes a node and what is dissolved into it as steps of a loop. It
// stops where a value must exist (stuck), or where a loop must be cut in two
// (cut, into outer times inner).
type express struct {
	u     *fuser
	loops graph.Shape
	steps []kernel.Step
	made  map[string]int

	stuck *graph.Node
	cut   int
	inner int
}

func newExpress(u *fuser, loops graph.Shape) *express {
	return &express{u: u, loops: loops, made: map[string]int{}, cut: -1}
}

func (e *express) stopped() bool { return e.stuck != nil || e.cut >= 0 }

func (e *express) zero() place { return place{by: make([]int, len(e.loops))} }

// along are the places of the axes of a shape at the loops of their names.
func (e *express) along(s graph.Shape) []place {
	at := make([]place, len(s))
	for i, a := range s {
		at[i] = e.zero()
		if k := e.loops.Index(a.Name); k >= 0 {
			at[i].by[k] = 1
		}
	}
	return at
}

// node is the register of a node at places of its axes.
func (e *express) node(n *graph.Node, at []place, in *box) int {
	if e.stopped() {
		return 0
	}
	if v, ok := prim.Literal(n); ok && in == nil {
		return e.add(kernel.Step{Kind: kernel.Number, Num: float32(v)})
	}
	if v, ok := e.u.leaf(n); ok {
		return e.load(v, at, in)
	}
	return e.inside(n, at, in)
}

// inside is node for one that is not a value of its own.
func (e *express) inside(n *graph.Node, at []place, in *box) int {
	switch {
	case n.Prim.Class == graph.View:
		return e.view(n, at, in)
	case n.Prim.Class == graph.Reduce:
		return e.node(n.In[0], e.unreduced(n, at), in)
	case n.Prim.Class == graph.Map && in == nil:
		return e.mapped(n, at)
	}
	e.stuck = n
	return 0
}

// unreduced puts the axes back that a reduction of one item took away.
func (e *express) unreduced(n *graph.Node, at []place) []place {
	var out []place
	for _, a := range n.In[0].Shape {
		if k := n.Shape.Index(a.Name); k >= 0 {
			out = append(out, at[k])
		} else {
			out = append(out, e.zero())
		}
	}
	return out
}

func (e *express) mapped(n *graph.Node, at []place) int {
	key := fmt.Sprint(n.ID, at)
	if r, ok := e.made[key]; ok {
		return r
	}
	var regs [3]int
	for i, x := range n.In {
		if n.Prim.Code == "a" && i > 0 {
			break
		}
		places := make([]place, len(x.Shape))
		for k, a := range x.Shape {
			places[k] = at[n.Shape.Index(a.Name)]
		}
		regs[i] = e.node(x, places, nil)
		if e.stopped() {
			return 0
		}
	}
	r := regs[0]
	if n.Prim.Code != "a" {
		op, ok := kernel.OpOf(n.Prim.Code)
		if !ok {
			panic("fuse: no instruction for " + n.Prim.Code)
		}
		r = e.add(kernel.Step{Kind: kernel.Apply, Op: op, In: regs})
	}
	e.made[key] = r
	return r
}

// add finds or makes a register.
func (e *express) add(s kernel.Step) int {
	if i := slices.IndexFunc(e.steps, s.Same); i >= 0 {
		return i
	}
	e.steps = append(e.steps, s)
	return len(e.steps) - 1
}

func (e *express) load(v int, at []place, in *box) int {
	a := kernel.Access{Value: v, Stride: make([]int, len(e.loops))}
	for i, step := range e.u.plan.Values[v].Steps() {
		a.Base += at[i].off * step
		for l, by := range at[i].by {
			a.Stride[l] += by * step
		}
	}
	if in != nil {
		a.Lo, a.Hi, a.Fill = in.lo, in.hi, float32(in.fill)
	}
	return e.add(kernel.Step{Kind: kernel.Load, From: a})
}

// view moves the places through a view.
func (e *express) view(n *graph.Node, at []place, in *box) int {
	x := n.In[0]
	switch a := n.Arg.(type) {
	case prim.RenameArg:
		return e.node(x, at, in)
	case prim.SliceArg:
		at = slices.Clone(at)
		k := n.Shape.Index(a.Axis)
		at[k] = at[k].scaled(a.Step, a.Start)
		return e.node(x, at, in)
	case prim.WindowArg:
		k := x.Shape.Index(a.Axis)
		axis := at[k].scaled(a.Stride, 0).plus(at[len(x.Shape)].scaled(a.Dilation, 0))
		at = slices.Clone(at[:len(x.Shape)])
		at[k] = axis
		return e.node(x, at, in)
	case prim.ExpandArg, prim.OrderArg:
		places := make([]place, len(x.Shape))
		for i, axis := range x.Shape {
			places[i] = at[n.Shape.Index(axis.Name)]
		}
		return e.node(x, places, in)
	case prim.SplitArg:
		return e.node(x, e.joined(n, a, at), in)
	case prim.MergeArg:
		return e.merge(n, a, at, in)
	case prim.PadArg:
		return e.pad(n, a, at, in)
	}
	e.stuck = n
	return 0
}

func (p place) scaled(by, off int) place {
	out := place{off: p.off*by + off, by: make([]int, len(p.by))}
	for i, b := range p.by {
		out.by[i] = b * by
	}
	return out
}

func (p place) plus(q place) place {
	out := place{off: p.off + q.off, by: slices.Clone(p.by)}
	for i, b := range q.by {
		out.by[i] += b
	}
	return out
}

// joined is the places before a split.
func (e *express) joined(n *graph.Node, a prim.SplitArg, at []place) []place {
	k := n.In[0].Shape.Index(a.Axis)
	sum := e.zero()
	for i, x := range a.To {
		sum = sum.scaled(x.Size, 0).plus(at[k+i])
	}
	return slices.Concat(at[:k], []place{sum}, at[k+len(a.To):])
}

// merge takes a merged axis apart. Its loop is cut where one loop runs over it.
func (e *express) merge(n *graph.Node, a prim.MergeArg, at []place, in *box) int {
	x := n.In[0]
	places := make([]place, len(x.Shape))
	for i, axis := range x.Shape {
		if k := n.Shape.Index(axis.Name); k >= 0 && axis.Name != a.To {
			places[i] = at[k]
		}
	}
	rest := at[n.Shape.Index(a.To)]
	for i := len(a.Axes) - 1; i >= 0; i-- {
		k := x.Shape.Index(a.Axes[i])
		size := x.Shape[k].Size
		switch {
		case i == 0: // what is left lies within the axis
			places[k] = rest
			continue
		case size == 1:
			places[k] = e.zero()
			continue
		}
		var ok bool
		if places[k], rest, ok = e.digit(rest, size); !ok {
			if e.cut < 0 {
				e.stuck = n
			}
			return 0
		}
	}
	return e.node(x, places, in)
}

// digit splits a place into its remainder and quotient by size, when its loops
// are digits of such a number; a loop that runs over more asks to be cut.
func (e *express) digit(p place, size int) (low, high place, ok bool) {
	low, high = e.zero(), e.zero()
	if p.off != 0 {
		return low, high, false
	}
	sum := 0 // the largest that the low loops reach
	for i, b := range p.by {
		n := e.loops[i].Size
		switch {
		case b == 0 || n == 1:
		case b%size == 0 && b > 0:
			high.by[i] = b / size
		case b > 0 && b < size && b*n <= size:
			low.by[i] = b
			sum += b * (n - 1)
		case b > 0 && b < size && size%b == 0 && n%(size/b) == 0:
			e.cut, e.inner = i, size/b
			return low, high, false
		default:
			return low, high, false
		}
	}
	return low, high, sum < size
}

// pad reads its input within a box of the loops.
func (e *express) pad(n *graph.Node, a prim.PadArg, at []place, in *box) int {
	x := n.In[0]
	k := x.Shape.Index(a.Axis)
	at = slices.Clone(at)
	at[k] = at[k].scaled(1, -a.Left)
	lo, hi, loop, ok := e.within(at[k], x.Shape[k].Size)
	switch {
	case !ok || in != nil && in.fill != a.Value:
		e.stuck = n
		return 0
	case loop < 0:
		return e.node(x, at, in)
	}
	next := &box{fill: a.Value}
	if in != nil {
		next.lo, next.hi = slices.Clone(in.lo), slices.Clone(in.hi)
	} else {
		for _, l := range e.loops {
			next.lo, next.hi = append(next.lo, 0), append(next.hi, l.Size)
		}
	}
	next.lo[loop], next.hi[loop] = max(next.lo[loop], lo), min(next.hi[loop], hi)
	return e.node(x, at, next)
}

// within solves 0 <= place < size for the one loop that moves it; loop is -1
// where the place is always inside.
func (e *express) within(p place, size int) (lo, hi, loop int, ok bool) {
	loop = -1
	for i, b := range p.by {
		if b == 0 || e.loops[i].Size == 1 {
			continue
		}
		if loop >= 0 {
			return 0, 0, -1, e.always(p, size)
		}
		loop = i
	}
	if loop < 0 || e.always(p, size) {
		return 0, 0, -1, p.off >= 0 && p.off < size || e.always(p, size)
	}
	n := e.loops[loop].Size
	inside := func(i int) bool { v := p.off + p.by[loop]*i; return v >= 0 && v < size }
	for lo = 0; lo < n && !inside(lo); lo++ {
	}
	for hi = lo; hi < n && inside(hi); hi++ {
	}
	return lo, hi, loop, true
}

// always reports whether a place stays within an axis.
func (e *express) always(p place, size int) bool {
	low, high := p.off, p.off
	for i, b := range p.by {
		if reach := b * (e.loops[i].Size - 1); reach < 0 {
			low += reach
		} else {
			high += reach
		}
	}
	return low >= 0 && high < size
}
