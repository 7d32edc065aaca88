package op

import (
	"github.com/eegp-lang/eegp/lang/types"
)

// What the checker computes itself: numbers, shapes and counts.
var scalars = []Row{
	{Sig: `tick(axis: Axis) : s`, Doc: "The time between two samples of an axis.", Does: Scalar{}, Eval: tick},
	{
		Sig: `shape(stage: Stage, on: Shape) : Shape`, Doc: "The axes a stage gives for an input.",
		Try: `shape(log_variance, on: [channel=22, time=512 @ 128 Hz]) == [channel=22]`, Does: Scalar{}, Eval: shape,
	},
	{
		Sig: `params(stage: Stage, on: Shape, running: Bool = no) : Int`, Doc: "The number of trainable weights a network has for an input.",
		Notes: "With `running` it is what Keras calls all parameters: running means and variances are counted too.",
		Does:  Scalar{}, Eval: params,
	},
}

func tick(c Call, ctx types.Context) (types.Value, bool) {
	axes := c.Axes("axis")
	if len(axes) != 1 {
		return nil, false
	}
	a, ok := ctx.Axis(axes[0].Name)
	if !ok || a.Rate <= 0 {
		return nil, false
	}
	n, ok := types.NewQuantity(1/a.Rate, "s")
	return n, ok
}

func shape(c Call, ctx types.Context) (types.Value, bool) {
	st := c.Stage("stage")
	on, ok := c.Shape("on")
	if st == nil || !ok {
		return nil, false
	}
	on.Unit = types.AnyMeasure
	out, ok := ctx.Apply(st, on)
	of, tensor := types.Inner(out)
	return types.ShapeValue{Tensor: of}, ok && tensor
}

func params(c Call, ctx types.Context) (types.Value, bool) {
	st := c.Stage("stage")
	on, ok := c.Shape("on")
	if st == nil || !ok {
		return nil, false
	}
	on.Unit = types.AnyMeasure
	n, ok := ctx.Weights(st, on)
	if c.Bool("running") && ok {
		kept, known := ctx.Running(st, on)
		n, ok = n+kept, known
	}
	return types.IntNum(n), ok
}
