package data

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A BrainVision recording is a header (.vhdr) that names a file of samples and
// one of markers. Source: Brain Products, "BrainVision Core Data Format 1.0".
func isBrainVision(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("\n"))
	words := strings.ReplaceAll(string(line), "Brain Vision", "BrainVision")
	return strings.Contains(words, "BrainVision Data Exchange Header")
}

// A vision is what a header says.
type vision struct {
	b        *blob
	sections map[string]map[string]string
	channels []value.Channel
	gains    []float64
	rate     float64
	stored   sampleType
	vector   bool // channel after channel
	data     *blob
	markers  *blob
	samples  int
}

func parseBrainVision(b *blob, _ Options) (*content, []diag.Problem, error) {
	v := &vision{b: b, sections: iniSections(b.slice(0, min(b.size, maxMetadata)))}
	p := v.header()
	if p == nil {
		p = v.files()
	}
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	c := &content{
		Outline: Outline{
			Path: b.path, Format: "brainvision", Continuous: true, Channels: v.channels,
			Rate: v.rate, Samples: v.samples,
		},
		Segments: whole(v.samples), Trigger: -1, Row: v.row,
	}
	if v.markers != nil {
		entries := v.entries()
		c.Start = visionStart(entries)
		c.Marks = func() ([]value.Event, diag.Problem) { return v.events(entries), nil }
	}
	if b.bytes != nil {
		c.SHA256 = sumOf(b.sum(), v.data.sum())
		if v.markers != nil {
			c.SHA256 = sumOf(b.sum(), v.data.sum(), v.markers.sum())
		}
	}
	return c, nil, nil
}

