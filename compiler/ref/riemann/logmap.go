package riemann

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// A logDerivative holds the derivatives of the matrix logarithm at c and of the
// exponential at log c: in the eigenbasis of c both act entry by entry through
// divided differences (Daleckii and Krein 1965).
type logDerivative struct {
	log     *mat.SymDense // log c
	vectors *mat.Dense
	quot    *mat.SymDense // (log li - log lj)/(li - lj)
}

func newLogDerivative(c *mat.SymDense) (*logDerivative, error) {
	e, err := linalg.Eigh(c)
	if err != nil {
		return nil, err
	}
	if err := e.RequirePositive("the matrix logarithm"); err != nil {
		return nil, err
	}
	n := len(e.Values)
	d := &logDerivative{log: mat.NewSymDense(n, nil), vectors: e.Vectors, quot: mat.NewSymDense(n, nil)}
	for i, a := range e.Values {
		for j := i; j < n; j++ {
			d.quot.SetSym(i, j, logQuotient(a, e.Values[j]))
		}
	}
	e.Compose(d.log, math.Log)
	return d, nil
}

// logQuotient is (log a - log b)/(a - b), its limit 1/a where they meet.
func logQuotient(a, b float64) float64 {
	r := (a - b) / b
	if math.Abs(r) < 1e-300 {
		return 1 / a
	}
	return math.Log1p(r) / r / b
}

// logDerivative is the derivative of log at c in the direction s.
func (d *logDerivative) logDerivative(s *mat.SymDense) *mat.SymDense {
	return d.entrywise(s, func(v, q float64) float64 { return v * q })
}

// expDerivative is the derivative of exp at log c in the direction s.
func (d *logDerivative) expDerivative(s *mat.SymDense) *mat.SymDense {
	return d.entrywise(s, func(v, q float64) float64 { return v / q })
}

func (d *logDerivative) entrywise(s *mat.SymDense, f func(v, q float64) float64) *mat.SymDense {
	in := linalg.Sandwich(d.vectors.T(), s)
	n := in.SymmetricDim()
	for i := range n {
		for j := i; j < n; j++ {
			in.SetSym(i, j, f(in.At(i, j), d.quot.At(i, j)))
		}
	}
	return linalg.Sandwich(d.vectors, in)
}

// logCholesky is the logarithm map of the log-Cholesky metric at l l^T (Lin
// 2019), moved from the factor to the matrix: x l^T + l x^T.
func logCholesky(l *mat.Dense, c *mat.SymDense) (*mat.SymDense, error) {
	k, err := linalg.Lower("the log-Cholesky map", c)
	if err != nil {
		return nil, err
	}
	n := c.SymmetricDim()
	x := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range i {
			x.Set(i, j, k.At(i, j)-l.At(i, j))
		}
		x.Set(i, i, l.At(i, i)*math.Log(k.At(i, i)/l.At(i, i)))
	}
	return fromFactor(l, x), nil
}

// expCholesky is the inverse of logCholesky.
func expCholesky(l *mat.Dense, s *mat.SymDense) *mat.SymDense {
	x := toFactor(l, s)
	n := s.SymmetricDim()
	for i := range n {
		for j := range i {
			x.Set(i, j, x.At(i, j)+l.At(i, j))
		}
		x.Set(i, i, l.At(i, i)*math.Exp(x.At(i, i)/l.At(i, i)))
	}
	return linalg.Gram(1, x)
}

// fromFactor moves a lower triangular tangent x at l to the matrix l l^T.
func fromFactor(l, x *mat.Dense) *mat.SymDense {
	var full mat.Dense
	full.Mul(l, x.T())
	sum := linalg.Symmetrize(&full)
	sum.ScaleSym(2, sum)
	return sum
}

// toFactor moves a tangent s at l l^T to the factor: l (l^-1 s l^-T) with the
// upper triangle dropped and the diagonal halved.
func toFactor(l *mat.Dense, s *mat.SymDense) *mat.Dense {
	white := mat.DenseCopyOf(s)
	linalg.SolveLower(l, white)
	white = mat.DenseCopyOf(white.T())
	linalg.SolveLower(l, white)
	n := s.SymmetricDim()
	for i := range n {
		white.Set(i, i, white.At(i, i)/2)
		for j := i + 1; j < n; j++ {
			white.Set(i, j, 0)
		}
	}
	x := mat.NewDense(n, n, nil)
	x.Mul(l, white)
	return x
}

// expWasserstein is ref + s + z ref z, z the solution of z ref + ref z = s
// (Malagò et al. 2018).
func expWasserstein(ref, s *mat.SymDense) (*mat.SymDense, error) {
	e, err := linalg.Eigh(ref)
	if err != nil {
		return nil, err
	}
	z := linalg.Sandwich(e.Vectors.T(), s)
	n := z.SymmetricDim()
	for i := range n {
		for j := i; j < n; j++ {
			z.SetSym(i, j, z.At(i, j)/(e.Values[i]+e.Values[j]))
		}
	}
	z = linalg.Sandwich(e.Vectors, z)
	quad := linalg.Sandwich(z, ref)
	return linalg.WeightedSum([]*mat.SymDense{ref, s, quad}, []float64{1, 1, 1}), nil
}
