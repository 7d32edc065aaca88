package op

import (
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// What is added to the loss, and bounds of weights.
var penaltyRows = []Row{
	{
		Sig: `regularise(inner: Stage, l1: Real in 0..1e6 = 0, l2: Real in 0..1e6 = 0, group: Real in 0..1e6 = 0, orthogonal: Real in 0..1e6 = 0) : inner`,
		Doc: "Adds penalties of the weights of a stage to the loss.",
		Notes: "l1 times the sum of magnitudes; l2 times the sum of squares, without a half, as in Keras; `group` times the norm of all weights of an output times the square root of their " +
			"number (group lasso, Yuan and Lin 2006), which silences whole outputs; `orthogonal` times |W W' - 1|^2, a row of W for each output. Biases and other weights of one axis are left out.",
		Try:  `shape(regularise(linear(mix: channel, to: filter=4), orthogonal: 0.01), on: [channel=22, time=256]) == [filter=4, time=256]`,
		Does: Layer(lowerRegularise),
	},
	{
		Sig: `bounded(inner: Stage, how in [max, renorm, unit, range, positive] = max, most: Real in 0..1e6 = 1, least: Real in 0..1e6 = 0, rate: Real in 0..1 = 1) : inner`,
		Doc: "Bounds the weights of a stage after every step of training.",
		Notes: "The norm of all weights of an output is at most `most`: `max` is w * min(norm, most)/(norm + 1e-7), Keras' MaxNorm over all inputs; `renorm` leaves alone what lies within, as PyTorch's renorm; " +
			"`unit` makes it one; `range` moves it into least..most by the share `rate`; `positive` sets negative weights to zero. Biases and other weights of one axis are left out.",
		Try:  `shape(bounded(dense(class), most: 0.25), on: [feature=32, class=4]) == [class=4]`,
		Does: Layer(lowerBounded),
	},
	{
		Sig: `activity_penalty(l1: Real in 0..1e6 = 0, l2: Real in 0..1e6 = 0) : [..r] u -> [..r] u`,
		Doc: "Lets values pass and adds their size to the loss.", Notes: "l1 sum |x| + l2 sum x^2 over a trial, the mean over trials, as Keras' activity regularisers.",
		Try: `shape(activity_penalty(l1: 1e-4), on: [feature=8]) == [feature=8]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			each := b.Add(b.Scale(b.Abs(x), c.Float("l1")), b.Scale(b.Square(x), c.Float("l2")))
			b.Penalise(b.Mean(b.Sum(each, vectorAxes(x)...), each.Shape.Only(layer.Batch).Names()...))
			return x
		}),
	},
	{
		Sig: `total_variation(over: Axis, weight: Real in 0..1e6 = 0.01) : [..r, over] u -> [..r, over] u`,
		Doc: "Lets values pass and adds the size of their steps along an axis to the loss.", Notes: "weight times the mean of |x[t+1] - x[t]|.",
		Try: `shape(total_variation(over: time), on: [channel=2, time=20]) == [channel=2, time=20]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			if x.Shape.Of(over) > 1 {
				b.Penalise(b.Scale(layer.TotalVariation(b, x, over), c.Float("weight")))
			}
			return x
		}),
	},
	{
		Sig:   `entropy_penalty(over: Axis, weight: Real in -1e6..1e6 = 0.1) : [..r, over] u -> [..r, over] u`,
		Doc:   "Lets scores pass and adds the entropy of their softmax to the loss.",
		Notes: "weight times the mean entropy in nats: a positive weight asks for sure answers (Grandvalet and Bengio 2004), a negative one for unsure ones (Pereyra et al. 2017).",
		Try:   `shape(entropy_penalty(over: class), on: [class=4]) == [class=4]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			b.Penalise(b.Scale(layer.Entropy(b, x, axisName(c, "over")), c.Float("weight")))
			return x
		}),
	},
	{
		Sig: `variational(beta: Real in 0..1e6 = 1) : [..r, moment=2] u -> [..r] u`,
		Doc: "Draws values from predicted normal distributions and keeps those near the standard one.",
		Notes: "The axis `moment` holds mean and log variance. While training the result is mean + exp(logvar/2) * noise, and beta times the divergence from the standard normal, " +
			"summed over a trial, the mean over trials, is added to the loss (Kingma and Welling 2014; Higgins et al. 2017); when predicting it is the mean.",
		Try:  `shape(dense([moment=2, feature=8]) |> variational, on: [channel=4]) == [feature=8]`,
		Does: Layer(lowerVariational), Random: true,
	},
}

// kernels are the weights that a stage made which have rows and columns.
func kernels(b *layer.Build, from int) []*layer.Weight {
	var out []*layer.Weight
	for _, w := range b.Weights[from:] {
		if len(w.Shape) > 1 && !w.Frozen {
			out = append(out, w)
		}
	}
	return out
}

// outputAxes of a kernel: those that it neither sums nor slides along.
func outputAxes(w *layer.Weight) []string {
	return slices.DeleteFunc(w.Shape.Names(), func(a string) bool { return strings.HasSuffix(a, layer.In("")) || strings.HasSuffix(a, layer.Tap("")) })
}

func lowerRegularise(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	from := len(b.Weights)
	y := b.Walk(b.Stage().Parts[0], x)
	add := func(param string, f func(w *layer.Weight) *graph.Node) {
		if by := c.Float(param); by > 0 {
			for _, w := range kernels(b, from) {
				b.Penalise(b.Scale(f(w), by))
			}
		}
	}
	add("l1", func(w *layer.Weight) *graph.Node { return layer.L1(b, w.Node) })
	add("l2", func(w *layer.Weight) *graph.Node { return layer.L2(b, w.Node) })
	add("group", func(w *layer.Weight) *graph.Node { return layer.GroupLasso(b, w.Node, outputAxes(w)...) })
	add("orthogonal", func(w *layer.Weight) *graph.Node { return layer.Orthogonality(b, w.Node, outputAxes(w)...) })
	return y
}

func lowerBounded(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	from := len(b.Weights)
	y := b.Walk(b.Stage().Parts[0], x)
	for _, w := range kernels(b, from) {
		w.Limit = &layer.Limit{
			Rule: c.Choice("how"), Most: c.Float("most"), Least: c.Float("least"), Rate: c.Float("rate"), Over: w.Shape.Without(outputAxes(w)...).Names(),
		}
	}
	return y
}

func lowerVariational(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	mean, logvar := moments(b, c, x)
	if !b.Training {
		return mean
	}
	kl := layer.GaussianDivergence(b, mean, logvar, nil, nil, vectorAxes(mean)...)
	b.Penalise(b.Scale(b.Mean(kl, kl.Shape.Names()...), c.Float("beta")))
	return layer.Sample(b, mean, logvar, normal(b, "noise", mean.Shape))
}
