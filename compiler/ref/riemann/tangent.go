package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// TangentMetrics are the metrics of tangent spaces. logeuclid is the map of
// pyRiemann 0.8 and later, the differential of the exponential at log(ref)
// applied to log(c) - log(ref); logeuclid_plain is log(c) - log(ref).
func TangentMetrics() []string {
	return []string{"riemann", "logeuclid", "logeuclid_plain", "euclid", "logchol", "wasserstein"}
}

// Upper is the vector of a symmetric matrix, n(n+1)/2: its upper triangle row by
// row, entries off the diagonal times sqrt 2, so that lengths agree.
func Upper(s *mat.SymDense) []float64 {
	n := s.SymmetricDim()
	out := make([]float64, 0, n*(n+1)/2)
	r := s.RawSymmetric()
	for i := range n {
		row := r.Data[i*r.Stride : i*r.Stride+n]
		out = append(out, row[i])
		for _, v := range row[i+1:] {
			out = append(out, v*math.Sqrt2)
		}
	}
	return out
}

// FromUpper is the symmetric matrix of a vector that Upper gave.
func FromUpper(v []float64) (*mat.SymDense, error) {
	n := int(math.Sqrt(float64(2*len(v))+0.25) - 0.5 + 1e-9)
	if n*(n+1)/2 != len(v) || n == 0 {
		return nil, fmt.Errorf("a vector of length %d is no upper triangle; lengths are 1, 3, 6, 10, 15 and so on", len(v))
	}
	s := mat.NewSymDense(n, nil)
	at := 0
	for i := range n {
		s.SetSym(i, i, v[at])
		at++
		for j := i + 1; j < n; j++ {
			s.SetSym(i, j, v[at]/math.Sqrt2)
			at++
		}
	}
	return s, nil
}

// A TangentSpace maps covariances to vectors at a reference and back.
type TangentSpace struct {
	Metric    string
	Reference *mat.SymDense // n×n

	root  *mat.SymDense // riemann: ref^1/2
	inv   *mat.Dense    // riemann: ref^-1/2
	dlog  *logDerivative
	lower *mat.Dense
}

// NewTangentSpace is the tangent space at a positive definite reference.
func NewTangentSpace(metric string, ref *mat.SymDense) (*TangentSpace, error) {
	t := &TangentSpace{Metric: metric, Reference: ref}
	var err error
	switch metric {
	case "riemann":
		var inv *mat.SymDense
		if t.root, inv, err = linalg.SqrtInvSqrt(ref); err == nil {
			t.inv = linalg.Full(inv)
		}
	case "logeuclid", "logeuclid_plain":
		t.dlog, err = newLogDerivative(ref)
	case "logchol":
		t.lower, err = linalg.Lower("the tangent space", ref)
	case "euclid", "wasserstein":
		_, err = linalg.Cholesky("the tangent space", ref)
	default:
		return nil, fmt.Errorf("no tangent space is called %q; there are %v", metric, TangentMetrics())
	}
	if err != nil {
		return nil, fmt.Errorf("the reference of the tangent space: %w", err)
	}
	return t, nil
}

// FitTangentSpace puts the reference at the mean of the covariances under the
// same metric; weights of any positive scale (nil: equal).
func FitTangentSpace(metric string, covs []*mat.SymDense, weights []float64) (*TangentSpace, error) {
	mean := metric
	if metric == "logeuclid_plain" {
		mean = "logeuclid"
	}
	ref, err := Mean(mean, covs, weights)
	if err != nil {
		return nil, err
	}
	return NewTangentSpace(metric, ref)
}

// Transform is the tangent vector of c, n(n+1)/2.
func (t *TangentSpace) Transform(c *mat.SymDense) ([]float64, error) {
	s, err := t.Log(c)
	if err != nil {
		return nil, err
	}
	return Upper(s), nil
}

