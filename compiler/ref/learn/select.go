package learn

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
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

// MutualInformation estimates, in nats, what each feature alone tells about the
// class, from the distances to the nearest trials of the same class (Ross 2014;
// usually 3 neighbours). It is never negative.
func MutualInformation(x *mat.Dense, y []int, classes, neighbours int) ([]float64, error) {
	if err := checkTraining("mutual information", x, y, classes); err != nil {
		return nil, err
	}
	if neighbours < 1 {
		return nil, fmt.Errorf("mutual information: %d neighbours", neighbours)
	}
	_, p := x.Dims()
	out := make([]float64, p)
	for j := range p {
		out[j] = informationOf(mat.Col(nil, j, x), y, classes, neighbours)
	}
	return out, nil
}

// informationOf one feature. A class with a single trial takes no part.
func informationOf(v []float64, y []int, classes, neighbours int) float64 {
	count := make([]int, classes)
	for _, c := range y {
		count[c]++
	}
	var used []int
	for i, c := range y {
		if count[c] > 1 {
			used = append(used, i)
		}
	}
	sum := 0.0
	for _, i := range used {
		var own []float64 // distances to the other trials of the class
		for _, o := range used {
			if o != i && y[o] == y[i] {
				own = append(own, math.Abs(v[o]-v[i]))
			}
		}
		slices.Sort(own)
		k := min(neighbours, len(own))
		// Within the radius are the trial itself, its k-1 nearer neighbours of the
		// class (whatever their ties), and others that are strictly nearer.
		radius, within := own[k-1], k
		for _, o := range used {
			if y[o] != y[i] && math.Abs(v[o]-v[i]) < radius {
				within++
			}
		}
		sum += mathext.Digamma(float64(k)) - mathext.Digamma(float64(len(own)+1)) - mathext.Digamma(float64(within))
	}
	n := float64(len(used))
	if n == 0 {
		return 0
	}
	return math.Max(0, mathext.Digamma(n)+sum/n)
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
	best := slices.Clone(order[:min(max(k, 0), len(order))])
	slices.Sort(best)
	return best
}
