package fuse

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A cut says that a loop is outer times inner items.
type cut struct {
	loop  string
	inner int
}

// express writes the inside of a node over the axes of a shape, whose loops are
// cut in two where a merged axis is taken apart.
func (u *fuser) express(n *graph.Node, own bool) (*express, []place, int, *graph.Node) {
	var cuts []cut
	for range 64 {
		e := newExpress(u, cutLoops(n.Shape, cuts))
		at := e.cutPlaces(n.Shape, cuts)
		reg := 0
		if own {
			reg = e.inside(n, at, nil)
		} else {
			reg = e.node(n, at, nil)
		}
		if e.cut < 0 {
			return e, at, reg, e.stuck
		}
		cuts = append(cuts, cut{e.loops[e.cut].Name, e.inner})
	}
	return nil, nil, 0, n
}

// cutLoops are the axes with each cut applied in turn: the loop NAME becomes
// NAME/inner and NAME%inner.
func cutLoops(s graph.Shape, cuts []cut) graph.Shape {
	loops := slices.Clone(s)
	for _, c := range cuts {
		i := loops.Index(c.loop)
		outer, inner := c.names()
		loops = slices.Replace(loops, i, i+1, graph.Axis{Name: outer, Size: loops[i].Size / c.inner}, graph.Axis{Name: inner, Size: c.inner})
	}
	return loops
}

func (c cut) names() (outer, inner string) {
	return fmt.Sprintf("%s/%d", c.loop, c.inner), fmt.Sprintf("%s%%%d", c.loop, c.inner)
}

// cutPlaces are the places of the axes of s in loops that were cut.
func (e *express) cutPlaces(s graph.Shape, cuts []cut) []place {
	factor := map[string]int{} // of a loop within the axis it comes from
	axis := map[string]string{}
	for _, a := range s {
		factor[a.Name], axis[a.Name] = 1, a.Name
	}
	for _, c := range cuts {
		outer, inner := c.names()
		factor[outer], axis[outer] = factor[c.loop]*c.inner, axis[c.loop]
		factor[inner], axis[inner] = factor[c.loop], axis[c.loop]
	}
	at := make([]place, len(s))
	for i, a := range s {
		at[i] = e.zero()
		for l, loop := range e.loops {
			if axis[loop.Name] == a.Name {
				at[i].by[l] = factor[loop.Name]
			}
		}
	}
	return at
}

// target is where loops meet a value of n at places of its axes.
func (e *express) target(v int, at []place) kernel.Access {
	a := kernel.Access{Value: v, Stride: make([]int, len(e.loops))}
	for i, step := range e.u.plan.Values[v].Shape.Strides() {
		a.Base += at[i].off * step
		for l, by := range at[i].by {
			a.Stride[l] += by * step
		}
	}
	return a
}

func (u *fuser) emitMap(n *graph.Node) (*graph.Node, error) {
	if ts := u.pieces[n]; ts != nil {
		return u.emitPieces(n, ts), nil
	}
	if _, pad := n.Arg.(prim.PadArg); pad {
		if done, bad := u.emitPadded(n); done || bad != nil {
			return bad, nil
		}
	}
	e, at, reg, bad := u.express(n, true)
	if bad != nil {
		return bad, nil
	}
	v := u.declare(n)
	u.join(n, &kernel.Loop{Axes: e.loops, Steps: e.steps, Stores: []kernel.Store{{To: e.target(v, at), Reg: reg}}})
	return nil, nil
}

