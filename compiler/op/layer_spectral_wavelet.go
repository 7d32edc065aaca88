package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

const filterPad = `pad in [same, valid, causal] = same`

const spacedNotes = " They begin evenly spread over `band`."

// Filters given by a formula whose few numbers are learned, and wavelets.
var waveletRows = []Row{
	{
		Sig: `sinc(over: Axis, kernel: Extent, to: NewAxis, band: Range Hz = 4..40 Hz, low: Hz = 1 Hz, width: Hz = 1 Hz, taper in [hamming, hann, rect] = hamming, ` + filterPad + `) : [..r, over] u -> [..r, to, over] u`,
		Doc: "Band-pass filters whose two edges are learned.",
		Notes: "Ravanelli and Bengio 2018. Two weights a filter, in Hz: the lower edge is low + |w1|, the upper one width more plus |w2|, at most half the rate. The kernel is the difference of two " +
			"sinc low-passes times a symmetric taper, t = 0 in its middle; use an odd number of taps." + spacedNotes,
		Try:  `shape(sinc(over: time, kernel: 33, to: filter=4), on: [time=90 @ 128 Hz]) == [filter=4, time=90]`,
		Does: Net(lowerSinc), Result: bankResult, Inspect: bandBelowNyquist,
	},
	{
		Sig: `gabor(over: Axis, kernel: Extent, to: NewAxis, band: Range Hz = 4..40 Hz, ` + filterPad + `) : [..r, over] u -> [..r, to, over] u`,
		Doc: "Real wavelets whose frequency, width and phase are learned.",
		Notes: "kernel = exp(-(bandwidth t)^2/2) cos(2 pi freq t + phase), t in seconds from the middle tap, freq and bandwidth in Hz, phase in radians; cross-correlation." + spacedNotes +
			" The bandwidth begins as 2 pi freq / 7, seven cycles, the phase as 0.",
		Try:  `shape(gabor(over: time, kernel: 25, to: filter=3, pad: valid), on: [time=40 @ 100 Hz]) == [filter=3, time=16]`,
		Does: Net(lowerGabor), Result: bankResult, Inspect: bandBelowNyquist,
	},
	{
		Sig: `morlet(over: Axis, kernel: Extent, to: NewAxis, band: Range Hz = 4..40 Hz, cycles: Real in 0.1..1000 = 7, scale in [energy, mne, peak] = energy, ` + filterPad + `) : [..r, over] u -> [..r, to, over, complex=2] u`,
		Doc: "Complex Morlet wavelets whose frequencies and numbers of cycles are learned.",
		Notes: "w(t) = A exp(-t^2/(2 s^2)) exp(2 pi i f t), s = cycles/(2 pi f), t in seconds from the middle tap; a true convolution. A is 1/|w| (energy), sqrt(2)/|w| (as MNE has it), or 2 over the sum " +
			"of the envelope (peak: an oscillation keeps its amplitude)." + spacedNotes + " Freeze the layer to keep them.",
		Try:  `shape(morlet(over: time, kernel: 33, to: filter=3), on: [channel=2, time=60 @ 100 Hz]) == [channel=2, filter=3, time=60, complex=2]`,
		Does: Net(lowerMorlet), Result: bankResult, Inspect: bandBelowNyquist,
	},
	{
		Sig:   `dwt(over: Axis, wavelet in [haar] = haar) : [..r, over=n] u -> [..r, over=n/2, band=2] u`,
		Doc:   "One level of the discrete wavelet transform: approximation and detail.",
		Notes: "Haar: (x[2i] + x[2i+1])/sqrt(2) and (x[2i] - x[2i+1])/sqrt(2), along a new axis band; the number of samples must be even.",
		Try:   `shape(dwt(over: time), on: [channel=3, time=12]) == [channel=3, time=6, band=2]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := axisName(c, "over")
			n := x.Shape.Of(over)
			if n%2 != 0 {
				b.Fail("dwt needs an even number of samples, and %s has %d", over, n)
			}
			even, odd := b.Slice(x, over, 0, n/2, 2), b.Slice(x, over, 1, n/2, 2)
			both := b.Concat("band", b.Add(even, odd), b.Sub(even, odd))
			return b.Scale(both, math.Sqrt(0.5))
		}),
		Inspect: func(c Call, in types.Type) []diag.Problem {
			if n, _, known := lengthIn(c, in, "over"); known && n%2 != 0 {
				return []diag.Problem{diag.DoesNotDivide{At: c.ArgSpan("over"), Stage: "dwt", Axis: axisName(c, "over"), Size: n, Parts: 2}}
			}
			return reserved("band")(c, in)
		},
	},
}

// A bank of filters along an axis.
type bank struct {
	over  string
	taps  int
	to    graph.Axis
	rate  float64
	slide layer.Slide
	lo    float64 // the lower end of the band, in Hz
	step  float64 // the share of the band that each filter has
}

func bankOf(b *layer.Build, c Call, x *graph.Node) bank {
	over := axisName(c, "over")
	k := bank{over: over, taps: extent(b, c, "kernel", over), to: b.New(c.Axes("to"), x.Shape)[0], rate: b.Rate(over)}
	if k.rate <= 0 {
		b.Fail("%s needs the rate of %s to know its frequencies", c.Op.Name, over)
	}
	k.slide = layer.Slide{Axis: over, Size: k.taps, Stride: 1, Dilation: 1, Pad: c.Choice("pad")}
	if _, out := k.slide.Padding(x.Shape.Of(over)); out < 1 || k.taps < 1 {
		b.Fail("a kernel of %d samples does not fit %s=%d", k.taps, over, x.Shape.Of(over))
	}
	r, _ := c.Range("band")
	k.lo = r.Lo.Float()
	k.step = (r.Hi.Float() - k.lo) / float64(k.to.Size)
	return k
}

// weight has one number a filter, which begins as f says.
func (k bank) weight(b *layer.Build, name string, f func(i float64) float64) *graph.Node {
	s := graph.Shape{k.to}
	begin := graph.NewArray(s)
	for i := range begin.Data {
		begin.Data[i] = f(float64(i))
	}
	return b.Weight(name, s, layer.Init{Rule: "given", Given: begin}).Node
}

// middle of the band of filter i.
func (k bank) middle(i float64) float64 { return k.lo + (i+0.5)*k.step }

// along makes a constant of the kernel's times, in seconds from its middle.
func (k bank) along(b *layer.Build, f func(t float64) float64) *graph.Node {
	values := make([]float64, k.taps)
	for j := range values {
		values[j] = f((float64(j) - float64(k.taps-1)/2) / k.rate)
	}
	return b.Vector(layer.Tap(k.over), values)
}

func (k bank) apply(b *layer.Build, x, kernel *graph.Node) *graph.Node {
	return b.Contract(x, kernel, []layer.Slide{k.slide}, nil, graph.Shape{k.to})
}

// lowerSinc: the kernel of a low-pass at f is sin(2 pi f t)/(pi t rate), and 2 f/rate at t = 0.
func lowerSinc(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	k := bankOf(b, c, x)
	low, width := c.Float("low"), c.Float("width")
	w1 := k.weight(b, "low", func(i float64) float64 { return math.Max(0, k.lo+i*k.step-low) })
	w2 := k.weight(b, "band", func(float64) float64 { return math.Max(0, k.step-width) })
	f1 := b.Add(b.Abs(w1), b.Num(low))
	f2 := b.Min(b.Add(b.Add(f1, b.Num(width)), b.Abs(w2)), b.Num(k.rate/2))
	b.Watch("f1", f1)
	b.Watch("f2", f2)
	t := k.along(b, func(t float64) float64 { return 2 * math.Pi * t })
	side := k.along(b, func(t float64) float64 {
		if t == 0 {
			return 0
		}
		return 1 / (math.Pi * t * k.rate)
	})
	centre := k.along(b, func(t float64) float64 {
		if t == 0 {
			return 2 / k.rate
		}
		return 0
	})
	pass := func(f *graph.Node) *graph.Node { return b.Add(b.Mul(b.Sin(b.Mul(f, t)), side), b.Mul(f, centre)) }
	kernel := b.Mul(b.Sub(pass(f2), pass(f1)), b.Vector(layer.Tap(k.over), symmetric(c.Choice("taper"), k.taps)))
	b.Watch("kernel", kernel)
	return k.apply(b, x, kernel)
}

// symmetric is a window whose two ends are alike.
func symmetric(name string, n int) []float64 {
	if n == 1 {
		return []float64{1}
	}
	return append(layer.Taper(name, n-1), layer.Taper(name, n-1)[0])
}

func lowerGabor(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	k := bankOf(b, c, x)
	freq := k.weight(b, "freq", k.middle)
	width := k.weight(b, "bandwidth", func(i float64) float64 { return 2 * math.Pi * k.middle(i) / 7 })
	phase := k.weight(b, "phase", func(float64) float64 { return 0 })
	t := k.along(b, func(t float64) float64 { return t })
	hull := b.Exp(b.Scale(b.Square(b.Mul(width, t)), -0.5))
	kernel := b.Mul(hull, b.Cos(b.Add(b.Scale(b.Mul(freq, t), 2*math.Pi), phase)))
	b.Watch("kernel", kernel)
	return k.apply(b, x, kernel)
}

func lowerMorlet(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	k := bankOf(b, c, x)
	tap := layer.Tap(k.over)
	freq := k.weight(b, "freq", k.middle)
	cycles := k.weight(b, "cycles", func(float64) float64 { return c.Float("cycles") })
	t := k.along(b, func(t float64) float64 { return t })
	angle := b.Scale(b.Mul(freq, t), 2*math.Pi)
	hull := b.Exp(b.Scale(b.Square(b.Div(angle, cycles)), -0.5)) // t/s = 2 pi f t / cycles
	switch c.Choice("scale") {
	case "peak":
		hull = b.Div(b.Scale(hull, 2), b.Sum(hull, tap))
	case "mne":
		hull = b.Div(b.Scale(hull, math.Sqrt2), b.Sqrt(b.Sum(b.Square(hull), tap)))
	default:
		hull = b.Div(hull, b.Sqrt(b.Sum(b.Square(hull), tap)))
	}
	re, im := b.Mul(hull, b.Cos(angle)), b.Mul(hull, b.Sin(angle))
	b.Watch("kernel_re", re)
	b.Watch("kernel_im", im)
	return joined(b, layer.Spectrum{Re: k.apply(b, x, b.Flip(re, tap)), Im: k.apply(b, x, b.Flip(im, tap))})
}

// bankResult sizes the axis that a bank of filters moves along.
func bankResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	n, rate, known := lengthIn(c, in, "over")
	taps, ok := c.Samples("kernel", rate)
	if c.Choice("pad") != "valid" || !known || !ok {
		return out, nil
	}
	if n < taps {
		return out, diag.WindowTooLong{
			At: c.ArgSpan("kernel"), Stage: c.Op.Name, Axis: axisName(c, "over"), Window: types.Show(types.IntNum(int64(taps))) + " samples", Signal: types.Show(types.IntNum(int64(n))),
		}
	}
	return sized(out, axisName(c, "over"), n-taps+1, true, rate), nil
}

// bandBelowNyquist checks the band that filters begin in.
func bandBelowNyquist(c Call, in types.Type) []diag.Problem {
	if !c.Written("band") {
		return nil
	}
	return edgesBelowNyquist(c, "band", in)
}
