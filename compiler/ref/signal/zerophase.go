package signal

import "github.com/eegp-lang/eegp/compiler/ref/lane"

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
	if n == 0 {
		return nil
	}
	f := zeroPhase{cascade: s.cascade(), step: s.StepState(), how: how}
	for i := range f.before {
		f.before[i], f.after[i] = make([]float64, pad), make([]float64, pad)
	}
	for c := 0; c < len(x); c += lane.Lanes {
		f.filter(laneRows(x[c:min(c+lane.Lanes, len(x))]))
	}
	return nil
}

// A zeroPhase filters four channels at a time. The samples beyond both ends have
// places of their own, so that the signal itself is never copied.
type zeroPhase struct {
	cascade       *lane.Cascade
	step          [][2]float64
	how           Extension
	before, after [lane.Lanes][]float64
}

func (f *zeroPhase) filter(rows [lane.Lanes][]float64) {
	pad := len(f.before[0])
	var first, last lane.Quad
	for i, x := range rows {
		extendEnds(f.before[i], f.after[i], x, f.how)
		first[i] = x[0]
		if pad > 0 {
			first[i] = f.before[i][0]
		}
	}
	settle(f.cascade.State, f.step, first)
	f.cascade.Forward(&f.before)
	f.cascade.Forward(&rows)
	f.cascade.Forward(&f.after)
	for i, x := range rows {
		last[i] = x[len(x)-1]
		if pad > 0 {
			last[i] = f.after[i][pad-1]
		}
	}
	settle(f.cascade.State, f.step, last)
	f.cascade.Backward(&f.after)
	f.cascade.Backward(&rows)
}
