package learn

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/lane"
)

// A softmaxWork holds what an iteration on a softmaxLoss needs, so that iterations
// allocate nothing. Rows of scores and residuals are columns of the loss.
type softmaxWork struct {
	z, turned        lane.Rows // trials x q and its transpose
	scores, residual lane.Rows // columns x trials
	g                []float64 // gradient, columns of q

	// Of the step: the preconditioner's factor, its transpose, and vectors.
	scaled, factor, upper  lane.Rows
	step, r, dir, whitened []float64
	product, roots         []float64
	buffer, sums           []float64
	steps                  int // of the last solution, 0 before the first
}

func newSoftmaxWork(z *mat.Dense, columns int) *softmaxWork {
	n, q := z.Dims()
	raw := z.RawMatrix()
	rows := func(r, c int) lane.Rows { return lane.Rows{Data: make([]float64, r*c), Stride: c} }
	w := &softmaxWork{z: lane.Rows{Data: raw.Data, Stride: raw.Stride}, turned: rows(q, n)}
	for i := range n {
		for j, v := range z.RawRowView(i) {
			w.turned.Data[j*n+i] = v
		}
	}
	w.scores, w.residual = rows(columns, n), rows(columns, n)
	w.scaled, w.factor, w.upper = rows(q, n), rows(q, q), rows(q, q)
	all := make([]float64, 6*q*columns+preconditionBlock*q)
	take := func(k int) []float64 { s := all[:k:k]; all = all[k:]; return s }
	for _, v := range []*[]float64{&w.g, &w.step, &w.r, &w.dir, &w.whitened, &w.product} {
		*v = take(q * columns)
	}
	w.buffer, w.roots, w.sums = all, make([]float64, n), make([]float64, columns)
	return w
}

// conjugateStep solves H step = g to the relative accuracy, H the curvature of loss
// and penalty, by conjugate gradients (Hestenes and Stiefel 1952). What stands for H
// while directions are chosen is the curvature of one column with the mean of the
// columns' weights; with a single column it is H itself. ok is false when rounding
// hides that this is positive definite.
func (l *softmaxLoss) conjugateStep(prob *mat.Dense, g []float64, accuracy float64) (step []float64, ok bool) {
	w := l.work
	if w.steps == 0 || w.steps > manySteps {
		if !l.precondition(prob) {
			return nil, false
		}
	}
	w.steps = 1
	clear(w.step)
	copy(w.r, g)
	l.balance(w.r)
	w.solve(w.dir, w.r, l.columns)
	rz := floats.Dot(w.r, w.dir)
	enough := accuracy * floats.Norm(g, 2)
	product, z := w.product, w.whitened
	for range 4 * len(g) {
		w.steps++
		l.curvatureTimes(product, w.dir, prob)
		bend := floats.Dot(w.dir, product)
		if !(bend > 0) {
			break
		}
		alpha := rz / bend
		floats.AddScaled(w.step, alpha, w.dir)
		floats.AddScaled(w.r, -alpha, product)
		l.balance(w.r)
		if floats.Norm(w.r, 2) <= enough {
			break
		}
		w.solve(z, w.r, l.columns)
		next := floats.Dot(w.r, z)
		floats.Scale(next/rz, w.dir)
		floats.Add(w.dir, z)
		rz = next
	}
	return w.step, floats.Dot(w.step, g) > 0
}

// balance takes off what the columns of a softmax have in common: the loss does not
// change along it, and rounding there must not be taken for something to solve.
func (l *softmaxLoss) balance(v []float64) {
	if l.columns == 1 {
		return
	}
	q := len(l.penalty)
	for j := range q {
		mean := 0.0
		for i := j; i < len(v); i += q {
			mean += v[i]
		}
		mean /= float64(l.columns)
		for i := j; i < len(v); i += q {
			v[i] -= mean
		}
	}
}

