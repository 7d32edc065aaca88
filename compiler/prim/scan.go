package prim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A ScanArg is a body that is run for every item of an axis. Its inputs are, in
// order: the first carries, the values that are sliced along the axis, and the
// values that every step sees (Free, which stand for themselves in the body).
// Its results are, in order: the last carries, each carry as every step found it
// (stacked along the axis), and what the steps emit (stacked).
type ScanArg struct {
	Axis    graph.Axis
	Reverse bool // from the last item to the first
	Carry   []*graph.Node
	Slice   []*graph.Node
	Free    []*graph.Node
	Next    []*graph.Node
	Emit    []*graph.Node
}

func (a ScanArg) String() string {
	return fmt.Sprintf("over %s=%d reverse %v carry %v slice %v next %v emit %v", a.Axis.Name, a.Axis.Size, a.Reverse,
		list(a.Carry), list(a.Slice), list(a.Next), list(a.Emit))
}

func list(ns []*graph.Node) string {
	parts := make([]string, len(ns))
	for i, n := range ns {
		parts[i] = n.String()
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// Results of the body.
func (a ScanArg) Results() []*graph.Node { return slices.Concat(a.Next, a.Emit) }

// Holes of the body.
func (a ScanArg) Holes() []*graph.Node { return slices.Concat(a.Carry, a.Slice) }

// Rebuild is the body on other nodes: in begins with the first carries and the
// values that are sliced.
func (a ScanArg) Rebuild(in, results []*graph.Node) (graph.Arg, []*graph.Node) {
	outer := len(a.Carry) + len(a.Slice)
	a.Next, a.Emit = results[:len(a.Next)], results[len(a.Next):]
	a.Free = graph.Free(a.Results(), a.Holes())
	return a, slices.Concat(in[:outer], a.Free)
}

// Stacked is the shape of a value of every step, stored with the axis first.
func (a ScanArg) Stacked(s graph.Shape) graph.Shape { return slices.Concat(graph.Shape{a.Axis}, s) }

// Scan runs a body along an axis.
var Scan, Part *graph.Prim

func init() {
	Scan = &graph.Prim{
		Name: "scan", Class: graph.Scan, Arity: -1,
		Outs: func(in []graph.Shape, arg graph.Arg) ([]graph.Shape, error) {
			a := arg.(ScanArg)
			var outs []graph.Shape
			for i, c := range a.Carry {
				if !c.Shape.Same(a.Next[i].Shape) || !in[i].Same(c.Shape) {
					return nil, fmt.Errorf("carry %d is %v and becomes %v", i, c.Shape, a.Next[i].Shape)
				}
				outs = append(outs, c.Shape)
			}
			for _, c := range a.Carry {
				outs = append(outs, a.Stacked(c.Shape))
			}
			for _, e := range a.Emit {
				outs = append(outs, a.Stacked(e.Shape))
			}
			return outs, nil
		},
		Eval: evalScan, Grad: gradScan,
	}
	// Part is one result of a scan. It has no gradient of its own: reverse mode
	// hands what comes from above to the scan.
	Part = &graph.Prim{
		Name: "part", Class: graph.View, Arity: 1,
		Infer: func(_ []graph.Shape, arg graph.Arg) (graph.Shape, error) { return arg.(PartArg).Shape, nil },
	}
}

// PartArg is the number of a result and its shape.
type PartArg struct {
	Index int
	Shape graph.Shape
}

func (a PartArg) String() string { return fmt.Sprint(a.Index) }

func evalScan(n *graph.Node, in []graph.Array, run graph.Runner) ([]graph.Array, error) {
	a := n.Arg.(ScanArg)
	nc, ns := len(a.Carry), len(a.Slice)
	carry := slices.Clone(in[:nc])
	outs := make([]graph.Array, len(n.Outs))
	for i := nc; i < len(outs); i++ {
		outs[i] = graph.NewArray(n.Outs[i])
	}
	env := map[*graph.Node]graph.Array{}
	for i, f := range a.Free {
		env[f] = in[nc+ns+i]
	}
	for s := range a.Axis.Size {
		t := s
		if a.Reverse {
			t = a.Axis.Size - 1 - s
		}
		for i, c := range a.Carry {
			env[c] = Stored(carry[i], c.Shape)
			store(outs[nc+i], t, env[c])
		}
		for i, x := range a.Slice {
			env[x] = itemOf(in[nc+i], a.Axis.Name, t, x.Shape)
		}
		got, err := run(env, a.Results())
		if err != nil {
			return nil, err
		}
		copy(carry, got[:nc])
		for i, e := range got[nc:] {
			store(outs[2*nc+i], t, e)
		}
	}
	for i, c := range a.Carry {
		outs[i] = Stored(carry[i], c.Shape)
	}
	return outs, nil
}

// Stored is a value in the storage order of a shape with the same axes.
func Stored(x graph.Array, s graph.Shape) graph.Array {
	if slices.Equal(x.Shape, s) {
		return x
	}
	out := graph.NewArray(s)
	strides := x.Shape.StridesOver(s)
	i := 0
	each(s, func(index []int) {
		out.Data[i] = x.Data[dot(index, strides)]
		i++
	})
	return out
}

func store(into graph.Array, t int, x graph.Array) {
	n := len(x.Data)
	copy(into.Data[t*n:(t+1)*n], x.Data)
}

func itemOf(x graph.Array, axis string, t int, s graph.Shape) graph.Array {
	out := graph.NewArray(s)
	strides := x.Shape.StridesOver(s)
	base := t * x.Shape.Strides()[x.Shape.Index(axis)]
	i := 0
	each(s, func(index []int) {
		out.Data[i] = x.Data[base+dot(index, strides)]
		i++
	})
	return out
}
