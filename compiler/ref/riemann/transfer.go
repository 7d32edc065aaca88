package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// Dispersion is the weighted mean squared distance of covariances from a centre.
func Dispersion(metric string, covs []*mat.SymDense, center *mat.SymDense, weights []float64) (float64, error) {
	w, err := meanInput(covs, weights)
	if err != nil {
		return 0, err
	}
	d, err := Distances(metric, covs, center)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i, v := range d {
		sum += w[i] * v * v
	}
	return sum, nil
}

// A Stretcher brings the dispersion of covariances to a given value by a matrix
// power around a centre (Rodrigues et al. 2019).
type Stretcher struct {
	Power     float64       // sqrt(final dispersion / dispersion)
	Dispersed float64       // dispersion of the training matrices
	root, inv *mat.SymDense // of the centre; nil for the identity
}

// FitStretch measures the dispersion around the identity for centred data, or
// around the Riemannian mean.
func FitStretch(metric string, covs []*mat.SymDense, weights []float64, final float64, centred bool) (*Stretcher, error) {
	if len(covs) == 0 || !(final > 0) {
		return nil, fmt.Errorf("stretching needs matrices and a positive dispersion, got %d and %g", len(covs), final)
	}
	s := &Stretcher{}
	center := linalg.Identity(covs[0].SymmetricDim())
	var err error
	if !centred {
		if center, err = Mean(metric, covs, weights); err != nil {
			return nil, err
		}
		if s.root, s.inv, err = linalg.SqrtInvSqrt(center); err != nil {
			return nil, err
		}
	}
	if s.Dispersed, err = Dispersion(metric, covs, center, weights); err != nil {
		return nil, err
	}
	if s.Dispersed == 0 {
		return nil, fmt.Errorf("matrices without dispersion cannot be stretched")
	}
	s.Power = math.Sqrt(final / s.Dispersed)
	return s, nil
}

// Apply is c^p at the identity, or the same after whitening at the centre.
func (s *Stretcher) Apply(c *mat.SymDense) (*mat.SymDense, error) {
	if s.inv == nil {
		return linalg.Pow(c, s.Power)
	}
	p, err := linalg.Pow(linalg.Sandwich(s.inv, c), s.Power)
	if err != nil {
		return nil, err
	}
	return linalg.Sandwich(s.root, p), nil
}

// CenterVectors subtracts the mean vector; CenterVectors and StretchVectors are
// the counterparts of recentring and stretching in a tangent space.
func CenterVectors(vs [][]float64) [][]float64 {
	mean := make([]float64, len(vs[0]))
	for _, v := range vs {
		for k, x := range v {
			mean[k] += x / float64(len(vs))
		}
	}
	out := make([][]float64, len(vs))
	for i, v := range vs {
		out[i] = make([]float64, len(v))
		for k, x := range v {
			out[i][k] = x - mean[k]
		}
	}
	return out
}

// StretchVectors divides centred vectors by their mean length.
func StretchVectors(vs [][]float64) [][]float64 {
	sum := 0.0
	for _, v := range vs {
		sq := 0.0
		for _, x := range v {
			sq += x * x
		}
		sum += math.Sqrt(sq) / float64(len(vs))
	}
	out := make([][]float64, len(vs))
	for i, v := range vs {
		out[i] = make([]float64, len(v))
		for k, x := range v {
			out[i][k] = x / sum
		}
	}
	return out
}

// FitMDWM is minimum distance to a mean that lies, for each class, on the
// geodesic from the mean of the source trials (tradeoff 0) to that of the target
// trials (tradeoff 1); labels run from 0 to classes-1 (Kumar et al. 2019).
func FitMDWM(metric string, source []*mat.SymDense, sourceLabels []int, target []*mat.SymDense, targetLabels []int, classes int, tradeoff float64) (*MDM, error) {
	if !(tradeoff >= 0 && tradeoff <= 1) {
		return nil, fmt.Errorf("the trade-off between domains lies in 0..1, not at %g", tradeoff)
	}
	from, err := ClassMeans(metric, source, sourceLabels, classes, nil)
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	to, err := ClassMeans(metric, target, targetLabels, classes, nil)
	if err != nil {
		return nil, fmt.Errorf("target: %w", err)
	}
	m := &MDM{Metric: metric, Means: make([]*mat.SymDense, classes)}
	for class := range classes {
		if m.Means[class], err = Geodesic(metric, from[class], to[class], tradeoff); err != nil {
			return nil, err
		}
	}
	return m, nil
}