// emitPadded computes what is padded straight into its place.
func (u *fuser) emitPadded(n *graph.Node) (done bool, bad *graph.Node) {
	fill := n.Arg.(prim.PadArg).Value
	left := map[string]int{}
	x := n
	for !u.is(x) || x == n {
		a, pad := x.Arg.(prim.PadArg)
		if !pad || a.Value != fill {
			break
		}
		left[a.Axis] += a.Left
		x = x.In[0]
	}
	if a, lit := prim.Literal(x); lit && a == fill {
		return false, nil
	}
	e, at, reg, bad := u.express(x, false)
	if bad != nil {
		return false, bad
	}
	v := u.declare(n)
	m := kernel.Margin{Value: v, Fill: float32(fill)}
	for i, a := range x.Shape {
		at[i].off += left[a.Name]
		m.Lo, m.Hi = append(m.Lo, at[i].off), append(m.Hi, at[i].off+a.Size)
	}
	u.join(n, &kernel.Loop{
		Axes: e.loops, Steps: e.steps, Stores: []kernel.Store{{To: e.target(v, at), Reg: reg}},
		Margin: []kernel.Margin{m},
	})
	return true, nil
}

// is reports whether a node has a value or is to have one.
func (u *fuser) is(n *graph.Node) bool {
	_, made := u.value[n]
	return made || u.kept[n]
}

var folds = map[*graph.Prim]kernel.How{prim.Sum: kernel.FoldSum, prim.Highest: kernel.FoldMax, prim.ArgHighest: kernel.FoldPlace}

func (u *fuser) emitReduce(n *graph.Node) (*graph.Node, error) {
	how, ok := folds[n.Prim]
	if !ok {
		return nil, fmt.Errorf("the engine has no kernel for %s", n.Prim.Name)
	}
	x := n.In[0]
	if how == kernel.FoldPlace && x.Shape.Count() == n.Shape.Count() {
		return nil, u.emitZeros(n) // the place of the only item
	}
	e, at, reg, bad := u.express(x, false)
	if bad != nil {
		return bad, nil
	}
	if how == kernel.FoldPlace && len(e.loops) != len(x.Shape) {
		return x, nil // its axis was cut, but places count along the whole
	}
	v := u.declare(n)
	to := kernel.Access{Value: v, Stride: make([]int, len(e.loops))}
	kept := make([]bool, len(e.loops))
	for i, step := range n.Shape.Strides() {
		for l, by := range at[x.Shape.Index(n.Shape[i].Name)].by {
			if by != 0 {
				to.Stride[l] += by * step
				kept[l] = true
			}
		}
	}
	u.join(n, &kernel.Loop{Axes: e.loops, Steps: e.steps, Folds: []kernel.Fold{{To: to, Kept: kept, How: how, Reg: reg}}})
	return nil, nil
}

func (u *fuser) emitZeros(n *graph.Node) error {
	e := newExpress(u, n.Shape)
	reg := e.add(kernel.Step{Kind: kernel.Number})
	u.join(n, &kernel.Loop{Axes: n.Shape, Steps: e.steps, Stores: []kernel.Store{{To: u.dense(u.declare(n), e), Reg: reg}}})
	return nil
}

func (u *fuser) emitProduct(n *graph.Node) (*graph.Node, error) {
	a := n.Arg.(prim.ContractArg)
	loops := slices.Concat(a.Out, a.Sum)
	l, bad := u.operandAccess(n.In[0], a.A, loops)
	if bad != nil {
		return bad, nil
	}
	r, bad := u.operandAccess(n.In[1], a.B, loops)
	if bad != nil {
		return bad, nil
	}
	v := u.declare(n)
	to := kernel.Access{Value: v, Stride: append(n.Shape.Strides(), make([]int, len(a.Sum))...)}
	u.append(n, &kernel.Product{Loops: loops, Kept: len(a.Out), A: l, B: r, Out: to})
	return nil, nil
}

// operandAccess is where a contraction reads an operand, or the node that must
// have a value first.
func (u *fuser) operandAccess(n *graph.Node, rs []prim.Reading, loops graph.Shape) (kernel.Access, *graph.Node) {
	e := newExpress(u, loops)
	at := make([]place, len(n.Shape))
	for i, axis := range n.Shape {
		r, _ := prim.ReadingOf(rs, axis.Name)
		at[i] = e.zero()
		at[i].off = r.Offset
		for _, t := range r.Terms {
			at[i].by[loops.Index(t.Loop)] += t.By
		}
	}
	if v, ok := u.leaf(n); ok {
		e.load(v, at, nil)
	} else {
		e.node(n, at, nil)
	}
	if e.stopped() || len(e.steps) != 1 || e.steps[0].Kind != kernel.Load || e.steps[0].From.Lo != nil {
		return kernel.Access{}, n
	}
	return e.steps[0].From, nil
}

