package signal

import (
	"math"
	"math/cmplx"
)

// Response is the complex gain of one pass at the given frequencies (Hz).
func (s SOS) Response(freqs []float64, fs float64) []complex128 {
	out := make([]complex128, len(freqs))
	for i, f := range freqs {
		w := cmplx.Rect(1, -2*math.Pi*f/fs)
		h := complex(1, 0)
		for _, q := range s {
			num := complex(q.B0, 0) + w*(complex(q.B1, 0)+w*complex(q.B2, 0))
			den := 1 + w*(complex(q.A1, 0)+w*complex(q.A2, 0))
			h *= num / den
		}
		out[i] = h
	}
	return out
}

// StepState is each section's state (transposed direct form II) after an
// endless input of 1: the start that makes a constant pass without transient.
func (s SOS) StepState() [][2]float64 {
	zi := make([][2]float64, len(s))
	level := 1.0
	for i, q := range s {
		den := 1 + q.A1 + q.A2
		c1, c2 := q.B1-q.A1*q.B0, q.B2-q.A2*q.B0
		first := (c1 + c2) / den
		zi[i] = [2]float64{level * first, level * ((1+q.A1)*first - c1)}
		level *= (q.B0 + q.B1 + q.B2) / den
	}
	return zi
}

const (
	ringChunk = 1000
	ringMax   = 100000
	ringFloor = 0.001
)

// Ringing is how many samples one pass rings: the index of the last sample of
// the impulse response above a thousandth of its largest, looked for in chunks
// of 1000 until one has none (MNE's estimate_ringing_samples). At most 100000.
func (s SOS) Ringing() int {
	state := make([]float64, 2*len(s))
	return ringing(func(x []float64) {
		for i, q := range s {
			z1, z2 := state[2*i], state[2*i+1]
			for k, v := range x {
				y := q.B0*v + z1
				z1 = q.B1*v - q.A1*y + z2
				z2 = q.B2*v - q.A2*y
				x[k] = y
			}
			state[2*i], state[2*i+1] = z1, z2
		}
	})
}

// ringing drives a filter that works in place with an impulse.
func ringing(filter func([]float64)) int {
	x := make([]float64, ringChunk)
	last, threshold := ringChunk, 0.0
	for chunk := range ringMax / ringChunk {
		clear(x)
		if chunk == 0 {
			x[0] = 1
		}
		filter(x)
		peak := 0.0
		for _, v := range x {
			peak = max(peak, math.Abs(v))
		}
		threshold = max(threshold, ringFloor*peak)
		found := false
		for k := len(x) - 1; k >= 0 && !found; k-- {
			if math.Abs(x[k]) > threshold {
				last, found = k, true
			}
		}
		if !found {
			return (chunk-1)*ringChunk + last
		}
	}
	return ringMax
}

// Reach is how far (seconds) a zero-phase application of the filter looks to
// either side of a sample: the ringing of one pass. It needs the design alone.
func Reach(s SOS, fs float64) float64 { return float64(s.Ringing()) / fs }

// DefaultPad is the padding scipy's sosfiltfilt uses unless told otherwise:
// three times the filter's length, sections of first order counted as such.
func (s SOS) DefaultPad() int {
	b2, a2 := 0, 0
	for _, q := range s {
		if q.B2 == 0 {
			b2++
		}
		if q.A2 == 0 {
			a2++
		}
	}
	return 3 * (2*len(s) + 1 - min(b2, a2))
}
