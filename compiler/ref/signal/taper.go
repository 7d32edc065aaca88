package signal

import (
	"fmt"
	"math"
)

// Taper gives a window function of n points: boxcar, triang, bartlett, hann,
// hamming, blackman, nuttall, blackmanharris, flattop, cosine, or one with a
// parameter: kaiser (beta), gaussian (standard deviation in points), tukey (the
// tapered fraction). A symmetric one serves filter design; a periodic one, the
// first n points of n+1, spectra.
func Taper(name string, n int, periodic bool, param ...float64) ([]float64, error) {
	shape, err := taperShape(name, param)
	if err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, &LengthError{What: "a window function", Have: n, Need: 1}
	}
	if n == 1 {
		return []float64{1}, nil
	}
	whole := n
	if periodic {
		whole++
	}
	w := make([]float64, n)
	for i := range w {
		w[i] = shape(i, whole)
	}
	return w, nil
}

// A taper is the value of a window function at point i of n.
type taper func(i, n int) float64

func taperShape(name string, param []float64) (taper, error) {
	shape, wanted := plainTaper(name), 0
	if shape == nil {
		wanted = 1
	}
	if len(param) != wanted {
		return nil, fmt.Errorf("the window function %q has %d parameters, not %d", name, wanted, len(param))
	}
	if shape != nil {
		return shape, nil
	}
	p := param[0]
	switch name {
	case "kaiser":
		return kaiser(p), nil
	case "gaussian":
		return func(i, n int) float64 {
			d := (float64(i) - float64(n-1)/2) / p
			return math.Exp(-d * d / 2)
		}, nil
	case "tukey":
		return tukey(p), nil
	}
	return nil, fmt.Errorf("no window function is called %q", name)
}

func plainTaper(name string) taper {
	switch name {
	case "boxcar":
		return func(int, int) float64 { return 1 }
	case "triang":
		return triangle
	case "bartlett":
		return func(i, n int) float64 { return 1 - math.Abs(2*float64(i)/float64(n-1)-1) }
	case "cosine":
		return func(i, n int) float64 { return math.Sin(math.Pi * (float64(i) + 0.5) / float64(n)) }
	case "hann":
		return cosines(0.5, 0.5)
	case "hamming":
		return cosines(0.54, 0.46)
	case "blackman":
		return cosines(0.42, 0.5, 0.08)
	case "nuttall":
		return cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411)
	case "blackmanharris":
		return cosines(0.35875, 0.48829, 0.14128, 0.01168)
	case "flattop":
		return cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368)
	}
	return nil
}

// triangle does not reach zero at its ends.
func triangle(i, n int) float64 {
	d := math.Abs(2*float64(i) - float64(n-1))
	if n%2 == 1 {
		return 1 - d/float64(n+1)
	}
	return 1 - d/float64(n)
}

// cosines is a sum of cosines of alternating sign.
func cosines(weights ...float64) taper {
	return func(i, n int) float64 {
		v, sign := 0.0, 1.0
		for k, w := range weights {
			v += sign * w * math.Cos(2*math.Pi*float64(k*i)/float64(n-1))
			sign = -sign
		}
		return v
	}
}

func kaiser(beta float64) taper {
	return func(i, n int) float64 {
		r := 2*float64(i)/float64(n-1) - 1
		return bessel0(beta*math.Sqrt(max(0, 1-r*r))) / bessel0(beta)
	}
}

// tukey rises and falls as a cosine over the given fraction and is flat between.
func tukey(fraction float64) taper {
	return func(i, n int) float64 {
		r := float64(min(i, n-1-i)) / float64(n-1)
		if fraction <= 0 || r >= fraction/2 {
			return 1
		}
		return (1 - math.Cos(2*math.Pi*r/min(fraction, 1))) / 2
	}
}

// bessel0 is the modified Bessel function of order 0 by its power series.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1; term > 1e-17*sum; k++ {
		f := x / (2 * float64(k))
		term *= f * f
		sum += term
	}
	return sum
}
