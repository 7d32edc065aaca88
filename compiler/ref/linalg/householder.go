package linalg

import "math"

// tridiagonalize reduces a symmetric matrix, row-major n×n with its lower
// triangle given, to tridiagonal form t = q^T a q by Householder reflections
// from the last row up (Golub and Van Loan, Matrix Computations, 4th edition,
// algorithm 8.3.1; going up keeps small eigenvalues of matrices graded towards
// the first row). d takes the diagonal, e the n-1 entries below it. Row i keeps
// the vector of reflection i in its first i entries, tau its factor; p is scratch
// of n.
func tridiagonalize(a []float64, n int, d, e, tau, p []float64) {
	for i := n - 1; i > 0; i-- {
		u := a[i*n : i*n+i]
		d[i] = a[i*n+i]
		e[i-1], tau[i] = reflection(u)
		if tau[i] == 0 {
			continue
		}
		w := p[:i]
		symmetricTimes(w, a, n, u)
		half := -0.5 * tau[i] * tau[i] * dot(w, u)
		for k, v := range u {
			w[k] = tau[i]*w[k] + half*v
		}
		subtractRankTwo(a, n, u, w)
	}
	if n > 0 {
		d[0] = a[0]
	}
}

// reflection turns x into the vector u, last entry 1, of the reflection
// I - tau u u^T that maps x to beta times the last unit vector; tau is 0 when x
// already is a multiple of it.
func reflection(x []float64) (beta, tau float64) {
	last := len(x) - 1
	alpha, rest := x[last], dot(x[:last], x[:last])
	if rest == 0 {
		return alpha, 0
	}
	beta = -math.Copysign(math.Sqrt(alpha*alpha+rest), alpha)
	scale := 1 / (alpha - beta)
	for k := range x[:last] {
		x[k] *= scale
	}
	x[last] = 1
	return beta, (beta - alpha) / beta
}

// symmetricTimes writes the leading block of a, given by its lower triangle, of
// the order of u, times u into p. Every entry is loaded once, two rows at a time.
func symmetricTimes(p, a []float64, n int, u []float64) {
	m := len(u)
	i := 0
	for ; i+1 < m; i += 2 {
		r0, r1 := a[i*n:i*n+i], a[(i+1)*n:(i+1)*n+i+2]
		s0, s1 := timesPair(p[:i], r0, r1[:i], u[:i], u[i], u[i+1])
		corner := r1[i]
		p[i] = s0 + a[i*n+i]*u[i] + corner*u[i+1]
		p[i+1] = s1 + corner*u[i] + r1[i+1]*u[i+1]
	}
	if i < m {
		r := a[i*n : i*n+i+1]
		p[i] = dot(r[:i], u[:i]) + r[i]*u[i]
		axpy(u[i], r[:i], p)
	}
}

// timesPair gives the products of two rows with u and adds the rows, times x and
// y, to p.
func timesPair(p, r0, r1, u []float64, x, y float64) (s0, s1 float64) {
	r0, r1, u = r0[:len(p)], r1[:len(p)], u[:len(p)]
	for k, v := range u {
		a, b := r0[k], r1[k]
		s0 += a * v
		s1 += b * v
		p[k] += x*a + y*b
	}
	return s0, s1
}

// subtractRankTwo takes u w^T + w u^T from the lower triangle of the leading
// block of a.
func subtractRankTwo(a []float64, n int, u, w []float64) {
	for i, x := range u {
		row, y := a[i*n:i*n+i+1], w[i]
		us, ws := u[:len(row)], w[:len(row)]
		for k, v := range us {
			row[k] -= x*ws[k] + y*v
		}
	}
}

// accumulate writes q^T of tridiagonalize into z, n rows step apart: the product of the
// reflections from the smallest to the largest, whose leading block grows by one
// row each.
func accumulate(z []float64, step int, a []float64, n int, tau []float64) {
	clear(z)
	for i := range n {
		z[i*step+i] = 1
		if i == 0 || tau[i] == 0 {
			continue
		}
		reflectRows(z, step, i, a[i*n:i*n+i], tau[i])
	}
}

// reflectRows applies I - tau u u^T from the right to the first columns of the
// first rows of z, two rows at a time.
func reflectRows(z []float64, step, rows int, u []float64, tau float64) {
	m := len(u)
	i := 0
	for ; i+1 < rows; i += 2 {
		r0, r1 := z[i*step:i*step+m], z[(i+1)*step:(i+1)*step+m]
		s0, s1 := dot21(r0, r1, u)
		s0, s1 = tau*s0, tau*s1
		r1 = r1[:len(u)]
		r0 = r0[:len(u)]
		for k, v := range u {
			r0[k] -= s0 * v
			r1[k] -= s1 * v
		}
	}
	if i < rows {
		row := z[i*step : i*step+m]
		axpy(-tau*dot(row, u), u, row)
	}
}

// reflectBack replaces m, given by its lower triangle, by q m q^T with the
// reflections that tridiagonalize left in a. p is scratch of n.
func reflectBack(m, a []float64, n int, tau, p []float64) {
	for i := 1; i < n; i++ {
		if tau[i] == 0 {
			continue
		}
		u, w := a[i*n:i*n+i], p[:i]
		symmetricTimes(w, m, n, u)
		half := -0.5 * tau[i] * tau[i] * dot(w, u)
		for k, v := range u {
			w[k] = tau[i]*w[k] + half*v
		}
		subtractRankTwo(m, n, u, w)
		reflectRows(m[i*n:], n, n-i, u, tau[i])
	}
}
