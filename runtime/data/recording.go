package data

import (
	"slices"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// EventSource says where a recording's events come from.
type EventSource int

const (
	EventsAuto        EventSource = iota // annotations if there are any, else the trigger channel
	EventsAnnotations                    // what the file lists as annotations, events or markers
	EventsTrigger                        // rising codes of Status or Trigger
)

// Options choose what of a file becomes a recording. The zero value takes
// everything as the file says it.
type Options struct {
	Channels []string          // names to keep, in this order; nil keeps all
	Kinds    []string          // kinds to keep, e.g. "eeg"; nil keeps all
	Rename   map[string]string // label in the file → name
	KindOf   map[string]string // name → kind, over the inferred one
	Unit     string            // unit of EEG, EOG, ECG and EMG channels, over the file's
	Events   EventSource
	Key      value.Key

	EventsFile string // the events come from this file instead
	Layout            // of plain arrays and columns
}

// Recording decodes the samples of the chosen channels. Voltages are in µV,
// trigger channels hold their codes, all others the file's unit.
func (f *File) Recording(opt Options) (*value.Recording, []diag.Problem, error) {
	channels, signals, problems, err := f.choose(opt)
	if err != nil {
		return nil, problems, err
	}
	most := f.most(signals)
	if p := f.tooWide(len(channels), most); p != nil {
		ps, err := fatal(problems, p)
		return nil, ps, err
	}
	runs := f.runs()
	rec := &value.Recording{
		Path: f.Path, Format: f.Format, SHA256: f.SHA256, Key: opt.Key,
		Channels: channels, Start: f.Start, Events: f.events(opt.Events, runs), Segments: segments(runs, most),
	}
	if !f.Start.IsZero() {
		rec.Start = f.Start.Add(time.Duration(f.origin() * float64(time.Second)))
	}
	if f.RecordDuration > 0 {
		rec.Rate = float64(most) / f.RecordDuration
	}
	problems = append(problems, f.fill(rec, signals, most, opt.Unit)...)
	if len(runs) > 1 {
		problems = append(problems, diag.GapInside{
			Path: f.Path, Gaps: len(runs) - 1,
			Stops: float64(runs[0].end) * f.RecordDuration, Resumes: runs[1].start,
		})
	}
	return rec, problems, nil
}

// most is the largest number of samples per record of some signals.
func (h *Header) most(signals []int) int {
	most := 0
	for _, s := range signals {
		most = max(most, h.Signals[s].PerRecord)
	}
	return most
}

// choose picks and names channels, and says which signal each is.
func (h *Header) choose(opt Options) ([]value.Channel, []int, []diag.Problem, error) {
	all, signals := h.channels()
	channels, from, problems, err := choose(h.Path, all, opt)
	for k, i := range from {
		from[k] = signals[i]
	}
	return channels, from, problems, err
}

func channelNames(channels []value.Channel) []string {
	names := make([]string, len(channels))
	for i, c := range channels {
		names[i] = c.Name
	}
	return names
}

// maxWidening bounds how many values a byte of the file may become, so that a
// broken or hostile header cannot claim memory that the file does not warrant.
const maxWidening = 64

func (f *File) tooWide(channels, most int) diag.Problem {
	values := float64(channels) * float64(most) * float64(f.Records)
	if values <= maxWidening*float64(f.FileBytes) {
		return nil
	}
	return diag.RatesTooFarApart{Path: f.Path, Channels: channels, Values: values, Bytes: f.FileBytes}
}

// fill decodes the samples into one block of memory.
func (f *File) fill(rec *value.Recording, signals []int, most int, unit string) []diag.Problem {
	var problems []diag.Problem
	n := f.Records * most
	block := make([]float64, n*len(signals))
	rec.X = make([][]float64, len(signals))
	for c, i := range signals {
		row := block[c*n : (c+1)*n : (c+1)*n]
		s := f.Signals[i]
		if unit != "" && measuresVoltage(rec.Channels[c].Kind) {
			s.Unit = unit
			rec.Channels[c].Unit = unit
		}
		gain, offset, ps := f.scaleOf(s, rec.Channels[c])
		problems = append(problems, ps...)
		if s.PerRecord == most {
			f.decodeInto(row, i, gain, offset)
		} else {
			native := make([]float64, f.Records*s.PerRecord)
			f.decodeInto(native, i, gain, offset)
			if rec.Channels[c].Kind == kindStim {
				copy(row, holdRecords(native, s.PerRecord, most))
			} else {
				copy(row, upsampleRecords(native, s.PerRecord, most))
			}
		}
		if rec.Channels[c].Kind == kindStim {
			keepTriggerBits(row)
		}
		rec.X[c] = row
	}
	return problems
}

// measuresVoltage tells the kinds of channels that electrodes give.
func measuresVoltage(kind string) bool {
	return kind == kindEEG || kind == kindEOG || kind == kindECG || kind == kindEMG
}

// scaleOf is the map from digital values to µV, or to the signal's unit where
// that is no voltage. Trigger codes are not scaled.
func (f *File) scaleOf(s Signal, c value.Channel) (gain, offset float64, problems []diag.Problem) {
	if c.Kind == kindStim {
		return 1, 0, nil
	}
	if s.DigMax == s.DigMin || s.PhysMax == s.PhysMin {
		problems = append(problems, diag.NoScale{
			Path: f.Path, Channel: c.Name,
			PhysMin: s.PhysMin, PhysMax: s.PhysMax, DigMin: s.DigMin, DigMax: s.DigMax,
		})
	}
	gain, offset = s.Scale()
	uv, known := microvolts(s.Unit)
	if !known && measuresVoltage(c.Kind) {
		problems = append(problems, diag.UnitNotVoltage{Path: f.Path, Channel: c.Name, Unit: s.Unit})
	}
	return gain * uv, offset * uv, problems
}

func keepTriggerBits(row []float64) {
	for i, v := range row {
		row[i] = float64(int64(v) & triggerBits)
	}
}

// segments are the runs in samples.
func segments(runs []recordRun, perRecord int) []value.Segment {
	out := make([]value.Segment, len(runs))
	for i, r := range runs {
		out[i] = value.Segment{First: r.first * perRecord, End: r.end * perRecord, Start: r.start}
	}
	return out
}

// events in the order of their onset; equal onsets keep the file's order.
func (f *File) events(from EventSource, runs []recordRun) []value.Event {
	var events []value.Event
	if from != EventsTrigger {
		events = slices.Clone(f.listed)
		for _, a := range f.Annotations {
			onset, _ := seconds(a.Onset)
			duration, _ := seconds(a.Duration)
			events = append(events, value.Event{Onset: onset - f.origin(), Duration: duration, Label: cleanText(a.Text)})
		}
	}
	if from == EventsTrigger || from == EventsAuto && len(events) == 0 {
		events = f.triggerEvents(runs)
	}
	sortEvents(events)
	return events
}
