package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/memory"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/rewrite"
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/runtime/bench"
)

// passes gives the nodes to show after a pass.
func passes(p *placed, f graphFlags) ([]*graph.Node, error) {
	n, err := lower.Net(p.stage, p.in, f.batch, p.classes)
	if err != nil {
		return nil, err
	}
	if f.after != "lower" {
		if n, _, err = rewrite.Network(n, rewrite.Options{Exact: f.numerics == "exact"}); err != nil {
			return nil, err
		}
	}
	switch {
	case f.after == "grad":
		return append([]*graph.Node{n.Learning}, gradients(n)...), nil
	case f.mode == "train":
		return []*graph.Node{n.Learning}, nil
	}
	return []*graph.Node{n.Applied}, nil
}

// gradients of every weight, given that of the output.
func gradients(n *lower.Network) []*graph.Node {
	b := prim.On(n.Graph)
	up := b.Input("gradient of the output", n.Learning.Shape)
	wrt := make([]*graph.Node, len(n.Weights))
	for i, w := range n.Weights {
		wrt[i] = w.Node
	}
	var out []*graph.Node
	for _, g := range grad.Through(n.Graph, []*graph.Node{n.Learning}, []*graph.Node{up}, wrt) {
		if g != nil {
			out = append(out, g)
		}
	}
	return out
}

// explainRewrites prints what rewrites did at each place or what kept them from it,
// and the multiply-adds of both modes.
func explainRewrites(w io.Writer, p *placed, batch int) error {
	n, err := lower.Net(p.stage, p.in, batch, p.classes)
	if err != nil {
		return err
	}
	m, why, err := rewrite.Network(n, rewrite.Options{})
	if err != nil {
		return err
	}
	for _, r := range why {
		fmt.Fprintln(w, r)
	}
	if len(why) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "multiply-adds of a batch of %d, forwards:\n", batch)
	for _, mode := range []struct {
		name          string
		before, after *graph.Node
		prepared      []*graph.Node
	}{{"training", n.Learning, m.Learning, []*graph.Node{n.Input}}, {"predicting", n.Applied, m.Applied, nil}} {
		before := rewrite.MACs([]*graph.Node{mode.before})
		after := rewrite.MACs([]*graph.Node{mode.after}, mode.prepared...)
		fmt.Fprintf(w, "%-10s  %s as written, %s now", mode.name, fuse.Count(before), fuse.Count(after))
		if once := rewrite.MACs([]*graph.Node{mode.after}) - after; once > 0 {
			fmt.Fprintf(w, ", and %s once a training", fuse.Count(once))
		}
		fmt.Fprintln(w)
	}
	return nil
}

// fused is the kernels of a step of training, or of a pass. A network that gives no
// scores of classes is shown with the gradients of its weights.
func fused(p *placed, batch int, train, exact bool) (*kernel.Plan, error) {
	loss, optimizer := benchRecipe()
	f, err := bench.Network{
		Stage: p.stage, Shape: p.in, Classes: p.classes, Batch: batch, Train: train, Loss: loss, Optimizer: optimizer, Exact: exact,
	}.Function()
	var other *step.ShapeError
	if err == nil {
		return fuse.Function(f.Function)
	}
	if !errors.As(err, &other) {
		return nil, err
	}
	n, err := lower.Net(p.stage, p.in, batch, p.classes)
	if err != nil {
		return nil, err
	}
	if n, _, err = rewrite.Network(n, rewrite.Options{Exact: exact}); err != nil {
		return nil, err
	}
	outs := []*graph.Node{n.Applied}
	if train {
		outs = append([]*graph.Node{n.Learning}, gradients(n)...)
	}
	plain := &graph.Function{Outputs: outs}
	for _, x := range graph.Order(outs...) {
		if x.Prim == prim.Input {
			plain.Inputs = append(plain.Inputs, x)
		}
	}
	return fuse.Function(plain)
}

// peak is the memory in bytes of a step of training: inputs, weights, what the
// optimizer keeps, and values in flight.
func peak(p *placed, batch int) (int, error) {
	plan, err := fused(p, batch, true, false)
	if err != nil {
		return 0, err
	}
	return 4 * memory.Of(plan, func(int) bool { return false }).Size, nil
}
