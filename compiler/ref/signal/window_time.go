package signal

import (
	"fmt"
	"math"
)

// Sample is the sample nearest to the time t (seconds), half to even.
func Sample(t, fs float64) int { return int(math.RoundToEven(t * fs)) }

// A Window is the run of samples around an event from First to Last, both
// belonging to it; the event's sample is 0.
type Window struct{ First, Last int }

// Closed is the window from tmin to tmax (seconds) with both ends kept, as MNE
// cuts epochs: 0 to 3 s at 128 Hz has 385 samples.
func Closed(tmin, tmax, fs float64) (Window, error) {
	return window(tmin, tmax, fs, 0)
}

// HalfOpen is the window from tmin to tmax (seconds) without the sample at
// tmax: 0 to 3 s at 128 Hz has 384 samples.
func HalfOpen(tmin, tmax, fs float64) (Window, error) {
	return window(tmin, tmax, fs, 1)
}

func window(tmin, tmax, fs float64, less int) (Window, error) {
	if !(fs > 0) || math.IsInf(fs, 1) {
		return Window{}, &RateError{fs}
	}
	// Beyond this sample numbers are no longer exact.
	const farthest = 1 << 52
	w := Window{First: Sample(tmin, fs), Last: Sample(tmax, fs) - less}
	if !(tmin <= tmax) || !(math.Abs(tmin*fs) < farthest) || !(math.Abs(tmax*fs) < farthest) || w.Len() < 1 {
		return Window{}, fmt.Errorf("the window from %g s to %g s holds no sample at %g Hz", tmin, tmax, fs)
	}
	return w, nil
}

// Len is the number of samples.
func (w Window) Len() int { return w.Last - w.First + 1 }

// Times are the times of the samples relative to the event.
func (w Window) Times(fs float64) []float64 {
	t := make([]float64, w.Len())
	for i := range t {
		t[i] = float64(w.First+i) / fs
	}
	return t
}

// Decimated gives the indices that remain when every step-th sample is kept
// and the event's own sample, or where it would be, lies on the grid.
func (w Window) Decimated(step int) []int {
	step = max(step, 1)
	start := (-w.First%step + step) % step
	var keep []int
	for i := start; i < w.Len(); i += step {
		keep = append(keep, i)
	}
	return keep
}

// Crop is the part of n samples from tmin to tmax (seconds): the index of the
// first sample and the number of them. The sample at tmax belongs to it when
// closed.
func Crop(n int, tmin, tmax, fs float64, closed bool) (start, count int) {
	start, stop := max(Sample(tmin, fs), 0), Sample(tmax, fs)
	if closed {
		stop++
	}
	return start, max(min(stop, n)-start, 0)
}

// Sliding lists the first samples of all complete windows of length samples
// that begin step samples apart.
func Sliding(n, length, step int) ([]int, error) {
	if length < 1 || step < 1 {
		return nil, fmt.Errorf("windows of %d samples every %d samples are not possible; both must be 1 or more", length, step)
	}
	var starts []int
	for s := 0; s+length <= n; s += step {
		starts = append(starts, s)
	}
	return starts, nil
}

// FixedLength cuts n samples into windows of a duration that overlap (both in
// seconds), as MNE's make_fixed_length_epochs: the first samples and the
// length. The step is not rounded, each start is cut to a whole sample.
func FixedLength(n int, fs, duration, overlap float64) (starts []int, length int, err error) {
	if !(fs > 0) || math.IsInf(fs, 1) {
		return nil, 0, &RateError{fs}
	}
	step := fs * (duration - overlap)
	length = Sample(duration-1/fs, fs) + 1
	if !(step > 0.5) || !(overlap >= 0) || length < 1 || math.IsInf(step, 1) {
		return nil, 0, fmt.Errorf("windows of %g s that overlap by %g s do not advance by a sample at %g Hz", duration, overlap, fs)
	}
	end := float64(n - Sample(duration, fs) + 1)
	for k := range int(math.Ceil(max(end, 0) / step)) {
		starts = append(starts, int(float64(k)*step))
	}
	return starts, length, nil
}
