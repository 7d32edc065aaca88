package riemann

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// TransportMetrics are the metrics that Transport and, but for logchol,
// InnerProduct know.
func TransportMetrics() []string { return []string{"riemann", "logeuclid", "euclid", "logchol"} }

// Transport moves the tangent matrix s from the point a to the point b along
// the geodesic. Neither is whitened: s is a difference in the units of a.
func Transport(metric string, a, b, s *mat.SymDense) (*mat.SymDense, error) {
	switch metric {
	case "riemann":
		return transportRiemann(a, b, s)
	case "euclid":
		out := mat.NewSymDense(s.SymmetricDim(), nil)
		out.CopySym(s)
		return out, nil
	case "logeuclid":
		from, err := newLogDerivative(a)
		if err != nil {
			return nil, err
		}
		to, err := newLogDerivative(b)
		if err != nil {
			return nil, err
		}
		return to.expDerivative(from.logDerivative(s)), nil
	case "logchol":
		return transportCholesky(a, b, s)
	}
	return nil, fmt.Errorf("no transport is called %q; there are %v", metric, TransportMetrics())
}

// transportRiemann is e s e^T with e = (b a^-1)^1/2 (Yair et al. 2019).
func transportRiemann(a, b, s *mat.SymDense) (*mat.SymDense, error) {
	root, inv, err := linalg.SqrtInvSqrt(a)
	if err != nil {
		return nil, err
	}
	mid, err := linalg.Sqrt(linalg.Sandwich(inv, b))
	if err != nil {
		return nil, err
	}
	var left, e mat.Dense
	left.Mul(root, mid)
	e.Mul(&left, inv)
	return linalg.Sandwich(&e, s), nil
}

// transportCholesky keeps the lower triangle of the factor's tangent and scales
// its diagonal by the ratio of the diagonals (Lin 2019).
func transportCholesky(a, b, s *mat.SymDense) (*mat.SymDense, error) {
	la, err := linalg.Lower("the transport", a)
	if err != nil {
		return nil, err
	}
	lb, err := linalg.Lower("the transport", b)
	if err != nil {
		return nil, err
	}
	x := toFactor(la, s)
	for i := range s.SymmetricDim() {
		x.Set(i, i, x.At(i, i)*lb.At(i, i)/la.At(i, i))
	}
	return fromFactor(lb, x), nil
}

// InnerProduct is the product of the tangent matrices s and r at ref: tr(s r)
// for euclid, tr(ref^-1 s ref^-1 r) for riemann, and the product of the
// derivatives of the logarithm for logeuclid.
func InnerProduct(metric string, ref, s, r *mat.SymDense) (float64, error) {
	switch metric {
	case "euclid":
		return linalg.FrobeniusDot(s, r), nil
	case "riemann":
		inv, err := linalg.InvSqrt(ref)
		if err != nil {
			return 0, err
		}
		return linalg.FrobeniusDot(linalg.Sandwich(inv, s), linalg.Sandwich(inv, r)), nil
	case "logeuclid":
		d, err := newLogDerivative(ref)
		if err != nil {
			return 0, err
		}
		return linalg.FrobeniusDot(d.logDerivative(s), d.logDerivative(r)), nil
	}
	return 0, fmt.Errorf("no inner product is called %q; there are riemann, logeuclid and euclid", metric)
}
