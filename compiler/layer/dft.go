package layer

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A Spectrum is a complex value in two parts. Im is nil for a real one.
type Spectrum struct{ Re, Im *graph.Node }

// DFT is the discrete Fourier transform of n values along an axis, which becomes the
// axis to with its first bins values: X[k] = sum x[t] exp(-2 pi i k t/n), or with the
// other sign for the inverse, unscaled both ways. A shorter axis is filled with zeros,
// a longer one cut. It is a contraction with a constant matrix; a fast transform has its
// place here.
func DFT(b *Build, x Spectrum, axis, to string, n, bins int, inverse bool) Spectrum {
	from := In(axis)
	cos, sin := waves(b, from, to, n, bins)
	if inverse {
		sin = b.Neg(sin)
	}
	turn := func(v, w *graph.Node) *graph.Node {
		return b.Build.Contract(b.Rename(Fitted(b, v, axis, n), axis, from), w, from)
	}
	out := Spectrum{turn(x.Re, cos), b.Neg(turn(x.Re, sin))}
	if x.Im != nil {
		out.Re = b.Add(out.Re, turn(x.Im, sin))
		out.Im = b.Add(out.Im, turn(x.Im, cos))
	}
	return out
}

// Half is the transform of a real value: the bins 0 to n/2, which determine it.
func Half(b *Build, x *graph.Node, axis, to string, n int) Spectrum {
	return DFT(b, Spectrum{Re: x}, axis, to, n, n/2+1, false)
}

// FromHalf is the real value of length n behind the bins 0 to n/2, scaled by 1/n. The
// imaginary parts of bin 0 and, for even n, of the last bin have no effect; bins that
// are missing are zero.
func FromHalf(b *Build, s Spectrum, axis, to string, n int) *graph.Node {
	bins, from := n/2+1, In(axis)
	cos, sin := waves(b, from, to, n, n)
	re, im := make([]float64, bins), make([]float64, bins)
	for k := range bins {
		re[k], im[k] = 2/float64(n), 2/float64(n)
		if k == 0 || 2*k == n {
			re[k], im[k] = 1/float64(n), 0
		}
	}
	part := func(v *graph.Node, scale []float64, w *graph.Node) *graph.Node {
		w = b.Mul(b.Slice(w, from, 0, bins, 1), b.Vector(from, scale))
		return b.Build.Contract(b.Rename(Fitted(b, v, axis, bins), axis, from), w, from)
	}
	return b.Sub(part(s.Re, re, cos), part(s.Im, im, sin))
}

// waves are cos and sin of 2 pi k t/n, for t along from and k along to. The product is
// reduced first: large angles lose digits.
func waves(b *Build, from, to string, n, bins int) (cos, sin *graph.Node) {
	s := graph.Shape{{Name: from, Size: n}, {Name: to, Size: bins}}
	c, d := graph.NewArray(s), graph.NewArray(s)
	for t := range n {
		for k := range bins {
			angle := 2 * math.Pi * float64(k*t%n) / float64(n)
			c.Data[t*bins+k], d.Data[t*bins+k] = math.Cos(angle), math.Sin(angle)
		}
	}
	return b.Const(c), b.Const(d)
}

// Fitted has n items of an axis: zeros behind, or cut.
func Fitted(b *Build, x *graph.Node, axis string, n int) *graph.Node {
	if have := x.Shape.Of(axis); have > n {
		return b.Slice(x, axis, 0, n, 1)
	} else if have < n {
		return b.Pad(x, axis, 0, n-have, 0)
	}
	return x
}

// Size is the squared magnitude.
func (s Spectrum) Size(b *Build) *graph.Node { return b.Add(b.Square(s.Re), b.Square(s.Im)) }

// Times is the product of two complex values.
func (s Spectrum) Times(b *Build, w Spectrum, sum ...string) Spectrum {
	mul := func(x, y *graph.Node) *graph.Node { return b.Build.Contract(x, y, sum...) }
	return Spectrum{
		b.Sub(mul(s.Re, w.Re), mul(s.Im, w.Im)),
		b.Add(mul(s.Re, w.Im), mul(s.Im, w.Re)),
	}
}

// Quadrature is the Hilbert transform along an axis, the imaginary part of the analytic
// signal: every frequency turned by a quarter, by the discrete Fourier transform over the
// whole axis, so that its ends meet.
func Quadrature(b *Build, x *graph.Node, axis string) *graph.Node {
	n, from := x.Shape.Of(axis), In(axis)
	kernel := make([]float64, n)
	for m := range kernel {
		for k := 1; 2*k < n; k++ {
			kernel[m] += 2 / float64(n) * math.Sin(2*math.Pi*float64(k*m%n)/float64(n))
		}
	}
	w := graph.NewArray(graph.Shape{{Name: from, Size: n}, {Name: axis, Size: n}})
	for s := range n {
		for t := range n {
			w.Data[s*n+t] = kernel[(t-s+n)%n]
		}
	}
	return b.Build.Contract(b.Rename(x, axis, from), b.Const(w), from)
}

// Taper is a window of n samples, periodic: sample n would be the first again. Names:
// hann, hamming, rect.
func Taper(name string, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		c := math.Cos(2 * math.Pi * float64(i) / float64(n))
		switch name {
		case "hann":
			out[i] = 0.5 - 0.5*c
		case "hamming":
			out[i] = 0.54 - 0.46*c
		default:
			out[i] = 1
		}
	}
	return out
}

// Mirrored puts a reflected margin, without the end itself, on both sides of an axis.
func Mirrored(b *Build, x *graph.Node, axis string, margin int) *graph.Node {
	n := x.Shape.Of(axis)
	if margin == 0 {
		return x
	}
	if margin >= n {
		b.Fail("an axis %s of %d cannot be reflected by %d", axis, n, margin)
	}
	before := b.Flip(b.Slice(x, axis, 1, margin, 1), axis)
	after := b.Flip(b.Slice(x, axis, n-1-margin, margin, 1), axis)
	return b.Concat(axis, before, x, after)
}
