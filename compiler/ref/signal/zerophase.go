package signal

import "slices"

// ZeroPhase filters every channel of x in place, forward then backward, so
// that the phase cancels and the gain is squared. Both ends are padded by point
// reflection over min(Ringing, n-1) samples and both passes start in the step
// state of their first sample: MNE's filter_data(method="iir", phase="zero").
func ZeroPhase(x [][]float64, s SOS) error {
	n, err := samples(x)
	if err != nil || len(x) == 0 {
		return err
	}
	if n == 0 {
		return &LengthError{What: "a zero-phase filter", Need: 1}
	}
	return ZeroPhasePad(x, s, min(s.Ringing(), n-1), Odd)
}

// ZeroPhasePad is ZeroPhase with the given padding at each end (scipy's
// sosfiltfilt).
func ZeroPhasePad(x [][]float64, s SOS, pad int, how Extension) error {
	n, err := samples(x)
	if err != nil || len(x) == 0 {
		return err
	}
	if err := checkPad(n, pad, how); err != nil {
		return err
	}
	buf := make([][lanes]float64, n+2*pad)
	var rows [lanes][]float64
	for lane := range rows {
		rows[lane] = make([]float64, n+2*pad)
	}
	state := make([]laneState, len(s))
	step := s.StepState()
	for c := 0; c < len(x); c += lanes {
		group := x[c:min(c+lanes, len(x))]
		for lane, ch := range group {
			extendInto(rows[lane], ch, pad, pad, how)
		}
		interleave(buf, rows[:len(group)])
		for range 2 {
			settle(state, step, buf[0])
			s.run(buf, state)
			slices.Reverse(buf)
		}
		deinterleave(group, buf[pad:pad+n])
	}
	return nil
}
