package linalg

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// withSpectrum is q diag(values) q^T for an orthogonal q that differs by seed.
func withSpectrum(values []float64, seed uint64) *mat.SymDense {
	n := len(values)
	var qr mat.QR
	x := mat.NewDense(n, n, nil)
	for i := range n {
		for k := range n {
			seed = seed*6364136223846793005 + 1442695040888963407
			x.Set(i, k, float64(seed>>11)/(1<<53)-0.5)
		}
	}
	qr.Factorize(x)
	var q mat.Dense
	qr.QTo(&q)
	d := mat.NewSymDense(n, nil)
	for i, v := range values {
		d.SetSym(i, i, v)
	}
	return Sandwich(&q, d)
}

func spectrum(n int, f func(i int) float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = f(i)
	}
	return v
}

// graded falls by the factor of the range from the first to the last row, or
// rises when the range is below 1.
func graded(n int, ratio float64) *mat.SymDense {
	a := sample(n, 11)
	for i := range n {
		for j := i; j < n; j++ {
			a.SetSym(i, j, a.At(i, j)*math.Pow(ratio, -float64(i+j)/float64(2*max(n-1, 1))))
		}
	}
	return a
}

func hardMatrices(n int) map[string]*mat.SymDense {
	scaled := func(by float64) *mat.SymDense {
		s := sample(n, 3)
		s.ScaleSym(by, s)
		return s
	}
	diagonal := mat.NewSymDense(n, nil)
	wilkinson := mat.NewSymDense(n, nil)
	ones := mat.NewSymDense(n, nil)
	swap := mat.NewSymDense(n, nil)
	for i := range n {
		diagonal.SetSym(i, i, float64((7*i)%5)-1)
		wilkinson.SetSym(i, i, math.Abs(float64(2*i-n+1))/2)
		if i > 0 {
			wilkinson.SetSym(i-1, i, 1)
			swap.SetSym(i-1, i, float64(i%2))
		}
		for j := i; j < n; j++ {
			ones.SetSym(i, j, 1)
		}
	}
	third := Identity(n)
	third.ScaleSym(1.0/3, third)
	return map[string]*mat.SymDense{
		"random":         sample(n, 1),
		"indefinite":     Sub(sample(n, 1), scaled(2)),
		"clusters":       withSpectrum(spectrum(n, func(i int) float64 { return float64(1+i%3) + 1e-13*float64(i) }), 5),
		"range 1e12":     withSpectrum(spectrum(n, func(i int) float64 { return math.Pow(10, -12*float64(i)/float64(n)) }), 6),
		"nearly flat":    withSpectrum(spectrum(n, func(i int) float64 { return float64(min(i, 1)) + 1e-16 }), 7),
		"graded down":    graded(n, 1e12),
		"graded up":      graded(n, 1e-12),
		"identity third": third,
		"diagonal":       diagonal,
		"wilkinson":      wilkinson,
		"rank one":       ones,
		"pairs":          swap,
		"zero":           mat.NewSymDense(n, nil),
		"tiny":           scaled(1e-290),
		"denormal":       scaled(1e-310),
		"huge":           scaled(1e306),
	}
}

// TestEigenAgainstLAPACK judges values, residuals and orthogonality by gonum's
// dsyev, relative to the largest eigenvalue.
func TestEigenAgainstLAPACK(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 8, 22, 33, 64} {
		for name, a := range hardMatrices(n) {
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) { judge(t, a) })
		}
	}
}

func judge(t *testing.T, a *mat.SymDense) {
	n := a.SymmetricDim()
	e, err := Eigh(a)
	if err != nil {
		t.Fatal(err)
	}
	var want mat.EigenSym
	if !want.Factorize(a, true) {
		t.Fatal("gonum did not converge")
	}
	largest := mat.Max(mat.NewVecDense(n, spectrum(n, func(i int) float64 { return math.Abs(want.Values(nil)[i]) })))
	if largest == 0 {
		largest = 1
	}
	bound := 4*float64(n)*epsilon*largest + 4*math.SmallestNonzeroFloat64*float64(n)
	for i, v := range want.Values(nil) {
		if math.Abs(v-e.Values[i]) > bound {
			t.Errorf("value %d is %g, by gonum %g", i, e.Values[i], v)
		}
	}
	if !slices.IsSorted(e.Values) {
		t.Errorf("values do not ascend: %v", e.Values)
	}
	var gram, av mat.Dense
	gram.Mul(e.Vectors.T(), e.Vectors)
	close(t, "v^T v", &gram, Identity(n), 4*float64(n)*epsilon)
	av.Mul(a, e.Vectors)
	for i := range n {
		for j, v := range e.Values {
			if d := math.Abs(av.At(i, j) - v*e.Vectors.At(i, j)); d > 2*bound {
				t.Fatalf("(a - lambda) v is %g at row %d of vector %d", d, i, j)
			}
		}
	}
	alone, err := eigenvalues("test", a)
	if err != nil || !slices.EqualFunc(alone, e.Values, func(x, y float64) bool { return math.Abs(x-y) <= bound }) {
		t.Errorf("values alone: %v, %v; with vectors %v", alone, err, e.Values)
	}
}

// TestGradedValuesKeepDigits: a matrix graded towards either end has small
// eigenvalues that are known to as many digits as the large ones.
func TestGradedValuesKeepDigits(t *testing.T) {
	up, down := graded(9, 1e-20), graded(9, 1e20)
	a, err := eigenvalues("test", up)
	if err != nil {
		t.Fatal(err)
	}
	lower, err := Cholesky("test", down)
	if err == nil {
		t.Fatalf("rank should have been lost: %v", lower.Cond())
	}
	// The determinant of the unscaled matrix gives that of the graded one.
	det, err := LogDet(sample(9, 11))
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range a {
		sum += math.Log(v)
	}
	if want := det + 9*10*math.Ln10; math.Abs(sum-want) > 1e-9*want {
		t.Errorf("log-determinant %g, want %g", sum, want)
	}
}

func TestEigenIsReusable(t *testing.T) {
	var reused Eigen
	for _, n := range []int{5, 3, 5, 0, 4} {
		a := &mat.SymDense{}
		if n > 0 {
			a = sample(n, uint64(n))
		}
		var fresh Eigen
		if err := reused.Factorize("test", a); err != nil {
			t.Fatal(err)
		}
		if err := fresh.Factorize("test", a); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(reused.Values, fresh.Values) || n > 0 && !mat.Equal(reused.Vectors, fresh.Vectors) {
			t.Errorf("order %d: a reused decomposition differs from a fresh one", n)
		}
	}
}

func BenchmarkEigen(b *testing.B) {
	for _, n := range []int{8, 22, 64} {
		a := sample(n, 1)
		var e Eigen
		b.Run(fmt.Sprintf("vectors/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := e.Factorize("bench", a); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("values/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := e.FactorizeValues("bench", a); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("gonum/%d", n), func(b *testing.B) {
			var g mat.EigenSym
			for b.Loop() {
				g.Factorize(a, true)
			}
		})
	}
}
