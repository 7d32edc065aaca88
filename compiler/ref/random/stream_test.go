package random

import (
	"math"
	"testing"
)

// Known answers published with the generator (Random123, kat_vectors).
func TestPhiloxKnownAnswers(t *testing.T) {
	const ones = 0xffffffff
	cases := []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{want: [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{
			[4]uint32{ones, ones, ones, ones},
			[2]uint32{ones, ones},
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
		},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
			[2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	}
	for _, c := range cases {
		if got := Philox(c.counter, c.key); got != c.want {
			t.Errorf("Philox(%x, %x) = %x, want %x", c.counter, c.key, got, c.want)
		}
	}
}

func TestStreamIsAFunctionOfItsName(t *testing.T) {
	first := New(7, "study.split", 3).Uint64()
	if again := New(7, "study.split", 3).Uint64(); again != first {
		t.Error("the same name gave another value")
	}
	others := map[string]*Stream{
		"seed":      New(8, "study.split", 3),
		"path":      New(7, "study.splits", 3),
		"index":     New(7, "study.split", 4),
		"more":      New(7, "study.split", 3, 0),
		"no index":  New(7, "study.split"),
		"path+byte": New(7, "study.split\x03\x00\x00\x00\x00\x00\x00\x00"),
	}
	for what, s := range others {
		if s.Uint64() == first {
			t.Errorf("another %s gave the same value", what)
		}
	}
}

func TestBlockIsRandomAccess(t *testing.T) {
	s := New(1, "noise")
	late := s.Block(2)
	for range 8 {
		s.Uint32()
	}
	for i, want := range late {
		if got := s.Uint32(); got != want {
			t.Errorf("word %d of block 2: got %x, want %x", i, got, want)
		}
	}
}

func TestStreamMoments(t *testing.T) {
	s := New(42, "moments")
	const n = 200_000
	var mean, square, fourth, uniform float64
	for range n {
		x := s.Normal()
		mean += x / n
		square += x * x / n
		fourth += x * x * x * x / n
		uniform += s.Float64() / n
	}
	// Five standard errors of each estimate.
	within(t, "normal mean", mean, 0, 5/math.Sqrt(n))
	within(t, "normal variance", square, 1, 5*math.Sqrt(2.0/n))
	within(t, "normal kurtosis", fourth, 3, 5*math.Sqrt(96.0/n))
	within(t, "uniform mean", uniform, 0.5, 5*math.Sqrt(1.0/12/n))
}

func within(t *testing.T, what string, got, want, margin float64) {
	t.Helper()
	if math.Abs(got-want) > margin {
		t.Errorf("%s: %v is more than %v from %v", what, got, margin, want)
	}
}

func TestShuffleReachesEveryOrderEqually(t *testing.T) {
	s := New(1, "shuffle")
	count := map[[3]int]int{}
	const n = 60_000
	for range n {
		p := [3]int{0, 1, 2}
		s.Shuffle(3, func(i, j int) { p[i], p[j] = p[j], p[i] })
		count[p]++
	}
	chi := 0.0
	for _, c := range count {
		d := float64(c) - n/6
		chi += d * d / (n / 6)
	}
	if len(count) != 6 || chi > 25.7 { // 0.9999 quantile, 5 degrees of freedom
		t.Errorf("%d of 6 orders, chi-square %v", len(count), chi)
	}
}

func TestIntnBounds(t *testing.T) {
	for _, draw := range []func(int) int{New(1, "ints").Intn, NewMersenne(1).Intn} {
		seen := map[int]bool{}
		for range 400 {
			v := draw(7)
			if v < 0 || v > 6 {
				t.Fatalf("Intn(7) = %d", v)
			}
			seen[v] = true
		}
		if len(seen) != 7 || draw(1) != 0 || draw(0) != 0 || draw(-3) != 0 {
			t.Errorf("%d of 7 values, or a wrong value for a range without choice", len(seen))
		}
	}
}

func TestRefusedArguments(t *testing.T) {
	m := NewMersenne(0)
	if _, err := m.Poisson(10); err == nil {
		t.Error("poisson(10) was not refused")
	}
	if _, err := m.Binomial(100, 0.5); err == nil {
		t.Error("binomial(100, 0.5) was not refused")
	}
	if k, err := m.Binomial(5, 1); k != 5 || err != nil {
		t.Errorf("binomial(5, 1) = %d, %v", k, err)
	}
}
