package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// PCA is a fitted principal component analysis.
type PCA struct {
	Components *mat.Dense // component x feature, unit rows, signs arbitrary
	Variances  []float64  // of the kept components, divisor n-1
	Shares     []float64  // of the total variance
	mean       []float64
}

// FitPCA keeps the given number of components, or, where components is 0, as few
// as explain more than a share of the variance (0 keeps all).
func FitPCA(x *mat.Dense, components int, share float64) (*PCA, error) {
	n, p := x.Dims()
	if n < 2 {
		return nil, &TooFewError{Learner: "pca", Have: n, Need: 2}
	}
	if components < 0 || components > min(n, p) {
		return nil, fmt.Errorf("pca: %d components of %d trials with %d features", components, n, p)
	}
	if !(share >= 0 && share < 1) {
		return nil, fmt.Errorf("pca: share of variance %v is not in 0 <= share < 1", share)
	}
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	c := &PCA{mean: columnMeans(x)}
	values, v, err := rightSVD("pca", centred(x, c.mean))
	if err != nil {
		return nil, err
	}
	total := 0.0
	for i, s := range values {
		values[i] = s * s / float64(n-1)
		total += values[i]
	}
	if components == 0 {
		components = len(values)
		if share > 0 {
			sum := 0.0
			for i, v := range values {
				if sum += v / total; sum > share {
					components = i + 1
					break
				}
			}
		}
	}
	c.Components = mat.DenseCopyOf(firstColumns(v, components).T())
	c.Variances = values[:components]
	for _, v := range c.Variances {
		c.Shares = append(c.Shares, v/total)
	}
	return c, nil
}

// Apply projects onto the components, trials x component; white divides each by
// its standard deviation.
func (c *PCA) Apply(x *mat.Dense, white bool) *mat.Dense {
	var out mat.Dense
	out.Mul(centred(x, c.mean), c.Components.T())
	if white {
		n, k := out.Dims()
		for i := range n {
			for j := range k {
				out.Set(i, j, out.At(i, j)/math.Sqrt(c.Variances[j]))
			}
		}
	}
	return &out
}
