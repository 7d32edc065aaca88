package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// SchaeferStrimmer shrinks the off-diagonal entries of the covariance of x,
// channel × time, towards zero and keeps the variances (Schäfer and Strimmer
// 2005, target D). Like pyRiemann it scales the correlation by n/(n-1) when the
// weight is estimated.
func SchaeferStrimmer(x *mat.Dense) (c *mat.SymDense, shrinkage float64, err error) {
	rows, cols := x.Dims()
	if cols < 2 {
		return nil, 0, fmt.Errorf("a Schäfer–Strimmer covariance needs two samples in time, the trial has %d", cols)
	}
	n := float64(cols)
	z := Centered(x)
	c = linalg.Gram(1/(n-1), z)
	for i := range rows {
		row := z.RawRowView(i)
		std := math.Sqrt(c.At(i, i) * (n - 1) / n)
		if std == 0 {
			return nil, 0, fmt.Errorf("channel %d is constant, so it has no correlation", i)
		}
		for k := range row {
			row[k] /= std
		}
	}
	variance, square := correlationSpread(z)
	if square > 0 {
		shrinkage = math.Max(0, math.Min(1, variance/square))
	} else if rows > 1 {
		shrinkage = 1
	}
	for i := range rows {
		for j := i + 1; j < rows; j++ {
			c.SetSym(i, j, c.At(i, j)*(1-shrinkage))
		}
	}
	return c, shrinkage, nil
}

// correlationSpread sums, over pairs of channels, the estimated variance of the
// correlation and its square; z is standardised, channel × time.
func correlationSpread(z *mat.Dense) (variance, square float64) {
	rows, cols := z.Dims()
	n := float64(cols)
	for i := range rows {
		a := z.RawRowView(i)
		for j := i + 1; j < rows; j++ {
			b := z.RawRowView(j)
			mean := 0.0
			for k, v := range a {
				mean += v * b[k]
			}
			mean /= n
			spread := 0.0
			for k, v := range a {
				d := v*b[k] - mean
				spread += d * d
			}
			variance += 2 * spread * n / ((n - 1) * (n - 1) * (n - 1))
			r := mean * n / (n - 1)
			square += 2 * r * r
		}
	}
	return variance, square
}
