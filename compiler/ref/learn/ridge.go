package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// RidgeOptions of FitRidge and FitRidgeClassifier.
type RidgeOptions struct {
	Alpha       float64 // penalty; 0 is least squares
	NoIntercept bool
	Weights     []float64 // one per trial, nil: ones
}

// FitRidge minimises sum w (target - x b - b0)^2 + Alpha |b|^2 for every column
// of targets (trials x columns); the intercept is free. The result has one row
// per column. With Alpha 0 the weights must be determined: *SingularError.
func FitRidge(x, targets *mat.Dense, opts RidgeOptions) (*Linear, error) {
	n, p := x.Dims()
	m, columns := targets.Dims()
	if m != n {
		return nil, fmt.Errorf("ridge: %d targets for %d training trials", m, n)
	}
	if err := checkWeights("ridge", opts.Weights, n); err != nil {
		return nil, err
	}
	if !(opts.Alpha >= 0) || math.IsInf(opts.Alpha, 1) {
		return nil, fmt.Errorf("ridge: penalty %v is not a number >= 0", opts.Alpha)
	}
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	if err := checkFeatures(targets); err != nil {
		return nil, fmt.Errorf("ridge targets: %w", err)
	}
	shiftX, shiftT := make([]float64, p), make([]float64, columns)
	if !opts.NoIntercept {
		shiftX, shiftT = weightedMeans(x, opts.Weights), weightedMeans(targets, opts.Weights)
	}
	a, t := centred(x, shiftX), centred(targets, shiftT)
	for i, w := range opts.Weights {
		for _, m := range []*mat.Dense{a, t} {
			for j, v := range m.RawRowView(i) {
				m.Set(i, j, v*math.Sqrt(w))
			}
		}
	}
	coef, err := solveRidge(a, t, opts.Alpha)
	if err != nil {
		return nil, err
	}
	l := &Linear{Coef: mat.DenseCopyOf(coef.T()), Intercept: shiftT}
	for c := range columns {
		l.Intercept[c] -= dot(l.Coef.RawRowView(c), shiftX)
	}
	return l, nil
}

// solveRidge works in the smaller of feature and trial space.
func solveRidge(a, t *mat.Dense, alpha float64) (*mat.Dense, error) {
	n, p := a.Dims()
	var coef mat.Dense
	if alpha == 0 {
		if err := coef.Solve(a, t); err != nil || n < p {
			return nil, &SingularError{Learner: "least squares", Advice: "penalise, or use fewer features"}
		}
		return &coef, nil
	}
	wide := p > n
	gram := mat.NewSymDense(min(n, p), nil)
	if wide {
		gram.SymOuterK(1, a)
	} else {
		gram.SymOuterK(1, a.T())
	}
	for i := range gram.SymmetricDim() {
		gram.SetSym(i, i, gram.At(i, i)+alpha)
	}
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return nil, &SingularError{Learner: "ridge", Advice: "penalise more"}
	}
	var right, half mat.Dense
	if wide {
		if err := chol.SolveTo(&half, t); err != nil && half.IsEmpty() {
			return nil, err
		}
		coef.Mul(a.T(), &half)
		return &coef, nil
	}
	right.Mul(a.T(), t)
	if err := chol.SolveTo(&coef, &right); err != nil && coef.IsEmpty() {
		return nil, err
	}
	return &coef, nil
}

func weightedMeans(x *mat.Dense, w []float64) []float64 {
	if w == nil {
		return columnMeans(x)
	}
	n, p := x.Dims()
	mean, total := make([]float64, p), 0.0
	for _, v := range w {
		total += v
	}
	for i := range n {
		for j, v := range x.RawRowView(i) {
			mean[j] += w[i] * v / total
		}
	}
	return mean
}

// FitRidgeClassifier fits targets of +1 for a class and -1 for the others: one
// column for two classes, else one per class.
func FitRidgeClassifier(x *mat.Dense, y []int, classes int, opts RidgeOptions) (*Linear, error) {
	if err := checkTraining("ridge classifier", x, y, classes); err != nil {
		return nil, err
	}
	columns := classes
	if classes == 2 {
		columns = 1
	}
	targets := mat.NewDense(len(y), columns, nil)
	for i, c := range y {
		for k := range columns {
			targets.Set(i, k, -1)
		}
		if classes > 2 {
			targets.Set(i, c, 1)
		} else if c == 1 {
			targets.Set(i, 0, 1)
		}
	}
	return FitRidge(x, targets, opts)
}

const sweepLimit = 100_000

// FitElasticNet minimises |target - x b - b0|^2/(2n) + alpha (share |b|_1 +
// (1-share) |b|^2/2) by coordinate descent to convergence (Friedman, Hastie and
// Tibshirani 2010); share 1 is the lasso.
func FitElasticNet(x *mat.Dense, target []float64, alpha, share float64) (*Linear, error) {
	n, p := x.Dims()
	if len(target) != n {
		return nil, fmt.Errorf("elastic net: %d targets for %d training trials", len(target), n)
	}
	if !(alpha > 0 && share >= 0 && share <= 1) {
		return nil, fmt.Errorf("elastic net: penalty %v and share %v, need a positive number and 0..1", alpha, share)
	}
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	shift := columnMeans(x)
	columns := mat.DenseCopyOf(centred(x, shift).T())
	residual := append([]float64(nil), target...)
	mean := 0.0
	for _, v := range target {
		mean += v / float64(n)
	}
	for i := range residual {
		residual[i] -= mean
	}
	b := make([]float64, p)
	for sweep := 0; ; sweep++ {
		moved, size := 0.0, 0.0
		for j := range p {
			change := descend(columns.RawRowView(j), residual, b, j, alpha, share)
			moved = math.Max(moved, math.Abs(change))
			size = math.Max(size, math.Abs(b[j]))
		}
		if moved <= 1e-13*size {
			break
		}
		if sweep == sweepLimit {
			return nil, &ConvergenceError{Learner: "elastic net", Iterations: sweepLimit, Residual: moved}
		}
	}
	return &Linear{Coef: mat.NewDense(1, p, b), Intercept: []float64{mean - dot(b, shift)}}, nil
}

// descend sets one coefficient to its optimum and returns its change.
func descend(column, residual, b []float64, j int, alpha, share float64) float64 {
	n := float64(len(residual))
	square := dot(column, column) / n
	if square == 0 {
		return 0
	}
	pull := dot(column, residual)/n + square*b[j]
	next := softThreshold(pull, alpha*share) / (square + alpha*(1-share))
	change := next - b[j]
	if change != 0 {
		b[j] = next
		for i, v := range column {
			residual[i] -= change * v
		}
	}
	return change
}

// PredictNumbers gives x Coef' + Intercept of a one-row rule as numbers.
func (l *Linear) PredictNumbers(x *mat.Dense) []float64 { return mat.Col(nil, 0, l.Decision(x)) }
