package kernel_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

func TestAdam(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, n := range append(lengths(), 40000) {
			for _, p := range []kernel.AdamStep{
				{Beta1: 0.9, Beta2: 0.999, Rate: 1e-2, Root: 31.6, Eps: 1e-8},
				{Beta1: 0.9, Beta2: 0.999, Rate: 1e-2, Root: 1.1, Eps: 1e-3, L2: 0.1, Decay: 0.02},
			} {
				checkAdam(t, s, n, p)
			}
		}
	})
}

func checkAdam(t *testing.T, s *kernel.Set, n int, p kernel.AdamStep) {
	t.Helper()
	r := source()
	w, g, m, v := normal(r, n+9), normal(r, n), normal(r, n), normal(r, n)
	s.Unary(kernel.Abs, v, v)
	w0, m0, v0 := append([]float32(nil), w...), append([]float32(nil), m...), append([]float32(nil), v...)
	s.Adam(w[:n], g, m, v, p)
	for i, before := range w0 {
		x := float64(before)
		if i >= n {
			near(t, "what follows", w[i], x, 0)
			continue
		}
		d := float64(g[i]) + p.L2*x
		mi := p.Beta1*float64(m0[i]) + (1-p.Beta1)*d
		vi := p.Beta2*float64(v0[i]) + (1-p.Beta2)*d*d
		near(t, "first moment", m[i], mi, 4)
		near(t, "second moment", v[i], vi, 4)
		near(t, "weight", w[i], (1-p.Decay)*x-p.Rate*mi/(math.Sqrt(vi)*p.Root+p.Eps), 4)
	}
}
