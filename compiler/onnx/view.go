package onnx

import (
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

func (w *writer) view(n *graph.Node) ([]string, error) {
	x := n.In[0]
	in := w.name(x)
	switch a := n.Arg.(type) {
	case prim.RenameArg:
		return one(in)
	case prim.OrderArg:
		return one(w.ordered(in, x.Shape, a.Axes))
	case prim.SliceArg:
		axis := x.Shape.Index(a.Axis)
		end := a.Start + (a.Size-1)*a.Step + sign(a.Step)
		if end < 0 {
			end = math.MinInt32 // before the first item
		}
		return one(w.op("Slice", []string{in, w.ints(a.Start), w.ints(end), w.ints(axis), w.ints(a.Step)}))
	case prim.PadArg:
		pads := make([]int, 2*len(x.Shape))
		axis := x.Shape.Index(a.Axis)
		pads[axis], pads[len(x.Shape)+axis] = a.Left, a.Right
		return one(w.op("Pad", []string{in, w.ints(pads...), w.number(a.Value)}, attr{"mode", "constant"}))
	case prim.WindowArg:
		places := make([]int, 0, a.Count*a.Size)
		for i := range a.Count {
			for k := range a.Size {
				places = append(places, i*a.Stride+k*a.Dilation)
			}
		}
		return one(w.windows(in, x.Shape, a.Axis, n.Shape, []string{a.Axis, a.Tap}, places))
	case prim.MergeArg:
		rest := n.Shape.Without(a.To).Names()
		at := n.Shape.Index(a.To)
		return one(w.op("Reshape", []string{w.ordered(in, x.Shape, slices.Insert(rest, at, a.Axes...)), w.ints(sizes(n.Shape)...)}))
	case prim.SplitArg:
		return one(w.op("Reshape", []string{in, w.ints(sizes(n.Shape)...)}))
	case prim.ExpandArg:
		return one(w.op("Expand", []string{w.aligned(x, n.Shape), w.ints(sizes(n.Shape)...)}))
	case prim.GatherArg:
		return w.gather(n, a)
	}
	return nil, fmt.Errorf("ONNX has no operator for %s", n.Prim.Name)
}

func sign(v int) int {
	if v < 0 {
		return -1
	}
	return 1
}

// windows reads an axis at places: one for every index of the axes that replace
// it, which come in row-major order. The result has the axes of to.
func (w *writer) windows(in string, s graph.Shape, axis string, to graph.Shape, instead []string, places []int) string {
	at := s.Index(axis)
	t := tensor{name: w.fresh("places"), ints: make([]int64, len(places))}
	for _, a := range instead {
		t.shape = append(t.shape, to.Of(a))
	}
	for i, p := range places {
		t.ints[i] = int64(p)
	}
	w.top.constants = append(w.top.constants, t)
	got := w.op("Gather", []string{in, t.name}, attr{"axis", at})
	var now graph.Shape
	for i, a := range s {
		if i != at {
			now = append(now, a)
			continue
		}
		for _, name := range instead {
			now = append(now, graph.Axis{Name: name, Size: to.Of(name)})
		}
	}
	return w.ordered(got, now, to.Names())
}

// gather of items by number, where the table and the numbers share no axis.
func (w *writer) gather(n *graph.Node, a prim.GatherArg) ([]string, error) {
	table, which := n.In[0], n.In[1]
	for _, x := range which.Shape {
		if table.Shape.Has(x.Name) {
			return nil, fmt.Errorf("ONNX gathers no table that shares %s with the numbers", x.Name)
		}
	}
	whole := w.op("Cast", []string{w.name(which)}, attr{"to", typeInt64})
	got := w.op("Gather", []string{w.name(table), whole}, attr{"axis", table.Shape.Index(a.Axis)})
	var now graph.Shape
	for _, x := range table.Shape {
		if x.Name == a.Axis {
			now = append(now, which.Shape...)
		} else {
			now = append(now, x)
		}
	}
	return one(w.ordered(got, now, n.Shape.Names()))
}
