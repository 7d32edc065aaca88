package signal

import (
	"fmt"
	"slices"
)

// An IndexError is a channel index that the signal does not have.
type IndexError struct{ Index, Channels int }

func (e *IndexError) Error() string {
	return fmt.Sprintf("there is no channel %d; the signal has %d", e.Index, e.Channels)
}

func checkIndices(indices []int, channels int) error {
	for _, i := range indices {
		if i < 0 || i >= channels {
			return &IndexError{Index: i, Channels: channels}
		}
	}
	return nil
}

// AverageReference subtracts from every channel, in place, the mean over the
// channels. Bad channels neither enter the mean nor change.
func AverageReference(x [][]float64, bad []int) error {
	var good []int
	for c := range x {
		if !slices.Contains(bad, c) {
			good = append(good, c)
		}
	}
	return Rereference(x, good, bad)
}

// Rereference subtracts from every channel that is not bad, in place, the mean
// of the reference channels.
func Rereference(x [][]float64, reference, bad []int) error {
	n, err := samples(x)
	if err != nil {
		return err
	}
	if err := checkIndices(slices.Concat(reference, bad), len(x)); err != nil {
		return err
	}
	if len(reference) == 0 {
		return fmt.Errorf("a reference needs at least one channel that is not bad")
	}
	mean := make([]float64, n)
	for _, c := range reference {
		for i, v := range x[c] {
			mean[i] += v
		}
	}
	for i := range mean {
		mean[i] /= float64(len(reference))
	}
	for c, ch := range x {
		if slices.Contains(bad, c) {
			continue
		}
		for i := range ch {
			ch[i] -= mean[i]
		}
	}
	return nil
}

// Bipolar gives the differences anode - cathode after the channels that take
// part in none; kept lists those, in order.
func Bipolar(x [][]float64, anode, cathode []int) (y [][]float64, kept []int, err error) {
	if _, err := samples(x); err != nil {
		return nil, nil, err
	}
	if len(anode) != len(cathode) {
		return nil, nil, fmt.Errorf("%d anodes cannot pair with %d cathodes", len(anode), len(cathode))
	}
	if err := checkIndices(slices.Concat(anode, cathode), len(x)); err != nil {
		return nil, nil, err
	}
	for c, ch := range x {
		if !slices.Contains(anode, c) && !slices.Contains(cathode, c) {
			y, kept = append(y, slices.Clone(ch)), append(kept, c)
		}
	}
	for i := range anode {
		d := slices.Clone(x[anode[i]])
		for k, v := range x[cathode[i]] {
			d[k] -= v
		}
		y = append(y, d)
	}
	return y, kept, nil
}

// Laplacian is one channel minus the weighted mean of its neighbours (Hjorth
// 1975); nil weights are equal.
func Laplacian(x [][]float64, channel int, neighbours []int, weights []float64) ([]float64, error) {
	if _, err := samples(x); err != nil {
		return nil, err
	}
	if err := checkIndices(append([]int{channel}, neighbours...), len(x)); err != nil {
		return nil, err
	}
	if len(neighbours) == 0 || weights != nil && len(weights) != len(neighbours) {
		return nil, fmt.Errorf("a Laplacian needs neighbours with one weight each; it has %d and %d weights",
			len(neighbours), len(weights))
	}
	total := 0.0
	weight := func(k int) float64 {
		if weights == nil {
			return 1
		}
		return weights[k]
	}
	for k := range neighbours {
		total += weight(k)
	}
	y := slices.Clone(x[channel])
	for k, c := range neighbours {
		w := weight(k) / total
		for i, v := range x[c] {
			y[i] -= w * v
		}
	}
	return y, nil
}
