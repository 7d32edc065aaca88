package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Losses between sets of vectors, one a trial.
var sampleLosses = []Row{
	{
		Sig: `barlow_twins(lambda: Real in 0..1e6 = 0.005) : Loss`,
		Doc: "Two views agree in every feature, and features are not alike.",
		Notes: "sum (1 - c of a feature with itself)^2 + lambda sum c^2 of different features; c is the correlation over the batch of one view's feature with the " +
			"other's (Zbontar et al. 2021).",
		Try: `train(dense(class), epochs: 1, loss: barlow_twins)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			x, axis := flat(b, score)
			y, _ := flat(b, target)
			n := x.Shape.Of(axis)
			cross := b.Build.Contract(standardised(b, x), b.Rename(standardised(b, y), axis, layer.In(axis)), layer.Batch)
			cross = b.Scale(cross, 1/float64(x.Shape.Of(layer.Batch)))
			own := layer.Diagonal(b, axis, layer.In(axis), n)
			far := b.Square(b.Sub(cross, own))
			weight := b.Add(own, b.Scale(b.Sub(b.Num(1), own), c.Float("lambda")))
			return b.Sum(b.Mul(far, weight), axis, layer.In(axis))
		}),
	},
	{
		Sig: `vicreg(similar: Real in 0..1e6 = 25, spread: Real in 0..1e6 = 25, apart: Real in 0..1e6 = 1) : Loss`,
		Doc: "Two views are near, every feature varies, and features do not vary together.",
		Notes: "similar (mean squared distance) + spread (mean of max(0, 1 - standard deviation), the mean of both views) + apart (squared covariances of " +
			"different features / features, the sum of both views) (Bardes et al. 2022); unbiased variances, 1e-4 under the root.",
		Try: `train(dense(class), epochs: 1, loss: vicreg)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			x, axis := flat(b, score)
			y, _ := flat(b, target)
			d := b.Square(b.Sub(x, y))
			total := b.Scale(b.Mean(d, d.Shape.Names()...), c.Float("similar"))
			n := float64(x.Shape.Of(axis))
			own := layer.Diagonal(b, axis, layer.In(axis), x.Shape.Of(axis))
			for _, v := range []*graph.Node{x, y} {
				cov := covariance(b, v, axis)
				sd := b.Sqrt(b.Add(b.Sum(b.Mul(cov, own), layer.In(axis)), b.Num(1e-4)))
				flatness := b.Mean(b.Max(b.Sub(b.Num(1), sd), b.Num(0)), axis)
				shared := b.Sum(b.Mul(b.Square(cov), b.Sub(b.Num(1), own)), axis, layer.In(axis))
				total = b.Add(total, b.Scale(flatness, c.Float("spread")/2))
				total = b.Add(total, b.Scale(shared, c.Float("apart")/n))
			}
			return total
		}),
	},
	{
		Sig:   `coral : Loss`,
		Doc:   "Two sets of trials have the same covariance.",
		Notes: "The squared Frobenius distance of unbiased covariances / (4 features^2) (Sun and Saenko 2016); the sets, score and target, may differ in size.",
		Try:   `train(dense(class), epochs: 1, loss: coral)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			x, axis := flat(b, score)
			y, _ := flat(b, target)
			n := float64(x.Shape.Of(axis))
			d := b.Square(b.Sub(covariance(b, x, axis), covariance(b, y, axis)))
			return b.Scale(b.Sum(d, d.Shape.Names()...), 1/(4*n*n))
		}),
	},
	{
		Sig: `mmd(widths: List Real = 1) : Loss`,
		Doc: "Two sets of trials come from one distribution: the maximum mean discrepancy.",
		Notes: "mean k(x, x) + mean k(y, y) - 2 mean k(x, y), k the mean over `widths` of exp(-d^2 / (2 width^2)), pairs of a trial with itself included (the biased " +
			"estimate of Gretton et al. 2012); the sets, score and target, may differ in size.",
		Try: `train(dense(class), epochs: 1, loss: mmd(widths: [0.5, 1, 2]))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			x, axis := flat(b, score)
			y, _ := flat(b, target)
			k := func(p, q *graph.Node) *graph.Node { return kernelMean(b, p, q, axis, floatsOf(c, "widths")) }
			return b.Sub(b.Add(k(x, x), k(y, y)), b.Scale(k(x, y), 2))
		}),
	},
}

// flat gives the vector of each trial along one axis.
func flat(b *layer.Build, x *graph.Node) (*graph.Node, string) {
	if over := vectorAxes(x); len(over) != 1 {
		return b.Merge(x, over, "feature"), "feature"
	} else {
		return x, over[0]
	}
}

// standardised has mean 0 and biased variance 1 over the batch.
func standardised(b *layer.Build, x *graph.Node) *graph.Node {
	x = b.Sub(x, b.Mean(x, layer.Batch))
	return b.Div(x, b.Sqrt(b.Add(b.Mean(b.Square(x), layer.Batch), b.Num(least))))
}

// covariance over the batch, unbiased: [axis, axis.in].
func covariance(b *layer.Build, x *graph.Node, axis string) *graph.Node {
	x = b.Sub(x, b.Mean(x, layer.Batch))
	n := max(2, x.Shape.Of(layer.Batch))
	return b.Scale(b.Build.Contract(x, b.Rename(x, axis, layer.In(axis)), layer.Batch), 1/float64(n-1))
}

// kernelMean is the mean of Gaussian kernels over all pairs of trials.
func kernelMean(b *layer.Build, x, y *graph.Node, axis string, widths []float64) *graph.Node {
	d := b.Sum(b.Square(b.Sub(x, b.Rename(y, layer.Batch, other))), axis)
	var total *graph.Node
	for _, w := range widths {
		k := b.Mean(b.Exp(b.Scale(d, -1/(2*w*w))), layer.Batch, other)
		if total == nil {
			total = k
		} else {
			total = b.Add(total, k)
		}
	}
	return b.Scale(total, 1/float64(len(widths)))
}
