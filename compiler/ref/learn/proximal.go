package learn

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

const proximalIterations = 200_000

// proximalSoftmax minimises loss + l1 |w|_1 + (1-l1) |w|^2/2 by accelerated
// proximal gradients (Beck and Teboulle 2009) with restarts (O'Donoghue and
// Candes 2015) and a step of one over the curvature's bound.
func proximalSoftmax(s *span, y []int, columns int, weights []float64, l1 float64) ([][]float64, error) {
	n, q := s.z.Dims()
	l := newSoftmaxLoss(s, y, columns, weights)
	step := 1 / (l.curvature() + 1 - l1)
	theta := make([]float64, q*columns)
	ahead := make([]float64, len(theta))
	next := make([]float64, len(theta))
	prob := mat.NewDense(n, columns, nil)
	momentum := 1.0
	residual := math.Inf(1)
	for range proximalIterations {
		l.probabilitiesAt(ahead, prob)
		g := l.gradient(prob)
		turn := 0.0
		residual = 0
		for i := range theta {
			pen := s.penalty[i%q]
			v := ahead[i] - step*(g[i]+(1-l1)*pen*ahead[i])
			next[i] = softThreshold(v, step*l1*pen)
			turn += (ahead[i] - next[i]) * (next[i] - theta[i])
			residual = math.Max(residual, math.Abs(next[i]-ahead[i]))
		}
		if residual <= 1e-11*(1+floats.Norm(next, math.Inf(1))) {
			return columnsOf(next, columns), nil
		}
		if turn > 0 {
			momentum = 1
		}
		grown := (1 + math.Sqrt(1+4*momentum*momentum)) / 2
		for i := range theta {
			ahead[i] = next[i] + (momentum-1)/grown*(next[i]-theta[i])
		}
		momentum = grown
		theta, next = next, theta
	}
	return nil, &ConvergenceError{Learner: "logistic", Iterations: proximalIterations, Residual: residual}
}

// curvature bounds the largest eigenvalue of the Hessian of the loss: the
// curvature of a score is at most 1/4 for one column and 1/2 for a softmax.
func (l *softmaxLoss) curvature() float64 {
	n, q := l.z.Dims()
	scaled := mat.NewDense(n, q, nil)
	for i := range n {
		floats.ScaleTo(scaled.RawRowView(i), math.Sqrt(l.weights[i]), l.z.RawRowView(i))
	}
	gram := mat.NewSymDense(min(n, q), nil)
	if n < q {
		gram.SymOuterK(1, scaled)
	} else {
		gram.SymOuterK(1, scaled.T())
	}
	var eig mat.EigenSym
	largest := mat.Trace(gram)
	if eig.Factorize(gram, false) {
		values := eig.Values(nil)
		largest = values[len(values)-1] * (1 + 1e-10)
	}
	if l.columns == 1 {
		return largest / 4
	}
	return largest / 2
}

func softThreshold(v, by float64) float64 {
	switch {
	case v > by:
		return v - by
	case v < -by:
		return v + by
	}
	return 0
}
