package linalg

// The kernels below work on row-major n×n slices without padding. Two rows meet
// two rows in the inner loops, so that each load serves two products and four
// independent sums hide the latency of the addition; their order is fixed, so
// repeats agree bit by bit.

// A shape tells which matrices of a product are lower triangular, or which part
// of the result is wanted.
type shape struct{ a, b, result bool }

var (
	fullShape   = shape{}
	lowerResult = shape{result: true}
)

// mulTrans writes a b^T into dst, of a lower result only the lower triangle.
func mulTrans(dst, a, b []float64, n int, lower shape) {
	for i := 0; i < n; i += 2 {
		a0, a1 := rowPair(a, i, n)
		d0, d1 := rowPair(dst, i, n)
		end, width := n, n
		if lower.result {
			end = min(i+2, n)
		}
		if lower.a {
			width = min(i+2, n)
		}
		for j := 0; j < end; j += 2 {
			m := width
			if lower.b {
				m = min(m, j+2)
			}
			if j+1 == end {
				d0[j], d1[j] = dot21(a0[:m], a1[:m], b[j*n:j*n+m])
				break
			}
			b0, b1 := rowPair(b, j, n)
			s00, s01, s10, s11 := dot22(a0[:m], a1[:m], b0[:m], b1[:m])
			d0[j], d0[j+1] = s00, s01
			d1[j], d1[j+1] = s10, s11
		}
	}
}

// rowPair is rows i and i+1; the last row of an odd n pairs with itself.
func rowPair(a []float64, i, n int) (first, second []float64) {
	first = a[i*n : i*n+n]
	if i+1 == n {
		return first, first
	}
	return first, a[i*n+n : i*n+2*n]
}

func dot22(a0, a1, b0, b1 []float64) (s00, s01, s10, s11 float64) {
	a1, b0, b1 = a1[:len(a0)], b0[:len(a0)], b1[:len(a0)]
	for k, x := range a0 {
		y, u, v := a1[k], b0[k], b1[k]
		s00 += x * u
		s01 += x * v
		s10 += y * u
		s11 += y * v
	}
	return s00, s01, s10, s11
}

func dot21(a0, a1, b []float64) (s0, s1 float64) {
	a1, b = a1[:len(a0)], b[:len(a0)]
	for k, x := range a0 {
		s0 += x * b[k]
		s1 += a1[k] * b[k]
	}
	return s0, s1
}

// dot is the inner product by four interleaved sums.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	k := 0
	for ; k+4 <= len(a); k += 4 {
		x, y := a[k:k+4:k+4], b[k:k+4:k+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; k < len(a); k++ {
		s0 += a[k] * b[k]
	}
	return (s0 + s1) + (s2 + s3)
}

// axpy adds alpha x to y.
func axpy(alpha float64, x, y []float64) {
	y = y[:len(x)]
	for k, v := range x {
		y[k] += alpha * v
	}
}

// mirror copies the lower triangle of a to the upper.
func mirror(a []float64, n int) {
	for i := range n {
		for j, v := range a[i*n : i*n+i] {
			a[j*n+i] = v
		}
	}
}
