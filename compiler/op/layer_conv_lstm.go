package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// alongSlides of a recurrent convolution: one kernel length for all axes, or one each.
func alongSlides(c Call, pad string) []layer.Slide {
	kernels := c.Ints("kernel")
	var out []layer.Slide
	for i, a := range c.Axes("along").Names() {
		if len(kernels) > 0 {
			out = append(out, layer.Slide{Axis: a, Size: kernels[min(i, len(kernels)-1)], Stride: 1, Dilation: 1, Pad: pad})
		}
	}
	return out
}

func convLSTMFits(c Call, in types.Type) []diag.Problem {
	if have, want := len(c.Ints("kernel")), len(c.Axes("along")); have > 1 && want > 0 && have != want {
		return []diag.Problem{diag.WrongNumber{At: c.ArgSpan("kernel"), Stage: "conv_lstm", Param: "kernel", Have: have, Want: want, Whose: "the kernel's length along one axis"}}
	}
	return reserved("gate")(c, in)
}

func convLSTMResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	if !ok || !ok2 {
		return out, nil
	}
	for _, s := range alongSlides(c, c.Choice("pad")) {
		axis, there := of.Axis(s.Axis)
		length, known := axis.Size.Int()
		if !there || s.Pad == "same" {
			continue
		}
		axis.Size = types.OpenSize()
		if known {
			_, n := s.Padding(int(length))
			if n < 1 {
				return out, diag.WindowTooLong{
					At: c.ArgSpan("kernel"), Stage: "conv_lstm", Axis: s.Axis, Window: types.Show(types.IntNum(int64(s.Size))) + " samples", Signal: types.Show(types.IntNum(length)),
				}
			}
			axis.Size = types.Known(int64(n))
		}
		to = to.With(axis)
	}
	if c.Choice("give") == "last" {
		to = to.Without(c.Axes("over").Names()...)
	}
	return types.Rewrap(out, to), nil
}

func lowerConvLSTM(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	mix, name := c.Axes("mix").Names(), c.Axes("over").Names()[0]
	over := graph.Axis{Name: name, Size: x.Shape.Of(name)}
	to := b.New(c.Axes("to"), x.Shape)
	slides, same := alongSlides(c, c.Choice("pad")), alongSlides(c, "same")
	gates := append(graph.Shape{{Name: "gate", Size: 4}}, to...)

	begin := layer.Init{Rule: c.Choice("init")}
	begin.FanIn, begin.FanOut = layer.Fans(x.Shape, slides, mix, gates)
	kernel := b.Weight("kernel", layer.KernelShape(x.Shape, slides, mix, nil, gates), begin)
	penalise(b, c, kernel.Node)
	z := b.Contract(x, kernel.Node, slides, mix, gates)

	state := z.Shape.Without(name, "gate")
	begin = layer.Init{Rule: c.Choice("recurrent_init"), Rows: gates.Names()}
	begin.FanIn, begin.FanOut = layer.Fans(state, same, to.Names(), gates)
	recurrent := b.Weight("recurrent", layer.KernelShape(state, same, to.Names(), nil, gates), begin).Node
	if c.Bool("bias") {
		start := layer.Init{Rule: "given", Given: oneGate(gates, 1, c.Float("forget_bias"))}
		z = b.Add(z, b.Weight("bias", gates, start).Node)
	}
	z = b.Ordered(z, append(graph.Shape{over}, z.Shape.Without(name)...))

	h, cell, in := b.Hole(state), b.Hole(state), b.Hole(z.Shape.Without(name))
	zero := b.Expand(b.Num(0), state)
	s := prim.Steps{
		Axis: over, Carry: []*graph.Node{h, cell}, Init: []*graph.Node{zero, zero},
		Slice: []*graph.Node{in}, Over: []*graph.Node{z},
	}
	for _, n := range lstmStep(b, c, b.Add(in, b.Contract(h, recurrent, same, to.Names(), gates)), cell) {
		s.Next = append(s.Next, b.Ordered(n, state))
	}
	s.Emit = s.Next[:1]
	out := b.Scan(s)
	b.Watch("state", out.Last[0])
	b.Watch("cell", out.Last[1])
	if c.Choice("give") == "last" {
		return out.Last[0]
	}
	k := 0
	if state[0].Name == layer.Batch {
		k = 1
	}
	return b.Ordered(out.Emit[0], slices.Insert(slices.Clone(state), k, over))
}
