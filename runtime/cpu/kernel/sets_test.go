package kernel_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// eachSet runs a test for every set this machine has.
func eachSet(t *testing.T, test func(t *testing.T, s *kernel.Set)) {
	t.Helper()
	for _, s := range sets() {
		t.Run(s.Name(), func(t *testing.T) { test(t, s) })
	}
}

func sets() []*kernel.Set {
	all := []*kernel.Set{kernel.Portable()}
	if s, ok := kernel.AVX2(); ok {
		all = append(all, s)
	}
	return all
}

func source() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// lengths are all that a masked tail can have, and some with many whole vectors.
func lengths() []int {
	var all []int
	for n := range 71 {
		all = append(all, n)
	}
	return append(all, 127, 128, 129, 255, 256, 257, 1000, 1031)
}

func normal(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// ulps is the distance of got from want in units in the last place of float32 at
// want; 0 for two NaN.
func ulps(got float32, want float64) float64 {
	w := float32(want)
	g := float64(got)
	switch {
	case math.IsNaN(want) || math.IsNaN(g):
		if math.IsNaN(want) && math.IsNaN(g) {
			return 0
		}
		return math.Inf(1)
	case got == w:
		return 0
	case math.IsInf(float64(w), 0) && !math.IsInf(want, 0) || math.IsInf(g, 0):
		// Overflow is one step past the greatest float.
		if math.Abs(want) > math.MaxFloat32*(1-0x1p-20) && math.Abs(g) > math.MaxFloat32*(1-0x1p-20) {
			return 1
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(want)
	unit := math.Ldexp(1, max(e-24, -149))
	return math.Abs(g-want) / unit
}

func near(t *testing.T, what string, got float32, want, scale float64) {
	t.Helper()
	if d := math.Abs(float64(got) - want); !(d <= 1e-6*scale) {
		t.Fatalf("%s: got %g, want %g, off by %g", what, got, want, d)
	}
}

func TestChoose(t *testing.T) {
	if s, err := kernel.Choose("portable"); err != nil || s != kernel.Portable() {
		t.Errorf("portable: %v, %v", s, err)
	}
	if s, err := kernel.Choose("sse9"); err == nil || s == nil {
		t.Errorf("an unknown name gave %v, %v", s, err)
	}
	if _, ok := kernel.AVX2(); !ok {
		if s, err := kernel.Choose("avx2"); err == nil || s != kernel.Portable() {
			t.Errorf("avx2 without the features: %v, %v", s, err)
		}
	}
	if kernel.Name() != kernel.Best().Name() {
		t.Error("Name is not that of Best")
	}
}
