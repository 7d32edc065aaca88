package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Pooling, and statistics over whole axes.
var poolRows = append([]Row{
	{
		Sig: `pool(how in [mean, max, min, sum, variance, std] = mean, over: Axes, by: List Extent = none, stride: List Extent = none, into: List Int in 1..1000000 = none, pad in [same, same_left, valid, end] = same, margin: List Int in 0..1000000 = none, include_pad: Bool = no, ddof: Int in 0..1 = 0) : [..r, over] u -> [..r, over] v`,
		Doc: "Shrinks axes by summarising neighbouring values.",
		Notes: "Windows of `by` values move by `stride`, by their own length when it is not given; each is one for all axes of `over`, or a list. `same` gives n/stride values, rounded up, " +
			"and pads both ends evenly as Keras does; `valid` drops what does not fill a window; `end` keeps an incomplete last window (ceil_mode in PyTorch); `margin` pads by a number, or [left, right]. " +
			"What was padded counts neither in a mean nor in a maximum; with `include_pad` its zeros count, as in PyTorch's average pooling with padding. " +
			"`into: n` cuts the axis into n bins instead, from floor(i*length/n) to ceil((i+1)*length/n) (adaptive pooling). `ddof: 1` divides a variance by one less than the number of values.",
		Try:  `train(linear(mix: channel, to: filter=2) |> pool(mean, over: time, by: 8) |> dense(class), epochs: 1)`,
		Does: Layer(lowerPool), Result: poolResult, Inspect: poolInspect,
	},
}, statisticRows...)

// A gathering is windows of values: taps are the axes to summarise, share is 1
// where a value counts and 0 where it is padding (nil: all count), count is the
// number that counts in each window and inverse is 1/count.
type gathering struct {
	x, share, count, inverse *graph.Node
	taps                     []string
}

func lowerPool(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	how := c.Choice("how")
	if how == "min" {
		return b.Neg(highest(b, c, b.Neg(x)))
	}
	if how == "max" {
		return highest(b, c, x)
	}
	g := gatherWindows(b, c, x, 0)
	total := b.Sum(g.x, g.taps...)
	switch how {
	case "sum":
		return total
	case "mean":
		return b.Mul(total, g.inverse)
	}
	off := b.Sub(g.x, b.Mul(total, g.inverse))
	if g.share != nil {
		off = b.Mul(off, g.share)
	}
	v := b.Div(b.Sum(b.Square(off), g.taps...), b.Sub(g.count, b.Num(c.Float("ddof"))))
	if how == "std" {
		return root(b, v)
	}
	return v
}

func highest(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	g := gatherWindows(b, c, x, math.Inf(-1))
	for _, tap := range g.taps {
		g.x = b.Highest(g.x, tap)
	}
	return g.x
}

// gatherWindows cuts windows along all axes of a pool, padded with a value.
func gatherWindows(b *layer.Build, c Call, x *graph.Node, fill float64) gathering {
	g := gathering{x: x, count: b.Num(1), inverse: b.Num(1)}
	for i, axis := range c.Axes("over").Names() {
		g.taps = append(g.taps, layer.Tap(axis))
		if bins := c.Ints("into"); len(bins) > 0 {
			adaptive(b, &g, axis, at(bins, i, 1), fill)
			continue
		}
		s, _ := slideOf(c, i, axis, "by", "stride", func(n types.Num) (int, bool) { return b.Samples(n, axis), true })
		regular(b, &g, s, fill, c.Bool("include_pad"))
	}
	return g
}

// regular cuts windows that move by a stride.
func regular(b *layer.Build, g *gathering, s layer.Slide, fill float64, includePad bool) {
	length := g.x.Shape.Of(s.Axis)
	left, out := s.Padding(length)
	if out < 1 {
		b.Fail("nothing is left of %s=%d when it is pooled by %d", s.Axis, length, s.Size)
	}
	tap := layer.Tap(s.Axis)
	right := max(0, (out-1)*s.Stride+s.Size-length-left)
	g.x = b.Window(b.Pad(g.x, s.Axis, left, right, fill), s.Axis, tap, s.Size, s.Stride, 1)
	if left == 0 && right == 0 || includePad {
		g.count, g.inverse = b.Scale(g.count, float64(s.Size)), b.Scale(g.inverse, 1/float64(s.Size))
		return
	}
	counts := make([]float64, out)
	for i := range counts {
		from, to := max(0, i*s.Stride-left), min(length, i*s.Stride-left+s.Size)
		counts[i] = float64(to - from)
	}
	g.counted(b, s.Axis, tap, s.Size, counts, func(i, k int) bool {
		at := i*s.Stride + k - left
		return at >= 0 && at < length
	})
}

