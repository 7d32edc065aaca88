package learn

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// FScores is the one-way analysis of variance of every feature over the
// classes: F values and their p-values. A feature that is constant has NaN.
func FScores(x *mat.Dense, y []int, classes int) (f, p []float64, err error) {
	if err := checkTraining("anova", x, y, classes); err != nil {
		return nil, nil, err
	}
	n, features := x.Dims()
	if n <= classes {
		return nil, nil, &TooFewError{Learner: "anova", Have: n, Need: classes + 1}
	}
	grand := columnMeans(x)
	between, within := make([]float64, features), make([]float64, features)
	for c := range classes {
		rows := classRows(x, y, c)
		count, _ := rows.Dims()
		mean := columnMeans(rows)
		for j, v := range columnVariances(rows, mean) {
			d := mean[j] - grand[j]
			between[j] += float64(count) * d * d
			within[j] += float64(count) * v
		}
	}
	d1, d2 := float64(classes-1), float64(n-classes)
	dist := distuv.F{D1: d1, D2: d2}
	for j := range features {
		f = append(f, between[j]/d1/(within[j]/d2))
		if math.IsInf(f[j], 1) {
			p = append(p, 0)
			continue
		}
		p = append(p, dist.Survival(f[j]))
	}
	return f, p, nil
}

// KBest lists, in ascending order, the k features with the highest scores; among
// equal scores the later feature is kept, NaN ranks last.
func KBest(score []float64, k int) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	value := func(i int) float64 {
		if math.IsNaN(score[i]) {
			return math.Inf(-1)
		}
		return score[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(value(b), value(a)), cmp.Compare(b, a))
	})
	best := slices.Clone(order[:min(k, len(order))])
	slices.Sort(best)
	return best
}
