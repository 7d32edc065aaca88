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

// notchTransition is the transition width (Hz) MNE gives a notch, half of it on
// each side.
const notchTransition = 1.0

// NotchWidth is the width (Hz) MNE gives a notch at f unless told otherwise.
func NotchWidth(f float64) float64 { return f / 200 }

// NotchBand is the band-stop for a notch at f of the given width (Hz), its
// transitions included.
func NotchBand(f, width float64) Band {
	half := width/2 + notchTransition/2
	return Band{Kind: BandStop, Low: f - half, High: f + half}
}

// NotchZeroPhase removes line noise at every frequency in turn, each by a
// Butterworth band-stop of prototype order 4 forward and backward (MNE's
// notch_filter(method="iir")). In place.
func NotchZeroPhase(x [][]float64, freqs []float64, fs float64) error {
	for _, f := range freqs {
		s, err := Butterworth(4, NotchBand(f, NotchWidth(f)), fs)
		if err != nil {
			return err
		}
		if err := ZeroPhase(x, s); err != nil {
			return err
		}
	}
	return nil
}
