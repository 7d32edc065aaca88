package learn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// A span holds the features a fit works on: the trials' own, or, when there are
// more features than trials, their coordinates in an orthonormal basis of the
// trials. A constant 1 is the last column when there is an intercept.
type span struct {
	z       *mat.Dense // trials x columns
	basis   *rowBasis  // nil when z holds the features
	bias    bool
	penalty []float64 // 1 or 0 per column
}

// A rowBasis is the orthonormal factor of the transposed trials, kept as
// reflections: applying it costs trials x features per vector, while writing it
// out would cost features squared.
type rowBasis struct {
	qr  blas64.General // features x trials
	tau []float64
}

// newRowBasis factors x' = Q R and gives R' as well: the coordinates of the
// trials, trials x trials.
func newRowBasis(x *mat.Dense) (*rowBasis, *mat.Dense) {
	n, _ := x.Dims()
	b := &rowBasis{qr: mat.DenseCopyOf(x.T()).RawMatrix(), tau: make([]float64, n)}
	size := make([]float64, 1)
	lapack64.Geqrf(b.qr, b.tau, size, -1)
	work := make([]float64, int(size[0]))
	lapack64.Geqrf(b.qr, b.tau, work, len(work))
	z := mat.NewDense(n, n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			z.Set(j, i, b.qr.Data[i*b.qr.Stride+j])
		}
	}
	return b, z
}

// expand is Q v: coordinates to features.
func (b *rowBasis) expand(v []float64) []float64 {
	out := blas64.General{Rows: b.qr.Rows, Cols: 1, Stride: 1, Data: make([]float64, b.qr.Rows)}
	copy(out.Data, v)
	size := make([]float64, 1)
	lapack64.Ormqr(blas.Left, blas.NoTrans, b.qr, b.tau, out, size, -1)
	work := make([]float64, int(size[0]))
	lapack64.Ormqr(blas.Left, blas.NoTrans, b.qr, b.tau, out, work, len(work))
	return out.Data
}

// newSpan may reduce the features to the span of the trials when the penalty
// does not depend on the basis.
func newSpan(x *mat.Dense, bias, penalised, reduce bool) *span {
	n, p := x.Dims()
	s := &span{bias: bias}
	coordinates := x
	if p > n && reduce {
		s.basis, coordinates = newRowBasis(x)
	}
	_, k := coordinates.Dims()
	columns := k
	if s.bias {
		columns++
	}
	s.z = mat.NewDense(n, columns, nil)
	s.penalty = make([]float64, columns)
	for i := range n {
		copy(s.z.RawRowView(i), coordinates.RawRowView(i))
		if s.bias {
			s.z.Set(i, k, 1)
		}
	}
	for j := range k {
		s.penalty[j] = 1
	}
	if s.bias && penalised {
		s.penalty[k] = 1
	}
	return s
}

// expand turns parameters into feature weights and an intercept.
func (s *span) expand(theta []float64) (w []float64, b float64) {
	k := len(theta)
	if s.bias {
		k--
		b = theta[k]
	}
	if s.basis == nil {
		return theta[:k], b
	}
	return s.basis.expand(theta[:k]), b
}
