// Package metric computes scores of predictions. Labels are class numbers
// 0..K-1; weights are one per trial, nil meaning ones. Degenerate inputs give
// the value scikit-learn 1.2 gives (often NaN or 0, stated per function), or an
// error where no value exists.
package metric

import (
	"fmt"
	"math"
	"slices"
)

// Confusion counts trials by true and predicted class.
type Confusion struct {
	Counts  [][]float64 // true x predicted, summed weights
	present []int       // classes that occur as truth or prediction, ascending
}

// Count compares truth with prediction over K classes.
func Count(truth, predicted []int, weights []float64, classes int) (*Confusion, error) {
	if len(truth) == 0 {
		return nil, fmt.Errorf("no predictions to score")
	}
	if len(predicted) != len(truth) {
		return nil, fmt.Errorf("%d predictions for %d trials", len(predicted), len(truth))
	}
	if err := checkWeights(weights, len(truth)); err != nil {
		return nil, err
	}
	c := &Confusion{Counts: make([][]float64, classes)}
	for k := range c.Counts {
		c.Counts[k] = make([]float64, classes)
	}
	for i, t := range truth {
		p := predicted[i]
		if min(t, p) < 0 || max(t, p) >= classes {
			return nil, fmt.Errorf("trial %d: true class %d, predicted class %d, but there are %d classes", i, t, p, classes)
		}
		c.Counts[t][p] += weight(weights, i)
		c.present = append(c.present, t, p)
	}
	slices.Sort(c.present)
	c.present = slices.Compact(c.present)
	return c, nil
}

func checkWeights(w []float64, n int) error {
	if w != nil && len(w) != n {
		return fmt.Errorf("%d weights for %d trials", len(w), n)
	}
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("weight %v of trial %d is not a finite number >= 0", v, i)
		}
	}
	return nil
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// Normalised is the share of predictions within each true class; the row of a
// class that does not occur is zero.
func (c *Confusion) Normalised() [][]float64 {
	out := make([][]float64, len(c.Counts))
	for t, row := range c.Counts {
		out[t] = make([]float64, len(row))
		for p, n := range row {
			out[t][p] = ratio(n, c.truth(t))
		}
	}
	return out
}

// truth is the weight of a true class, predicted of a predicted one.
func (c *Confusion) truth(k int) float64 {
	sum := 0.0
	for _, n := range c.Counts[k] {
		sum += n
	}
	return sum
}

func (c *Confusion) predicted(k int) float64 {
	sum := 0.0
	for _, row := range c.Counts {
		sum += row[k]
	}
	return sum
}

func (c *Confusion) total() float64 {
	sum := 0.0
	for k := range c.Counts {
		sum += c.truth(k)
	}
	return sum
}

// ratio is a/b, and 0 when b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// Accuracy is the share of correct predictions.
func (c *Confusion) Accuracy() float64 {
	right := 0.0
	for k := range c.Counts {
		right += c.Counts[k][k]
	}
	return right / c.total()
}

// Hamming is the share of wrong predictions.
func (c *Confusion) Hamming() float64 {
	wrong := 0.0
	for t, row := range c.Counts {
		for p, n := range row {
			if t != p {
				wrong += n
			}
		}
	}
	return wrong / c.total()
}

// BalancedAccuracy is the mean recall of the classes that occur in the truth.
// Adjusted, it is 0 at chance and 1 at best; with one true class that is NaN or
// minus infinity.
func (c *Confusion) BalancedAccuracy(adjusted bool) float64 {
	sum, classes := 0.0, 0.0
	for k := range c.Counts {
		if n := c.truth(k); n > 0 {
			sum += c.Counts[k][k] / n
			classes++
		}
	}
	score := sum / classes
	if adjusted {
		chance := 1 / classes
		return (score - chance) / (1 - chance)
	}
	return score
}
