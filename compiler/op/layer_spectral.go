package op

import (
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Transforms to and from frequencies. Complex values have an axis `complex` of 2: the
// real and the imaginary part.
var spectralRows = slices.Concat(transformRows, spectralNets, waveletRows)

const dftNotes = "X[k] = sum x[t] exp(-2 pi i k t/n), unscaled. "

var transformRows = []Row{
	{
		Sig:   `rfft(over: Axis, length: Int in 0..1000000 = 0, scale in [none, ortho] = none) : [..r, over] u -> [..r, freq, complex=2] u`,
		Doc:   "The discrete Fourier transform of a real axis: its bins 0 to n/2.",
		Notes: dftNotes + "`length` n pads with zeros or cuts; 0 takes the axis as it is. `scale: ortho` divides by sqrt(n). Bin k lies at k * rate / n Hz.",
		Try:   `shape(rfft(over: time), on: [channel=2, time=20 @ 100 Hz]) == [channel=2, freq=11, complex=2]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			n := orLength(c, x, over)
			return joined(b, scaled(b, layer.Half(b, x, over, "freq", n), c.Choice("scale"), n))
		}),
		Result: func(c Call, in, out types.Type) (types.Type, diag.Problem) {
			n, _, known := lengthIn(c, in, "over")
			if l := c.Int("length"); l > 0 {
				n, known = l, true
			}
			return sized(out, "freq", n/2+1, known, 0), nil
		},
		Inspect: reserved("freq", "complex"),
	},
	{
		Sig:   `irfft(over: Axis, to: NewAxis) : [..r, over, complex=2] u -> [..r, to] u`,
		Doc:   "The real signal behind the bins 0 to n/2.",
		Notes: "Scaled by 1/n, n the size written for the new axis, such as `to: time=100`, or without one 2 (bins - 1). The imaginary parts of bin 0 and, for even n, of bin n/2 have no effect.",
		Try:   `shape(irfft(over: freq, to: time=20), on: [channel=2, freq=11, complex=2]) == [channel=2, time=20]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over, to := axisName(c, "over"), c.Axes("to")[0]
			n := 2 * (x.Shape.Of(over) - 1)
			if k, ok := to.Size.Int(); ok && to.Sized {
				n = int(k)
			}
			return layer.FromHalf(b, parts(b, x), over, to.Name, max(1, n))
		}),
		Result: func(c Call, in, out types.Type) (types.Type, diag.Problem) {
			to := c.Axes("to")
			if n, _, known := lengthIn(c, in, "over"); len(to) == 1 && !to[0].Sized {
				return sized(out, to[0].Name, 2*(n-1), known, 0), nil
			}
			return out, nil
		},
	},
	{
		Sig:   `fft(over: Axis, to: NewAxis = none, inverse: Bool = no) : [..r, over, complex=2] u -> [..r, complex=2] u`,
		Doc:   "The discrete Fourier transform of a complex axis, or its inverse.",
		Notes: dftNotes + "The inverse is scaled by 1/n. The axis keeps its name unless `to` gives another.",
		Try:   `shape(fft(over: time), on: [time=15, complex=2]) == [time=15, complex=2]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over, to := axisName(c, "over"), axisName(c, "over")
			if c.Has("to") {
				to = c.Axes("to")[0].Name
			}
			n := x.Shape.Of(over)
			s := layer.DFT(b, parts(b, x), over, to, n, n, c.Bool("inverse"))
			if c.Bool("inverse") {
				s = layer.Spectrum{Re: b.Scale(s.Re, 1/float64(n)), Im: b.Scale(s.Im, 1/float64(n))}
			}
			return joined(b, s)
		}),
		Result: func(c Call, in, out types.Type) (types.Type, diag.Problem) {
			n, _, known := lengthIn(c, in, "over")
			name := axisName(c, "over")
			if c.Has("to") {
				name = c.Axes("to")[0].Name
			}
			return sized(out, name, n, known, 0), nil
		},
	},
	{
		Sig:   `magnitude(square: Bool = no) : [..r, complex=2] u -> [..r] v`,
		Doc:   "The size of complex values, or its square: amplitude or power.",
		Notes: "sqrt(re^2 + im^2); `square: yes` leaves the root out. The gradient of the root at zero is zero.",
		Try:   `shape(rfft(over: time) |> magnitude, on: [channel=2, time=20]) == [channel=2, freq=11]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			size := parts(b, x).Size(b)
			if c.Bool("square") {
				return size
			}
			return b.Sqrt(b.Add(size, b.Num(least)))
		}),
	},
	{
		Sig: `stft(over: Axis, window: Extent, hop: Extent, length: Extent = 0, taper in [hann, hamming, rect] = hann, centre: Bool = no) : [..r, over] u -> [..r, over, freq, complex=2] u`,
		Doc: "The spectrum of windows that move along an axis.",
		Notes: dftNotes + "Window m begins at sample m * hop; the axis becomes that of the windows, its rate divided by hop. The taper is periodic. `length` is that of the transform, " +
			"by default of the window, which lies in its middle. `centre: yes` reflects half a length at both ends, so that window m has its middle at m * hop.",
		Try:  `shape(stft(over: time, window: 16, hop: 8), on: [channel=2, time=64]) == [channel=2, time=7, freq=9, complex=2]`,
		Does: Layer(lowerSTFT), Result: stftResult, Inspect: reserved("freq", "complex"),
	},
	{
		Sig:   `overlap_add(over: Axis, tap: Axis, hop: Int in 1..1000000) : [..r, over, tap] u -> [..r, over] u`,
		Doc:   "Adds windows up where they lie along an axis.",
		Notes: "y[m * hop + j] += frame[m, j]; the axis of windows becomes one of (windows - 1) * hop + window samples.",
		Try:   `shape(overlap_add(over: time, tap: feature, hop: 3), on: [time=5, feature=8]) == [time=20]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over, tap, hop := axisName(c, "over"), axisName(c, "tap"), c.Int("hop")
			count, size := x.Shape.Of(over), x.Shape.Of(tap)
			a := prim.WindowArg{Axis: over, Tap: tap, Count: count, Size: size, Stride: hop, Dilation: 1}
			return b.Graph().Node(prim.Unwindow, prim.UnwindowArg{WindowArg: a, Length: (count-1)*hop + size}, x)
		}),
		Result: func(c Call, in, out types.Type) (types.Type, diag.Problem) {
			count, rate, known := lengthIn(c, in, "over")
			size, _, known2 := lengthIn(c, in, "tap")
			return sized(out, axisName(c, "over"), (count-1)*c.Int("hop")+size, known && known2, rate*float64(c.Int("hop"))), nil
		},
	},
	{
		Sig:   `analytic_signal(over: Axis) : [..r, over] u -> [..r, over, complex=2] u`,
		Doc:   "The signal with its Hilbert transform as the imaginary part.",
		Notes: "By the Fourier transform over the whole axis, so that its ends meet (Gabor 1946; Marple 1999).",
		Try:   `shape(analytic_signal(over: time), on: [channel=2, time=16]) == [channel=2, time=16, complex=2]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return joined(b, layer.Spectrum{Re: x, Im: layer.Quadrature(b, x, axisName(c, "over"))})
		}),
		Inspect: reserved("complex"),
	},
	{
		Sig: `envelope(over: Axis) : [..r, over] u -> [..r, over] u`,
		Doc: "The amplitude of the analytic signal.", Notes: "sqrt(x^2 + hilbert(x)^2); see analytic_signal.",
		Try: `shape(envelope(over: time), on: [channel=2, time=16]) == [channel=2, time=16]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			s := layer.Spectrum{Re: x, Im: layer.Quadrature(b, x, axisName(c, "over"))}
			return b.Sqrt(b.Add(s.Size(b), b.Num(least)))
		}),
	},
	{
		Sig: `hilbert(over: Axis) : [..r, over] u -> [..r, over] u`,
		Doc: "Turns every frequency by a quarter.", Notes: "The imaginary part of analytic_signal.",
		Try: `shape(hilbert(over: time), on: [channel=2, time=16]) == [channel=2, time=16]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return layer.Quadrature(b, x, axisName(c, "over"))
		}),
	},
	{
		Sig:   `fourier_mixing(over: Axes) : [..r, over] u -> [..r, over] u`,
		Doc:   "Mixes axes by the real part of their Fourier transform.",
		Notes: "In place of attention (Lee-Thorp et al. 2022), over the axes named, such as [time, feature].",
		Try:   `shape(fourier_mixing(over: [time, feature]), on: [time=6, feature=5]) == [time=6, feature=5]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			s := layer.Spectrum{Re: x}
			for _, a := range c.Axes("over").Names() {
				n := x.Shape.Of(a)
				s = layer.DFT(b, s, a, a, n, n, false)
			}
			return b.Ordered(s.Re, x.Shape)
		}),
	},
	{
		Sig:   `log_band_power(over: Axis, bands: List Range Hz, epsilon: Real in 0..1 = 1e-6) : [..r, over] u -> [..r, band]`,
		Doc:   "The logarithm of the power in frequency bands.",
		Notes: "log(mean of |X[k]|^2 over the bins of a band + epsilon), natural, of the unscaled transform; a band holds the bins whose frequency k * rate / n is at least its lower and below its upper edge.",
		Try:   `shape(log_band_power(over: time, bands: [4..8 Hz, 8..13 Hz]), on: [channel=2, time=100 @ 100 Hz]) == [channel=2, band=2]`,
		Does:  Layer(lowerBandPower), Inspect: reserved("band"),
		Result: func(c Call, in, out types.Type) (types.Type, diag.Problem) {
			return sized(out, "band", len(c.List("bands")), true, 0), nil
		},
	},
}

// axisName of a parameter that is one axis.
func axisName(c Call, param string) string {
	if a := c.Axes(param); len(a) > 0 {
		return a[0].Name
	}
	return ""
}

// orLength is the parameter length, or the size of an axis.
func orLength(c Call, x *graph.Node, axis string) int {
	if n := c.Int("length"); n > 0 {
		return n
	}
	return x.Shape.Of(axis)
}

// lengthIn is the size and rate of the axis that a parameter names.
func lengthIn(c Call, in types.Type, param string) (n int, rate float64, known bool) {
	a, _ := axisOf(in, axisName(c, param))
	k, ok := a.Size.Int()
	return int(k), a.Rate, ok
}

// sized sets an axis of a type.
func sized(out types.Type, name string, n int, known bool, rate float64) types.Type {
	of, ok := types.Inner(out)
	if !ok || name == "" {
		return out
	}
	axis := types.Axis{Name: name, Size: types.OpenSize(), Rate: rate}
	if known {
		axis.Size = types.Known(int64(n))
	}
	return types.Rewrap(out, of.With(axis))
}

// parts of a complex value, and back.
func parts(b *layer.Build, x *graph.Node) layer.Spectrum {
	return layer.Spectrum{Re: b.Item(x, "complex", 0), Im: b.Item(x, "complex", 1)}
}

func joined(b *layer.Build, s layer.Spectrum) *graph.Node { return b.Concat("complex", s.Re, s.Im) }

func scaled(b *layer.Build, s layer.Spectrum, how string, n int) layer.Spectrum {
	if how != "ortho" {
		return s
	}
	by := 1 / math.Sqrt(float64(n))
	return layer.Spectrum{Re: b.Scale(s.Re, by), Im: b.Scale(s.Im, by)}
}

func extent(b *layer.Build, c Call, param, axis string) int {
	n, _ := c.Num(param)
	return b.Samples(n, axis)
}

func lowerSTFT(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over := axisName(c, "over")
	window, hop := extent(b, c, "window", over), extent(b, c, "hop", over)
	n := max(window, extent(b, c, "length", over))
	if c.Bool("centre") {
		x = layer.Mirrored(b, x, over, n/2)
	}
	if have := x.Shape.Of(over); window < 1 || hop < 1 || n > have {
		b.Fail("windows of %d in steps of %d do not fit %s=%d", n, hop, over, have)
	}
	taper := make([]float64, n)
	copy(taper[(n-window)/2:], layer.Taper(c.Choice("taper"), window))
	tap := layer.Tap(over)
	shape := b.Vector(tap, taper)
	b.Watch("window", shape)
	return joined(b, layer.Half(b, b.Mul(b.Window(x, over, tap, n, hop, 1), shape), tap, "freq", n))
}

func stftResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	have, rate, known := lengthIn(c, in, "over")
	window, ok := c.Samples("window", rate)
	hop, ok2 := c.Samples("hop", rate)
	length, _ := c.Samples("length", rate)
	if !ok || !ok2 || hop < 1 {
		return out, nil
	}
	n := max(window, length)
	if c.Bool("centre") {
		have += 2 * (n / 2)
	}
	if known && have < n {
		return out, diag.WindowTooLong{
			At: c.ArgSpan("window"), Stage: "stft", Axis: axisName(c, "over"), Window: fmt.Sprintf("%d samples", n), Signal: fmt.Sprint(have),
		}
	}
	out = sized(out, axisName(c, "over"), (have-n)/hop+1, known, rate/float64(hop))
	return sized(out, "freq", n/2+1, true, 0), nil
}

func lowerBandPower(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over := axisName(c, "over")
	n, rate := x.Shape.Of(over), b.Rate(over)
	if rate <= 0 {
		b.Fail("log_band_power needs the rate of %s to know its frequencies", over)
	}
	bands := c.List("bands")
	share := graph.NewArray(graph.Shape{{Name: "freq", Size: n/2 + 1}, {Name: "band", Size: len(bands)}})
	for i, v := range bands {
		r, _ := v.(types.Range)
		var bins []int
		for k := range n/2 + 1 {
			// An edge that falls on a bin must not depend on rounding.
			f := float64(k) * rate / float64(n) * (1 + 1e-12)
			if f >= r.Lo.Float() && f < r.Hi.Float() {
				bins = append(bins, k)
			}
		}
		if len(bins) == 0 {
			b.Fail("no frequency of %s=%d at %g Hz lies in %s: they are %.4g Hz apart and end at %.4g Hz", over, n, rate, types.Show(v), rate/float64(n), rate/2)
		}
		for _, k := range bins {
			share.Data[k*len(bands)+i] = 1 / float64(len(bins))
		}
	}
	power := layer.Half(b, x, over, "freq", n).Size(b)
	return b.Log(b.Add(b.Build.Contract(power, b.Const(share), "freq"), b.Num(c.Float("epsilon"))))
}
