package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// Normalize scales a covariance: "corr" to a unit diagonal, "trace" to trace 1,
// "determinant" to determinant 1.
func Normalize(kind string, c *mat.SymDense) (*mat.SymDense, error) {
	switch kind {
	case "corr":
		return NormalizeCorr(c)
	case "trace":
		tr := mat.Trace(c)
		if !(tr > 0) {
			return nil, fmt.Errorf("a matrix with trace %g cannot be scaled to trace 1", tr)
		}
		return scaled(c, 1/tr), nil
	case "determinant":
		logDet, err := linalg.LogDet(c)
		if err != nil {
			return nil, err
		}
		return scaled(c, math.Exp(-logDet/float64(c.SymmetricDim()))), nil
	}
	return nil, fmt.Errorf("no normalisation is called %q; there are corr, trace and determinant", kind)
}

// NormalizeCorr turns a covariance into correlations.
func NormalizeCorr(c *mat.SymDense) (*mat.SymDense, error) {
	n := c.SymmetricDim()
	std := make([]float64, n)
	for i := range n {
		if std[i] = math.Sqrt(c.At(i, i)); !(std[i] > 0) {
			return nil, fmt.Errorf("channel %d has variance %g, so it has no correlation", i, c.At(i, i))
		}
	}
	out := mat.NewSymDense(n, nil)
	for i := range n {
		out.SetSym(i, i, 1)
		for j := i + 1; j < n; j++ {
			out.SetSym(i, j, c.At(i, j)/(std[i]*std[j]))
		}
	}
	return out, nil
}

// NonDiagonality is the mean square off the diagonal over the mean square on it.
func NonDiagonality(c *mat.SymDense) float64 {
	n := c.SymmetricDim()
	diag := 0.0
	for i := range n {
		diag += c.At(i, i) * c.At(i, i)
	}
	return (sumSquares(c) - diag) / diag / float64(n-1)
}

func scaled(c *mat.SymDense, f float64) *mat.SymDense {
	out := mat.NewSymDense(c.SymmetricDim(), nil)
	out.ScaleSym(f, c)
	return out
}
