package data

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
)

// facts are the expected values of one recording, as far as they concern EDF
// and BDF. `mne` was read with MNE-Python, `header` by an independent parser.
type facts struct {
	Path        string
	Reader      string `json:"format_reader"`
	Bytes       int64
	SHA256      string
	MNE         *mneFacts
	Header      headerFacts
	Annotations *annotationFacts // of files without signals
}

type mneFacts struct {
	Nchan       int
	Names       []string `json:"ch_names"`
	Types       []string `json:"ch_types"`
	Sfreq       float64
	Nsamples    int
	Samples     map[string]struct{ First, Last []float64 }
	Annotations annotationFacts
	MeasDate    string `json:"meas_date"`
	Stim        *struct {
		Channel string
		Count   int
		ByCode  map[string]int `json:"by_code"`
		First   [][3]int
		SHA256  string
	} `json:"stim_events"`
}

type annotationFacts struct {
	Count         int
	ByDescription map[string]int `json:"by_description"`
	First         [][3]string
	Last          [][3]string
	SHA256        string
}

type headerFacts struct {
	Reserved        string
	StartDate       string
	StartTime       string
	HeaderBytes     int64   `json:"header_bytes"`
	RecordsInHeader int     `json:"records_in_header"`
	RecordsInFile   int     `json:"records_in_file"`
	TrailingBytes   int64   `json:"trailing_bytes"`
	RecordDuration  float64 `json:"record_duration_s"`
	Signals         int
	SamplesPer      json.RawMessage        `json:"samples_per_record"`
	Native          map[string]nativeFacts `json:"signals_native"`
	Onsets          *struct {
		First, Last []string
		Gaps        []struct {
			Record   int
			Expected float64 `json:"expected_s"`
			Found    float64 `json:"found_s"`
		}
	} `json:"record_onsets"`
	TAL *annotationFacts
}

type nativeFacts struct {
	Samples      int
	Rate         float64 `json:"rate_hz"`
	Dimension    string
	Phys, Dig    [2]float64
	DigitalFirst []int32   `json:"digital_first"`
	DigitalLast  []int32   `json:"digital_last"`
	SIFirst      []float64 `json:"si_first"`
	SILast       []float64 `json:"si_last"`
}

// dataFolder is where the shared recordings lie: EEGP_DATA, from the project's
// root when it is relative, or beside the project.
func dataFolder() string {
	root := filepath.Join("..", "..")
	switch dir := os.Getenv("EEGP_DATA"); {
	case dir == "":
		return filepath.Join(root, "..", "shared", "data")
	case filepath.IsAbs(dir):
		return dir
	default:
		return filepath.Join(root, dir)
	}
}

func allFacts(t *testing.T) []facts {
	t.Helper()
	root := filepath.Join(dataFolder(), "facts")
	if !isFolder(root) {
		t.Skipf("no expected values: %s is not a folder; set EEGP_DATA", root)
	}
	var all []facts
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isEDFName(strings.TrimSuffix(path, ".json")) {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var f facts
		if err := json.Unmarshal(b, &f); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Skipf("no facts about EDF or BDF files under %s", root)
	}
	return all
}

func isEDFName(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".edf" || ext == ".bdf"
}

func TestFacts(t *testing.T) {
	for _, want := range allFacts(t) {
		t.Run(want.Path, func(t *testing.T) {
			path := filepath.Join(dataFolder(), filepath.FromSlash(want.Path))
			f, problems, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				t.Errorf("unexpected: %s", p.Diagnose().Message)
			}
			if f.SHA256 != want.SHA256 || f.FileBytes != want.Bytes {
				t.Errorf("got %d bytes with hash %s, want %d with %s", f.FileBytes, f.SHA256, want.Bytes, want.SHA256)
			}
			checkHeader(t, f, want.Header)
			checkAnnotationsAsWritten(t, f, want)
			rec, _, err := f.Recording(Options{})
			if err != nil {
				t.Fatal(err)
			}
			if want.MNE != nil {
				checkView(t, rec, want.MNE)
				checkEvents(t, f, rec, want.MNE)
			}
			if want.Annotations != nil {
				checkAnnotationFacts(t, rec.Events, *want.Annotations)
			}
		})
	}
}

