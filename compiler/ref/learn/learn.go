// Package learn holds the float64 meanings of the classical learners: what a
// fit on a matrix of features computes and what the fitted value predicts.
// Features are rows of a matrix, one per trial; labels are class numbers
// 0..K-1. Everything is deterministic and runs to convergence.
package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// AbsentClassError reports a class without a training trial of any weight.
type AbsentClassError struct {
	Class, Classes int
}

func (e *AbsentClassError) Error() string {
	return fmt.Sprintf("class %d of %d has no training trial", e.Class, e.Classes)
}

// NonFiniteError reports a feature that is NaN or infinite.
type NonFiniteError struct {
	Trial, Feature int
	Value          float64
}

func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("feature %d of training trial %d is %v", e.Feature, e.Trial, e.Value)
}

// TooFewError reports fewer training trials than a learner can work with.
type TooFewError struct {
	Learner    string
	Have, Need int
}

func (e *TooFewError) Error() string {
	return fmt.Sprintf("%s needs at least %d training trials, got %d", e.Learner, e.Need, e.Have)
}

// SingularError reports a covariance that has no inverse.
type SingularError struct {
	Learner string
	Advice  string
}

func (e *SingularError) Error() string {
	return fmt.Sprintf("%s: the covariance of the training features is singular; %s", e.Learner, e.Advice)
}

// checkFeatures refuses values no learner can use.
func checkFeatures(x *mat.Dense) error {
	n, p := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		for j := range p {
			if v := row[j]; math.IsNaN(v) || math.IsInf(v, 0) {
				return &NonFiniteError{Trial: i, Feature: j, Value: v}
			}
		}
	}
	return nil
}

// checkTraining refuses labels and features a classifier cannot be fitted on.
func checkTraining(learner string, x *mat.Dense, y []int, classes int) error {
	n, _ := x.Dims()
	if len(y) != n {
		return fmt.Errorf("%s: %d labels for %d training trials", learner, len(y), n)
	}
	if classes < 2 {
		return fmt.Errorf("%s: a classifier needs at least 2 classes, got %d", learner, classes)
	}
	if n < classes {
		return &TooFewError{Learner: learner, Have: n, Need: classes}
	}
	count := make([]int, classes)
	for i, c := range y {
		if c < 0 || c >= classes {
			return fmt.Errorf("%s: label %d of training trial %d is not a class number below %d", learner, c, i, classes)
		}
		count[c]++
	}
	for c, k := range count {
		if k == 0 {
			return &AbsentClassError{Class: c, Classes: classes}
		}
	}
	return checkFeatures(x)
}

// checkWeights accepts nil or one weight per trial, none negative.
func checkWeights(learner string, w []float64, n int) error {
	if w == nil {
		return nil
	}
	if len(w) != n {
		return fmt.Errorf("%s: %d weights for %d training trials", learner, len(w), n)
	}
	sum := 0.0
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("%s: weight %v of training trial %d is not a finite number >= 0", learner, v, i)
		}
		sum += v
	}
	if sum == 0 {
		return fmt.Errorf("%s: the weights of all %d training trials are zero", learner, n)
	}
	return nil
}

// checkClassWeights refuses weights that leave a class without any.
func checkClassWeights(learner string, w []float64, y []int, classes int) error {
	if err := checkWeights(learner, w, len(y)); err != nil || w == nil {
		return err
	}
	sum := make([]float64, classes)
	for i, c := range y {
		sum[c] += w[i]
	}
	for c, v := range sum {
		if v == 0 {
			return &AbsentClassError{Class: c, Classes: classes}
		}
	}
	return nil
}

// balanced is the weight n/(K n_c) of each class.
func balanced(y []int, classes int) []float64 {
	w := make([]float64, classes)
	for _, c := range y {
		w[c]++
	}
	for c := range w {
		w[c] = float64(len(y)) / (float64(classes) * w[c])
	}
	return w
}

// trialWeights multiplies the given weights (nil: ones) by the class weights
// when those are to be balanced.
func trialWeights(given []float64, y []int, classes int, balance bool) []float64 {
	w := make([]float64, len(y))
	perClass := balanced(y, classes)
	for i, c := range y {
		w[i] = 1
		if given != nil {
			w[i] = given[i]
		}
		if balance {
			w[i] *= perClass[c]
		}
	}
	return w
}

// frequencies is the share of each class.
func frequencies(y []int, classes int) []float64 {
	p := make([]float64, classes)
	for _, c := range y {
		p[c] += 1 / float64(len(y))
	}
	return p
}

// classRows copies the rows of one class.
func classRows(x *mat.Dense, y []int, class int) *mat.Dense {
	n, p := x.Dims()
	var data []float64
	for i := range n {
		if y[i] == class {
			data = append(data, x.RawRowView(i)...)
		}
	}
	return mat.NewDense(len(data)/p, p, data)
}

// columnMeans of a matrix.
func columnMeans(x *mat.Dense) []float64 {
	n, p := x.Dims()
	mean := make([]float64, p)
	for i := range n {
		for j, v := range x.RawRowView(i) {
			mean[j] += v / float64(n)
		}
	}
	return mean
}

// centred is a copy of x with a row subtracted from every row.
func centred(x *mat.Dense, mean []float64) *mat.Dense {
	c := mat.DenseCopyOf(x)
	n, _ := c.Dims()
	for i := range n {
		row := c.RawRowView(i)
		for j := range row {
			row[j] -= mean[j]
		}
	}
	return c
}
