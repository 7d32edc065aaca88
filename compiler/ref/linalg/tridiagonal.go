package linalg

import "math"

// A tridiagonal is a symmetric tridiagonal matrix on its way to its eigenvalues
// by the QL algorithm with implicit Wilkinson shifts (Martin and Wilkinson 1968,
// Dubrulle 1970; Parlett, The Symmetric Eigenvalue Problem, chapter 8).
type tridiagonal struct {
	d, e []float64 // diagonal n, off-diagonal n with the last entry unused
	z    []float64 // n rows turned along with the matrix; nil for values only
	step int       // from one row of z to the next, a multiple of 8
	cos  []float64 // rotations of one sweep
	sin  []float64
}

const (
	sweepsPerValue = 60 // twice what LAPACK allows
	smallestNormal = 0x1p-1022
	smallLength    = 0x1p-450 // the square of a shorter one may have lost digits
)

// diagonalize leaves the eigenvalues in d in no order and false when they did
// not converge.
func (t *tridiagonal) diagonalize() bool {
	n := len(t.d)
	left := sweepsPerValue * n
	for first := 0; first < n; {
		last := t.blockEnd(first, n-1)
		if math.Abs(t.d[last]) < math.Abs(t.d[first]) {
			t.flip(first, last)
		}
		for ; first <= last; first++ {
			for {
				end := t.blockEnd(first, last)
				if end == first {
					break
				}
				if left == 0 {
					return false
				}
				left--
				t.sweep(first, end)
			}
		}
	}
	return true
}

// blockEnd is the last row of the block from first on that no negligible
// off-diagonal entry splits; such an entry is set to 0. Comparing with both
// diagonal entries keeps the small eigenvalues of graded matrices.
func (t *tridiagonal) blockEnd(first, last int) int {
	for m := first; m < last; m++ {
		e := t.e[m]
		if e == 0 {
			return m
		}
		if e*e <= epsilon*epsilon/4*math.Abs(t.d[m])*math.Abs(t.d[m+1])+smallestNormal {
			t.e[m] = 0
			return m
		}
	}
	return last
}

// flip reverses the order of rows first to last: QL wants the smaller entries
// first.
func (t *tridiagonal) flip(first, last int) {
	n := t.step
	for i, j := first, last; i < j; i, j = i+1, j-1 {
		t.d[i], t.d[j] = t.d[j], t.d[i]
		if t.z == nil {
			continue
		}
		a, b := t.z[i*n:i*n+n], t.z[j*n:j*n+n]
		for k, v := range a {
			a[k], b[k] = b[k], v
		}
	}
	for i, j := first, last-1; i < j; i, j = i+1, j-1 {
		t.e[i], t.e[j] = t.e[j], t.e[i]
	}
}

// sweep is one implicit QL step on the block first..last.
func (t *tridiagonal) sweep(first, last int) {
	d, e := t.d, t.e
	g := (d[first+1] - d[first]) / (2 * e[first])
	g = d[last] - d[first] + e[first]/(g+math.Copysign(math.Hypot(g, 1), g))
	s, c, p := 1.0, 1.0, 0.0
	low := first
	for i := last - 1; i >= first; i-- {
		f, b := s*e[i], c*e[i]
		r := math.Sqrt(f*f + g*g)
		if r < smallLength {
			r = math.Hypot(f, g)
		}
		e[i+1] = r
		if r == 0 { // the block splits below row i+1
			d[i+1] -= p
			low = i + 1
			break
		}
		s, c = f/r, g/r
		g = d[i+1] - p
		r = (d[i]-g)*s + 2*c*b
		p = s * r
		d[i+1] = g + p
		g = c*r - b
		t.cos[i], t.sin[i] = c, s
	}
	if low == first {
		d[first] -= p
		e[first] = g
	}
	e[last] = 0
	if t.z != nil {
		t.turn(low, last)
	}
}

// turn applies the rotations low..last-1 of a sweep, the last first, to pairs of
// rows of z. Row i+1 is final once rotation i passed, so that each strip of
// columns is read and written once per sweep.
func (t *tridiagonal) turn(low, last int) {
	for k := 0; k < t.step; k += 8 {
		turnEight(t.z[k:], t.step, t.cos[:last], t.sin[:last], low)
	}
}

// turnEight is turn for eight columns, whose running row stays in registers; rows
// of z are step apart.
func turnEight(z []float64, step int, cos, sin []float64, low int) {
	last := len(cos)
	to := (*[8]float64)(z[last*step:])
	v0, v1, v2, v3, v4, v5, v6, v7 := to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7]
	for i := last - 1; i >= low; i-- {
		c, s := cos[i], sin[i]
		from := (*[8]float64)(z[i*step:])
		u := from[0]
		to[0], v0 = s*u+c*v0, c*u-s*v0
		u = from[1]
		to[1], v1 = s*u+c*v1, c*u-s*v1
		u = from[2]
		to[2], v2 = s*u+c*v2, c*u-s*v2
		u = from[3]
		to[3], v3 = s*u+c*v3, c*u-s*v3
		u = from[4]
		to[4], v4 = s*u+c*v4, c*u-s*v4
		u = from[5]
		to[5], v5 = s*u+c*v5, c*u-s*v5
		u = from[6]
		to[6], v6 = s*u+c*v6, c*u-s*v6
		u = from[7]
		to[7], v7 = s*u+c*v7, c*u-s*v7
		to = from
	}
	*to = [8]float64{v0, v1, v2, v3, v4, v5, v6, v7}
}
