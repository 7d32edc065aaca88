package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// NaNMean is the Riemannian mean of matrices in which some channels are missing,
// given as NaN rows and columns (Yger et al. 2020). The missing part of a matrix
// does not pull at the mean; every channel must be present in at least one.
func NaNMean(covs []*mat.SymDense, weights []float64, opts Options) (*mat.SymDense, error) {
	w, err := meanInput(covs, weights)
	if err != nil {
		return nil, err
	}
	n := covs[0].SymmetricDim()
	present := make([][]int, len(covs))
	parts := make([]*mat.SymDense, len(covs))
	start := mat.NewSymDense(n, nil)
	counts := make([]float64, n)
	for k, c := range covs {
		present[k] = presentChannels(c)
		if len(present[k]) == 0 {
			return nil, fmt.Errorf("matrix %d has no channel", k)
		}
		parts[k] = subMatrix(c, present[k])
		for _, i := range present[k] {
			counts[i] += w[k]
			start.SetSym(i, i, start.At(i, i)+w[k]*c.At(i, i))
		}
	}
	for i, v := range counts {
		if v == 0 {
			return nil, fmt.Errorf("channel %d is missing in every matrix", i)
		}
		start.SetSym(i, i, start.At(i, i)/v)
	}
	return maskedMean(start, parts, present, w, opts.or(1e-9, 2000))
}

// maskedMean descends from c; each step moves by the sum of the tangent matrices
// of the present parts.
func maskedMean(c *mat.SymDense, parts []*mat.SymDense, present [][]int, w []float64, opts Options) (*mat.SymDense, error) {
	n := c.SymmetricDim()
	step, left, last := 1.0, math.Inf(1), math.Inf(1)
	for range opts.MaxIter {
		pull := mat.NewSymDense(n, nil)
		for k, x := range parts {
			move, err := partMove(subMatrix(c, present[k]), x)
			if err != nil {
				return nil, fmt.Errorf("matrix %d of the mean: %w", k, err)
			}
			for a, i := range present[k] {
				for b := a; b < len(present[k]); b++ {
					j := present[k][b]
					pull.SetSym(i, j, pull.At(i, j)+w[k]*move.At(a, b))
				}
			}
		}
		root, inv, err := linalg.SqrtInvSqrt(c)
		if err != nil {
			return nil, err
		}
		left = linalg.Frobenius(pull) / linalg.Frobenius(c)
		if left >= last {
			step /= 2
		}
		last = left
		white := linalg.Sandwich(inv, pull)
		white.ScaleSym(step, white)
		e, err := linalg.Exp(white)
		if err != nil {
			return nil, err
		}
		c = linalg.Sandwich(root, e)
		if left <= opts.Tol || step < 1e-12 {
			return c, nil
		}
	}
	return nil, &NotConverged{What: "the masked Riemannian mean", Steps: opts.MaxIter, Left: left, Tol: opts.Tol}
}

// partMove is c^1/2 log(c^-1/2 x c^-1/2) c^1/2.
func partMove(c, x *mat.SymDense) (*mat.SymDense, error) {
	root, inv, err := linalg.SqrtInvSqrt(c)
	if err != nil {
		return nil, err
	}
	l, err := linalg.Log(linalg.Sandwich(inv, x))
	if err != nil {
		return nil, err
	}
	return linalg.Sandwich(root, l), nil
}

func presentChannels(c *mat.SymDense) []int {
	var out []int
	for i := range c.SymmetricDim() {
		if !math.IsNaN(c.At(i, i)) {
			out = append(out, i)
		}
	}
	return out
}

func subMatrix(c *mat.SymDense, keep []int) *mat.SymDense {
	out := mat.NewSymDense(len(keep), nil)
	for a, i := range keep {
		for b := a; b < len(keep); b++ {
			out.SetSym(a, b, c.At(i, keep[b]))
		}
	}
	return out
}
