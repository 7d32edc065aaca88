package signal

import (
	"fmt"
	"math"
)

// A Kind says which side of its edges a filter passes.
type Kind int

const (
	LowPass Kind = iota
	HighPass
	BandPass
	BandStop
)

func (k Kind) String() string {
	switch k {
	case LowPass:
		return "lowpass"
	case HighPass:
		return "highpass"
	case BandPass:
		return "bandpass"
	case BandStop:
		return "bandstop"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// A Band is what a filter passes or stops. A low-pass has only High, a
// high-pass only Low; both others have Low < High. Hz.
type Band struct {
	Kind      Kind
	Low, High float64
}

// Pass is the band a filter with these edges lets through, as MNE's
// filter_data reads them: 0 means no edge, and low above high means a
// band-stop between the two.
func Pass(low, high float64) (Band, error) {
	switch {
	case low == 0 && high == 0 || low == high:
		return Band{}, &BandError{low, high}
	case low == 0:
		return Band{Kind: LowPass, High: high}, nil
	case high == 0:
		return Band{Kind: HighPass, Low: low}, nil
	case low > high:
		return Band{Kind: BandStop, Low: high, High: low}, nil
	}
	return Band{Kind: BandPass, Low: low, High: high}, nil
}

// check verifies that every edge of the band can exist at the rate fs.
func (b Band) check(fs float64) error {
	if !(fs > 0) || math.IsInf(fs, 1) {
		return &RateError{fs}
	}
	for _, edge := range b.edges() {
		if !(edge > 0 && edge < fs/2) {
			return &EdgeError{Edge: edge, Rate: fs}
		}
	}
	if e := b.edges(); len(e) == 2 && e[0] >= e[1] {
		return &BandError{b.Low, b.High}
	}
	return nil
}

// edges lists the edges that count for this kind, ascending when valid.
func (b Band) edges() []float64 {
	switch b.Kind {
	case LowPass:
		return []float64{b.High}
	case HighPass:
		return []float64{b.Low}
	}
	return []float64{b.Low, b.High}
}
