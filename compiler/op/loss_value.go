package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Losses of values.
var valueLosses = []Row{
	{
		Sig: `mse(` + reduceChoices + `) : Loss`, Doc: "The squared error.", Notes: "(x - target)^2, the mean over all values.",
		Try:  `train(dense(class), epochs: 1, loss: mse)`,
		Does: eachOf(func(b *layer.Build, _ Call, x, y *graph.Node) *graph.Node { return b.Square(b.Sub(x, y)) }),
	},
	{
		Sig: `mae(` + reduceChoices + `) : Loss`, Doc: "The absolute error.", Notes: "|x - target|, the mean over all values.",
		Try:  `train(dense(class), epochs: 1, loss: mae)`,
		Does: eachOf(func(b *layer.Build, _ Call, x, y *graph.Node) *graph.Node { return b.Abs(b.Sub(x, y)) }),
	},
	{
		Sig:   `huber(delta: Real in 1e-9..1e9 = 1, ` + reduceChoices + `) : Loss`,
		Doc:   "Squared error for small ones, absolute error for large ones.",
		Notes: "d^2/2 within `delta`, delta (|d| - delta/2) outside (Huber 1964).",
		Try:   `train(dense(class), epochs: 1, loss: huber(delta: 0.5))`,
		Does: eachOf(func(b *layer.Build, c Call, x, y *graph.Node) *graph.Node {
			return huber(b, b.Sub(x, y), c.Float("delta"))
		}),
	},
	{
		Sig: `smooth_l1(beta: Real in 1e-9..1e9 = 1, ` + reduceChoices + `) : Loss`,
		Doc: "Huber's loss with a slope of one outside.", Notes: "huber(delta: beta) / beta.",
		Try: `train(dense(class), epochs: 1, loss: smooth_l1)`,
		Does: eachOf(func(b *layer.Build, c Call, x, y *graph.Node) *graph.Node {
			beta := c.Float("beta")
			return b.Scale(huber(b, b.Sub(x, y), beta), 1/beta)
		}),
	},
	{
		Sig: `log_cosh(` + reduceChoices + `) : Loss`, Doc: "The logarithm of the hyperbolic cosine of the error.",
		Notes: "Like d^2/2 for small errors and |d| - log 2 for large ones; computed so that it does not overflow.",
		Try:   `train(dense(class), epochs: 1, loss: log_cosh)`,
		Does: eachOf(func(b *layer.Build, _ Call, x, y *graph.Node) *graph.Node {
			d := b.Abs(b.Sub(x, y))
			return b.Sub(b.Add(d, layer.Softplus(b, b.Scale(d, -2))), b.Num(math.Ln2))
		}),
	},
	{
		Sig:   `pinball(q: Real in 0..1 = 0.5, ` + reduceChoices + `) : Loss`,
		Doc:   "The pinball loss, whose minimum is a quantile.",
		Notes: "max(q d, (q - 1) d) of d = target - x (Koenker and Bassett 1978).",
		Try:   `train(dense(class), epochs: 1, loss: pinball(q: 0.9))`,
		Does: eachOf(func(b *layer.Build, c Call, x, y *graph.Node) *graph.Node {
			d, q := b.Sub(y, x), c.Float("q")
			return b.Max(b.Scale(d, q), b.Scale(d, q-1))
		}),
	},
	{
		Sig:   `poisson_nll(log: Bool = yes, ` + reduceChoices + `) : Loss`,
		Doc:   "The negative log likelihood of counts.",
		Notes: "exp(z) - target z of a log rate z, or of a rate with `log: no`; the factorial of the count, a constant, is left out.",
		Try:   `train(dense(class), epochs: 1, loss: poisson_nll)`,
		Does: eachOf(func(b *layer.Build, c Call, x, y *graph.Node) *graph.Node {
			if c.Bool("log") {
				return b.Sub(b.Exp(x), b.Mul(y, x))
			}
			return b.Sub(x, b.Mul(y, b.Log(b.Add(x, b.Num(1e-8)))))
		}),
	},
	{
		Sig: `gaussian_nll(log: Bool = yes, epsilon: Real in 0..1 = 1e-6, ` + reduceChoices + `) : Loss`,
		Doc: "The negative log likelihood of values with a predicted mean and variance.",
		Notes: "(log v + (target - m)^2 / v) / 2. The network gives an axis `moment` of 2 beside those of the target: the mean, then the logarithm " +
			"of the variance, or with `log: no` the variance, held at `epsilon` at least. The constant log(2 pi)/2 is left out.",
		Try: `train(dense([class, moment=2]), epochs: 1, loss: gaussian_nll)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			m, v := moments(b, c, score)
			alike(b, c, m, target)
			d := b.Square(b.Sub(target, m))
			if c.Bool("log") {
				return reduced(b, c, b.Scale(b.Add(v, b.Mul(d, b.Exp(b.Neg(v)))), 0.5))
			}
			v = b.Max(v, b.Num(c.Float("epsilon")))
			return reduced(b, c, b.Scale(b.Add(b.Log(v), b.Div(d, v)), 0.5))
		}),
	},
	{
		Sig:   `pearson_loss(over: Axes = none, epsilon: Real in 0..1 = 1e-8) : Loss`,
		Doc:   "One minus the correlation with the target.",
		Notes: "Over the given axes, or all beside the trials; the mean over what is left. `epsilon` is added to the product of the two lengths.",
		Try:   `train(dense(class), epochs: 1, loss: pearson_loss)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			over := overOf(b, c, score)
			x, y := b.Sub(score, b.Mean(score, over...)), b.Sub(target, b.Mean(target, over...))
			length := b.Sqrt(b.Mul(b.Sum(b.Square(x), over...), b.Sum(b.Square(y), over...)))
			r := b.Div(b.Sum(b.Mul(x, y), over...), b.Add(length, b.Num(c.Float("epsilon"))))
			return b.Sub(b.Num(1), b.Mean(r, r.Shape.Names()...))
		}),
	},
	{
		Sig:   `cosine_distance(over: Axes = none, epsilon: Real in 0..1 = 1e-8, ` + reduceChoices + `) : Loss`,
		Doc:   "One minus the cosine of the angle to the target.",
		Notes: "Over the given axes, or all beside the trials; each length is held at `epsilon` at least.",
		Try:   `train(dense(class), epochs: 1, loss: cosine_distance)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			return reduced(b, c, b.Sub(b.Num(1), cosine(b, score, target, c.Float("epsilon"), overOf(b, c, score))))
		}),
	},
	{
		Sig:   `reconstruction(likelihood in [gaussian, bernoulli] = gaussian) : Loss`,
		Doc:   "The negative log likelihood of a trial that is to be given back.",
		Notes: "The sum over a trial, the mean over trials: half the squared error for a Gaussian of unit variance (without its constant), the binary cross entropy of logits for `bernoulli` (Kingma and Welling 2014). With `variational` it makes the negative evidence bound.",
		Try:   `train(dense(class), epochs: 1, loss: reconstruction(bernoulli))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			return b.Mean(reconstruction(b, c.Choice("likelihood"), score, target), layer.Batch)
		}),
	},
}

