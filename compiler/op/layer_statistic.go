package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// over is a layer that works on the axes called over.
func overAxes(f func(b *layer.Build, x *graph.Node, over []string) *graph.Node) Layer {
	return func(b *layer.Build, c Call, x *graph.Node) *graph.Node { return f(b, x, c.Axes("over").Names()) }
}

// Statistics over whole axes, which go away.
var statisticRows = []Row{
	{Sig: `sum(over: Axes) : [..r, over] u -> [..r] u`, Doc: "Adds over axes.", Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		return b.Sum(x, over...)
	}), Try: `train(sum(over: time) |> dense(class), epochs: 1)`},
	{Sig: `mean(over: Axes) : [..r, over] u -> [..r] u`, Doc: "Averages over axes.", Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		return b.Mean(x, over...)
	}), Try: `train(mean(over: time) |> dense(class), epochs: 1)`},
	{Sig: `max(over: Axes) : [..r, over] u -> [..r] u`, Doc: "The largest value over axes.", Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		return largest(b, x, over)
	}), Try: `train(max(over: time) |> dense(class), epochs: 1)`},
	{Sig: `min(over: Axes) : [..r, over] u -> [..r] u`, Doc: "The smallest value over axes.", Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		return b.Neg(largest(b, b.Neg(x), over))
	}), Try: `train(min(over: time) |> dense(class), epochs: 1)`},
	{
		Sig: `variance(over: Axes, ddof: Int in 0..1 = 0) : [..r, over] u -> [..r] u^2`, Doc: "The variance over axes.",
		Notes: "Divided by the number of values, or by one less with `ddof: 1`. The power of a band is the variance of the band-passed signal.",
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return variance(b, x, c.Axes("over").Names(), c.Float("ddof"))
		}), Inspect: needsTwo, Try: `train(variance(over: time) |> dense(class), epochs: 1)`,
	},
	{
		Sig: `std(over: Axes, ddof: Int in 0..1 = 0) : [..r, over] u -> [..r] u`, Doc: "The standard deviation over axes.",
		Notes: "Divided by the number of values, or by one less with `ddof: 1`. The gradient of a constant is zero.",
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return root(b, variance(b, x, c.Axes("over").Names(), c.Float("ddof")))
		}), Inspect: needsTwo, Try: `train(std(over: time) |> dense(class), epochs: 1)`,
	},
	{
		Sig: `diagonal(of: Axis) : [..r, of, of'] u -> [..r, of] u`, Doc: "The diagonal of a matrix: where an axis and its copy agree.",
		Notes: "Of a covariance it is the variances; its sum is the trace.",
		Try:   `covariances |> diagonal(of: channel) |> lda`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			axis := c.Axes("of").Names()[0]
			twin := axis + "'"
			return b.Build.Contract(x, layer.Diagonal(b, axis, twin, x.Shape.Of(axis)), twin)
		}),
	},
}

// largest over axes, one after another: the gradient goes to one of equal values.
func largest(b *layer.Build, x *graph.Node, over []string) *graph.Node {
	for _, a := range over {
		x = b.Highest(x, a)
	}
	return x
}

func variance(b *layer.Build, x *graph.Node, over []string, ddof float64) *graph.Node {
	n := float64(x.Shape.Only(over...).Count())
	if n <= ddof {
		b.Fail("a variance divided by n-1 needs two values")
	}
	off := b.Sub(x, b.Mean(x, over...))
	return b.Scale(b.Sum(b.Square(off), over...), 1/(n-ddof))
}

// needsTwo: a variance with ddof 1 needs two values.
func needsTwo(c Call, in types.Type) []diag.Problem {
	if c.Int("ddof") == 0 {
		return nil
	}
	for _, a := range c.Axes("over").Names() {
		axis, ok := axisOf(in, a)
		if n, known := axis.Size.Int(); !ok || !known || n != 1 { // 0: not told yet
			return nil
		}
	}
	return []diag.Problem{diag.AxisGone{At: c.ArgSpan("ddof"), Stage: c.Op.Name, Axis: c.Axes("over").Names()[0], Length: 1}}
}
