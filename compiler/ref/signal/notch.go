package signal

import "math"

// Notch is the second-order filter with a zero at f (Hz) and the -3 dB width
// f/q (scipy's iirnotch; Orfanidis, Introduction to Signal Processing, 1996).
func Notch(f, q, fs float64) (Section, error) {
	w, beta, err := resonance(f, q, fs)
	if err != nil {
		return Section{}, err
	}
	gain := 1 / (1 + beta)
	c := math.Cos(w)
	return Section{B0: gain, B1: -2 * gain * c, B2: gain, A1: -2 * gain * c, A2: 2*gain - 1}, nil
}

// Peak is the second-order filter that passes f (Hz) with the -3 dB width f/q
// (scipy's iirpeak).
func Peak(f, q, fs float64) (Section, error) {
	w, beta, err := resonance(f, q, fs)
	if err != nil {
		return Section{}, err
	}
	gain := 1 / (1 + beta)
	return Section{B0: 1 - gain, B2: gain - 1, A1: -2 * gain * math.Cos(w), A2: 2*gain - 1}, nil
}

func resonance(f, q, fs float64) (w, beta float64, err error) {
	if err := (Band{Kind: LowPass, High: f}).check(fs); err != nil {
		return 0, 0, err
	}
	if !(q > 0) {
		return 0, 0, &BandError{Low: f, High: f + f/q}
	}
	w = 2 * math.Pi * f / fs
	return w, math.Tan(w / q / 2), nil
}

// Transfer is the section as polynomials.
func (q Section) Transfer() Transfer {
	return Transfer{B: []float64{q.B0, q.B1, q.B2}, A: []float64{1, q.A1, q.A2}}
}

// LineNoise is a frequency (Hz) to remove. A zero width or transition means
// MNE's: a two-hundredth of the frequency, and 1 Hz, half of it on each side.
type LineNoise struct{ Hz, Width, Transition float64 }

// Lines lists frequencies with the widths of MNE.
func Lines(hz ...float64) []LineNoise {
	out := make([]LineNoise, len(hz))
	for i, f := range hz {
		out[i] = LineNoise{Hz: f}
	}
	return out
}

// ends are the half widths of the stop band, without and with its transition.
func (l LineNoise) ends() (stop, pass float64) {
	width, transition := l.Width, l.Transition
	if width == 0 {
		width = l.Hz / 200
	}
	if transition == 0 {
		transition = 1
	}
	return width / 2, width/2 + transition/2
}

// Band is the band-stop that removes the line, its transitions included.
func (l LineNoise) Band() Band {
	_, pass := l.ends()
	return Band{Kind: BandStop, Low: l.Hz - pass, High: l.Hz + pass}
}

// NotchZeroPhase removes lines in turn, each by a Butterworth band-stop of
// prototype order 4 forward and backward (MNE's notch_filter(method="iir")). In
// place; nothing is changed when a line cannot be removed.
func NotchZeroPhase(x [][]float64, lines []LineNoise, fs float64) error {
	filters := make([]SOS, len(lines))
	for i, l := range lines {
		s, err := Butterworth(4, l.Band(), fs)
		if err != nil {
			return err
		}
		filters[i] = s
	}
	for _, s := range filters {
		if err := ZeroPhase(x, s); err != nil {
			return err
		}
	}
	return nil
}
