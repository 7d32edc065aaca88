package riemann

import (
	"fmt"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// KNN classifies a covariance by the votes of its nearest training matrices.
type KNN struct {
	Metric  string
	K       int
	Covs    []*mat.SymDense
	Labels  []int
	Classes int
}

// FitKNN keeps the training set; labels run from 0 to classes-1.
func FitKNN(metric string, k int, covs []*mat.SymDense, labels []int, classes int) (*KNN, error) {
	if k < 1 || k > len(covs) {
		return nil, fmt.Errorf("%d neighbours were asked of %d training matrices", k, len(covs))
	}
	if _, err := byClass(len(covs), labels, classes); err != nil {
		return nil, err
	}
	return &KNN{Metric: metric, K: k, Covs: covs, Labels: labels, Classes: classes}, nil
}

// neighbours lists the K nearest training matrices, nearest first, the earlier
// one on a tie.
func (k *KNN) neighbours(c *mat.SymDense) (index []int, distance []float64, err error) {
	d, err := Distances(k.Metric, k.Covs, c)
	if err != nil {
		return nil, nil, err
	}
	index = make([]int, len(d))
	for i := range index {
		index[i] = i
	}
	sort.SliceStable(index, func(a, b int) bool { return d[index[a]] < d[index[b]] })
	index = index[:k.K]
	for _, i := range index {
		distance = append(distance, d[i])
	}
	return index, distance, nil
}

// Predict is the class with most votes, the smaller class on a tie.
func (k *KNN) Predict(c *mat.SymDense) (int, error) {
	index, _, err := k.neighbours(c)
	votes := make([]float64, k.Classes)
	for _, i := range index {
		votes[k.Labels[i]]--
	}
	return argMin(votes), err
}

// Proba sums, per class, the softmax of minus the squared distances of the
// neighbours.
func (k *KNN) Proba(c *mat.SymDense) ([]float64, error) {
	index, d, err := k.neighbours(c)
	if err != nil {
		return nil, err
	}
	out := make([]float64, k.Classes)
	for at, p := range softmax(negSquares(d)) {
		out[k.Labels[index[at]]] += p
	}
	return out, nil
}
