package signal

import "fmt"

// A RateError is a sampling rate that is not a positive finite number.
type RateError struct{ Rate float64 }

func (e *RateError) Error() string {
	return fmt.Sprintf("the sampling rate must be a positive number of Hz, not %g", e.Rate)
}

// An EdgeError is a frequency that does not lie strictly between 0 and half
// the sampling rate.
type EdgeError struct{ Edge, Rate float64 }

func (e *EdgeError) Error() string {
	return fmt.Sprintf("the frequency %g Hz is not between 0 and %g Hz, half the sampling rate of %g Hz",
		e.Edge, e.Rate/2, e.Rate)
}

// A BandError is a pair of edges that leave no band.
type BandError struct{ Low, High float64 }

func (e *BandError) Error() string {
	return fmt.Sprintf("the edges %g Hz and %g Hz leave no band", e.Low, e.High)
}

// An OrderError is a filter order that cannot be designed.
type OrderError struct{ Order int }

func (e *OrderError) Error() string {
	return fmt.Sprintf("a filter order of %d is not possible; it must be 1 or more", e.Order)
}

// A LengthError is a signal shorter than an operation needs.
type LengthError struct {
	What       string
	Have, Need int
}

func (e *LengthError) Error() string {
	return fmt.Sprintf("%s needs at least %s; the signal has %d", e.What, counted(e.Need, "sample"), e.Have)
}

// A ShapeError is a channel whose length differs from the first channel's.
type ShapeError struct{ Channel, Have, Want int }

func (e *ShapeError) Error() string {
	return fmt.Sprintf("channel %d has %d samples where channel 0 has %d", e.Channel, e.Have, e.Want)
}

// A ChannelsError is a signal with another number of channels than expected.
type ChannelsError struct{ Have, Want int }

func (e *ChannelsError) Error() string {
	return fmt.Sprintf("the signal has %s where %d are expected", counted(e.Have, "channel"), e.Want)
}

// A SegmentError is a segment that is empty or not within the signal.
type SegmentError struct {
	Segment Segment
	Samples int
}

func (e *SegmentError) Error() string {
	return fmt.Sprintf("samples %d to %d are not a part of the %d samples of the signal",
		e.Segment.Start, e.Segment.Stop, e.Samples)
}

// An UnstableError is a design whose poles, in double precision, do not lie
// inside the unit circle: the band is too narrow, or too near 0 Hz, for the
// order and the rate.
type UnstableError struct {
	Order int
	Band  Band
	Rate  float64
}

func (e *UnstableError) Error() string {
	return fmt.Sprintf("a %s of order %d with edges %v Hz is not stable at %g Hz; lower the order or the sampling rate",
		e.Band.Kind, e.Order, e.Band.edges(), e.Rate)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// samples is the common length of the channels of x.
func samples(x [][]float64) (int, error) {
	if len(x) == 0 {
		return 0, nil
	}
	n := len(x[0])
	for c, row := range x {
		if len(row) != n {
			return 0, &ShapeError{Channel: c, Have: len(row), Want: n}
		}
	}
	return n, nil
}
