package kernel_test

import (
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

func TestTranspose(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for range 300 {
			rows, cols := r.IntN(40), r.IntN(40)
			src := normal(r, rows*cols)
			dst := make([]float32, len(src))
			s.Transpose(dst, src, rows, cols)
			for i := range rows {
				for j := range cols {
					if dst[j*rows+i] != src[i*cols+j] {
						t.Fatalf("%dx%d: element %d,%d", rows, cols, i, j)
					}
				}
			}
		}
	})
}

func TestCopies(t *testing.T) {
	src := normal(source(), 100)
	dst := make([]float32, 100)
	kernel.CopyRows(dst, 7, src, 9, 4, 5)
	for i := range 4 {
		for j := range 7 {
			want := src[i*9+j]
			if j >= 5 {
				want = 0
			}
			if dst[i*7+j] != want {
				t.Fatalf("row %d, column %d: %g, want %g", i, j, dst[i*7+j], want)
			}
		}
	}
	kernel.CopyStrided(dst, 2, src, -3, 10)
	for i := range 10 {
		if dst[2*i] != src[(9-i)*3] {
			t.Fatalf("backwards, element %d", i)
		}
	}
	kernel.CopyStrided(dst, 1, src, 0, 10)
	if dst[9] != src[0] {
		t.Error("a step of zero does not repeat")
	}
}

func TestTransposeOfWholeBlocksWithinWiderRows(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, size := range [][2]int{{32, 4}, {4, 32}, {16, 16}, {8, 9}} {
			rows, cols := size[0], size[1]
			srcStep, dstStep := cols+96, rows+96
			src := normal(source(), (rows-1)*srcStep+cols)
			dst := make([]float32, (cols-1)*dstStep+rows)
			s.TransposeStrided(dst, dstStep, src, srcStep, rows, cols)
			for i := range rows {
				for j := range cols {
					if dst[j*dstStep+i] != src[i*srcStep+j] {
						t.Fatalf("%dx%d: element %d,%d", rows, cols, i, j)
					}
				}
			}
		}
	})
}