// curvatureTimes writes H v into dst.
func (l *softmaxLoss) curvatureTimes(dst, v []float64, prob *mat.Dense) {
	w, q := l.work, len(l.penalty)
	n := len(l.y)
	set := lane.Best()
	set.MulTrans(w.scores, lane.Rows{Data: v, Stride: q}, w.z, l.columns, n, q)
	for i := range n {
		p := prob.RawRowView(i)
		if l.columns == 1 {
			w.residual.Data[i] = l.weights[i] * p[0] * (1 - p[0]) * w.scores.Data[i]
			continue
		}
		mean := 0.0
		for k, share := range p {
			mean += share * w.scores.Data[k*n+i]
		}
		for k, share := range p {
			w.residual.Data[k*n+i] = l.weights[i] * share * (w.scores.Data[k*n+i] - mean)
		}
	}
	set.MulTrans(lane.Rows{Data: dst, Stride: q}, w.residual, w.turned, l.columns, q, n)
	for i := range dst {
		dst[i] += l.penalty[i%q] * v[i]
	}
}

const (
	preconditionBlock = 8
	// manySteps of conjugate gradients cost more than what speeds them up, made anew.
	manySteps = 12
)

// precondition factors z' D z and the penalty, D the mean curvature of the scores.
func (l *softmaxLoss) precondition(prob *mat.Dense) bool {
	w, q, n := l.work, len(l.penalty), len(l.y)
	for i := range n {
		d := 0.0
		for _, p := range prob.RawRowView(i) {
			d += p * (1 - p)
		}
		w.roots[i] = math.Sqrt(l.weights[i] * d / float64(l.columns))
	}
	for j := range q {
		floats.MulTo(w.scaled.Data[j*n:(j+1)*n], w.turned.Data[j*n:(j+1)*n], w.roots)
	}
	lane.Best().Gram(w.factor, w.scaled, q, n)
	for j, v := range l.penalty {
		w.factor.Data[j*q+j] += v
	}
	if !cholesky(w.factor.Data, q, w.buffer) {
		return false
	}
	for i := range q {
		for j, v := range w.factor.Data[i*q : i*q+i+1] {
			w.upper.Data[j*q+i] = v
		}
	}
	return true
}

// cholesky replaces the lower triangle of a, order n, by its factor, a block of
// columns after the other; false when a is not positive definite. buffer holds a
// block.
func cholesky(a []float64, n int, buffer []float64) bool {
	for at := 0; at < n; at += preconditionBlock {
		end := min(at+preconditionBlock, n)
		rows := lane.Rows{Data: a[at*n:], Stride: n}
		lane.Best().MulTrans(lane.Rows{Data: buffer, Stride: preconditionBlock}, rows, rows, n-at, end-at, at)
		for i := at; i < n; i++ {
			row, taken := a[i*n:i*n+end], buffer[(i-at)*preconditionBlock:]
			for j := at; j < min(end, i+1); j++ {
				s := row[j] - taken[j-at]
				pivot := a[j*n : j*n+end]
				for k := at; k < j; k++ {
					s -= row[k] * pivot[k]
				}
				if i > j {
					row[j] = s / pivot[j]
					continue
				}
				if !(s > 0) {
					return false
				}
				row[j] = math.Sqrt(s)
			}
		}
	}
	return true
}

// solve writes the preconditioner's inverse times every column of b into x.
func (w *softmaxWork) solve(x, b []float64, columns int) {
	q := w.factor.Stride
	sums := lane.Rows{Data: w.sums, Stride: 1}
	products := func(first int, row []float64) {
		lane.Best().MulTrans(sums, lane.Rows{Data: x[first:], Stride: q}, lane.Rows{Data: row}, columns, 1, len(row))
	}
	for i := range q {
		row := w.factor.Data[i*q : i*q+i+1]
		products(0, row[:i])
		for k := range columns {
			x[k*q+i] = (b[k*q+i] - w.sums[k]) / row[i]
		}
	}
	for i := q - 1; i >= 0; i-- {
		row := w.upper.Data[i*q+i : (i+1)*q]
		products(min(i+1, q-1), row[1:])
		for k := range columns {
			x[k*q+i] = (x[k*q+i] - w.sums[k]) / row[0]
		}
	}
}
