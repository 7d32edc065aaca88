package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Losses of vectors: a trial's vector is all that the network gives of it. Where two
// views of the same trials are compared, the network's output on the one is the score
// and that on the other the target.
var pairLosses = []Row{
	{
		Sig:   `info_nce(temperature: Real in 0.0001..1000 = 0.1) : Loss`,
		Doc:   "Finds each trial's other view among those of all trials of the batch.",
		Notes: "Cross entropy of cosines / temperature against the diagonal, from score to target (van den Oord et al. 2018).",
		Try:   `train(dense(class), epochs: 1, loss: info_nce)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			return b.Neg(ownLog(b, Similarity(b, score, target, b.Num(1/c.Float("temperature"))), other))
		}),
	},
	{
		Sig: `clip_loss(temperature: Real in 0.0001..1000 = 0.07, learned: Bool = yes) : Loss`,
		Doc: "Finds views of each other in both directions, with a temperature that is learned.",
		Notes: "The mean of the two cross entropies of cosines / temperature against the diagonal (Radford et al. 2021); what is learned is log_scale, the logarithm " +
			"of 1/temperature.",
		Try: `train(dense(class), epochs: 1, loss: clip_loss)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			scale := b.Num(1 / c.Float("temperature"))
			if c.Bool("learned") {
				defer b.Enter("loss", nil)()
				w := b.Weight("log_scale", graph.Shape{}, layer.Init{Rule: "constant", Value: -math.Log(c.Float("temperature"))})
				scale = b.Exp(w.Node)
			}
			s := Similarity(b, score, target, scale)
			return b.Scale(b.Add(ownLog(b, s, other), ownLog(b, s, layer.Batch)), -0.5)
		}),
	},
	{
		Sig:   `nt_xent(temperature: Real in 0.0001..1000 = 0.5) : Loss`,
		Doc:   "Finds each view's partner among both views of all trials.",
		Notes: "SimCLR's loss (Chen et al. 2020): 2 B anchors, the similarity with itself left out.",
		Try:   `train(dense(class), epochs: 1, loss: nt_xent)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			alike(b, c, score, target)
			n := score.Shape.Of(layer.Batch)
			both := b.Concat(layer.Batch, score, target)
			logp := b.Sub(Similarity(b, both, both, b.Num(1/c.Float("temperature"))), self(b, 2*n))
			logp = layer.LogSoftmax(b, logp, other)
			mine, theirs := b.Iota(layer.Batch, 2*n), b.Iota(other, 2*n)
			partner := b.Equal(b.Abs(b.Sub(mine, theirs)), b.Num(float64(n)))
			return b.Scale(b.Sum(b.Mul(logp, partner), layer.Batch, other), -1/float64(2*n))
		}),
	},
	{
		Sig: `supcon(temperature: Real in 0.0001..1000 = 0.1) : Loss`,
		Doc: "Draws trials of one class together and others apart.",
		Notes: "Supervised contrastive loss (Khosla et al. 2020), the form with the mean over partners outside of the logarithm; the target is one-hot, and the " +
			"mean is over the trials that have a partner of their class in the batch.",
		Try:  `train(dense(class), epochs: 1, loss: supcon(temperature: 0.2))`,
		Does: Loss(lowerSupervised),
	},
	{
		Sig: `triplet(margin: Real in 0..1e6 = 1, power: Real in 1..100 = 2, swap: Bool = no) : Loss`,
		Doc: "An anchor is nearer to its like than to another by a margin.",
		Notes: "max(0, margin + d(anchor, like) - d(anchor, other)), the mean over trials; d is the norm of x - y + 1e-6 of the given power. The network gives an axis " +
			"`view` of 3: anchor, like, other. `swap` takes the nearer of anchor and like to the other (Balntas et al. 2016). The target is not used.",
		Try: `train(dense([view=3, feature=8]), epochs: 1, loss: triplet(margin: 0.2))`,
		Does: Loss(func(b *layer.Build, c Call, score, _, _ *graph.Node) *graph.Node {
			v := viewsOf(b, c, score, 3)
			far := distance(b, v[0], v[2], c.Float("power"))
			if c.Bool("swap") {
				far = b.Min(far, distance(b, v[1], v[2], c.Float("power")))
			}
			near := distance(b, v[0], v[1], c.Float("power"))
			return b.Mean(b.Max(b.Add(b.Sub(near, far), b.Num(c.Float("margin"))), b.Num(0)), layer.Batch)
		}),
	},
	{
		Sig: `contrastive_pairs(margin: Real in 0..1e6 = 1) : Loss`,
		Doc: "Pairs of a kind are near, others farther than a margin.",
		Notes: "d^2 for pairs of a kind, max(0, margin - d)^2 for others, the mean over trials, d Euclidean (Hadsell et al. 2006). The network gives an axis `view` of 2; " +
			"the target is 1 for a kind, 0 or -1 for others.",
		Try: `train(dense([view=2, feature=8]), epochs: 1, loss: contrastive_pairs)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			v := viewsOf(b, c, score, 2)
			same := kind(b, c, target)
			d := layer.Norm(b, b.Sub(v[0], v[1]), vectorAxes(v[0])...)
			gap := b.Max(b.Sub(b.Num(c.Float("margin")), d), b.Num(0))
			return b.Mean(b.Select(same, b.Square(d), b.Square(gap)), layer.Batch)
		}),
	},
	{
		Sig: `cosine_pairs(margin: Real in -1..1 = 0) : Loss`,
		Doc: "Pairs of a kind point the same way, others do not.",
		Notes: "1 - cos for pairs of a kind, max(0, cos - margin) for others, the mean over trials. The network gives an axis `view` of 2; the target is 1 for a kind, " +
			"0 or -1 for others.",
		Try: `train(dense([view=2, feature=8]), epochs: 1, loss: cosine_pairs)`,
		Does: Loss(func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
			v := viewsOf(b, c, score, 2)
			r := cosine(b, v[0], v[1], 1e-8, vectorAxes(v[0]))
			apart := b.Max(b.Sub(r, b.Num(c.Float("margin"))), b.Num(0))
			return b.Mean(b.Select(kind(b, c, target), b.Sub(b.Num(1), r), apart), layer.Batch)
		}),
	},
}

