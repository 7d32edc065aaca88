package kernel

// Axpy adds a*x to y, elementwise over len(y).
func (s *Set) Axpy(y, x []float32, a float32) {
	x = x[:len(y)]
	if s.avx2 {
		axpyAVX2(y, x, a)
		return
	}
	for i, v := range x {
		y[i] += a * v
	}
}

// DepthwiseRow adds a weighted sum of rows to y: y[j] += sum over k of
// w[k]*x[rows[k]+j]. It is Gemm for one output row, with plain weights; products
// are added in the order of k, in blocks of 256.
func (s *Set) DepthwiseRow(y, w, x []float32, rows Offsets) {
	if len(y) == 0 {
		return
	}
	rows.check(x, len(y))
	w = w[:rows.Len()]
	for k := 0; k < len(w); k += blockK {
		end := min(k+blockK, len(w))
		if s.avx2 {
			depthwiseAVX2(y, w[k:end], x, rows.at[k:end])
		} else {
			depthwisePortable(y, w[k:end], x, rows.at[k:end])
		}
	}
}

// depthwisePortable takes eight columns at a time: their sums stay in registers.
func depthwisePortable(y, w, x []float32, off []int32) {
	w = w[:len(off)]
	j := 0
	for ; j+8 <= len(y); j += 8 {
		in := x[j:]
		var s0, s1, s2, s3, s4, s5, s6, s7 float32
		for k, o := range off {
			v, r := w[k], (*[8]float32)(in[o:])
			s0 += v * r[0]
			s1 += v * r[1]
			s2 += v * r[2]
			s3 += v * r[3]
			s4 += v * r[4]
			s5 += v * r[5]
			s6 += v * r[6]
			s7 += v * r[7]
		}
		c := (*[8]float32)(y[j:])
		put4((*[4]float32)(c[:4]), s0, s1, s2, s3, true)
		put4((*[4]float32)(c[4:]), s4, s5, s6, s7, true)
	}
	for ; j < len(y); j++ {
		var sum float32
		for k, o := range off {
			sum += w[k] * x[int(o)+j]
		}
		y[j] += sum
	}
}
