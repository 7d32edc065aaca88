package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// ConvergenceError reports an iteration that stopped short of its optimum.
type ConvergenceError struct {
	Learner    string
	Iterations int
	Residual   float64 // what should have become zero
}

func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("%s did not converge in %d iterations (residual %.3g); scale the features or penalise more",
		e.Learner, e.Iterations, e.Residual)
}

// softmaxLoss is the penalised log loss of a softmax over columns of scores.
// With one column it is the logistic loss of class 1 against class 0.
type softmaxLoss struct {
	*span
	y       []int
	columns int
	weights []float64 // per trial, with C
}

// probabilitiesAt fills prob (trials x columns) and gives the loss without
// penalty. theta is column-major: the parameters of one column after another.
func (l *softmaxLoss) probabilitiesAt(theta []float64, prob *mat.Dense) float64 {
	q := len(l.penalty)
	prob.Mul(l.z, mat.NewDense(l.columns, q, theta).T())
	loss := 0.0
	for i, class := range l.y {
		row := prob.RawRowView(i)
		if l.columns == 1 {
			t := row[0]
			if class == 0 {
				t = -t
			}
			// log(1+exp(-t)), stable on both sides
			loss += l.weights[i] * (math.Log1p(math.Exp(-math.Abs(t))) + math.Max(-t, 0))
			row[0] = logistic(row[0])
			continue
		}
		own := row[class]
		loss += l.weights[i] * (softmaxRow(row) - own)
	}
	return loss
}

func (l *softmaxLoss) squares(theta []float64) float64 {
	sum := 0.0
	q := len(l.penalty)
	for i, v := range theta {
		sum += l.penalty[i%q] * v * v
	}
	return sum / 2
}

// gradient of the loss without penalty.
func (l *softmaxLoss) gradient(prob *mat.Dense) []float64 {
	n, q := l.z.Dims()
	residual := mat.NewDense(n, l.columns, nil)
	for i, class := range l.y {
		for k := range l.columns {
			target := 0.0
			if l.columns == 1 && class == 1 || l.columns > 1 && class == k {
				target = 1
			}
			residual.Set(i, k, l.weights[i]*(prob.At(i, k)-target))
		}
	}
	g := mat.NewDense(l.columns, q, nil)
	g.Mul(residual.T(), l.z)
	return g.RawMatrix().Data
}

// hessian of loss and penalty. The softmax does not change when all intercepts
// move together; a unit stiffness along that direction keeps them centred on
// their start, zero, without changing any step.
func (l *softmaxLoss) hessian(prob *mat.Dense) *mat.SymDense {
	_, q := l.z.Dims()
	h := mat.NewSymDense(q*l.columns, nil)
	for a := range l.columns {
		for b := a; b < l.columns; b++ {
			block := l.block(prob, a, b)
			for i := range q {
				for j := range q {
					if a < b || j >= i {
						h.SetSym(a*q+i, b*q+j, block.At(i, j))
					}
				}
			}
			if l.columns > 1 && l.bias && l.penalty[q-1] == 0 {
				h.SetSym(a*q+q-1, b*q+q-1, h.At(a*q+q-1, b*q+q-1)+1)
			}
		}
		for i, v := range l.penalty {
			h.SetSym(a*q+i, a*q+i, h.At(a*q+i, a*q+i)+v)
		}
	}
	return h
}

// block is z' D z with the curvature of scores a and b on the diagonal of D.
func (l *softmaxLoss) block(prob *mat.Dense, a, b int) *mat.Dense {
	n, q := l.z.Dims()
	scaled := mat.NewDense(n, q, nil)
	for i := range n {
		d := -prob.At(i, a) * prob.At(i, b)
		if a == b {
			d += prob.At(i, a)
		}
		floats.ScaleTo(scaled.RawRowView(i), l.weights[i]*d, l.z.RawRowView(i))
	}
	var out mat.Dense
	out.Mul(l.z.T(), scaled)
	return &out
}

const newtonIterations = 200

// newtonSoftmax minimises the squared-penalty loss by Newton's method with
// backtracking and returns the parameters of each column.
func newtonSoftmax(s *span, y []int, columns int, weights []float64) ([][]float64, error) {
	n, q := s.z.Dims()
	l := &softmaxLoss{span: s, y: y, columns: columns, weights: weights}
	theta := make([]float64, q*columns)
	prob := mat.NewDense(n, columns, nil)
	value := l.probabilitiesAt(theta, prob)
	limit := 0.0
	for iteration := range newtonIterations {
		g := l.gradient(prob)
		for i, v := range theta {
			g[i] += s.penalty[i%q] * v
		}
		size := floats.Norm(g, math.Inf(1))
		if iteration == 0 {
			limit = 1e-11 * math.Max(size, 1e-300)
		}
		if size <= limit {
			return columnsOf(theta, columns), nil
		}
		step, err := newtonStep(l.hessian(prob), g)
		if err != nil {
			return nil, err
		}
		next, moved := l.lineSearch(theta, step, g, value, prob)
		if !moved { // rounding limits any further decrease
			if size <= 1e-6*math.Max(limit*1e11, 1) {
				return columnsOf(theta, columns), nil
			}
			return nil, &ConvergenceError{Learner: "logistic", Iterations: iteration, Residual: size}
		}
		value = next
	}
	return nil, &ConvergenceError{Learner: "logistic", Iterations: newtonIterations, Residual: math.NaN()}
}

func newtonStep(h *mat.SymDense, g []float64) ([]float64, error) {
	var chol mat.Cholesky
	if !chol.Factorize(h) {
		return nil, &SingularError{Learner: "logistic", Advice: "scale the features or penalise more"}
	}
	step := mat.NewVecDense(len(g), nil)
	// A condition warning still carries the solution; the line search judges it.
	_ = chol.SolveVecTo(step, mat.NewVecDense(len(g), g))
	return step.RawVector().Data, nil
}

// lineSearch halves the step until the objective falls enough; theta and prob
// move to the new point. At the rounding level of the objective a full step
// that does not raise it is taken.
func (l *softmaxLoss) lineSearch(theta, step, g []float64, value float64, prob *mat.Dense) (float64, bool) {
	slope := floats.Dot(g, step)
	trial := make([]float64, len(theta))
	for t := 1.0; t > 1e-10; t /= 2 {
		floats.AddScaledTo(trial, theta, -t, step)
		next := l.probabilitiesAt(trial, prob) + l.squares(trial)
		noise := 4 * 0x1p-52 * math.Abs(value)
		if next <= value-1e-4*t*slope+noise {
			copy(theta, trial)
			return next, true
		}
	}
	l.probabilitiesAt(theta, prob)
	return value, false
}

func columnsOf(theta []float64, columns int) [][]float64 {
	q := len(theta) / columns
	out := make([][]float64, columns)
	for k := range out {
		out[k] = theta[k*q : (k+1)*q]
	}
	return out
}
