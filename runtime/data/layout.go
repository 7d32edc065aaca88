package data

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A Layout says what the arrays or columns of a plain file are: such files do not
// tell by themselves.
type Layout struct {
	Signal  []string // one array, or one vector or column for each channel
	Trigger string   // a vector as long as the signal, or one of Names
	Labels  string   // one for each trial: the signal is cut into trials
	Rate    float64  // Hz
	Names   []string // of the channels, or one variable that holds them
}

// A laid is a plain file with its layout.
type laid struct {
	path     string
	file     arrays
	opt      Layout
	lastIs   bool // the trials of this format are usually its last axis
	channels []value.Channel
	dims     []int // of the signal; nil when each channel has its own vector
	channel  int   // axis, -1 for a single channel
	time     int   // axis
	trial    int   // axis, -1 in one piece
	samples  int   // of a trial, or of all; 0 when not known yet
	trials   int
	trigger  int // channel that holds codes, -1
	signal   *array
	loaded   map[string][]float64
}

// layOut makes a content of a plain file.
func layOut(b *blob, formatName string, file arrays, opt Options, lastIs bool) (*content, []diag.Problem, error) {
	l := &laid{path: b.path, file: file, opt: opt.Layout, lastIs: lastIs, channel: -1, trial: -1, trigger: -1, trials: 1, loaded: map[string][]float64{}}
	if p := l.arrange(); p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	c := &content{
		Outline: Outline{
			Path: b.path, Format: formatName, Continuous: true, Channels: l.channels,
			Rate: l.opt.Rate, Samples: l.samples * l.trials, Plain: true,
		},
		Segments: l.segments(), Trigger: -1, Row: l.row, Marks: l.marks,
	}
	return c, nil, nil
}

// arrange finds which axis is which, and names the channels.
func (l *laid) arrange() diag.Problem {
	if len(l.opt.Signal) == 0 {
		return diag.NoSignalNamed{Path: l.path, Have: describeAll(l.file.variables())}
	}
	if l.opt.Rate <= 0 {
		return diag.RateUnknown{Path: l.path, Have: l.rates()}
	}
	var names []string
	var p diag.Problem
	if len(l.opt.Signal) == 1 {
		names, p = l.arrangeArray(l.opt.Signal[0])
	} else {
		names, p = l.arrangeVectors()
	}
	if p != nil {
		return p
	}
	for _, n := range names {
		l.channels = append(l.channels, value.Channel{Name: n, Kind: kindOf(n, "uV"), Unit: "uV", Rate: l.opt.Rate})
	}
	nameChannels(l.channels)
	return l.findTrigger()
}

// findTrigger makes a channel of codes of the one that is named as trigger.
func (l *laid) findTrigger() diag.Problem {
	l.trigger = slices.IndexFunc(l.channels, func(c value.Channel) bool { return c.Name == l.opt.Trigger })
	for i, c := range l.channels {
		switch {
		case i == l.trigger || c.Kind == kindStim:
			l.channels[i].Kind, l.channels[i].Unit = kindStim, ""
		case c.Kind == kindMisc || c.Kind == kindResp:
			l.channels[i].Unit = ""
		}
	}
	return nil
}

// rates are scalar variables that may be the rate, as name and value.
func (l *laid) rates() []string {
	var found []string
	for _, v := range l.file.variables() {
		if n, ok := product(v.Dims); !ok || n != 1 || len(found) == 3 {
			continue
		}
		if a, p := l.file.load(v.Name); p == nil && len(a.values) == 1 && a.values[0] >= 1 && a.values[0] < 1e6 {
			found = append(found, fmt.Sprintf("`%s` = %s", v.Name, codeLabel(a.values[0])))
		}
	}
	return found
}

func describeAll(vars []Variable) []string {
	out := make([]string, len(vars))
	for i, v := range vars {
		out[i] = v.String()
	}
	return out
}

// shape of a variable, without its values where the file's head tells it.
func (l *laid) shape(name string) ([]int, diag.Problem) {
	for _, v := range l.file.variables() {
		if v.Name == name {
			return v.Dims, nil
		}
	}
	a, p := loadFrom(l.path, l.file, name)
	if p != nil {
		return nil, p
	}
	return a.Dims, nil
}

func (l *laid) misfit(format string, args ...any) diag.Problem {
	return diag.LayoutDoesNotFit{Path: l.path, Why: fmt.Sprintf(format, args...)}
}

