package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// meanRiemann is the Karcher mean of the affine-invariant metric (Moakher 2005)
// by gradient steps from the arithmetic mean. The step shrinks when the gradient
// grows (Congedo et al. 2017); the criterion is the norm of the gradient.
func meanRiemann(covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	if len(covs) == 1 {
		return positiveCopy(covs[0])
	}
	c := linalg.WeightedSum(covs, w)
	k := newWhitener(c.SymmetricDim())
	step, best, last := 1.0, math.Inf(1), math.Inf(1)
	for range opts.MaxIter {
		root, inv, err := linalg.SqrtInvSqrt(c)
		if err != nil {
			return nil, fmt.Errorf("the Riemannian mean: %w", err)
		}
		gradient, err := k.meanLog(inv, covs, w)
		if err != nil {
			return nil, err
		}
		size := linalg.Frobenius(gradient)
		if size >= last && size < 1e-7 {
			return c, nil // no better gradient is left above rounding
		}
		if size >= last {
			step /= 2
		}
		best, last = math.Min(best, size), size
		gradient.ScaleSym(step, gradient)
		move, err := linalg.Exp(gradient)
		if err != nil {
			return nil, fmt.Errorf("the Riemannian mean: %w", err)
		}
		c = linalg.Sandwich(root, move)
		if size <= opts.Tol || step < opts.Tol {
			return c, nil
		}
	}
	return nil, &NotConverged{What: "the Riemannian mean", Steps: opts.MaxIter, Left: best, Tol: opts.Tol}
}

// positiveCopy copies c after making sure that it is positive definite.
func positiveCopy(c *mat.SymDense) (*mat.SymDense, error) {
	if _, err := linalg.Cholesky("the mean", c); err != nil {
		return nil, err
	}
	out := mat.NewSymDense(c.SymmetricDim(), nil)
	out.CopySym(c)
	return out, nil
}

// A whitener holds the buffers for logarithms of w c w.
type whitener struct {
	eigen      linalg.Eigen
	left, full *mat.Dense
	white, log *mat.SymDense
}

func newWhitener(n int) *whitener {
	return &whitener{
		left: mat.NewDense(n, n, nil), full: mat.NewDense(n, n, nil),
		white: mat.NewSymDense(n, nil), log: mat.NewSymDense(n, nil),
	}
}

// factorize decomposes inv c inv.
func (k *whitener) factorize(inv, c *mat.SymDense) error {
	r := inv.RawSymmetric()
	blas64.Symm(blas.Right, 1, c.RawSymmetric(), k.fullOf(r), 0, k.left.RawMatrix())
	blas64.Symm(blas.Right, 1, r, k.left.RawMatrix(), 0, k.full.RawMatrix())
	k.upper(k.full, k.white)
	const op = "the logarithm of a whitened covariance"
	if err := k.eigen.Factorize(op, k.white); err != nil {
		return err
	}
	return k.eigen.RequirePositive(op)
}

// fullOf spreads a symmetric matrix into the full buffer.
func (k *whitener) fullOf(r blas64.Symmetric) blas64.General {
	f := k.full.RawMatrix()
	for i := range r.N {
		for j := i; j < r.N; j++ {
			v := r.Data[i*r.Stride+j]
			f.Data[i*f.Stride+j] = v
			f.Data[j*f.Stride+i] = v
		}
	}
	return f
}

func (k *whitener) upper(src *mat.Dense, dst *mat.SymDense) {
	s, d := src.RawMatrix(), dst.RawSymmetric()
	for i := range d.N {
		for j := i; j < d.N; j++ {
			d.Data[i*d.Stride+j] = 0.5 * (s.Data[i*s.Stride+j] + s.Data[j*s.Stride+i])
		}
	}
}

// logOf is log(inv c inv); the result is overwritten by the next call.
func (k *whitener) logOf(inv, c *mat.SymDense) (*mat.SymDense, error) {
	if err := k.factorize(inv, c); err != nil {
		return nil, err
	}
	k.eigen.Compose(k.log, math.Log)
	return k.log, nil
}

// meanLog is the weighted mean of log(inv c inv).
func (k *whitener) meanLog(inv *mat.SymDense, covs []*mat.SymDense, w []float64) (*mat.SymDense, error) {
	sum := mat.NewSymDense(inv.SymmetricDim(), nil)
	for i, c := range covs {
		l, err := k.logOf(inv, c)
		if err != nil {
			return nil, fmt.Errorf("matrix %d of the mean: %w", i, err)
		}
		linalg.AddScaled(sum, w[i], l)
	}
	return sum, nil
}
