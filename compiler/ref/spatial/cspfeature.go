package spatial

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitPower keeps mean and population standard deviation of the power of the
// training trials.
func (c *CSP) fitPower(trials []*mat.Dense) error {
	c.Mean, c.Std = make([]float64, c.Components), make([]float64, c.Components)
	powers := make([][]float64, len(trials))
	for i, x := range trials {
		p, err := c.Power(x)
		if err != nil {
			return err
		}
		powers[i] = p
		for k, v := range p {
			c.Mean[k] += v / float64(len(trials))
		}
	}
	for _, p := range powers {
		for k, v := range p {
			d := v - c.Mean[k]
			c.Std[k] += d * d / float64(len(trials))
		}
	}
	for k, v := range c.Std {
		c.Std[k] = math.Sqrt(v)
	}
	return nil
}

// Project filters a trial, channel × time, to component × time.
func (c *CSP) Project(x *mat.Dense) (*mat.Dense, error) {
	return project(c.Filters, c.Components, x)
}

// project applies the first k rows of filters.
func project(filters *mat.Dense, k int, x *mat.Dense) (*mat.Dense, error) {
	_, channels := filters.Dims()
	rows, cols := x.Dims()
	if rows != channels {
		return nil, fmt.Errorf("the filters were fitted to %d channels and the trial has %d", channels, rows)
	}
	out := mat.NewDense(k, cols, nil)
	out.Mul(filters.Slice(0, k, 0, channels), x)
	return out, nil
}

// Power is the mean square over time of each component of a trial.
func (c *CSP) Power(x *mat.Dense) ([]float64, error) {
	s, err := c.Project(x)
	if err != nil {
		return nil, err
	}
	return power(s), nil
}

// power is the mean square of every row.
func power(s *mat.Dense) []float64 {
	rows, cols := s.Dims()
	out := make([]float64, rows)
	for i := range out {
		sum := 0.0
		for _, v := range s.RawRowView(i) {
			sum += v * v
		}
		out[i] = sum / float64(cols)
	}
	return out
}

// Transform gives the features of a trial, one per component: the natural
// logarithm of the power, or the power standardised by the training trials.
func (c *CSP) Transform(x *mat.Dense) ([]float64, error) {
	p, err := c.Power(x)
	if err != nil {
		return nil, err
	}
	for k, v := range p {
		if c.ZScore {
			p[k] = (v - c.Mean[k]) / c.Std[k]
		} else {
			p[k] = math.Log(v)
		}
	}
	return p, nil
}
