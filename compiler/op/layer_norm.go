package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Normalisation.
var normRows = []Row{
	{
		Sig: `norm(per: Axes, momentum: Real in 0..1 = 0.01, epsilon: Real = 0.001, running in [unbiased, biased] = unbiased) : [..r, per] u -> [..r, per]`,
		Doc: "Normalises over the batch, with a learned scale and shift.",
		Notes: "Batch normalisation (Ioffe and Szegedy 2015). The batch is normalised with the biased variance; the running variance takes n/(n-1) of it unless `running: biased`. " +
			"`momentum` is the share of the new statistic: PyTorch's default is 0.1 with epsilon 1e-5, Keras' momentum 0.99 is 0.01 here, with epsilon 1e-3.",
		Does: Net(lowerBatchNorm), Batch: true,
	},
}

func lowerBatchNorm(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	per := x.Shape.Only(c.Axes("per").Names()...)
	scale := b.Weight("scale", per, layer.Ones).Node
	shift := b.Weight("shift", per, layer.Zeros).Node
	mean, variance := b.State("mean", per, 0), b.State("variance", per, 1)
	epsilon := b.Num(c.Float("epsilon"))
	if !b.Training {
		gain := b.Div(scale, b.Sqrt(b.Add(variance.Node, epsilon)))
		return b.Add(b.Mul(b.Sub(x, mean.Node), gain), shift)
	}
	rest := x.Shape.Without(per.Names()...)
	mu := b.Mean(x, rest.Names()...)
	centred := b.Sub(x, mu)
	v := b.Mean(b.Square(centred), rest.Names()...)
	share, n := c.Float("momentum"), float64(rest.Count())
	running := b.Stop(v)
	if c.Choice("running") == "unbiased" && n > 1 {
		running = b.Scale(running, n/(n-1))
	}
	mean.Next = b.Add(b.Scale(mean.Node, 1-share), b.Scale(b.Stop(mu), share))
	variance.Next = b.Add(b.Scale(variance.Node, 1-share), b.Scale(running, share))
	return b.Add(b.Mul(centred, b.Mul(scale, b.Recip(b.Sqrt(b.Add(v, epsilon))))), shift)
}
