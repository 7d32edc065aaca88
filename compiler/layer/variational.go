package layer

import "github.com/eegp-lang/eegp/compiler/graph"

// GaussianDivergence is the Kullback-Leibler divergence of the normal distribution with
// mean m1 and log variance v1 from that with m2 and v2, in nats, summed over axes; nil m2
// and v2 stand for the standard one.
func GaussianDivergence(b *Build, m1, v1, m2, v2 *graph.Node, over ...string) *graph.Node {
	if m2 == nil {
		m2, v2 = b.Num(0), b.Num(0)
	}
	far := b.Mul(b.Add(b.Exp(v1), b.Square(b.Sub(m1, m2))), b.Exp(b.Neg(v2)))
	each := b.Sub(b.Add(b.Sub(v2, v1), far), b.Num(1))
	return b.Scale(b.Sum(each, over...), 0.5)
}

// Sample is mean + sd * noise, given the log variance: a draw whose gradient flows to
// both (Kingma and Welling 2014).
func Sample(b *Build, mean, logvar, noise *graph.Node) *graph.Node {
	return b.Add(mean, b.Mul(b.Exp(b.Scale(logvar, 0.5)), noise))
}

// Entropy is the mean entropy of softmax along an axis, in nats.
func Entropy(b *Build, logits *graph.Node, axis string) *graph.Node {
	logp := LogSoftmax(b, logits, axis)
	each := b.Neg(b.Sum(b.Mul(b.Exp(logp), logp), axis))
	return b.Mean(each, each.Shape.Names()...)
}
