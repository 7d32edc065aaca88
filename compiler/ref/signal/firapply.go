package signal

import "gonum.org/v1/gonum/dsp/fourier"

// An FIRPhase says how an FIR filter is applied.
type FIRPhase int

const (
	FIRZero   FIRPhase = iota // its delay removed
	FIRDouble                 // applied twice, forward and backward
	FIRLinear                 // causal, delayed by half its length
)

// ApplyFIR filters every channel of x in place by a filter of an odd number of
// taps. Both ends are padded by reflection about the end sample, as far as the
// filter and the signal reach (MNE's reflect_limited).
func ApplyFIR(x [][]float64, taps []float64, phase FIRPhase) error {
	n, err := samples(x)
	if err != nil || len(x) == 0 {
		return err
	}
	if n == 0 || len(taps) == 0 {
		return &LengthError{What: "an FIR filter", Have: min(n, len(taps)), Need: 1}
	}
	edge := min(len(taps), n) - 1
	skip := edge
	switch phase {
	case FIRZero:
		skip += (len(taps) - 1) / 2
	case FIRDouble:
		taps = autocorrelation(taps)
		skip += (len(taps) - 1) / 2
	}
	conv := newConvolver(taps, n+2*edge)
	a, b := make([]float64, n+2*edge), make([]float64, n+2*edge)
	for c := 0; c < len(x); c += 2 {
		extendInto(a, x[c], edge, edge, ReflectLimited)
		if c+1 < len(x) {
			extendInto(b, x[c+1], edge, edge, ReflectLimited)
		}
		y := conv.run(a, b)[skip:]
		for i := range x[c] {
			x[c][i] = real(y[i])
		}
		if c+1 < len(x) {
			for i := range x[c+1] {
				x[c+1][i] = imag(y[i])
			}
		}
	}
	return nil
}

// autocorrelation convolves h with its reverse.
func autocorrelation(h []float64) []float64 {
	out := make([]float64, 2*len(h)-1)
	for i, a := range h {
		for k, b := range h {
			out[i+len(h)-1-k] += a * b
		}
	}
	return out
}

// A convolver applies one filter to pairs of real signals of one length, the
// second signal travelling as the imaginary part of the first.
type convolver struct {
	fft    *fourier.CmplxFFT
	kernel []complex128
	buf    []complex128
	spec   []complex128
}

func newConvolver(taps []float64, n int) *convolver {
	m := powerOfTwo(n + len(taps) - 1)
	c := &convolver{fft: fourier.NewCmplxFFT(m), buf: make([]complex128, m), spec: make([]complex128, m)}
	for i, h := range taps {
		c.buf[i] = complex(h/float64(m), 0)
	}
	c.kernel = c.fft.Coefficients(nil, c.buf)
	return c
}

// run gives the full convolution; the result is valid until the next run.
func (c *convolver) run(a, b []float64) []complex128 {
	clear(c.buf)
	for i := range a {
		c.buf[i] = complex(a[i], b[i])
	}
	c.fft.Coefficients(c.spec, c.buf)
	for i, k := range c.kernel {
		c.spec[i] *= k
	}
	return c.fft.Sequence(c.buf, c.spec)
}
