package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Eigen is the decomposition V diag(Values) V^T of a symmetric matrix. One Eigen
// may factorise many matrices; its buffers are kept while the size stays.
type Eigen struct {
	Values  []float64  // ascending
	Vectors *mat.Dense // n×n, orthonormal columns

	work   []float64
	scaled *mat.Dense
	full   *mat.Dense
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
// names the caller in errors. LAPACK's dsyev does the work.
func (e *Eigen) Factorize(op string, a *mat.SymDense) error {
	if err := checkFinite(op, a); err != nil {
		return err
	}
	n := a.SymmetricDim()
	e.resize(n)
	v := e.Vectors.RawMatrix()
	src := a.RawSymmetric()
	for i := range n {
		copy(v.Data[i*v.Stride+i:i*v.Stride+n], src.Data[i*src.Stride+i:i*src.Stride+n])
	}
	sym := blas64.Symmetric{N: n, Stride: v.Stride, Data: v.Data, Uplo: blas.Upper}
	if e.work == nil {
		size := []float64{0}
		lapack64.Syev(lapack.EVCompute, sym, e.Values, size, -1)
		e.work = make([]float64, int(size[0]))
	}
	if !lapack64.Syev(lapack.EVCompute, sym, e.Values, e.work, len(e.work)) {
		return fmt.Errorf("%s: the eigenvalues of a %d×%d matrix did not converge", op, n, n)
	}
	return nil
}

// eigenvalues are those of a in ascending order; a is overwritten.
func eigenvalues(op string, a *mat.SymDense) ([]float64, error) {
	if err := checkFinite(op, a); err != nil {
		return nil, err
	}
	r := a.RawSymmetric()
	values, size := make([]float64, r.N), []float64{0}
	lapack64.Syev(lapack.EVNone, r, values, size, -1)
	work := make([]float64, int(size[0]))
	if !lapack64.Syev(lapack.EVNone, r, values, work, len(work)) {
		return nil, fmt.Errorf("%s: the eigenvalues of a %d×%d matrix did not converge", op, r.N, r.N)
	}
	return values, nil
}

func (e *Eigen) resize(n int) {
	if len(e.Values) == n {
		return
	}
	e.Values = make([]float64, n)
	e.Vectors = mat.NewDense(n, n, nil)
	e.scaled = mat.NewDense(n, n, nil)
	e.full = mat.NewDense(n, n, nil)
	e.work = nil
}

// Compose writes V diag(f(Values)) V^T into dst, n×n.
func (e *Eigen) Compose(dst *mat.SymDense, f func(float64) float64) {
	n := len(e.Values)
	v, s := e.Vectors.RawMatrix(), e.scaled.RawMatrix()
	for j, lambda := range e.Values {
		w := f(lambda)
		for i := range n {
			s.Data[i*s.Stride+j] = v.Data[i*v.Stride+j] * w
		}
	}
	full := e.full.RawMatrix()
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, s, v, 0, full)
	copyUpper(dst, e.full)
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

// copyUpper takes the upper triangle of a full matrix.
func copyUpper(dst *mat.SymDense, src *mat.Dense) {
	d, s := dst.RawSymmetric(), src.RawMatrix()
	for i := range d.N {
		copy(d.Data[i*d.Stride+i:i*d.Stride+d.N], s.Data[i*s.Stride+i:i*s.Stride+d.N])
	}
}
