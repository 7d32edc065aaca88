package signal

import (
	"math"
	"slices"
)

// An IIR describes a digital filter of a classical family. The order is that
// of the low-pass prototype: a band-pass or band-stop has twice as many poles.
// Ripple (dB in the pass band) serves Cheby1 and Ellip, Stop (dB of
// attenuation) Cheby2 and Ellip.
type IIR struct {
	Family       Family
	Order        int
	Band         Band
	Ripple, Stop float64
}

// Design gives the filter's zeros, poles and gain at the rate fs, by the
// bilinear transform with the edges pre-warped (Oppenheim & Schafer,
// Discrete-Time Signal Processing, ch. 7).
func (d IIR) Design(fs float64) (ZPK, error) {
	if err := d.Band.check(fs); err != nil {
		return ZPK{}, err
	}
	proto, err := prototype(d.Family, d.Order, d.Ripple, d.Stop)
	if err != nil {
		return ZPK{}, err
	}
	// Frequencies are counted in units of the Nyquist frequency, so the
	// nominal rate is 2 and the numbers stay near 1 at any fs.
	const rate = 2.0
	edges := d.Band.edges()
	for i, e := range edges {
		edges[i] = 2 * rate * math.Tan(math.Pi*(2*e/fs)/rate)
	}
	return proto.lowpassTo(d.Band.Kind, edges).bilinear(rate), nil
}

// Sections gives the filter as second-order sections at the rate fs.
func (d IIR) Sections(fs float64) (SOS, error) {
	zpk, err := d.Design(fs)
	if err != nil {
		return nil, err
	}
	sos, err := zpk.Sections()
	if err != nil {
		return nil, err
	}
	for _, q := range sos {
		if !q.stable() {
			return nil, &UnstableError{Order: d.Order, Band: d.Band, Rate: fs}
		}
	}
	return sos, nil
}

// stable reports whether both poles lie inside the unit circle.
func (q Section) stable() bool { return math.Abs(q.A2) < 1 && math.Abs(q.A1) < 1+q.A2 }

// Butterworth designs the maximally flat filter of the given prototype order.
func Butterworth(order int, band Band, fs float64) (SOS, error) {
	return IIR{Family: Butter, Order: order, Band: band}.Sections(fs)
}

// Transfer expands the filter into numerator and denominator polynomials in
// 1/z. For more than about eight poles prefer Sections, which keep their
// accuracy.
func (f ZPK) Transfer() Transfer {
	b := polynomial(f.Zeros)
	for i := range b {
		b[i] *= f.Gain
	}
	return Transfer{B: b, A: polynomial(f.Poles)}
}

// polynomial multiplies out (1 - r/z) over the roots, whose complex members
// come in conjugate pairs.
func polynomial(roots []complex128) []float64 {
	p := []complex128{1}
	for _, r := range roots {
		p = append(p, 0)
		for i := len(p) - 1; i > 0; i-- {
			p[i] -= r * p[i-1]
		}
	}
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = real(v)
	}
	return out
}

// sortedRoots orders roots by real part, then imaginary part.
func sortedRoots(roots []complex128) []complex128 {
	out := slices.Clone(roots)
	slices.SortStableFunc(out, func(a, b complex128) int {
		switch {
		case real(a) != real(b):
			return sign(real(a) - real(b))
		default:
			return sign(imag(a) - imag(b))
		}
	})
	return out
}

func sign(v float64) int {
	switch {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}