func (u *fuser) emitSource(n *graph.Node) (*graph.Node, error) {
	d, ok := n.Arg.(prim.Draw)
	if !ok {
		return nil, fmt.Errorf("%s has no value", n.Head())
	}
	key, ok := u.leaf(n.In[0])
	if !ok {
		return n.In[0], nil
	}
	u.append(n, &kernel.Draw{Path: d.Path, Key: key, Out: u.declare(n)})
	return nil, nil
}

func (u *fuser) emitMove(n *graph.Node) (*graph.Node, error) {
	in := make([]int, len(n.In))
	for i, x := range n.In {
		v, ok := u.leaf(x)
		if !ok {
			return x, nil
		}
		in[i] = v
	}
	switch a := n.Arg.(type) {
	case prim.GatherArg:
		v := u.declare(n)
		table := n.In[0].Shape
		u.append(n, &kernel.Pick{
			Loops: n.Shape, List: u.met(v, n.Shape), Which: u.met(in[1], n.Shape), Table: u.met(in[0], n.Shape, a.Axis),
			Step: u.plan.Values[in[0]].Steps()[table.Index(a.Axis)], Length: a.Length,
		})
	case prim.ScatterArg:
		v := u.declare(n)
		loops := n.In[0].Shape
		u.append(n, &kernel.Pick{
			Loops: loops, List: u.met(in[0], loops), Which: u.met(in[1], loops), Table: u.met(v, loops, a.Axis),
			Step: n.Shape.Strides()[n.Shape.Index(a.Axis)], Length: a.Length, Into: true,
		})
	case prim.UnwindowArg:
		v := u.declare(n)
		loops := n.In[0].Shape
		to := u.met(v, loops)
		axis, tap := loops.Index(a.Axis), loops.Index(a.Tap)
		step := to.Stride[axis]
		to.Stride[axis], to.Stride[tap] = step*a.Stride, step*a.Dilation
		u.append(n, &kernel.Overlap{Loops: loops, From: u.met(in[0], loops), To: to})
	default:
		return nil, fmt.Errorf("the engine has no kernel for %s", n.Prim.Name)
	}
	return nil, nil
}

// met is where loops meet a value at the axes of their names, except some.
func (u *fuser) met(v int, loops graph.Shape, except ...string) kernel.Access {
	a := kernel.Access{Value: v, Stride: make([]int, len(loops))}
	steps := u.plan.Values[v].Steps()
	for i, axis := range u.plan.Values[v].Shape {
		if k := loops.Index(axis.Name); k >= 0 && !slices.Contains(except, axis.Name) {
			a.Stride[k] = steps[i]
		}
	}
	return a
}

func (u *fuser) emitCall(n *graph.Node) (*graph.Node, error) {
	a, ok := n.Arg.(prim.GramArg)
	if !ok {
		return nil, fmt.Errorf("the engine has no kernel for %s", n.Prim.Name)
	}
	in, ok := u.leaf(n.In[0])
	if !ok {
		return n.In[0], nil
	}
	x := n.In[0].Shape
	kept := x.Without(append([]string{a.Axis}, a.Sum...)...)
	loops := slices.Concat(kept, x.Only(a.Sum...))
	u.append(n, &kernel.Covariance{
		Loops: loops, Kept: len(kept), In: u.met(in, loops), Out: u.met(u.declare(n), loops),
		Step: u.plan.Values[in].Steps()[x.Index(a.Axis)], Length: x.Of(a.Axis),
		Size: a.Size, Stride: a.Stride, Dilation: a.Dilation, Left: a.Left, Count: a.Count,
	})
	return nil, nil
}