// other is the axis of trials that a trial is compared with.
var other = layer.In(layer.Batch)

// Similarity of every trial of x [batch, ..] with every trial of y: scale times the cosine
// of the angle between them, [batch, batch.in].
func Similarity(b *layer.Build, x, y, scale *graph.Node) *graph.Node {
	over := vectorAxes(x)
	unit := func(v *graph.Node) *graph.Node { return b.Div(v, b.Max(layer.Norm(b, v, over...), b.Num(1e-12))) }
	return b.Mul(b.Build.Contract(unit(x), b.Rename(unit(y), layer.Batch, other), over...), scale)
}

// ownLog is the mean log probability, along an axis, of each trial's own partner.
func ownLog(b *layer.Build, similarity *graph.Node, along string) *graph.Node {
	n := similarity.Shape.Of(along)
	own := layer.Diagonal(b, layer.Batch, other, n)
	return b.Scale(b.Sum(b.Mul(layer.LogSoftmax(b, similarity, along), own), layer.Batch, other), 1/float64(n))
}

// self is large where a trial meets itself: subtracted, it takes the pair away.
func self(b *layer.Build, n int) *graph.Node {
	return b.Scale(layer.Diagonal(b, layer.Batch, other, n), 1e30)
}

func lowerSupervised(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
	n := score.Shape.Of(layer.Batch)
	if len(target.Shape) != 2 || !target.Shape.Has(layer.Batch) {
		b.Fail("supcon needs one class for each trial, and the target is %v", target.Shape.Without(layer.Batch))
	}
	logp := layer.LogSoftmax(b, b.Sub(Similarity(b, score, score, b.Num(1/c.Float("temperature"))), self(b, n)), other)
	kin := b.Build.Contract(target, b.Rename(target, layer.Batch, other), vectorAxes(target)...)
	kin = b.Mul(b.Stop(kin), b.Sub(b.Num(1), layer.Diagonal(b, layer.Batch, other, n)))
	count := b.Sum(kin, other)
	each := b.Div(b.Sum(b.Mul(logp, kin), other), b.Max(count, b.Num(1)))
	some := b.Sum(b.Step(count), layer.Batch)
	return b.Neg(b.Div(b.Sum(each, layer.Batch), b.Max(some, b.Num(1))))
}

// viewsOf splits the axis view.
func viewsOf(b *layer.Build, c Call, score *graph.Node, n int) []*graph.Node {
	if score.Shape.Of("view") != n {
		b.Fail("%s needs an axis view of %d, and the network gives %v", c.Op.Name, n, score.Shape.Without(layer.Batch))
	}
	out := make([]*graph.Node, n)
	for i := range out {
		out[i] = b.Item(score, "view", i)
	}
	return out
}

// kind is one where the target says that a pair is of a kind.
func kind(b *layer.Build, c Call, target *graph.Node) *graph.Node {
	if rest := target.Shape.Without(layer.Batch); rest.Count() != 1 {
		b.Fail("%s needs one number for each pair, and the target is %v", c.Op.Name, rest)
	}
	return b.Step(b.Sum(target, vectorAxes(target)...))
}

// distance is the norm of x - y + 1e-6, which has a gradient where they are equal.
func distance(b *layer.Build, x, y *graph.Node, power float64) *graph.Node {
	d := b.Add(b.Sub(x, y), b.Num(1e-6))
	over := vectorAxes(x)
	switch power {
	case 1:
		return b.Sum(b.Abs(d), over...)
	case 2:
		return b.Sqrt(b.Sum(b.Square(d), over...))
	}
	return b.Pow(b.Sum(b.Pow(b.Abs(d), b.Num(power)), over...), b.Num(1/power))
}
