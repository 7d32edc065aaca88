package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// probabilityFloor keeps the log loss finite: probabilities are clipped to
// [eps, 1-eps] with the spacing of float64 at 1.
const probabilityFloor = 0x1p-52

// TwoClasses makes class probabilities (trials x 2) of those of class 1.
func TwoClasses(p []float64) *mat.Dense {
	out := mat.NewDense(len(p), 2, nil)
	for i, v := range p {
		out.Set(i, 0, 1-v)
		out.Set(i, 1, v)
	}
	return out
}

// LogLoss is the mean negative log probability of the true class, in nats. Rows
// of p (trials x K) are clipped away from 0 and 1 and scaled to sum 1.
func LogLoss(truth []int, p *mat.Dense, weights []float64) (float64, error) {
	return overTrials(truth, p, weights, func(row []float64, t int) float64 {
		sum := 0.0
		for _, v := range row {
			sum += clip(v)
		}
		return -math.Log(clip(row[t]) / sum)
	})
}

func clip(v float64) float64 { return math.Min(math.Max(v, probabilityFloor), 1-probabilityFloor) }

// Brier is the mean squared distance between p (trials x K) and the indicator
// of the true class, summed over classes: 0..2. Half of it is the usual Brier
// score of two classes.
func Brier(truth []int, p *mat.Dense, weights []float64) (float64, error) {
	return overTrials(truth, p, weights, func(row []float64, t int) float64 {
		sum := 0.0
		for k, v := range row {
			if k == t {
				v--
			}
			sum += v * v
		}
		return sum
	})
}

// Entropy is the mean entropy of the rows of p (trials x K), in nats.
func Entropy(p *mat.Dense) float64 {
	n, _ := p.Dims()
	sum := 0.0
	for i := range n {
		for _, v := range p.RawRowView(i) {
			if v > 0 {
				sum -= v * math.Log(v)
			}
		}
	}
	return sum / float64(n)
}

func overTrials(truth []int, p *mat.Dense, weights []float64, loss func(row []float64, t int) float64) (float64, error) {
	if err := checkProbabilities(truth, p); err != nil {
		return 0, err
	}
	if err := checkWeights(weights, len(truth)); err != nil {
		return 0, err
	}
	v := make([]float64, len(truth))
	for i, t := range truth {
		v[i] = loss(p.RawRowView(i), t)
	}
	return mean(v, weights), nil
}

func checkProbabilities(truth []int, p *mat.Dense) error {
	if err := checkScores(truth, p); err != nil {
		return err
	}
	for i := range truth {
		for k, v := range p.RawRowView(i) {
			if !(v >= 0 && v <= 1) {
				return fmt.Errorf("the probability of class %d in trial %d is %v", k, i, v)
			}
		}
	}
	return nil
}

// Calibration compares confidence with accuracy over equal-width bins
// (lo, hi] of the probability of the predicted class (ties: the lowest class):
// the expected calibration error is the mean difference weighted by bin sizes,
// the maximum one the largest difference (Guo et al. 2017).
func Calibration(truth []int, p *mat.Dense, bins int) (expected, maximum float64, err error) {
	if err := checkProbabilities(truth, p); err != nil {
		return 0, 0, err
	}
	if bins < 1 {
		return 0, 0, fmt.Errorf("calibration over %d bins", bins)
	}
	size, right, confidence := make([]float64, bins), make([]float64, bins), make([]float64, bins)
	for i, t := range truth {
		row := p.RawRowView(i)
		best := 0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
		}
		b := binOf(row[best], bins)
		size[b]++
		confidence[b] += row[best]
		if best == t {
			right[b]++
		}
	}
	for b, n := range size {
		if n > 0 {
			gap := math.Abs(right[b]-confidence[b]) / n
			expected += gap * n / float64(len(truth))
			maximum = math.Max(maximum, gap)
		}
	}
	return expected, maximum, nil
}

// binOf is the bin (lo, hi] of a value in 0..1.
func binOf(v float64, bins int) int {
	for b := range bins {
		if v <= float64(b+1)/float64(bins) {
			return b
		}
	}
	return bins - 1
}
