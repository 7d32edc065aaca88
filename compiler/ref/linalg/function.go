package linalg

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Func applies f to the eigenvalues of a symmetric matrix, n×n.
func Func(a *mat.SymDense, f func(float64) float64) (*mat.SymDense, error) {
	var e Eigen
	if err := e.Factorize("matrix function", a); err != nil {
		return nil, err
	}
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	e.Compose(dst, f)
	return dst, nil
}

// positive applies f to the eigenvalues of a positive definite matrix.
func positive(op string, a *mat.SymDense, f func(float64) float64) (*mat.SymDense, error) {
	var e Eigen
	if err := e.Factorize(op, a); err != nil {
		return nil, err
	}
	if err := e.RequirePositive(op); err != nil {
		return nil, err
	}
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	e.Compose(dst, f)
	return dst, nil
}

// Sqrt is the symmetric square root of a positive semi-definite matrix; an
// eigenvalue that rounding made slightly negative counts as zero, a clearly
// negative one is a *NotSPD.
func Sqrt(a *mat.SymDense) (*mat.SymDense, error) {
	var e Eigen
	const op = "the matrix square root"
	if err := e.Factorize(op, a); err != nil {
		return nil, err
	}
	if n := len(e.Values); n > 0 {
		smallest, largest := e.Values[0], e.Values[n-1]
		if floor := Floor(n, math.Max(-smallest, largest)); smallest < -floor {
			return nil, &NotSPD{Op: op, Rank: countAbove(e.Values, floor), Size: n, Smallest: smallest, Largest: largest}
		}
	}
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	e.Compose(dst, func(v float64) float64 { return math.Sqrt(math.Max(v, 0)) })
	return dst, nil
}

// InvSqrt is the symmetric inverse square root of a positive definite matrix.
func InvSqrt(a *mat.SymDense) (*mat.SymDense, error) {
	return positive("the inverse square root", a, func(v float64) float64 { return 1 / math.Sqrt(v) })
}

// SqrtInvSqrt is both roots of a positive definite matrix by one decomposition.
func SqrtInvSqrt(a *mat.SymDense) (root, inverse *mat.SymDense, err error) {
	var e Eigen
	const op = "the inverse square root"
	if err := e.Factorize(op, a); err != nil {
		return nil, nil, err
	}
	if err := e.RequirePositive(op); err != nil {
		return nil, nil, err
	}
	n := a.SymmetricDim()
	root, inverse = mat.NewSymDense(n, nil), mat.NewSymDense(n, nil)
	e.Compose(root, math.Sqrt)
	e.Compose(inverse, func(v float64) float64 { return 1 / math.Sqrt(v) })
	return root, inverse, nil
}

// Log is the matrix logarithm of a positive definite matrix.
func Log(a *mat.SymDense) (*mat.SymDense, error) {
	var l Logarithm
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	if _, _, err := l.Of("the matrix logarithm", dst, a); err != nil {
		return nil, err
	}
	return dst, nil
}

// Exp is the matrix exponential of a symmetric matrix.
func Exp(a *mat.SymDense) (*mat.SymDense, error) { return Func(a, math.Exp) }

// Pow is the real power p of a positive definite matrix.
func Pow(a *mat.SymDense, p float64) (*mat.SymDense, error) {
	return positive("a real matrix power", a, func(v float64) float64 { return math.Pow(v, p) })
}

// Inverse is the inverse of a positive definite matrix.
func Inverse(a *mat.SymDense) (*mat.SymDense, error) {
	chol, err := Cholesky("the inverse", a)
	if err != nil {
		return nil, err
	}
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	if err := chol.InverseTo(dst); err != nil {
		return nil, notSPD("the inverse", a)
	}
	return dst, nil
}

// LogDet is the logarithm of the determinant of a positive definite matrix.
func LogDet(a *mat.SymDense) (float64, error) {
	chol, err := Cholesky("the log-determinant", a)
	if err != nil {
		return 0, err
	}
	return chol.LogDet(), nil
}

// Nearest is a positive definite matrix near a symmetric one (Higham 1988, the
// nearest semi-definite matrix in the Frobenius norm): negative eigenvalues
// become zero, and when the smallest is below reg times the largest, reg is
// added to all of them.
func Nearest(a *mat.SymDense, reg float64) (*mat.SymDense, error) {
	var e Eigen
	if err := e.Factorize("the nearest positive definite matrix", a); err != nil {
		return nil, err
	}
	n := a.SymmetricDim()
	dst := mat.NewSymDense(n, nil)
	if n == 0 {
		return dst, nil
	}
	add := 0.0
	if math.Max(e.Values[0], 0) < reg*e.Values[n-1] {
		add = reg
	}
	e.Compose(dst, func(v float64) float64 { return math.Max(v, 0) + add })
	return dst, nil
}
