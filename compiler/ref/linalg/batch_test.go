package linalg

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// spread gives covariances of k samples of n mixed channels.
func spread(seed uint64, count, n, k int) []*mat.SymDense {
	r := rand.New(rand.NewPCG(seed, 1))
	draw := func(rows, cols int) *mat.Dense {
		m := mat.NewDense(rows, cols, nil)
		for i := range rows {
			for j := range cols {
				m.Set(i, j, r.NormFloat64())
			}
		}
		return m
	}
	out := make([]*mat.SymDense, count)
	for i := range out {
		out[i] = Gram(1/float64(k), draw(n, k))
	}
	return out
}

// Logarithms of many matrices are those of each, whatever stands beside it: also
// where one is too badly conditioned for lanes, or too large or small in scale.
func TestLogarithmsAreThoseOfEach(t *testing.T) {
	for _, n := range []int{1, 4, 9, 10, 11, 22, 37, 64} {
		for _, count := range []int{1, 3, 4, 5, 8} {
			t.Run(fmt.Sprint(n, "x", count), func(t *testing.T) {
				cs := spread(uint64(n), count, n, 4*n)
				if count > 4 {
					cs[1] = spread(9, 1, n, n+1)[0]
					cs[2].ScaleSym(1e-200, cs[2])
					cs[4] = Identity(n)
				}
				var many Logarithms
				var one Logarithm
				dst := spread(1, count, n, n)
				ranges := make([]Range, count)
				if _, err := many.Of("a test", dst, nil, cs, ranges); err != nil {
					t.Fatal(err)
				}
				want := mat.NewSymDense(n, nil)
				for i, c := range cs {
					low, high, err := one.Of("a test", want, c)
					if err != nil {
						t.Fatal(err)
					}
					if d := Frobenius(Sub(dst[i], want)); d > 1e-12*(1+Frobenius(want)) {
						t.Errorf("matrix %d is off by %g", i, d)
					}
					if got := (Range{low, high}); n >= smallestRational && (abs(got.Low/ranges[i].Low-1) > 0.2 || abs(got.High/ranges[i].High-1) > 0.2) {
						t.Errorf("matrix %d: range %v, alone %v", i, ranges[i], got)
					}
				}
			})
		}
	}
}

func abs(v float64) float64 { return max(v, -v) }

// Whitening in lanes is the congruence of each matrix.
func TestLogarithmsWhiten(t *testing.T) {
	cs := spread(3, 7, 22, 100)
	inv, err := InvSqrt(cs[0])
	if err != nil {
		t.Fatal(err)
	}
	f := Full(inv)
	f.Set(0, 5, 0.3) // not symmetric
	var many Logarithms
	dst, ranges := spread(1, 7, 22, 22), make([]Range, 7)
	if _, err := many.Of("a test", dst, f, cs, ranges); err != nil {
		t.Fatal(err)
	}
	for i, c := range cs {
		want, err := Log(Sandwich(f, c))
		if err != nil {
			t.Fatal(err)
		}
		if d := Frobenius(Sub(dst[i], want)); d > 1e-12*(1+Frobenius(want)) {
			t.Errorf("matrix %d is off by %g", i, d)
		}
	}
}

func TestLogarithmsNameTheMatrix(t *testing.T) {
	cs := spread(3, 6, 12, 100)
	cs[5] = mat.NewSymDense(12, nil)
	var many Logarithms
	which, err := many.Of("a test", spread(1, 6, 12, 12), nil, cs, make([]Range, 6))
	if err == nil || which != 5 {
		t.Fatalf("matrix %d: %v", which, err)
	}
}

func BenchmarkLogarithms(b *testing.B) {
	cs := spread(3, 40, 22, 100)
	dst, ranges := spread(1, 40, 22, 22), make([]Range, 40)
	root, err := InvSqrt(cs[0])
	if err != nil {
		b.Fatal(err)
	}
	b.Run("lanes", func(b *testing.B) {
		var many Logarithms
		for b.Loop() {
			if _, err := many.Of("a test", dst, Full(root), cs, ranges); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("each", func(b *testing.B) {
		var one Logarithm
		for b.Loop() {
			for i, c := range cs {
				if _, _, err := one.Of("a test", dst[i], c); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
