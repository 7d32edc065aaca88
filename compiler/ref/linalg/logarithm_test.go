package linalg

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestLogarithmAgainstEigen: the rational form and the eigen-decomposition agree
// to rounding for every condition number, and for every scale.
func TestLogarithmAgainstEigen(t *testing.T) {
	var l Logarithm
	for _, n := range []int{1, 2, 12, 13, 22, 64, 65} {
		for _, condition := range []float64{1, 1 + 1e-9, 2, 15, 200, 599, 1e4, 1e8} {
			for _, scale := range []float64{1, 1e-12, 1e200, 1e-200} {
				values := spectrum(n, func(i int) float64 { return scale * math.Pow(condition, -float64(i)/float64(max(n-1, 1))) })
				checkLogarithm(t, &l, fmt.Sprintf("order %d, condition %g, scale %g", n, condition, scale), withSpectrum(values, 9), condition)
			}
		}
		for _, name := range []string{"identity third", "tiny", "clusters", "graded up"} {
			checkLogarithm(t, &l, fmt.Sprintf("%s of order %d", name, n), hardMatrices(n)[name], 1e12)
		}
	}
}

func checkLogarithm(t *testing.T, l *Logarithm, name string, a *mat.SymDense, condition float64) {
	t.Helper()
	n := a.SymmetricDim()
	got := mat.NewSymDense(n, nil)
	low, high, err := l.Of("test", got, a)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	e, err := Eigh(a)
	if err != nil {
		t.Fatal(err)
	}
	want := mat.NewSymDense(n, nil)
	e.Compose(want, math.Log)
	tol := 1e-15 * float64(n) * (condition + 40 + Frobenius(want))
	if d := Frobenius(Sub(got, want)); !(d <= tol) {
		t.Errorf("%s: off by %g, more than %g", name, d, tol)
	}
	const slack = 1 + 1e-12
	if low > e.Values[0]*slack || high*slack < e.Values[n-1] || low*1.22 < e.Values[0] || high > 1.22*e.Values[n-1] {
		t.Errorf("%s: eigenvalues from %g to %g, bounds %g and %g", name, e.Values[0], e.Values[n-1], low, high)
	}
}

func TestLogarithmNamesLostRank(t *testing.T) {
	var l Logarithm
	for _, n := range []int{5, 20} {
		var lost *NotSPD
		if _, _, err := l.Of("test", mat.NewSymDense(n, nil), referenced(n)); !errors.As(err, &lost) || lost.Rank != n-1 {
			t.Errorf("order %d: %v", n, err)
		}
		var bad *NotFinite
		a := sample(n, 1)
		a.SetSym(1, 2, math.NaN())
		if _, _, err := l.Of("test", mat.NewSymDense(n, nil), a); !errors.As(err, &bad) {
			t.Errorf("order %d with NaN: %v", n, err)
		}
	}
}

func BenchmarkLogarithm(b *testing.B) {
	for _, n := range []int{8, 16, 22, 64} {
		a, dst := sample(n, 1), mat.NewSymDense(n, nil)
		var l Logarithm
		var e Eigen
		b.Run(fmt.Sprintf("rational/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := l.Of("bench", dst, a); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("eigen/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := e.Factorize("bench", a); err != nil {
					b.Fatal(err)
				}
				e.Compose(dst, math.Log)
			}
		})
	}
}

func TestCongruences(t *testing.T) {
	for _, n := range []int{1, 2, 5, 22} {
		a, b := sample(n, 1), sample(n, 2)
		var c Congruence
		got := mat.NewSymDense(n, nil)
		w := mat.DenseCopyOf(b)
		w.Set(0, n-1, 3)
		c.Apply(got, w, a)
		close(t, "w a w^T", got, Sandwich(w, a), 1e-12*float64(n*n))
		lower, err := InverseLower("test", b)
		if err != nil {
			t.Fatal(err)
		}
		c.ApplyLower(got, lower, b)
		close(t, "l^-1 (l l^T) l^-T", got, Identity(n), 1e-12)
		c.ApplyLower(got, lower, a)
		close(t, "l^-1 a l^-T", got, Sandwich(lower, a), 1e-12*float64(n*n))
	}
}

func TestNormOfLogarithm(t *testing.T) {
	var l Logarithm
	for _, n := range []int{1, 9, 10, 31} {
		for _, condition := range []float64{1, 10, 1e5} {
			a := withSpectrum(spectrum(n, func(i int) float64 { return 3 * math.Pow(condition, float64(i)/float64(n)) }), 4)
			log, err := Func(a, math.Log)
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.Norm("test", a)
			if err != nil || math.Abs(got-Frobenius(log)) > 1e-15*float64(n)*(condition+10)*Frobenius(log) {
				t.Errorf("order %d, condition %g: %g, %v, want %g", n, condition, got, err, Frobenius(log))
			}
		}
	}
}
