package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Activations and noise.
var activationRows = []Row{
	{Sig: `elu(alpha: Real = 1) : [..r] u -> [..r] u`, Doc: "The identity above zero, an exponential below.", Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		low := b.Scale(b.Expm1(b.Min(x, b.Num(0))), c.Float("alpha"))
		return b.Select(b.Step(x), x, low)
	})},
	{Sig: `relu : [..r] u -> [..r] u`, Doc: "The identity above zero, zero below.", Does: Layer(func(b *layer.Build, _ Call, x *graph.Node) *graph.Node {
		return b.Max(b.Num(0), x)
	})},
	{Sig: `softmax(over: Axis) : [..r, over] -> [..r, over]`, Doc: "Positive numbers that sum to one.", Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		over := c.Axes("over").Names()
		e := b.Exp(b.Sub(x, b.Stop(b.Highest(x, over...))))
		return b.Div(e, b.Sum(e, over...))
	})},
	{
		Sig: `dropout(share: Real in 0..1 = 0.5) : [..r] u -> [..r] u`,
		Doc: "Silences values at random while training.", Random: true,
		Notes: "What remains is divided by the share that is kept, so that nothing changes when predicting.",
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			share := c.Float("share")
			if !b.Training || share == 0 {
				return x
			}
			if share == 1 {
				return b.Scale(x, 0)
			}
			keep := b.Sub(b.Num(1), b.Less(b.Uniform("mask", x.Shape), b.Num(share)))
			return b.Mul(x, b.Scale(keep, 1/(1-share)))
		}),
	},
}
