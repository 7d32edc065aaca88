package signal

import (
	"fmt"
	"math"
	"math/cmplx"
)

// A Family is a classical analogue filter.
type Family string

const (
	Butter Family = "butter"
	Cheby1 Family = "cheby1"
	Cheby2 Family = "cheby2"
	Ellip  Family = "ellip"
	Bessel Family = "bessel"
)

// prototype is the analogue low-pass with its edge at 1 rad/s: -3 dB for
// Butterworth, the end of the ripple band for Chebyshev I and elliptic, the
// start of the stop band for Chebyshev II, the phase-normalised midpoint for
// Bessel. Ripple and stop-band attenuation are in dB.
func prototype(family Family, order int, ripple, stop float64) (ZPK, error) {
	if order < 1 {
		return ZPK{}, &OrderError{order}
	}
	switch family {
	case Cheby1, Ellip:
		if !(ripple > 0) {
			return ZPK{}, fmt.Errorf("a %s filter needs a pass-band ripple above 0 dB, not %g", family, ripple)
		}
	}
	switch family {
	case Cheby2, Ellip:
		if !(stop > ripple) {
			return ZPK{}, fmt.Errorf("a %s filter needs a stop-band attenuation above %g dB, not %g", family, ripple, stop)
		}
	}
	switch family {
	case Butter:
		return butterPrototype(order), nil
	case Cheby1:
		return cheby1Prototype(order, ripple), nil
	case Cheby2:
		return cheby2Prototype(order, stop), nil
	case Ellip:
		return ellipPrototype(order, ripple, stop), nil
	case Bessel:
		return besselPrototype(order)
	}
	return ZPK{}, fmt.Errorf("no filter family is called %q", family)
}

// angles are the directions of the poles of a Butterworth filter seen from the
// negative real axis, symmetric about 0.
func angles(order int) []float64 {
	a := make([]float64, order)
	for i := range a {
		a[i] = math.Pi * float64(2*i-order+1) / float64(2*order)
	}
	return a
}

func butterPrototype(order int) ZPK {
	f := ZPK{Gain: 1}
	for _, t := range angles(order) {
		f.Poles = append(f.Poles, complex(-math.Cos(t), -math.Sin(t)))
	}
	return f
}

func cheby1Prototype(order int, ripple float64) ZPK {
	eps := math.Sqrt(math.Pow(10, ripple/10) - 1)
	mu := math.Asinh(1/eps) / float64(order)
	var f ZPK
	for _, t := range angles(order) {
		f.Poles = append(f.Poles, -cmplx.Sinh(complex(mu, t)))
	}
	f.Gain = real(product(f.Poles, negate))
	if order%2 == 0 {
		f.Gain /= math.Sqrt(1 + eps*eps)
	}
	return f
}

func cheby2Prototype(order int, stop float64) ZPK {
	eps := 1 / math.Sqrt(math.Pow(10, stop/10)-1)
	mu := math.Asinh(1/eps) / float64(order)
	var f ZPK
	for i, t := range angles(order) {
		// The middle zero of an odd order lies at infinity.
		if 2*i+1 != order {
			f.Zeros = append(f.Zeros, complex(0, 1/math.Sin(t)))
		}
		p := complex(-math.Sinh(mu)*math.Cos(t), -math.Cosh(mu)*math.Sin(t))
		f.Poles = append(f.Poles, 1/p)
	}
	f.Gain = real(product(f.Poles, negate) / product(f.Zeros, negate))
	return f
}
