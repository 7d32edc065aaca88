package signal

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
)

// A Section is one biquad, (B0 + B1/z + B2/z²) / (1 + A1/z + A2/z²).
type Section struct{ B0, B1, B2, A1, A2 float64 }

// An SOS is a cascade of sections, applied first to last.
type SOS []Section

// Sections factors the filter into biquads. Poles and zeros are paired as in
// scipy's zpk2sos: the pole nearest the unit circle takes the nearest zeros and
// goes last, and so on towards the front; the gain sits in the first section.
func (f ZPK) Sections() (SOS, error) {
	if len(f.Poles) == 0 {
		return SOS{{B0: f.Gain}}, nil
	}
	n := max(len(f.Poles), len(f.Zeros))
	n += n % 2
	poles := pairs(append(slices.Clone(f.Poles), repeated(0, n-len(f.Poles))...))
	zeros := pairs(append(slices.Clone(f.Zeros), repeated(0, n-len(f.Zeros))...))
	if len(poles.real)+2*len(poles.upper) != n || len(zeros.real)+2*len(zeros.upper) != n {
		return nil, fmt.Errorf("the complex roots of the filter do not come in conjugate pairs")
	}
	sos := make(SOS, n/2)
	for i := n/2 - 1; i >= 0; i-- {
		p1, p2 := poles.takeWorst()
		z1, z2 := zeros.takeNearest(p1)
		sos[i] = Section{
			B0: 1, B1: -real(z1 + z2), B2: real(z1 * z2),
			A1: -real(p1 + p2), A2: real(p1 * p2),
		}
	}
	sos[0].B0 *= f.Gain
	sos[0].B1 *= f.Gain
	sos[0].B2 *= f.Gain
	return sos, nil
}

// rootPairs are roots not yet used: one of each conjugate pair, and the real
// ones.
type rootPairs struct{ upper, real []complex128 }

func pairs(roots []complex128) rootPairs {
	const tiny = 100 * 0x1p-52
	var r rootPairs
	for _, z := range sortedRoots(roots) {
		switch {
		case math.Abs(imag(z)) <= tiny*cmplx.Abs(z):
			r.real = append(r.real, complex(real(z), 0))
		case imag(z) > 0:
			r.upper = append(r.upper, z)
		}
	}
	return r
}

// takeWorst removes the pole nearest the unit circle together with its partner:
// the conjugate, or the worst of the other real poles.
func (r *rootPairs) takeWorst() (p1, p2 complex128) {
	i, di := closest(r.upper, circleDistance)
	j, dj := closest(r.real, circleDistance)
	if i >= 0 && (j < 0 || di <= dj) {
		p := remove(&r.upper, i)
		return p, cmplx.Conj(p)
	}
	p1 = remove(&r.real, j)
	k, _ := closest(r.real, circleDistance)
	return p1, remove(&r.real, k)
}

// takeNearest removes the zeros for a section with the pole p: the nearest with
// its conjugate, or the two nearest real ones. Real roots are even in number
// throughout, so a second one is always there.
func (r *rootPairs) takeNearest(p complex128) (z1, z2 complex128) {
	distance := func(z complex128) float64 { return cmplx.Abs(z - p) }
	i, di := closest(r.upper, distance)
	j, dj := closest(r.real, distance)
	if i >= 0 && (j < 0 || di <= dj) {
		z := remove(&r.upper, i)
		return z, cmplx.Conj(z)
	}
	z1 = remove(&r.real, j)
	k, _ := closest(r.real, distance)
	return z1, remove(&r.real, k)
}

func circleDistance(z complex128) float64 { return math.Abs(1 - cmplx.Abs(z)) }

// closest finds the first root of least distance, -1 when there is none.
func closest(roots []complex128, distance func(complex128) float64) (int, float64) {
	at, best := -1, math.Inf(1)
	for i, z := range roots {
		if d := distance(z); at < 0 || d < best {
			at, best = i, d
		}
	}
	return at, best
}

func remove(roots *[]complex128, i int) complex128 {
	z := (*roots)[i]
	*roots = slices.Delete(*roots, i, i+1)
	return z
}
