package signal

import (
	"math"
	"math/cmplx"
)

// A ZPK is a filter by its zeros, poles and gain. Complex roots come in
// conjugate pairs.
type ZPK struct {
	Zeros, Poles []complex128
	Gain         float64
}

// degree is how many more poles than zeros an analogue filter has, which is
// how many zeros it has at infinity.
func (f ZPK) degree() int { return len(f.Poles) - len(f.Zeros) }

// product multiplies g(r) over the roots.
func product(roots []complex128, g func(complex128) complex128) complex128 {
	p := complex(1, 0)
	for _, r := range roots {
		p *= g(r)
	}
	return p
}

func negate(r complex128) complex128 { return -r }

// lowpassTo moves an analogue prototype with edge 1 rad/s to the band whose
// pre-warped edges are given in rad/s.
func (f ZPK) lowpassTo(kind Kind, edges []float64) ZPK {
	switch kind {
	case HighPass:
		return f.toHighpass(edges[0])
	case BandPass:
		return f.toBandpass(math.Sqrt(edges[0]*edges[1]), edges[1]-edges[0])
	case BandStop:
		return f.toBandstop(math.Sqrt(edges[0]*edges[1]), edges[1]-edges[0])
	}
	return f.toLowpass(edges[0])
}

func (f ZPK) toLowpass(w float64) ZPK {
	return ZPK{
		Zeros: scaled(f.Zeros, w),
		Poles: scaled(f.Poles, w),
		Gain:  f.Gain * math.Pow(w, float64(f.degree())),
	}
}

func (f ZPK) toHighpass(w float64) ZPK {
	g := product(f.Zeros, negate) / product(f.Poles, negate)
	return ZPK{
		Zeros: append(inverted(f.Zeros, w), repeated(0, f.degree())...),
		Poles: inverted(f.Poles, w),
		Gain:  f.Gain * real(g),
	}
}

func (f ZPK) toBandpass(centre, width float64) ZPK {
	return ZPK{
		Zeros: append(split(scaled(f.Zeros, width/2), centre), repeated(0, f.degree())...),
		Poles: split(scaled(f.Poles, width/2), centre),
		Gain:  f.Gain * math.Pow(width, float64(f.degree())),
	}
}

func (f ZPK) toBandstop(centre, width float64) ZPK {
	g := product(f.Zeros, negate) / product(f.Poles, negate)
	zeros := split(inverted(f.Zeros, width/2), centre)
	zeros = append(zeros, repeated(complex(0, centre), f.degree())...)
	zeros = append(zeros, repeated(complex(0, -centre), f.degree())...)
	return ZPK{
		Zeros: zeros,
		Poles: split(inverted(f.Poles, width/2), centre),
		Gain:  f.Gain * real(g),
	}
}

// bilinear maps the s plane to the z plane with s = 2 fs (z-1)/(z+1). Zeros at
// infinity land on z = -1.
func (f ZPK) bilinear(fs float64) ZPK {
	two := complex(2*fs, 0)
	move := func(r complex128) complex128 { return (two + r) / (two - r) }
	gain := product(f.Zeros, func(r complex128) complex128 { return two - r }) /
		product(f.Poles, func(r complex128) complex128 { return two - r })
	return ZPK{
		Zeros: append(mapped(f.Zeros, move), repeated(-1, f.degree())...),
		Poles: mapped(f.Poles, move),
		Gain:  f.Gain * real(gain),
	}
}

func mapped(roots []complex128, g func(complex128) complex128) []complex128 {
	out := make([]complex128, len(roots))
	for i, r := range roots {
		out[i] = g(r)
	}
	return out
}

func scaled(roots []complex128, w float64) []complex128 {
	return mapped(roots, func(r complex128) complex128 { return r * complex(w, 0) })
}

func inverted(roots []complex128, w float64) []complex128 {
	return mapped(roots, func(r complex128) complex128 { return complex(w, 0) / r })
}

func repeated(r complex128, n int) []complex128 {
	out := make([]complex128, n)
	for i := range out {
		out[i] = r
	}
	return out
}

// split gives the two roots of s² - 2rs + centre² for every root r: a low-pass
// root seen from both sides of the band's centre.
func split(roots []complex128, centre float64) []complex128 {
	out := make([]complex128, 2*len(roots))
	for i, r := range roots {
		d := cmplx.Sqrt(r*r - complex(centre*centre, 0))
		out[i], out[i+len(roots)] = r+d, r-d
	}
	return out
}
