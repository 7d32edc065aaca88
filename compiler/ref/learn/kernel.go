package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// KernelKind is the similarity a support vector machine works with.
type KernelKind int

const (
	// LinearKernel is x.y.
	LinearKernel KernelKind = iota
	// RBFKernel is exp(-gamma |x-y|^2).
	RBFKernel
	// PolynomialKernel is (gamma x.y + offset)^degree.
	PolynomialKernel
)

// Kernel of a support vector machine. A Gamma of 0 means 1/(features * variance
// of all training values); GammaAuto means 1/features.
type Kernel struct {
	Kind   KernelKind
	Gamma  float64
	Degree int
	Offset float64
}

// GammaAuto as a Gamma is one over the number of features.
const GammaAuto = -1

// resolved fills in the gamma of the training features.
func (k Kernel) resolved(x *mat.Dense) (Kernel, error) {
	_, p := x.Dims()
	switch {
	case k.Kind == PolynomialKernel && k.Degree < 1:
		return k, fmt.Errorf("svm: polynomial of degree %d", k.Degree)
	case k.Gamma == GammaAuto:
		k.Gamma = 1 / float64(p)
	case k.Gamma == 0:
		k.Gamma = 1
		if v := variance(x.RawMatrix().Data); v > 0 {
			k.Gamma = 1 / (float64(p) * v)
		}
	case !(k.Gamma > 0) || math.IsInf(k.Gamma, 1):
		return k, fmt.Errorf("svm: gamma is %v, need a positive number", k.Gamma)
	}
	return k, nil
}

// variance with divisor n.
func variance(v []float64) float64 {
	mean, square := 0.0, 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		square += (x - mean) * (x - mean)
	}
	return square / float64(len(v))
}

// between is the kernel of every row of a with every row of b.
func (k Kernel) between(a, b *mat.Dense) *mat.Dense {
	var g mat.Dense
	g.Mul(a, b.T())
	n, _ := g.Dims()
	lengths := squaredLengths(b)
	for i, li := range squaredLengths(a)[:n] {
		row := g.RawRowView(i)
		for j, v := range row {
			switch k.Kind {
			case RBFKernel:
				row[j] = math.Exp(-k.Gamma * math.Max(0, li+lengths[j]-2*v))
			case PolynomialKernel:
				row[j] = math.Pow(k.Gamma*v+k.Offset, float64(k.Degree))
			}
		}
	}
	return &g
}

func squaredLengths(x *mat.Dense) []float64 {
	n, _ := x.Dims()
	out := make([]float64, n)
	for i := range out {
		out[i] = dot(x.RawRowView(i), x.RawRowView(i))
	}
	return out
}

func rowsOf(m *mat.Dense) [][]float64 {
	n, _ := m.Dims()
	out := make([][]float64, n)
	for i := range out {
		out[i] = m.RawRowView(i)
	}
	return out
}
