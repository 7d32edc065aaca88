package metric

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Regression holds the scores of a predicted number per trial.
type Regression struct {
	R2                float64 // 0 for a constant truth, 1 if predicted exactly
	ExplainedVariance float64 // as R2, without the mean error
	MAE, MSE, RMSE    float64
	MedianAE, MaxAE   float64
	Pearson           float64 // NaN when either side is constant
	PearsonP          float64 // two-sided, normal data
	Spearman          float64
	SpearmanP         float64 // two-sided, by the t approximation
	Kendall           float64 // tau-b
	Concordance       float64 // Lin's, with divisor n
}

// Regress scores predictions of numbers.
func Regress(truth, predicted []float64) (*Regression, error) {
	n := len(truth)
	if n == 0 || len(predicted) != n {
		return nil, fmt.Errorf("%d predictions for %d trials", len(predicted), n)
	}
	r := &Regression{}
	absolute, errs := make([]float64, n), make([]float64, n)
	for i, t := range truth {
		if math.IsNaN(t) || math.IsNaN(predicted[i]) {
			return nil, fmt.Errorf("trial %d: truth %v, prediction %v", i, t, predicted[i])
		}
		errs[i] = t - predicted[i]
		absolute[i] = math.Abs(errs[i])
		r.MAE += absolute[i] / float64(n)
		r.MSE += errs[i] * errs[i] / float64(n)
	}
	r.RMSE = math.Sqrt(r.MSE)
	slices.Sort(absolute)
	r.MedianAE = (absolute[(n-1)/2] + absolute[n/2]) / 2
	r.MaxAE = absolute[n-1]
	spread := product(truth, truth)
	r.R2 = explained(r.MSE, spread)
	r.ExplainedVariance = explained(product(errs, errs), spread)
	r.Pearson = correlation(truth, predicted)
	r.PearsonP = correlationP(r.Pearson, n)
	r.Spearman = correlation(ranks(truth), ranks(predicted))
	r.SpearmanP = correlationP(r.Spearman, n)
	r.Kendall = kendall(truth, predicted)
	shift := mean(truth, nil) - mean(predicted, nil)
	r.Concordance = 2 * product(truth, predicted) / (spread + product(predicted, predicted) + shift*shift)
	return r, nil
}

func explained(unexplained, spread float64) float64 {
	if spread == 0 {
		if unexplained == 0 {
			return 1
		}
		return 0
	}
	return 1 - unexplained/spread
}

// product is the covariance with divisor n.
func product(a, b []float64) float64 {
	ma, mb := mean(a, nil), mean(b, nil)
	sum := 0.0
	for i := range a {
		sum += (a[i] - ma) * (b[i] - mb)
	}
	return sum / float64(len(a))
}

func correlation(a, b []float64) float64 {
	va, vb := product(a, a), product(b, b)
	if va == 0 || vb == 0 {
		return math.NaN()
	}
	r := product(a, b) / math.Sqrt(va) / math.Sqrt(vb)
	return math.Max(-1, math.Min(1, r))
}

// correlationP is the two-sided probability of a correlation at least this far
// from zero in n independent normal pairs: t on n-2 degrees of freedom.
func correlationP(r float64, n int) float64 {
	if n < 3 || math.IsNaN(r) {
		return math.NaN()
	}
	return mathext.RegIncBeta(float64(n-2)/2, 0.5, (1-r)*(1+r))
}

// ranks from 1, ties sharing their mean rank.
func ranks(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		below, equal := 0.0, 0.0
		for _, y := range v {
			switch {
			case y < x:
				below++
			case y == x:
				equal++
			}
		}
		out[i] = below + (equal+1)/2
	}
	return out
}

// kendall is tau-b: concordant minus discordant pairs over the geometric mean
// of the pairs untied on each side.
func kendall(a, b []float64) float64 {
	var balance, untiedA, untiedB float64
	for i := range a {
		for j := range i {
			da, db := sign(a[i]-a[j]), sign(b[i]-b[j])
			balance += da * db
			untiedA += da * da
			untiedB += db * db
		}
	}
	return balance / math.Sqrt(untiedA) / math.Sqrt(untiedB)
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