// reconstruction of each trial.
func reconstruction(b *layer.Build, likelihood string, score, target *graph.Node) *graph.Node {
	if likelihood == "bernoulli" {
		return b.Sum(b.Sub(layer.Softplus(b, score), b.Mul(score, target)), vectorAxes(score)...)
	}
	return b.Scale(b.Sum(b.Square(b.Sub(score, target)), vectorAxes(score)...), 0.5)
}

// huber of an error d: with m = min(|d|, delta), m (|d| - m/2).
func huber(b *layer.Build, d *graph.Node, delta float64) *graph.Node {
	size := b.Abs(d)
	m := b.Min(size, b.Num(delta))
	return b.Mul(m, b.Sub(size, b.Scale(m, 0.5)))
}

// overOf is the parameter over, or all axes of a trial.
func overOf(b *layer.Build, c Call, x *graph.Node) []string {
	if !c.Has("over") {
		return vectorAxes(x)
	}
	names := c.Axes("over").Names()
	for _, a := range names {
		if !x.Shape.Has(a) {
			b.Fail("%s goes over %s, and the network gives %v", c.Op.Name, a, x.Shape.Without(layer.Batch))
		}
	}
	return names
}

// moments splits the axis moment into its two items.
func moments(b *layer.Build, c Call, x *graph.Node) (first, second *graph.Node) {
	if x.Shape.Of("moment") != 2 {
		b.Fail("%s needs an axis moment of 2, a mean and a variance, and gets %v", c.Op.Name, x.Shape.Without(layer.Batch))
	}
	return b.Item(x, "moment", 0), b.Item(x, "moment", 1)
}

// cosine of the angle between vectors along over; lengths are held at epsilon.
func cosine(b *layer.Build, x, y *graph.Node, epsilon float64, over []string) *graph.Node {
	least := b.Num(epsilon)
	lengths := b.Mul(b.Max(layer.Norm(b, x, over...), least), b.Max(layer.Norm(b, y, over...), least))
	return b.Div(b.Sum(b.Mul(x, y), over...), lengths)
}
