package kernel

import (
	"fmt"
	"math"
)

// Lane is the floats of one item of eight complex signals that lie side by side:
// eight real parts, then eight imaginary ones.
const Lane = 16

// A Fourier transforms eight complex signals of N items in place, item k being
// x[k*Lane:]. Bins are left in the order in which the passes make them, the same
// for every signal, which products of spectra do not mind.
type Fourier struct {
	N      int
	passes []fourierPass
}

// A fourierPass takes blocks of radix columns of q items each.
type fourierPass struct {
	radix, q, blocks int
	factors          []float32 // by item: the radix-1 factors, real and imaginary
}

// NewFourier plans transforms of n items; n is a product of fives and at
// least one four.
func NewFourier(n int) (*Fourier, error) {
	f := &Fourier{N: n}
	q, blocks := n, 1
	for _, radix := range []int{5, 4} {
		for ; q > 0 && q%radix == 0; q /= radix {
			f.passes = append(f.passes, fourierPass{radix, q / radix, blocks, turns(radix, q/radix)})
			blocks *= radix
		}
	}
	if q != 1 || n%4 != 0 {
		return nil, fmt.Errorf("no transform of %d items: the length must be fives times at least one four", n)
	}
	return f, nil
}

// turns are exp(-2 pi i j k / (radix q)) for items j < q and columns 0 < k < radix.
func turns(radix, q int) []float32 {
	out := make([]float32, 0, 2*q*(radix-1))
	for j := range q {
		for k := 1; k < radix; k++ {
			s, c := math.Sincos(-2 * math.Pi * float64(j*k) / float64(radix*q))
			out = append(out, float32(c), float32(s))
		}
	}
	return out
}

// Passes is how often a transform goes through its signals.
func (f *Fourier) Passes() int { return len(f.passes) }

// Transform makes spectra of signals.
func (s *Set) Transform(f *Fourier, x []float32) {
	x = x[:f.N*Lane]
	for i := range f.passes {
		f.passes[i].run(s, x, false)
	}
}

// TransformBack makes N times the signals of spectra.
func (s *Set) TransformBack(f *Fourier, x []float32) {
	x = x[:f.N*Lane]
	for i := len(f.passes) - 1; i >= 0; i-- {
		f.passes[i].run(s, x, true)
	}
}

func (p *fourierPass) run(s *Set, x []float32, inverse bool) {
	switch {
	case s.avx2:
		fourierAVX2(p, x, inverse)
	case p.radix == 5:
		p.five(x, inverse)
	default:
		p.four(x, inverse)
	}
}

// Spectra adds products of spectra to eight others: for each bin b and eight lanes,
//
//	y[j*yStep + b*Lane] += sum over k of h[k*hStep + b*Lane] * conj(w[k*wStep + b*Lane, lane j])
//
// for j below 8 and k below depth, which is at least 1; without add y begins at 0.
func (s *Set) Spectra(y []float32, yStep int, w []float32, wStep int, h []float32, hStep, bins, depth int, add bool) {
	n := bins * Lane
	y, w, h = y[:7*yStep+n], w[:(depth-1)*wStep+n], h[:(depth-1)*hStep+n]
	if s.avx2 {
		spectraAVX2(y, yStep, w, wStep, h, hStep, bins, depth, add)
		return
	}
	for b := 0; b < n; b += Lane {
		for j := range 8 {
			var sum [Lane]float32
			to := (*[Lane]float32)(y[j*yStep+b:])
			if add {
				sum = *to
			}
			for k := range depth {
				addConjugate(&sum, (*[Lane]float32)(h[k*hStep+b:]), w[k*wStep+b+j], w[k*wStep+b+8+j])
			}
			*to = sum
		}
	}
}

// addConjugate adds eight h times the conjugate of re + i im.
func addConjugate(sum, h *[Lane]float32, re, im float32) {
	for l := range 8 {
		sum[l] += float32(re*h[l]) + float32(im*h[8+l])
		sum[8+l] += float32(re*h[8+l]) - float32(im*h[l])
	}
}

// LanesIn reads n items of up to eight signals that begin at the offsets at, side
// by side: item k of signal l becomes dst[k*Lane + l].
func (s *Set) LanesIn(dst, src []float32, at []int32, n int) {
	done := 0
	if s.avx2 && len(at) == 8 {
		done = n &^ 7
		lanesInAVX2(dst, src, at, done)
	}
	for l, o := range at {
		for k, v := range src[int(o)+done : int(o)+n] {
			dst[(done+k)*Lane+l] = v
		}
	}
}

// LanesOut writes n items of up to eight signals where they begin: dst[at[l] + k]
// is src[k*Lane + l].
func (s *Set) LanesOut(dst []float32, at []int32, src []float32, n int) {
	done := 0
	if s.avx2 && len(at) == 8 {
		done = n &^ 7
		lanesOutAVX2(dst, at, src, done)
	}
	for l, o := range at {
		row := dst[int(o)+done : int(o)+n]
		for k := range row {
			row[k] = src[(done+k)*Lane+l]
		}
	}
}
