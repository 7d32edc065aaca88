package signal

// Analytic gives the analytic signal of one channel: its imaginary part is the
// Hilbert transform. The transform runs over n samples, the channel padded with
// zeros; n at most the channel's length means no padding. MNE takes
// NextFastLen of the length, scipy none.
func Analytic(x []float64, n int) []complex128 {
	if len(x) == 0 {
		return nil
	}
	n = max(n, len(x))
	padded := make([]float64, n)
	copy(padded, x)
	t := newTransform(n)
	coef := make([]complex128, n/2+1)
	t.forward(coef, padded)
	for k, c := range coef {
		if k == 0 || 2*k == n {
			coef[k] = 0
			continue
		}
		coef[k] = complex(imag(c), -real(c))
	}
	t.inverse(padded, coef)
	z := make([]complex128, len(x))
	for i, v := range x {
		z[i] = complex(v, padded[i])
	}
	return z
}
