package random

import (
	"fmt"
	"math"
)

// Exponential is standard_exponential of RandomState (inversion).
func (m *Mersenne) Exponential() float64 { return -math.Log(1 - m.Float64()) }

// Gamma is standard_gamma of RandomState: the exponential at shape 1,
// Ahrens and Dieter (1974) below and Marsaglia and Tsang (2000) above it.
func (m *Mersenne) Gamma(shape float64) float64 {
	switch {
	case shape == 1:
		return m.Exponential()
	case shape <= 0:
		return 0
	case shape < 1:
		return m.gammaSmall(shape)
	}
	b := shape - 1.0/3
	c := 1 / math.Sqrt(9*b)
	for {
		x := m.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := m.Float64()
		if u < 1-0.0331*(x*x)*(x*x) || math.Log(u) < 0.5*x*x+b*(1-v+math.Log(v)) {
			return b * v
		}
	}
}

func (m *Mersenne) gammaSmall(shape float64) float64 {
	for {
		u, e := m.Float64(), m.Exponential()
		if u <= 1-shape {
			if x := math.Pow(u, 1/shape); x <= e {
				return x
			}
			continue
		}
		y := -math.Log((1 - u) / shape)
		if x := math.Pow(1-shape+shape*y, 1/shape); x <= e+y {
			return x
		}
	}
}

// Poisson is poisson(rate) of RandomState for rates below 10 (products of
// uniforms); larger rates are refused.
func (m *Mersenne) Poisson(rate float64) (int, error) {
	if !(rate >= 0 && rate < 10) {
		return 0, fmt.Errorf("poisson rate %v is outside 0 <= rate < 10", rate)
	}
	if rate == 0 {
		return 0, nil
	}
	limit, product := math.Exp(-rate), 1.0
	for k := 0; ; k++ {
		if product *= m.Float64(); product <= limit {
			return k, nil
		}
	}
}

// Binomial is binomial(n, p) of RandomState where n*min(p, 1-p) is at most 30
// (inversion of the distribution function); larger products are refused.
func (m *Mersenne) Binomial(n int, p float64) (int, error) {
	if n < 0 || !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("binomial(%d, %v): need n >= 0 and a probability", n, p)
	}
	if float64(n)*math.Min(p, 1-p) > 30 {
		return 0, fmt.Errorf("binomial(%d, %v): n*min(p, 1-p) is above 30", n, p)
	}
	switch {
	case n == 0 || p == 0:
		return 0, nil
	case p > 0.5:
		return n - m.binomialInversion(n, 1-p), nil
	}
	return m.binomialInversion(n, p), nil
}

func (m *Mersenne) binomialInversion(n int, p float64) int {
	q := 1 - p
	start := math.Exp(float64(n) * math.Log(q))
	mean := float64(n) * p
	bound := int(math.Min(float64(n), mean+10*math.Sqrt(mean*q+1)))
	k, mass, u := 0, start, m.Float64()
	for u > mass {
		k++
		if k > bound {
			k, mass, u = 0, start, m.Float64()
			continue
		}
		u -= mass
		mass = float64(n-k+1) * p * mass / (float64(k) * q)
	}
	return k
}

// Choose is choice(len(p), p=p): one index drawn with the given probabilities,
// by the running sum divided by its total.
func (m *Mersenne) Choose(p []float64) int {
	total := 0.0
	for _, v := range p {
		total += v
	}
	u, sum := m.Float64(), 0.0
	for i, v := range p {
		if sum += v; u < sum/total {
			return i
		}
	}
	return len(p) - 1
}
