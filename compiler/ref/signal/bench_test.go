package signal

import (
	"math"
	"testing"
)

// testSignal is deterministic broadband data: a sum of incommensurate tones.
func testSignal(channels, n int) [][]float64 {
	x := make([][]float64, channels)
	for c := range x {
		x[c] = make([]float64, n)
		for i := range x[c] {
			t := float64(i)
			x[c][i] = 20*math.Sin(0.31*t+float64(c)) + 5*math.Sin(1.7*t*float64(c+1)) + 50
		}
	}
	return x
}

func BenchmarkZeroPhase(b *testing.B) {
	sos, err := Butterworth(4, Band{Kind: BandPass, Low: 8, High: 30}, 250)
	if err != nil {
		b.Fatal(err)
	}
	x := testSignal(64, 20000)
	b.SetBytes(64 * 20000 * 8)
	for b.Loop() {
		if err := ZeroPhase(x, sos); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRinging(b *testing.B) {
	sos, err := Butterworth(4, Band{Kind: BandPass, Low: 0.1, High: 100}, 2048)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		sos.Ringing()
	}
}

func BenchmarkResample(b *testing.B) {
	x := testSignal(64, 20000)
	b.SetBytes(64 * 20000 * 8)
	for b.Loop() {
		if _, err := Resample(x, 250, 128); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFIR(b *testing.B) {
	taps, err := FIR(Band{Kind: BandPass, Low: 8, High: 30}, 250, FIROptions{})
	if err != nil {
		b.Fatal(err)
	}
	x := testSignal(64, 20000)
	b.SetBytes(64 * 20000 * 8)
	for b.Loop() {
		if err := ApplyFIR(x, taps, FIRZero); err != nil {
			b.Fatal(err)
		}
	}
}
