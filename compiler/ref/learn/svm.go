package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// SVMOptions of FitSVM and FitSVR; the zero value is a linear kernel with C = 1.
type SVMOptions struct {
	Kernel   Kernel
	C        float64   // bound of a trial's weight; 0 means 1
	Balanced bool      // classes weighed by n/(K n_c)
	Weights  []float64 // one per trial, multiplying C; nil: ones
	Epsilon  float64   // half-width of the tube of FitSVR
}

// SVM is a fitted support vector classifier with hinge loss (Cortes and Vapnik
// 1995). Two classes give one machine, more give one per pair of classes.
type SVM struct {
	kernel  Kernel
	classes int
	rows    *mat.Dense // support vectors, trials x feature
	// machine m decides between first[m] and second[m]; it is positive for the
	// first with more than two classes and for class 1 with two.
	first, second []int
	weight        *mat.Dense // machine x support vector
	rho           []float64
}

// FitSVM solves each machine's dual to an optimality gap of 1e-9. Errors:
// *AbsentClassError, *NonFiniteError, *TooFewError, *ConvergenceError.
func FitSVM(x *mat.Dense, y []int, classes int, opts SVMOptions) (*SVM, error) {
	if err := checkTraining("svm", x, y, classes); err != nil {
		return nil, err
	}
	kernel, upper, err := opts.prepare(x, y, classes)
	if err != nil {
		return nil, err
	}
	s := &SVM{kernel: kernel, classes: classes}
	gram := rowsOf(kernel.between(x, x))
	var weights [][]float64
	for a := range classes {
		for b := a + 1; b < classes; b++ {
			q := pairProblem(gram, y, a, b, upper)
			alpha, rho, err := q.solve()
			if err != nil {
				return nil, fmt.Errorf("classes %d and %d: %w", a, b, err)
			}
			w := make([]float64, len(y))
			for i, r := range q.row {
				w[r] = q.sign[i] * alpha[i]
			}
			weights = append(weights, w)
			s.first, s.second, s.rho = append(s.first, a), append(s.second, b), append(s.rho, rho)
		}
	}
	if classes == 2 { // positive means the larger class
		s.rho[0] = -s.rho[0]
		for i := range weights[0] {
			weights[0][i] = -weights[0][i]
		}
	}
	s.keepSupport(x, weights)
	return s, nil
}

// prepare checks the options and gives each trial's bound.
func (o SVMOptions) prepare(x *mat.Dense, y []int, classes int) (Kernel, []float64, error) {
	if err := checkClassWeights("svm", o.Weights, y, classes); err != nil {
		return Kernel{}, nil, err
	}
	if o.C == 0 {
		o.C = 1
	}
	if !(o.C > 0) || math.IsInf(o.C, 1) {
		return Kernel{}, nil, fmt.Errorf("svm: C is %v, need a positive number", o.C)
	}
	kernel, err := o.Kernel.resolved(x)
	if err != nil {
		return Kernel{}, nil, err
	}
	upper := trialWeights(o.Weights, y, classes, o.Balanced)
	for i := range upper {
		upper[i] *= o.C
	}
	return kernel, upper, nil
}

// pairProblem is the dual of class a against class b; trials of weight zero
// take no part.
func pairProblem(gram [][]float64, y []int, a, b int, upper []float64) *quadratic {
	q := &quadratic{kernel: gram, learner: "svm"}
	for i, c := range y {
		if c != a && c != b || upper[i] == 0 {
			continue
		}
		sign := 1.0
		if c == b {
			sign = -1
		}
		q.row = append(q.row, i)
		q.sign = append(q.sign, sign)
		q.linear = append(q.linear, -1)
		q.upper = append(q.upper, upper[i])
	}
	return q
}

// keepSupport stores the trials that any machine gives weight.
func (s *SVM) keepSupport(x *mat.Dense, weights [][]float64) {
	n, p := x.Dims()
	var kept []int
	for i := range n {
		for _, w := range weights {
			if w[i] != 0 {
				kept = append(kept, i)
				break
			}
		}
	}
	if len(kept) == 0 { // all bounds were zero
		kept = []int{0}
	}
	s.rows = mat.NewDense(len(kept), p, nil)
	s.weight = mat.NewDense(len(weights), len(kept), nil)
	for r, i := range kept {
		s.rows.SetRow(r, x.RawRowView(i))
		for m, w := range weights {
			s.weight.Set(m, r, w[i])
		}
	}
}

// Machines gives the decision value of every machine, trials x machines. Pairs
// of classes come in the order (0,1), (0,2), ..., (1,2), ... and a positive
// value is for the first; with two classes it is for class 1.
func (s *SVM) Machines(x *mat.Dense) *mat.Dense {
	var d mat.Dense
	d.Mul(s.kernel.between(x, s.rows), s.weight.T())
	addRow(&d, s.rho, -1)
	return &d
}

// Decision is trials x 1 for two classes, positive for class 1. For K classes
// it is trials x K: the votes of the machines plus a summed confidence squeezed
// into (-1/3, 1/3) to order equal votes.
func (s *SVM) Decision(x *mat.Dense) *mat.Dense {
	d := s.Machines(x)
	if s.classes == 2 {
		return d
	}
	n, _ := d.Dims()
	out := mat.NewDense(n, s.classes, nil)
	for i := range n {
		row := out.RawRowView(i)
		confidence := make([]float64, s.classes)
		for m, v := range d.RawRowView(i) {
			confidence[s.first[m]] += v
			confidence[s.second[m]] -= v
			row[s.winner(m, v)]++
		}
		for c, v := range confidence {
			row[c] += v / (3 * (math.Abs(v) + 1))
		}
	}
	return out
}

func (s *SVM) winner(machine int, value float64) int {
	if value < 0 {
		return s.second[machine]
	}
	return s.first[machine]
}

// Predict is the class with the most votes, ties going to the lower class: it
// may differ from the largest Decision.
func (s *SVM) Predict(x *mat.Dense) []int {
	d := s.Machines(x)
	if s.classes == 2 {
		return classesOf(d)
	}
	n, _ := d.Dims()
	out := make([]int, n)
	for i := range out {
		votes := make([]float64, s.classes)
		for m, v := range d.RawRowView(i) {
			votes[s.winner(m, v)]++
		}
		out[i] = argmax(votes)
	}
	return out
}

// Coefficients are the feature weights and intercepts of the machines of a
// linear kernel, machine x feature; nil for other kernels.
func (s *SVM) Coefficients() (*mat.Dense, []float64) {
	if s.kernel.Kind != LinearKernel {
		return nil, nil
	}
	var w mat.Dense
	w.Mul(s.weight, s.rows)
	intercept := make([]float64, len(s.rho))
	for m, r := range s.rho {
		intercept[m] = -r
	}
	return &w, intercept
}
