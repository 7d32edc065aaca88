package data

import (
	"strconv"

	"github.com/eegp-lang/eegp/compiler/value"
)

// triggerBits are the bits of a trigger channel that are codes. BioSemi uses
// the lower sixteen for trigger inputs and the next as a flag of a new epoch;
// MNE-Python keeps these seventeen, and the higher ones are the amplifier's own
// state.
const triggerBits = 1<<17 - 1

// A trigger is a step upwards of a trigger channel.
type trigger struct {
	sample         int // of the channel
	previous, code int
}

// triggersOf finds where the code rises, and a code that is already set at the
// first sample. A fall is the end of a pulse, not an event.
func triggersOf(codes []int32) []trigger {
	var found []trigger
	before := 0
	for i, v := range codes {
		code := int(v) & triggerBits
		if code > before {
			found = append(found, trigger{i, before, code})
		}
		before = code
	}
	return found
}

// triggerEvents are the events of the file's first trigger channel.
func (f *File) triggerEvents(gaps []recordRun) []value.Event {
	i := f.triggerSignal()
	if i < 0 {
		return nil
	}
	per := f.Signals[i].PerRecord
	rate := f.Rate(f.Signals[i])
	var events []value.Event
	run := 0
	for _, t := range triggersOf(f.Digital(i)) {
		for t.sample >= gaps[run].end*per {
			run++
		}
		onset := gaps[run].start + float64(t.sample-gaps[run].first*per)/rate
		events = append(events, value.Event{Onset: onset, Label: strconv.Itoa(t.code)})
	}
	return events
}

// triggerSignal is the first trigger channel, -1 without one.
func (f *File) triggerSignal() int {
	for i, s := range f.Signals {
		if !s.Annotations && s.PerRecord > 0 && isTrigger(s.Label) {
			return i
		}
	}
	return -1
}
