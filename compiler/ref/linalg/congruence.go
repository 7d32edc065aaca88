package linalg

import "gonum.org/v1/gonum/mat"

// A Congruence holds the buffers for w a w^T of one size. Its zero value is ready.
type Congruence struct {
	full, left, out []float64
}

// Apply writes w a w^T into dst for a square w, all n×n.
func (c *Congruence) Apply(dst *mat.SymDense, w *mat.Dense, a *mat.SymDense) {
	c.apply(dst, w, a, fullShape, lowerResult)
}

// ApplyLower is Apply for a w with zeros above the diagonal, at half the cost.
func (c *Congruence) ApplyLower(dst *mat.SymDense, w *mat.Dense, a *mat.SymDense) {
	c.apply(dst, w, a, shape{a: true}, shape{b: true, result: true})
}

func (c *Congruence) apply(dst *mat.SymDense, w *mat.Dense, a *mat.SymDense, left, right shape) {
	r, s, d := a.RawSymmetric(), w.RawMatrix(), dst.RawSymmetric()
	n := r.N
	if len(c.full) != n*n {
		buffer := make([]float64, 3*n*n)
		c.full, c.left, c.out = buffer[:n*n], buffer[n*n:2*n*n], buffer[2*n*n:]
	}
	square := s.Data
	if s.Stride != n {
		square = mat.DenseCopyOf(w).RawMatrix().Data
	}
	for i := range n {
		for k, v := range r.Data[i*r.Stride+i : i*r.Stride+n] {
			c.full[(i+k)*n+i] = v
		}
	}
	mirror(c.full, n)
	mulTrans(c.left, square, c.full, n, left)
	mulTrans(c.out, c.left, square, n, right)
	lowerTo(d.Data, d.Stride, c.out, n)
}

// lowerTo writes the lower triangle of a as the upper one of dst.
func lowerTo(dst []float64, stride int, a []float64, n int) {
	for i := range n {
		for j, x := range a[i*n : i*n+i+1] {
			dst[j*stride+i] = x
		}
	}
}

// Full is a symmetric matrix with both triangles filled.
func Full(a *mat.SymDense) *mat.Dense { return mat.DenseCopyOf(a) }
