package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

const fromChoices = `from in [logits, log, probabilities] = logits`

const crossEntropyNotes = "-sum target * log softmax(score), in nats. `smoothing` s makes the target (1-s) target + s/classes. " +
	"A trial whose target is zero for every class does not count. `from: log` takes log probabilities, `probabilities` divides by " +
	"their sum and keeps them 1e-7 away from 0 and 1, as Keras does. "

// Losses of classes: target is one-hot, or shares that sum to one.
var classLosses = []Row{
	{
		Sig: `cross_entropy(smoothing: Real in 0..1 = 0, weights: List Real = none, divide in [weights, trials] = weights, ` + fromChoices + `, ` + reduceChoices + `) : Loss`,
		Doc: "The cross entropy of classes.",
		Notes: crossEntropyNotes + "`weights` has a number for each class; the mean divides by the sum of those of the true classes, as PyTorch does, " +
			"or by the number of trials (`divide: trials`), as Keras does.",
		Try: `train(dense(class), epochs: 1, loss: cross_entropy(smoothing: 0.1))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			axis := classAxis(b, c, score)
			return crossEntropy(b, c, score, target, weightsOf(b, c, "weights", axis, score.Shape.Of(axis)), c.Choice("divide") == "weights")
		}),
	},
	{
		Sig:   `balanced(smoothing: Real in 0..1 = 0, ` + fromChoices + `, ` + reduceChoices + `) : Loss`,
		Doc:   "The cross entropy in which every class counts the same.",
		Notes: crossEntropyNotes + "Classes weigh n / (classes * n of the class), counted in the training trials; the mean divides by the number of trials.",
		Try:   `train(dense(class), epochs: 1, loss: balanced)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, share *graph.Node) *graph.Node {
			return crossEntropy(b, c, score, target, share, false)
		}),
	},
	{
		Sig: `focal_loss(gamma: Real in 0..100 = 2, alpha: Real in 0..1 = none, binary: Bool = no, ` + reduceChoices + `) : Loss`,
		Doc: "The cross entropy with less weight on what is already right.",
		Notes: "-(1 - p)^gamma log p of the true class (Lin et al. 2017); the gradient flows through both factors. With `binary: yes` every score " +
			"is a class of its own with a target of 0 or 1, and `alpha` weighs ones against zeros by alpha and 1 - alpha; without, alpha scales the loss.",
		Try:  `train(dense(class), epochs: 1, loss: focal_loss(gamma: 2))`,
		Does: Loss(lowerFocal),
	},
	{
		Sig:   `bce(positive: List Real = none, from in [logits, probabilities] = logits, ` + reduceChoices + `) : Loss`,
		Doc:   "The binary cross entropy: every score is a yes or no of its own.",
		Notes: "softplus(z) - z y, in nats, the mean over all scores. `positive` weighs the ones of each class, in its order.",
		Try:   `train(dense(class), epochs: 1, loss: bce)`,
		Does:  Loss(lowerBinary),
	},
	{
		Sig:   `hinge(margin: Real in 0..1e6 = 1, ` + reduceChoices + `) : Loss`,
		Doc:   "Punishes classes that come closer to the true one than a margin.",
		Notes: "sum over the other classes of max(0, margin - z of the true class + z) / classes (Crammer and Singer's form summed over classes, as PyTorch's MultiMarginLoss).",
		Try:   `train(dense(class), epochs: 1, loss: hinge(margin: 0.5))`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			axis := classAxis(b, c, score)
			own := b.Sum(b.Mul(target, score), axis)
			over := b.Max(b.Add(b.Sub(score, own), b.Num(c.Float("margin"))), b.Num(0))
			return reduced(b, c, b.Mean(b.Mul(over, b.Sub(b.Num(1), target)), axis))
		}),
	},
}

func crossEntropy(b *layer.Build, c Call, score, target, weights *graph.Node, byWeight bool) *graph.Node {
	alike(b, c, score, target)
	axis := classAxis(b, c, score)
	logp := logShares(b, c, score, axis)
	goal := target
	if s := c.Float("smoothing"); s > 0 {
		rest := b.Scale(b.Sum(target, axis), s/float64(score.Shape.Of(axis)))
		goal = b.Add(b.Scale(target, 1-s), rest)
	}
	counted := b.Step(b.Sum(target, axis))
	if weights != nil {
		goal = b.Mul(goal, weights)
		if byWeight {
			counted = b.Stop(b.Sum(b.Mul(target, weights), axis))
		}
	}
	each := b.Neg(b.Sum(b.Mul(goal, logp), axis))
	total := b.Sum(each, each.Shape.Names()...)
	if c.Choice("reduce") == "sum" {
		return total
	}
	return b.Div(total, b.Sum(counted, counted.Shape.Names()...))
}

func lowerFocal(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
	alike(b, c, score, target)
	one, gamma := b.Num(1), b.Num(c.Float("gamma"))
	if !c.Bool("binary") {
		axis := classAxis(b, c, score)
		logp := b.Sum(b.Mul(target, layer.LogSoftmax(b, score, axis)), axis)
		each := b.Neg(b.Mul(b.Pow(b.Neg(b.Expm1(logp)), gamma), logp))
		if c.Has("alpha") {
			each = b.Scale(each, c.Float("alpha"))
		}
		return reduced(b, c, each)
	}
	// 1 - p of the true answer is the sigmoid of z with its sign turned for ones.
	other := b.Sub(one, target)
	p := b.Sigmoid(score)
	wrong := b.Add(b.Mul(b.Sub(one, p), target), b.Mul(p, other))
	each := b.Mul(b.Pow(wrong, gamma), b.Sub(layer.Softplus(b, score), b.Mul(score, target)))
	if c.Has("alpha") {
		a := c.Float("alpha")
		each = b.Mul(each, b.Add(b.Scale(target, a), b.Scale(other, 1-a)))
	}
	return reduced(b, c, each)
}

func lowerBinary(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
	alike(b, c, score, target)
	one := b.Num(1)
	if c.Choice("from") == "probabilities" {
		yes := b.Mul(target, b.Log(score))
		if w := positive(b, c, score); w != nil {
			yes = b.Mul(yes, w)
		}
		return reduced(b, c, b.Neg(b.Add(yes, b.Mul(b.Sub(one, target), b.Log(b.Sub(one, score))))))
	}
	w := positive(b, c, score)
	if w == nil {
		return reduced(b, c, b.Sub(layer.Softplus(b, score), b.Mul(score, target)))
	}
	yes := b.Mul(b.Mul(w, target), layer.Softplus(b, b.Neg(score)))
	return reduced(b, c, b.Add(yes, b.Mul(b.Sub(one, target), layer.Softplus(b, score))))
}

func positive(b *layer.Build, c Call, score *graph.Node) *graph.Node {
	if !c.Has("positive") {
		return nil
	}
	if list := floatsOf(c, "positive"); len(list) == 1 {
		return b.Num(list[0])
	}
	axis := classAxis(b, c, score)
	return weightsOf(b, c, "positive", axis, score.Shape.Of(axis))
}