// TransformAll is Transform of every covariance.
func (t *TangentSpace) TransformAll(covs []*mat.SymDense) ([][]float64, error) {
	out := make([][]float64, len(covs))
	for _, c := range covs {
		if err := t.checkSize(c); err != nil {
			return nil, err
		}
	}
	k := newWhitener(t.Reference.SymmetricDim())
	if t.Metric == "riemann" {
		err := k.logsOf(t.inv, covs, func(i int, log *mat.SymDense, _ float64) { out[i] = Upper(log) })
		return out, err
	}
	for i, c := range covs {
		s, err := t.logWith(k, c)
		if err != nil {
			return nil, fmt.Errorf("matrix %d: %w", i, err)
		}
		out[i] = Upper(s)
	}
	return out, nil
}

// Inverse is the covariance of a tangent vector.
func (t *TangentSpace) Inverse(v []float64) (*mat.SymDense, error) {
	s, err := FromUpper(v)
	if err != nil {
		return nil, err
	}
	return t.Exp(s)
}

func (t *TangentSpace) checkSize(c *mat.SymDense) error {
	if n, m := t.Reference.SymmetricDim(), c.SymmetricDim(); n != m {
		return fmt.Errorf("the tangent space was fitted to %d×%d matrices and got one of %d×%d", n, n, m, m)
	}
	return nil
}

// Log is the tangent matrix of c at the reference. For riemann it is whitened:
// log(ref^-1/2 c ref^-1/2).
func (t *TangentSpace) Log(c *mat.SymDense) (*mat.SymDense, error) {
	return t.logWith(newWhitener(t.Reference.SymmetricDim()), c)
}

func (t *TangentSpace) logWith(k *whitener, c *mat.SymDense) (*mat.SymDense, error) {
	if err := t.checkSize(c); err != nil {
		return nil, err
	}
	switch t.Metric {
	case "riemann":
		return k.logOf(t.inv, c)
	case "logeuclid", "logeuclid_plain":
		l, err := linalg.Log(c)
		if err != nil {
			return nil, err
		}
		d := linalg.Sub(l, t.dlog.log)
		if t.Metric == "logeuclid" {
			d = t.dlog.expDerivative(d)
		}
		return d, nil
	case "logchol":
		return logCholesky(t.lower, c)
	case "wasserstein":
		cross, err := crossRoot(t.Reference, c)
		if err != nil {
			return nil, err
		}
		linalg.AddScaled(cross, -2, t.Reference)
		return cross, nil
	}
	return linalg.Sub(c, t.Reference), nil
}

// Exp is the covariance of a tangent matrix, the inverse of Log.
func (t *TangentSpace) Exp(s *mat.SymDense) (*mat.SymDense, error) {
	if err := t.checkSize(s); err != nil {
		return nil, err
	}
	switch t.Metric {
	case "riemann":
		e, err := linalg.Exp(s)
		if err != nil {
			return nil, err
		}
		return linalg.Sandwich(t.root, e), nil
	case "logeuclid", "logeuclid_plain":
		d := s
		if t.Metric == "logeuclid" {
			d = t.dlog.logDerivative(s)
		}
		return linalg.Exp(linalg.WeightedSum([]*mat.SymDense{d, t.dlog.log}, []float64{1, 1}))
	case "logchol":
		return expCholesky(t.lower, s), nil
	case "wasserstein":
		return expWasserstein(t.Reference, s)
	}
	return linalg.WeightedSum([]*mat.SymDense{t.Reference, s}, []float64{1, 1}), nil
}

// Tangent is the tangent vector of c at ref, n(n+1)/2; see TangentSpace for many.
func Tangent(metric string, ref, c *mat.SymDense) ([]float64, error) {
	t, err := NewTangentSpace(metric, ref)
	if err != nil {
		return nil, err
	}
	return t.Transform(c)
}

// Untangent is the covariance of the tangent vector v at ref.
func Untangent(metric string, ref *mat.SymDense, v []float64) (*mat.SymDense, error) {
	t, err := NewTangentSpace(metric, ref)
	if err != nil {
		return nil, err
	}
	return t.Inverse(v)
}
