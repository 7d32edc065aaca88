package data

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A mark is an event of an events file, as that file counts its time.
type mark struct {
	onset    float64 // s, or samples
	duration float64 // s, or samples
	sampled  bool    // in samples of the recording, the first being 0
	clock    bool    // in samples of the clock of the measurement
	label    string
}

// readEvents reads a file that lists the events of a recording, whose rate (Hz)
// and number of the first sample it needs. It returns the file's hash as well.
func readEvents(path string, rate float64, first int) ([]value.Event, string, diag.Problem) {
	b, p := loadBlob(path)
	if p != nil {
		return nil, "", p
	}
	marks, p := marksOf(b)
	if p != nil {
		return nil, "", p
	}
	var events []value.Event
	for _, m := range marks {
		e := value.Event{Onset: m.onset, Duration: m.duration, Label: m.label}
		if m.clock {
			e.Onset -= float64(first)
		}
		if m.sampled {
			if rate <= 0 {
				return nil, "", diag.UnreadableEvents{Path: path, Why: "it counts in samples, and the recording has no rate"}
			}
			e.Onset, e.Duration = e.Onset/rate, e.Duration/rate
		}
		if e.Onset-e.Onset == 0 {
			events = append(events, e)
		}
	}
	sortEvents(events)
	return events, b.sum(), nil
}

// marksOf tells the kind of an events file from its first bytes.
func marksOf(b *blob) ([]mark, diag.Problem) {
	head := b.head()
	switch {
	case isFIF(head):
		return fifMarks(b)
	case isMAT(head):
		return matMarks(b)
	case isText(head):
		return textMarks(b)
	}
	looks, _ := looksLike(head)
	return nil, diag.UnreadableEvents{
		Path: b.path, Why: "it is " + looks,
		Advice: "events are read from -eve.fif, a table such as BIDS's events.tsv, rows of sample, code before and code, or a BioSig header in a .mat file",
	}
}

// textMarks reads a table with a head, whose columns are found by name, or rows
// of numbers: sample, code before, code, perhaps with the time in seconds after
// the sample.
func textMarks(b *blob) ([]mark, diag.Problem) {
	t, p := readCells(b)
	if p != nil {
		return nil, diag.UnreadableEvents{Path: b.path, Why: p.Diagnose().Message}
	}
	if t.named {
		return tableMarks(b.path, t)
	}
	marks := make([]mark, 0, len(t.rows))
	for i, row := range t.rows {
		if len(row) != 3 && len(row) != 4 {
			return nil, diag.UnreadableEvents{Path: b.path, Line: i + 1, Why: "it has neither a head nor three or four numbers a line", Advice: "lines are: sample, code before, code"}
		}
		at, ok := number(row[0])
		code, known := number(row[len(row)-1])
		if !ok || !known {
			return nil, diag.UnreadableEvents{Path: b.path, Line: i + 1, Why: "`" + strings.Join(row, " ") + "` is not a sample, a code before and a code"}
		}
		marks = append(marks, mark{onset: at, sampled: true, clock: true, label: codeLabel(code)})
	}
	return marks, nil
}

// The columns that a table of events may name its parts by, most telling first.
var (
	onsetColumns    = []string{"onset", "onset_s", "time", "latency_s"}
	sampleColumns   = []string{"sample", "latency", "position"}
	durationColumns = []string{"duration", "duration_s"}
	labelColumns    = []string{"trial_type", "label", "description", "event", "type", "value", "code", "stim_type", "marker"}
)

// tableMarks reads a table like the events.tsv of BIDS: onset and duration in
// seconds from the first sample, and a label. Without an onset, a column of
// samples that count from 0 will do.
func tableMarks(path string, t *cells) ([]mark, diag.Problem) {
	at, sampled := t.column(onsetColumns), false
	if at < 0 {
		at, sampled = t.column(sampleColumns), true
	}
	length, label := t.column(durationColumns), t.column(labelColumns)
	if at < 0 || label < 0 {
		return nil, diag.UnreadableEvents{
			Path: path, Line: 1, Why: "its columns are " + strings.Join(t.names, ", "),
			Advice: "a table of events has a column onset (s) and one of trial_type, value or label",
		}
	}
	var marks []mark
	for i, row := range t.rows {
		if len(row) <= max(at, label) {
			continue
		}
		onset, ok := number(row[at])
		if !ok {
			if missing(row[at]) {
				continue
			}
			return nil, diag.UnreadableEvents{Path: path, Line: i + 2, Why: "the onset `" + row[at] + "` is no number"}
		}
		m := mark{onset: onset, sampled: sampled, label: tidyLabel(row[label])}
		if length >= 0 && length < len(row) {
			if d, ok := number(row[length]); ok && !sampled {
				m.duration = math.Max(0, d)
			}
		}
		if !missing(m.label) {
			marks = append(marks, m)
		}
	}
	return marks, nil
}

// tidyLabel writes whole numbers without a fraction.
func tidyLabel(s string) string {
	if v, ok := number(s); ok && v == math.Trunc(v) {
		return codeLabel(v)
	}
	return cleanText(s)
}

// missing is how tables write that there is no value.
func missing(s string) bool {
	return s == "" || strings.EqualFold(s, "n/a") || strings.EqualFold(s, "nan")
}

// number reads a decimal number.
func number(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && v-v == 0
}

// EventFiles finds the events file of each recording: the one file of a pattern
// whose keys are the recording's. Keys that the pattern does not name may be
// anything.
func EventFiles(text string, matches []Match) ([]string, []diag.Problem) {
	p, problem := parsePattern(text)
	if problem != nil {
		return nil, []diag.Problem{problem}
	}
	var problems []diag.Problem
	found := map[string]search{}
	files := make([]string, len(matches))
	for i, m := range matches {
		s, seen := found[m.root]
		if !seen {
			s = search{pattern: p}
			s.descend(orRoot(p, m.root), p.segments, value.Key{})
			sortMatches(s.found)
			found[m.root] = s
		}
		var fit []string
		for _, side := range s.found {
			if p.agree(side.Key, m.Key) {
				fit = append(fit, side.Path)
			}
		}
		if len(fit) != 1 {
			problems = append(problems, noEventsFile(text, m, fit, s.found))
			continue
		}
		files[i] = fit[0]
	}
	return files, problems
}

func orRoot(p pattern, root string) string {
	if p.absolute {
		return "/"
	}
	return root
}

// agree tells whether two keys are the same as far as the pattern names them.
func (p pattern) agree(a, b value.Key) bool {
	for key := range p.keys() {
		if !sameValue(*keyField(&a, key), *keyField(&b, key)) {
			return false
		}
	}
	return true
}

func noEventsFile(text string, m Match, fit []string, found []Match) diag.Problem {
	var names []string
	for _, f := range found {
		names = append(names, filepath.Base(f.Path))
	}
	return diag.NoEventsFile{Path: m.Path, Pattern: text, Fit: fit, Near: nearest(filepath.Base(m.Path), names)}
}
