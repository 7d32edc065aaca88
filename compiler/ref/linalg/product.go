package linalg

import (
	"github.com/eegp-lang/eegp/compiler/ref/lane"
	"gonum.org/v1/gonum/mat"
)

// Sandwich is w a w^T, symmetric of order m for w of m×n and a of n×n.
func Sandwich(w mat.Matrix, a *mat.SymDense) *mat.SymDense {
	var left, full mat.Dense
	left.Mul(w, a)
	full.Mul(&left, w.T())
	return Symmetrize(&full)
}

// Symmetrize is (a + a^T)/2 of a square matrix.
func Symmetrize(a *mat.Dense) *mat.SymDense {
	n, _ := a.Dims()
	dst := mat.NewSymDense(n, nil)
	d, s := dst.RawSymmetric(), a.RawMatrix()
	for i := range n {
		for j := i; j < n; j++ {
			d.Data[i*d.Stride+j] = (s.Data[i*s.Stride+j] + s.Data[j*s.Stride+i]) / 2
		}
	}
	return dst
}

// Gram is alpha x x^T, symmetric of order r for x of r×c. Products are summed in the
// order of package lane.
func Gram(alpha float64, x *mat.Dense) *mat.SymDense {
	r := x.RawMatrix()
	n := r.Rows
	dst := mat.NewSymDense(n, nil)
	lower := make([]float64, n*n)
	lane.Best().Gram(lane.Rows{Data: lower, Stride: n}, lane.Rows{Data: r.Data, Stride: r.Stride}, n, r.Cols)
	for i, v := range lower {
		lower[i] = alpha * v
	}
	d := dst.RawSymmetric()
	lowerTo(d.Data, d.Stride, lower, n)
	return dst
}

// WeightedSum is the sum of w[i] m[i] over symmetric matrices of one size.
func WeightedSum(m []*mat.SymDense, w []float64) *mat.SymDense {
	n := m[0].SymmetricDim()
	dst := mat.NewSymDense(n, nil)
	for i, a := range m {
		AddScaled(dst, w[i], a)
	}
	return dst
}

// AddScaled adds alpha a to dst.
func AddScaled(dst *mat.SymDense, alpha float64, a *mat.SymDense) {
	d, s := dst.RawSymmetric(), a.RawSymmetric()
	for i := range d.N {
		row := d.Data[i*d.Stride+i : i*d.Stride+d.N]
		src := s.Data[i*s.Stride+i : i*s.Stride+s.N]
		for k, v := range src {
			row[k] += alpha * v
		}
	}
}

// Identity is the identity of order n.
func Identity(n int) *mat.SymDense {
	id := mat.NewSymDense(n, nil)
	for i := range n {
		id.SetSym(i, i, 1)
	}
	return id
}

// Frobenius is the Frobenius norm of a symmetric matrix.
func Frobenius(a *mat.SymDense) float64 { return mat.Norm(a, 2) }

// Rows copies symmetric matrices into one row-major slice, matrix after matrix.
func Rows(m ...*mat.SymDense) []float64 {
	var out []float64
	for _, a := range m {
		n := a.SymmetricDim()
		for i := range n {
			for j := range n {
				out = append(out, a.At(i, j))
			}
		}
	}
	return out
}

// Sub is a - b.
func Sub(a, b *mat.SymDense) *mat.SymDense {
	dst := mat.NewSymDense(a.SymmetricDim(), nil)
	dst.CopySym(a)
	AddScaled(dst, -1, b)
	return dst
}

// FrobeniusDot is the sum of the products of entries, tr(a b).
func FrobeniusDot(a, b *mat.SymDense) float64 {
	n := a.SymmetricDim()
	sum := 0.0
	for i := range n {
		sum += a.At(i, i) * b.At(i, i)
		for j := i + 1; j < n; j++ {
			sum += 2 * a.At(i, j) * b.At(i, j)
		}
	}
	return sum
}
