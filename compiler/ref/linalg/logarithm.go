package linalg

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

// A Logarithm takes logarithms of positive definite matrices of one size and
// keeps the buffers. Its zero value is ready.
//
// Eigenvectors are not needed: with the tridiagonal form a = q t q^T, log t is the
// Gauss–Legendre sum over x in 0..1 of w/x (I - (x t + (1-x) I)^-1), which equals
// the diagonal Padé approximant (Dieci, Morini and Papini 1996), and the inverse
// of a tridiagonal matrix costs two operations an entry. Badly conditioned and
// small matrices go through the eigen-decomposition, where that is faster.
type Logarithm struct {
	eigen Eigen
	rules map[int]rule // by number of nodes
	lines [4][]float64 // pivots from both ends, a row of the inverse, scratch
}

type rule struct{ x, w []float64 }

const (
	smallestRational = 10    // order below which eigenvectors cost less
	mostNodes        = 48    // serve condition numbers to about 600
	padeError        = 39.0  // minus the logarithm of the error of the approximant
	negligible       = 1e-24 // entry of an inverse; with its growth by the root of the condition still below rounding
)

// Of writes log a into dst, n×n, and gives bounds of the eigenvalues of a that
// are right within a tenth. A matrix that is not positive definite is a *NotSPD.
func (l *Logarithm) Of(op string, dst, a *mat.SymDense) (low, high float64, err error) {
	e, n := &l.eigen, a.SymmetricDim()
	low, high, ok, err := l.tridiagonal(op, a)
	if err != nil {
		return 0, 0, err
	}
	if ok {
		reflectBack(e.z[:n*n], e.a, n, e.tau, e.p)
		r := dst.RawSymmetric()
		lowerTo(r.Data, r.Stride, e.z, n)
		return low, high, nil
	}
	if err := e.Factorize(op, a); err != nil {
		return 0, 0, err
	}
	if err := e.RequirePositive(op); err != nil {
		return 0, 0, err
	}
	e.Compose(dst, math.Log)
	return e.Values[0], e.Values[n-1], nil
}

// Norm is the Frobenius norm of log a, which the tridiagonal form gives already.
// It refuses, with a *NotSPD, only eigenvalues that are not positive.
func (l *Logarithm) Norm(op string, a *mat.SymDense) (float64, error) {
	e, n := &l.eigen, a.SymmetricDim()
	_, _, ok, err := l.tridiagonal(op, a)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	if ok {
		for i := range n {
			row := e.z[i*n : i*n+i]
			sum += 2*dot(row, row) + e.z[i*n+i]*e.z[i*n+i]
		}
		return math.Sqrt(sum), nil
	}
	if err := e.FactorizeValues(op, a); err != nil {
		return 0, err
	}
	if n > 0 && e.Values[0] <= 0 {
		return 0, &NotSPD{Op: op, Rank: countAbove(e.Values, 0), Size: n, Smallest: e.Values[0], Largest: e.Values[n-1]}
	}
	for _, v := range e.Values {
		sum += math.Log(v) * math.Log(v)
	}
	return math.Sqrt(sum), nil
}

// tridiagonal leaves the logarithm of the tridiagonal form in the leading n×n of
// z and bounds the eigenvalues of a, unless the decomposition serves better.
func (l *Logarithm) tridiagonal(op string, a *mat.SymDense) (low, high float64, ok bool, err error) {
	e, n := &l.eigen, a.SymmetricDim()
	if n < smallestRational {
		return 0, 0, false, nil
	}
	if err := checkFinite(op, a); err != nil {
		return 0, 0, false, err
	}
	e.resize(n)
	scale := e.load(a)
	tridiagonalize(e.a, n, e.t.d, e.t.e, e.tau, e.p)
	low, high = bounds(e.t.d, e.t.e)
	nodes := padeNodes(low, high)
	if nodes > mostNodes {
		return 0, 0, false, nil
	}
	l.rational(l.rule(nodes), math.Sqrt(low)*math.Sqrt(high), scale)
	return low * scale, high * scale, true, nil
}

