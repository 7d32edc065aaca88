package riemann

import (
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// quasiNewton holds the steps of an iteration and what they took off the
// gradient, oldest first. All of them are kept: a mean takes about ten steps.
type quasiNewton struct {
	steps, changes []*mat.SymDense
}

func (q *quasiNewton) empty() bool { return len(q.steps) == 0 }

// add remembers a step along which the gradient changed as a convex function's
// does; others would make directions that lead uphill.
func (q *quasiNewton) add(step, change *mat.SymDense) {
	if linalg.FrobeniusDot(step, change) > 0 {
		q.steps, q.changes = append(q.steps, step), append(q.changes, change)
	}
}

// direction is the inverse of the estimated Hessian times g, the descent, by the
// two loops of Nocedal 1980; first scales g as long as nothing is known.
func (q *quasiNewton) direction(g *mat.SymDense, first float64) *mat.SymDense {
	s := mat.NewSymDense(g.SymmetricDim(), nil)
	s.CopySym(g)
	newest := len(q.steps) - 1
	alpha := make([]float64, newest+1)
	for i := newest; i >= 0; i-- {
		alpha[i] = linalg.FrobeniusDot(q.steps[i], s) / linalg.FrobeniusDot(q.steps[i], q.changes[i])
		linalg.AddScaled(s, -alpha[i], q.changes[i])
	}
	scale := first
	if newest >= 0 {
		y := q.changes[newest]
		scale = linalg.FrobeniusDot(q.steps[newest], y) / linalg.FrobeniusDot(y, y)
	}
	s.ScaleSym(scale, s)
	for i, step := range q.steps {
		beta := linalg.FrobeniusDot(q.changes[i], s) / linalg.FrobeniusDot(step, q.changes[i])
		linalg.AddScaled(s, alpha[i]-beta, step)
	}
	return s
}
