package riemann

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// SlidingCovariances cuts x, channel × time, into windows and takes the
// covariance of each. Neighbours share the fraction of a window given by step
// (0.5: half a window further each time); padding puts half a window of zeros at
// both ends. As in pyRiemann a window that would end at the last sample is
// dropped.
func SlidingCovariances(estimator string, x *mat.Dense, window int, step float64, padding bool) ([]*mat.SymDense, error) {
	rows, cols := x.Dims()
	hop := int(float64(window) * step)
	if window < 1 || hop < 1 {
		return nil, fmt.Errorf("a window of %d samples moved by %d does not slide", window, hop)
	}
	if padding {
		half := window / 2
		padded := mat.NewDense(rows, cols+2*half, nil)
		for i := range rows {
			copy(padded.RawRowView(i)[half:], x.RawRowView(i))
		}
		x, cols = padded, cols+2*half
	}
	var out []*mat.SymDense
	for at := 0; at+window < cols; at += hop {
		c, err := Covariance(estimator, mat.DenseCopyOf(x.Slice(0, rows, at, at+window)))
		if err != nil {
			return nil, fmt.Errorf("the window at sample %d: %w", at, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// BlockCovariance takes the covariance of groups of neighbouring channels, zero
// between groups; sizes are the channels per group and add up to all.
func BlockCovariance(estimator string, x *mat.Dense, sizes []int) (*mat.SymDense, error) {
	rows, cols := x.Dims()
	out := mat.NewSymDense(rows, nil)
	at := 0
	for _, size := range sizes {
		if size < 1 || at+size > rows {
			return nil, fmt.Errorf("blocks %v do not cover %d channels", sizes, rows)
		}
		c, err := Covariance(estimator, mat.DenseCopyOf(x.Slice(at, at+size, 0, cols)))
		if err != nil {
			return nil, err
		}
		for i := range size {
			for j := i; j < size; j++ {
				out.SetSym(at+i, at+j, c.At(i, j))
			}
		}
		at += size
	}
	if at != rows {
		return nil, fmt.Errorf("blocks %v do not cover %d channels", sizes, rows)
	}
	return out, nil
}

// SpecialCovariance is the covariance of [x, aI; aI, x^T] over 2a, x centred
// over channels and time: (channel+time) square (Congedo and Barachant 2015).
func SpecialCovariance(estimator string, x *mat.Dense, alpha float64) (*mat.SymDense, error) {
	if !(alpha > 0) {
		return nil, fmt.Errorf("the weight of a special-form covariance is positive, not %g", alpha)
	}
	rows, cols := x.Dims()
	y := mat.NewDense(rows+cols, rows+cols, nil)
	centred := Centered(mat.DenseCopyOf(Centered(x).T()))
	for i := range rows {
		y.Set(i, cols+i, alpha)
		for k := range cols {
			y.Set(i, k, centred.At(k, i))
			y.Set(rows+k, cols+i, centred.At(k, i))
		}
	}
	for k := range cols {
		y.Set(rows+k, k, alpha)
	}
	c, err := Covariance(estimator, y)
	if err != nil {
		return nil, err
	}
	c.ScaleSym(1/(2*alpha), c)
	return c, nil
}

// ChannelKernel compares the channels of x, channel × time, by a kernel:
// "linear", "cosine", "rbf" exp(-gamma |a-b|²) or "polynomial"
// (gamma a·b + 1)^degree; gamma 0 means 1/samples.
func ChannelKernel(kernel string, x *mat.Dense, gamma float64, degree int) (*mat.SymDense, error) {
	rows, cols := x.Dims()
	if gamma == 0 {
		gamma = 1 / float64(cols)
	}
	dot := linalg.Gram(1, x)
	out := mat.NewSymDense(rows, nil)
	for i := range rows {
		for j := i; j < rows; j++ {
			v, err := kernelValue(kernel, dot.At(i, j), dot.At(i, i), dot.At(j, j), gamma, degree)
			if err != nil {
				return nil, err
			}
			out.SetSym(i, j, v)
		}
	}
	return out, nil
}
