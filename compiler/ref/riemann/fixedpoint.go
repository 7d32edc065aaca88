package riemann

import (
	"errors"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// iterate repeats c = step(c) until the relative change is at most tol, or small
// and no longer falling, which is where rounding holds it.
func iterate(what string, c *mat.SymDense, opts Options, step func(*mat.SymDense) (*mat.SymDense, error)) (*mat.SymDense, error) {
	change := math.Inf(1)
	for range opts.MaxIter {
		next, err := step(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		last := change
		change = relativeChange(next, c)
		c = next
		if change <= opts.Tol || change >= last && change < 1e-9 {
			return c, nil
		}
	}
	return nil, &NotConverged{What: what, Steps: opts.MaxIter, Left: change, Tol: opts.Tol}
}

// meanLogDet is the mean of the log-determinant divergence, the fixed point of
// c = (sum w ((x+c)/2)^-1)^-1 (Chebbi and Moakher 2012).
func meanLogDet(covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	start := linalg.WeightedSum(covs, w)
	return iterate("the log-det mean", start, opts, func(c *mat.SymDense) (*mat.SymDense, error) {
		sum := mat.NewSymDense(c.SymmetricDim(), nil)
		for i, x := range covs {
			mid := linalg.WeightedSum([]*mat.SymDense{x, c}, []float64{0.5, 0.5})
			inv, err := linalg.Inverse(mid)
			if err != nil {
				return nil, err
			}
			linalg.AddScaled(sum, w[i], inv)
		}
		return linalg.Inverse(sum)
	})
}

// meanWasserstein is the Bures–Wasserstein barycentre by the iteration of
// Álvarez-Esteban et al. 2016, c = c^-1/2 (sum w (c^1/2 x c^1/2)^1/2)^2 c^-1/2.
func meanWasserstein(covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	start := linalg.WeightedSum(covs, w)
	return iterate("the Wasserstein mean", start, opts, func(c *mat.SymDense) (*mat.SymDense, error) {
		root, inv, err := linalg.SqrtInvSqrt(c)
		if err != nil {
			return nil, err
		}
		sum := mat.NewSymDense(c.SymmetricDim(), nil)
		for i, x := range covs {
			cross, err := linalg.Sqrt(linalg.Sandwich(root, x))
			if err != nil {
				return nil, err
			}
			linalg.AddScaled(sum, w[i], cross)
		}
		var half mat.Dense
		half.Mul(inv, sum)
		return linalg.Gram(1, &half), nil
	})
}

// PowerMean is the power mean for -1 <= p <= 1 (Lim and Pálfia 2012): p = 1 the
// arithmetic, 0 the Riemannian, -1 the harmonic mean; weights of any positive
// scale (nil: equal).
func PowerMean(p float64, covs []*mat.SymDense, weights []float64, opts Options) (*mat.SymDense, error) {
	switch {
	case !(p >= -1 && p <= 1):
		return nil, fmt.Errorf("the power of a power mean lies in -1..1, not at %g", p)
	case p == 1:
		return MeanWith("euclid", covs, weights, opts)
	case p == 0:
		return MeanWith("riemann", covs, weights, opts)
	case p == -1:
		return MeanWith("harmonic", covs, weights, opts)
	}
	w, err := meanInput(covs, weights)
	if err != nil {
		return nil, err
	}
	if p > 0 {
		return powerMean(p, covs, w, opts.or(1e-12, 1000))
	}
	inverses := make([]*mat.SymDense, len(covs))
	for i, c := range covs {
		if inverses[i], err = linalg.Inverse(c); err != nil {
			return nil, fmt.Errorf("matrix %d of the mean: %w", i, err)
		}
	}
	m, err := powerMean(-p, inverses, w, opts.or(1e-12, 1000))
	if err != nil {
		return nil, err
	}
	return linalg.Inverse(m)
}

// powerMean solves sum w (k x k^T)^p = I for k by the multiplicative steps of
// Congedo et al. 2017; the mean is (k^T k)^-1.
func powerMean(p float64, covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	start, err := linalg.InvSqrt(linalg.WeightedSum(covs, w))
	if err != nil {
		return nil, err
	}
	n := start.SymmetricDim()
	k := mat.DenseCopyOf(start)
	phi := 0.375 / p
	left, last := math.Inf(1), math.Inf(1)
	for range opts.MaxIter {
		h := mat.NewSymDense(n, nil)
		for i, x := range covs {
			pow, err := linalg.Pow(linalg.Sandwich(k, x), p)
			if err != nil {
				return nil, fmt.Errorf("matrix %d of the mean: %w", i, err)
			}
			linalg.AddScaled(h, w[i], pow)
		}
		left = linalg.Frobenius(linalg.Sub(h, linalg.Identity(n))) / math.Sqrt(float64(n))
		if left <= opts.Tol || left >= last && left < 1e-9 {
			var inv mat.Dense
			if err := inv.Inverse(k); err != nil {
				return nil, fmt.Errorf("the power mean: %w", err)
			}
			return linalg.Gram(1, &inv), nil
		}
		last = left
		step, err := linalg.Pow(h, -phi)
		if err != nil {
			return nil, fmt.Errorf("the power mean: %w", err)
		}
		var next mat.Dense
		next.Mul(step, k)
		k = &next
	}
	return nil, &NotConverged{What: "the power mean", Steps: opts.MaxIter, Left: left, Tol: opts.Tol}
}

// PowerEuclidMean is (sum w c^p)^(1/p), p not 0 (Dryden et al. 2010).
func PowerEuclidMean(p float64, covs []*mat.SymDense, weights []float64) (*mat.SymDense, error) {
	if p == 0 {
		return nil, errors.New("the power of a power-Euclidean mean is not 0; logeuclid is its limit")
	}
	w, err := meanInput(covs, weights)
	if err != nil {
		return nil, err
	}
	return meanMapped(covs, w,
		func(c *mat.SymDense) (*mat.SymDense, error) { return linalg.Pow(c, p) },
		func(c *mat.SymDense) (*mat.SymDense, error) { return linalg.Pow(c, 1/p) })
}

// meanALE is the log-Euclidean mean in the coordinates of the approximate joint
// diagonaliser, which makes it invariant under linear maps (Congedo et al. 2015).
func meanALE(covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	b, err := linalg.JointPham(covs, linalg.JointOptions{})
	if err != nil {
		return nil, err
	}
	n := covs[0].SymmetricDim()
	left := math.Inf(1)
	for range opts.MaxIter {
		center, err := logMeanIn(b, covs, w)
		if err != nil {
			return nil, err
		}
		left = 0
		for i := range n {
			g := center.At(i, i)
			left += math.Log(g) * math.Log(g)
			row := b.RawRowView(i)
			for k := range row {
				row[k] /= math.Sqrt(g)
			}
		}
		if left = math.Sqrt(left); left <= opts.Tol {
			return backFrom(b, covs, w)
		}
	}
	return nil, &NotConverged{What: "the ALE mean", Steps: opts.MaxIter, Left: left, Tol: opts.Tol}
}

// logMeanIn is the log-Euclidean mean of b c b^T.
func logMeanIn(b *mat.Dense, covs []*mat.SymDense, w []float64) (*mat.SymDense, error) {
	moved := make([]*mat.SymDense, len(covs))
	for i, c := range covs {
		moved[i] = linalg.Sandwich(b, c)
	}
	return meanMapped(moved, w, linalg.Log, linalg.Exp)
}

func backFrom(b *mat.Dense, covs []*mat.SymDense, w []float64) (*mat.SymDense, error) {
	center, err := logMeanIn(b, covs, w)
	if err != nil {
		return nil, err
	}
	var inv mat.Dense
	if err := inv.Inverse(b); err != nil {
		return nil, fmt.Errorf("the ALE mean: %w", err)
	}
	return linalg.Sandwich(&inv, center), nil
}

// meanALM is the mean of Ando, Li and Mathias 2004: each matrix is replaced by
// the mean of the others until all agree. Its cost grows with the factorial of
// the number of matrices, so at most five are taken.
func meanALM(covs []*mat.SymDense, weights []float64, opts Options) (*mat.SymDense, error) {
	switch {
	case weights != nil:
		return nil, errors.New("the ALM mean takes no weights")
	case len(covs) > 5:
		return nil, fmt.Errorf("the ALM mean takes at most 5 matrices, not %d; riemann has no such limit", len(covs))
	case len(covs) == 1:
		return positiveCopy(covs[0])
	case len(covs) == 2:
		return Geodesic("riemann", covs[0], covs[1], 0.5)
	}
	now := append([]*mat.SymDense(nil), covs...)
	left := math.Inf(1)
	for range opts.MaxIter {
		next := make([]*mat.SymDense, len(now))
		left = 0
		for i := range now {
			others := append(append([]*mat.SymDense(nil), now[:i]...), now[i+1:]...)
			m, err := meanALM(others, nil, opts)
			if err != nil {
				return nil, err
			}
			next[i] = m
			left = math.Max(left, relativeChange(m, now[i]))
		}
		now = next
		if left <= opts.Tol {
			return now[0], nil
		}
	}
	return nil, &NotConverged{What: "the ALM mean", Steps: opts.MaxIter, Left: left, Tol: opts.Tol}
}
