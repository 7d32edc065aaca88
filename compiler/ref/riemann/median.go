package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// Median is the geometric median under "euclid" or "riemann" by Weiszfeld steps
// (Fletcher et al. 2009), weights of any positive scale (nil: equal). A matrix at
// the present estimate is left out of a step.
func Median(metric string, covs []*mat.SymDense, weights []float64, opts Options) (*mat.SymDense, error) {
	w, err := meanInput(covs, weights)
	if err != nil {
		return nil, err
	}
	o := opts.or(1e-11, 5000)
	start := linalg.WeightedSum(covs, w)
	switch metric {
	case "euclid":
		return iterate("the Euclidean median", start, o, func(c *mat.SymDense) (*mat.SymDense, error) {
			return weiszfeldEuclid(c, covs, w), nil
		})
	case "riemann":
		return iterate("the Riemannian median", start, o, func(c *mat.SymDense) (*mat.SymDense, error) {
			return weiszfeldRiemann(c, covs, w)
		})
	}
	return nil, fmt.Errorf("no median is called %q; there are euclid and riemann", metric)
}

func weiszfeldEuclid(c *mat.SymDense, covs []*mat.SymDense, w []float64) *mat.SymDense {
	pull := make([]float64, len(covs))
	sum := 0.0
	for i, x := range covs {
		if d := linalg.Frobenius(linalg.Sub(x, c)); d > 0 {
			pull[i] = w[i] / d
			sum += pull[i]
		}
	}
	if sum == 0 {
		return c
	}
	for i := range pull {
		pull[i] /= sum
	}
	return linalg.WeightedSum(covs, pull)
}

func weiszfeldRiemann(c *mat.SymDense, covs []*mat.SymDense, w []float64) (*mat.SymDense, error) {
	root, inv, err := linalg.SqrtInvSqrt(c)
	if err != nil {
		return nil, err
	}
	k := newWhitener(c.SymmetricDim())
	white := linalg.Full(inv)
	move := mat.NewSymDense(c.SymmetricDim(), nil)
	sum := 0.0
	for i, x := range covs {
		l, err := k.logOf(white, x)
		if err != nil {
			return nil, fmt.Errorf("matrix %d: %w", i, err)
		}
		if d := linalg.Frobenius(l); d > 0 {
			linalg.AddScaled(move, w[i]/d, l)
			sum += w[i] / d
		}
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return c, nil
	}
	move.ScaleSym(1/sum, move)
	step, err := linalg.Exp(move)
	if err != nil {
		return nil, err
	}
	return linalg.Sandwich(root, step), nil
}
