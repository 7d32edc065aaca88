package kernel

func fourierAVX2(p *fourierPass, x []float32, inverse bool) {
	at := &x[0]
	switch {
	case p.radix == 5 && inverse:
		fourier5inverse(at, p.blocks, p.q, &p.factors[0])
	case p.radix == 5:
		fourier5(at, p.blocks, p.q, &p.factors[0])
	case p.q == 1 && inverse:
		fourier4lastinverse(at, p.blocks)
	case p.q == 1:
		fourier4last(at, p.blocks)
	case inverse:
		fourier4inverse(at, p.blocks, p.q, &p.factors[0])
	default:
		fourier4(at, p.blocks, p.q, &p.factors[0])
	}
}

// spectraWork bounds bins times depth of one call: at sixteen cycles each that is
// under a tenth of a millisecond.
const spectraWork = 1 << 13

func spectraAVX2(y []float32, yStep int, w []float32, wStep int, h []float32, hStep, bins, depth int, add bool) {
	more := 0
	if add {
		more = 1
	}
	per := max(1, spectraWork/depth)
	for b := 0; b < bins; b += per {
		o := b * Lane
		spectra(min(per, bins-b), depth, &y[o], 4*yStep, &w[o], 4*wStep, &h[o], 4*hStep, more)
	}
}

// lanesInAVX2 reads n items, a multiple of 8.
func lanesInAVX2(dst, src []float32, at []int32, n int) {
	if n == 0 {
		return
	}
	_ = dst[(n-1)*Lane+7]
	for _, o := range at {
		_ = src[o : int(o)+n]
	}
	lanesIn(&dst[0], &src[0], &at[0], n/8)
}

func lanesOutAVX2(dst []float32, at []int32, src []float32, n int) {
	if n == 0 {
		return
	}
	_ = src[(n-1)*Lane+7]
	for _, o := range at {
		_ = dst[o : int(o)+n]
	}
	lanesOut(&dst[0], &at[0], &src[0], n/8)
}
