package data

import (
	"math"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// fifNotes are the annotations of a raw file: onsets, ends and descriptions in
// three tags of one block.
type fifNotes struct {
	onsets, ends []float64
	texts        []string
	absolute     bool // onsets count from the measurement date
}

func (n *fifNotes) visit(b *blob, t fifTag) {
	v := b.slice(t.at, min(t.size, maxMetadata))
	switch t.kind {
	case fifBaseMin:
		n.onsets = fifFloats(v, t.typ)
	case fifBaseMax:
		n.ends = fifFloats(v, t.typ)
	case fifComment:
		n.texts = strings.Split(decodeText(v), ":")
	case fifMeasDate:
		n.absolute = true
	}
}

func fifFloats(v []byte, typ int32) []float64 {
	width := fifWidths[typ]
	if width < 4 {
		return nil
	}
	out := make([]float64, len(v)/width)
	for i := range out {
		out[i] = fifNumber(v[i*width:], typ)
	}
	return out
}

// events of the annotations; first is the time of the first sample (s), which
// onsets with a date of their own include.
func (n *fifNotes) events(first float64) []value.Event {
	if !n.absolute {
		first = 0
	}
	var events []value.Event
	for i, at := range n.onsets {
		if i >= len(n.ends) || i >= len(n.texts) || at-at != 0 {
			break
		}
		label := cleanText(strings.ReplaceAll(n.texts[i], "{COLON}", ":"))
		events = append(events, value.Event{Onset: at - first, Duration: math.Max(0, n.ends[i]-at), Label: label})
	}
	return events
}

// fifMarks reads a list of events: sample, code before and code, of each. The
// samples count from the start of the measurement.
func fifMarks(b *blob) ([]mark, diag.Problem) {
	var marks []mark
	found := false
	p := fifTags(b, func(t fifTag, _ int32) diag.Problem {
		if t.kind != fifEventList || found {
			return nil
		}
		found = true
		v := b.slice(t.at, min(t.size, maxMetadata))
		for ; len(v) >= 12; v = v[12:] {
			marks = append(marks, mark{onset: float64(be32(v)), sampled: true, clock: true, label: codeLabel(float64(be32(v[8:])))})
		}
		return nil
	})
	if p == nil && !found {
		p = diag.UnreadableEvents{Path: b.path, Why: "it is a FIF file without a list of events", Advice: "name the file whose name ends in -eve.fif"}
	}
	return marks, p
}

// fifIsEvents tells a list of events from a raw file.
func fifIsEvents(b *blob) bool {
	events, raw := false, false
	_ = fifTags(b, func(t fifTag, _ int32) diag.Problem {
		events = events || t.kind == fifEventList
		raw = raw || t.kind == fifBuffer
		return nil
	}) // a broken file is told by who reads it
	return events && !raw
}
