package learn

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Distance between trials.
type Distance int

const (
	// Euclidean is the length of the difference.
	Euclidean Distance = iota
	// Manhattan sums absolute differences.
	Manhattan
	// Cosine is one minus the cosine of the angle; a zero trial is at distance 1.
	Cosine
)

// KNNOptions of FitKNN.
type KNNOptions struct {
	Neighbours int // 0 means 5
	Distance   Distance
	ByDistance bool // votes weigh 1/distance; neighbours at distance 0 outvote all others
}

// KNN keeps its training trials and votes among the nearest.
type KNN struct {
	opts    KNNOptions
	rows    *mat.Dense
	y       []int
	classes int
}

// FitKNN stores the trials. Errors: *AbsentClassError, *NonFiniteError,
// *TooFewError when there are fewer trials than neighbours.
func FitKNN(x *mat.Dense, y []int, classes int, opts KNNOptions) (*KNN, error) {
	if err := checkTraining("knn", x, y, classes); err != nil {
		return nil, err
	}
	if opts.Neighbours == 0 {
		opts.Neighbours = 5
	}
	if opts.Neighbours < 1 {
		return nil, fmt.Errorf("knn: %d neighbours", opts.Neighbours)
	}
	if len(y) < opts.Neighbours {
		return nil, &TooFewError{Learner: "knn", Have: len(y), Need: opts.Neighbours}
	}
	return &KNN{opts: opts, rows: mat.DenseCopyOf(x), y: slices.Clone(y), classes: classes}, nil
}

// Probabilities are the shares of the votes, trials x K. Equal distances favour
// the earlier training trial.
func (k *KNN) Probabilities(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	out := mat.NewDense(n, k.classes, nil)
	for i := range n {
		near, d := k.nearest(x.RawRowView(i))
		row := out.RawRowView(i)
		total := 0.0
		for r, w := range k.votes(d) {
			row[k.y[near[r]]] += w
			total += w
		}
		for c := range row {
			row[c] /= total
		}
	}
	return out
}

// Predict is the class with the most votes, ties going to the lower class.
func (k *KNN) Predict(x *mat.Dense) []int { return classesOf(k.Probabilities(x)) }

func (k *KNN) nearest(q []float64) (trial []int, distance []float64) {
	all := make([]float64, len(k.y))
	order := make([]int, len(k.y))
	for i := range all {
		all[i] = k.distance(q, k.rows.RawRowView(i))
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[a], all[b]) })
	trial = order[:k.opts.Neighbours]
	for _, i := range trial {
		distance = append(distance, all[i])
	}
	return trial, distance
}

func (k *KNN) distance(a, b []float64) float64 {
	sum := 0.0
	switch k.opts.Distance {
	case Cosine:
		la, lb := math.Sqrt(dot(a, a)), math.Sqrt(dot(b, b))
		if la == 0 || lb == 0 {
			return 1
		}
		return math.Max(0, 1-dot(a, b)/la/lb)
	case Manhattan:
		for j, v := range a {
			sum += math.Abs(v - b[j])
		}
		return sum
	}
	for j, v := range a {
		sum += (v - b[j]) * (v - b[j])
	}
	return math.Sqrt(sum)
}

func (k *KNN) votes(distance []float64) []float64 {
	w := make([]float64, len(distance))
	zero := slices.Contains(distance, 0)
	for i, d := range distance {
		switch {
		case !k.opts.ByDistance, zero && d == 0:
			w[i] = 1
		case !zero:
			w[i] = 1 / d
		}
	}
	return w
}
