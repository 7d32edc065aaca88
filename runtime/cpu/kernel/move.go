package kernel

// Transpose writes the cols x rows transpose of src, rows x cols, both contiguous
// and row-major, in blocks of 8x8. The two may not overlap.
func (s *Set) Transpose(dst, src []float32, rows, cols int) {
	s.TransposeStrided(dst, rows, src, cols, rows, cols)
}

// TransposeStrided is Transpose between matrices whose rows begin dstStep and
// srcStep floats apart: dst[j*dstStep+i] = src[i*srcStep+j].
func (s *Set) TransposeStrided(dst []float32, dstStep int, src []float32, srcStep, rows, cols int) {
	if rows == 0 || cols == 0 {
		return
	}
	src, dst = src[:(rows-1)*srcStep+cols], dst[:(cols-1)*dstStep+rows]
	r8, c8 := rows&^7, cols&^7
	for i := 0; i < r8; i += 8 {
		if s.avx2 && c8 > 0 {
			transposeAVX2(dst[i:], dstStep, src[i*srcStep:], srcStep, c8)
			continue
		}
		for j := 0; j < c8; j += 8 {
			transposeBlock(dst[j*dstStep+i:], dstStep, src[i*srcStep+j:], srcStep, 8, 8)
		}
	}
	// Where nothing is left the rest would begin past the last row.
	if c8 < cols {
		transposeBlock(dst[c8*dstStep:], dstStep, src[c8:], srcStep, r8, cols-c8)
	}
	if r8 < rows {
		transposeBlock(dst[r8:], dstStep, src[r8*srcStep:], srcStep, rows-r8, cols)
	}
}

func transposeBlock(dst []float32, dstStep int, src []float32, srcStep, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*srcStep : i*srcStep+cols] {
			dst[j*dstStep+i] = v
		}
	}
}

// CopyRows copies rows of cols floats between arrays whose rows begin dstStep and
// srcStep floats apart. Steps may not be negative.
func CopyRows(dst []float32, dstStep int, src []float32, srcStep, rows, cols int) {
	if dstStep == cols && srcStep == cols {
		copy(dst[:rows*cols], src[:rows*cols])
		return
	}
	for i := range rows {
		copy(dst[i*dstStep:i*dstStep+cols], src[i*srcStep:i*srcStep+cols])
	}
}

// CopyStrided copies n floats, reading and writing every so many:
// dst[i*dstStep] = src[i*srcStep]. A step of zero repeats an element; a negative
// step begins at the far end, as the base of its slice is the lowest element:
// element i is then at (i-n+1)*step.
func CopyStrided(dst []float32, dstStep int, src []float32, srcStep, n int) {
	if dstStep == 1 && srcStep == 1 {
		copy(dst[:n], src[:n])
		return
	}
	d, s := start(dstStep, n), start(srcStep, n)
	for range n {
		dst[d] = src[s]
		d += dstStep
		s += srcStep
	}
}

func start(step, n int) int {
	if step < 0 {
		return (1 - n) * step
	}
	return 0
}
