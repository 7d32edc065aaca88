package signal

import (
	"fmt"
	"math"
)

// Scale multiplies every channel by factor, in place.
func Scale(x [][]float64, factor float64) {
	for _, ch := range x {
		for i := range ch {
			ch[i] *= factor
		}
	}
}

// Mean is the arithmetic mean, NaN for an empty channel.
func Mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Std is the standard deviation about the mean, divided by n-ddof.
func Std(x []float64, ddof int) float64 {
	mean, sum := Mean(x), 0.0
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(x)-ddof))
}

// Standardize gives every channel of one trial mean 0 and population standard
// deviation 1, in place. A constant channel becomes zero.
func Standardize(x [][]float64) {
	for _, ch := range x {
		mean, std := Mean(ch), spread(Std(ch, 0))
		for i := range ch {
			ch[i] = (ch[i] - mean) / std
		}
	}
}

// A ZScore holds the mean and the population standard deviation of each channel
// over the trials it was learned from.
type ZScore struct{ Mean, Std []float64 }

// LearnZScore takes the statistics over all samples of all trials, epoch ×
// channel × sample. Trials may differ in length, not in channels.
func LearnZScore(trials [][][]float64) (ZScore, error) {
	if len(trials) == 0 || len(trials[0]) == 0 {
		return ZScore{}, fmt.Errorf("a z-score needs at least one trial with a channel")
	}
	channels := len(trials[0])
	z := ZScore{Mean: make([]float64, channels), Std: make([]float64, channels)}
	for c := range channels {
		sum, n := 0.0, 0
		for _, trial := range trials {
			if len(trial) != channels {
				return ZScore{}, &ChannelsError{Have: len(trial), Want: channels}
			}
			for _, v := range trial[c] {
				sum += v
			}
			n += len(trial[c])
		}
		if n == 0 {
			return ZScore{}, &LengthError{What: "a z-score", Need: 1}
		}
		mean, squares := sum/float64(n), 0.0
		for _, trial := range trials {
			for _, v := range trial[c] {
				squares += (v - mean) * (v - mean)
			}
		}
		z.Mean[c], z.Std[c] = mean, math.Sqrt(squares/float64(n))
	}
	return z, nil
}

// Apply standardises one trial with the learned statistics, in place. A channel
// that was constant in learning is centred only.
func (z ZScore) Apply(x [][]float64) error {
	if len(x) != len(z.Mean) {
		return &ChannelsError{Have: len(x), Want: len(z.Mean)}
	}
	for c, ch := range x {
		mean, std := z.Mean[c], spread(z.Std[c])
		for i := range ch {
			ch[i] = (ch[i] - mean) / std
		}
	}
	return nil
}

// spread is a divisor: a constant channel has no scale of its own.
func spread(std float64) float64 {
	if std == 0 {
		return 1
	}
	return std
}
