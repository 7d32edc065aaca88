package kernel

import "math"

// AdamStep holds the coefficients of one update by Adam (Kingma and Ba 2015) or
// AdamW (Loshchilov and Hutter 2019) at step t, counted from 1.
type AdamStep struct {
	Beta1, Beta2 float64 // decays of the two moments
	Rate         float64 // learning rate divided by 1-Beta1^t
	Root         float64 // 1/sqrt(1-Beta2^t)
	Eps          float64 // added to the root of the second moment
	L2           float64 // times the weight, added to the gradient; 0 for AdamW
	Decay        float64 // learning rate times decoupled weight decay; 0 for Adam
}

// Adam updates the weights w and the moments m and v, all as long as w, by the
// gradients g:
//
//	g' = g + L2*w
//	m = Beta1*m + (1-Beta1)*g'
//	v = Beta2*v + (1-Beta2)*g'^2
//	w = (1-Decay)*w - Rate*m/(sqrt(v)*Root + Eps)
func (s *Set) Adam(w, g, m, v []float32, p AdamStep) {
	g, m, v = g[:len(w)], m[:len(w)], v[:len(w)]
	c := p.coefficients()
	if s.avx2 {
		adamAVX2(w, g, m, v, &c)
		return
	}
	for i, x := range w {
		d := g[i] + c[7]*x
		mi := c[0]*m[i] + c[1]*d
		vi := c[2]*v[i] + c[3]*(d*d)
		m[i], v[i] = mi, vi
		w[i] = c[8]*x - c[4]*(mi/(float32(math.Sqrt(float64(vi)))*c[5]+c[6]))
	}
}

// coefficients are rounded once; one minus a decay keeps its digits.
func (p AdamStep) coefficients() [9]float32 {
	return [9]float32{
		float32(p.Beta1), float32(1 - p.Beta1), float32(p.Beta2), float32(1 - p.Beta2),
		float32(p.Rate), float32(p.Root), float32(p.Eps), float32(p.L2), float32(1 - p.Decay),
	}
}
