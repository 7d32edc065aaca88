package learn

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Linear is an affine decision rule. With two classes it has one row, positive
// for class 1; with K > 2 it has K rows and the largest value wins, ties going
// to the lower class.
type Linear struct {
	Coef      *mat.Dense // (1 or K) x features
	Intercept []float64  // 1 or K
}

// Decision is x Coef' + Intercept, trials x 1 or trials x K. x must have the
// features of the fit.
func (l *Linear) Decision(x *mat.Dense) *mat.Dense {
	var d mat.Dense
	d.Mul(x, l.Coef.T())
	addRow(&d, l.Intercept, 1)
	return &d
}

// Predict is the class of each trial.
func (l *Linear) Predict(x *mat.Dense) []int { return classesOf(l.Decision(x)) }

// classesOf reads classes off decision values: the sign of a single column
// (zero is class 0), else the largest column.
func classesOf(d *mat.Dense) []int {
	n, k := d.Dims()
	out := make([]int, n)
	for i := range out {
		row := d.RawRowView(i)
		if k == 1 {
			if row[0] > 0 {
				out[i] = 1
			}
			continue
		}
		out[i] = argmax(row)
	}
	return out
}

// argmax is the first position of the largest value.
func argmax(v []float64) int {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return best
}

// addRow adds a multiple of a row to every row of m in place.
func addRow(m *mat.Dense, row []float64, scale float64) {
	n, _ := m.Dims()
	for i := range n {
		for j, v := range row {
			m.RawRowView(i)[j] += scale * v
		}
	}
}

// binaryRow keeps the difference of the rows of class 1 and class 0.
func binaryRow(coef *mat.Dense, intercept []float64) Linear {
	_, p := coef.Dims()
	one := mat.NewDense(1, p, nil)
	for j := range p {
		one.Set(0, j, coef.At(1, j)-coef.At(0, j))
	}
	return Linear{Coef: one, Intercept: []float64{intercept[1] - intercept[0]}}
}

// logistic is 1/(1+exp(-t)) without overflow.
func logistic(t float64) float64 {
	if t >= 0 {
		return 1 / (1 + math.Exp(-t))
	}
	e := math.Exp(t)
	return e / (1 + e)
}

// softmaxRow replaces values by exp(v)/sum exp(v) and returns the logarithm of
// the sum.
func softmaxRow(row []float64) float64 {
	top := row[argmax(row)]
	sum := 0.0
	for j, v := range row {
		row[j] = math.Exp(v - top)
		sum += row[j]
	}
	for j := range row {
		row[j] /= sum
	}
	return top + math.Log(sum)
}

// probabilities turns decision values into class probabilities: logistic for
// one column, softmax for more. The result is trials x K.
func probabilities(d *mat.Dense) *mat.Dense {
	n, k := d.Dims()
	if k > 1 {
		out := mat.DenseCopyOf(d)
		for i := range n {
			softmaxRow(out.RawRowView(i))
		}
		return out
	}
	out := mat.NewDense(n, 2, nil)
	for i := range n {
		out.Set(i, 0, logistic(-d.At(i, 0)))
		out.Set(i, 1, logistic(d.At(i, 0)))
	}
	return out
}
