package signal

import (
	"fmt"
	"math"
)

// A Drop says why an event gave no epoch; Kept is none.
type Drop int

const (
	Kept       Drop = iota
	BeforeData      // begins before the first sample
	AfterData       // ends after the last sample
	Annotated       // overlaps a span marked bad
	Amplitude       // peak to peak above the limit, or flat
)

func (d Drop) String() string {
	switch d {
	case Kept:
		return "kept"
	case BeforeData:
		return "begins before the recording"
	case AfterData:
		return "ends after the recording"
	case Annotated:
		return "overlaps a bad span"
	case Amplitude:
		return "amplitude out of bounds"
	}
	return fmt.Sprintf("Drop(%d)", int(d))
}

// A Span is a stretch of a recording in seconds from its first sample.
type Span struct{ Onset, Duration float64 }

// Overlaps reports whether the samples start to stop-1 share time with s.
func (s Span) Overlaps(start, stop int, fs float64) bool {
	return s.Onset < float64(stop)/fs && s.Onset+s.Duration > float64(start)/fs
}

// Fits reports whether the window around the sample at lies within n samples.
func (w Window) Fits(at, n int) Drop {
	switch {
	case at+w.First < 0:
		return BeforeData
	case at+w.Last >= n:
		return AfterData
	}
	return Kept
}

// Cut copies the window around the sample at out of every channel. It must fit.
func (w Window) Cut(x [][]float64, at int) [][]float64 {
	out := make([][]float64, len(x))
	for c, ch := range x {
		out[c] = append([]float64(nil), ch[at+w.First:at+w.Last+1]...)
	}
	return out
}

// PeakToPeak is the largest value of one channel minus its smallest.
func PeakToPeak(x []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	return hi - lo
}

// Limits bound the peak-to-peak amplitude of every channel of an epoch. A value
// equal to a limit is kept; 0 means no limit.
type Limits struct{ Most, Least float64 }

// Exceeded reports whether any channel breaks the limits, and which first. A
// NaN breaks every limit.
func (l Limits) Exceeded(x [][]float64) (channel int, broken bool) {
	for c, ch := range x {
		p := PeakToPeak(ch)
		if l.Most > 0 && !(p <= l.Most) || l.Least > 0 && !(p >= l.Least) {
			return c, true
		}
	}
	return 0, false
}

// An Epoching says how epochs are made, in the order of its fields: cut,
// detrend, correct the baseline, decimate, reject.
type Epoching struct {
	Rate     float64 // Hz
	Window   Window
	Bad      []Span    // an epoch that overlaps one is dropped
	Detrend  *Trend    // nil: no
	Baseline *Interval // nil: no
	Decimate int       // keep every n-th sample; 0 and 1 keep all
	Limits   Limits
	// RejectOver is where the limits count; nil: everywhere. As in MNE the last
	// sample of a finite upper end is left out.
	RejectOver *Interval
}

// Epochs is what Epoching made of events: one Drop for each, and for those kept
// the index of the event and its epoch, channel × sample.
type Epochs struct {
	Times []float64
	Drops []Drop
	Kept  []int
	Data  [][][]float64
}

// Cut makes epochs of a recording around events given by their samples.
func (e Epoching) Cut(x [][]float64, events []int) (*Epochs, error) {
	n, err := samples(x)
	if err != nil {
		return nil, err
	}
	if !(e.Rate > 0) || math.IsInf(e.Rate, 1) {
		return nil, &RateError{e.Rate}
	}
	if e.Window.Len() < 1 {
		return nil, fmt.Errorf("the window from sample %d to %d is empty", e.Window.First, e.Window.Last)
	}
	keep := e.Window.Decimated(e.Decimate)
	if len(keep) == 0 {
		return nil, fmt.Errorf("no sample of the epoch is left when every %d-th is kept", e.Decimate)
	}
	times := e.Window.Times(e.Rate)
	out := &Epochs{Times: pick(times, keep), Drops: make([]Drop, len(events))}
	from, to, err := e.rejectRange(out.Times)
	if err != nil {
		return nil, err
	}
	for i, at := range events {
		drop := e.place(at, n)
		if drop == Kept {
			epoch := e.Window.Cut(x, at)
			if err := e.prepare(epoch, times, out.Times); err != nil {
				return nil, err
			}
			tested := make([][]float64, len(epoch))
			for c := range epoch {
				epoch[c] = pick(epoch[c], keep)
				tested[c] = epoch[c][from:to]
			}
			if _, broken := e.Limits.Exceeded(tested); broken {
				drop = Amplitude
			} else {
				out.Kept, out.Data = append(out.Kept, i), append(out.Data, epoch)
			}
		}
		out.Drops[i] = drop
	}
	return out, nil
}

// place says whether an epoch lies within the recording and outside bad spans.
func (e Epoching) place(at, n int) Drop {
	drop := e.Window.Fits(at, n)
	if drop == BeforeData {
		return drop
	}
	for _, span := range e.Bad {
		if span.Overlaps(at+e.Window.First, at+e.Window.Last+1, e.Rate) {
			return Annotated
		}
	}
	return drop
}

// prepare detrends one epoch and corrects its baseline. An open end of the
// baseline is the first or last time that decimation leaves.
func (e Epoching) prepare(epoch [][]float64, times, left []float64) error {
	if e.Detrend != nil {
		for _, ch := range epoch {
			Detrend(ch, *e.Detrend)
		}
	}
	if e.Baseline == nil {
		return nil
	}
	first, last, err := Interval{
		Min: max(e.Baseline.Min, left[0]), Max: min(e.Baseline.Max, left[len(left)-1]),
	}.Within(times)
	if err != nil {
		return err
	}
	return Baseline(epoch, first, last, BaselineMean)
}

func (e Epoching) rejectRange(times []float64) (from, to int, err error) {
	if e.RejectOver == nil {
		return 0, len(times), nil
	}
	from, last, err := e.RejectOver.Within(times)
	if err != nil || math.IsInf(e.RejectOver.Max, 1) {
		return from, last + 1, err
	}
	return from, last, nil
}

func pick(x []float64, keep []int) []float64 {
	out := make([]float64, len(keep))
	for i, k := range keep {
		out[i] = x[k]
	}
	return out
}
