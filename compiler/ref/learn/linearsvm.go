package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// LinearSVMOptions of FitLinearSVM; the zero value is C = 1 with an intercept.
type LinearSVMOptions struct {
	C           float64 // 0 means 1
	NoIntercept bool
	Balanced    bool
	Weights     []float64 // one per trial, nil: ones
}

// LinearSVM minimises |w|^2/2 + C sum max(0, 1 - y f)^2, the squared hinge of
// liblinear (Fan et al. 2008), whose intercept is penalised like a weight. More
// than two classes are fitted one against the rest.
type LinearSVM struct {
	Linear
}

// FitLinearSVM runs Newton's method on the primal problem, which is piecewise
// quadratic, so that it ends at the optimum after finitely many steps. With more
// features than trials it works in the span of the trials.
func FitLinearSVM(x *mat.Dense, y []int, classes int, opts LinearSVMOptions) (*LinearSVM, error) {
	if err := checkTraining("linear svm", x, y, classes); err != nil {
		return nil, err
	}
	_, p := x.Dims()
	if err := checkClassWeights("linear svm", opts.Weights, y, classes); err != nil {
		return nil, err
	}
	if opts.C == 0 {
		opts.C = 1
	}
	if !(opts.C > 0) || math.IsInf(opts.C, 1) {
		return nil, fmt.Errorf("linear svm: C is %v, need a positive number", opts.C)
	}
	weights := trialWeights(opts.Weights, y, classes, opts.Balanced)
	floats.Scale(opts.C, weights)
	space := newSpan(x, !opts.NoIntercept, true, true)
	columns := classes
	if classes == 2 {
		columns = 1
	}
	l := &LinearSVM{Linear{Coef: mat.NewDense(columns, p, nil), Intercept: make([]float64, columns)}}
	for c := range columns {
		positive := c
		if classes == 2 {
			positive = 1
		}
		theta, err := squaredHinge(space, y, positive, weights)
		if err != nil {
			return nil, err
		}
		w, b := space.expand(theta)
		l.Coef.SetRow(c, w)
		l.Intercept[c] = b
	}
	return l, nil
}

// hinge is the state of one squared-hinge problem.
type hinge struct {
	*span
	sign, weights []float64
}

// at gives the objective, its gradient and the trials inside the margin.
func (h *hinge) at(theta []float64) (value float64, grad []float64, active []int) {
	value = floats.Dot(theta, theta) / 2
	grad = append([]float64(nil), theta...)
	for i, s := range h.sign {
		row := h.z.RawRowView(i)
		gap := 1 - s*dot(row, theta)
		if gap <= 0 {
			continue
		}
		value += h.weights[i] * gap * gap
		floats.AddScaled(grad, -2*h.weights[i]*gap*s, row)
		active = append(active, i)
	}
	return value, grad, active
}

func (h *hinge) curvature(active []int) *mat.SymDense {
	_, q := h.z.Dims()
	out := mat.NewSymDense(q, nil)
	if len(active) > 0 {
		rows := mat.NewDense(len(active), q, nil)
		for r, i := range active {
			floats.ScaleTo(rows.RawRowView(r), math.Sqrt(2*h.weights[i]), h.z.RawRowView(i))
		}
		out.SymOuterK(1, rows.T())
	}
	for j := range q {
		out.SetSym(j, j, out.At(j, j)+1)
	}
	return out
}

func squaredHinge(s *span, y []int, positive int, weights []float64) ([]float64, error) {
	h := &hinge{span: s, sign: make([]float64, len(y)), weights: weights}
	for i, c := range y {
		h.sign[i] = -1
		if c == positive {
			h.sign[i] = 1
		}
	}
	_, q := s.z.Dims()
	theta, trial := make([]float64, q), make([]float64, q)
	value, grad, active := h.at(theta)
	start := floats.Norm(grad, math.Inf(1))
	for range newtonIterations {
		if floats.Norm(grad, math.Inf(1)) <= 1e-10*start {
			return theta, nil
		}
		step, err := newtonStep(h.curvature(active), grad)
		if err != nil {
			return nil, err
		}
		slope, moved := floats.Dot(grad, step), false
		for t := 1.0; t > 1e-10 && !moved; t /= 2 {
			floats.AddScaledTo(trial, theta, -t, step)
			v, g, a := h.at(trial)
			if v <= value-1e-4*t*slope {
				copy(theta, trial)
				value, grad, active, moved = v, g, a, true
			}
		}
		if !moved { // rounding limits any further decrease
			break
		}
	}
	if residual := floats.Norm(grad, math.Inf(1)); residual > 1e-6*start {
		return nil, &ConvergenceError{Learner: "linear svm", Iterations: newtonIterations, Residual: residual}
	}
	return theta, nil
}
