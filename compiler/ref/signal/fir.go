package signal

import (
	"fmt"
	"math"
	"slices"
)

// FIROptions refine the design of an FIR filter; zero values mean MNE's
// automatic choice.
type FIROptions struct {
	Window  string  // hamming (the default), hann or blackman
	LowerHz float64 // transition width at the lower edge
	UpperHz float64 // transition width at the upper edge
	Taps    int     // length, made odd
}

// lengthFactor is how many periods of the transition width a filter with this
// window needs.
func (o FIROptions) lengthFactor() (window string, factor float64, err error) {
	switch o.Window {
	case "", "hamming":
		return "hamming", 3.3, nil
	case "hann":
		return "hann", 3.1, nil
	case "blackman":
		return "blackman", 5.0, nil
	}
	return "", 0, fmt.Errorf("an FIR filter's window is hamming, hann or blackman, not %q", o.Window)
}

// A corner is a frequency where the wanted gain, 0 or 1, is prescribed.
type corner struct{ hz, gain float64 }

// FIR designs a linear-phase filter of odd length as MNE's firwin design: every
// edge is a windowed sinc of its own length, which follows the width of the
// edge's transition. The transitions lie outside a pass band and inside a stop
// band; unless given they are min(max(f/4, 2 Hz), room left).
func FIR(band Band, fs float64, o FIROptions) ([]float64, error) {
	if err := band.check(fs); err != nil {
		return nil, err
	}
	lower := transition(o.LowerHz, band.Low, band.Low)
	upper := transition(o.UpperHz, band.High, fs/2-band.High)
	var corners []corner
	switch band.Kind {
	case LowPass:
		corners = []corner{{band.High, 1}, {band.High + upper, 0}}
	case HighPass:
		corners = []corner{{band.Low - lower, 0}, {band.Low, 1}}
	case BandPass:
		corners = []corner{{band.Low - lower, 0}, {band.Low, 1}, {band.High, 1}, {band.High + upper, 0}}
	case BandStop:
		corners = []corner{{band.Low, 1}, {band.Low + lower, 0}, {band.High - upper, 0}, {band.High, 1}}
	}
	return firFromCorners(corners, fs, o)
}

// NotchFIR designs one filter that stops all the lines (MNE's
// notch_filter(method="fir")).
func NotchFIR(lines []LineNoise, fs float64, o FIROptions) ([]float64, error) {
	byFrequency := func(a, b LineNoise) int { return sign(a.Hz - b.Hz) }
	var corners []corner
	for _, l := range slices.SortedStableFunc(slices.Values(lines), byFrequency) {
		if err := l.Band().check(fs); err != nil {
			return nil, err
		}
		stop, pass := l.ends()
		corners = append(corners, corner{l.Hz - pass, 1}, corner{l.Hz - stop, 0}, corner{l.Hz + stop, 0}, corner{l.Hz + pass, 1})
	}
	if len(corners) == 0 {
		return nil, fmt.Errorf("a notch needs at least one frequency")
	}
	return firFromCorners(corners, fs, o)
}

func transition(given, edge, room float64) float64 {
	if given > 0 {
		return given
	}
	return min(max(0.25*edge, 2), room)
}

func firFromCorners(corners []corner, fs float64, o FIROptions) ([]float64, error) {
	window, factor, err := o.lengthFactor()
	if err != nil {
		return nil, err
	}
	narrowest, at := math.Inf(1), 0
	for i := 1; i < len(corners); i++ {
		width := corners[i].hz - corners[i-1].hz
		if width < 0 {
			return nil, fmt.Errorf("the transitions of the filter overlap between %g Hz and %g Hz", corners[i].hz, corners[i-1].hz)
		}
		if corners[i].gain != corners[i-1].gain && width < narrowest {
			narrowest, at = width, i
		}
	}
	taps := o.Taps
	if taps == 0 {
		taps = max(int(math.Ceil(factor/narrowest*fs)), 1)
	}
	taps += 1 - taps%2
	if need := edgeTaps(corners[at-1], corners[at], fs, factor); need > taps {
		return nil, fmt.Errorf("a filter of %d taps cannot have the transition from %g Hz to %g Hz; that takes %d",
			taps, corners[at-1].hz, corners[at].hz, need)
	}
	if corners[0].hz < 0 || corners[len(corners)-1].hz > fs/2 {
		return nil, fmt.Errorf("a transition of the filter leaves the range from 0 to %g Hz, half the sampling rate", fs/2)
	}
	return sumOfEdges(corners, fs, window, factor, taps)
}

// sumOfEdges builds the response from the highest frequency down: it begins
// with the gain there and adds or subtracts a low-pass at every edge.
func sumOfEdges(corners []corner, fs float64, window string, factor float64, taps int) ([]float64, error) {
	h := make([]float64, taps)
	h[taps/2] = corners[len(corners)-1].gain
	for i := len(corners) - 1; i > 0; i-- {
		hi, lo := corners[i], corners[i-1]
		if hi.gain == lo.gain {
			continue
		}
		top, bottom := hi.hz/(fs/2), lo.hz/(fs/2)
		n := edgeTaps(lo, hi, fs, factor)
		taper, err := Taper(window, n, false)
		if err != nil {
			return nil, err
		}
		edge, err := WindowedSinc([]float64{(top + bottom) / 2}, 2, true, taper)
		if err != nil {
			return nil, err
		}
		offset := (taps - n) / 2
		for k, v := range edge {
			h[offset+k] += (lo.gain - hi.gain) * v
		}
	}
	return h, nil
}

// edgeTaps is the odd number of taps that the transition between two corners
// takes.
func edgeTaps(lo, hi corner, fs, factor float64) int {
	n := int(math.RoundToEven(factor / ((hi.hz/(fs/2) - lo.hz/(fs/2)) / 2)))
	return n + 1 - n%2
}
