package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

func grid(t testing.TB, base, outer, outerStep, inner, innerStep int) kernel.Offsets {
	t.Helper()
	o, err := kernel.Grid(base, outer, outerStep, inner, innerStep)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestGemm(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		shapes := [][3]int{{8, 1000, 64}, {33, 130, 300}, {5, 70, 513}, {22, 257, 22}, {3, 9, 0}, {70, 3, 70}, {1, 3000, 256}, {7, 1500, 256}, {300, 25, 256}}
		r := source()
		for range 400 {
			shapes = append(shapes, [3]int{1 + r.IntN(20), r.IntN(71), 1 + r.IntN(40)})
		}
		for i, shape := range shapes {
			checkGemm(t, s, shape[0], shape[1], shape[2], i%2 == 1)
		}
	})
}

// checkGemm multiplies with rows of B at random places, in a C with margins that
// must stay as they are.
func checkGemm(t *testing.T, s *kernel.Set, m, n, k int, accumulate bool) {
	t.Helper()
	r := source()
	a, b := normal(r, m*k), normal(r, n+200)
	at := make([]int32, k)
	for i := range at {
		at[i] = int32(r.IntN(200))
	}
	rows, err := kernel.NewOffsets(at)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Pack(make([]float32, kernel.PackSize(m, k)), a, m, k, grid(t, 0, k, 1, 1, 0))
	ldc := n + 3
	c := normal(r, m*ldc)
	before := append([]float32(nil), c...)
	s.Gemm(c, ldc, p, b, rows, n, accumulate)
	for i := range m {
		for j := range ldc {
			name := fmt.Sprintf("%dx%dx%d c[%d,%d]", m, n, k, i, j)
			want, scale := 0.0, 1.0
			if accumulate || j >= n {
				want = float64(before[i*ldc+j])
			}
			for q := 0; q < k && j < n; q++ {
				v := float64(a[i*k+q]) * float64(b[int(at[q])+j])
				want, scale = want+v, scale+math.Abs(v)
			}
			near(t, name, c[i*ldc+j], want, scale)
		}
	}
}

// TestGemmIsPlaceIndependent holds Gemm to its promise that an element's bits do
// not depend on which rows and columns are computed with it.
func TestGemmIsPlaceIndependent(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		const m, n, k = 11, 67, 300
		r := source()
		a, b := normal(r, m*k), normal(r, n*k)
		cols, rows := grid(t, 0, k, 1, 1, 0), grid(t, 0, k, n, 1, 0)
		whole := make([]float32, m*n)
		s.Gemm(whole, n, s.Pack(make([]float32, kernel.PackSize(m, k)), a, m, k, cols), b, rows, n, false)
		for i := range m {
			for j := range n {
				one := []float32{0}
				p := s.Pack(make([]float32, kernel.PackSize(1, k)), a[i*k:], 1, k, cols)
				s.Gemm(one, 1, p, b[j:], rows, 1, false)
				if one[0] != whole[i*n+j] {
					t.Fatalf("element %d,%d alone is %g, in the whole %g", i, j, one[0], whole[i*n+j])
				}
			}
		}
	})
}

func TestPack(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for range 300 {
			m, k := 1+r.IntN(14), 1+r.IntN(40)
			checkPack(t, s, m, k, k+r.IntN(3), 1)
			checkPack(t, s, m, k, 1, m+r.IntN(3))
			checkPack(t, s, m, k, 2, 2*m)
		}
	})
}

// checkPack packs from a source that ends with its last element.
func checkPack(t *testing.T, s *kernel.Set, m, k, rowStep, colStep int) {
	t.Helper()
	const base = 2
	src := normal(source(), base+(m-1)*rowStep+(k-1)*colStep+1)
	dst := normal(source(), kernel.PackSize(m, k))
	p := s.Pack(dst, src, m, rowStep, grid(t, base, k, colStep, 1, 0))
	for i := range len(dst) / k {
		for q := range k {
			want := float32(0)
			if i < m {
				want = src[base+i*rowStep+q*colStep]
			}
			if got := p.Data[(i/kernel.MR*k+q)*kernel.MR+i%kernel.MR]; got != want {
				t.Fatalf("%dx%d, steps %d and %d: element %d,%d is %g, want %g", m, k, rowStep, colStep, i, q, got, want)
			}
		}
	}
}

func TestOffsetsOutside(t *testing.T) {
	if _, err := kernel.NewOffsets([]int32{3, -1}); err == nil {
		t.Error("a negative row was taken")
	}
	if _, err := kernel.Grid(0, 2, -1, 3, 0); err == nil {
		t.Error("a grid before its array was taken")
	}
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		defer func() {
			if recover() == nil {
				t.Error("a row past the end of its array was read")
			}
		}()
		p := s.Pack(make([]float32, 4), []float32{1}, 1, 1, grid(t, 0, 1, 1, 1, 0))
		s.Gemm(make([]float32, 8), 8, p, make([]float32, 8), grid(t, 1, 1, 1, 1, 0), 8, false)
	})
}

func TestDepthwiseRow(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for _, n := range lengths() {
			k := r.IntN(300)
			w, x, y := normal(r, k), normal(r, n+2*k), normal(r, n)
			before := append([]float32(nil), y...)
			s.DepthwiseRow(y, w, x, grid(t, 0, k, 2, 1, 0))
			for j := range y {
				want, scale := float64(before[j]), 1.0
				for q := range k {
					v := float64(w[q]) * float64(x[2*q+j])
					want, scale = want+v, scale+math.Abs(v)
				}
				near(t, fmt.Sprintf("n=%d k=%d y[%d]", n, k, j), y[j], want, scale)
			}
		}
	})
}

func TestAxpy(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for _, n := range lengths() {
			x, y := normal(r, n), normal(r, n)
			before := append([]float32(nil), y...)
			s.Axpy(y, x, 0.7)
			for i := range y {
				near(t, fmt.Sprintf("n=%d y[%d]", n, i), y[i], float64(before[i])+float64(float32(0.7))*float64(x[i]), 10)
			}
		}
	})
}
