package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/lane"
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
	work    *softmaxWork
}

func newSoftmaxLoss(s *span, y []int, columns int, weights []float64) *softmaxLoss {
	return &softmaxLoss{span: s, y: y, columns: columns, weights: weights, work: newSoftmaxWork(s.z, columns)}
}

// probabilitiesAt fills prob (trials x columns) and gives the loss without
// penalty. theta is column-major: the parameters of one column after another.
func (l *softmaxLoss) probabilitiesAt(theta []float64, prob *mat.Dense) float64 {
	q := len(l.penalty)
	p := lane.Rows{Data: prob.RawMatrix().Data, Stride: l.columns}
	lane.Best().MulTrans(p, l.work.z, lane.Rows{Data: theta, Stride: q}, len(l.y), l.columns, q)
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

// gradient of the loss without penalty; the next call overwrites it.
func (l *softmaxLoss) gradient(prob *mat.Dense) []float64 {
	w, n, q := l.work, len(l.y), len(l.penalty)
	for i, class := range l.y {
		for k, p := range prob.RawRowView(i) {
			target := 0.0
			if l.columns == 1 && class == 1 || l.columns > 1 && class == k {
				target = 1
			}
			w.residual.Data[k*n+i] = l.weights[i] * (p - target)
		}
	}
	lane.Best().MulTrans(lane.Rows{Data: w.g, Stride: q}, w.residual, w.turned, l.columns, q, n)
	return w.g
}

// hessian of loss and penalty. The softmax does not change when the parameters
// of one column of z move together in all classes, so their optimum sums to
// zero and every step keeps that sum. Stiffness along these directions changes
// no step, but keeps the matrix well conditioned.
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
		}
		for i, v := range l.penalty {
			h.SetSym(a*q+i, a*q+i, h.At(a*q+i, a*q+i)+v)
		}
	}
	if l.columns > 1 {
		l.stiffen(h)
	}
	return h
}

func (l *softmaxLoss) stiffen(h *mat.SymDense) {
	q := len(l.penalty)
	for j := range q {
		by := 0.0
		for a := range l.columns {
			by += h.At(a*q+j, a*q+j) / float64(l.columns*l.columns)
		}
		for a := range l.columns {
			for b := a; b < l.columns; b++ {
				h.SetSym(a*q+j, b*q+j, h.At(a*q+j, b*q+j)+by)
			}
		}
	}
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

// Gradients are measured against the sum of absolute terms of each component:
// below converged nothing is left but rounding, below settled an iteration that
// no longer improves may stop.
const (
	converged = 1e-14
	settled   = 1e-8
)

// newtonSoftmax minimises the squared-penalty loss by Newton's method with
// backtracking and returns the parameters of each column.
func newtonSoftmax(s *span, y []int, columns int, weights []float64) ([][]float64, error) {
	n, q := s.z.Dims()
	l := newSoftmaxLoss(s, y, columns, weights)
	theta := make([]float64, q*columns)
	prob := mat.NewDense(n, columns, nil)
	value := l.probabilitiesAt(theta, prob)
	scale := l.termSums()
	residual, last := math.Inf(1), math.Inf(1)
	for range newtonIterations {
		g := l.gradient(prob)
		residual = 0
		for i, v := range theta {
			g[i] += s.penalty[i%q] * v
			if scale[i%q] > 0 {
				residual = math.Max(residual, math.Abs(g[i])/scale[i%q])
			}
		}
		if residual <= converged || residual <= settled && residual > last/2 {
			return columnsOf(theta, columns), nil
		}
		last = residual
		step, err := l.step(prob, g, residual)
		if err != nil {
			return nil, err
		}
		next, moved := l.lineSearch(theta, step, g, value, prob)
		if !moved {
			break
		}
		value = next
	}
	if residual > settled {
		return nil, &ConvergenceError{Learner: "logistic", Iterations: newtonIterations, Residual: residual}
	}
	return columnsOf(theta, columns), nil
}

// few parameters are solved for at once.
const few = 24

// step is Newton's, where there are many parameters as accurate as the residual
// deserves: the iteration still converges quadratically (Dembo, Eisenstat and
// Steihaug 1982).
func (l *softmaxLoss) step(prob *mat.Dense, g []float64, residual float64) ([]float64, error) {
	if len(g) > few {
		if step, ok := l.conjugateStep(prob, g, min(0.05, max(residual, 1e-10))); ok {
			return step, nil
		}
	}
	return newtonStep(l.hessian(prob), g)
}

// termSums is the sum of weighted absolute values of each column of z.
func (l *softmaxLoss) termSums() []float64 {
	sums := make([]float64, len(l.penalty))
	for i, w := range l.weights {
		for j, v := range l.z.RawRowView(i) {
			sums[j] += w * math.Abs(v)
		}
	}
	return sums
}

// newtonStep solves h step = g. Where rounding hides that h is positive definite
// its diagonal is raised, which keeps the step a descent.
func newtonStep(h *mat.SymDense, g []float64) ([]float64, error) {
	step := mat.NewVecDense(len(g), nil)
	for damping := 1e-15; damping < 1; damping *= 100 {
		var chol mat.Cholesky
		if chol.Factorize(h) {
			// A condition warning still carries the solution; the line search judges it.
			_ = chol.SolveVecTo(step, mat.NewVecDense(len(g), g))
			return step.RawVector().Data, nil
		}
		for i := range h.SymmetricDim() {
			h.SetSym(i, i, h.At(i, i)*(1+damping))
		}
	}
	return nil, fmt.Errorf("the curvature of the loss is not a finite number; scale the features")
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
