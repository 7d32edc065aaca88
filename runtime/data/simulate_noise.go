package data

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// A noise is white: mean 0, variance 1, independent. Its values are uniform
// 16-bit numbers, eight from each draw; the filters and mixtures that follow
// make them normal, and exact normals would take most of a simulation's time.
type noise struct {
	stream *random.Stream
	block  uint64
	values [8]float64
	left   int
}

func newNoise(stream *random.Stream) *noise { return &noise{stream: stream} }

func (n *noise) next() float64 {
	if n.left == 0 {
		n.refill()
	}
	n.left--
	return n.values[n.left]
}

func (n *noise) refill() {
	const mean = (1<<16 - 1) / 2.0
	scale := math.Sqrt(12.0 / (1<<32 - 1)) // of 65536 whole numbers
	for i, w := range n.stream.Block(n.block) {
		n.values[2*i] = (float64(w&0xffff) - mean) * scale
		n.values[2*i+1] = (float64(w>>16) - mean) * scale
	}
	n.block++
	n.left = len(n.values)
}

// A pink source has a spectrum that falls as 1/f between the slowest and the
// fastest of its leaky integrators, whose time constants lie a factor of eight
// apart.
type pink struct {
	white *noise
	decay [pinkPoles]float64
	gain  [pinkPoles]float64
	state [pinkPoles]float64
}

const pinkPoles = 4

// pinkShape gives the poles and gains that make a pink source of variance 1 at
// a rate.
func pinkShape(rate float64) (decay, gain [pinkPoles]float64) {
	for k := range decay {
		corner := 0.3 * math.Pow(8, float64(k)) // Hz
		decay[k] = math.Exp(-2 * math.Pi * min(corner, rate/2) / rate)
		// Equal variance per octave makes 1/f.
		gain[k] = math.Sqrt(1 - decay[k]*decay[k])
	}
	// All integrators hear the same noise, so their covariances count too.
	variance := 0.0
	for i := range decay {
		for j := range decay {
			variance += gain[i] * gain[j] / (1 - decay[i]*decay[j])
		}
	}
	for k := range gain {
		gain[k] /= math.Sqrt(variance)
	}
	return decay, gain
}

func newPink(rate float64, stream *random.Stream) *pink {
	p := &pink{white: newNoise(stream)}
	p.decay, p.gain = pinkShape(rate)
	for range int(rate) { // let the slow integrators fill
		p.next()
	}
	return p
}

func (p *pink) next() float64 {
	w, sum := p.white.next(), 0.0
	for k := range p.state {
		p.state[k] = p.decay[k]*p.state[k] + p.gain[k]*w
		sum += p.state[k]
	}
	return sum
}

// pinkShare is the part of a pink source's variance between two frequencies.
func pinkShare(rate, from, to float64) float64 {
	decay, gain := pinkShape(rate)
	const steps = 2048
	inside, all := 0.0, 0.0
	for i := range steps {
		f := (float64(i) + 0.5) / steps * rate / 2
		re, im := 0.0, 0.0
		sin, cos := math.Sincos(2 * math.Pi * f / rate)
		for k := range decay {
			// gain / (1 - decay·e^-iw)
			a, b := 1-decay[k]*cos, decay[k]*sin
			re += gain[k] * a / (a*a + b*b)
			im -= gain[k] * b / (a*a + b*b)
		}
		power := re*re + im*im
		all += power
		if f >= from && f <= to {
			inside += power
		}
	}
	return inside / all
}

// A rhythm is noise through a resonance: a narrow band of variance 1 whose
// amplitude waxes and wanes as that of brain rhythms does.
type rhythm struct {
	white           *noise
	a, b, gain      float64
	before, before2 float64
}

// newRhythm resonates at a frequency with a half-power width, both in Hz.
func newRhythm(rate, frequency, width float64, stream *random.Stream) *rhythm {
	radius := math.Exp(-math.Pi * width / rate)
	angle := 2 * math.Pi * frequency / rate
	r2 := radius * radius
	// Variance of a second-order autoregression (Box and Jenkins 1976).
	variance := (1 + r2) / ((1 - r2) * (1 + r2*r2 - 2*r2*math.Cos(2*angle)))
	r := &rhythm{white: newNoise(stream), a: 2 * radius * math.Cos(angle), b: -r2, gain: 1 / math.Sqrt(variance)}
	for range int(rate) {
		r.next()
	}
	return r
}

func (r *rhythm) next() float64 {
	v := r.a*r.before + r.b*r.before2 + r.gain*r.white.next()
	r.before, r.before2 = v, r.before
	return v
}
