package learn

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// rightSVD gives the singular values in descending order and the right vectors
// in columns.
func rightSVD(learner string, x *mat.Dense) ([]float64, *mat.Dense, error) {
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThinV) {
		return nil, nil, fmt.Errorf("%s: singular value decomposition did not converge", learner)
	}
	var v mat.Dense
	svd.VTo(&v)
	return svd.Values(nil), &v, nil
}

// countAbove counts the leading values above a limit.
func countAbove(values []float64, limit float64) int {
	n := 0
	for _, v := range values {
		if v > limit {
			n++
		}
	}
	return n
}

func firstColumns(m *mat.Dense, k int) *mat.Dense {
	n, _ := m.Dims()
	return mat.DenseCopyOf(m.Slice(0, n, 0, k))
}

// wellConditioned is the condition number up to which a covariance is solved by
// its Cholesky factor; beyond it the eigenvalues decide which are zero.
const wellConditioned = 1e12

// solveCovariance gives rows s^-1, row by row, of least length when s is singular
// to rounding.
func solveCovariance(learner string, s *mat.SymDense, rows *mat.Dense) (*mat.Dense, error) {
	var out mat.Dense
	var chol mat.Cholesky
	if chol.Factorize(s) && chol.Cond() < wellConditioned {
		if err := chol.SolveTo(&out, rows.T()); err != nil {
			return nil, fmt.Errorf("%s: %w", learner, err)
		}
		return mat.DenseCopyOf(out.T()), nil
	}
	inverse, err := pseudoInverse(learner, s)
	if err != nil {
		return nil, err
	}
	out.Mul(rows, inverse)
	return &out, nil
}

// pseudoInverse of a covariance: eigenvalues below the rounding of the largest
// count as zero.
func pseudoInverse(learner string, s *mat.SymDense) (*mat.SymDense, error) {
	const eps = 0x1p-52
	p := s.SymmetricDim()
	var eig mat.EigenSym
	if !eig.Factorize(s, true) {
		return nil, fmt.Errorf("%s: eigenvalues did not converge", learner)
	}
	values := eig.Values(nil)
	var v mat.Dense
	eig.VectorsTo(&v)
	inverse := mat.NewSymDense(p, nil)
	for k, value := range values {
		if value > eps*values[p-1] {
			column := v.ColView(k)
			inverse.SymRankOne(inverse, 1/value, column)
		}
	}
	return inverse, nil
}

// generalisedEigen gives the vectors w of a w = lambda b w in columns, lambda
// descending, scaled to w' b w = 1, by Cholesky whitening of b.
func generalisedEigen(learner string, a, b *mat.SymDense) (*mat.Dense, error) {
	p := a.SymmetricDim()
	var chol mat.Cholesky
	if !chol.Factorize(b) {
		return nil, &SingularError{Learner: learner, Advice: "shrink it, or use fewer features"}
	}
	var lower mat.TriDense
	chol.LTo(&lower)
	var half, white mat.Dense
	if err := half.Solve(&lower, a); err != nil {
		return nil, &SingularError{Learner: learner, Advice: "shrink it, or use fewer features"}
	}
	if err := white.Solve(&lower, half.T()); err != nil {
		return nil, &SingularError{Learner: learner, Advice: "shrink it, or use fewer features"}
	}
	var eig mat.EigenSym
	if !eig.Factorize(symmetric(&white), true) {
		return nil, fmt.Errorf("%s: eigenvalues did not converge", learner)
	}
	var v, w mat.Dense
	eig.VectorsTo(&v)
	if err := w.Solve(lower.T(), &v); err != nil {
		return nil, &SingularError{Learner: learner, Advice: "shrink it, or use fewer features"}
	}
	out := mat.NewDense(p, p, nil)
	for k := range p {
		for j := range p {
			out.Set(j, k, w.At(j, p-1-k))
		}
	}
	return out, nil
}

func symmetric(m *mat.Dense) *mat.SymDense {
	p, _ := m.Dims()
	s := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			s.SetSym(i, j, (m.At(i, j)+m.At(j, i))/2)
		}
	}
	return s
}
