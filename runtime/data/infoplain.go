package data

import (
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// formatEvents is the format of a file that lists events and has no samples.
const formatEvents = "events"

// describePlain describes what has no channels by itself: arrays, columns and
// lists of events. It is false for recordings.
func describePlain(b *blob) (*Info, []diag.Problem, bool) {
	info := &Info{Path: b.path, SHA256: b.sum()}
	head := b.head()
	if isFIF(head) && fifIsEvents(b) || isText(head) && isEventsName(b.path) {
		marks, p := marksOf(b)
		if p != nil {
			return nil, nil, false // the readers say what is wrong
		}
		info.Format = formatEvents
		info.Events = plainEvents(marks)
		return info, nil, true
	}
	f, ok := formatOf(b)
	if !ok {
		return nil, nil, false
	}
	var file arrays
	var p diag.Problem
	switch f.name {
	case "mat":
		file, p = openMAT(b)
	case "npz":
		file, p = openNPZ(b)
	case "csv":
		file, p = openTable(b)
	default:
		return nil, nil, false
	}
	if p != nil {
		return nil, nil, false
	}
	info.Format, info.Variables = f.name, file.variables()
	return info, nil, true
}

// plainEvents are marks without a recording: onsets stay in samples where the
// file counts in samples.
func plainEvents(marks []mark) []value.Event {
	events := make([]value.Event, len(marks))
	for i, m := range marks {
		events[i] = value.Event{Onset: m.onset, Duration: m.duration, Label: m.label}
	}
	return events
}
