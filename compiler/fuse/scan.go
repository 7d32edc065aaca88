package fuse

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// emitScan makes one kernel of a scan: its body is a plan of its own, whose holes
// lie where the values of the step lie.
func (u *fuser) emitScan(n *graph.Node) (*graph.Node, error) {
	a := n.Arg.(prim.ScanArg)
	nc := len(a.Carry)
	outer := make([]int, len(n.In))
	for i, x := range n.In {
		v, ok := u.leaf(x)
		if !ok {
			return x, nil
		}
		outer[i] = v
	}
	s := &kernel.Scan{Steps: a.Axis.Size, Reverse: a.Reverse}
	body, err := u.body(a, outer)
	if err != nil {
		return nil, err
	}
	s.Body = body
	parts := u.parts(n)
	for i, c := range a.Carry {
		// The first carry may be stored in another order than the hole.
		if !slices.Equal(n.In[i].Shape.Names(), c.Shape.Names()) {
			outer[i] = u.reordered(n.In[i], c.Shape)
		}
		s.Carries = append(s.Carries, kernel.Carry{First: outer[i], Last: parts[i], Found: parts[nc+i], In: body.Inputs[i], Next: body.Outputs[i]})
	}
	for i := range a.Slice {
		x := n.In[nc+i].Shape
		s.Slices = append(s.Slices, kernel.Slice{
			Outer: outer[nc+i], Inner: body.Inputs[nc+i], Step: u.plan.Values[outer[nc+i]].Steps()[x.Index(a.Axis.Name)],
		})
	}
	for i := range a.Free {
		k := nc + len(a.Slice) + i
		s.Free = append(s.Free, kernel.Pair{Outer: outer[k], Inner: body.Inputs[k]})
	}
	for i, e := range a.Emit {
		if v := parts[2*nc+i]; v >= 0 {
			s.Emits = append(s.Emits, kernel.Slice{Outer: v, Inner: body.Outputs[nc+i], Step: e.Shape.Count()})
		}
	}
	u.append(n, s)
	return nil, nil
}

// reordered copies a value into another storage order.
func (u *fuser) reordered(n *graph.Node, like graph.Shape) int {
	e := newExpress(u, like)
	reg := e.node(n, e.along(n.Shape), nil)
	out := u.fresh(n.Head(), like)
	u.append(n, &kernel.Loop{Axes: like, Steps: e.steps, Stores: []kernel.Store{{To: u.dense(out, e), Reg: reg}}})
	return out
}

// parts are the values of a scan's results, -1 for those that nobody reads.
func (u *fuser) parts(n *graph.Node) []int {
	out := make([]int, len(n.Outs))
	for i := range out {
		out[i] = -1
	}
	for _, p := range u.users[n] {
		if a, ok := p.Arg.(prim.PartArg); ok {
			out[a.Index] = u.declare(p)
		}
	}
	return out
}

// body plans the steps. Its inputs are carries, slices and free values, its
// outputs the next carries and what is emitted, all in the order of the scan.
func (u *fuser) body(a prim.ScanArg, outer []int) (*kernel.Plan, error) {
	nc, ns := len(a.Carry), len(a.Slice)
	known := slices.Concat(a.Carry, a.Slice, a.Free)
	results := a.Results()
	return settle(func(kept map[*graph.Node]bool) (*fuser, *graph.Node, error) {
		w := newFuser(results, known, kept)
		for i, n := range known {
			v := w.fresh(n.Head(), n.Shape)
			w.value[n] = v
			w.inputs = append(w.inputs, v)
			switch {
			case i >= nc+ns:
				w.plan.Values[v].Shape, w.plan.Values[v].Strides = n.Shape, u.plan.Values[outer[i]].Strides
			case i >= nc:
				w.plan.Values[v].Strides = sliced(u.plan.Values[outer[i]], n.Shape)
			}
		}
		bad, err := w.run()
		if bad != nil || err != nil {
			return w, bad, err
		}
		w.plan.Inputs = w.inputs
		for i, n := range results {
			if i < nc && !slices.Equal(n.Shape.Names(), a.Carry[i].Shape.Names()) {
				w.plan.Outputs = append(w.plan.Outputs, w.reordered(n, a.Carry[i].Shape))
				continue
			}
			w.plan.Outputs = append(w.plan.Outputs, w.own(n))
		}
		return w, nil, nil
	})
}

// sliced is how an item of a value is stored, nil when dense.
func sliced(v *kernel.Value, item graph.Shape) []int {
	steps := make([]int, len(item))
	for i, axis := range item {
		steps[i] = v.Steps()[v.Shape.Index(axis.Name)]
	}
	if slices.Equal(steps, item.Strides()) {
		return nil
	}
	return steps
}
