package signal

import (
	"fmt"
	"math"
	"slices"
)

// MeanEpoch is the average over epochs, channel × sample.
func MeanEpoch(epochs [][][]float64) ([][]float64, error) {
	return overEpochs(epochs, func(v []float64) float64 { return Mean(v) })
}

// StandardError is the population standard deviation over epochs divided by the
// root of their number, as MNE's Epochs.standard_error.
func StandardError(epochs [][][]float64) ([][]float64, error) {
	return overEpochs(epochs, func(v []float64) float64 {
		return Std(v, 0) / math.Sqrt(float64(len(v)))
	})
}

// MedianEpoch is the median over epochs.
func MedianEpoch(epochs [][][]float64) ([][]float64, error) {
	return overEpochs(epochs, func(v []float64) float64 {
		s := slices.Sorted(slices.Values(v))
		return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
	})
}

func overEpochs(epochs [][][]float64, f func([]float64) float64) ([][]float64, error) {
	if len(epochs) == 0 {
		return nil, fmt.Errorf("an average needs at least one epoch")
	}
	out := make([][]float64, len(epochs[0]))
	values := make([]float64, len(epochs))
	for c := range out {
		out[c] = make([]float64, len(epochs[0][c]))
		for i := range out[c] {
			for e, epoch := range epochs {
				if len(epoch) != len(out) {
					return nil, &ChannelsError{Have: len(epoch), Want: len(out)}
				}
				if len(epoch[c]) != len(out[c]) {
					return nil, fmt.Errorf("epoch %d has %d samples where epoch 0 has %d", e, len(epoch[c]), len(out[c]))
				}
				values[e] = epoch[c][i]
			}
			out[c][i] = f(values)
		}
	}
	return out, nil
}
