package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// LogisticForm is how more than one decision column arises.
type LogisticForm int

const (
	// LogisticAuto is one column for two classes and Multinomial for more.
	LogisticAuto LogisticForm = iota
	// Multinomial is one column per class under a softmax, all penalised. With
	// two classes it keeps the column of class 1, minus the other one.
	Multinomial
	// OneVsRest fits every class against the others.
	OneVsRest
)

// LogisticOptions of FitLogistic; the zero value is C = 1 with an intercept.
type LogisticOptions struct {
	C                 float64 // weight of the loss against the penalty; 0 means 1
	Form              LogisticForm
	NoIntercept       bool
	PenaliseIntercept bool      // as liblinear does, as the weight of a constant 1
	Balanced          bool      // weigh classes by n/(K n_c)
	Weights           []float64 // one per trial, nil: ones
	L1Ratio           float64   // share of the absolute penalty, 0..1
}

// Logistic is a fitted logistic regression.
type Logistic struct {
	Linear
	form LogisticForm
}

// FitLogistic minimises C * sum of weighted log losses + |w|^2/2 (or, with
// L1Ratio r, r |w|_1 + (1-r) |w|^2/2) to convergence; the intercept is free of
// penalty. Without an absolute penalty it runs Newton's method; with far more
// features than trials the problem is solved in the span of the trials, where the
// weights lie. A purely absolute penalty over a softmax of
// an even number of classes may leave an interval of equal optima, of which one
// is returned. Errors: *AbsentClassError, *NonFiniteError,
// *TooFewError, *ConvergenceError.
func FitLogistic(x *mat.Dense, y []int, classes int, opts LogisticOptions) (*Logistic, error) {
	const learner = "logistic"
	if err := checkTraining(learner, x, y, classes); err != nil {
		return nil, err
	}
	_, p := x.Dims()
	if err := checkClassWeights(learner, opts.Weights, y, classes); err != nil {
		return nil, err
	}
	if opts.C == 0 {
		opts.C = 1
	}
	if !(opts.C > 0) || math.IsInf(opts.C, 1) {
		return nil, fmt.Errorf("logistic: C is %v, need a positive number", opts.C)
	}
	if !(opts.L1Ratio >= 0 && opts.L1Ratio <= 1) {
		return nil, fmt.Errorf("logistic: the share %v of the absolute penalty is not between 0 and 1", opts.L1Ratio)
	}
	if opts.L1Ratio > 0 && opts.PenaliseIntercept {
		return nil, fmt.Errorf("logistic: an absolute penalty leaves the intercept free")
	}
	form := opts.Form
	if form == LogisticAuto && classes > 2 {
		form = Multinomial
	}
	weights := trialWeights(opts.Weights, y, classes, opts.Balanced)
	for i := range weights {
		weights[i] *= opts.C
	}
	space := newSpan(x, !opts.NoIntercept, opts.PenaliseIntercept, opts.L1Ratio == 0 && p > 2*len(y))
	theta, err := fitForm(space, form, y, classes, weights, opts.L1Ratio)
	if err != nil {
		return nil, err
	}
	rows := len(theta)
	l := &Logistic{form: form}
	l.Coef = mat.NewDense(rows, p, nil)
	l.Intercept = make([]float64, rows)
	for r, t := range theta {
		w, b := space.expand(t)
		l.Coef.SetRow(r, w)
		l.Intercept[r] = b
	}
	return l, nil
}

// fitForm gives the parameters of every decision column.
func fitForm(s *span, form LogisticForm, y []int, classes int, weights []float64, l1 float64) ([][]float64, error) {
	fit := newtonSoftmax
	if l1 > 0 {
		fit = func(s *span, y []int, columns int, weights []float64) ([][]float64, error) {
			return proximalSoftmax(s, y, columns, weights, l1)
		}
	}
	switch {
	case form == Multinomial:
		theta, err := fit(s, y, classes, weights)
		if err == nil && classes == 2 {
			theta = theta[1:]
		}
		return theta, err
	case classes == 2:
		return fit(s, y, 1, weights)
	}
	var theta [][]float64
	for c := range classes {
		is := make([]int, len(y))
		for i, v := range y {
			if v == c {
				is[i] = 1
			}
		}
		one, err := fit(s, is, 1, weights)
		if err != nil {
			return nil, err
		}
		theta = append(theta, one[0])
	}
	return theta, nil
}

// Probabilities of the classes, trials x K. One-vs-rest columns are logistic
// values scaled to sum 1.
func (l *Logistic) Probabilities(x *mat.Dense) *mat.Dense {
	d := l.Decision(x)
	n, k := d.Dims()
	switch {
	case l.form == Multinomial && k == 1:
		d.Scale(2, d) // softmax of (-d, d)
	case l.form == OneVsRest && k > 1:
		for i := range n {
			row, sum := d.RawRowView(i), 0.0
			for j, v := range row {
				row[j] = logistic(v)
				sum += row[j]
			}
			for j := range row {
				row[j] /= sum
			}
		}
		return d
	}
	return probabilities(d)
}
