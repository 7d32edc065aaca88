package kernel_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// lengthsOfTransforms are products of fives and fours, 4 last.
var lengthsOfTransforms = []int{4, 16, 20, 64, 80, 100, 256, 320, 400, 1024, 1280}

func fourier(t testing.TB, n int) *kernel.Fourier {
	t.Helper()
	f, err := kernel.NewFourier(n)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestLengthsWithoutATransform(t *testing.T) {
	for _, n := range []int{-4, 0, 1, 2, 5, 8, 25, 60, 321} {
		if _, err := kernel.NewFourier(n); err == nil {
			t.Errorf("a transform of %d items", n)
		}
	}
}

// TestTransformHoldsTheBins compares the bins of every lane, in any order that all
// lanes share, with sums in float64.
func TestTransformHoldsTheBins(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, n := range lengthsOfTransforms {
			f := fourier(t, n)
			x := normal(source(), n*kernel.Lane)
			want := bins(x, n)
			y := append([]float32(nil), x...)
			s.Transform(f, y)
			order := orderOf(s, f)
			for k, bin := range order {
				for l := range 8 {
					got := complex(float64(y[k*kernel.Lane+l]), float64(y[k*kernel.Lane+8+l]))
					if d := cmplx.Abs(got - want[l][bin]); !(d <= 4e-7*math.Sqrt(float64(n))*4) {
						t.Fatalf("%d items, lane %d, bin %d: %v, want %v", n, l, bin, got, want[l][bin])
					}
				}
			}
			s.TransformBack(f, y)
			for i, v := range y {
				near(t, fmt.Sprintf("%d items there and back, %d", n, i), v/float32(n), float64(x[i]), 2)
			}
		}
	})
}

// bins are the spectra of eight lanes.
func bins(x []float32, n int) [8][]complex128 {
	var out [8][]complex128
	for l := range out {
		out[l] = make([]complex128, n)
		for k := range n {
			for i := range n {
				v := complex(float64(x[i*kernel.Lane+l]), float64(x[i*kernel.Lane+8+l]))
				out[l][k] += v * cmplx.Rect(1, -2*math.Pi*float64(i*k%n)/float64(n))
			}
		}
	}
	return out
}

// orderOf finds the bin that lies at every place: that of a wave of one step a bin
// is told by the angle of a unit pulse at item 1.
func orderOf(s *kernel.Set, f *kernel.Fourier) []int {
	x := make([]float32, f.N*kernel.Lane)
	x[kernel.Lane] = 1
	s.Transform(f, x)
	order := make([]int, f.N)
	for k := range order {
		turn := -math.Atan2(float64(x[k*kernel.Lane+8]), float64(x[k*kernel.Lane])) / (2 * math.Pi)
		order[k] = (int(math.Round(turn*float64(f.N))) + f.N) % f.N
	}
	return order
}

func TestSpectra(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		r := source()
		for _, depth := range []int{1, 2, 7, 9} {
			for _, add := range []bool{false, true} {
				const n = 20
				step := n*kernel.Lane + 16
				y, w, h := normal(r, 8*step), normal(r, depth*step), normal(r, depth*step)
				before := append([]float32(nil), y...)
				s.Spectra(y, step, w, step, h, step, n, depth, add)
				at := func(x []float32, i int) complex128 { return complex(float64(x[i]), float64(x[i+8])) }
				for j := range 8 {
					for b := range n {
						for l := range 8 {
							want := complex128(0)
							if add {
								want = at(before, j*step+b*kernel.Lane+l)
							}
							for k := range depth {
								want += at(h, k*step+b*kernel.Lane+l) * cmplx.Conj(at(w, k*step+b*kernel.Lane+j))
							}
							if d := cmplx.Abs(at(y, j*step+b*kernel.Lane+l) - want); !(d < 1e-5) {
								t.Fatalf("depth %d, result %d, bin %d, lane %d: off by %g", depth, j, b, l, d)
							}
						}
					}
				}
			}
		}
	})
}

func TestLanes(t *testing.T) {
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, n := range []int{0, 1, 7, 8, 9, 33} {
			for count := range 9 {
				x := normal(source(), 400)
				at := []int32{0, 40, 33, 300, 120, 160, 200, 240}[:count]
				lanes := make([]float32, n*kernel.Lane+8)
				s.LanesIn(lanes, x, at, n)
				back := make([]float32, 400)
				s.LanesOut(back, at, lanes, n)
				for l, o := range at {
					for k := range n {
						if v := x[int(o)+k]; lanes[k*kernel.Lane+l] != v || back[int(o)+k] != v {
							t.Fatalf("%d items of %d signals: item %d of %d is %g and %g, not %g", n, count, k, l, lanes[k*kernel.Lane+l], back[int(o)+k], v)
						}
					}
				}
			}
		}
	})
}

func BenchmarkFourier(b *testing.B) {
	for _, s := range sets() {
		for _, n := range []int{256, 320, 1280} {
			b.Run(fmt.Sprintf("%s/%d", s.Name(), n), func(b *testing.B) {
				f, x := fourier(b, n), make([]float32, n*kernel.Lane)
				for b.Loop() {
					s.Transform(f, x)
					s.TransformBack(f, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n*f.Passes()), "ns/item/pass")
			})
		}
	}
}

func BenchmarkSpectra(b *testing.B) {
	for _, s := range sets() {
		for _, depth := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d", s.Name(), depth), func(b *testing.B) {
				const n, step = 320, 320*kernel.Lane + 16
				y, w, h := make([]float32, 8*step), make([]float32, depth*step), make([]float32, depth*step)
				for b.Loop() {
					s.Spectra(y, step, w, step, h, step, n, depth, false)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(8*n*depth), "ns/product")
			})
		}
	}
}

func BenchmarkLanes(b *testing.B) {
	for _, s := range sets() {
		b.Run(s.Name(), func(b *testing.B) {
			x, y := make([]float32, 8*320), make([]float32, 320*kernel.Lane)
			at := []int32{0, 320, 640, 960, 1280, 1600, 1920, 2240}
			for b.Loop() {
				s.LanesIn(y, x, at, 320)
				s.LanesOut(x, at, y, 320)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*320), "ns/item")
		})
	}
}
