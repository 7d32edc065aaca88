package kernel_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

func TestSums(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for _, n := range append(lengths(), 100000) {
			x, y := normal(r, n), normal(r, n)
			var sum, sq, dot, scale float64
			for i, v := range x {
				sum += float64(v)
				sq += float64(v) * float64(v)
				dot += float64(v) * float64(y[i])
				scale += math.Abs(float64(v))
			}
			near(t, "sum", s.Sum(x), sum, 1+scale)
			near(t, "sum of squares", s.SumSq(x), sq, 1+sq)
			near(t, "dot", s.Dot(x, y), dot, 1+scale)
			for _, other := range sets() {
				if s.Sum(x) != other.Sum(x) || s.SumSq(x) != other.SumSq(x) || s.Dot(x, y) != other.Dot(x, y) {
					t.Fatalf("%d long: sums of %s and %s differ", n, s.Name(), other.Name())
				}
			}
		}
	})
}

func TestExtremes(t *testing.T) {
	nan := float32(math.NaN())
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		if got := s.Max(nil); !math.IsInf(float64(got), -1) {
			t.Errorf("the greatest of nothing is %g", got)
		}
		if got := s.ArgMax(nil); got != -1 {
			t.Errorf("the index of the greatest of nothing is %d", got)
		}
		r := source()
		for _, n := range lengths()[1:] {
			x := normal(r, n)
			at := r.IntN(n)
			x[at] = 9
			if n > at+2 {
				x[at+2] = 9
			}
			if s.Max(x) != 9 || s.ArgMax(x) != at {
				t.Fatalf("%d long: greatest %g at %d, want 9 at %d", n, s.Max(x), s.ArgMax(x), at)
			}
			x[at] = nan
			if got := s.Max(x); got == got || s.ArgMax(x) != at {
				t.Fatalf("%d long with NaN: greatest %g at %d, want NaN at %d", n, got, s.ArgMax(x), at)
			}
		}
	})
}

func TestInto(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for _, n := range lengths() {
			x, y := normal(r, n), normal(r, n)
			sum, top := append([]float32(nil), y...), append([]float32(nil), y...)
			s.AddInto(sum, x)
			s.MaxInto(top, x)
			for i := range x {
				if sum[i] != x[i]+y[i] || top[i] != max(x[i], y[i]) {
					t.Fatalf("%d long, [%d]: %g and %g of %g and %g", n, i, sum[i], top[i], x[i], y[i])
				}
			}
		}
	})
}
