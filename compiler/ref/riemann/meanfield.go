package riemann

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// MeanField classifies by the distance from a field of power means of each class
// (Congedo et al. 2019).
type MeanField struct {
	Metric string
	Means  [][]*mat.SymDense // class, power
}

// DefaultPowers are the powers of a mean field.
func DefaultPowers() []float64 { return []float64{-1, 0, 1} }

// FitMeanField averages the covariances of each class with every power (nil:
// DefaultPowers); labels run from 0 to classes-1.
func FitMeanField(metric string, powers []float64, covs []*mat.SymDense, labels []int, classes int) (*MeanField, error) {
	if powers == nil {
		powers = DefaultPowers()
	}
	groups, err := byClass(len(covs), labels, classes)
	if err != nil {
		return nil, err
	}
	m := &MeanField{Metric: metric}
	for class, members := range groups {
		var part, field []*mat.SymDense
		for _, i := range members {
			part = append(part, covs[i])
		}
		for _, p := range powers {
			mean, err := PowerMean(p, part, nil, Options{})
			if err != nil {
				return nil, fmt.Errorf("class %d, power %g: %w", class, p, err)
			}
			field = append(field, mean)
		}
		m.Means = append(m.Means, field)
	}
	return m, nil
}

// Distances is, for each class, the root of the sum of the squared distances
// from the means of all powers.
func (m *MeanField) Distances(c *mat.SymDense) ([]float64, error) {
	out := make([]float64, len(m.Means))
	for class, field := range m.Means {
		sum := 0.0
		for _, mean := range field {
			d, err := Distance(m.Metric, c, mean)
			if err != nil {
				return nil, err
			}
			sum += d * d
		}
		out[class] = math.Sqrt(sum)
	}
	return out, nil
}

// Predict is the class at the smallest distance, the smaller class on a tie.
func (m *MeanField) Predict(c *mat.SymDense) (int, error) {
	d, err := m.Distances(c)
	return argMin(d), err
}
