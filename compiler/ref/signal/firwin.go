package signal

import (
	"fmt"
	"math"
)

// WindowedSinc designs a linear-phase FIR filter by the window method: the
// ideal response to the cutoff frequencies (Hz, ascending) times the taper, one
// tap for each of its points. The gain is 1 at 0 Hz when the filter passes
// zero, else in the middle of the first pass band, which for a high-pass is at
// half the rate.
func WindowedSinc(cutoffs []float64, fs float64, passZero bool, taper []float64) ([]float64, error) {
	edges, err := passEdges(cutoffs, fs, passZero)
	if err != nil {
		return nil, err
	}
	n := len(taper)
	if n == 0 {
		return nil, fmt.Errorf("an FIR filter needs at least one tap")
	}
	passNyquist := edges[len(edges)-1] == 1
	if passNyquist && n%2 == 0 {
		return nil, fmt.Errorf("an FIR filter of %d taps has no gain at half the rate; the number of taps must be odd", n)
	}
	h := make([]float64, n)
	centre := float64(n-1) / 2
	for i := range h {
		m := float64(i) - centre
		for k := 0; k < len(edges); k += 2 {
			h[i] += edges[k+1]*sinc(edges[k+1]*m) - edges[k]*sinc(edges[k]*m)
		}
		h[i] *= taper[i]
	}
	at := (edges[0] + edges[1]) / 2
	if edges[0] == 0 {
		at = 0
	} else if edges[1] == 1 {
		at = 1
	}
	gain := 0.0
	for i, v := range h {
		gain += v * math.Cos(math.Pi*(float64(i)-centre)*at)
	}
	for i := range h {
		h[i] /= gain
	}
	return h, nil
}

// passEdges lists the ends of the pass bands as fractions of half the rate.
func passEdges(cutoffs []float64, fs float64, passZero bool) ([]float64, error) {
	if len(cutoffs) == 0 {
		return nil, fmt.Errorf("an FIR filter needs at least one cutoff frequency")
	}
	var edges []float64
	if passZero {
		edges = append(edges, 0)
	}
	last := 0.0
	for _, f := range cutoffs {
		if err := (Band{Kind: LowPass, High: f}).check(fs); err != nil {
			return nil, err
		}
		if f <= last {
			return nil, &BandError{last, f}
		}
		edges, last = append(edges, f/(fs/2)), f
	}
	if len(edges)%2 == 1 {
		edges = append(edges, 1)
	}
	return edges, nil
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}
