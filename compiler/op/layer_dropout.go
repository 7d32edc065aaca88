package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Noise that stands in networks while they are trained.
var dropoutRows = []Row{
	{
		Sig: `dropout(share: Real in 0..1 = 0.5, per: Axes = none, kind in [zero, gaussian, alpha] = zero) : [..r] u -> [..r] u`,
		Doc: "Silences values at random while training.", Random: true, Batch: true,
		Notes: "What remains is divided by the share that is kept, so that nothing changes when predicting. Every value is drawn by itself unless `per` is given: then a draw is shared by all other axes of a trial. " +
			"`per: filter` silences whole maps (spatial dropout), `per: channel` electrodes, `per: batch` whole trials; at the end of a residual branch that is stochastic depth. " +
			"`gaussian` multiplies by 1 + sqrt(share/(1-share)) * normal noise instead (Srivastava et al. 2014); `alpha` sets to the lower end of selu and keeps mean and variance (Klambauer et al. 2017).",
		Try:  after(`dropout(20 %)`),
		Does: Layer(lowerDropout), Inspect: perAxesThere,
	},
}

func lowerDropout(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	share, kind := c.Float("share"), c.Choice("kind")
	if !b.Training || share == 0 {
		return x
	}
	if share == 1 {
		// Nothing is kept, and 1/(1-share) is no number.
		return b.Scale(x, 0)
	}
	drawn := x.Shape
	if c.Has("per") {
		drawn = x.Shape.Only(append(c.Axes("per").Names(), layer.Batch)...)
	}
	if kind == "gaussian" {
		noise := b.Scale(normal(b, "noise", drawn), math.Sqrt(share/(1-share)))
		return b.Mul(x, b.Add(noise, b.Num(1)))
	}
	kept := b.Sub(b.Num(1), b.Less(b.Uniform("mask", drawn), b.Num(share)))
	if kind == "alpha" {
		low := -seluAlpha * seluScale
		a := 1 / math.Sqrt((1-share)*(1+share*low*low))
		return b.Add(b.Scale(b.Select(kept, x, b.Num(low)), a), b.Num(-a*low*share))
	}
	return b.Mul(x, b.Scale(kept, 1/(1-share)))
}

// perAxesThere: per names axes of the input, or the batch.
func perAxesThere(c Call, in types.Type) []diag.Problem {
	of, ok := types.Inner(in)
	for _, a := range c.Axes("per").Names() {
		if ok && !of.Open && !of.Has(a) && a != layer.Batch {
			return []diag.Problem{diag.MissingAxis{At: c.ArgSpan("per"), Stage: c.Op.Name, Axis: a, Role: "per", Input: of.String()}}
		}
	}
	return nil
}

// normal draws standard normal values by the transform of Box and Muller.
func normal(b *layer.Build, name string, s graph.Shape) *graph.Node {
	length := b.Sqrt(b.Scale(b.Log(b.Sub(b.Num(1), b.Uniform(name+".length", s))), -2))
	return b.Mul(length, b.Cos(b.Scale(b.Uniform(name+".angle", s), 2*math.Pi)))
}
