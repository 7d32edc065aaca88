package learn

import "gonum.org/v1/gonum/mat"

// A span holds the features a fit works on: the trials' own, or, when there are
// more features than trials, their coordinates in an orthonormal basis of the
// trials. A constant 1 is the last column when there is an intercept.
type span struct {
	z       *mat.Dense // trials x columns
	basis   *mat.Dense // feature x coordinate; nil when z holds the features
	bias    bool
	penalty []float64 // 1 or 0 per column
}

// newSpan may reduce the features to the span of the trials when the penalty
// does not depend on the basis.
func newSpan(x *mat.Dense, bias, penalised, reduce bool) *span {
	n, p := x.Dims()
	s := &span{bias: bias}
	coordinates := x
	if p > n && reduce {
		var qr mat.QR
		qr.Factorize(x.T())
		var q, z mat.Dense
		qr.QTo(&q)
		s.basis = firstColumns(&q, n)
		z.Mul(x, s.basis)
		coordinates = &z
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
	p, _ := s.basis.Dims()
	out := mat.NewVecDense(p, nil)
	out.MulVec(s.basis, mat.NewVecDense(k, theta[:k]))
	return out.RawVector().Data, b
}
