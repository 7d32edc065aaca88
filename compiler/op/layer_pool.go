package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// Pooling and statistics over axes.
var poolRows = []Row{
	{
		Sig:   `pool(how in [mean, max] = mean, over: Axis, by: Extent, pad in [same, valid] = same) : [..r, over=n] u -> [..r, over=n/by] u`,
		Doc:   "Shrinks an axis by summarising neighbouring values.",
		Notes: "`same` pads at the end so that every value counts; what was padded counts neither in a mean nor in a maximum.",
		Does:  Layer(lowerPool),
	},
	{Sig: `sum(over: Axes) : [..r, over] u -> [..r] u`, Doc: "Adds over axes.", Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return b.Sum(x, c.Axes("over").Names()...)
	})},
	{Sig: `mean(over: Axes) : [..r, over] u -> [..r] u`, Doc: "Averages over axes.", Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return b.Mean(x, c.Axes("over").Names()...)
	})},
}

func lowerPool(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	axis := c.Axes("over").Names()[0]
	n, _ := c.Value("by").(types.Num)
	s := layer.Slide{Axis: axis, Size: b.Samples(n, axis), Dilation: 1, Pad: c.Choice("pad")}
	s.Stride = s.Size
	length := x.Shape.Of(axis)
	left, out := s.Padding(length)
	if out < 1 {
		b.Fail("nothing is left of %s=%d when it is pooled by %d", axis, length, s.Size)
	}
	right := max(0, (out-1)*s.Stride+s.Size-length-left)
	tap := layer.Tap(axis)
	if c.Choice("how") == "max" {
		return b.Highest(b.Window(b.Pad(x, axis, left, right, math.Inf(-1)), axis, tap, s.Size, s.Stride, 1), tap)
	}
	total := b.Sum(b.Window(b.Pad(x, axis, left, right, 0), axis, tap, s.Size, s.Stride, 1), tap)
	if left == 0 && right == 0 {
		return b.Scale(total, 1/float64(s.Size))
	}
	share := make([]float64, out)
	for i := range share {
		from, to := max(0, i*s.Stride-left), min(length, i*s.Stride-left+s.Size)
		share[i] = 1 / float64(to-from)
	}
	return b.Mul(total, b.Vector(axis, share))
}
