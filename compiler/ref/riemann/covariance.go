package riemann

import (
	"errors"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// Estimators are the covariance estimators by name.
func Estimators() []string {
	return []string{"scm", "cov", "corr", "lwf", "oas", "sch", "hub", "stu", "tyl"}
}

// An Estimator estimates the covariance of a trial. The zero values of the
// settings mean the defaults given with them.
type Estimator struct {
	Name           string  // one of Estimators
	AssumeCentered bool    // keep the mean over time (scm, lwf, oas, hub, stu, tyl)
	Quantile       float64 // hub: share of samples kept whole, 0.9
	Nu             float64 // stu: degrees of freedom, 5
	Tol            float64 // hub, stu, tyl: relative change that ends the iteration, 1e-12
	MaxIter        int     // hub, stu, tyl: 2000
}

// Covariance estimates the covariance of one trial x, channel × time, with the
// defaults of the named estimator.
func Covariance(estimator string, x *mat.Dense) (*mat.SymDense, error) {
	return Estimator{Name: estimator}.Estimate(x)
}

// Covariances estimates the covariance of every trial.
func Covariances(estimator string, trials []*mat.Dense) ([]*mat.SymDense, error) {
	out := make([]*mat.SymDense, len(trials))
	for i, x := range trials {
		c, err := Covariance(estimator, x)
		if err != nil {
			return nil, fmt.Errorf("trial %d: %w", i, err)
		}
		out[i] = c
	}
	return out, nil
}

// Estimate gives the covariance of x, channel × time; its unit is the square of
// the unit of x (corr has none).
func (e Estimator) Estimate(x *mat.Dense) (*mat.SymDense, error) {
	switch e.Name {
	case "scm":
		return sampleCovariance(x, e.AssumeCentered, 0)
	case "cov":
		return sampleCovariance(x, false, 1)
	case "corr":
		c, err := sampleCovariance(x, false, 1)
		if err != nil {
			return nil, err
		}
		return NormalizeCorr(c)
	case "lwf":
		c, _, err := LedoitWolf(x, e.AssumeCentered)
		return c, err
	case "oas":
		c, _, err := OAS(x, e.AssumeCentered)
		return c, err
	case "sch":
		c, _, err := SchaeferStrimmer(x)
		return c, err
	case "hub", "stu", "tyl":
		return e.mEstimate(x)
	}
	return nil, fmt.Errorf("no covariance estimator is called %q; there are %v", e.Name, Estimators())
}

// sampleCovariance is x x^T/(n-ddof), centred over time unless told otherwise.
func sampleCovariance(x *mat.Dense, centred bool, ddof int) (*mat.SymDense, error) {
	_, n := x.Dims()
	if n <= ddof {
		return nil, fmt.Errorf("a covariance needs more than %d samples in time, the trial has %d", ddof, n)
	}
	if !centred {
		x = Centered(x)
	}
	return linalg.Gram(1/float64(n-ddof), x), nil
}

// Centered copies x, channel × time, without the mean over time of each channel.
func Centered(x *mat.Dense) *mat.Dense {
	rows, cols := x.Dims()
	out := mat.NewDense(rows, cols, nil)
	for i := range rows {
		src, dst := x.RawRowView(i), out.RawRowView(i)
		mean := 0.0
		for _, v := range src {
			mean += v
		}
		mean /= float64(cols)
		for k, v := range src {
			dst[k] = v - mean
		}
	}
	return out
}

// shrinkable prepares the centred data and the population covariance of an
// estimator that shrinks towards mu I, mu the mean of the diagonal.
func shrinkable(x *mat.Dense, centred bool) (data *mat.Dense, s *mat.SymDense, mu float64, err error) {
	rows, n := x.Dims()
	if n == 0 || rows == 0 {
		return nil, nil, 0, errors.New("a covariance needs at least one channel and one sample")
	}
	data = x
	if !centred {
		data = Centered(x)
	}
	s = linalg.Gram(1/float64(n), data)
	return data, s, mat.Trace(s) / float64(rows), nil
}

// LedoitWolf shrinks the population covariance of x, channel × time, towards a
// multiple of the identity (Ledoit and Wolf 2004); shrinkage is in 0..1.
func LedoitWolf(x *mat.Dense, centred bool) (c *mat.SymDense, shrinkage float64, err error) {
	data, s, mu, err := shrinkable(x, centred)
	if err != nil {
		return nil, 0, err
	}
	rows, cols := data.Dims()
	p, n := float64(rows), float64(cols)
	fourth := sumSquaredNorms(data)
	square := sumSquares(s)
	beta := (fourth/n - square) / (p * n)
	delta := (square - 2*mu*mat.Trace(s) + p*mu*mu) / p
	beta = math.Min(beta, delta)
	if beta > 0 {
		shrinkage = beta / delta
	}
	return shrinkTowards(s, shrinkage, mu), shrinkage, nil
}

// OAS shrinks the population covariance of x, channel × time, towards a multiple
// of the identity with the oracle approximating weight (Chen et al. 2010).
func OAS(x *mat.Dense, centred bool) (c *mat.SymDense, shrinkage float64, err error) {
	data, s, mu, err := shrinkable(x, centred)
	if err != nil {
		return nil, 0, err
	}
	rows, cols := data.Dims()
	p, n := float64(rows), float64(cols)
	alpha := sumSquares(s) / (p * p)
	den := (n + 1) * (alpha - mu*mu/p)
	switch {
	case rows == 1:
		shrinkage = 0 // nothing to shrink: the target is the matrix
	case den == 0:
		shrinkage = 1
	default:
		shrinkage = math.Min((alpha+mu*mu)/den, 1)
	}
	return shrinkTowards(s, shrinkage, mu), shrinkage, nil
}

// Shrink is (1-s) c + s trace(c)/n I for 0 <= s <= 1.
func Shrink(c *mat.SymDense, s float64) (*mat.SymDense, error) {
	if !(s >= 0 && s <= 1) {
		return nil, fmt.Errorf("a shrinkage lies between 0 and 1, not at %g", s)
	}
	n := c.SymmetricDim()
	out := mat.NewSymDense(n, nil)
	out.CopySym(c)
	return shrinkTowards(out, s, mat.Trace(c)/float64(n)), nil
}

// shrinkTowards changes c in place to (1-s) c + s mu I.
func shrinkTowards(c *mat.SymDense, s, mu float64) *mat.SymDense {
	c.ScaleSym(1-s, c)
	for i := range c.SymmetricDim() {
		c.SetSym(i, i, c.At(i, i)+s*mu)
	}
	return c
}

// sumSquares is the squared Frobenius norm.
func sumSquares(s *mat.SymDense) float64 {
	r := s.RawSymmetric()
	diag, off := 0.0, 0.0
	for i := range r.N {
		row := r.Data[i*r.Stride : i*r.Stride+r.N]
		diag += row[i] * row[i]
		for _, v := range row[i+1:] {
			off += v * v
		}
	}
	return diag + 2*off
}

// sumSquaredNorms is the sum over time of the fourth power of the length of a
// sample, x channel × time.
func sumSquaredNorms(x *mat.Dense) float64 {
	rows, cols := x.Dims()
	power := make([]float64, cols)
	for i := range rows {
		for k, v := range x.RawRowView(i) {
			power[k] += v * v
		}
	}
	sum := 0.0
	for _, v := range power {
		sum += v * v
	}
	return sum
}
