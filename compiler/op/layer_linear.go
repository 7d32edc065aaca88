package op

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

const initChoices = `init in [glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, torch, orthogonal, trunc_normal, zeros, ones] = glorot_uniform`

// Learned linear maps. Their parameters say what happens to each axis: over is
// slid along, mix is summed with weights, per gets weights of its own, to is made.
var linearRows = []Row{
	{
		Sig: `conv(over: Axes, kernel: List Extent, mix: Axes = none, per: Axes = none, to: NewAxes = none, stride: Int in 1..1000 = 1, dilation: Int in 1..1000 = 1, pad in [same, same_left, valid, causal, half] = same, bias: Bool = no, max_norm: Real = none, ` + initChoices + `, l1: Real = 0, l2: Real = 0) : [..r, over, mix, per] u -> [..r, over, per, to] v`,
		Doc: "Slides learned weights along axes.",
		Notes: "Cross-correlation, as in every framework of the field: the kernel is not turned round. `same` gives one value for every stride; " +
			"an even kernel gets its extra zero on the right (`same_left`: on the left). `causal` pads on the left only, `half` puts half a kernel on either side. " +
			"`max_norm` bounds the norm of each filter over the mixed axes and taps after every step.",
		Does: Net(lowerConv), Result: convResult,
	},
	{
		Sig:   `linear(mix: Axes, per: Axes = none, to: NewAxes = none, bias: Bool = no, max_norm: Real = none, ` + initChoices + `, l1: Real = 0, l2: Real = 0) : [..r, mix, per] u -> [..r, per, to] v`,
		Doc:   "Contracts axes with learned weights.",
		Notes: "`max_norm` bounds the norm over the mixed axes after every step.",
		Does:  Net(lowerLinear),
	},
	{
		Sig:   `dense(to: NewAxes, bias: Bool = yes, max_norm: Real = none, ` + initChoices + `, l1: Real = 0, l2: Real = 0) : [..r] u -> [to] v`,
		Doc:   "Contracts everything with learned weights, and adds a bias.",
		Notes: "`max_norm` bounds the norm over all inputs after every step.",
		Does:  Net(lowerDense),
	},
}

func lowerConv(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	slides := slidesOf(b, c)
	for _, s := range slides {
		if _, out := s.Padding(x.Shape.Of(s.Axis)); out < 1 {
			b.Fail("a kernel of %d samples does not fit %s=%d", (s.Size-1)*s.Dilation+1, s.Axis, x.Shape.Of(s.Axis))
		}
	}
	return learned(b, c, x, slides, c.Axes("mix").Names())
}

func lowerLinear(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return learned(b, c, x, nil, c.Axes("mix").Names())
}

func lowerDense(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return learned(b, c, x, nil, x.Shape.Without(layer.Batch).Names())
}

// learned applies a kernel with its bias, bound and penalties.
func learned(b *layer.Build, c Call, x *graph.Node, over []layer.Slide, mix []string) *graph.Node {
	per, to := c.Axes("per").Names(), b.New(c.Axes("to"), x.Shape)
	k := layer.Init{Rule: c.Choice("init"), Rows: to.Names()}
	k.FanIn, k.FanOut = layer.Fans(x.Shape, over, mix, to)
	w := b.Weight("kernel", layer.KernelShape(x.Shape, over, mix, per, to), k)
	if c.Has("max_norm") {
		w.Limit = &layer.Limit{Most: c.Float("max_norm")}
		for _, a := range w.Shape.Without(append(to.Names(), per...)...) {
			w.Limit.Over = append(w.Limit.Over, a.Name)
		}
	}
	penalise(b, c, w.Node)
	y := b.Contract(x, w.Node, over, mix, to)
	if c.Bool("bias") {
		shape := y.Shape.Only(append(to.Names(), per...)...)
		begin := layer.Zeros
		if k.Rule == "torch" {
			begin = layer.Init{Rule: "torch", FanIn: k.FanIn}
		}
		y = b.Add(y, b.Weight("bias", shape, begin).Node)
	}
	return y
}

// penalise adds l1 and l2 of a weight to the loss.
func penalise(b *layer.Build, c Call, w *graph.Node) {
	if l := c.Float("l1"); l > 0 {
		b.Penalise(b.Scale(b.Sum(b.Abs(w), w.Shape.Names()...), l))
	}
	if l := c.Float("l2"); l > 0 {
		b.Penalise(b.Scale(b.Sum(b.Square(w), w.Shape.Names()...), l))
	}
}

// slidesOf a convolution: one kernel length for all axes, or one for each.
func slidesOf(b *layer.Build, c Call) []layer.Slide {
	kernels := c.List("kernel")
	var out []layer.Slide
	for i, a := range c.Axes("over").Names() {
		n, _ := kernels[min(i, len(kernels)-1)].(types.Num)
		out = append(out, layer.Slide{
			Axis: a, Size: b.Samples(n, a), Stride: c.Int("stride"), Dilation: c.Int("dilation"), Pad: c.Choice("pad"),
		})
	}
	return out
}

// convResult sizes the axes that a convolution slides along.
func convResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	kernels := c.List("kernel")
	if !ok || !ok2 || len(kernels) == 0 {
		return out, nil
	}
	for i, a := range c.Axes("over").Names() {
		axis, there := of.Axis(a)
		length, known := axis.Size.Int()
		n, number := kernels[min(i, len(kernels)-1)].(types.Num)
		if !there || !number {
			continue
		}
		size, timed := n.Samples(axis.Rate)
		s := layer.Slide{Axis: a, Size: size, Stride: max(1, c.Int("stride")), Dilation: max(1, c.Int("dilation")), Pad: c.Choice("pad")}
		axis.Rate /= float64(s.Stride)
		switch {
		case known && timed:
			_, n := s.Padding(int(length))
			if n < 1 {
				return out, diag.WindowTooLong{
					At: c.ArgSpan("kernel"), Stage: "conv", Axis: a, Window: fmt.Sprintf("%d samples", (s.Size-1)*s.Dilation+1), Signal: fmt.Sprint(length),
				}
			}
			axis.Size = types.Known(int64(n))
		case s.Stride == 1 && s.Pad != "valid" && s.Pad != "half":
		default:
			axis.Size = types.OpenSize()
		}
		to = to.With(axis)
	}
	return types.Rewrap(out, to), nil
}
