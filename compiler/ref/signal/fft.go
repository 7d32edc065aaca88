package signal

import (
	"math"
	"math/bits"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// A transform is a discrete Fourier transform of real signals of one length.
// Its time grows with the largest prime factor of the length, so lengths with a
// large one go through a convolution instead (Bluestein's algorithm). It holds
// scratch space: one user at a time.
type transform struct {
	n     int
	plain *fourier.FFT
	chirp *chirp
	pair  []complex128 // two real signals as one
}

// largestPlain is the largest prime factor a plain transform is used for.
const largestPlain = 31

func newTransform(n int) *transform {
	t := &transform{n: n}
	if largestPrime(n) <= largestPlain {
		t.plain = fourier.NewFFT(n)
	} else {
		t.chirp = newChirp(n)
		t.pair = make([]complex128, n)
	}
	return t
}

// forward writes the n/2+1 coefficients of x, not normalised.
func (t *transform) forward(dst []complex128, x []float64) {
	if t.plain != nil {
		t.plain.Coefficients(dst, x)
		return
	}
	for i, v := range x {
		t.pair[i] = complex(v, 0)
	}
	copy(dst, t.chirp.transform(t.pair))
}

// inverse writes the real signal of n/2+1 coefficients, divided by n.
func (t *transform) inverse(dst []float64, coef []complex128) {
	if t.plain == nil {
		t.inversePair(dst, nil, coef, nil)
		return
	}
	t.plain.Sequence(dst, coef)
	scale := 1 / float64(t.n)
	for i := range dst {
		dst[i] *= scale
	}
}

// inversePair is inverse for two signals at once, which costs a convolution no
// more than one does; the second may be nil.
func (t *transform) inversePair(dstA, dstB []float64, a, b []complex128) {
	if t.plain != nil {
		t.inverse(dstA, a)
		if b != nil {
			t.inverse(dstB, b)
		}
		return
	}
	// A forward transform of the mirrored spectrum is the inverse transform.
	const i = 1i
	z := t.pair
	for k := range t.n/2 + 1 {
		u, v := a[k], complex128(0)
		if b != nil {
			v = b[k]
		}
		if k == 0 || 2*k == t.n {
			z[k] = complex(real(u), real(v))
			continue
		}
		z[t.n-k] = u + i*v
		z[k] = cmplx.Conj(u) + i*cmplx.Conj(v)
	}
	scale := 1 / float64(t.n)
	for k, v := range t.chirp.transform(z) {
		dstA[k] = real(v) * scale
		if b != nil {
			dstB[k] = imag(v) * scale
		}
	}
}

// A chirp transforms n points by a circular convolution of m, which has small
// prime factors.
type chirp struct {
	n, m      int
	fft       *fourier.CmplxFFT
	phase     []complex128 // exp(-i pi k²/n)
	kernel    []complex128 // spectrum of the conjugate phase, over m
	buf, spec []complex128
}

func newChirp(n int) *chirp {
	m := NextFastLen(2*n - 1)
	c := &chirp{n: n, m: m, fft: fourier.NewCmplxFFT(m)}
	c.buf, c.spec = make([]complex128, m), make([]complex128, m)
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

// transform gives the n coefficients of x; they are valid until the next call.
func (c *chirp) transform(x []complex128) []complex128 {
	clear(c.buf)
	for k, v := range x {
		c.buf[k] = v * c.phase[k]
	}
	c.fft.Coefficients(c.spec, c.buf)
	for k, v := range c.kernel {
		c.spec[k] *= v
	}
	c.fft.Sequence(c.buf, c.spec)
	out := c.buf[:c.n]
	for k, v := range c.phase {
		out[k] *= v
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
