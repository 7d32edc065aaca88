// Package fuse turns a graph into kernels in order. Views become strides, maps
// join the kernels that read them, a reduction takes its maps with it, and kernels
// that walk the same space become one. It knows the classes of primitives and the
// forms of views, and no device.
package fuse

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Function makes the kernels of a function.
func Function(f *graph.Function) (*kernel.Plan, error) {
	p, err := prepare(f)
	if err != nil {
		return nil, err
	}
	return settle(func(kept map[*graph.Node]bool) (*fuser, *graph.Node, error) {
		u := newFuser(p.Outputs, nil, kept)
		for _, n := range p.Inputs {
			u.inputs = append(u.inputs, u.declare(n))
		}
		bad, err := u.run()
		if bad == nil && err == nil {
			u.finish(p)
		}
		return u, bad, err
	})
}

// settle fuses again with one more value that must exist until nothing is stuck.
func settle(try func(map[*graph.Node]bool) (*fuser, *graph.Node, error)) (*kernel.Plan, error) {
	kept := map[*graph.Node]bool{}
	for {
		u, bad, err := try(kept)
		if err != nil {
			return nil, err
		}
		if bad == nil {
			return u.plan, nil
		}
		if kept[bad] {
			return nil, fmt.Errorf("no kernel can be made of %v", bad.Head())
		}
		kept[bad] = true
	}
}

// A fuser makes one plan.
type fuser struct {
	plan   *kernel.Plan
	outs   []*graph.Node
	order  []*graph.Node
	users  map[*graph.Node][]*graph.Node
	kept   map[*graph.Node]bool // values of their own
	price  map[*graph.Node]int  // of one element of what is dissolved
	value  map[*graph.Node]int
	maker  []int // kernel of a value, -1 for what is there before
	inputs []int
	// Concatenations with their pieces, and the padded values that are pieces.
	pieces map[*graph.Node][]tile
	piece  map[*graph.Node]bool
}

// newFuser plans outs; known are nodes that come from outside.
func newFuser(outs, known []*graph.Node, kept map[*graph.Node]bool) *fuser {
	u := &fuser{
		plan: &kernel.Plan{}, outs: outs, order: within(outs, known), users: map[*graph.Node][]*graph.Node{},
		kept: map[*graph.Node]bool{}, price: map[*graph.Node]int{}, value: map[*graph.Node]int{},
		pieces: map[*graph.Node][]tile{}, piece: map[*graph.Node]bool{},
	}
	for _, n := range u.order {
		for i, x := range n.In {
			if !slices.Contains(n.In[:i], x) {
				u.users[x] = append(u.users[x], n)
			}
		}
	}
	for n := range kept {
		u.kept[n] = true
	}
	return u
}

// within is the order of what outs need, without known nodes and what only they need.
func within(outs, known []*graph.Node) []*graph.Node {
	there := make(map[*graph.Node]bool, len(known))
	for _, n := range known {
		there[n] = true
	}
	return graph.Pending(outs, func(n *graph.Node) bool { return there[n] })
}

// declare makes the value of a node.
func (u *fuser) declare(n *graph.Node) int {
	if v, ok := u.value[n]; ok {
		return v
	}
	v := u.fresh(n.Head(), n.Shape)
	u.value[n] = v
	return v
}

func (u *fuser) fresh(name string, s graph.Shape) int {
	u.plan.Values = append(u.plan.Values, &kernel.Value{Name: name, Shape: s})
	u.maker = append(u.maker, -1)
	return len(u.plan.Values) - 1
}

// leaf is the value of a node that has one.
func (u *fuser) leaf(n *graph.Node) (int, bool) {
	if v, ok := u.value[n]; ok {
		return v, true
	}
	c, ok := n.Arg.(*prim.Constant)
	if !ok {
		return 0, false
	}
	v := u.declare(n)
	known := make([]float32, len(c.Data))
	for i, x := range c.Data {
		known[i] = float32(x)
	}
	u.plan.Values[v].Known = known
	return v, true
}

// run makes the kernels; bad is a node that must have a value and has none.
func (u *fuser) run() (bad *graph.Node, err error) {
	u.decide()
	for _, n := range u.order {
		if _, done := u.value[n]; done || !u.kept[n] {
			continue
		}
		if bad, err := u.emit(n); bad != nil || err != nil {
			return bad, err
		}
	}
	return nil, nil
}

// emit makes the kernel of a node.
func (u *fuser) emit(n *graph.Node) (*graph.Node, error) {
	switch n.Prim.Class {
	case graph.Map, graph.View:
		if _, part := n.Arg.(prim.PartArg); part {
			return nil, nil // its scan declares it
		}
		return u.emitMap(n)
	case graph.Reduce:
		return u.emitReduce(n)
	case graph.Contract:
		return u.emitProduct(n)
	case graph.Scan:
		return u.emitScan(n)
	case graph.Source:
		return u.emitSource(n)
	case graph.Move:
		return u.emitMove(n)
	case graph.Call:
		return u.emitCall(n)
	}
	return nil, fmt.Errorf("the engine has no kernel for %s", n.Prim.Name)
}

// finish names inputs and outputs. An output that is an input or a constant, or
// that is asked for twice, is copied.
func (u *fuser) finish(f *graph.Function) {
	u.plan.Inputs, u.plan.Carry = u.inputs, f.Carry
	for _, n := range f.Outputs {
		u.plan.Outputs = append(u.plan.Outputs, u.own(n))
	}
}

// own is a value that a kernel of this plan writes for n and no other result uses.
func (u *fuser) own(n *graph.Node) int {
	v, ok := u.leaf(n)
	if ok && u.maker[v] >= 0 && !slices.Contains(u.plan.Outputs, v) {
		return v
	}
	e := newExpress(u, n.Shape)
	reg := e.node(n, e.along(n.Shape), nil)
	out := u.fresh(n.Head(), n.Shape)
	u.append(n, &kernel.Loop{Axes: n.Shape, Steps: e.steps, Stores: []kernel.Store{{To: u.dense(out, e), Reg: reg}}})
	return out
}

// dense is the access of a value at the loops of its own axes.
func (u *fuser) dense(v int, e *express) kernel.Access {
	a := kernel.Access{Value: v, Stride: make([]int, len(e.loops))}
	s := u.plan.Values[v].Shape
	for i, step := range s.Strides() {
		if k := e.loops.Index(s[i].Name); k >= 0 {
			a.Stride[k] = step
		}
	}
	return a
}

func (u *fuser) append(n *graph.Node, w kernel.Work) {
	if l, ok := w.(*kernel.Loop); ok {
		trim(l)
	}
	u.plan.Kernels = append(u.plan.Kernels, &kernel.Kernel{Name: n.Head(), Work: w})
	for _, v := range w.Writes() {
		u.maker[v] = len(u.plan.Kernels) - 1
	}
}
