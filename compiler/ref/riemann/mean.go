package riemann

import (
	"errors"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// MeanMetrics are the means by name.
func MeanMetrics() []string {
	return []string{
		"riemann", "logeuclid", "euclid", "logdet", "logchol", "wasserstein",
		"kullback_sym", "chol", "harmonic", "ale", "alm",
	}
}

// Options bound an iterative mean. Zero values mean the defaults.
type Options struct {
	Tol     float64 // relative change or gradient that counts as converged, 1e-10
	MaxIter int     // 500
}

func (o Options) or(tol float64, maxIter int) Options {
	if o.Tol == 0 {
		o.Tol = tol
	}
	if o.MaxIter == 0 {
		o.MaxIter = maxIter
	}
	return o
}

// NotConverged tells that an iteration stopped at its limit.
type NotConverged struct {
	What  string
	Steps int
	Left  float64 // criterion reached
	Tol   float64 // criterion asked for
}

func (e *NotConverged) Error() string {
	return fmt.Sprintf("%s did not converge: after %d steps the criterion is %.3g, above %.3g",
		e.What, e.Steps, e.Left, e.Tol)
}

// Mean is the mean of covariances of one size under a metric, with weights of
// any positive scale (nil: equal). Iterative means run until converged.
func Mean(metric string, covs []*mat.SymDense, weights []float64) (*mat.SymDense, error) {
	return MeanWith(metric, covs, weights, Options{})
}

// MeanWith is Mean with its own limits of convergence.
func MeanWith(metric string, covs []*mat.SymDense, weights []float64, opts Options) (*mat.SymDense, error) {
	w, err := meanInput(covs, weights)
	if err != nil {
		return nil, err
	}
	switch metric {
	case "riemann":
		return meanRiemann(covs, w, opts.or(1e-10, 500))
	case "logeuclid":
		return meanMapped(covs, w, linalg.Log, linalg.Exp)
	case "euclid":
		return linalg.WeightedSum(covs, w), nil
	case "harmonic":
		return meanMapped(covs, w, linalg.Inverse, linalg.Inverse)
	case "kullback_sym":
		return meanKullback(covs, w)
	case "chol", "logchol":
		return meanCholesky(covs, w, metric == "logchol")
	case "logdet":
		return meanLogDet(covs, w, opts.or(1e-12, 1000))
	case "wasserstein":
		return meanWasserstein(covs, w, opts.or(1e-12, 1000))
	case "ale":
		return meanALE(covs, w, opts.or(1e-8, 500))
	case "alm":
		return meanALM(covs, weights, opts.or(1e-12, 100))
	}
	return nil, fmt.Errorf("no mean is called %q; there are %v", metric, MeanMetrics())
}

// meanInput checks sizes and scales the weights to sum 1.
func meanInput(covs []*mat.SymDense, weights []float64) ([]float64, error) {
	if len(covs) == 0 {
		return nil, errors.New("the mean of no matrices is not defined")
	}
	n := covs[0].SymmetricDim()
	for i, c := range covs {
		if m := c.SymmetricDim(); m != n {
			return nil, fmt.Errorf("a mean needs matrices of one size: the first is %d×%d, number %d is %d×%d", n, n, i, m, m)
		}
	}
	w := make([]float64, len(covs))
	if weights == nil {
		for i := range w {
			w[i] = 1 / float64(len(w))
		}
		return w, nil
	}
	if len(weights) != len(covs) {
		return nil, fmt.Errorf("a mean of %d matrices got %d weights", len(covs), len(weights))
	}
	sum := 0.0
	for i, v := range weights {
		if !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("weight %d of the mean is %g; weights are not negative", i, v)
		}
		sum += v
	}
	if sum == 0 {
		return nil, errors.New("the weights of a mean sum to 0")
	}
	for i, v := range weights {
		w[i] = v / sum
	}
	return w, nil
}

// meanMapped is back(sum w f(c)).
func meanMapped(covs []*mat.SymDense, w []float64, f, back func(*mat.SymDense) (*mat.SymDense, error)) (*mat.SymDense, error) {
	sum := mat.NewSymDense(covs[0].SymmetricDim(), nil)
	for i, c := range covs {
		m, err := f(c)
		if err != nil {
			return nil, fmt.Errorf("matrix %d of the mean: %w", i, err)
		}
		linalg.AddScaled(sum, w[i], m)
	}
	return back(sum)
}

// meanKullback is the Riemannian midpoint of the arithmetic and harmonic means
// (Moakher and Batchelor 2006).
func meanKullback(covs []*mat.SymDense, w []float64) (*mat.SymDense, error) {
	h, err := meanMapped(covs, w, linalg.Inverse, linalg.Inverse)
	if err != nil {
		return nil, err
	}
	return Geodesic("riemann", linalg.WeightedSum(covs, w), h, 0.5)
}

// meanCholesky averages Cholesky factors, the diagonals geometrically for the
// log-Cholesky metric.
func meanCholesky(covs []*mat.SymDense, w []float64, log bool) (*mat.SymDense, error) {
	n := covs[0].SymmetricDim()
	sum := mat.NewDense(n, n, nil)
	for k, c := range covs {
		l, err := linalg.Lower("the Cholesky mean", c)
		if err != nil {
			return nil, fmt.Errorf("matrix %d of the mean: %w", k, err)
		}
		for i := range n {
			for j := range i {
				sum.Set(i, j, sum.At(i, j)+w[k]*l.At(i, j))
			}
			d := l.At(i, i)
			if log {
				d = math.Log(d)
			}
			sum.Set(i, i, sum.At(i, i)+w[k]*d)
		}
	}
	if log {
		for i := range n {
			sum.Set(i, i, math.Exp(sum.At(i, i)))
		}
	}
	return linalg.Gram(1, sum), nil
}
