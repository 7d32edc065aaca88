package metric

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// OneClassError reports a ranking score over trials of one class only.
type OneClassError struct {
	Positive, Negative int // trials
}

func (e *OneClassError) Error() string {
	return fmt.Sprintf("a ranking needs trials of both classes, got %d positive and %d negative", e.Positive, e.Negative)
}

// A Curve counts, for every distinct score from the highest down, the weight of
// the positive and negative trials at or above it.
type Curve struct {
	Thresholds         []float64
	Positive, Negative []float64
}

// NewCurve ranks trials by score. Errors: lengths, a score that is NaN,
// *OneClassError.
func NewCurve(positive []bool, score, weights []float64) (*Curve, error) {
	if len(score) != len(positive) {
		return nil, fmt.Errorf("%d scores for %d trials", len(score), len(positive))
	}
	if err := checkWeights(weights, len(score)); err != nil {
		return nil, err
	}
	order := make([]int, len(score))
	for i, s := range score {
		if math.IsNaN(s) {
			return nil, fmt.Errorf("the score of trial %d is NaN", i)
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	c := &Curve{}
	var up, down float64
	var counts [2]int
	for r, i := range order {
		if positive[i] {
			up += weight(weights, i)
			counts[0]++
		} else {
			down += weight(weights, i)
			counts[1]++
		}
		if r+1 < len(order) && score[order[r+1]] == score[i] {
			continue
		}
		c.Thresholds = append(c.Thresholds, score[i])
		c.Positive = append(c.Positive, up)
		c.Negative = append(c.Negative, down)
	}
	if up == 0 || down == 0 {
		return nil, &OneClassError{Positive: counts[0], Negative: counts[1]}
	}
	return c, nil
}

// ROC gives false- and true-positive rates from the origin to (1, 1), one point
// more than thresholds.
func (c *Curve) ROC() (fpr, tpr []float64) {
	last := len(c.Thresholds) - 1
	fpr, tpr = []float64{0}, []float64{0}
	for i := range c.Thresholds {
		fpr = append(fpr, c.Negative[i]/c.Negative[last])
		tpr = append(tpr, c.Positive[i]/c.Positive[last])
	}
	return fpr, tpr
}

// PrecisionRecall gives both in the order of ascending thresholds, with the
// point (precision 1, recall 0) at the end.
func (c *Curve) PrecisionRecall() (precision, recall []float64) {
	last := len(c.Thresholds) - 1
	for i := last; i >= 0; i-- {
		precision = append(precision, ratio(c.Positive[i], c.Positive[i]+c.Negative[i]))
		recall = append(recall, c.Positive[i]/c.Positive[last])
	}
	return append(precision, 1), append(recall, 0)
}

// AUC is the area under the ROC curve: the chance that a positive trial scores
// above a negative one, ties counting half.
func (c *Curve) AUC() float64 {
	fpr, tpr := c.ROC()
	return trapezoid(fpr, tpr)
}

func trapezoid(x, y []float64) float64 {
	area := 0.0
	for i := 1; i < len(x); i++ {
		area += (x[i] - x[i-1]) * (y[i] + y[i-1]) / 2
	}
	return area
}

// PartialAUC is the area up to a false-positive rate, scaled so that chance is
// 1/2 and the best is 1 (McClish 1989).
func (c *Curve) PartialAUC(limit float64) float64 {
	fpr, tpr := c.ROC()
	area := 0.0
	for i := 1; i < len(fpr) && fpr[i-1] < limit; i++ {
		x, y := fpr[i], tpr[i]
		if x > limit {
			y = tpr[i-1] + (tpr[i]-tpr[i-1])*(limit-fpr[i-1])/(x-fpr[i-1])
			x = limit
		}
		area += (x - fpr[i-1]) * (y + tpr[i-1]) / 2
	}
	low := limit * limit / 2
	return (1 + (area-low)/(limit-low)) / 2
}

// AveragePrecision is the sum of precision over the steps of recall, at
// distinct scores.
func (c *Curve) AveragePrecision() float64 {
	precision, recall := c.PrecisionRecall()
	sum := 0.0
	for i := range c.Thresholds {
		sum += (recall[i] - recall[i+1]) * precision[i]
	}
	return sum
}

// PrecisionRecallArea is the area under the precision-recall curve by
// trapezoids, which interpolates too well; AveragePrecision does not.
func (c *Curve) PrecisionRecallArea() float64 {
	precision, recall := c.PrecisionRecall()
	return -trapezoid(recall, precision)
}

// Youden is the largest difference of true- and false-positive rate.
func (c *Curve) Youden() float64 {
	fpr, tpr := c.ROC()
	best := 0.0
	for i := range fpr {
		best = math.Max(best, tpr[i]-fpr[i])
	}
	return best
}

// Positives marks the trials of one class.
func Positives(truth []int, class int) []bool {
	out := make([]bool, len(truth))
	for i, t := range truth {
		out[i] = t == class
	}
	return out
}

// AUC of two classes: class 1 is positive and has the larger scores.
func AUC(truth []int, score, weights []float64) (float64, error) {
	c, err := NewCurve(Positives(truth, 1), score, weights)
	if err != nil {
		return 0, err
	}
	return c.AUC(), nil
}
