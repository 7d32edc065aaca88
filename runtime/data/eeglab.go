package data

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A data set of EEGLAB is a MAT file: a structure EEG, or its fields as
// variables, whose samples lie inside or in a file of float32 values beside it,
// channel by channel for each sample.
func isEEGLAB(b *blob, head []byte) bool {
	return isMAT(head) && strings.EqualFold(filepath.Ext(b.path), ".set")
}

// An eeglab is a data set's fields.
type eeglab struct {
	b        *blob
	m        *matFile
	inside   bool // of a structure EEG
	channels []value.Channel
	rate     float64
	points   int // samples of a trial
	trials   int
	data     *blob // of samples, when they lie beside
	sum      string
}

func parseEEGLAB(b *blob, _ Options) (*content, []diag.Problem, error) {
	m, p := openMAT(b)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	e := newEEGLAB(b, m)
	if p := e.header(); p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	c := &content{
		Outline: Outline{
			Path: b.path, Format: "eeglab", Continuous: true, Channels: e.channels,
			Rate: e.rate, Samples: e.points * e.trials,
		},
		Segments: e.segments(), Trigger: -1, Row: e.row, Marks: e.marks, SHA256: e.sum,
	}
	return c, nil, nil
}

func newEEGLAB(b *blob, m *matFile) *eeglab {
	e := &eeglab{b: b, m: m}
	for _, v := range m.vars {
		e.inside = e.inside || v.Name == "EEG"
	}
	return e
}

// field of the data set; nil when it has none.
func (e *eeglab) field(name string) *matValue {
	top := name
	if e.inside {
		top = "EEG"
	}
	v, p := e.m.value(top)
	if p != nil || v == nil {
		return nil
	}
	if e.inside {
		return v.field(name)
	}
	return v
}

func (e *eeglab) header() diag.Problem {
	count := func(name string) int {
		v, ok := e.field(name).number()
		if !ok || v < 0 || v > 1<<40 {
			return 0
		}
		return int(v)
	}
	channels := count("nbchan")
	e.points, e.trials = count("pnts"), max(1, count("trials"))
	e.rate, _ = e.field("srate").number()
	bad := func(field, found, want string) diag.Problem {
		return diag.BadRecordingHeader{Path: e.b.path, Field: field, Value: found, Want: want}
	}
	switch {
	case channels < 1 || channels > maxSignals:
		return bad("nbchan", fmt.Sprint(channels), "1 to 9999 channels")
	case !(e.rate > 0) || e.rate > 1e9:
		return bad("srate", fmt.Sprint(e.rate), "a rate in Hz above 0")
	case e.points < 1:
		return bad("pnts", fmt.Sprint(e.points), "the number of samples")
	}
	names, kinds := e.locations("labels"), e.locations("type")
	for i := range channels {
		c := value.Channel{Unit: "uV", Rate: e.rate}
		if i < len(names) {
			c.Name = names[i]
		}
		if c.Kind = kindOf(c.Name, c.Unit); c.Kind == kindEEG && i < len(kinds) {
			c.Kind = kindOfType(kinds[i])
		}
		e.channels = append(e.channels, c)
	}
	nameChannels(e.channels)
	return e.findData(channels)
}

// kindOfType reads what EEGLAB's users write as a channel's type.
func kindOfType(text string) string {
	switch k := strings.ToLower(text); k {
	case kindEOG, kindECG, kindEMG, kindMisc:
		return k
	case "ekg":
		return kindECG
	case "trig", "trigger", "stim", "ref", "aux":
		return kindMisc
	}
	return kindEEG
}

func (e *eeglab) locations(field string) []string {
	locations := e.field("chanlocs")
	if locations == nil {
		return nil
	}
	v := locations.field(field)
	if v == nil {
		return nil
	}
	return v.allTexts()
}

