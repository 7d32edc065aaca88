package signal

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/dsp/fourier"
)

// A transform is a discrete Fourier transform of real signals of one length.
// Its time grows with the largest prime factor of the length, so lengths with a
// large one go through a convolution instead (Bluestein's algorithm).
type transform struct {
	n     int
	plain *fourier.FFT
	chirp *chirp
}

// largestPlain is the largest prime factor a plain transform is used for.
const largestPlain = 31

func newTransform(n int) *transform {
	t := &transform{n: n}
	if largestPrime(n) <= largestPlain {
		t.plain = fourier.NewFFT(n)
	} else {
		t.chirp = newChirp(n)
	}
	return t
}

// forward gives the n/2+1 coefficients of x, not normalised.
func (t *transform) forward(x []float64) []complex128 {
	if t.plain != nil {
		return t.plain.Coefficients(nil, x)
	}
	z := make([]complex128, t.n)
	for i, v := range x {
		z[i] = complex(v, 0)
	}
	return t.chirp.transform(z)[:t.n/2+1]
}

// inverse gives the real signal of n/2+1 coefficients, divided by n.
func (t *transform) inverse(coef []complex128) []float64 {
	scale := 1 / float64(t.n)
	if t.plain != nil {
		x := t.plain.Sequence(nil, coef)
		for i := range x {
			x[i] *= scale
		}
		return x
	}
	// The forward transform of the conjugated spectrum is the conjugated
	// signal; the signal is real.
	z := make([]complex128, t.n)
	z[0] = complex(real(coef[0]), 0)
	for k := 1; k <= t.n/2; k++ {
		c := coef[k]
		if 2*k == t.n {
			c = complex(real(c), 0)
		}
		z[k] = complex(real(c), -imag(c))
		z[t.n-k] = c
	}
	x := make([]float64, t.n)
	for i, v := range t.chirp.transform(z) {
		x[i] = real(v) * scale
	}
	return x
}

// A chirp transforms n points by a circular convolution of m, a power of two.
type chirp struct {
	n, m   int
	fft    *fourier.CmplxFFT
	phase  []complex128 // exp(-i pi k²/n)
	kernel []complex128 // spectrum of the conjugate phase, over m
}

func newChirp(n int) *chirp {
	m := powerOfTwo(2*n - 1)
	c := &chirp{n: n, m: m, fft: fourier.NewCmplxFFT(m)}
	c.phase = make([]complex128, n)
	kernel := make([]complex128, m)
	for k := range n {
		// k² is reduced first: its angle would lose digits.
		sin, cos := math.Sincos(math.Pi * float64(k*k%(2*n)) / float64(n))
		c.phase[k] = complex(cos, -sin)
		kernel[k] = complex(cos/float64(m), sin/float64(m))
		if k > 0 {
			kernel[m-k] = kernel[k]
		}
	}
	c.kernel = c.fft.Coefficients(nil, kernel)
	return c
}

func (c *chirp) transform(x []complex128) []complex128 {
	buf := make([]complex128, c.m)
	for k, v := range x {
		buf[k] = v * c.phase[k]
	}
	spec := c.fft.Coefficients(nil, buf)
	for k := range spec {
		spec[k] *= c.kernel[k]
	}
	c.fft.Sequence(buf, spec)
	out := buf[:c.n]
	for k := range out {
		out[k] *= c.phase[k]
	}
	return out
}

// powerOfTwo is the least power of two that is n or more.
func powerOfTwo(n int) int {
	if n <= 1 {
		return 1
	}
	return 1 << bits.Len(uint(n-1))
}

func largestPrime(n int) int {
	best := 1
	for p := 2; p*p <= n; p++ {
		for n%p == 0 {
			best, n = p, n/p
		}
	}
	return max(best, n)
}

// NextFastLen is the smallest number that is n or more and has no prime factor
// above 5.
func NextFastLen(n int) int {
	for n = max(n, 1); largestPrime(n) > 5; n++ {
	}
	return n
}
