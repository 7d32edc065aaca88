package signal

import (
	"fmt"
	"math"
	"slices"
)

// A SavitzkyGolay filter fits a polynomial of degree Order to every window of
// Length samples (odd) and takes its value, or its Deriv-th derivative, at the
// middle (Savitzky & Golay 1964).
type SavitzkyGolay struct {
	Length, Order, Deriv int
}

// SmoothBelow is the smoothing MNE's Epochs.savgol_filter chooses to keep
// frequencies below hz: degree 5 and a window of about one period.
func SmoothBelow(hz, fs float64) SavitzkyGolay {
	return SavitzkyGolay{Length: Sample(1/hz, fs)/2*2 + 1, Order: 5}
}

func (g SavitzkyGolay) check(n int) error {
	switch {
	case g.Length < 1 || g.Length%2 == 0:
		return fmt.Errorf("the window of a Savitzky-Golay filter has an odd number of samples, not %d", g.Length)
	case g.Order < 0 || g.Order >= g.Length:
		return fmt.Errorf("a polynomial of degree %d cannot be fitted to %d samples", g.Order, g.Length)
	case g.Deriv < 0:
		return fmt.Errorf("there is no derivative of order %d", g.Deriv)
	case n < g.Length:
		return &LengthError{What: "this Savitzky-Golay filter", Have: n, Need: g.Length}
	}
	return nil
}

// weights say how the samples of a window make up the derivative of the fit at
// the position at, counted from the middle. The fit is written in polynomials
// orthogonal over the window, which obey a three-term recurrence.
func (g SavitzkyGolay) weights(at float64) []float64 {
	half := g.Length / 2
	w := make([]float64, g.Length)
	cur, prev := make([]float64, g.Length), make([]float64, g.Length)
	for i := range cur {
		cur[i] = 1
	}
	// d[j] is the j-th derivative of the current polynomial at the position.
	d, dPrev := make([]float64, g.Deriv+1), make([]float64, g.Deriv+1)
	d[0] = 1
	normPrev := 0.0
	for k := 0; ; k++ {
		norm := 0.0
		for _, v := range cur {
			norm += v * v
		}
		for i, v := range cur {
			w[i] += d[g.Deriv] * v / norm
		}
		if k == g.Order {
			return w
		}
		beta := 0.0
		if k > 0 {
			beta = norm / normPrev
		}
		for i, v := range cur {
			cur[i], prev[i] = float64(i-half)*v-beta*prev[i], v
		}
		for j := g.Deriv; j >= 0; j-- {
			v := d[j]
			d[j] = at*v - beta*dPrev[j]
			if j > 0 {
				d[j] += float64(j) * d[j-1]
			}
			dPrev[j] = v
		}
		normPrev = norm
	}
}

// Coefficients are the taps in the order of a convolution.
func (g SavitzkyGolay) Coefficients() ([]float64, error) {
	if err := g.check(math.MaxInt); err != nil {
		return nil, err
	}
	w := g.weights(0)
	slices.Reverse(w)
	return w, nil
}

// ApplyExtended filters one channel in place with its ends extended.
func (g SavitzkyGolay) ApplyExtended(x []float64, how Extension) error {
	if err := g.check(len(x)); err != nil {
		return err
	}
	half := g.Length / 2
	convolveValid(x, extend(x, half, half, how), g.weights(0))
	return nil
}

// Apply filters one channel in place. The first and the last half window take
// the values of the polynomial fitted to the first and the last window.
func (g SavitzkyGolay) Apply(x []float64) error {
	if err := g.check(len(x)); err != nil {
		return err
	}
	n, half := len(x), g.Length/2
	source := slices.Clone(x)
	convolveValid(x[half:n-half], source, g.weights(0))
	for i := range half {
		x[i] = dot(g.weights(float64(i-half)), source[:g.Length])
		x[n-1-i] = dot(g.weights(float64(half-i)), source[n-g.Length:])
	}
	return nil
}

func convolveValid(dst, src, weights []float64) {
	for i := range dst {
		dst[i] = dot(weights, src[i:i+len(weights)])
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