// findData looks for samples beside the data set, or sees that those inside are
// as many as it says.
func (e *eeglab) findData(channels int) diag.Problem {
	want, ok := product([]int{channels, e.points, e.trials})
	if !ok {
		want = -1
	}
	bad := diag.BadRecordingHeader{Path: e.b.path, Field: "its size", Value: fmt.Sprintf("%d × %d × %d", channels, e.points, e.trials), Want: "a shape that the samples have"}
	data := e.field("data")
	name := data.text()
	if name == "" {
		if data == nil || len(data.numbers) != want {
			return bad
		}
		return nil
	}
	beside, p := e.b.beside(filepath.Join(filepath.Dir(e.b.path), filepath.Base(name)))
	if _, gone := p.(diag.NoSuchRecording); gone {
		// Files are renamed together, and the name inside stays.
		own := strings.TrimSuffix(e.b.path, filepath.Ext(e.b.path)) + filepath.Ext(name)
		if again, q := e.b.beside(own); q == nil {
			beside, p = again, nil
		}
	}
	if p != nil {
		return p
	}
	if beside.size != 4*int64(want) {
		return bad
	}
	e.data = beside
	if beside.bytes != nil {
		e.sum = sumOf(e.b.sum(), beside.sum())
	}
	return nil
}

func (e *eeglab) segments() []value.Segment {
	out := make([]value.Segment, 0, 1)
	for i := range e.trials {
		out = append(out, value.Segment{First: i * e.points, End: (i + 1) * e.points, Start: e.startOf(i)})
	}
	return out
}

// startOf a trial in seconds; trials are set one trial apart, as elsewhere.
func (e *eeglab) startOf(trial int) float64 {
	return float64(2*trial*e.points) / e.rate
}

func (e *eeglab) row(i int) ([]float64, diag.Problem) {
	n := e.points * e.trials
	out := make([]float64, n)
	if e.data == nil {
		values := e.field("data").numbers
		for k := range out {
			out[k] = values[k*len(e.channels)+i]
		}
		return out, nil
	}
	b := e.data.slice(0, e.data.size)
	step := 4 * len(e.channels)
	if len(b) < n*step {
		return nil, unreadable(e.data.path, errShort)
	}
	if e.plainly(b) {
		for k := range out {
			out[k] = storedFloat32.value(b[k*step+4*i:])
		}
		return out, nil
	}
	for k := range out { // a .dat file holds channel after channel
		out[k] = storedFloat32.value(b[4*(i*n+k):])
	}
	return out, nil
}

// plainly tells the order of .fdt, all channels of a sample together, from that
// of .dat.
func (e *eeglab) plainly([]byte) bool {
	return !strings.EqualFold(filepath.Ext(e.data.path), ".dat")
}

// marks are the events: type, latency in samples from 1 through all trials, and
// duration in samples.
func (e *eeglab) marks() ([]value.Event, diag.Problem) {
	table := e.field("event")
	if table == nil {
		return nil, nil
	}
	at, label, length := table.field("latency"), table.field("type"), table.field("duration")
	if at == nil || label == nil {
		return nil, nil
	}
	onsets, labels := at.column(), label.column()
	var lengths []*matValue
	if length != nil {
		lengths = length.column()
	}
	var events []value.Event
	for i := range min(len(onsets), len(labels)) {
		latency, ok := onsets[i].number()
		if !ok || latency-latency != 0 {
			continue
		}
		event := value.Event{Onset: e.timeOf(latency - 1), Label: eeglabLabel(labels[i])}
		if i < len(lengths) {
			if d, ok := lengths[i].number(); ok && d > 0 {
				event.Duration = d / e.rate
			}
		}
		events = append(events, event)
	}
	return events, nil
}

// column of a structure's field, one value for each element.
func (v *matValue) column() []*matValue {
	if v.class == mxCell {
		return v.cells
	}
	return []*matValue{v}
}

func eeglabLabel(v *matValue) string {
	if s := v.text(); s != "" || v == nil || len(v.numbers) == 0 {
		return s
	}
	return codeLabel(v.numbers[0])
}

// timeOf a sample, whole or not, counted through all trials.
func (e *eeglab) timeOf(sample float64) float64 {
	if e.trials == 1 {
		return sample / e.rate
	}
	trial := max(0, min(e.trials-1, int(sample)/e.points))
	return e.startOf(trial) + (sample-float64(trial*e.points))/e.rate
}
