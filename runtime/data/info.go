package data

import (
	"encoding/json"
	"slices"
	"sort"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// Info describes a recording for people (Table) and for programs (JSON).
type Info struct {
	Path       string
	Format     string // as in Outline; events for a list of events
	Continuous bool
	Channels   []value.Channel
	Rate       float64 // Hz
	Samples    int     // of each channel, at that rate
	Duration   float64 // s of samples; gaps do not count
	Start      time.Time
	Events     []value.Event
	Segments   []value.Segment
	SHA256     string     // of the file; of several that make up one recording, of their sums in order
	Variables  []Variable // of a file of plain arrays or columns, which has no channels of its own
	Warnings   []diag.Diagnostic
	Ends       []Ends // first and last samples of each channel, when asked for
}

// Ends are the first and last samples of a channel, in volts where the channel
// is a voltage and in its own unit otherwise.
type Ends struct{ First, Last []float64 }

// endSamples is how many samples of each end are shown.
const endSamples = 5

// Describe reads what a recording holds; the first and last samples of its
// channels come with samples.
func Describe(path string, samples bool) (*Info, []diag.Problem, error) {
	b, p := loadBlob(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	if info, problems, ok := describePlain(b); ok {
		return info, problems, nil
	}
	rec, o, problems, err := readBlob(b, Options{})
	if err != nil {
		return nil, problems, err
	}
	info := &Info{
		Path: path, Format: o.Format, Continuous: o.Continuous, Channels: rec.Channels, Rate: rec.Rate,
		Samples: rec.Samples(), Start: rec.Start, Events: rec.Events, Segments: rec.Segments, SHA256: rec.SHA256,
	}
	if rec.Rate > 0 {
		info.Duration = float64(info.Samples) / rec.Rate
	}
	for _, p := range append(slices.Clone(problems), Check(rec)...) {
		info.Warnings = append(info.Warnings, p.Diagnose())
	}
	if samples {
		for c := range rec.X {
			info.Ends = append(info.Ends, endsOf(rec, c))
		}
	}
	return info, problems, nil
}

func endsOf(rec *value.Recording, c int) Ends {
	scale := 1.0
	if inVolts(rec.Channels[c]) {
		scale = 1e-6
	}
	x := rec.X[c]
	n := min(endSamples, len(x))
	ends := Ends{First: make([]float64, n), Last: make([]float64, n)}
	for i := range n {
		ends.First[i] = x[i] * scale
		ends.Last[i] = x[len(x)-n+i] * scale
	}
	return ends
}

// inVolts tells the channels whose samples are held in µV.
func inVolts(c value.Channel) bool {
	_, ok := microvolts(c.Unit)
	return ok && c.Kind != kindStim
}

// CountLabels counts events by label, the labels in natural order.
func CountLabels(events []value.Event) []diag.LabelCount {
	count := map[string]int{}
	for _, e := range events {
		count[e.Label]++
	}
	out := make([]diag.LabelCount, 0, len(count))
	for label, n := range count {
		out = append(out, diag.LabelCount{Label: label, Count: n})
	}
	sort.Slice(out, func(i, j int) bool { return value.CompareNatural(out[i].Label, out[j].Label) < 0 })
	return out
}

// The JSON form. The first five keys and events are what other programs rely on.
type infoJSON struct {
	Path       string              `json:"path"`
	Format     string              `json:"format"`
	Nchan      int                 `json:"nchan"`
	Rate       float64             `json:"sfreq"`
	Nsamples   int                 `json:"nsamples"`
	Names      []string            `json:"ch_names"`
	Kinds      []string            `json:"ch_kinds"`
	Units      []string            `json:"ch_units"`
	Rates      []float64           `json:"ch_rates"`
	Duration   float64             `json:"duration_s"`
	Start      string              `json:"start,omitempty"`
	Continuous bool                `json:"continuous"`
	Segments   []segmentJSON       `json:"segments"`
	Events     []eventJSON         `json:"events"`
	Counts     map[string]int      `json:"event_counts"`
	SHA256     string              `json:"sha256"`
	Warnings   []warningJSON       `json:"warnings,omitempty"`
	Samples    map[string]endsJSON `json:"samples,omitempty"`
	Variables  []Variable          `json:"variables,omitempty"`
}

type segmentJSON struct {
	First int     `json:"first"`
	End   int     `json:"end"`
	Start float64 `json:"start_s"`
}

type eventJSON struct {
	Onset    float64 `json:"onset_s"`
	Duration float64 `json:"duration_s"`
	Label    string  `json:"label"`
}

type warningJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type endsJSON struct {
	First []float64 `json:"first"`
	Last  []float64 `json:"last"`
}

// MarshalJSON writes the description with snake-case keys; times are in
// seconds, rates in Hz, samples in volts where the channel is a voltage.
func (i *Info) MarshalJSON() ([]byte, error) {
	out := infoJSON{
		Path: i.Path, Format: i.Format, Nchan: len(i.Channels), Rate: i.Rate, Nsamples: i.Samples,
		Names: []string{}, Kinds: []string{}, Units: []string{}, Rates: []float64{}, Duration: i.Duration,
		Continuous: i.Continuous, Segments: []segmentJSON{}, Events: []eventJSON{}, Counts: map[string]int{}, SHA256: i.SHA256,
	}
	if !i.Start.IsZero() {
		out.Start = i.Start.Format("2006-01-02T15:04:05.999999999")
	}
	for _, c := range i.Channels {
		out.Names, out.Kinds = append(out.Names, c.Name), append(out.Kinds, c.Kind)
		out.Units, out.Rates = append(out.Units, c.Unit), append(out.Rates, c.Rate)
	}
	for _, s := range i.Segments {
		out.Segments = append(out.Segments, segmentJSON(s))
	}
	for _, e := range i.Events {
		out.Events = append(out.Events, eventJSON(e))
		out.Counts[e.Label]++
	}
	for _, w := range i.Warnings {
		out.Warnings = append(out.Warnings, warningJSON{w.Code, w.Message})
	}
	out.Variables = i.Variables
	if i.Ends != nil {
		out.Samples = map[string]endsJSON{}
		for c, ends := range i.Ends {
			out.Samples[i.Channels[c].Name] = endsJSON(ends)
		}
	}
	return json.Marshal(out)
}
