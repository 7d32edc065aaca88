package learn

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// interior is Mehrotra's predictor-corrector method (1992) on a quadratic, in
// units in which the kernel has a mean diagonal of one. Variables at a bound in
// the limit are put there. It returns nil where rounding defeats it.
func (q *quadratic) interior() []float64 {
	n := len(q.row)
	unit := 0.0
	for _, r := range q.row {
		unit += q.kernel[r][r] / float64(n)
	}
	if unit == 0 {
		unit = 1
	}
	m := newInterior(q, unit)
	for range interiorIterations {
		if m.done() {
			break
		}
		if !m.advance() {
			return nil
		}
	}
	a := make([]float64, n)
	for i, v := range m.a {
		switch room := m.room(i); {
		case v < m.low[i] && v <= room:
			a[i] = 0
		case room < m.high[i]:
			a[i] = q.upper[i]
		default:
			a[i] = v / unit
		}
	}
	return a
}

const interiorIterations = 200

// interiorPoint is a strictly feasible point with the multipliers of the bounds
// below (low) and above (high) and of the equality.
type interiorPoint struct {
	q            *quadratic
	unit         float64
	matrix       *mat.SymDense
	a, low, high []float64
	equality     float64
	dual         []float64 // residual of the dual condition
	primal       float64   // residual of the equality
}

func newInterior(q *quadratic, unit float64) *interiorPoint {
	n := len(q.row)
	m := &interiorPoint{
		q: q, unit: unit, matrix: mat.NewSymDense(n, nil),
		a: make([]float64, n), low: make([]float64, n), high: make([]float64, n), dual: make([]float64, n),
	}
	for i, r := range q.row {
		for j := i; j < n; j++ {
			m.matrix.SetSym(i, j, q.sign[i]*q.sign[j]*q.kernel[r][q.row[j]]/unit)
		}
		m.a[i] = math.Min(1, q.upper[i]*unit/2)
		m.low[i], m.high[i] = 1, 1
	}
	m.residuals()
	return m
}

// room below the upper bound.
func (m *interiorPoint) room(i int) float64 { return m.q.upper[i]*m.unit - m.a[i] }

func (m *interiorPoint) residuals() {
	var product mat.VecDense
	product.MulVec(m.matrix, mat.NewVecDense(len(m.a), m.a))
	for i := range m.a {
		m.dual[i] = product.AtVec(i) + m.q.linear[i] + m.q.sign[i]*m.equality - m.low[i] + m.high[i]
	}
	m.primal = floats.Dot(m.q.sign, m.a)
}

// mu is the mean complementarity.
func (m *interiorPoint) mu() float64 {
	sum := 0.0
	for i, v := range m.a {
		sum += v*m.low[i] + m.room(i)*m.high[i]
	}
	return sum / float64(2*len(m.a))
}

func (m *interiorPoint) done() bool {
	size := 1 + floats.Norm(m.a, math.Inf(1))
	return m.mu() < 1e-13*size && floats.Norm(m.dual, math.Inf(1)) < 1e-11*size && math.Abs(m.primal) < 1e-12*size
}

// direction of the variables and multipliers.
type direction struct {
	a, low, high []float64
	equality     float64
}

// factor the Newton matrix, raising its diagonal where rounding hides that it is
// positive definite; nil when that does not help.
func (m *interiorPoint) factor() *mat.Cholesky {
	n := len(m.a)
	h := mat.NewSymDense(n, nil)
	h.CopySym(m.matrix)
	for i := range n {
		h.SetSym(i, i, h.At(i, i)+m.low[i]/m.a[i]+m.high[i]/m.room(i))
	}
	var chol mat.Cholesky
	for damping := 1e-15; !chol.Factorize(h); damping *= 100 {
		if damping > 1 {
			return nil
		}
		for i := range n {
			h.SetSym(i, i, h.At(i, i)*(1+damping))
		}
	}
	return &chol
}

// advance takes a predictor and from it a centred, corrected step; false when
// the matrix cannot be factored.
func (m *interiorPoint) advance() bool {
	chol := m.factor()
	if chol == nil {
		return false
	}
	mu := m.mu()
	guess := m.solve(chol, 0, nil)
	t := m.longest(guess, 1)
	after := 0.0
	for i := range m.a {
		after += (m.a[i]+t*guess.a[i])*(m.low[i]+t*guess.low[i]) + (m.room(i)-t*guess.a[i])*(m.high[i]+t*guess.high[i])
	}
	after /= float64(2 * len(m.a))
	share := math.Pow(after/mu, 3)
	d := m.solve(chol, share*mu, guess)
	t = m.longest(d, 0.995)
	floats.AddScaled(m.a, t, d.a)
	floats.AddScaled(m.low, t, d.low)
	floats.AddScaled(m.high, t, d.high)
	m.equality += t * d.equality
	m.residuals()
	return true
}

// solve the Newton system for complementarity products of target, corrected by
// the second-order terms of a guess.
func (m *interiorPoint) solve(chol *mat.Cholesky, target float64, guess *direction) *direction {
	n := len(m.a)
	below, above, right := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, v := range m.a {
		below[i], above[i] = target-v*m.low[i], target-m.room(i)*m.high[i]
		if guess != nil {
			below[i] -= guess.a[i] * guess.low[i]
			above[i] += guess.a[i] * guess.high[i]
		}
		right[i] = -m.dual[i] + below[i]/v - above[i]/m.room(i)
	}
	x, s := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	// A condition warning still carries the solution; residuals judge it.
	_ = chol.SolveVecTo(x, mat.NewVecDense(n, right))
	_ = chol.SolveVecTo(s, mat.NewVecDense(n, m.q.sign))
	sign := mat.NewVecDense(n, m.q.sign)
	d := &direction{a: make([]float64, n), low: make([]float64, n), high: make([]float64, n)}
	d.equality = (mat.Dot(sign, x) + m.primal) / mat.Dot(sign, s)
	for i, v := range m.a {
		d.a[i] = x.AtVec(i) - d.equality*s.AtVec(i)
		d.low[i] = (below[i] - m.low[i]*d.a[i]) / v
		d.high[i] = (above[i] + m.high[i]*d.a[i]) / m.room(i)
	}
	return d
}

// longest step, at most one, that keeps a share of the distance to every bound.
func (m *interiorPoint) longest(d *direction, share float64) float64 {
	t := 1.0
	limit := func(value, change float64) {
		if change < 0 {
			t = math.Min(t, -share*value/change)
		}
	}
	for i, v := range m.a {
		limit(v, d.a[i])
		limit(m.room(i), -d.a[i])
		limit(m.low[i], d.low[i])
		limit(m.high[i], d.high[i])
	}
	return t
}
