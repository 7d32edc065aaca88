package riemann

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// MDM classifies a covariance by the nearest class mean (Barachant et al. 2012).
type MDM struct {
	Metric string          // distance
	Means  []*mat.SymDense // one per class

	references []*reference // of the means FitMDM found, for riemann
}

// FitMDM averages the covariances of each class under meanMetric; labels run
// from 0 to classes-1, weights are those of the matrices (nil: equal).
func FitMDM(meanMetric, distanceMetric string, covs []*mat.SymDense, labels []int, classes int, weights []float64) (*MDM, error) {
	means, err := ClassMeans(meanMetric, covs, labels, classes, weights)
	if err != nil {
		return nil, err
	}
	m := &MDM{Metric: distanceMetric, Means: means}
	if distanceMetric != "riemann" {
		return m, nil
	}
	m.references = make([]*reference, classes)
	for class, mean := range means {
		if m.references[class], err = newReference(mean); err != nil {
			return nil, fmt.Errorf("class %d: %w", class, err)
		}
	}
	return m, nil
}

// ClassMeans is the mean of the covariances of each class, labels 0..classes-1.
func ClassMeans(metric string, covs []*mat.SymDense, labels []int, classes int, weights []float64) ([]*mat.SymDense, error) {
	groups, err := byClass(len(covs), labels, classes)
	if err != nil {
		return nil, err
	}
	means := make([]*mat.SymDense, classes)
	for class, members := range groups {
		var w []float64
		part := make([]*mat.SymDense, len(members))
		for k, i := range members {
			part[k] = covs[i]
			if weights != nil {
				w = append(w, weights[i])
			}
		}
		if means[class], err = Mean(metric, part, w); err != nil {
			return nil, fmt.Errorf("class %d: %w", class, err)
		}
	}
	return means, nil
}

// byClass lists the trials of each class; a class without trials is an error.
func byClass(trials int, labels []int, classes int) ([][]int, error) {
	if len(labels) != trials {
		return nil, fmt.Errorf("%d trials got %d labels", trials, len(labels))
	}
	groups := make([][]int, classes)
	for i, y := range labels {
		if y < 0 || y >= classes {
			return nil, fmt.Errorf("trial %d has label %d; labels run from 0 to %d", i, y, classes-1)
		}
		groups[y] = append(groups[y], i)
	}
	for class, members := range groups {
		if len(members) == 0 {
			return nil, fmt.Errorf("class %d has no training trial", class)
		}
	}
	return groups, nil
}

// Distances is the distance of c from each class mean, not squared.
func (m *MDM) Distances(c *mat.SymDense) ([]float64, error) {
	out := make([]float64, len(m.Means))
	buffers := newWhitener(c.SymmetricDim())
	for k, mean := range m.Means {
		var err error
		if m.references != nil {
			out[k], err = m.references[k].distance(buffers, c)
		} else {
			out[k], err = Distance(m.Metric, c, mean)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Predict is the class of the nearest mean, the smaller class on a tie.
func (m *MDM) Predict(c *mat.SymDense) (int, error) {
	d, err := m.Distances(c)
	return argMin(d), err
}

// Scores is minus the squared distance from each class mean: its softmax is the
// probability, and the difference of two classes their decision value.
func (m *MDM) Scores(c *mat.SymDense) ([]float64, error) {
	d, err := m.Distances(c)
	for k, v := range d {
		d[k] = -v * v
	}
	return d, err
}

// Proba is the softmax of Scores.
func (m *MDM) Proba(c *mat.SymDense) ([]float64, error) {
	s, err := m.Scores(c)
	return softmax(s), err
}

func softmax(s []float64) []float64 {
	top, sum := math.Inf(-1), 0.0
	for _, v := range s {
		top = math.Max(top, v)
	}
	out := make([]float64, len(s))
	for k, v := range s {
		out[k] = math.Exp(v - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

func argMin(d []float64) int {
	best := 0
	for k, v := range d {
		if v < d[best] {
			best = k
		}
	}
	return best
}
