package spatial

import (
	"errors"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"gonum.org/v1/gonum/mat"
)

// A Bilinear holds spatial filters that act on covariances.
type Bilinear struct {
	Filters  *mat.Dense // filter × channel
	Patterns *mat.Dense // filter × channel
}

// FitCSPCov finds common spatial patterns from covariances in the convention of
// pyRiemann: class means under a metric, two classes by the eigenvectors of
// (second, sum) in the order of |lambda - 0.5|, more by joint diagonalisation in
// the order of mutual information with the class frequencies. labels run from 0
// to classes-1.
func FitCSPCov(metric string, filters int, covs []*mat.SymDense, labels []int, classes int) (*Bilinear, error) {
	if classes < 2 {
		return nil, errors.New("common spatial patterns need at least two classes")
	}
	means, err := riemann.ClassMeans(metric, covs, labels, classes, nil)
	if err != nil {
		return nil, err
	}
	var vectors *mat.Dense
	var rank []int
	if classes == 2 {
		values, v, err := linalg.GenEigh(means[1], linalg.WeightedSum(means, []float64{1, 1}))
		if err != nil {
			return nil, err
		}
		vectors = v
		if rank, err = binaryOrder(values, "mutual_info"); err != nil {
			return nil, err
		}
	} else {
		total, err := riemann.Mean(metric, means, nil)
		if err != nil {
			return nil, err
		}
		if vectors, err = jointVectors(means, total); err != nil {
			return nil, err
		}
		counts := make([]float64, classes)
		for _, y := range labels {
			counts[y]++
		}
		rank = informationOrder(vectors, means, counts)
	}
	return newBilinear(vectors, rank, filters)
}

// newBilinear keeps the columns of vectors that rank lists first; the patterns
// are the columns of the pseudo-inverse of the transposed vectors.
func newBilinear(vectors *mat.Dense, rank []int, filters int) (*Bilinear, error) {
	channels, _ := vectors.Dims()
	if filters == 0 {
		filters = len(rank)
	}
	if filters < 0 || filters > len(rank) {
		return nil, fmt.Errorf("%d filters were asked of %d channels", filters, channels)
	}
	pinv, err := linalg.PseudoInverse(vectors)
	if err != nil {
		return nil, err
	}
	b := &Bilinear{Filters: mat.NewDense(filters, channels, nil), Patterns: mat.NewDense(filters, channels, nil)}
	for row, k := range rank[:filters] {
		b.Filters.SetRow(row, mat.Col(nil, k, vectors))
		b.Patterns.SetRow(row, mat.Row(nil, k, pinv))
	}
	return b, nil
}

// Apply is w c w^T, filter × filter.
func (b *Bilinear) Apply(c *mat.SymDense) (*mat.SymDense, error) {
	_, n := b.Filters.Dims()
	if m := c.SymmetricDim(); m != n {
		return nil, fmt.Errorf("the filters were fitted to %d channels and the covariance has %d", n, m)
	}
	return linalg.Sandwich(b.Filters, c), nil
}

// LogPower is the natural logarithm of the diagonal of Apply.
func (b *Bilinear) LogPower(c *mat.SymDense) ([]float64, error) {
	s, err := b.Apply(c)
	if err != nil {
		return nil, err
	}
	out := make([]float64, s.SymmetricDim())
	for i := range out {
		out[i] = math.Log(s.At(i, i))
	}
	return out, nil
}

// FitCSPTikhonov is CSP with a penalty alpha on the length of the filters (Lotte
// and Guan 2011): for each of two classes the filters with the largest
// eigenvalues of (own, other + alpha I), w^T (other + alpha I) w = 1, from the
// means of trace-normalised x x^T. values are those of the first and the second
// class, descending; the filters of the first class come first.
func FitCSPTikhonov(alpha float64, perClass int, trials []*mat.Dense, labels []int) (b *Bilinear, covs []*mat.SymDense, values [2][]float64, err error) {
	groups, err := byClass(trials, labels, 2)
	if err != nil {
		return nil, nil, values, err
	}
	for _, group := range groups {
		n, _ := group[0].Dims()
		sum := mat.NewSymDense(n, nil)
		for _, x := range group {
			c := linalg.Gram(1, x)
			linalg.AddScaled(sum, 1/(mat.Trace(c)*float64(len(group))), c)
		}
		covs = append(covs, sum)
	}
	n := covs[0].SymmetricDim()
	if perClass < 1 || perClass > n {
		return nil, nil, values, fmt.Errorf("%d filters per class were asked of %d channels", perClass, n)
	}
	b = &Bilinear{Filters: mat.NewDense(2*perClass, n, nil)}
	for class := range 2 {
		other := linalg.Identity(n)
		other.ScaleSym(alpha, other)
		linalg.AddScaled(other, 1, covs[1-class])
		lambda, vectors, err := linalg.GenEigh(covs[class], other)
		if err != nil {
			return nil, nil, values, err
		}
		for k := range perClass {
			values[class] = append(values[class], lambda[n-1-k])
			b.Filters.SetRow(class*perClass+k, mat.Col(nil, n-1-k, vectors))
		}
	}
	pinv, err := linalg.PseudoInverse(b.Filters)
	if err != nil {
		return nil, nil, values, err
	}
	b.Patterns = mat.DenseCopyOf(pinv.T())
	return b, covs, values, nil
}
