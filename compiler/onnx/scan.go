package onnx

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// scan is Scan, whose body sees what lies around it by name.
func (w *writer) scan(n *graph.Node, a prim.ScanArg) ([]string, error) {
	body := &writer{
		g: &graphProto{name: w.fresh("body")}, top: w.top, names: map[*graph.Node][]string{},
		weights: w.weights, consts: w.consts, count: w.count,
	}
	for n, names := range w.names {
		body.names[n] = names
	}
	in := func(n *graph.Node) {
		name := body.fresh("step")
		body.names[n] = []string{name}
		body.g.in = append(body.g.in, value{name: name, shape: sizes(n.Shape)})
	}
	for _, c := range a.Carry {
		in(c)
	}
	for _, s := range a.Slice {
		in(s)
	}
	if err := body.write(slices.Concat(a.Next, a.Emit)); err != nil {
		return nil, err
	}
	give := func(name string, s graph.Shape) {
		out := body.op("Identity", []string{name})
		body.g.out = append(body.g.out, value{name: out, shape: sizes(s)})
	}
	for i, next := range a.Next {
		give(body.ordered(body.name(next), next.Shape, a.Carry[i].Shape.Names()), a.Carry[i].Shape)
	}
	for _, c := range a.Carry {
		give(body.name(c), c.Shape)
	}
	for _, e := range a.Emit {
		give(body.name(e), e.Shape)
	}
	w.count = body.count
	var ins []string
	for i, c := range a.Carry {
		ins = append(ins, w.ordered(w.name(n.In[i]), n.In[i].Shape, c.Shape.Names()))
	}
	for i, s := range a.Slice {
		x := n.In[len(a.Carry)+i]
		order := append([]string{a.Axis.Name}, s.Shape.Names()...)
		ins = append(ins, w.ordered(w.name(x), x.Shape, order))
	}
	var outs []string
	for range n.Outs {
		outs = append(outs, w.fresh("scan"))
	}
	turned := 0
	if a.Reverse {
		turned = 1
	}
	attrs := []attr{
		{"body", body.g},
		{"num_scan_inputs", len(a.Slice)},
		{"scan_input_directions", repeated(turned, len(a.Slice))},
		{"scan_output_directions", repeated(turned, len(a.Carry)+len(a.Emit))},
	}
	w.g.nodes = append(w.g.nodes, node{op: "Scan", name: w.fresh("scan"), in: ins, out: outs, attrs: attrs})
	return outs, nil
}

func repeated(v, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = v
	}
	return out
}
