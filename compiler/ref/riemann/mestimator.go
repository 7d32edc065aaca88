package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// mEstimate iterates C <- (1/n) sum u(d²) x x^T, d² the squared Mahalanobis
// distance of a sample under C, from the population covariance (Ollila et al.
// 2012). tyl is scaled to trace p, since its scale is free. hub has no fixed
// point when its weights, scaled by 1/b, stay below one for every sample: the
// estimate then shrinks until the last iteration, keeping its shape.
func (e Estimator) mEstimate(x *mat.Dense) (*mat.SymDense, error) {
	rows, cols := x.Dims()
	weight, err := e.weightFunction(rows)
	if err != nil {
		return nil, err
	}
	tol, maxIter := e.Tol, e.MaxIter
	if tol == 0 {
		tol = 1e-12
	}
	if maxIter == 0 {
		maxIter = 2000
	}
	data := x
	if !e.AssumeCentered {
		data = Centered(x)
	}
	n := float64(cols)
	c := linalg.Gram(1/n, data)
	weighted := mat.NewDense(rows, cols, nil)
	for range maxIter {
		d2, err := Mahalanobis2(data, c)
		if err != nil {
			return nil, err
		}
		for k, v := range d2 {
			d2[k] = math.Sqrt(weight(v))
		}
		for i := range rows {
			src, dst := data.RawRowView(i), weighted.RawRowView(i)
			for k, v := range src {
				dst[k] = v * d2[k]
			}
		}
		next := linalg.Gram(1/n, weighted)
		change := relativeChange(next, c)
		c = next
		if change <= tol {
			break
		}
	}
	if e.Name == "tyl" {
		c.ScaleSym(float64(rows)/mat.Trace(c), c)
	}
	return c, nil
}

func (e Estimator) weightFunction(channels int) (func(float64) float64, error) {
	p := float64(channels)
	switch e.Name {
	case "hub":
		q := e.Quantile
		if q == 0 {
			q = 0.9
		}
		if !(q > 0 && q <= 1) {
			return nil, fmt.Errorf("the quantile of the Huber estimator lies in 0..1, not at %g", q)
		}
		c := distuv.ChiSquared{K: p}.Quantile(q) / 2
		b := distuv.ChiSquared{K: p + 1}.CDF(2*c) + c*(1-q)/p
		return func(d2 float64) float64 { return math.Min(1, c/d2) / b }, nil
	case "stu":
		nu := e.Nu
		if nu == 0 {
			nu = 5
		}
		if nu < 0 {
			return nil, fmt.Errorf("the Student-t estimator needs positive degrees of freedom, not %g", nu)
		}
		return func(d2 float64) float64 { return (2*p + nu) / (nu + 2*d2) }, nil
	default:
		return func(d2 float64) float64 { return p / d2 }, nil
	}
}

// Mahalanobis2 is the squared Mahalanobis distance from 0 of every column of x,
// channel × vector, under the covariance c.
func Mahalanobis2(x *mat.Dense, c *mat.SymDense) ([]float64, error) {
	l, err := linalg.Lower("the Mahalanobis distance", c)
	if err != nil {
		return nil, err
	}
	white := mat.DenseCopyOf(x)
	linalg.SolveLower(l, white)
	rows, cols := white.Dims()
	out := make([]float64, cols)
	for i := range rows {
		for k, v := range white.RawRowView(i) {
			out[k] += v * v
		}
	}
	return out, nil
}

// relativeChange is |a-b|/|b| in the Frobenius norm.
func relativeChange(a, b *mat.SymDense) float64 {
	return linalg.Frobenius(linalg.Sub(a, b)) / linalg.Frobenius(b)
}
