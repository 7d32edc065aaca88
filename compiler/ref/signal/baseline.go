package signal

import (
	"fmt"
	"math"
)

// An Interval is a stretch of time (seconds), both ends included. An infinite
// end is open.
type Interval struct{ Min, Max float64 }

// Within finds the first and the last index whose time lies in the interval.
func (iv Interval) Within(times []float64) (first, last int, err error) {
	first, last = -1, -1
	for i, t := range times {
		if t >= iv.Min && t <= iv.Max {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return 0, 0, fmt.Errorf("no sample lies between %g s and %g s", iv.Min, iv.Max)
	}
	return first, last, nil
}

// A BaselineMode is how a value is compared with the baseline mean m.
type BaselineMode string

const (
	BaselineMean      BaselineMode = "mean"      // v - m
	BaselineRatio     BaselineMode = "ratio"     // v / m
	BaselineLogRatio  BaselineMode = "logratio"  // log10(v / m)
	BaselinePercent   BaselineMode = "percent"   // (v - m) / m
	BaselineZScore    BaselineMode = "zscore"    // (v - m) / population deviation
	BaselineZLogRatio BaselineMode = "zlogratio" // log ratio / its deviation in the baseline
)

// Baseline corrects every channel of one epoch, in place, by its samples first
// to last, both included.
func Baseline(x [][]float64, first, last int, mode BaselineMode) error {
	n, err := samples(x)
	if err != nil {
		return err
	}
	if first < 0 || last >= n || first > last {
		return fmt.Errorf("the baseline from sample %d to %d is not within the %d samples of the epoch", first, last, n)
	}
	for _, ch := range x {
		if err := rescale(ch, first, last, mode); err != nil {
			return err
		}
	}
	return nil
}

func rescale(x []float64, first, last int, mode BaselineMode) error {
	mean := Mean(x[first : last+1])
	switch mode {
	case BaselineMean, BaselineZScore:
		apply(x, func(v float64) float64 { return v - mean })
	case BaselineRatio:
		apply(x, func(v float64) float64 { return v / mean })
	case BaselineLogRatio, BaselineZLogRatio:
		apply(x, func(v float64) float64 { return math.Log10(v / mean) })
	case BaselinePercent:
		apply(x, func(v float64) float64 { return (v - mean) / mean })
	default:
		return fmt.Errorf("no baseline mode is called %q", mode)
	}
	if mode == BaselineZScore || mode == BaselineZLogRatio {
		std := Std(x[first:last+1], 0)
		apply(x, func(v float64) float64 { return v / std })
	}
	return nil
}

func apply(x []float64, f func(float64) float64) {
	for i, v := range x {
		x[i] = f(v)
	}
}
