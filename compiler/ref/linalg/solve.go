package linalg

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// Cholesky factorises a positive definite matrix; op names the caller in the
// *NotSPD that a rank-deficient matrix gives.
func Cholesky(op string, a *mat.SymDense) (*mat.Cholesky, error) {
	if err := checkFinite(op, a); err != nil {
		return nil, err
	}
	var chol mat.Cholesky
	n := a.SymmetricDim()
	if n == 0 {
		return nil, errors.New(op + ": the matrix is empty")
	}
	if !chol.Factorize(a) || chol.Cond()*Floor(n, 1) > 1 {
		return nil, notSPD(op, a)
	}
	return &chol, nil
}

// notSPD describes why a failed to be positive definite.
func notSPD(op string, a *mat.SymDense) error {
	var e Eigen
	if err := e.Factorize(op, a); err != nil {
		return err
	}
	if err := e.RequirePositive(op); err != nil {
		return err
	}
	n := len(e.Values)
	return &NotSPD{Op: op, Rank: n - 1, Size: n, Smallest: e.Values[0], Largest: e.Values[n-1]}
}

// Lower is the Cholesky factor L of a = L L^T as a full matrix with zeros above
// the diagonal, n×n.
func Lower(op string, a *mat.SymDense) (*mat.Dense, error) {
	chol, err := Cholesky(op, a)
	if err != nil {
		return nil, err
	}
	n := a.SymmetricDim()
	tri := mat.NewTriDense(n, mat.Lower, nil)
	chol.LTo(tri)
	l := mat.NewDense(n, n, nil)
	l.Copy(tri)
	return l, nil
}

// InverseLower is the inverse of Lower, n×n with zeros above the diagonal: it
// whitens a.
func InverseLower(op string, a *mat.SymDense) (*mat.Dense, error) {
	l, err := Lower(op, a)
	if err != nil {
		return nil, err
	}
	inverse := Full(Identity(a.SymmetricDim()))
	SolveLower(l, inverse)
	return inverse, nil
}

// whiten is l^-1 a l^-T with b = l l^T, and l.
func whiten(op string, a, b *mat.SymDense) (*mat.SymDense, blas64.Triangular, error) {
	if err := sameSize(op, a, b); err != nil {
		return nil, blas64.Triangular{}, err
	}
	l, err := Lower(op, b)
	if err != nil {
		return nil, blas64.Triangular{}, err
	}
	tri := lowerTriangle(l)
	w := mat.DenseCopyOf(a)
	blas64.Trsm(blas.Left, blas.NoTrans, 1, tri, w.RawMatrix())
	blas64.Trsm(blas.Right, blas.Trans, 1, tri, w.RawMatrix())
	return Symmetrize(w), tri, nil
}

// GenEigh solves a v = lambda b v for symmetric a and positive definite b, both
// n×n: lambda ascending, vectors in the columns with v^T b v = 1 and the entry
// of largest magnitude positive. b is whitened by its Cholesky factor.
func GenEigh(a, b *mat.SymDense) (values []float64, vectors *mat.Dense, err error) {
	const op = "the generalised eigenproblem"
	w, tri, err := whiten(op, a, b)
	if err != nil {
		return nil, nil, err
	}
	var e Eigen
	if err := e.Factorize(op, w); err != nil {
		return nil, nil, err
	}
	blas64.Trsm(blas.Left, blas.Trans, 1, tri, e.Vectors.RawMatrix())
	fixColumnSigns(e.Vectors)
	return e.Values, e.Vectors, nil
}

// GenEighValues is GenEigh without the vectors, at a fraction of the cost.
func GenEighValues(a, b *mat.SymDense) ([]float64, error) {
	const op = "the generalised eigenproblem"
	w, _, err := whiten(op, a, b)
	if err != nil {
		return nil, err
	}
	return eigenvalues(op, w)
}

// PseudoInverse is the Moore–Penrose inverse of a matrix, r×c to c×r; singular
// values below 1e-15 times the largest count as zero.
func PseudoInverse(a mat.Matrix) (*mat.Dense, error) {
	rows, cols := a.Dims()
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, fmt.Errorf("the pseudo-inverse: the singular values of a %d×%d matrix did not converge", rows, cols)
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	values := svd.Values(nil)
	for j, s := range values {
		inv := 0.0
		if s > 1e-15*values[0] {
			inv = 1 / s
		}
		for i := range cols {
			v.Set(i, j, v.At(i, j)*inv)
		}
	}
	dst := mat.NewDense(cols, rows, nil)
	dst.Mul(&v, u.T())
	return dst, nil
}

// SolveLower replaces x, n×c, by l^-1 x for a lower triangular l, n×n.
func SolveLower(l, x *mat.Dense) {
	blas64.Trsm(blas.Left, blas.NoTrans, 1, lowerTriangle(l), x.RawMatrix())
}

func lowerTriangle(l *mat.Dense) blas64.Triangular {
	r := l.RawMatrix()
	return blas64.Triangular{N: r.Rows, Stride: r.Stride, Data: r.Data, Uplo: blas.Lower, Diag: blas.NonUnit}
}
