package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Losses between distributions over an axis.
var shareLosses = []Row{
	{
		Sig: `kl_divergence(` + fromChoices + `, reduce in [trials, items, sum] = trials) : Loss`,
		Doc: "The Kullback-Leibler divergence from the target's shares.",
		Notes: "sum target (log target - log softmax(score)), in nats; a share of zero adds nothing. The mean is over the trials, as PyTorch's `batchmean`; " +
			"`reduce: items` divides by the number of all values, as its `mean` does.",
		Try: `train(dense(class), epochs: 1, loss: kl_divergence)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			each := divergence(b, target, logShares(b, c, score, classAxis(b, c, score)))
			total := b.Sum(each, each.Shape.Names()...)
			switch c.Choice("reduce") {
			case "trials":
				return b.Scale(total, 1/float64(each.Shape.Of(layer.Batch)))
			case "items":
				return b.Scale(total, 1/float64(each.Shape.Count()))
			}
			return total
		}),
	},
	{
		Sig:   `js_divergence(target in [logits, shares] = shares) : Loss`,
		Doc:   "The Jensen-Shannon divergence between two distributions.",
		Notes: "The mean divergence of softmax(score) and of the target from their middle, in nats, the mean over trials. With `target: logits` the target passes a softmax too.",
		Try:   `train(dense(class), epochs: 1, loss: js_divergence)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			axis := classAxis(b, c, score)
			p, q := b.Exp(layer.LogSoftmax(b, score, axis)), target
			if c.Choice("target") == "logits" {
				q = b.Exp(layer.LogSoftmax(b, target, axis))
			}
			middle := b.Log(b.Max(b.Scale(b.Add(p, q), 0.5), b.Num(least)))
			each := b.Sum(b.Add(divergence(b, p, middle), divergence(b, q, middle)), axis)
			return b.Scale(b.Mean(each, each.Shape.Names()...), 0.5)
		}),
	},
	{
		Sig:   `distillation(temperature: Real in 0.01..1000 = 3) : Loss`,
		Doc:   "Follows the scores of a teacher.",
		Notes: "T^2 KL(softmax(target/T) | softmax(score/T)), the mean over trials (Hinton et al. 2015); the target holds the teacher's scores.",
		Try:   `train(dense(class), epochs: 1, loss: distillation(temperature: 2))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			axis, t := classAxis(b, c, score), c.Float("temperature")
			logp := layer.LogSoftmax(b, b.Scale(b.Stop(target), 1/t), axis)
			logq := layer.LogSoftmax(b, b.Scale(score, 1/t), axis)
			each := b.Sum(b.Mul(b.Exp(logp), b.Sub(logp, logq)), axis)
			return b.Scale(b.Mean(each, each.Shape.Names()...), t*t)
		}),
	},
	{
		Sig:   `cdf_distance(over: Axes = none, ` + reduceChoices + `) : Loss`,
		Doc:   "The squared distance of cumulative histograms.",
		Notes: "sum over the bins of (P - Q)^2 of the running sums, with bins of width one (Cramér's distance): it knows which bins are near.",
		Try:   `train(dense(class), epochs: 1, loss: cdf_distance)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			over := overOf(b, c, score)
			if len(over) != 1 {
				b.Fail("cdf_distance goes over one axis of bins; name it with `over`")
			}
			return reduced(b, c, b.Sum(b.Square(layer.Running(b, b.Sub(score, target), over[0])), over[0]))
		}),
	},
	{
		Sig: `wasserstein(over: Axis, power: Real in 1..10 = 1, ` + reduceChoices + `) : Loss`,
		Doc: "The cost of moving the values along an axis onto those of the target.",
		Notes: "In one dimension the mean of |sorted x - sorted target|^power, without a final root, or for different numbers of values (power 1) the area " +
			"between their distributions. Sorting compares all pairs, so keep the axis short.",
		Try: `train(dense(class), epochs: 1, loss: wasserstein(over: class))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			over := c.Axes("over").Names()[0]
			return reduced(b, c, layer.Wasserstein(b, score, target, nil, nil, over, c.Float("power")))
		}),
	},
}

// least keeps logarithms finite; single precision holds it.
const least = 1e-30

// divergence is p (log p - logq), item by item; zero where p is.
func divergence(b *layer.Build, p, logq *graph.Node) *graph.Node {
	return b.Mul(p, b.Sub(b.Log(b.Max(p, b.Num(least))), logq))
}
