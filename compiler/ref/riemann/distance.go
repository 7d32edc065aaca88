package riemann

import (
	"errors"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// DistanceMetrics are the distances by name.
func DistanceMetrics() []string {
	return []string{
		"riemann", "logeuclid", "euclid", "logdet", "logchol", "wasserstein",
		"kullback", "kullback_right", "kullback_sym", "chol", "harmonic", "thompson",
	}
}

// Distance is the distance between two covariances of one size, not squared.
// The Kullback–Leibler divergences are 0.5 (tr(b^-1 a) - n + logdet b - logdet a)
// for kullback, with a and b swapped for kullback_right, and the sum of both for
// kullback_sym.
func Distance(metric string, a, b *mat.SymDense) (float64, error) {
	if n, m := a.SymmetricDim(), b.SymmetricDim(); n != m {
		return 0, fmt.Errorf("the distance of a %d×%d from a %d×%d matrix is not defined", n, n, m, m)
	}
	switch metric {
	case "riemann":
		return distanceRiemann(a, b)
	case "logeuclid":
		return mapped(linalg.Log, a, b)
	case "euclid":
		return linalg.Frobenius(linalg.Sub(a, b)), nil
	case "harmonic":
		return mapped(linalg.Inverse, a, b)
	case "logdet":
		return distanceLogDet(a, b)
	case "chol", "logchol":
		return distanceCholesky(a, b, metric == "logchol")
	case "wasserstein":
		return distanceWasserstein(a, b)
	case "kullback":
		return kullback(a, b)
	case "kullback_right":
		return kullback(b, a)
	case "kullback_sym":
		left, err := kullback(a, b)
		if err != nil {
			return 0, err
		}
		right, err := kullback(b, a)
		return left + right, err
	case "thompson":
		return distanceThompson(a, b)
	}
	return 0, fmt.Errorf("no distance is called %q; there are %v", metric, DistanceMetrics())
}

// Distances is the distance of every matrix from b.
func Distances(metric string, covs []*mat.SymDense, b *mat.SymDense) ([]float64, error) {
	out := make([]float64, len(covs))
	distance := func(a *mat.SymDense) (float64, error) { return Distance(metric, a, b) }
	if metric == "riemann" && len(covs) > 1 {
		r, err := newReference(b)
		if err != nil {
			return nil, err
		}
		k := newWhitener(b.SymmetricDim())
		distance = func(a *mat.SymDense) (float64, error) { return r.distance(k, a) }
	}
	for i, a := range covs {
		d, err := distance(a)
		if err != nil {
			return nil, fmt.Errorf("matrix %d: %w", i, err)
		}
		out[i] = d
	}
	return out, nil
}

// DistancePowerEuclid is |a^p - b^p|/|p| in the Frobenius norm, p not 0 (Dryden
// et al. 2010).
func DistancePowerEuclid(p float64, a, b *mat.SymDense) (float64, error) {
	if p == 0 {
		return 0, errors.New("the power of a power-Euclidean distance is not 0; logeuclid is its limit")
	}
	d, err := mapped(func(c *mat.SymDense) (*mat.SymDense, error) { return linalg.Pow(c, p) }, a, b)
	return d / math.Abs(p), err
}

// distanceRiemann is the affine-invariant distance (Moakher 2005).
func distanceRiemann(a, b *mat.SymDense) (float64, error) {
	r, err := newReference(b)
	if err != nil {
		return 0, err
	}
	return r.distance(newWhitener(b.SymmetricDim()), a)
}

// A reference is a matrix b with distances from it under the affine-invariant
// metric, which does not mind that the Cholesky factor whitens instead of the
// symmetric root.
type reference struct {
	inverse *mat.Dense // of the Cholesky factor of b
}

func newReference(b *mat.SymDense) (*reference, error) {
	inverse, err := linalg.InverseLower("the distance", b)
	return &reference{inverse}, err
}

// distance is the norm of the logarithm of a seen from b.
func (r *reference) distance(k *whitener, a *mat.SymDense) (float64, error) {
	n, _ := r.inverse.Dims()
	if m := a.SymmetricDim(); m != n {
		return 0, fmt.Errorf("the distance of a %d×%d from a %d×%d matrix is not defined", m, m, n, n)
	}
	k.congruence.ApplyLower(k.white, r.inverse, a)
	d, err := k.logarithm.Norm("the distance", k.white)
	if err != nil { // a tells more about itself than seen from b
		if _, own := linalg.Log(a); own != nil {
			err = own
		}
		return 0, err
	}
	return d, nil
}

func distanceThompson(a, b *mat.SymDense) (float64, error) {
	logs, err := logRatios(a, b)
	largest := 0.0
	for _, v := range logs {
		largest = math.Max(largest, math.Abs(v))
	}
	return largest, err
}

// logRatios are the logarithms of the eigenvalues of b^-1 a.
func logRatios(a, b *mat.SymDense) ([]float64, error) {
	values, err := linalg.GenEighValues(a, b)
	if err != nil {
		return nil, err
	}
	if values[0] <= 0 {
		_, err := linalg.Log(a)
		if err == nil {
			err = &linalg.NotSPD{Op: "the distance", Size: len(values), Smallest: values[0], Largest: values[len(values)-1]}
		}
		return nil, err
	}
	for i, v := range values {
		values[i] = math.Log(v)
	}
	return values, nil
}

// mapped is the Euclidean distance after applying f to both.
func mapped(f func(*mat.SymDense) (*mat.SymDense, error), a, b *mat.SymDense) (float64, error) {
	fa, err := f(a)
	if err != nil {
		return 0, err
	}
	fb, err := f(b)
	if err != nil {
		return 0, err
	}
	return linalg.Frobenius(linalg.Sub(fa, fb)), nil
}

// distanceLogDet is the root of the symmetric Stein divergence (Sra 2012).
func distanceLogDet(a, b *mat.SymDense) (float64, error) {
	mid := linalg.WeightedSum([]*mat.SymDense{a, b}, []float64{0.5, 0.5})
	var logs [3]float64
	for i, c := range []*mat.SymDense{mid, a, b} {
		v, err := linalg.LogDet(c)
		if err != nil {
			return 0, err
		}
		logs[i] = v
	}
	return math.Sqrt(math.Max(logs[0]-0.5*(logs[1]+logs[2]), 0)), nil
}

// distanceCholesky compares Cholesky factors, with the logarithm of the
// diagonals for the log-Cholesky metric (Lin 2019).
func distanceCholesky(a, b *mat.SymDense, log bool) (float64, error) {
	la, err := linalg.Lower("the Cholesky distance", a)
	if err != nil {
		return 0, err
	}
	lb, err := linalg.Lower("the Cholesky distance", b)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range a.SymmetricDim() {
		for j := range i {
			d := la.At(i, j) - lb.At(i, j)
			sum += d * d
		}
		d := la.At(i, i) - lb.At(i, i)
		if log {
			d = math.Log(la.At(i, i)) - math.Log(lb.At(i, i))
		}
		sum += d * d
	}
	return math.Sqrt(sum), nil
}

// distanceWasserstein is the Bures–Wasserstein distance (Bhatia et al. 2019).
func distanceWasserstein(a, b *mat.SymDense) (float64, error) {
	root, err := linalg.Sqrt(b)
	if err != nil {
		return 0, err
	}
	cross, err := linalg.Sqrt(linalg.Sandwich(root, a))
	if err != nil {
		return 0, err
	}
	return math.Sqrt(math.Max(mat.Trace(a)+mat.Trace(b)-2*mat.Trace(cross), 0)), nil
}

func kullback(a, b *mat.SymDense) (float64, error) {
	inv, err := linalg.Inverse(b)
	if err != nil {
		return 0, err
	}
	logA, err := linalg.LogDet(a)
	if err != nil {
		return 0, err
	}
	logB, err := linalg.LogDet(b)
	if err != nil {
		return 0, err
	}
	return 0.5 * (linalg.FrobeniusDot(inv, a) - float64(a.SymmetricDim()) + logB - logA), nil
}
