package kernel_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

var binaries = []struct {
	name  string
	op    kernel.BinaryOp
	ref   func(a, b float64) float64
	bound float64
}{
	{"add", kernel.Add, func(a, b float64) float64 { return a + b }, 0.5},
	{"sub", kernel.Sub, func(a, b float64) float64 { return a - b }, 0.5},
	{"mul", kernel.Mul, func(a, b float64) float64 { return a * b }, 0.5},
	{"div", kernel.Div, func(a, b float64) float64 { return a / b }, 0.5},
	{"max", kernel.Max, func(a, b float64) float64 { return max(a, b) }, 0},
	{"min", kernel.Min, func(a, b float64) float64 { return min(a, b) }, 0},
	{"less", kernel.Less, func(a, b float64) float64 { return truth(a < b) }, 0},
	{"equal", kernel.Equal, func(a, b float64) float64 { return truth(a == b) }, 0},
	{"pow", kernel.Pow, math.Pow, 1},
}

// pairs crosses special values with each other and adds random ones.
func pairs() (a, b []float32) {
	r := source()
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	special := []float32{0, 1, -1, 2, 0.5, -0.5, 3, -3, 80, -80, 1e-40, math.MaxFloat32, inf, -inf, nan}
	for _, v := range special {
		for _, w := range special {
			a, b = append(a, v), append(b, w)
		}
	}
	for range 20000 {
		a = append(a, math.Float32frombits(r.Uint32()), float32(math.Exp(r.NormFloat64())))
		b = append(b, math.Float32frombits(r.Uint32()), float32(3*r.NormFloat64()))
	}
	return a, b
}

func TestBinary(t *testing.T) {
	a, b := pairs()
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, op := range binaries {
			dst := make([]float32, len(a))
			s.Binary(op.op, dst, a, b)
			for i, got := range dst {
				want := op.ref(float64(a[i]), float64(b[i]))
				if e := ulps(got, want); e > op.bound+0.01 {
					t.Fatalf("%s(%g, %g) = %g, want %g: %.2f ulp", op.name, a[i], b[i], got, want, e)
				}
			}
		}
	})
}

func TestBinaryScalarsAndLengths(t *testing.T) {
	r := source()
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, op := range binaries {
			for _, n := range lengths() {
				for scalars := range 4 {
					a, b, dst := normal(r, n), normal(r, n), normal(r, n+9)
					ref := append([]float32(nil), dst...)
					if scalars&1 != 0 {
						a = a[:min(n, 1)]
					}
					if scalars&2 != 0 {
						b = b[:min(n, 1)]
					}
					s.Binary(op.op, dst[:n], a, b)
					for i := range dst {
						want := float64(ref[i])
						if i < n {
							want = op.ref(float64(a[i%len(a)]), float64(b[i%len(b)]))
						}
						if ulps(dst[i], want) > op.bound+0.01 {
							t.Fatalf("%s, %d long, scalars %b: [%d] = %g, want %g", op.name, n, scalars, i, dst[i], want)
						}
					}
				}
			}
		}
	})
}

// TestScalarOfItsOwnStrip takes the scalar from the destination.
func TestScalarOfItsOwnStrip(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		x := []float32{2, 1, 1, 1, 1, 1, 1, 1, 1, 1}
		s.Binary(kernel.Mul, x, x, x[:1])
		for i, v := range x {
			if want := float32(truth(i == 0)*2 + 2); v != want {
				t.Errorf("[%d] = %g, want %g", i, v, want)
			}
		}
	})
}

var ternaries = []struct {
	name string
	op   kernel.TernaryOp
	ref  func(a, b, c float64) float64
}{
	{"select", kernel.Select, func(a, b, c float64) float64 {
		if a != 0 {
			return b
		}
		return c
	}},
	{"muladd", kernel.MulAdd, func(a, b, c float64) float64 { return a*b + c }},
}

func TestTernary(t *testing.T) {
	r := source()
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, op := range ternaries {
			for _, n := range lengths() {
				for scalars := range 8 {
					in := [3][]float32{normal(r, n), normal(r, n), normal(r, n)}
					for i := range in[0] {
						in[0][i] *= float32(r.IntN(2))
					}
					for k := range in {
						if scalars>>k&1 != 0 {
							in[k] = in[k][:min(n, 1)]
						}
					}
					dst := normal(r, n+9)
					ref := append([]float32(nil), dst...)
					s.Ternary(op.op, dst[:n], in[0], in[1], in[2])
					for i := range dst {
						want := float64(ref[i])
						if i < n {
							want = op.ref(float64(in[0][i%len(in[0])]), float64(in[1][i%len(in[1])]), float64(in[2][i%len(in[2])]))
						}
						near(t, op.name, dst[i], want, 4)
					}
				}
			}
		}
		dst := make([]float32, 9)
		s.Ternary(kernel.Select, dst, []float32{float32(math.NaN())}, []float32{5}, []float32{7})
		if dst[0] != 5 || dst[8] != 5 {
			t.Errorf("select by NaN is %g, %g, want 5", dst[0], dst[8])
		}
	})
}