// arrangeVectors takes a vector for each channel, named after it.
func (l *laid) arrangeVectors() ([]string, diag.Problem) {
	for _, name := range l.opt.Signal {
		dims, p := l.shape(name)
		if p != nil {
			return nil, p
		}
		n, known := longest(dims)
		if !known {
			continue
		}
		if l.samples != 0 && n != l.samples {
			return nil, l.misfit("`%s` has %d samples, `%s` has %d", name, n, l.opt.Signal[0], l.samples)
		}
		l.samples = n
	}
	if l.opt.Labels != "" {
		return nil, l.misfit("`labels:` needs a signal in one array, with an axis of trials")
	}
	return l.nameList(len(l.opt.Signal), l.opt.Signal)
}

// longest axis of a vector; false when it is not known, or this is no vector.
func longest(dims []int) (int, bool) {
	n := 1
	for _, d := range dims {
		if d < 0 {
			return 0, false
		}
		n = max(n, d)
	}
	return n, true
}

// nameList are the channel names: those given, those of a variable, or others.
func (l *laid) nameList(channels int, instead []string) ([]string, diag.Problem) {
	names := l.opt.Names
	if len(names) == 1 && channels != 1 {
		a, p := loadFrom(l.path, l.file, names[0])
		if p != nil {
			return nil, p
		}
		names = a.texts
	}
	if names == nil {
		return instead, nil
	}
	if len(names) != channels {
		return nil, l.misfit("`names:` lists %d channels, the signal has %d", len(names), channels)
	}
	return names, nil
}

// segments of the recording: each trial stands alone, a trial's length apart.
func (l *laid) segments() []value.Segment {
	if l.trial < 0 {
		return whole(l.samples)
	}
	out := make([]value.Segment, l.trials)
	for i := range out {
		out[i] = value.Segment{First: i * l.samples, End: (i + 1) * l.samples, Start: l.startOf(i)}
	}
	return out
}

// startOf a trial in seconds. What lies between trials is not known, so they are
// set one trial apart.
func (l *laid) startOf(trial int) float64 {
	return float64(2*trial*l.samples) / l.opt.Rate
}

// marks are the labels of trials, or the changes of the trigger.
func (l *laid) marks() ([]value.Event, diag.Problem) {
	if l.opt.Labels != "" {
		a, p := loadFrom(l.path, l.file, l.opt.Labels)
		if p != nil {
			return nil, p
		}
		var events []value.Event
		for i := range l.trials {
			label := ""
			switch {
			case i < len(a.texts):
				label = cleanText(a.texts[i])
			case i < len(a.values):
				label = codeLabel(a.values[i])
			}
			events = append(events, value.Event{Onset: l.startOf(i), Duration: float64(l.samples) / l.opt.Rate, Label: label})
		}
		return events, nil
	}
	if l.opt.Trigger == "" {
		return nil, nil
	}
	if l.trigger >= 0 {
		codes, p := l.row(l.trigger)
		return codeEvents(codes, changes, l.timeOf), p
	}
	a, p := loadFrom(l.path, l.file, l.opt.Trigger)
	if p != nil {
		return nil, p
	}
	codes, ok := a.vector()
	if n := l.known(); !ok || len(codes) != n && len(a.texts) != n {
		return nil, l.misfit("the trigger `%s` has the shape %s, the signal %d samples", l.opt.Trigger, shapeText(a.Dims), n)
	}
	if a.texts != nil {
		return l.wordEvents(a.texts), nil
	}
	return codeEvents(codes, changes, l.timeOf), nil
}

func (l *laid) timeOf(sample int) float64 { return float64(sample) / l.opt.Rate }

// wordEvents begin where a column of words changes to another; an empty cell ends
// one.
func (l *laid) wordEvents(words []string) []value.Event {
	var events []value.Event
	before := ""
	for i, w := range words {
		w = tidyLabel(w)
		if missing(w) || w == "0" {
			w = ""
		}
		if w != before && w != "" {
			events = append(events, value.Event{Onset: l.timeOf(i), Label: w})
		}
		before = w
	}
	return events
}

// known is the number of samples, read if need be.
func (l *laid) known() int {
	if l.samples == 0 && len(l.channels) > 0 {
		if row, p := l.row(0); p == nil {
			return len(row)
		}
	}
	return l.samples
}
