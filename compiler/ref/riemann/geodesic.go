package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// GeodesicMetrics are the metrics that Geodesic knows.
func GeodesicMetrics() []string {
	return []string{"riemann", "logeuclid", "euclid", "logchol", "chol", "thompson", "wasserstein"}
}

// Geodesic is the point at t on the geodesic from a (t = 0) to b (t = 1).
func Geodesic(metric string, a, b *mat.SymDense, t float64) (*mat.SymDense, error) {
	if n, m := a.SymmetricDim(), b.SymmetricDim(); n != m {
		return nil, fmt.Errorf("no geodesic joins a %d×%d and a %d×%d matrix", n, n, m, m)
	}
	pair, w := []*mat.SymDense{a, b}, []float64{1 - t, t}
	switch metric {
	case "riemann":
		return geodesicRiemann(a, b, t)
	case "logeuclid":
		return meanMapped(pair, w, linalg.Log, linalg.Exp)
	case "euclid":
		return linalg.WeightedSum(pair, w), nil
	case "chol", "logchol":
		return meanCholesky(pair, w, metric == "logchol")
	case "thompson":
		return geodesicThompson(a, b, t)
	case "wasserstein":
		return geodesicWasserstein(a, b, t)
	}
	return nil, fmt.Errorf("no geodesic is called %q; there are %v", metric, GeodesicMetrics())
}

// geodesicRiemann is a^1/2 (a^-1/2 b a^-1/2)^t a^1/2.
func geodesicRiemann(a, b *mat.SymDense, t float64) (*mat.SymDense, error) {
	root, inv, err := linalg.SqrtInvSqrt(a)
	if err != nil {
		return nil, err
	}
	p, err := linalg.Pow(linalg.Sandwich(inv, b), t)
	if err != nil {
		return nil, err
	}
	return linalg.Sandwich(root, p), nil
}

// geodesicThompson is one of the geodesics of the Thompson metric, a mixture of
// a and b (Nussbaum 1994).
func geodesicThompson(a, b *mat.SymDense, t float64) (*mat.SymDense, error) {
	logs, err := logRatios(b, a)
	if err != nil {
		return nil, err
	}
	low, high := math.Exp(logs[0]), math.Exp(logs[len(logs)-1])
	if high-low <= 1e-14*high {
		return scaled(a, math.Pow(low, t)), nil
	}
	lowT, highT := math.Pow(low, t), math.Pow(high, t)
	w := []float64{(high*lowT - low*highT) / (high - low), (highT - lowT) / (high - low)}
	return linalg.WeightedSum([]*mat.SymDense{a, b}, w), nil
}

// geodesicWasserstein is (1-t)² a + t² b + t(1-t) ((ab)^1/2 + (ba)^1/2) (Bhatia
// et al. 2019).
func geodesicWasserstein(a, b *mat.SymDense, t float64) (*mat.SymDense, error) {
	cross, err := crossRoot(a, b)
	if err != nil {
		return nil, err
	}
	return linalg.WeightedSum([]*mat.SymDense{a, b, cross}, []float64{(1 - t) * (1 - t), t * t, t * (1 - t)}), nil
}

// crossRoot is (ab)^1/2 + (ba)^1/2, symmetric.
func crossRoot(a, b *mat.SymDense) (*mat.SymDense, error) {
	root, inv, err := linalg.SqrtInvSqrt(a)
	if err != nil {
		return nil, err
	}
	mid, err := linalg.Sqrt(linalg.Sandwich(root, b))
	if err != nil {
		return nil, err
	}
	var left, full mat.Dense
	left.Mul(root, mid)
	full.Mul(&left, inv)
	sum := linalg.Symmetrize(&full)
	sum.ScaleSym(2, sum)
	return sum, nil
}
