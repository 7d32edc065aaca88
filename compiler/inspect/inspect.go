// Package inspect tells about a network what can be known before any data is
// read: its layers with their shapes, weights, multiply-accumulates and receptive
// fields.
package inspect

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Network is what is known of a network for one input.
type Network struct {
	Input   graph.Shape
	Output  graph.Shape
	Layers  []Layer
	Weights int // trainable numbers
	States  int // running numbers
	MACs    int // multiply-accumulates of one trial when predicting
	// Field is the receptive field along time of the deepest layer that still has
	// the time axis, in samples of the input; 0 without one.
	Field int
	// Whole: a layer sees the whole of time before the time axis goes.
	Whole bool
	Rate  float64 // Hz of the input's time axis, 0 when it has none
}

// A Layer is one operator of a network.
type Layer struct {
	Path    string
	Text    string // as the language writes it
	Shape   graph.Shape
	Weights int
	MACs    int
	Field   int // samples of time that one value sees; 0 when it has no time axis
	Whole   bool
}

// Of lowers a typed stage for one trial and looks at the graph.
func Of(st *types.Stage, in graph.Shape, classes int) (*Network, error) {
	g := graph.New()
	b := layer.New(g, false, classes)
	x := b.Input("x", append(graph.Shape{{Name: layer.Batch, Size: 1}}, in...))
	out, err := lower.Stage(b, st, x)
	if err != nil {
		return nil, err
	}
	n := &Network{Input: in, Output: out.Shape.Without(layer.Batch), Rate: rateOf(st)}
	fields := fieldsOf(x, out)
	own := weightsByPath(b)
	for _, t := range b.Trace {
		l := Layer{Path: t.Path, Text: t.Stage.Show(), Shape: t.Out.Shape.Without(layer.Batch), Weights: own[t.Path]}
		if holds(t.Stage) {
			continue // what it holds is listed
		}
		for _, node := range g.Nodes[t.First:t.Last] {
			l.MACs += macs(node)
		}
		if f, ok := fields[t.Out]; ok && f.axis != "" {
			l.Field, l.Whole = f.size(), f.whole
			if !f.whole {
				n.Field = l.Field
			}
			n.Whole = n.Whole || f.whole
		}
		n.Layers = append(n.Layers, l)
	}
	for _, w := range b.Weights {
		n.Weights += w.Shape.Count()
	}
	for _, s := range b.States {
		n.States += s.Shape.Count()
	}
	for _, node := range graph.Order(out) {
		n.MACs += macs(node)
	}
	return n, nil
}

// holds reports whether an operator only wraps other stages.
func holds(st *types.Stage) bool { return len(st.Parts) > 0 }

// macs of a node, the body of a scan as often as it runs.
func macs(n *graph.Node) int {
	switch a := n.Arg.(type) {
	case prim.ContractArg:
		return a.MACs()
	case prim.ScanArg:
		total := 0
		for _, x := range graph.Order(a.Results()...) {
			if x.ID > lastOf(a.Free) {
				total += macs(x)
			}
		}
		return total * a.Axis.Size
	}
	return 0
}

func lastOf(ns []*graph.Node) int {
	last := -1
	for _, n := range ns {
		last = max(last, n.ID)
	}
	return last
}

func weightsByPath(b *layer.Build) map[string]int {
	out := map[string]int{}
	for _, w := range b.Weights {
		for i := len(w.Path) - 1; i >= 0; i-- {
			if w.Path[i] == '.' {
				out[w.Path[:i]] += w.Shape.Count()
				break
			}
		}
	}
	return out
}

func rateOf(st *types.Stage) float64 {
	in, ok := types.Inner(st.In)
	if !ok {
		return 0
	}
	a, _ := in.Axis("time")
	return a.Rate
}
