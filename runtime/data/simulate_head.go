package data

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// A dipole is a patch of cortex: a place inside the unit sphere and the
// direction of its current.
type dipole struct{ place, moment [3]float64 }

// cortexRadius is the depth of sources where the scalp is at 1. Cortex lies at
// 0.87; the skull blurs its field so that it equals that of a source at about
// 0.6 of that depth in a head without a skull (Berg and Scherg 1994).
const cortexRadius = 0.55

// under is a radial dipole below a point of the scalp.
func under(scalp [3]float64) dipole {
	return dipole{place: scaled(scalp, cortexRadius), moment: scalp}
}

// underElectrodes lies below the middle of some electrodes.
func underElectrodes(names ...string) dipole {
	var sum [3]float64
	for _, n := range names {
		p, _ := Position(n)
		for i := range sum {
			sum[i] += p[i]
		}
	}
	return under(normalised(sum))
}

// moved shifts a dipole along the cortex and tilts it, by random amounts of
// standard deviation amount (radians).
func (d dipole) moved(amount float64, s *random.Stream) dipole {
	for i := range 3 {
		d.place[i] += amount * cortexRadius * s.Normal()
	}
	d.place = scaled(normalised(d.place), cortexRadius)
	for i := range 3 {
		d.moment[i] += amount * s.Normal()
	}
	d.moment = normalised(d.moment)
	return d
}

// A head is electrodes on a scalp as they sit in one session.
type head struct{ electrodes [][3]float64 }

// newHead places the electrodes of a montage and slips the whole cap by random
// angles of standard deviation slip (radians).
func newHead(channels []string, slip float64, s *random.Stream) head {
	var h head
	turn := [3]float64{slip * s.Normal(), slip * s.Normal(), slip * s.Normal()}
	for _, c := range channels {
		p, _ := Position(c)
		h.electrodes = append(h.electrodes, rotated(p, turn))
	}
	return h
}

// pattern is the potential of a unit dipole at each electrode in an infinite
// homogeneous conductor, V = m·(e-p)/|e-p|³ (Malmivuo and Plonsey 1995), scaled
// to a mean square of 1 over the montage.
func (h head) pattern(d dipole) []float64 {
	v := make([]float64, len(h.electrodes))
	square := 0.0
	for i, e := range h.electrodes {
		var away [3]float64
		dot := 0.0
		for k := range away {
			away[k] = e[k] - d.place[k]
			dot += away[k] * d.moment[k]
		}
		r := math.Sqrt(away[0]*away[0] + away[1]*away[1] + away[2]*away[2])
		v[i] = dot / (r * r * r)
		square += v[i] * v[i]
	}
	scale := 1 / math.Sqrt(square/float64(len(v)))
	for i := range v {
		v[i] *= scale
	}
	return v
}

func scaled(p [3]float64, by float64) [3]float64 {
	return [3]float64{p[0] * by, p[1] * by, p[2] * by}
}

func normalised(p [3]float64) [3]float64 {
	return scaled(p, 1/math.Sqrt(p[0]*p[0]+p[1]*p[1]+p[2]*p[2]))
}

// rotated turns a point about the three axes, one after the other.
func rotated(p [3]float64, angles [3]float64) [3]float64 {
	for axis, angle := range angles {
		i, j := (axis+1)%3, (axis+2)%3
		sin, cos := math.Sincos(angle)
		p[i], p[j] = cos*p[i]-sin*p[j], sin*p[i]+cos*p[j]
	}
	return p
}

// anywhere is a random dipole of the upper head.
func anywhere(s *random.Stream) dipole {
	scalp := [3]float64{s.Normal(), s.Normal(), math.Abs(s.Normal())}
	d := under(normalised(scalp))
	return d.moved(0.5, s)
}
