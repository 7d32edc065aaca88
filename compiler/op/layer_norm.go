package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Normalisation.
var normRows = []Row{
	{
		Sig: `norm(per: Axes = none, over: Axes = none, groups: Int in 1..100000 = none, method in [standard, rms] = standard, affine: Bool = yes, momentum: Real in 0..1 = 0.01, epsilon: Real in 0..1000 = 0.001, running in [unbiased, biased] = unbiased) : [..r, per, over] u -> [..r, per, over]`,
		Doc: "Normalises values, with a learned scale and shift.",
		Notes: "`norm(per: filter)` is batch normalisation (Ioffe and Szegedy 2015): mean and variance of each filter over the batch and all other axes, and running values of them when predicting. " +
			"The batch is normalised with the biased variance; the running variance takes n/(n-1) of it unless `running: biased`: unbiased in PyTorch and in Keras 2 for four axes, biased in Keras 3. " +
			"`momentum` is the share of the new statistic: PyTorch's momentum 0.1 is 0.1 with epsilon 1e-5, Keras' momentum 0.99 is 0.01 with epsilon 1e-3. " +
			"With `over` each trial is normalised by itself, the same in training and after: `norm(over: feature)` is layer normalisation (Ba et al. 2016) with weights along the axes of `over`; " +
			"`norm(over: time, per: filter)` is instance normalisation with weights per filter, and `groups: 4` shares the statistics among contiguous blocks of filters (group normalisation, Wu and He 2018; `groups: 1` among all). " +
			"`rms` divides by the root mean square and neither centres nor shifts (Zhang and Sennrich 2019). `affine: no` leaves scale and shift out.",
		Try:  `train(norm(per: channel) |> dense(class), epochs: 1)`,
		Does: Net(lowerNorm), Inspect: normInspect, Batch: true,
	},
	{
		Sig: `normalize(over: Axes, by in [deviation, variance, rms, length, largest] = deviation, epsilon: Real in 0..1000 = 1e-6, ddof: Int in 0..1 = 0) : [..r, over] u -> [..r, over]`,
		Doc: "Scales each trial by a statistic over axes, without weights.",
		Notes: "`deviation` is the z-score (x - mean) / (deviation + epsilon); `variance` is (x - mean) / sqrt(variance + epsilon) as in layer normalisation; `rms` divides by sqrt(mean square + epsilon); " +
			"`length` divides by the Euclidean length, at least epsilon (PyTorch's normalize, with 1e-12); `largest` by the largest magnitude.",
		Try:  `train(normalize(over: time) |> dense(class), epochs: 1)`,
		Does: Layer(lowerNormalize),
	},
}

func lowerNorm(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	if c.Has("over") {
		return lowerTrialNorm(b, c, x)
	}
	return lowerBatchNorm(b, c, x)
}

// lowerBatchNorm normalises over the batch; n is how many values a statistic has.
func lowerBatchNorm(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	per := x.Shape.Only(c.Axes("per").Names()...)
	mean, variance := b.State("mean", per, 0), b.State("variance", per, 1)
	epsilon, rms := b.Num(c.Float("epsilon")), c.Choice("method") == "rms"
	mu, v := mean.Node, variance.Node
	rest := x.Shape.Without(per.Names()...)
	if b.Training {
		mu = b.Mean(x, rest.Names()...)
		centred := x
		if !rms {
			centred = b.Sub(x, mu)
		}
		v = b.Mean(b.Square(centred), rest.Names()...)
		share, n := c.Float("momentum"), float64(rest.Count())
		running := b.Stop(v)
		if c.Choice("running") == "unbiased" && n > 1 && !rms {
			running = b.Scale(running, n/(n-1))
		}
		mean.Next = b.Add(b.Scale(mean.Node, 1-share), b.Scale(b.Stop(mu), share))
		variance.Next = b.Add(b.Scale(variance.Node, 1-share), b.Scale(running, share))
	}
	if rms {
		mu = b.Num(0)
	}
	return affine(b, c, b.Sub(x, mu), b.Recip(b.Sqrt(b.Add(v, epsilon))), per)
}

// affine is y*gain with the learned scale and shift along some axes. The gain
// and the scale, which are smaller, meet first.
func affine(b *layer.Build, c Call, y, gain *graph.Node, per graph.Shape) *graph.Node {
	if !c.Bool("affine") {
		return b.Mul(y, gain)
	}
	gain = b.Mul(b.Weight("scale", per, layer.Ones).Node, gain)
	if c.Choice("method") == "rms" {
		return b.Mul(y, gain)
	}
	return b.Add(b.Mul(y, gain), b.Weight("shift", per, layer.Zeros).Node)
}

// lowerTrialNorm normalises each trial by itself.
func lowerTrialNorm(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over := c.Axes("over").Names()
	per := x.Shape.Only(over...)
	if c.Has("per") {
		per = x.Shape.Only(c.Axes("per").Names()...)
	}
	y := x
	groups, blocks := c.Int("groups"), ""
	if groups > 0 {
		first := c.Axes("per").Names()[0]
		blocks = first + ".group"
		y = b.Split(x, first, graph.Shape{{Name: blocks, Size: groups}, {Name: first, Size: x.Shape.Of(first) / groups}})
		over = append(slices.Clone(over), first)
	}
	if c.Choice("method") == "standard" {
		y = b.Sub(y, b.Mean(y, over...))
	}
	gain := b.Recip(b.Sqrt(b.Add(b.Mean(b.Square(y), over...), b.Num(c.Float("epsilon")))))
	if groups > 0 {
		first := c.Axes("per").Names()[0]
		y, gain = b.Merge(b.Mul(y, gain), []string{blocks, first}, first), b.Num(1)
	}
	return affine(b, c, y, gain, per)
}

func lowerNormalize(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over, epsilon := c.Axes("over").Names(), b.Num(c.Float("epsilon"))
	switch c.Choice("by") {
	case "rms":
		return b.Div(x, b.Sqrt(b.Add(b.Mean(b.Square(x), over...), epsilon)))
	case "length":
		return b.Div(x, b.Max(root(b, b.Sum(b.Square(x), over...)), epsilon))
	case "largest":
		return b.Div(x, b.Max(largest(b, b.Abs(x), over), epsilon))
	}
	v := variance(b, x, over, c.Float("ddof"))
	y := b.Sub(x, b.Mean(x, over...))
	if c.Choice("by") == "variance" {
		return b.Div(y, b.Sqrt(b.Add(v, epsilon)))
	}
	return b.Div(y, b.Add(root(b, v), epsilon))
}

// normInspect finds a norm without axes, and groups that do not divide.
func normInspect(c Call, in types.Type) []diag.Problem {
	if !c.Has("per") && !c.Has("over") {
		return []diag.Problem{diag.OneOfTwo{At: c.Span, Stage: c.Op.Name, First: "per", Second: "over"}}
	}
	groups := c.Int("groups")
	if groups == 0 {
		return nil
	}
	p := diag.DoesNotDivide{At: c.ArgSpan("groups"), Stage: c.Op.Name, Parts: groups}
	if !c.Has("per") || !c.Has("over") {
		p.Needs = "over and per"
		return []diag.Problem{p}
	}
	axis, _ := axisOf(in, c.Axes("per")[0].Name)
	if n, known := axis.Size.Int(); known && n%int64(groups) != 0 {
		p.Axis, p.Size = axis.Name, int(n)
		return []diag.Problem{p}
	}
	return nil
}
