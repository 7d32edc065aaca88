package riemann

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"
)

// A CrossSpectrum holds one Hermitian matrix per frequency, channel × channel.
type CrossSpectrum struct {
	Freqs    []float64 // Hz
	Re, Im   []*mat.Dense
	channels int
}

// NewCrossSpectrum averages conj(F_i) F_j over windows of x, channel × time, in
// the square of its unit. Windows are symmetric Hann windows of the given length
// whose neighbours share the fraction overlap; the sum is divided by the energy
// of the window, and frequencies other than 0 and fs/2 count twice. The mean is
// not removed. Frequencies outside low..high Hz are left out (high 0: all); then,
// as in pyRiemann, it is the first and the last frequency kept that count once.
func NewCrossSpectrum(x *mat.Dense, window int, overlap, fs, low, high float64) (*CrossSpectrum, error) {
	channels, cols := x.Dims()
	if window < 2 || window > cols || !(overlap >= 0 && overlap < 1) {
		return nil, fmt.Errorf("windows of %d samples with overlap %g do not fit into %d samples", window, overlap, cols)
	}
	hop := max(int((1-overlap)*float64(window)), 1)
	taper, energy := hann(window)
	fft := fourier.NewFFT(window)
	s := &CrossSpectrum{channels: channels}
	var bins []int
	for k := range window/2 + 1 {
		f := float64(k) * fs / float64(window)
		if high > 0 && (f < low || f > high) {
			continue
		}
		bins = append(bins, k)
		s.Freqs = append(s.Freqs, f)
		s.Re = append(s.Re, mat.NewDense(channels, channels, nil))
		s.Im = append(s.Im, mat.NewDense(channels, channels, nil))
	}
	count := (cols-window)/hop + 1
	coeffs := make([][]complex128, channels)
	part := make([]float64, window)
	for w := range count {
		for c := range channels {
			for k, v := range x.RawRowView(c)[w*hop : w*hop+window] {
				part[k] = v * taper[k]
			}
			coeffs[c] = fft.Coefficients(coeffs[c], part)
		}
		for at, k := range bins {
			scale := 2 / (energy * float64(count))
			if at == 0 || at == len(bins)-1 && window%2 == 0 {
				scale /= 2
			}
			s.add(at, k, coeffs, scale)
		}
	}
	return s, nil
}

func (s *CrossSpectrum) add(at, bin int, coeffs [][]complex128, scale float64) {
	for i := range s.channels {
		for j := range s.channels {
			v := cmplx.Conj(coeffs[i][bin]) * coeffs[j][bin]
			s.Re[at].Set(i, j, s.Re[at].At(i, j)+scale*real(v))
			s.Im[at].Set(i, j, s.Im[at].At(i, j)+scale*imag(v))
		}
	}
}

// hann is the symmetric Hann window and the sum of its squares.
func hann(n int) (w []float64, energy float64) {
	w = make([]float64, n)
	for k := range w {
		w[k] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(k)/float64(n-1))
		energy += w[k] * w[k]
	}
	return w, energy
}

// Coherence compares channels at every frequency: "ordinary" |S|²/(S_ii S_jj),
// "instantaneous" with the real part, "imaginary" with the imaginary part, and
// "lagged" Im²/(S_ii S_jj - Re²), zero on the diagonal.
func (s *CrossSpectrum) Coherence(kind string) ([]*mat.Dense, error) {
	out := make([]*mat.Dense, len(s.Freqs))
	for k := range s.Freqs {
		out[k] = mat.NewDense(s.channels, s.channels, nil)
		for i := range s.channels {
			for j := range s.channels {
				re, im := s.Re[k].At(i, j), s.Im[k].At(i, j)
				v, err := coherence(kind, re*re, im*im, s.Re[k].At(i, i)*s.Re[k].At(j, j), i == j)
				if err != nil {
					return nil, err
				}
				out[k].Set(i, j, v)
			}
		}
	}
	return out, nil
}

func coherence(kind string, re2, im2, power float64, diagonal bool) (float64, error) {
	switch kind {
	case "ordinary":
		return (re2 + im2) / power, nil
	case "instantaneous":
		return re2 / power, nil
	case "imaginary":
		return im2 / power, nil
	case "lagged":
		if diagonal {
			return 0, nil
		}
		return im2 / (power - re2), nil
	}
	return 0, fmt.Errorf("no coherence is called %q; there are ordinary, instantaneous, lagged and imaginary", kind)
}
