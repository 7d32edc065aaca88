package signal

import "math"

// An Event is a sample with the value before it and the value from it on.
type Event struct{ Sample, Before, Value int }

// AnnotationSample is the sample of an annotation whose onset (seconds) counts
// from the recording's first sample, number first. The rounding, half to even,
// acts on the absolute position.
func AnnotationSample(onset float64, first int, fs float64) int {
	return int(math.RoundToEven(annotationPosition(onset, first, fs)))
}

// AnnotationSampleTruncated is AnnotationSample without rounding up.
func AnnotationSampleTruncated(onset float64, first int, fs float64) int {
	return int(annotationPosition(onset, first, fs))
}

func annotationPosition(onset float64, first int, fs float64) float64 {
	return (onset + float64(first)/fs) * fs
}

// Steps lists every change of a trigger channel, and a fall to zero after the
// last sample when it ends above zero. Values stay for more than shortest
// samples: a shorter step is joined to the next one.
func Steps(stim []float64, first, shortest int) []Event {
	var steps []Event
	for i := 1; i < len(stim); i++ {
		if stim[i] != stim[i-1] {
			steps = append(steps, Event{first + i, int(stim[i-1]), int(stim[i])})
		}
	}
	if n := len(steps); n > 0 && steps[n-1].Value != 0 {
		steps = append(steps, Event{first + len(stim), steps[n-1].Value, 0})
	}
	if shortest <= 0 {
		return steps
	}
	var joined []Event
	for i, s := range steps {
		if i > 0 && s.Sample-steps[i-1].Sample <= shortest {
			s.Before = steps[i-1].Before
		}
		ends := i+1 < len(steps) && steps[i+1].Sample-s.Sample <= shortest
		if !ends && s.Before != s.Value {
			joined = append(joined, s)
		}
	}
	return joined
}

// A Consecutive rule says when a change between two values that are not zero
// is a new event.
type Consecutive int

const (
	Increasing   Consecutive = iota // only a rise is
	AnyChange                       // every change is
	OnlyFromRest                    // none is
)

// An EventPart is which end of an event is reported.
type EventPart int

const (
	Onsets EventPart = iota
	Offsets
	StepEvents
)

// A Trigger says how events are read from a trigger channel.
type Trigger struct {
	First       int     // number of the first sample
	Rate        float64 // Hz
	MinDuration float64 // seconds a value must last
	Consecutive Consecutive
	Initial     bool // a value at the first sample is an event
	Mask        int  // bits to ignore
	Part        EventPart
}

// Find lists the events of a trigger channel (MNE's find_events).
func (g Trigger) Find(stim []float64) []Event {
	shortest := 0
	if g.MinDuration > 0 {
		// A value must last longer than this many samples.
		shortest = int(math.Ceil(g.MinDuration*g.Rate)) - 1
	}
	steps := Steps(stim, g.First, shortest)
	if g.Initial && len(stim) > 0 && stim[0] != 0 {
		steps = append([]Event{{g.First, 0, int(stim[0])}}, steps...)
	}
	if g.Mask != 0 {
		steps = g.masked(steps)
	}
	onsets, offsets := g.classify(steps)
	if len(onsets) == 0 || len(offsets) == 0 {
		return nil
	}
	// An end without a beginning and a beginning without an end are no events.
	if onsets[0] > offsets[0] {
		offsets = offsets[1:]
	}
	if len(offsets) == 0 {
		return nil
	}
	if onsets[len(onsets)-1] > offsets[len(offsets)-1] {
		onsets = onsets[:len(onsets)-1]
	}
	return g.report(steps, onsets, offsets)
}

func (g Trigger) masked(steps []Event) []Event {
	var out []Event
	for _, s := range steps {
		s.Before &^= g.Mask
		s.Value &^= g.Mask
		if s.Before != s.Value {
			out = append(out, s)
		}
	}
	return out
}

// classify finds the steps that begin and those that end an event.
func (g Trigger) classify(steps []Event) (onsets, offsets []int) {
	for i, s := range steps {
		var on, off bool
		switch g.Consecutive {
		case Increasing:
			on = s.Value > s.Before
			off = (on || s.Value == 0) && s.Before > 0
		case AnyChange:
			on, off = s.Value > 0, s.Before > 0
		case OnlyFromRest:
			on, off = s.Before == 0, s.Value == 0
		}
		if on {
			onsets = append(onsets, i)
		}
		if off {
			offsets = append(offsets, i)
		}
	}
	return onsets, offsets
}

func (g Trigger) report(steps []Event, onsets, offsets []int) []Event {
	var out []Event
	switch g.Part {
	case Onsets:
		for _, i := range onsets {
			out = append(out, steps[i])
		}
	case Offsets:
		for k, i := range offsets {
			if k < len(onsets) {
				out = append(out, Event{steps[i].Sample - 1, steps[i].Value, steps[onsets[k]].Value})
			}
		}
	case StepEvents:
		used := make([]bool, len(steps))
		for _, i := range append(append([]int(nil), onsets...), offsets...) {
			used[i] = true
		}
		for i, s := range steps {
			if used[i] {
				out = append(out, s)
			}
		}
	}
	return out
}