// adaptive cuts an axis into bins of nearly equal length. A shorter bin is filled
// up: with its own first value for a maximum, else with what does not count.
func adaptive(b *layer.Build, g *gathering, axis string, bins int, fill float64) {
	length, tap := g.x.Shape.Of(axis), layer.Tap(axis)
	if bins > length {
		b.Fail("%s=%d cannot be cut into %d bins", axis, length, bins)
	}
	from, size, counts := make([]int, bins), 0, make([]float64, bins)
	for i := range bins {
		from[i] = i * length / bins
		n := ((i+1)*length+bins-1)/bins - from[i]
		counts[i], size = float64(n), max(size, n)
	}
	which := graph.NewArray(graph.Shape{{Name: axis, Size: bins}, {Name: tap, Size: size}})
	filled := func(i, k int) bool { return k < int(counts[i]) }
	for i := range bins {
		for k := range size {
			which.Data[i*size+k] = -1 // gathers a zero
			if filled(i, k) {
				which.Data[i*size+k] = float64(from[i] + k)
			} else if math.IsInf(fill, -1) {
				which.Data[i*size+k] = float64(from[i])
			}
		}
	}
	g.x = b.Gather(b.Rename(g.x, axis, layer.In(axis)), layer.In(axis), b.Const(which))
	g.counted(b, axis, tap, size, counts, filled)
}

// counted notes which values of the windows along an axis count.
func (g *gathering) counted(b *layer.Build, axis, tap string, size int, counts []float64, real func(i, k int) bool) {
	inverse := make([]float64, len(counts))
	for i, n := range counts {
		inverse[i] = 1 / n
	}
	g.count, g.inverse = b.Mul(g.count, b.Vector(axis, counts)), b.Mul(g.inverse, b.Vector(axis, inverse))
	share := graph.NewArray(graph.Shape{{Name: axis, Size: len(counts)}, {Name: tap, Size: size}})
	for i := range counts {
		for k := range size {
			if real(i, k) {
				share.Data[i*size+k] = 1
			}
		}
	}
	n := b.Const(share)
	if g.share != nil {
		n = b.Mul(g.share, n)
	}
	g.share = n
}

// poolResult sizes the pooled axes; a variance has the square of the unit.
func poolResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	if !ok || !ok2 {
		return out, nil
	}
	to.Unit = of.Unit
	if c.Choice("how") == "variance" {
		to.Unit = of.Unit.Power(2)
	}
	out = types.Rewrap(out, to)
	bins := c.Ints("into")
	if len(bins) == 0 {
		return slidResult(c, in, out, "by", "stride")
	}
	for i, a := range c.Axes("over").Names() {
		axis, there := of.Axis(a)
		if !there {
			continue
		}
		n := at(bins, i, 1)
		length, known := axis.Size.Int()
		if known && n > int(length) {
			return out, diag.AxisGone{At: c.ArgSpan("into"), Stage: c.Op.Name, Axis: a, Length: int(length), Parts: n}
		}
		if axis.Rate *= float64(n) / float64(max(1, length)); !known {
			axis.Rate = 0
		}
		axis.Size = types.Known(int64(n))
		to = to.With(axis)
	}
	return types.Rewrap(out, to), nil
}

// poolInspect finds a pool without windows, or with two sorts of them.
func poolInspect(c Call, _ types.Type) []diag.Problem {
	if by := written(c, "by"); by == written(c, "into") {
		return []diag.Problem{diag.OneOfTwo{At: c.Span, Stage: c.Op.Name, First: "by", Second: "into", Both: by}}
	}
	return matchAxes(c, "by", "stride", "into")
}

// written reports whether an argument is there, though its value may only be
// known where a block is used.
func written(c Call, name string) bool {
	return c.Has(name) || c.Written(name) && c.Value(name) == nil
}
