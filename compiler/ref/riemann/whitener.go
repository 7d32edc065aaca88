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

	many   linalg.Logarithms
	logs   [atOnce]*mat.SymDense
	ranges [atOnce]linalg.Range
}

// atOnce matrices have their logarithms taken together: a whole number of lanes.
const atOnce = 16

func newWhitener(n int) *whitener {
	return &whitener{white: mat.NewSymDense(n, nil), log: mat.NewSymDense(n, nil)}
}

// logOf is log(f c f^T), f n×n; the result is overwritten by the next call.
func (k *whitener) logOf(f *mat.Dense, c *mat.SymDense) (*mat.SymDense, error) {
	k.congruence.Apply(k.white, f, c)
	_, _, err := k.logarithm.Of(whitenedLog, k.log, k.white)
	return k.log, err
}

const whitenedLog = "the logarithm of a whitened covariance"

// logsOf hands over log(f c f^T) and about the condition number of f c f^T for one
// c after the other; the logarithm is overwritten later.
func (k *whitener) logsOf(f *mat.Dense, covs []*mat.SymDense, take func(i int, log *mat.SymDense, condition float64)) error {
	for i := range k.logs[:min(atOnce, len(covs))] {
		if k.logs[i] == nil {
			k.logs[i] = mat.NewSymDense(k.log.SymmetricDim(), nil)
		}
	}
	for at := 0; at < len(covs); at += atOnce {
		part := covs[at:min(at+atOnce, len(covs))]
		if which, err := k.many.Of(whitenedLog, k.logs[:len(part)], f, part, k.ranges[:len(part)]); err != nil {
			return fmt.Errorf("matrix %d: %w", at+which, err)
		}
		for i := range part {
			take(at+i, k.logs[i], k.ranges[i].High/k.ranges[i].Low)
		}
	}
	return nil
}

// meanLog adds the weighted logarithms of f c f^T to sum and gives the bound on
// the curvature of Bini and Iannazzo 2013: the weighted mean of x coth x with x
// half the logarithm of the condition number of f c f^T.
func (k *whitener) meanLog(sum *mat.SymDense, f *mat.Dense, covs []*mat.SymDense, w []float64) (bound float64, err error) {
	err = k.logsOf(f, covs, func(i int, log *mat.SymDense, condition float64) {
		linalg.AddScaled(sum, w[i], log)
		bound += w[i] * curvature(condition)
	})
	if err != nil {
		return 0, fmt.Errorf("the mean: %w", err)
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
