package signal

import (
	"math"
	"math/cmplx"
	"testing"
)

func TestTransformAgreesWithTheSum(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 30, 31, 37, 62, 74, 97, 101, 202, 211, 256} {
		x := testSignal(1, n)[0]
		tr := newTransform(n)
		coef := make([]complex128, n/2+1)
		tr.forward(coef, x)
		for k, got := range coef {
			want := complex(0, 0)
			for i, v := range x {
				want += complex(v, 0) * cmplx.Rect(1, -2*math.Pi*float64(i*k%n)/float64(n))
			}
			if cmplx.Abs(got-want) > 1e-9*float64(n) {
				t.Errorf("n=%d k=%d: %v, want %v", n, k, got, want)
			}
		}
		twice := make([]complex128, n/2+1)
		for k, v := range coef {
			twice[k] = 2 * v
		}
		alone, a, b := make([]float64, n), make([]float64, n), make([]float64, n)
		tr.inverse(alone, coef)
		tr.inversePair(a, b, coef, twice)
		for i, v := range x {
			if math.Abs(alone[i]-v) > 1e-10 || math.Abs(a[i]-v) > 1e-10 || math.Abs(b[i]-2*v) > 1e-10 {
				t.Errorf("n=%d: sample %d came back as %g, %g and %g, was %g", n, i, alone[i], a[i], b[i], v)
			}
		}
	}
}

func TestFastLengths(t *testing.T) {
	for n := 1; n < 2000; n++ {
		m := NextFastLen(n)
		if m < n || m > 2*n || largestPrime(m) > 5 {
			t.Fatalf("%d after %d", m, n)
		}
	}
}

// A tone below both half rates keeps its form whatever the lengths. Padding and
// padded length are whole numbers of samples at both rates, so the result may be
// off by up to one new sample in time.
func TestResampleKeepsATone(t *testing.T) {
	const hz = 10.0
	for _, c := range []struct {
		from, to float64
		n        int
	}{{250, 128, 4000}, {128, 250, 2000}, {160, 128, 3001}, {100, 99.5, 3000}, {512, 100, 10007}} {
		x := [][]float64{make([]float64, c.n)}
		for i := range x[0] {
			x[0][i] = math.Sin(2 * math.Pi * hz * float64(i) / c.from)
		}
		y := must(Resample(x, c.from, c.to))(t)
		if len(y[0]) != ResampledLen(c.n, c.from, c.to) {
			t.Errorf("%g to %g: %d samples", c.from, c.to, len(y[0]))
		}
		margin, slip := len(y[0])/4, 2*math.Pi*hz/c.to
		for i := margin; i < len(y[0])-margin; i++ {
			if want := math.Sin(2 * math.Pi * hz * float64(i) / c.to); math.Abs(y[0][i]-want) > slip {
				t.Fatalf("%g to %g: sample %d is %g, want %g", c.from, c.to, i, y[0][i], want)
			}
		}
	}
}

func TestResampleEdges(t *testing.T) {
	same := must(Resample([][]float64{{1, 2, 3}}, 100, 100))(t)
	if len(same[0]) != 3 || same[0][1] != 2 {
		t.Errorf("the same rate gave %v", same)
	}
	if _, err := Resample([][]float64{{1, 2, 3}}, 100, 1); err == nil {
		t.Error("three samples gave a hundredth of them")
	}
	if _, err := Resample([][]float64{{1}}, 100, math.NaN()); err == nil {
		t.Error("a rate of NaN was accepted")
	}
	if _, err := Resample([][]float64{{}}, 100, 50); err == nil {
		t.Error("an empty signal was resampled")
	}
	one := must(Resample([][]float64{{5}}, 100, 200))(t)
	if len(one[0]) != 2 {
		t.Errorf("one sample at twice the rate: %v", one)
	}
}
