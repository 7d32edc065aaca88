// Package stat holds the inference a report makes: intervals, tests against
// chance, comparisons of methods over subjects, corrections for many tests. All
// functions are deterministic; those that resample take their source of chance.
package stat

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// An Interval holds a parameter with the confidence it was made for.
type Interval struct {
	Low, High float64
}

// A Test is a statistic with its p-value.
type Test struct {
	Statistic, P float64
}

// Side is the alternative of a test.
type Side int

const (
	// TwoSided looks for any difference.
	TwoSided Side = iota
	// Greater looks for values above the null hypothesis.
	Greater
	// Less looks for values below it.
	Less
)

func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("confidence level %v is not between 0 and 1", level)
	}
	return nil
}

func checkSample(x []float64, least int) error {
	if len(x) < least {
		return fmt.Errorf("%d values, need at least %d", len(x), least)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("value %d is %v", i, v)
		}
	}
	return nil
}

// Mean of values.
func Mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// variance with divisor n-1.
func variance(x []float64) float64 {
	mean, sum := Mean(x), 0.0
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(x)-1)
}

// Quantile interpolates linearly between the sorted values (Hyndman and Fan's
// type 7, numpy's default).
func Quantile(x []float64, q float64) float64 {
	v := slices.Clone(x)
	slices.Sort(v)
	return sortedQuantile(v, q)
}

func sortedQuantile(v []float64, q float64) float64 {
	at := q * float64(len(v)-1)
	low := int(math.Floor(at))
	if low+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[low] + (at-float64(low))*(v[low+1]-v[low])
}

// ranks from 1, ties sharing their mean rank.
func ranks(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		below, equal := 0.0, 0.0
		for _, w := range x {
			switch {
			case w < v:
				below++
			case w == v:
				equal++
			}
		}
		out[i] = below + (equal+1)/2
	}
	return out
}

// tieSum is the sum of t^3-t over groups of t equal values.
func tieSum(x []float64) float64 {
	v := slices.Clone(x)
	slices.Sort(v)
	sum := 0.0
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && v[j] == v[i] {
			j++
		}
		t := float64(j - i)
		sum += t*t*t - t
		i = j
	}
	return sum
}

func normalSurvival(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

func normalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
