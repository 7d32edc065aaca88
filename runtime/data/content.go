package data

import (
	"slices"
	"strconv"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A content is a file of a format whose channels share one rate. Samples and
// events are decoded when asked for.
type content struct {
	Outline
	SHA256   string // of all its files; "" when they are not in memory
	Segments []value.Segment
	// Row is a channel's samples in the channel's unit, a fresh slice. Trigger
	// channels give their codes.
	Row func(channel int) ([]float64, diag.Problem)
	// Marks are the events that the file lists; nil when it lists none.
	Marks func() ([]value.Event, diag.Problem)
	// FirstSample is the number that the file's own clock gives the first sample.
	FirstSample int
	Trigger     int // the channel whose codes are events, -1 without one
}

// recording decodes the chosen channels. Voltages come in µV.
func (c *content) recording(opt Options) (*value.Recording, []diag.Problem, error) {
	channels, from, problems, err := choose(c.Path, c.Channels, opt)
	if err != nil {
		return nil, problems, err
	}
	rec := &value.Recording{
		Path: c.Path, Format: c.Format, SHA256: c.SHA256, Key: opt.Key,
		Channels: channels, Rate: c.Rate, Start: c.Start, Segments: c.Segments,
		X: make([][]float64, len(channels)),
	}
	for k, i := range from {
		row, p := c.Row(i)
		if p != nil {
			ps, err := fatal(problems, p)
			return nil, ps, err
		}
		problems = append(problems, c.scale(&rec.Channels[k], row, opt.Unit)...)
		rec.X[k] = row
	}
	events, p := c.events(opt.Events)
	if p != nil {
		ps, err := fatal(problems, p)
		return nil, ps, err
	}
	rec.Events = events
	if !c.Continuous && len(c.Segments) > 1 {
		first, next := c.Segments[0], c.Segments[1]
		problems = append(problems, diag.GapInside{
			Path: c.Path, Gaps: len(c.Segments) - 1,
			Stops: first.Start + float64(first.End-first.First)/c.Rate, Resumes: next.Start,
		})
	}
	return rec, problems, nil
}

// scale brings a channel's samples to µV, or leaves them where its unit is no
// voltage.
func (c *content) scale(ch *value.Channel, row []float64, unit string) []diag.Problem {
	if ch.Kind == kindStim {
		return nil
	}
	if unit != "" && measuresVoltage(ch.Kind) {
		ch.Unit = unit
	}
	uv, known := microvolts(ch.Unit)
	if uv != 1 {
		for i := range row {
			row[i] *= uv
		}
	}
	if !known && measuresVoltage(ch.Kind) {
		return []diag.Problem{diag.UnitNotVoltage{Path: c.Path, Channel: ch.Name, Unit: ch.Unit}}
	}
	return nil
}

// events in the order of their onset; equal onsets keep the file's order.
func (c *content) events(from EventSource) ([]value.Event, diag.Problem) {
	var events []value.Event
	if from != EventsTrigger && c.Marks != nil {
		var p diag.Problem
		if events, p = c.Marks(); p != nil {
			return nil, p
		}
	}
	if c.Trigger >= 0 && (from == EventsTrigger || from == EventsAuto && len(events) == 0) {
		row, p := c.Row(c.Trigger)
		if p != nil {
			return nil, p
		}
		events = codeEvents(row, rises, c.timeOf)
	}
	sortEvents(events)
	return events, nil
}

// timeOf a sample, in seconds from the first.
func (c *content) timeOf(sample int) float64 {
	for _, s := range c.Segments {
		if sample >= s.First && sample < s.End {
			return s.Start + float64(sample-s.First)/c.Rate
		}
	}
	return float64(sample) / c.Rate
}

func sortEvents(events []value.Event) {
	slices.SortStableFunc(events, func(a, b value.Event) int {
		switch {
		case a.Onset < b.Onset:
			return -1
		case a.Onset > b.Onset:
			return 1
		}
		return 0
	})
}

// rises is how trigger lines of amplifiers are read: a code begins an event when
// it is higher than the one before, as in triggersOf.
func rises(before, code float64) bool { return code > before }

// changes is how columns of markers are read: any value but 0 begins an event
// when it differs from the one before.
func changes(before, code float64) bool { return code != before && code != 0 }

// codeEvents are the events of a row of codes, labelled by their code as the
// shortest decimal that means it.
func codeEvents(row []float64, begins func(before, code float64) bool, timeOf func(int) float64) []value.Event {
	var events []value.Event
	before := 0.0
	for i, code := range row {
		if code-code != 0 { // no number, so no mark
			code = 0
		}
		if begins(before, code) {
			events = append(events, value.Event{Onset: timeOf(i), Label: codeLabel(code)})
		}
		before = code
	}
	return events
}

func codeLabel(code float64) string { return strconv.FormatFloat(code, 'f', -1, 64) }

// whole is the one segment of a recording without gaps.
func whole(samples int) []value.Segment { return []value.Segment{{First: 0, End: samples}} }
