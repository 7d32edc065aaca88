package stat

import (
	"fmt"
	"math"
	"slices"
)

// A Chooser draws uniformly from 0..n-1; random.Stream and random.Mersenne do.
type Chooser interface {
	Intn(n int) int
}

// Bootstrapped is the result of Bootstrap (Efron and Tibshirani 1993).
type Bootstrapped struct {
	Estimates    []float64 // of the resamples, in the order drawn
	Percentile   Interval
	Basic        Interval // percentiles mirrored at the estimate
	BCa          Interval // bias-corrected and accelerated
	Z0           float64  // bias correction, from the mid-rank share below the estimate
	Acceleration float64  // from the jackknife
	SE           float64  // standard deviation of Estimates, divisor resamples-1
}

// Bootstrap resamples x with replacement and gives intervals of a statistic.
func Bootstrap(x []float64, statistic func([]float64) float64, resamples int, level float64, c Chooser) (*Bootstrapped, error) {
	if err := checkSample(x, 2); err != nil {
		return nil, err
	}
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if resamples < 2 {
		return nil, fmt.Errorf("%d resamples, need at least 2", resamples)
	}
	b := &Bootstrapped{Estimates: make([]float64, resamples)}
	sample := make([]float64, len(x))
	for r := range b.Estimates {
		for i := range sample {
			sample[i] = x[c.Intn(len(x))]
		}
		b.Estimates[r] = statistic(slices.Clone(sample))
	}
	b.SE = math.Sqrt(variance(b.Estimates))
	sorted := slices.Clone(b.Estimates)
	slices.Sort(sorted)
	estimate := statistic(slices.Clone(x))
	tail := (1 - level) / 2
	b.Percentile = Interval{sortedQuantile(sorted, tail), sortedQuantile(sorted, 1-tail)}
	b.Basic = Interval{2*estimate - b.Percentile.High, 2*estimate - b.Percentile.Low}
	b.bca(sorted, estimate, jackknife(x, statistic), tail)
	return b, nil
}

// jackknife gives the statistic without each value in turn.
func jackknife(x []float64, statistic func([]float64) float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = statistic(slices.Concat(x[:i], x[i+1:]))
	}
	return out
}

// bca shifts the percentiles by bias and acceleration. When every resample lies
// on one side of the estimate the correction is infinite and the interval NaN.
func (b *Bootstrapped) bca(sorted []float64, estimate float64, jack []float64, tail float64) {
	below := 0.0
	for _, v := range sorted {
		switch {
		case v < estimate:
			below++
		case v == estimate:
			below += 0.5
		}
	}
	b.Z0 = normalQuantile(below / float64(len(sorted)))
	mean := Mean(jack)
	var square, cube float64
	for _, v := range jack {
		d := mean - v
		square += d * d
		cube += d * d * d
	}
	if square > 0 {
		b.Acceleration = cube / (6 * math.Pow(square, 1.5))
	}
	at := func(p float64) float64 {
		z := b.Z0 + normalQuantile(p)
		share := normalCDF(b.Z0 + z/(1-b.Acceleration*z))
		if math.IsNaN(share) {
			return share
		}
		return sortedQuantile(sorted, share)
	}
	b.BCa = Interval{at(tail), at(1 - tail)}
}
