package metric

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Pairing says how a two-class score covers more classes.
type Pairing int

const (
	// OneVsRest scores every class against all others.
	OneVsRest Pairing = iota
	// OneVsOne scores every pair of classes on its own trials, in both
	// directions (Hand and Till 2001).
	OneVsOne
)

// MulticlassAUC averages ROC areas of class scores (trials x K). Micro pools
// all (trial, class) cells and needs OneVsRest. Weighted uses true class shares,
// or the shares of pairs. Every class must occur: *OneClassError otherwise.
func MulticlassAUC(truth []int, score *mat.Dense, p Pairing, a Average) (float64, error) {
	switch {
	case p == OneVsOne && a == Micro:
		return 0, fmt.Errorf("pairs of classes cannot be pooled")
	case p == OneVsOne:
		return pairwiseAUC(truth, score, a)
	}
	return overClasses(truth, score, a, (*Curve).AUC)
}

// MulticlassAveragePrecision averages the average precision of every class
// against all others; score is trials x K.
func MulticlassAveragePrecision(truth []int, score *mat.Dense, a Average) (float64, error) {
	return overClasses(truth, score, a, (*Curve).AveragePrecision)
}

func checkScores(truth []int, score *mat.Dense) error {
	n, k := score.Dims()
	if n != len(truth) {
		return fmt.Errorf("%d rows of scores for %d trials", n, len(truth))
	}
	for i, t := range truth {
		if t < 0 || t >= k {
			return fmt.Errorf("trial %d: true class %d, but scores are for %d classes", i, t, k)
		}
	}
	return nil
}

func overClasses(truth []int, score *mat.Dense, a Average, value func(*Curve) float64) (float64, error) {
	if err := checkScores(truth, score); err != nil {
		return 0, err
	}
	_, classes := score.Dims()
	if a == Micro {
		var cells []bool
		var scores []float64
		for i, t := range truth {
			for k := range classes {
				cells = append(cells, t == k)
				scores = append(scores, score.At(i, k))
			}
		}
		c, err := NewCurve(cells, scores, nil)
		if err != nil {
			return 0, err
		}
		return value(c), nil
	}
	sum, weights := 0.0, 0.0
	for k := range classes {
		positive := Positives(truth, k)
		c, err := NewCurve(positive, mat.Col(nil, k, score), nil)
		if err != nil {
			return 0, fmt.Errorf("class %d: %w", k, err)
		}
		w := 1.0
		if a == Weighted {
			w = float64(count(positive))
		}
		sum += w * value(c)
		weights += w
	}
	return sum / weights, nil
}

func count(v []bool) int {
	n := 0
	for _, b := range v {
		if b {
			n++
		}
	}
	return n
}

func pairwiseAUC(truth []int, score *mat.Dense, a Average) (float64, error) {
	if err := checkScores(truth, score); err != nil {
		return 0, err
	}
	_, classes := score.Dims()
	sum, weights := 0.0, 0.0
	for first := range classes {
		for second := first + 1; second < classes; second++ {
			var is []bool
			var up, down []float64
			for i, t := range truth {
				if t == first || t == second {
					is = append(is, t == first)
					up = append(up, score.At(i, first))
					down = append(down, -score.At(i, second))
				}
			}
			forward, err := NewCurve(is, up, nil)
			if err != nil {
				return 0, fmt.Errorf("classes %d and %d: %w", first, second, err)
			}
			backward, err := NewCurve(is, down, nil)
			if err != nil {
				return 0, fmt.Errorf("classes %d and %d: %w", first, second, err)
			}
			w := 1.0
			if a == Weighted {
				w = float64(len(is))
			}
			sum += w * (forward.AUC() + backward.AUC()) / 2
			weights += w
		}
	}
	return sum / weights, nil
}

// TopK is the share of trials whose true class is among the k best scores
// (trials x K); equal scores rank the higher class first.
func TopK(truth []int, score *mat.Dense, k int, weights []float64) (float64, error) {
	if err := checkScores(truth, score); err != nil {
		return 0, err
	}
	if err := checkWeights(weights, len(truth)); err != nil {
		return 0, err
	}
	hit := make([]float64, len(truth))
	for i, t := range truth {
		row := score.RawRowView(i)
		better := 0
		for c, s := range row {
			if s > row[t] || s == row[t] && c > t {
				better++
			}
		}
		if better < k {
			hit[i] = 1
		}
	}
	return mean(hit, weights), nil
}

// ClassesIn lists the classes of the truth in ascending order.
func ClassesIn(truth []int) []int {
	c := slices.Clone(truth)
	slices.Sort(c)
	return slices.Compact(c)
}
