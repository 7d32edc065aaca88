package learn

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Shrinkage says how a covariance is pulled towards a multiple of the identity.
// The zero value is none.
type Shrinkage struct {
	Auto  bool    // Ledoit and Wolf (2004) on standardised features
	Share float64 // weight of the identity, 0..1
}

// EmpiricalCovariance of features: mean removed, divisor n.
func EmpiricalCovariance(x *mat.Dense) *mat.SymDense {
	n, p := x.Dims()
	s := mat.NewSymDense(p, nil)
	s.SymOuterK(1/float64(n), centred(x, columnMeans(x)).T())
	return s
}

// ShrunkCovariance is (1-share) s + share mean(diag s) I.
func ShrunkCovariance(s *mat.SymDense, share float64) *mat.SymDense {
	p := s.SymmetricDim()
	out := mat.NewSymDense(p, nil)
	out.ScaleSym(1-share, s)
	mu := mat.Trace(s) / float64(p)
	for j := range p {
		out.SetSym(j, j, out.At(j, j)+share*mu)
	}
	return out
}

// LedoitWolf is the covariance shrunk by the share of Ledoit and Wolf, "A
// well-conditioned estimator for large-dimensional covariance matrices" (2004),
// with that share. One feature is not shrunk.
func LedoitWolf(x *mat.Dense) (*mat.SymDense, float64) {
	n, p := x.Dims()
	s := EmpiricalCovariance(x)
	if p == 1 {
		return s, 0
	}
	mu := mat.Trace(s) / float64(p)
	fourth := 0.0 // sum over trials of the squared length, squared
	c := centred(x, columnMeans(x))
	for i := range n {
		row := c.RawRowView(i)
		length := dot(row, row)
		fourth += length * length
	}
	square := squaredSum(s)
	beta := (fourth/float64(n) - square) / float64(n*p)
	delta := (square - float64(p)*mu*mu) / float64(p)
	share := 0.0
	if beta = math.Min(beta, delta); beta != 0 {
		share = beta / delta
	}
	return ShrunkCovariance(s, share), share
}

// OAS is the oracle approximating shrinkage of Chen, Wiesel, Eldar and Hero
// (2010), in the form scikit-learn computes, with its share.
func OAS(x *mat.Dense) (*mat.SymDense, float64) {
	n, p := x.Dims()
	s := EmpiricalCovariance(x)
	if p == 1 {
		return s, 0
	}
	mu := mat.Trace(s) / float64(p)
	alpha := squaredSum(s) / float64(p*p)
	num := alpha + mu*mu
	den := float64(n+1) * (alpha - mu*mu/float64(p))
	share := 1.0
	if den != 0 {
		share = math.Min(num/den, 1)
	}
	return ShrunkCovariance(s, share), share
}

func squaredSum(s *mat.SymDense) float64 {
	sum := 0.0
	p := s.SymmetricDim()
	for i := range p {
		for j := range p {
			sum += s.At(i, j) * s.At(i, j)
		}
	}
	return sum
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// covariance estimates under a shrinkage; automatic shrinkage works on
// standardised columns and scales back.
func covariance(x *mat.Dense, shrink Shrinkage) *mat.SymDense {
	if !shrink.Auto {
		return ShrunkCovariance(EmpiricalCovariance(x), shrink.Share)
	}
	sc := standardScaler(x)
	s, _ := LedoitWolf(sc.Apply(x))
	p := s.SymmetricDim()
	for i := range p {
		for j := i; j < p; j++ {
			s.SetSym(i, j, s.At(i, j)*sc.Scale[i]*sc.Scale[j])
		}
	}
	return s
}

// classCovariance is the prior-weighted mean of the classes' covariances.
func classCovariance(x *mat.Dense, y []int, priors []float64, shrink Shrinkage) *mat.SymDense {
	_, p := x.Dims()
	sum := mat.NewSymDense(p, nil)
	for c, prior := range priors {
		s := covariance(classRows(x, y, c), shrink)
		for i := range p {
			for j := i; j < p; j++ {
				sum.SetSym(i, j, sum.At(i, j)+prior*s.At(i, j))
			}
		}
	}
	return sum
}