// iniSections reads the sections of a header, with keys in lower case.
func iniSections(text []byte) map[string]map[string]string {
	sections := map[string]map[string]string{}
	in := ""
	for _, line := range strings.Split(decodeText(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ";"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			in = strings.ToLower(line[1 : len(line)-1])
			if in == "comment" { // the rest is free text
				return sections
			}
		default:
			key, val, ok := strings.Cut(line, "=")
			if !ok {
				continue
			}
			if sections[in] == nil {
				sections[in] = map[string]string{}
			}
			sections[in][strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(val)
		}
	}
	return sections
}

func (v *vision) bad(field, found, want string) diag.Problem {
	return diag.BadRecordingHeader{Path: v.b.path, Field: field, Value: cleanText(found), Want: want}
}

var visionFormats = map[string]sampleType{
	"INT_16": storedInt16, "UINT_16": storedUint16, "INT_32": storedInt32, "IEEE_FLOAT_32": storedFloat32,
}

func (v *vision) header() diag.Problem {
	common := v.sections["common infos"]
	n, err := strconv.Atoi(common["numberofchannels"])
	if err != nil || n < 1 || n > maxSignals {
		return v.bad("NumberOfChannels", common["numberofchannels"], "1 to 9999")
	}
	step, ok := headerNumber([]byte(common["samplinginterval"]))
	if !ok || step <= 0 {
		return v.bad("SamplingInterval", common["samplinginterval"], "microseconds above 0")
	}
	v.rate = 1e6 / step
	if f := common["dataformat"]; !strings.EqualFold(f, "BINARY") {
		return diag.UnreadableRecording{Path: v.b.path, Reason: "its samples are in the format " + cleanText(f) + "; export them as BINARY"}
	}
	name := strings.ToUpper(v.sections["binary infos"]["binaryformat"])
	if v.stored, ok = visionFormats[name]; !ok {
		return v.bad("BinaryFormat", name, "INT_16, INT_32 or IEEE_FLOAT_32")
	}
	v.vector = strings.EqualFold(common["dataorientation"], "VECTORIZED")
	for i := range n {
		if p := v.channel(v.sections["channel infos"][fmt.Sprintf("ch%d", i+1)]); p != nil {
			return p
		}
	}
	nameChannels(v.channels)
	return nil
}

// channel reads name, reference, resolution and unit; what is left out is 1 and µV.
func (v *vision) channel(text string) diag.Problem {
	parts := append(strings.Split(text, ","), "", "", "", "")
	c := value.Channel{Name: headerText([]byte(strings.ReplaceAll(parts[0], `\1`, ","))), Unit: headerText([]byte(parts[3])), Rate: v.rate}
	gain := 1.0
	if r := strings.TrimSpace(parts[2]); r != "" {
		var ok bool
		if gain, ok = headerNumber([]byte(r)); !ok || gain == 0 {
			return v.bad("the resolution of "+c.Name, r, "a number other than 0")
		}
	}
	if c.Unit == "" {
		c.Unit = "µV"
	}
	v.channels, v.gains = append(v.channels, c), append(v.gains, gain)
	return nil
}

// named is a file that the header names, $b standing for its own name. Files
// that were renamed together are found by that name as well.
func (v *vision) named(name string) (*blob, diag.Problem) {
	own := strings.TrimSuffix(filepath.Base(v.b.path), filepath.Ext(v.b.path))
	name = filepath.Base(strings.ReplaceAll(strings.ReplaceAll(name, "$b", own), `\`, "/"))
	folder := filepath.Dir(v.b.path)
	b, p := v.b.beside(filepath.Join(folder, name))
	if _, gone := p.(diag.NoSuchRecording); gone {
		if again, q := v.b.beside(filepath.Join(folder, own+filepath.Ext(name))); q == nil {
			return again, nil
		}
	}
	return b, p
}

func (v *vision) files() diag.Problem {
	common := v.sections["common infos"]
	name := common["datafile"]
	if name == "" {
		return v.bad("DataFile", "", "the name of the file of samples")
	}
	var p diag.Problem
	if v.data, p = v.named(name); p != nil {
		return p
	}
	v.samples = int(v.data.size / int64(v.stored.width()*len(v.channels)))
	if v.samples == 0 {
		return diag.EmptyRecording{Path: v.data.path}
	}
	if m := common["markerfile"]; m != "" {
		v.markers, p = v.named(m)
	}
	return p
}

func (v *vision) row(i int) ([]float64, diag.Problem) {
	width, n := v.stored.width(), len(v.channels)
	b := v.data.slice(0, int64(v.samples*width*n))
	if len(b) < v.samples*width*n {
		return nil, unreadable(v.data.path, errShort)
	}
	at, step := i*width, n*width
	if v.vector {
		at, step = i*v.samples*width, width
	}
	out := make([]float64, v.samples)
	for k := range out {
		out[k] = v.stored.value(b[at+k*step:]) * v.gains[i]
	}
	return out, nil
}

// A marker is an entry of the list of markers: type, description, position from
// 1, size in samples, channel, perhaps a date.
type marker struct {
	kind, text string
	at, size   float64
	date       string
}

func (v *vision) entries() []marker {
	infos := iniSections(v.markers.slice(0, min(v.markers.size, maxMetadata)))["marker infos"]
	var out []marker
	for i := 1; len(out) < len(infos); i++ {
		text, ok := infos[fmt.Sprintf("mk%d", i)]
		if !ok {
			if i > 2*len(infos) {
				break // numbers that are left out
			}
			continue
		}
		parts := strings.Split(text, ",")
		if len(parts) < 3 {
			out = append(out, marker{})
			continue
		}
		plain := func(s string) string { return cleanText(strings.ReplaceAll(s, `\1`, ",")) }
		m := marker{kind: plain(parts[0]), text: plain(parts[1])}
		m.at, _ = headerNumber([]byte(parts[2]))
		if len(parts) > 3 {
			m.size, _ = headerNumber([]byte(parts[3]))
		}
		if len(parts) > 5 {
			m.date = strings.TrimSpace(parts[5])
		}
		out = append(out, m)
	}
	return out
}

// events are labelled Type/Description, as MNE-Python writes them.
func (v *vision) events(entries []marker) []value.Event {
	var events []value.Event
	for _, m := range entries {
		if m.at < 1 || m.kind == "" {
			continue
		}
		events = append(events, value.Event{Onset: (m.at - 1) / v.rate, Duration: max(0, m.size) / v.rate, Label: m.kind + "/" + m.text})
	}
	return events
}

// visionStart is the date of the first segment.
func visionStart(entries []marker) time.Time {
	for _, m := range entries {
		if m.kind != "New Segment" || len(m.date) < 14 || strings.Trim(m.date, "0") == "" {
			continue
		}
		at, err := time.Parse("20060102150405", m.date[:14])
		if err != nil {
			continue
		}
		if us, err := strconv.Atoi(m.date[14:]); err == nil && len(m.date) == 20 {
			at = at.Add(time.Duration(us) * time.Microsecond)
		}
		return at
	}
	return time.Time{}
}
