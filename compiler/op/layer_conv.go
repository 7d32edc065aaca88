package op

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Convolutions. over is slid along, mix is summed with weights, per gets weights
// of its own, to is made.
var convRows = []Row{
	{
		Sig: `conv(over: Axes, kernel: List Extent, mix: Axes = none, per: Axes = none, to: NewAxes = none, stride: List Int in 1..100000 = 1, dilation: List Int in 1..100000 = 1, pad in [same, same_left, valid, causal, half] = same, margin: List Int in 0..1000000 = none, groups: Int in 1..100000 = 1, bias: Bool = no, ` + kernelChoices + `) : [..r, over, mix, per] u -> [..r, over, per, to] v`,
		Doc: "Slides learned weights along axes.",
		Notes: "Cross-correlation, as in every framework of the field: the kernel is not turned round. Without `mix` it runs on each map alone and makes new ones; " +
			"`per` makes it depthwise (`per: filter, to: depth=2` is a multiplier of 2). `kernel`, `stride` and `dilation` are one for all axes of `over`, or a list with one for each. " +
			"`same` gives one value for every stride; an even kernel gets its extra zero on the right, as in Keras and PyTorch (`same_left`: on the left). `causal` pads on the left only, " +
			"`half` puts half a kernel on either side, so that an even kernel gains a sample (PyTorch's padding=k//2), `margin` (one number, or [left, right]) is any other number of zeros. " +
			"`groups` cuts the first axis of `mix` and of `to` into contiguous blocks. " + kernelNotes,
		Try:  `train(conv(over: time, kernel: 25, to: filter=2) |> mean(over: time) |> dense(class), epochs: 1)`,
		Does: Net(lowerConv), Result: convResult, Inspect: convInspect,
	},
	{
		Sig: `conv_transposed(over: Axes, kernel: List Extent, mix: Axes = none, per: Axes = none, to: NewAxes = none, stride: List Int in 1..100000 = 1, dilation: List Int in 1..100000 = 1, pad in [valid, same] = valid, crop: List Int in -1000000..1000000 = none, groups: Int in 1..100000 = 1, bias: Bool = no, ` + kernelChoices + `) : [..r, over, mix, per] u -> [..r, over, per, to] v`,
		Doc: "Spreads every value along axes with learned weights: a convolution turned round.",
		Notes: "`valid` gives (n-1)*stride + (kernel-1)*dilation + 1 values for n, `same` gives n*stride of them and takes the smaller half of the rest off the left, as Keras does. " +
			"`crop: [left, right]` takes off that many, and adds zeros where it is negative: PyTorch's padding=p, output_padding=q is `crop: [p, p-q]`. " + kernelNotes,
		Try:  `train(conv_transposed(over: time, kernel: 4, stride: 2, to: filter=2) |> mean(over: time) |> dense(class), epochs: 1)`,
		Does: Net(lowerTransposed), Result: transposedResult, Inspect: convInspect,
	},
}

func lowerConv(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	slides := slidesOf(b, c)
	for _, s := range slides {
		if _, out := s.Padding(x.Shape.Of(s.Axis)); out < 1 {
			b.Fail("a kernel of %d samples does not fit %s=%d", s.Reach(), s.Axis, x.Shape.Of(s.Axis))
		}
	}
	l := learned{over: slides, mix: c.Axes("mix").Names(), per: c.Axes("per").Names(), to: b.New(c.Axes("to"), x.Shape), groups: c.Int("groups")}
	l.apply = func(x, kernel *graph.Node, to graph.Shape) *graph.Node {
		return b.Contract(x, kernel, l.over, l.mix, to)
	}
	return l.lower(b, c, x)
}

func lowerTransposed(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	l := learned{over: slidesOf(b, c), mix: c.Axes("mix").Names(), per: c.Axes("per").Names(), to: b.New(c.Axes("to"), x.Shape), groups: c.Int("groups")}
	crop, length := make([]int, len(l.over)), make([]int, len(l.over))
	for i, s := range l.over {
		crop[i], length[i] = spreadTo(c, s, x.Shape.Of(s.Axis))
		if length[i] < 1 {
			b.Fail("nothing is left of %s after the crop", s.Axis)
		}
	}
	l.apply = func(x, kernel *graph.Node, to graph.Shape) *graph.Node {
		return b.Spread(x, kernel, l.over, crop, length, l.mix, to)
	}
	return l.lower(b, c, x)
}

// spreadTo is what a transposed convolution takes off the left of an axis, and the
// length that comes out.
func spreadTo(c Call, s layer.Slide, n int) (crop, length int) {
	full := (n-1)*s.Stride + s.Reach()
	if sides := c.Ints("crop"); len(sides) > 0 {
		return sides[0], full - sides[0] - sides[len(sides)-1]
	}
	if c.Choice("pad") == "same" {
		length = n * s.Stride
		// What is short of n*stride is filled on the right.
		return max(0, full-length) / 2, length
	}
	return 0, full
}

// at is item i of a list, whose last item stands for all that follow.
func at[T any](list []T, i int, otherwise T) T {
	if len(list) == 0 {
		return otherwise
	}
	return list[min(i, len(list)-1)]
}

