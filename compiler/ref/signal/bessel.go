package signal

import (
	"fmt"
	"math"
	"math/cmplx"
)

// maxBesselOrder bounds the order: above it the coefficients of the polynomial
// no longer determine its roots in double precision.
const maxBesselOrder = 20

// besselPrototype takes the roots of the reverse Bessel polynomial, scaled so
// that the phase matches its asymptote as Butterworth's does (scipy's
// norm="phase").
func besselPrototype(order int) (ZPK, error) {
	if order > maxBesselOrder {
		return ZPK{}, fmt.Errorf("a Bessel filter of order %d is not possible; the limit is %d", order, maxBesselOrder)
	}
	// Coefficients c[k] of s^k: (2N-k)! / (2^(N-k) k! (N-k)!), c[N] = 1.
	c := make([]float64, order+1)
	c[order] = 1
	for k := order; k > 0; k-- {
		c[k-1] = c[k] * float64(2*order-k+1) * float64(k) / (2 * float64(order-k+1))
	}
	scale := math.Pow(c[0], -1/float64(order))
	for k := range c {
		c[k] *= math.Pow(scale, float64(order-k))
	}
	return ZPK{Poles: conjugated(findRoots(c)), Gain: 1}, nil
}

// findRoots finds all roots of sum c[k] s^k with leading coefficient 1 by the
// simultaneous iteration of Weierstrass.
func findRoots(c []float64) []complex128 {
	n := len(c) - 1
	roots := make([]complex128, n)
	for i := range roots {
		roots[i] = cmplx.Rect(1, 2*math.Pi*(float64(i)+0.35)/float64(n))
	}
	for range 500 {
		moved := 0.0
		for i, r := range roots {
			value, others := complex(1, 0), complex(1, 0)
			for k := n - 1; k >= 0; k-- {
				value = value*r + complex(c[k], 0)
			}
			for j, o := range roots {
				if j != i {
					others *= r - o
				}
			}
			step := value / others
			roots[i] -= step
			moved = max(moved, cmplx.Abs(step))
		}
		if moved < 1e-15 {
			break
		}
	}
	return roots
}

// conjugated makes the complex roots exact conjugate pairs and the real one
// exactly real.
func conjugated(roots []complex128) []complex128 {
	var out []complex128
	for _, r := range sortedRoots(roots) {
		switch {
		case math.Abs(imag(r)) < 1e-9:
			out = append(out, complex(real(r), 0))
		case imag(r) > 0:
			out = append(out, r, cmplx.Conj(r))
		}
	}
	return out
}