func checkHeader(t *testing.T, f *File, want headerFacts) {
	t.Helper()
	equal(t, "reserved", f.Reserved, want.Reserved)
	equal(t, "start date", f.StartDate, want.StartDate)
	equal(t, "start time", f.StartTime, want.StartTime)
	equal(t, "header bytes", f.Header.Bytes, want.HeaderBytes)
	equal(t, "records stated", f.RecordsStated, want.RecordsInHeader)
	equal(t, "records", f.Records, want.RecordsInFile)
	equal(t, "trailing bytes", f.TrailingBytes, want.TrailingBytes)
	equal(t, "record duration", f.RecordDuration, want.RecordDuration)
	equal(t, "signals", len(f.Signals), want.Signals)
	equal(t, "samples per record", perRecords(f), string(want.SamplesPer))
	channels, signals := f.channels()
	for name, native := range want.Native {
		number, label, _ := strings.Cut(name, ":")
		i, _ := strconv.Atoi(number)
		equal(t, "label", channels[i].Name, label)
		checkNative(t, label, f, signals[i], native)
	}
	checkRuns(t, f, want)
}

// perRecords writes the distinct numbers of samples per record as the facts do:
// one number, or a sorted list.
func perRecords(f *File) string {
	var per []int
	for _, s := range f.Signals {
		per = append(per, s.PerRecord)
	}
	slices.Sort(per)
	per = slices.Compact(per)
	if len(per) == 1 {
		return strconv.Itoa(per[0])
	}
	lines := make([]string, len(per))
	for i, p := range per {
		lines[i] = "   " + strconv.Itoa(p)
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n  ]"
}

func checkNative(t *testing.T, label string, f *File, signal int, want nativeFacts) {
	t.Helper()
	s := f.Signals[signal]
	digital := f.Digital(signal)
	equal(t, label+" native samples", len(digital), want.Samples)
	near(t, label+" native rate", f.Rate(s), want.Rate)
	equal(t, label+" unit", s.Unit, want.Dimension)
	equal(t, label+" ranges", [4]float64{s.PhysMin, s.PhysMax, s.DigMin, s.DigMax},
		[4]float64{want.Phys[0], want.Phys[1], want.Dig[0], want.Dig[1]})
	first, last := digital[:len(want.DigitalFirst)], digital[len(digital)-len(want.DigitalLast):]
	equal(t, label+" first digital", fmt.Sprint(first), fmt.Sprint(want.DigitalFirst))
	equal(t, label+" last digital", fmt.Sprint(last), fmt.Sprint(want.DigitalLast))
	gain, offset := s.Scale()
	si := 1.0
	if uv, ok := microvolts(s.Unit); ok {
		si = uv * 1e-6
	}
	for i := range first {
		near(t, label+" first", (float64(first[i])*gain+offset)*si, want.SIFirst[i])
		near(t, label+" last", (float64(last[i])*gain+offset)*si, want.SILast[i])
	}
}

// checkRuns compares the times that the records keep, and the gaps.
func checkRuns(t *testing.T, f *File, want headerFacts) {
	t.Helper()
	if want.Onsets == nil {
		equal(t, "record marks", len(f.RecordMarks), 0)
		return
	}
	marks := f.RecordMarks
	if strings.HasSuffix(f.Path, "MB0400FU.EDF") {
		// The first two records put texts of their own behind the mark, so the
		// independent parser takes neither for a time-keeping entry.
		marks = marks[2:]
	}
	for i, m := range want.Onsets.First {
		equal(t, "record mark", marks[i], m)
	}
	for i, m := range want.Onsets.Last {
		equal(t, "last record mark", marks[max(0, len(marks)-len(want.Onsets.Last))+i], m)
	}
	runs := f.runs()
	equal(t, "gaps", len(runs)-1, len(want.Onsets.Gaps))
	for i, gap := range want.Onsets.Gaps {
		equal(t, "record after the gap", runs[i+1].first, gap.Record)
		near(t, "time after the gap", runs[i+1].start, gap.Found)
	}
}