// padeNodes is how many nodes reach the rounding of float64 for eigenvalues from
// low to high around 1, rounded up to a multiple of four.
func padeNodes(low, high float64) int {
	if !(low > 0) {
		return math.MaxInt
	}
	root := math.Pow(high/low, 0.25)
	m := padeError / (2 * math.Log((root+1)/(root-1)))
	if !(m < 2*mostNodes) {
		return math.MaxInt
	}
	return 4 + int(m/4)*4
}

func (l *Logarithm) rule(nodes int) rule {
	r, ok := l.rules[nodes]
	if !ok {
		r = rule{make([]float64, nodes), make([]float64, nodes)}
		quad.Legendre{}.FixedLocations(r.x, r.w, 0, 1)
		if l.rules == nil {
			l.rules = map[int]rule{}
		}
		l.rules[nodes] = r
	}
	return r
}

// bounds encloses the eigenvalues of a tridiagonal matrix: Gershgorin's circles,
// narrowed by bisection on the sign of pivots. low is 0 when the smallest is not
// clearly positive.
func bounds(d, e []float64) (low, high float64) {
	n := len(d)
	left := 0.0
	for i, v := range d {
		right := 0.0
		if i+1 < n {
			right = math.Abs(e[i])
		}
		high = max(high, v+left+right)
		left = right
	}
	above := 0.0
	for _, v := range d {
		above = max(above, v)
	}
	for high > 1.1*above { // largest eigenvalue between above and high
		mid := math.Sqrt(above * high)
		if definite(d, e, mid, -1) {
			high = mid
		} else {
			above = mid
		}
	}
	below, floor := high, high/1e4
	for _, v := range d {
		below = min(below, v)
	}
	if below <= floor || !definite(d, e, floor, 1) {
		return 0, high
	}
	low = floor
	for below > 1.1*low {
		mid := math.Sqrt(low * below)
		if definite(d, e, mid, 1) {
			low = mid
		} else {
			below = mid
		}
	}
	return low, high
}

// definite tells whether sign (t - shift I) is positive definite.
func definite(d, e []float64, shift, sign float64) bool {
	pivot, square := 1.0, 0.0
	for i, v := range d {
		pivot = sign*(v-shift) - square/pivot
		if !(pivot > 0) {
			return false
		}
		square = e[i] * e[i]
	}
	return true
}

// rational writes log t, by the lower triangle, into the leading n×n of z; middle
// is the scale at which t is about 1, unit that of t itself.
func (l *Logarithm) rational(r rule, middle, unit float64) {
	e := &l.eigen
	n := len(e.Values)
	if len(l.lines[0]) != n {
		for i := range l.lines {
			l.lines[i] = make([]float64, n)
		}
	}
	z := e.z[:n*n]
	clear(z)
	sum := math.Log(middle) + math.Log(unit)
	for k, x := range r.x {
		sum += r.w[k] / x
		l.subtractInverse(z, x/middle, 1-x, r.w[k]/x)
	}
	for i := range n {
		z[i*n+i] += sum
	}
}

// subtractInverse takes weight (x t + y I)^-1 from the lower triangle of z. With
// the pivots f from the first and g from the last row, the diagonal of the inverse
// is 1/(f + g - a), and below it row i+1 is -b/g[i+1] times row i (Meurant 1992).
func (l *Logarithm) subtractInverse(z []float64, x, y, weight float64) {
	d, off := l.eigen.t.d, l.eigen.t.e
	n := len(d)
	g, row := l.lines[0], l.lines[1]
	for i := n - 1; i >= 0; i-- {
		g[i] = x*d[i] + y
		if i+1 < n {
			b := x * off[i]
			g[i] -= b * b / g[i+1]
		}
	}
	f, start := 0.0, 0
	for i := range n {
		a := x*d[i] + y
		f1 := a
		if i > 0 {
			b := x * off[i-1]
			f1 -= b * b / f
			scaleAndSubtract(z[i*n+start:i*n+i], row[start:i], -b/g[i])
		}
		f = f1
		row[i] = weight / (f + g[i] - a)
		z[i*n+i] -= row[i]
		for start < i && math.Abs(row[start]) < negligible {
			start++
		}
	}
}

func scaleAndSubtract(to, row []float64, by float64) {
	to = to[:len(row)]
	for k, v := range row {
		v *= by
		row[k] = v
		to[k] -= v
	}
}
