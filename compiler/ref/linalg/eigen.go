package linalg

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Eigen is the decomposition V diag(Values) V^T of a symmetric matrix. One Eigen
// may factorise many matrices; its buffers are kept while the size stays.
type Eigen struct {
	Values  []float64  // ascending
	Vectors *mat.Dense // n×n, orthonormal columns

	a, z   []float64 // n×n row-major and the rows of t; both also serve Compose
	tau, p []float64
	order  []int
	t      tridiagonal
}

// Eigh decomposes a symmetric matrix, n×n. The sign of each column is fixed by
// making its entry of largest magnitude positive (the first such entry).
func Eigh(a *mat.SymDense) (*Eigen, error) {
	e := &Eigen{}
	if err := e.Factorize("eigen-decomposition", a); err != nil {
		return nil, err
	}
	fixColumnSigns(e.Vectors)
	return e, nil
}

// Factorize decomposes a, leaving the signs of the vectors as they come; op
// names the caller in errors. Householder reflections and implicit QL turn the
// matrix into its eigenvalues; an error of an eigenvalue is a small multiple of
// the rounding of the largest.
func (e *Eigen) Factorize(op string, a *mat.SymDense) error {
	if err := e.diagonalize(op, a, true); err != nil {
		return err
	}
	n := len(e.Values)
	v := e.Vectors.RawMatrix().Data
	for j, from := range e.order {
		for i, x := range e.z[from*e.t.step : from*e.t.step+n] {
			v[i*n+j] = x
		}
	}
	return nil
}

// FactorizeValues fills Values alone, at a fraction of the cost.
func (e *Eigen) FactorizeValues(op string, a *mat.SymDense) error {
	return e.diagonalize(op, a, false)
}

// diagonalize leaves the values sorted and, where asked, the vector of Values[j]
// in row order[j] of z.
func (e *Eigen) diagonalize(op string, a *mat.SymDense, vectors bool) error {
	if err := checkFinite(op, a); err != nil {
		return err
	}
	n := a.SymmetricDim()
	e.resize(n)
	scale := e.load(a)
	tridiagonalize(e.a, n, e.t.d, e.t.e, e.tau, e.p)
	e.t.z = nil
	if vectors {
		accumulate(e.z, e.t.step, e.a, n, e.tau)
		e.t.z = e.z
	}
	if !e.t.diagonalize() {
		return fmt.Errorf("%s: the eigenvalues of a %d×%d matrix did not converge", op, n, n)
	}
	for i := range e.order {
		e.order[i] = i
	}
	slices.SortStableFunc(e.order, func(i, j int) int { return compare(e.t.d[i], e.t.d[j]) })
	for j, from := range e.order {
		e.Values[j] = e.t.d[from] * scale
	}
	return nil
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// load copies a to the lower triangle of e.a, divided by the power of two that
// it returns: 1 unless squares of the entries could leave the range of float64.
func (e *Eigen) load(a *mat.SymDense) (scale float64) {
	r, n := a.RawSymmetric(), len(e.Values)
	largest := 0.0
	for i := range n {
		for k, v := range r.Data[i*r.Stride+i : i*r.Stride+n] {
			e.a[(i+k)*n+i] = v
			largest = max(largest, math.Abs(v))
		}
	}
	if largest == 0 || largest > 0x1p-300 && largest < 0x1p300 {
		return 1
	}
	_, exponent := math.Frexp(largest)
	exponent--
	for i := range e.a {
		e.a[i] = math.Ldexp(e.a[i], -exponent)
	}
	return math.Ldexp(1, exponent)
}

// eigenvalues are those of a in ascending order.
func eigenvalues(op string, a *mat.SymDense) ([]float64, error) {
	var e Eigen
	err := e.FactorizeValues(op, a)
	return e.Values, err
}

func (e *Eigen) resize(n int) {
	if len(e.Values) == n && e.Vectors != nil {
		return
	}
	step := (n + 7) / 8 * 8
	square, lines := make([]float64, n*n+n*step), make([]float64, 7*n)
	line := func(i int) []float64 { return lines[i*n : i*n+n : i*n+n] }
	e.Values, e.tau, e.p, e.order = line(0), line(1), line(2), make([]int, n)
	e.t = tridiagonal{d: line(3), e: line(4), cos: line(5), sin: line(6), step: step}
	e.a, e.z = square[:n*n:n*n], square[n*n:]
	e.Vectors = &mat.Dense{}
	if n > 0 {
		e.Vectors = mat.NewDense(n, n, nil)
	}
}

// Compose writes V diag(f(Values)) V^T into dst, n×n.
func (e *Eigen) Compose(dst *mat.SymDense, f func(float64) float64) {
	n := len(e.Values)
	v := e.Vectors.RawMatrix().Data
	for j, lambda := range e.Values {
		w := f(lambda)
		for i := j; i < n*n; i += n {
			e.z[i] = v[i] * w
		}
	}
	mulTrans(e.a, e.z[:n*n], v, n, lowerResult)
	d := dst.RawSymmetric()
	lowerTo(d.Data, d.Stride, e.a, n)
}

// RequirePositive returns a *NotSPD when an eigenvalue counts as zero or less.
func (e *Eigen) RequirePositive(op string) error {
	n := len(e.Values)
	if n == 0 {
		return nil
	}
	smallest, largest := e.Values[0], e.Values[n-1]
	floor := Floor(n, math.Max(math.Abs(smallest), math.Abs(largest)))
	if smallest > floor {
		return nil
	}
	return &NotSPD{Op: op, Rank: countAbove(e.Values, floor), Size: n, Smallest: smallest, Largest: largest}
}

// Rank counts the eigenvalues of a that do not count as zero.
func Rank(a *mat.SymDense) (int, error) {
	var e Eigen
	if err := e.Factorize("rank", a); err != nil {
		return 0, err
	}
	largest := 0.0
	for _, v := range e.Values {
		largest = math.Max(largest, math.Abs(v))
	}
	floor := Floor(len(e.Values), largest)
	rank := 0
	for _, v := range e.Values {
		if math.Abs(v) > floor {
			rank++
		}
	}
	return rank, nil
}

func countAbove(values []float64, floor float64) int {
	n := 0
	for _, v := range values {
		if v > floor {
			n++
		}
	}
	return n
}

// fixColumnSigns makes the entry of largest magnitude of every column positive.
func fixColumnSigns(v *mat.Dense) {
	rows, cols := v.Dims()
	for j := range cols {
		at := 0
		for i := 1; i < rows; i++ {
			if math.Abs(v.At(i, j)) > math.Abs(v.At(at, j)) {
				at = i
			}
		}
		if v.At(at, j) >= 0 {
			continue
		}
		for i := range rows {
			v.Set(i, j, -v.At(i, j))
		}
	}
}
