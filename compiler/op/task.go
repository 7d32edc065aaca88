package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Tasks that a network is trained on without labels.
var taskRows = []Row{
	{
		Sig: `masked(share: Real in 0..1 = 0.5, patch: Extent = 125 ms) : Task`,
		Doc: "Guess what was hidden.",
		Notes: `A share of the patches of time is set to zero, the same for all channels of a trial, and
the network must tell what was there: a linear readout of what it gives stands behind it
while it is pretrained, and the loss is the mean square over what was hidden, divided by
the variance of the batch. A network that keeps a time or token axis is read out patch by
patch, another one as a whole.`,
		Try:  `masked(50 %, patch: 100 ms)`,
		Does: Task(lowerMasked),
	},
	{
		Sig: `contrastive(augment: Map, temperature: Real in 0.0001..1000 = 0.5, width: Int in 1..4096 = 32) : Task`,
		Doc: "Know a trial again in two disguises.",
		Notes: `Every trial of a batch is changed twice at random by augment; what the network gives of
the two, projected to width numbers, must be more alike than any other pair of the batch
(SimCLR, Chen et al. 2020; the loss is that of nt_xent). The projection is thrown away.`,
		Try:  `contrastive(augment: noise(0.2) |> time_shift(50 ms))`,
		Does: Task(lowerContrastive),
	},
}

// lowerMasked hides patches and reads the input out of what the network gives.
func lowerMasked(b *layer.Build, c Call, net func(x *graph.Node) *graph.Node, x *graph.Node) *graph.Node {
	if !x.Shape.Has("time") {
		b.Fail("masked hides stretches of time, and its input has no axis time")
	}
	length := x.Shape.Of("time")
	n, _ := c.Num("patch")
	patch := min(length, max(1, samplesOf(b, n)))
	patches := (length + patch - 1) / patch
	// One draw a patch, the same for all channels.
	draw := b.Less(b.Uniform("mask", graph.Shape{{Name: layer.Batch, Size: x.Shape.Of(layer.Batch)}, {Name: "patch", Size: patches}}), b.Num(c.Float("share")))
	hidden := b.Slice(b.Merge(b.Expand(draw, append(draw.Shape[:2:2], graph.Axis{Name: "time.tap", Size: patch})), []string{"patch", "time.tap"}, "time"), "time", 0, length, 1)
	y := net(b.Mul(x, b.Sub(b.Num(1), hidden)))
	guess := readout(b, y, x.Shape.Without(layer.Batch))
	wrong := b.Square(b.Sub(guess, x))
	scale := b.Add(b.Mean(b.Square(x), x.Shape.Names()...), b.Num(1e-12))
	rest := x.Shape.Without(layer.Batch, "time").Count()
	count := b.Scale(b.Max(b.Sum(hidden, layer.Batch, "time"), b.Num(1)), float64(rest))
	return b.Div(b.Sum(b.Mul(wrong, hidden), x.Shape.Names()...), b.Mul(count, scale))
}

// samplesOf an extent at the rate of the trials' time axis.
func samplesOf(b *layer.Build, n span) int {
	if k, ok := n.Samples(b.Rate("time")); ok {
		return k
	}
	b.Fail("the rate of time is not known, so %s is no number of samples", n.Show())
	return 0
}

// A span is a number of samples or a duration.
type span interface {
	Samples(rate float64) (int, bool)
	Show() string
}

// readout is a linear guess of a trial from what a network gives. An axis along
// which the trial was cut into pieces is read out piece by piece.
func readout(b *layer.Build, y *graph.Node, want graph.Shape) *graph.Node {
	defer b.Enter("readout", b.Stage())()
	time := want.Of("time")
	for _, along := range []string{"time", "token"} {
		pieces := y.Shape.Of(along)
		if !y.Shape.Has(along) || pieces < 2 || pieces > time {
			continue
		}
		tap := (time + pieces - 1) / pieces
		to := append(want.Without("time"), graph.Axis{Name: layer.Tap("time"), Size: tap})
		guess := linearOf(b, b.Rename(y, along, "piece"), y.Shape.Without(layer.Batch, along).Names(), to)
		return b.Slice(b.Merge(guess, []string{"piece", layer.Tap("time")}, "time"), "time", 0, time, 1)
	}
	return linearOf(b, y, y.Shape.Without(layer.Batch).Names(), want)
}

// linearOf mixes axes into others, with a bias.
func linearOf(b *layer.Build, x *graph.Node, mix []string, to graph.Shape) *graph.Node {
	init := layer.Init{Rule: "glorot_uniform", FanIn: x.Shape.Only(mix...).Count(), FanOut: to.Count()}
	w := b.Weight("kernel", layer.KernelShape(x.Shape, nil, mix, nil, to), init)
	return b.Add(b.Contract(x, w.Node, nil, mix, to), b.Weight("bias", to, layer.Zeros).Node)
}

// lowerContrastive compares two random views of every trial.
func lowerContrastive(b *layer.Build, c Call, net func(x *graph.Node) *graph.Node, x *graph.Node) *graph.Node {
	views := make([]*graph.Node, 2)
	for i, name := range []string{"first", "second"} {
		leave := b.Enter(name, b.Stage())
		views[i] = b.Walk(Retyped(c.Stage("augment"), b.Stage().In), x)
		leave()
	}
	n := x.Shape.Of(layer.Batch)
	y := net(b.Ordered(b.Concat(layer.Batch, views...), x.Shape.With(graph.Axis{Name: layer.Batch, Size: 2 * n})))
	leave := b.Enter("projection", b.Stage())
	z := linearOf(b, y, y.Shape.Without(layer.Batch).Names(), graph.Shape{{Name: "projected", Size: c.Int("width")}})
	leave()
	alike := b.Sub(Similarity(b, z, z, b.Num(1/c.Float("temperature"))), self(b, 2*n))
	partner := b.Equal(b.Abs(b.Sub(b.Iota(layer.Batch, 2*n), b.Iota(other, 2*n))), b.Num(float64(n)))
	return b.Scale(b.Sum(b.Mul(layer.LogSoftmax(b, alike, other), partner), layer.Batch, other), -1/float64(2*n))
}
