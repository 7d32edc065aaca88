package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// SVR is a fitted support vector regression.
type SVR struct {
	machine SVM
}

// FitSVR fits numbers within a tube of opts.Epsilon at no cost (Vapnik 1995).
func FitSVR(x *mat.Dense, target []float64, opts SVMOptions) (*SVR, error) {
	n, _ := x.Dims()
	if len(target) != n || n == 0 {
		return nil, fmt.Errorf("svr: %d targets for %d training trials", len(target), n)
	}
	for i, v := range target {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("svr: target of training trial %d is %v", i, v)
		}
	}
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	opts.Balanced = false
	kernel, upper, err := opts.prepare(x, make([]int, n), 1)
	if err != nil {
		return nil, err
	}
	q := &quadratic{kernel: rowsOf(kernel.between(x, x)), learner: "svr"}
	for _, sign := range []float64{1, -1} { // above and below the tube
		for i, v := range target {
			q.row = append(q.row, i)
			q.sign = append(q.sign, sign)
			q.linear = append(q.linear, opts.Epsilon-sign*v)
			q.upper = append(q.upper, upper[i])
		}
	}
	alpha, rho, err := q.solve()
	if err != nil {
		return nil, err
	}
	weight := make([]float64, n)
	for i := range n {
		weight[i] = alpha[i] - alpha[n+i]
	}
	s := &SVR{machine: SVM{kernel: kernel, rho: []float64{rho}}}
	s.machine.keepSupport(x, [][]float64{weight})
	return s, nil
}

// Predict the number of each trial.
func (s *SVR) Predict(x *mat.Dense) []float64 {
	return mat.Col(nil, 0, s.machine.Machines(x))
}
