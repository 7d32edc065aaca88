package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Losses of sequences of labels.
var sequenceLosses = []Row{
	{
		Sig: `ctc(over: Axis, blank: Int in 0..100000 = 0, ` + reduceChoices + `) : Loss`,
		Doc: "Sequences of labels without their times (connectionist temporal classification).",
		Notes: "The negative log likelihood of the label sequence over all alignments (Graves et al. 2006). The network gives logits along `over` and " +
			"class; the target has an axis of positions and class, one-hot, with zeros behind the last label. The mean divides each trial by its number of labels.",
		Try:  `train(linear(mix: channel, to: class=27), epochs: 1, loss: ctc(over: time))`,
		Does: Loss(lowerCTC),
	},
}

func lowerCTC(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
	over := c.Axes("over").Names()[0]
	rest := target.Shape.Without(layer.Batch, "class")
	if !score.Shape.Has(over) || !score.Shape.Has("class") || !target.Shape.Has("class") || len(rest) != 1 {
		b.Fail("ctc needs scores along %s and class, and a target along positions and class; the network gives %v, the target is %v",
			over, score.Shape.Without(layer.Batch), target.Shape.Without(layer.Batch))
	}
	blank := c.Int("blank")
	if n := score.Shape.Of("class"); blank >= n {
		b.Fail("the blank of ctc is class %d, and there are %d, counted from 0", blank, n)
	}
	position := rest[0].Name
	if position == over {
		position = layer.In(over)
		target = b.Rename(target, over, position)
	}
	labels := b.Sum(b.Mul(target, b.Iota("class", target.Shape.Of("class"))), "class")
	lengths := b.Sum(target, "class", position)
	each := layer.CTC(b, layer.Labelling{Over: over, Position: position, Class: "class", Blank: blank}, score, labels, lengths, nil)
	return CTCReduced(b, c.Choice("reduce"), each, lengths)
}

// CTCReduced is the sum over trials, or the mean of each divided by its length.
func CTCReduced(b *layer.Build, how string, each, lengths *graph.Node) *graph.Node {
	if how == "sum" {
		return b.Sum(each, each.Shape.Names()...)
	}
	each = b.Div(each, b.Max(lengths, b.Num(1)))
	return b.Mean(each, each.Shape.Names()...)
}