// slideOf is the i-th axis that a kernel is slid along; samples counts an extent.
func slideOf(c Call, i int, axis, kernel, stride string, samples func(types.Num) (int, bool)) (layer.Slide, bool) {
	s := layer.Slide{Axis: axis, Stride: max(1, at(c.Ints("stride"), i, 1)), Dilation: max(1, at(c.Ints("dilation"), i, 1)), Pad: c.Choice("pad")}
	if m := c.Ints("margin"); len(m) > 0 {
		s.Pad, s.Margin = "margin", [2]int{m[0], m[len(m)-1]}
	}
	n, number := at(c.List(kernel), i, nil).(types.Num)
	if !number {
		return s, false
	}
	var ok bool
	s.Size, ok = samples(n)
	if stride == "" {
		return s, ok
	}
	// Pools move by an extent, by themselves when none is written.
	s.Stride = s.Size
	if c.Has(stride) {
		n, number := at(c.List(stride), i, nil).(types.Num)
		if !number {
			return s, false
		}
		var known bool
		s.Stride, known = samples(n)
		ok = ok && known
	}
	s.Stride = max(1, s.Stride)
	return s, ok
}

// slidesOf a convolution: one kernel length for all axes, or one for each.
func slidesOf(b *layer.Build, c Call) []layer.Slide {
	var out []layer.Slide
	for i, a := range c.Axes("over").Names() {
		s, _ := slideOf(c, i, a, "kernel", "", func(n types.Num) (int, bool) { return b.Samples(n, a), true })
		out = append(out, s)
	}
	return out
}

// convResult sizes the axes that a convolution slides along.
func convResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	return slidResult(c, in, out, "kernel", "")
}

// slidResult sizes the axes that windows are moved along: kernel and stride are
// the parameters that hold their length and step.
func slidResult(c Call, in, out types.Type, kernel, stride string) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	if !ok || !ok2 {
		return out, nil
	}
	for i, a := range c.Axes("over").Names() {
		axis, there := of.Axis(a)
		if !there {
			continue
		}
		rate := axis.Rate
		s, known := slideOf(c, i, a, kernel, stride, func(n types.Num) (int, bool) { return n.Samples(rate) })
		length, sized := axis.Size.Int()
		axis.Rate /= float64(s.Stride)
		switch {
		case known && sized:
			_, n := s.Padding(int(length))
			if n < 1 {
				return out, diag.WindowTooLong{
					At: c.ArgSpan(kernel), Stage: c.Op.Name, Axis: a, Window: fmt.Sprintf("%d samples", s.Reach()), Signal: fmt.Sprint(length),
				}
			}
			axis.Size = types.Known(int64(n))
		case known && s.Pad == "same" || known && s.Pad == "same_left" || known && s.Pad == "causal":
			axis.Size = axis.Size.Over(int64(s.Stride))
		case known && s.Stride == 1 && s.Pad != "end":
			// Any length will do to see what is added or lost.
			_, n := s.Padding(s.Reach())
			axis.Size = axis.Size.Plus(types.Known(int64(n - s.Reach())))
		default:
			axis.Size = types.OpenSize()
		}
		to = to.With(axis)
	}
	return types.Rewrap(out, to), nil
}

func transposedResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	if !ok || !ok2 {
		return out, nil
	}
	for i, a := range c.Axes("over").Names() {
		axis, there := of.Axis(a)
		if !there {
			continue
		}
		rate := axis.Rate
		s, known := slideOf(c, i, a, "kernel", "", func(n types.Num) (int, bool) { return n.Samples(rate) })
		length, sized := axis.Size.Int()
		axis.Rate *= float64(s.Stride)
		axis.Size = types.OpenSize()
		if known && sized {
			_, n := spreadTo(c, s, int(length))
			if n < 1 {
				return out, diag.AxisGone{At: c.ArgSpan("crop"), Stage: c.Op.Name, Axis: a, Length: int(length)}
			}
			axis.Size = types.Known(int64(n))
		}
		to = to.With(axis)
	}
	return types.Rewrap(out, to), nil
}

// convInspect finds lists that do not match the axes, and groups that do not divide.
func convInspect(c Call, in types.Type) []diag.Problem {
	if p := matchAxes(c, "kernel", "stride", "dilation"); p != nil {
		return p
	}
	return groupsDivide(c, in)
}

// matchAxes finds extents of nothing, and lists of another length than 1 and the
// number of axes in over; margin and crop have two sides.
func matchAxes(c Call, params ...string) []diag.Problem {
	axes := len(c.Axes("over"))
	for _, p := range params {
		for _, v := range c.List(p) {
			if n, number := v.(types.Num); number && n.Sign() <= 0 {
				return []diag.Problem{diag.NotPositive{At: c.ArgSpan(p), Param: p, Got: n.Show()}}
			}
		}
	}
	for _, p := range append(params, "margin", "crop") {
		want, whose := axes, "one for each axis of `over`"
		if p == "margin" || p == "crop" {
			want, whose = 2, "what is put before and after an axis"
		}
		if p == "crop" {
			whose = "what is taken off before and after"
		}
		if n := len(c.List(p)); c.Has(p) && n != 1 && n != want {
			return []diag.Problem{diag.WrongNumber{At: c.ArgSpan(p), Stage: c.Op.Name, Param: p, Have: n, Want: want, Whose: whose}}
		}
	}
	return nil
}
