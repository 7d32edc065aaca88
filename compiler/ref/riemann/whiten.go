package riemann

import (
	"errors"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// A Whitener moves covariances so that a reference becomes the identity.
type Whitener struct {
	Metric    string        // of the mean
	Reference *mat.SymDense // n×n
	Filters   *mat.Dense    // k×n: ref^-1/2, or whitened principal components

	components bool
}

// FitRecenter puts the mean of the covariances under a metric at the identity by
// its symmetric inverse square root (Zanini et al. 2018).
func FitRecenter(metric string, covs []*mat.SymDense, weights []float64) (*Whitener, error) {
	ref, err := Mean(metric, covs, weights)
	if err != nil {
		return nil, err
	}
	inv, err := linalg.InvSqrt(ref)
	if err != nil {
		return nil, fmt.Errorf("recentring: %w", err)
	}
	return &Whitener{Metric: metric, Reference: ref, Filters: mat.DenseCopyOf(inv)}, nil
}

// Update moves the reference of FitRecenter by the fraction alpha towards c along
// the geodesic. With alpha = 1/(n+1) after n matrices it follows a recording
// without looking ahead (Kumar et al. 2019); the reference of two is their mean.
func (w *Whitener) Update(c *mat.SymDense, alpha float64) error {
	if w.components {
		return errors.New("whitening by principal components does not follow new data; recentring does")
	}
	if !(alpha >= 0 && alpha <= 1) {
		return fmt.Errorf("the reference moves by a fraction in 0..1, not by %g", alpha)
	}
	ref, err := Geodesic(w.Metric, w.Reference, c, alpha)
	if err != nil {
		return err
	}
	inv, err := linalg.InvSqrt(ref)
	if err != nil {
		return fmt.Errorf("recentring: %w", err)
	}
	w.Reference, w.Filters = ref, mat.DenseCopyOf(inv)
	return nil
}

// FitWhitening whitens by the first principal components of the mean, variance
// descending, which reduces n×n matrices to components×components.
func FitWhitening(metric string, covs []*mat.SymDense, weights []float64, components int) (*Whitener, error) {
	ref, err := Mean(metric, covs, weights)
	if err != nil {
		return nil, err
	}
	n := ref.SymmetricDim()
	if components < 1 || components > n {
		return nil, fmt.Errorf("%d components were asked of %d×%d matrices", components, n, n)
	}
	w, err := linalg.InvSqrtPCA(ref)
	if err != nil {
		return nil, err
	}
	return &Whitener{Metric: metric, Reference: ref, Filters: mat.DenseCopyOf(w.Slice(0, components, 0, n)), components: true}, nil
}

// Apply is f c f^T with the filters f.
func (w *Whitener) Apply(c *mat.SymDense) (*mat.SymDense, error) {
	_, n := w.Filters.Dims()
	if m := c.SymmetricDim(); m != n {
		return nil, fmt.Errorf("the whitening was fitted to %d×%d matrices and got one of %d×%d", n, n, m, m)
	}
	return linalg.Sandwich(w.Filters, c), nil
}

// ApplyTrial filters a trial, channel × time, in the same way.
func (w *Whitener) ApplyTrial(x *mat.Dense) (*mat.Dense, error) {
	k, n := w.Filters.Dims()
	rows, cols := x.Dims()
	if rows != n {
		return nil, fmt.Errorf("the whitening was fitted to %d channels and the trial has %d", n, rows)
	}
	out := mat.NewDense(k, cols, nil)
	out.Mul(w.Filters, x)
	return out, nil
}

// FitEuclideanAlignment takes the mean of x x^T/time over trials, without
// removing the mean over time, as the reference (He and Wu 2020).
func FitEuclideanAlignment(trials []*mat.Dense) (*Whitener, error) {
	covs := make([]*mat.SymDense, len(trials))
	for i, x := range trials {
		c, err := Estimator{Name: "scm", AssumeCentered: true}.Estimate(x)
		if err != nil {
			return nil, fmt.Errorf("trial %d: %w", i, err)
		}
		covs[i] = c
	}
	return FitRecenter("euclid", covs, nil)
}
