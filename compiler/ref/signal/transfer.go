package signal

import "slices"

// A Transfer is a filter by its polynomials in 1/z: numerator B, denominator A
// with A[0] = 1.
type Transfer struct{ B, A []float64 }

// sized gives both polynomials the same length.
func (t Transfer) sized() (b, a []float64) {
	n := max(len(t.A), len(t.B))
	b, a = make([]float64, n), make([]float64, n)
	copy(b, t.B)
	copy(a, t.A)
	return b, a
}

// Filter runs one causal pass over x in place from the given state, which has
// one value fewer than the longer polynomial and is updated; nil starts at
// rest.
func (t Transfer) Filter(x, state []float64) {
	b, a := t.sized()
	if state == nil {
		state = make([]float64, len(b)-1)
	}
	last := len(state) - 1
	for i, v := range x {
		y := b[0] * v
		if last >= 0 {
			y += state[0]
			for k := range last {
				state[k] = b[k+1]*v + state[k+1] - a[k+1]*y
			}
			state[last] = b[last+1]*v - a[last+1]*y
		}
		x[i] = y
	}
}

// StepState is the state after an endless input of 1 (scipy's lfilter_zi).
func (t Transfer) StepState() []float64 {
	b, a := t.sized()
	zi := make([]float64, len(b)-1)
	if len(zi) == 0 {
		return zi
	}
	num, den := 0.0, 1.0
	for k := 1; k < len(b); k++ {
		num += b[k] - a[k]*b[0]
		den += a[k]
	}
	zi[0] = num / den
	as, cs := 1.0, 0.0
	for k := 1; k < len(zi); k++ {
		as += a[k]
		cs += b[k] - a[k]*b[0]
		zi[k] = as*zi[0] - cs
	}
	return zi
}

// Ringing is as for sections.
func (t Transfer) Ringing() int {
	b, _ := t.sized()
	state := make([]float64, len(b)-1)
	return ringing(func(x []float64) { t.Filter(x, state) })
}

// DefaultPad is the padding scipy's filtfilt uses unless told otherwise.
func (t Transfer) DefaultPad() int { return 3 * max(len(t.A), len(t.B)) }

// ZeroPhase filters one channel forward and backward (scipy's filtfilt) with
// pad samples added at each end. The channel is changed in place.
func (t Transfer) ZeroPhase(x []float64, pad int, how Extension) error {
	if err := checkPad(len(x), pad, how); err != nil {
		return err
	}
	ext := extend(x, pad, pad, how)
	step := t.StepState()
	state := make([]float64, len(step))
	for range 2 {
		for i, z := range step {
			state[i] = z * ext[0]
		}
		t.Filter(ext, state)
		slices.Reverse(ext)
	}
	copy(x, ext[pad:])
	return nil
}
