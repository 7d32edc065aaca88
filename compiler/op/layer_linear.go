package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Learned linear maps without a sliding kernel, and learned tables. Their
// parameters say what happens to each axis: mix is summed with weights, per gets
// weights of its own, to is made.
var linearRows = append(convRows, []Row{
	{
		Sig: `linear(mix: Axes, per: Axes = none, to: NewAxes = none, bias: Bool = no, ` + kernelChoices + `) : [..r, mix, per] u -> [..r, per, to] v`,
		Doc: "Contracts axes with learned weights.",
		Notes: "Axes that are not named ride along: `linear(mix: channel, per: filter, to: depth=2)` is the spatial filter of EEGNet, `linear(mix: filter, to: filter=16)` a pointwise convolution. " +
			"A bilinear form of two tensors is the linear map of their product: `a * b |> linear(mix: [left, right], to: unit=8)`. " + kernelNotes,
		Try:  `train(linear(mix: channel, to: filter=2) |> mean(over: time) |> dense(class), epochs: 1)`,
		Does: Net(lowerLinear),
	},
	{
		Sig:   `dense(to: NewAxes, bias: Bool = yes, ` + kernelChoices + `) : [..r] u -> [to] v`,
		Doc:   "Contracts everything with learned weights, and adds a bias.",
		Notes: "What the field calls flatten and dense; no order of axes is lost on the way, since weights have the axes of their input. " + kernelNotes,
		Try:   `train(mean(over: time) |> dense(class), epochs: 1)`,
		Does:  Net(lowerDense),
	},
	{
		Sig: `embedding(items: Int in 1..100000000, to: NewAxes, padding: Int in 0..100000000 = none, init in [normal, ` + initNames + `] = normal) : [..r] -> [..r, to]`,
		Doc: "Looks whole numbers up in a learned table.",
		Notes: "Numbers count from 0; those outside of the table give zeros. The row `padding` is used as it is and never trained, as padding_idx in PyTorch. `normal` draws standard normal values, as PyTorch does. " +
			"The mean of the looked-up rows (an embedding bag) is `embedding(..) |> mean(over: token)`.",
		Try:  after(`embedding(4, to: feature=2)`),
		Does: Net(lowerEmbedding),
	},
	{
		Sig: `learned(to: NewAxes, ` + initChoices + `, l1: Real = 0, l2: Real = 0) : [..r] u -> [to] v`,
		Doc: "A learned tensor that does not depend on the input.",
		Notes: "For positions, tokens that stand for a class, gains and queries: `x + learned(x, to: [token=16, feature=64])`. " +
			"The first of the new axes counts as outputs for `init`, the others as inputs.",
		Try:  `train(learned(to: [feature=2]) |> dense(class), epochs: 1)`,
		Does: Net(lowerTensor),
	},
}...)

func lowerLinear(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return mapped(b, c, x, c.Axes("mix").Names(), c.Axes("per").Names())
}

func lowerDense(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return mapped(b, c, x, x.Shape.Without(layer.Batch).Names(), nil)
}

func mapped(b *layer.Build, c Call, x *graph.Node, mix, per []string) *graph.Node {
	l := learned{mix: mix, per: per, to: b.New(c.Axes("to"), x.Shape)}
	l.apply = func(x, kernel *graph.Node, to graph.Shape) *graph.Node { return b.Contract(x, kernel, nil, mix, to) }
	return l.lower(b, c, x)
}

func lowerEmbedding(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	to, items := b.New(c.Axes("to"), x.Shape), c.Int("items")
	const item = "item.in"
	begin := layer.Init{Rule: c.Choice("init"), FanIn: items, FanOut: to.Count(), Rows: []string{item}}
	table := b.Weight("table", append(graph.Shape{{Name: item, Size: items}}, to...), begin).Node
	if c.Has("padding") {
		still := b.Equal(b.Iota(item, items), b.Num(c.Float("padding")))
		table = b.Select(still, b.Stop(table), table)
	}
	return b.Gather(table, item, x)
}

func lowerTensor(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	to := b.New(c.Axes("to"), x.Shape)
	begin := layer.Init{Rule: c.Choice("init"), FanIn: to[1:].Count(), FanOut: to[0].Size, Rows: to[:1].Names()}
	w := b.Weight("value", to, begin)
	penalise(b, c, w.Node)
	return w.Node
}

// tiny stands for zero where a number is divided by or its logarithm is taken.
const tiny = 1e-30

// root is the square root with the gradient zero at zero.
func root(b *layer.Build, x *graph.Node) *graph.Node {
	return b.Select(b.Step(x), b.Sqrt(b.Max(x, b.Num(tiny))), b.Num(0))
}