func checkAnnotationsAsWritten(t *testing.T, f *File, want facts) {
	t.Helper()
	if want.Header.TAL == nil {
		equal(t, "annotations", len(f.Annotations), 0)
		return
	}
	equal(t, "annotations", len(f.Annotations), want.Header.TAL.Count)
	var lines strings.Builder
	for i, a := range f.Annotations {
		if i < len(want.Header.TAL.First) {
			equal(t, "annotation", [3]string{a.Onset, a.Duration, a.Text}, want.Header.TAL.First[i])
		}
		fmt.Fprintf(&lines, "%s\t%s\t%s\n", a.Onset, a.Duration, a.Text)
	}
	equal(t, "hash of the annotations", hash(lines.String()), want.Header.TAL.SHA256)
}

func checkView(t *testing.T, rec *value.Recording, want *mneFacts) {
	t.Helper()
	equal(t, "channels", len(rec.Channels), want.Nchan)
	equal(t, "names", strings.Join(channelNames(rec.Channels), "|"), strings.Join(want.Names, "|"))
	near(t, "rate", rec.Rate, want.Sfreq)
	equal(t, "samples", rec.Samples(), want.Nsamples)
	equal(t, "start", rec.Start.Format("2006-01-02T15:04:05+00:00"), want.MeasDate)
	for i, kind := range want.Types {
		// MNE-Python takes every channel but a trigger for EEG.
		equal(t, rec.Channels[i].Name+" is a trigger", rec.Channels[i].Kind == kindStim, kind == "stim")
	}
	for name, ends := range want.Samples {
		number, _, _ := strings.Cut(name, ":")
		i, _ := strconv.Atoi(number)
		row, c := rec.X[i], rec.Channels[i]
		scale := 1.0
		if _, ok := microvolts(c.Unit); ok && c.Kind != kindStim {
			scale = 1e-6
		}
		for k := range ends.First {
			near(t, name+" first", row[k]*scale, ends.First[k])
			near(t, name+" last", row[len(row)-5+k]*scale, ends.Last[k])
		}
	}
}

func checkEvents(t *testing.T, f *File, rec *value.Recording, want *mneFacts) {
	t.Helper()
	events := f.events(EventsAnnotations, f.runs())
	if !f.Continuous && len(rec.Segments) > 1 {
		// MNE-Python ignores the gap and drops what lies beyond its own end;
		// the annotations as written are checked instead.
		events = slices.DeleteFunc(events, func(e value.Event) bool { return e.Onset > float64(want.Nsamples)/want.Sfreq })
	}
	checkAnnotationFacts(t, events, want.Annotations)
	if want.Stim == nil {
		return
	}
	i := f.triggerSignal()
	equal(t, "trigger channel", f.Signals[i].Label, want.Stim.Channel)
	triggers := triggersOf(f.Digital(i))
	equal(t, "triggers", len(triggers), want.Stim.Count)
	count := map[string]int{}
	var lines strings.Builder
	for i, e := range triggers {
		count[strconv.Itoa(e.code)]++
		if i < len(want.Stim.First) {
			equal(t, "trigger", [3]int{e.sample, e.previous, e.code}, want.Stim.First[i])
		}
		fmt.Fprintf(&lines, "%d\t%d\t%d\n", e.sample, e.previous, e.code)
	}
	equal(t, "triggers by code", fmt.Sprint(count), fmt.Sprint(want.Stim.ByCode))
	equal(t, "hash of the triggers", hash(lines.String()), want.Stim.SHA256)
}

func checkAnnotationFacts(t *testing.T, events []value.Event, want annotationFacts) {
	t.Helper()
	equal(t, "events", len(events), want.Count)
	if want.Count == 0 || len(events) != want.Count {
		return
	}
	count := map[string]int{}
	var lines strings.Builder
	for i, e := range events {
		count[e.Label]++
		line := [3]string{fmt.Sprintf("%.6f", e.Onset), fmt.Sprintf("%.6f", e.Duration), e.Label}
		if i < len(want.First) {
			equal(t, "event", line, want.First[i])
		}
		if k := i - (len(events) - len(want.Last)); k >= 0 {
			equal(t, "last event", line, want.Last[k])
		}
		lines.WriteString(strings.Join(line[:], "\t") + "\n")
	}
	equal(t, "events by label", fmt.Sprint(count), fmt.Sprint(want.ByDescription))
	equal(t, "hash of the events", hash(lines.String()), want.SHA256)
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// near allows for the nine digits with which the facts were written.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 2e-8*math.Max(math.Abs(want), 1e-9) {
		t.Errorf("%s: got %.10g, want %.10g", what, got, want)
	}
}
