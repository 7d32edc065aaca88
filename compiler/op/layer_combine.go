package op

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// What puts stages together and joins tensors.
var combineRows = []Row{
	{
		Sig: `residual(inner: Stage) : inner`, Doc: "Adds what comes out of a stage to what went in.", Keeps: true,
		Notes: "The stage must give the axes that it takes (He et al. 2016).",
		Try:   `shape(residual(norm(per: filter) |> tanh), on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(func(b *layer.Build, _ Call, x *graph.Node) *graph.Node {
			return b.Add(x, b.Ordered(b.Walk(b.Stage().Parts[0], x), x.Shape))
		}),
	},
	{
		Sig: `repeat(times: Int in 1..1000, inner: Stage) : inner`, Keeps: true, Repeats: "times",
		Doc: "The same stage several times, each with weights of its own.",
		Try: `shape(repeat(3, residual(norm(per: filter))), on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			st := b.Stage()
			for i := range c.Int("times") {
				leave := b.Enter(fmt.Sprint(i+1), st)
				x = b.Walk(st.Parts[0], x)
				leave()
			}
			return x
		}),
	},
	{
		Sig: `parallel(inner: List Stage, over: Axis) : inner`,
		Doc: "Several stages on the same input, joined along an axis.",
		Notes: "What the stages give lies behind each other in the order written, as the branches of an Inception block (Szegedy et al. 2015). Where none gives the axis it is new, with an item a stage. " +
			"Their other axes must have the same lengths.",
		Try:  `shape(parallel([linear(mix: channel, to: filter=3), linear(mix: channel, to: filter=5)], over: filter), on: [channel=22, time=64]) == [filter=8, time=64]`,
		Does: Layer(lowerParallel), Join: parallelJoins,
	},
	{
		Sig:   `concat(with: List Tensor, over: Axis) : [..r, over] u -> [..r, over] u`,
		Doc:   "Joins tensors along an axis that they have.",
		Notes: "The input comes first, then those of `with` in order. One that lacks the axis is one item of it; other axes that one lacks are repeated.",
		Try:   `shape(concat(with: [0], over: filter), on: [filter=8, time=64]) == [filter=9, time=64]`,
		Does:  Layer(lowerConcat), Result: concatResult,
	},
	{
		Sig:   `stack(with: List Tensor, to: NewAxis) : [..r] u -> [..r, to] u`,
		Doc:   "Lays tensors side by side along a new axis.",
		Notes: "The input is its first item, then those of `with` in order.",
		Try:   `shape(stack(with: [0], to: depth), on: [filter=8, time=64]) == [depth=2, filter=8, time=64]`,
		Does:  Layer(lowerStack), Result: stackResult,
	},
}

// concatParts are the tensors that are joined: the input first.
func concatParts(b *layer.Build, c Call, x *graph.Node) []*graph.Node {
	parts := []*graph.Node{x}
	for _, t := range c.Terms("with") {
		parts = append(parts, b.Term(t))
	}
	return parts
}

// sameAxes repeats tensors along the axes that others have, but for one.
func sameAxes(b *layer.Build, parts []*graph.Node, but string) []*graph.Node {
	var shapes []graph.Shape
	for _, p := range parts {
		shapes = append(shapes, p.Shape.Without(but))
	}
	all, err := graph.Union(shapes...)
	if err != nil {
		b.Fail("%v", err)
	}
	if all.Has(layer.Batch) {
		all = slices.Concat(all.Only(layer.Batch), all.Without(layer.Batch))
	}
	out := make([]*graph.Node, len(parts))
	for i, p := range parts {
		order := p.Shape
		if i > 0 {
			order = out[0].Shape
		}
		full := slices.Clone(all)
		if p.Shape.Has(but) {
			k := min(max(0, order.Index(but)), len(full))
			full = slices.Insert(full, k, p.Shape.Only(but)...)
		}
		out[i] = b.Ordered(p, full)
	}
	return out
}

func lowerConcat(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over := c.Axes("over").Names()[0]
	return b.Concat(over, sameAxes(b, concatParts(b, c, x), over)...)
}

func lowerStack(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return b.Concat(c.Axes("to").Names()[0], sameAxes(b, concatParts(b, c, x), "")...)
}

// withTypes are the types of the tensors of `with`; false when one is not known.
func withTypes(c Call) ([]types.Tensor, bool) {
	var out []types.Tensor
	for _, t := range c.Terms("with") {
		of, ok := types.Inner(t.Out)
		if !ok {
			return nil, false
		}
		out = append(out, of)
	}
	return out, len(out) > 0 || c.Value("with") != nil
}

func concatResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	over := c.Axes("over").Names()
	with, known := withTypes(c)
	if !ok || len(over) != 1 {
		return out, nil
	}
	axis, _ := of.Axis(over[0])
	axis.Rate, axis.Start, axis.HasStart = 0, 0, false
	if !known {
		axis.Size = types.OpenSize()
		return types.Rewrap(in, of.With(axis)), nil
	}
	sum := of
	for _, t := range with {
		size := types.Known(1)
		if a, there := t.Axis(axis.Name); there {
			size = a.Size
		} else if t.Open {
			size = types.OpenSize()
		}
		axis.Size = axis.Size.Plus(size)
		var p diag.Problem
		if sum, p = joinAxes(c, "with", sum, t.Without(axis.Name)); p != nil {
			return out, p
		}
	}
	return types.Rewrap(in, sum.With(axis)), nil
}

func stackResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to := c.Axes("to").Names()
	with, known := withTypes(c)
	if !ok || len(to) != 1 {
		return out, nil
	}
	size := types.OpenSize()
	if known {
		size = types.Known(int64(len(with) + 1))
	}
	for _, t := range with {
		var p diag.Problem
		if of, p = joinAxes(c, "with", of, t); p != nil {
			return out, p
		}
	}
	return types.Rewrap(in, of.With(types.Axis{Name: to[0], Size: size})), nil
}

func lowerParallel(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	st := b.Stage()
	var parts []*graph.Node
	for i, p := range st.Parts {
		leave := b.Enter(fmt.Sprint(i+1), st)
		parts = append(parts, b.Walk(p, x))
		leave()
	}
	over := c.Axes("over").Names()[0]
	return b.Concat(over, sameAxes(b, parts, over)...)
}

// parallelJoins adds the lengths of the axis up and wants the others alike.
func parallelJoins(c Call, outs []types.Type) (types.Type, diag.Problem) {
	over := c.Axes("over").Names()
	first, ok := types.Inner(outs[0])
	if len(over) != 1 || !ok {
		return outs[0], nil
	}
	sum := first.Without(over[0])
	size := types.Known(0)
	for _, t := range outs {
		of, ok := types.Inner(t)
		if !ok {
			return outs[0], nil
		}
		axis, there := of.Axis(over[0])
		switch {
		case there:
			size = size.Plus(axis.Size)
		case of.Open:
			size = types.OpenSize()
		default:
			size = size.Plus(types.Known(1))
		}
		var p diag.Problem
		if sum, p = joinAxes(c, "inner", sum, of.Without(over[0])); p != nil {
			return outs[0], p
		}
	}
	return types.Rewrap(outs[0], sum.With(types.Axis{Name: over[0], Size: size})), nil
}
