package kernel_test

import (
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// TestLongStrips crosses the bounds of single calls into assembly.
func TestLongStrips(t *testing.T) {
	const n = 1<<16 + 1234
	r := source()
	a, b := normal(r, n), normal(r, n)
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		y := make([]float32, n)
		check := func(what string, want func(i int) float32) {
			t.Helper()
			for i, v := range y {
				if v != want(i) {
					t.Fatalf("%s [%d] = %g, want %g", what, i, v, want(i))
				}
			}
		}
		s.Unary(kernel.Abs, y, a)
		check("abs", func(i int) float32 { return max(a[i], -a[i]) })
		s.Binary(kernel.Sub, y, a, b)
		check("sub", func(i int) float32 { return a[i] - b[i] })
		s.Binary(kernel.Mul, y, a[:1], b)
		check("scalar mul", func(i int) float32 { return a[0] * b[i] })
		s.Ternary(kernel.Select, y, a, a, b[:1])
		check("select", func(i int) float32 { return a[i] })
		for _, at := range []int{0, 32767, 32768, 65536, n - 1} {
			copy(y, a)
			y[at] = 99
			if got := s.ArgMax(y); got != at {
				t.Errorf("greatest at %d, want %d", got, at)
			}
		}
		s.Transpose(y[:16*4100], a, 16, 4100)
		check("transpose", func(i int) float32 {
			if i >= 16*4100 {
				return y[i]
			}
			return a[i%16*4100+i/16]
		})
	})
}

// TestNothingIsAllocated also for operands on the stack.
func TestNothingIsAllocated(t *testing.T) {
	rows := grid(t, 0, 4, 1, 1, 0)
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		allocs := testing.AllocsPerRun(10, func() {
			var x, y, a [100]float32
			s.Unary(kernel.Exp, y[:], x[:])
			s.Binary(kernel.Add, y[:], x[:], a[:1])
			s.Ternary(kernel.MulAdd, y[:], x[:], a[:1], y[:])
			s.Axpy(y[:], x[:], 2)
			s.DepthwiseRow(y[:50], a[:4], x[:], rows)
			s.Gemm(y[:], 50, s.Pack(a[:16], x[:], 2, 4, rows), x[:], rows, 50, false)
			x[0] = s.Sum(y[:]) + s.Dot(x[:], y[:]) + s.Max(y[:])
			s.Transpose(y[:], x[:], 10, 10)
		})
		if allocs != 0 {
			t.Errorf("%g allocations", allocs)
		}
	})
}
