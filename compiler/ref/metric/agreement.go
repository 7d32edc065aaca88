package metric

import "math"

// KappaWeights says how the distance between classes counts as disagreement.
type KappaWeights int

const (
	// Unweighted counts every disagreement alike.
	Unweighted KappaWeights = iota
	// LinearWeights count the number of classes between.
	LinearWeights
	// QuadraticWeights count the square of that number.
	QuadraticWeights
)

func (w KappaWeights) at(i, j int) float64 {
	d := math.Abs(float64(i - j))
	switch {
	case w == QuadraticWeights:
		return d * d
	case w == Unweighted && d > 0:
		return 1
	}
	return d
}

// Kappa is Cohen's (1960): one minus observed over expected disagreement,
// weighted over the classes that occur. With a single class it is NaN.
func (c *Confusion) Kappa(w KappaWeights) float64 {
	observed, expected := 0.0, 0.0
	total := c.total()
	for i, t := range c.present {
		for j, p := range c.present {
			observed += w.at(i, j) * c.Counts[t][p]
			expected += w.at(i, j) * c.truth(t) * c.predicted(p) / total
		}
	}
	return 1 - observed/expected
}

// MCC is Matthews' correlation coefficient in the form of Gorodkin (2004) for K
// classes; 0 when the truth or the prediction is constant.
func (c *Confusion) MCC() float64 {
	total, right := c.total(), 0.0
	var both, truth, predicted float64
	for k := range c.Counts {
		t, p := c.truth(k), c.predicted(k)
		right += c.Counts[k][k]
		both += t * p
		truth += t * t
		predicted += p * p
	}
	spread := (total*total - truth) * (total*total - predicted)
	if spread == 0 {
		return 0
	}
	return (right*total - both) / math.Sqrt(spread)
}
