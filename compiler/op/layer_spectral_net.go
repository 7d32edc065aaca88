package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Learned filters as long as the signal.
var spectralNets = []Row{
	{
		Sig:   `circular_conv(over: Axis, per: Axes = none, ` + initChoices + `) : [..r, over, per] u -> [..r, over, per] v`,
		Doc:   "Convolves an axis, closed to a circle, with a learned kernel of its own length.",
		Notes: "y[t] = sum_s kernel[s] x[(t - s) mod n]: a true convolution, the kernel runs backwards over the signal. `per` axes have kernels of their own.",
		Try:   `shape(circular_conv(over: time, per: filter), on: [filter=3, time=13]) == [filter=3, time=13]`,
		Does: Net(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			n := x.Shape.Of(over)
			k := longKernel(b, c, x, over, n)
			// The signal once more in front, less what no output reaches.
			if n > 1 {
				x = b.Concat(over, b.Slice(x, over, 1, n-1, 1), x)
			}
			return b.Contract(x, b.Flip(k, layer.Tap(over)), []layer.Slide{{Axis: over, Size: n, Stride: 1, Dilation: 1, Pad: "valid"}}, nil, nil)
		}),
	},
	{
		Sig:   `long_conv(over: Axis, per: Axes = none, length: Int in 0..1000000 = 0, ` + initChoices + `) : [..r, over, per] u -> [..r, over, per] v`,
		Doc:   "Convolves an axis with a learned kernel that reaches back over all of it.",
		Notes: "y[t] = sum_(s <= t) kernel[s] x[t - s], causal; `length` 0 is the whole axis. `per` axes have kernels of their own (Poli et al. 2023).",
		Try:   `shape(long_conv(over: time, per: filter), on: [filter=3, time=18]) == [filter=3, time=18]`,
		Does: Net(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			n := min(orLength(c, x, over), x.Shape.Of(over))
			k := longKernel(b, c, x, over, n)
			return b.Contract(x, b.Flip(k, layer.Tap(over)), []layer.Slide{{Axis: over, Size: n, Stride: 1, Dilation: 1, Pad: "causal"}}, nil, nil)
		}),
	},
	{
		Sig:   `global_filter(over: Axis, per: Axes = none) : [..r, over, per] u -> [..r, over, per] v`,
		Doc:   "Multiplies the spectrum of an axis by learned complex weights.",
		Notes: "irfft(rfft(x) * w), w for every bin 0 to n/2 (Rao et al. 2021); the weights begin as normal values of deviation 0.02. `per` axes have weights of their own.",
		Try:   `shape(global_filter(over: time, per: filter), on: [filter=3, time=14]) == [filter=3, time=14]`,
		Does: Net(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			bin, n := binsOf(over), x.Shape.Of(over)
			shape := append(x.Shape.Only(c.Axes("per").Names()...), graph.Axis{Name: bin, Size: n/2 + 1})
			begin := layer.Init{Rule: "trunc_normal"}
			w := layer.Spectrum{Re: b.Weight("re", shape, begin).Node, Im: b.Weight("im", shape, begin).Node}
			return b.Ordered(layer.FromHalf(b, layer.Half(b, x, over, bin, n).Times(b, w), bin, over, n), x.Shape)
		}),
	},
	{
		Sig: `spectral_conv(over: Axis, mix: Axes, to: NewAxes, modes: Int in 1..100000) : [..r, over, mix] u -> [..r, over, to] v`,
		Doc: "Mixes axes by learned complex weights at the lowest frequencies.",
		Notes: "The lowest `modes` bins of the transform along `over`, from 0 on, are mixed, each with weights of its own; the others become zero (Fourier neural operator, " +
			"Li et al. 2021). Weights begin uniform within sqrt(6/(in + out)).",
		Try:  `shape(spectral_conv(over: time, mix: filter, to: feature=2, modes: 4), on: [filter=3, time=16]) == [time=16, feature=2]`,
		Does: Net(lowerSpectralConv), Inspect: modesFit,
	},
}

// binsOf is the axis of frequency bins of an axis within a layer.
func binsOf(axis string) string { return axis + ".bin" }

// longKernel is the learned kernel [per, over.tap].
func longKernel(b *layer.Build, c Call, x *graph.Node, over string, n int) *graph.Node {
	shape := append(x.Shape.Only(c.Axes("per").Names()...), graph.Axis{Name: layer.Tap(over), Size: n})
	return b.Weight("kernel", shape, layer.Init{Rule: c.Choice("init"), FanIn: n, FanOut: n, Rows: c.Axes("per").Names()}).Node
}

func lowerSpectralConv(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over, modes := axisName(c, "over"), c.Int("modes")
	mix, to := c.Axes("mix").Names(), b.New(c.Axes("to"), x.Shape)
	bin, n := binsOf(over), x.Shape.Of(over)
	if modes > n/2+1 {
		b.Fail("%s=%d has %d frequencies, fewer than %d modes", over, n, n/2+1, modes)
	}
	begin := layer.Init{Rule: "glorot_uniform", FanIn: x.Shape.Only(mix...).Count(), FanOut: to.Count(), Rows: to.Names()}
	shape := layer.KernelShape(x.Shape, nil, mix, nil, to)
	shape = append(shape, graph.Axis{Name: bin, Size: modes})
	w := layer.Spectrum{Re: b.Weight("re", shape, begin).Node, Im: b.Weight("im", shape, begin).Node}
	var renames, sums []string
	for _, a := range mix {
		renames, sums = append(renames, a, layer.In(a)), append(sums, layer.In(a))
	}
	low := layer.DFT(b, layer.Spectrum{Re: b.Rename(x, renames...)}, over, bin, n, modes, false)
	return layer.FromHalf(b, low.Times(b, w, sums...), bin, over, n)
}

func modesFit(c Call, in types.Type) []diag.Problem {
	n, _, known := lengthIn(c, in, "over")
	if known && c.Int("modes") > n/2+1 {
		return []diag.Problem{diag.WindowTooLong{
			At: c.ArgSpan("modes"), Stage: c.Op.Name, Axis: axisName(c, "over"), Window: types.Show(c.Value("modes")) + " modes", Signal: types.Show(types.IntNum(int64(n/2+1))) + " frequencies",
		}}
	}
	return nil
}
