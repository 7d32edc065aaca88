package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// A whitener holds the buffers for logarithms of f c f^T.
type whitener struct {
	congruence linalg.Congruence
	logarithm  linalg.Logarithm
	white, log *mat.SymDense
}

func newWhitener(n int) *whitener {
	return &whitener{white: mat.NewSymDense(n, nil), log: mat.NewSymDense(n, nil)}
}

// logOf is log(f c f^T), f n×n; the result is overwritten by the next call.
func (k *whitener) logOf(f *mat.Dense, c *mat.SymDense) (*mat.SymDense, error) {
	log, _, err := k.logAndCondition(f, c)
	return log, err
}

// logAndCondition is logOf and about the condition number of f c f^T.
func (k *whitener) logAndCondition(f *mat.Dense, c *mat.SymDense) (*mat.SymDense, float64, error) {
	k.congruence.Apply(k.white, f, c)
	low, high, err := k.logarithm.Of("the logarithm of a whitened covariance", k.log, k.white)
	return k.log, high / low, err
}

// meanLog adds the weighted logarithms of f c f^T to sum and gives the bound on
// the curvature of Bini and Iannazzo 2013: the weighted mean of x coth x with x
// half the logarithm of the condition number of f c f^T.
func (k *whitener) meanLog(sum *mat.SymDense, f *mat.Dense, covs []*mat.SymDense, w []float64) (bound float64, err error) {
	for i, c := range covs {
		l, condition, err := k.logAndCondition(f, c)
		if err != nil {
			return 0, fmt.Errorf("matrix %d of the mean: %w", i, err)
		}
		linalg.AddScaled(sum, w[i], l)
		bound += w[i] * curvature(condition)
	}
	return bound, nil
}

// curvature is x coth x of half the logarithm x of a condition number.
func curvature(condition float64) float64 {
	x := 0.5 * math.Log(condition)
	if x < 1e-4 {
		return 1
	}
	return x / math.Tanh(x)
}
