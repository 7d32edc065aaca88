package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
)

// formatFacts are the expected values of recordings in formats other than EDF.
type formatFacts struct {
	Path   string
	SHA256 string
	MNE    *mneFacts
	Header struct {
		Table *struct {
			Mode, Count int
			ByType      map[string]int `json:"by_type"`
			SHA256      string
		} `json:"event_table"`
	}
	Events *struct {
		Count  int
		ByCode map[string]int `json:"by_code"`
		First  [][3]int
		SHA256 string
	}
	MAT *struct{ Variables map[string]arrayFacts }
	NPZ *struct{ Arrays map[string]arrayFacts }
	CSV *struct {
		Columns []string
		Rows    int
		Markers *struct {
			Column string
			Count  int
			ByCode map[string]int `json:"by_code"`
			SHA256 string
		}
		Sums map[string]float64
	}
}

type arrayFacts struct {
	Shape  []int
	SHA256 string `json:"sha256_f8_c_order"`
	Cell   []int
	Struct []string
	Char   []string
	Fields map[string]json.RawMessage // facts, or a word where nothing was written down
}

// factsOf reads the expected values of a file, and skips the test where they are
// not there.
func factsOf(t *testing.T, path string) (formatFacts, string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dataFolder(), "facts", filepath.FromSlash(path)+".json"))
	if err != nil {
		t.Skipf("no expected values of %s; set EEGP_DATA", path)
	}
	var f formatFacts
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f, filepath.Join(dataFolder(), filepath.FromSlash(path))
}

const exo = "decode/ssvep_exo/"

// Every file whose expected values MNE-Python gave: channels, rate, samples,
// values, events.
func TestFormatFacts(t *testing.T) {
	for _, path := range []string{
		exo + "subject01/record-2012.07.06-19.02.16_raw.fif",
		exo + "subject03/record-2012.07.11-15.25.23_raw.fif",
		exo + "subject04/record-2012.07.18-17.52.30_raw.fif",
		exo + "subject05/record-2012.07.19-11.24.02_raw.fif",
		exo + "subject04/record-2012.07.18-17.52.30.gdf",
		"decode/mi_biosig_sample/sample.gdf",
		"formats/fif/data_resting_EO_200Hz_raw.fif",
		"formats/fif/test_bin_raw.fif",
		"formats/gdf/gdf200_rest.gdf",
		"formats/gdf/test_1ch.gdf",
		"formats/brainvision/test.vhdr",
		"formats/brainvision/test_old_layout_latin1_software_filter.vhdr",
		"formats/brainvision/test_units.vhdr",
		"formats/brainvision/testbva.vhdr",
		"formats/brainvision/testv2.vhdr",
		"formats/eeglab/eeglab_data.set",
	} {
		t.Run(path, func(t *testing.T) {
			want, file := factsOf(t, path)
			rec, _, err := Read(file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			b, _ := os.ReadFile(file)
			equal(t, "hash", hash(string(b)), want.SHA256)
			checkFormatView(t, rec, want)
			checkFormatEvents(t, rec, want)
			outline, _, err := ReadOutline(file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "outline", fmt.Sprint(channelNames(outline.Channels), outline.Rate, outline.Samples), fmt.Sprint(channelNames(rec.Channels), rec.Rate, rec.Samples()))
		})
	}
}

func checkFormatView(t *testing.T, rec *value.Recording, want formatFacts) {
	t.Helper()
	m := want.MNE
	equal(t, "names", strings.Join(channelNames(rec.Channels), "|"), strings.Join(m.Names, "|"))
	near(t, "rate", rec.Rate, m.Sfreq)
	equal(t, "samples", rec.Samples(), m.Nsamples)
	if m.MeasDate != "" && rec.Format != "fif" { // FIF: the date of the clock's start, not of the first sample
		equal(t, "start", rec.Start.Format("2006-01-02T15:04:05"), m.MeasDate[:19])
	}
	for name, ends := range m.Samples {
		number, _, _ := strings.Cut(name, ":")
		i, _ := strconv.Atoi(number)
		scale := siScale(rec.Channels[i], want)
		row := rec.X[i]
		for k := range ends.First {
			first, last := row[k]*scale, row[len(row)-5+k]*scale
			if strings.HasSuffix(want.Path, "test_1ch.gdf") {
				// Samples of single precision with a scale of exactly 1: what was
				// expected was rounded once more.
				within(t, name+" first", first, ends.First[k], 1.2e-7)
				within(t, name+" last", last, ends.Last[k], 1.2e-7)
				continue
			}
			nearly(t, name+" first", first, ends.First[k])
			nearly(t, name+" last", last, ends.Last[k])
		}
	}
}

// siScale brings a channel to the unit in which the expected values are: volts,
// or what MNE-Python left as it was.
func siScale(c value.Channel, want formatFacts) float64 {
	_, volts := microvolts(c.Unit)
	switch {
	case want.Path == "decode/mi_biosig_sample/sample.gdf": // µ in latin-1, which it takes for no unit
		return 1
	case strings.HasSuffix(want.Path, "testv2.vhdr") && c.Name == "ReRef":
		return 1e-6
	case volts && c.Kind != kindStim:
		return 1e-6
	}
	return 1
}

// nearly allows for nine digits, and for the smallest of values for the rounding
// of single precision against the channel's range.
func nearly(t *testing.T, what string, got, want float64) {
	t.Helper()
	within(t, what, got, want, 2e-8)
}

func within(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > share*math.Abs(want)+1e-15 {
		t.Errorf("%s: got %.10g, want %.10g", what, got, want)
	}
}

func checkFormatEvents(t *testing.T, rec *value.Recording, want formatFacts) {
	t.Helper()
	if want.MNE.Stim != nil && want.MNE.Annotations.Count == 0 {
		checkCodes(t, rec, want)
		return
	}
	events := slices.Clone(rec.Events)
	for i, e := range events { // MNE-Python gives an event without a duration that of one sample
		if want.Header.Table != nil && e.Duration == 0 {
			events[i].Duration = 1 / rec.Rate
		}
	}
	// It leaves out what lies behind the last sample.
	events = slices.DeleteFunc(events, func(e value.Event) bool { return e.Onset >= float64(rec.Samples())/rec.Rate })
	checkAnnotationFacts(t, events, want.MNE.Annotations)
}

func checkCodes(t *testing.T, rec *value.Recording, want formatFacts) {
	t.Helper()
	equal(t, "triggers", len(rec.Events), want.MNE.Stim.Count)
	count := map[string]int{}
	for i, e := range rec.Events {
		count[e.Label]++
		if i < len(want.MNE.Stim.First) {
			equal(t, "sample", int(math.Round(e.Onset*rec.Rate)), want.MNE.Stim.First[i][0])
			equal(t, "code", e.Label, strconv.Itoa(want.MNE.Stim.First[i][2]))
		}
	}
	equal(t, "triggers by code", fmt.Sprint(count), fmt.Sprint(want.MNE.Stim.ByCode))
}

func TestEventListFacts(t *testing.T) {
	for _, path := range []string{
		exo + "subject01/record-2012.07.06-19.02.16-eve.fif",
		exo + "subject03/record-2012.07.11-15.25.23-eve.fif",
		exo + "subject04/record-2012.07.18-17.52.30-eve.fif",
		exo + "subject05/record-2012.07.19-11.24.02-eve.fif",
	} {
		t.Run(path, func(t *testing.T) {
			want, file := factsOf(t, path)
			b, p := loadBlob(file)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			marks, p := fifMarks(b)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			var lines strings.Builder
			for _, m := range marks {
				fmt.Fprintf(&lines, "%d\t0\t%s\n", int(m.onset), m.label)
			}
			equal(t, "events", len(marks), want.Events.Count)
			equal(t, "hash", hash(lines.String()), want.Events.SHA256)
		})
	}
}

// Every array of the MAT and NPZ files, value by value.
func TestArrayFacts(t *testing.T) {
	for _, path := range []string{
		"decode/p300_gtec/S1.mat", "decode/p300_gtec/S2.mat", "decode/selfpaced_bci2_iv/sp1s_aa.mat",
		"decode/mi_tess_s4/online1_s1.mat", "decode/mi_tess_s4/online1_s2.mat",
		"decode/mi_tess_s4/online1_h1.mat", "decode/mi_tess_s4/online1_h2.mat",
		"decode/p300_bi2012_npz/subject_01_session_01.npz", "formats/npz/data_EOGs_REM_256Hz.npz",
	} {
		t.Run(path, func(t *testing.T) {
			want, file := factsOf(t, path)
			b, p := loadBlob(file)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			if want.NPZ != nil {
				f, p := openNPZ(b)
				if p != nil {
					t.Fatal(p.Diagnose().Message)
				}
				equal(t, "arrays", len(f.parts), len(want.NPZ.Arrays))
				checkArrays(t, f, "", want.NPZ.Arrays)
				return
			}
			f, p := openMAT(b)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			equal(t, "variables", len(f.vars), len(want.MAT.Variables))
			checkArrays(t, f, "", want.MAT.Variables)
		})
	}
}

func checkArrays(t *testing.T, file arrays, in string, want map[string]arrayFacts) {
	t.Helper()
	for name, facts := range want {
		name = in + name
		a, p := file.load(name)
		if p != nil {
			t.Errorf("%s: %s", name, p.Diagnose().Message)
			continue
		}
		switch {
		case facts.Struct != nil:
			fields := map[string]arrayFacts{}
			for field, raw := range facts.Fields {
				var f arrayFacts
				if json.Unmarshal(raw, &f) == nil {
					fields[field] = f
				}
			}
			checkArrays(t, file, name+".", fields)
		case facts.Char != nil:
			equal(t, name, strings.Join(a.texts, "|"), strings.Join(trimmed(facts.Char), "|"))
		case facts.Cell != nil:
			equal(t, name+" shape", fmt.Sprint(a.Dims), fmt.Sprint(facts.Cell))
		case facts.SHA256 != "":
			equal(t, name+" shape", fmt.Sprint(a.Dims), fmt.Sprint(facts.Shape))
			equal(t, name+" values", rowMajorHash(a), facts.SHA256)
		}
	}
}

func trimmed(texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = strings.TrimRight(s, " ")
	}
	return out
}

// rowMajorHash is the hash of all values as float64, the last axis fastest.
func rowMajorHash(a *array) string {
	h := sha256.New()
	at := make([]int, len(a.Dims))
	b := make([]byte, 0, 8*len(a.values))
	for range a.values {
		place := 0
		for i, k := range at {
			place += k * a.strides[i]
		}
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(a.values[place]))
		for i := len(at) - 1; i >= 0; i-- {
			if at[i]++; at[i] < a.Dims[i] {
				break
			}
			at[i] = 0
		}
	}
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

func TestTableFacts(t *testing.T) {
	for _, path := range []string{
		"decode/p300_muse/data_2017-02-09-17.13.56.csv", "decode/p300_muse/data_2017-02-09-17.17.46.csv",
		"decode/states_muse/subjecta-concentrating-1.csv", "formats/muse_csv/testmusemonitor.csv",
	} {
		t.Run(path, func(t *testing.T) {
			want, file := factsOf(t, path)
			b, p := loadBlob(file)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			f, p := openTable(b)
			if p != nil {
				t.Fatal(p.Diagnose().Message)
			}
			equal(t, "columns", strings.Join(f.names, "|"), strings.Join(want.CSV.Columns, "|"))
			equal(t, "rows", len(f.columns[0]), want.CSV.Rows)
			for name, sum := range want.CSV.Sums {
				a, _ := f.load(name)
				got := 0.0
				for _, v := range a.values {
					got += v
				}
				if math.Abs(got-sum) > 1e-8*math.Abs(sum) {
					t.Errorf("sum of %s: got %v, want %v", name, got, sum)
				}
			}
			if want.CSV.Markers == nil {
				return
			}
			a, _ := f.load(want.CSV.Markers.Column)
			var lines strings.Builder
			for _, e := range codeEvents(a.values, changes, func(i int) float64 { return float64(i) }) {
				fmt.Fprintf(&lines, "%d\t%s\n", int(e.Onset), e.Label)
			}
			equal(t, "hash of the markers", hash(lines.String()), want.CSV.Markers.SHA256)
		})
	}
}

func TestEpochsOfEEGLAB(t *testing.T) {
	path := "formats/eeglab/test_epochs_onefile.set"
	b, err := os.ReadFile(filepath.Join(dataFolder(), "facts", path+".json"))
	if err != nil {
		t.Skip("no expected values of " + path + "; set EEGP_DATA")
	}
	var want struct {
		MNE struct {
			Epochs, Nchan, Ntimes int
			Sfreq                 float64
			Samples               map[string]struct{ First, Last []float64 }
		}
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	rec, _, err := Read(filepath.Join(dataFolder(), path), Options{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "trials", len(rec.Segments), want.MNE.Epochs)
	equal(t, "samples", rec.Samples(), want.MNE.Epochs*want.MNE.Ntimes)
	equal(t, "rate", rec.Rate, want.MNE.Sfreq)
	for i, name := range []string{"0:FP1", "1:Fz"} {
		ends := want.MNE.Samples[name]
		for k := range ends.First {
			nearly(t, name, rec.X[i][k]*1e-6, ends.First[k])
			nearly(t, name, rec.X[i][rec.Samples()-5+k]*1e-6, ends.Last[k])
		}
	}
}

// The recording of one subject in GDF and in FIF is the same, but for the million
// by which the FIF is too large, and both have the same trials.
func TestExoskeletonInTwoFormats(t *testing.T) {
	folder := filepath.Join(dataFolder(), "decode", "ssvep_exo", "subject04")
	if !isFolder(folder) {
		t.Skipf("no %s; set EEGP_DATA", folder)
	}
	name := filepath.Join(folder, "record-2012.07.18-17.52.30")
	gdf, _, err := Read(name+".gdf", Options{})
	if err != nil {
		t.Fatal(err)
	}
	fif, _, err := Read(name+"_raw.fif", Options{Unit: "uV", EventsFile: name + "-eve.fif"})
	if err != nil {
		t.Fatal(err)
	}
	for c := range gdf.X {
		for i, v := range gdf.X[c] {
			if math.Abs(v-fif.X[c][i]) > 1e-6*math.Abs(v)+1e-12 {
				t.Fatalf("channel %d, sample %d: %v in GDF, %v in FIF", c, i, v, fif.X[c][i])
			}
		}
	}
	cues := map[string]string{"33024": "1", "33025": "2", "33026": "3", "33027": "4"}
	var fromTable []value.Event
	for _, e := range gdf.Events {
		if code, ok := cues[e.Label]; ok {
			fromTable = append(fromTable, value.Event{Label: code, Onset: e.Onset})
		}
	}
	equal(t, "trials", len(fif.Events), len(fromTable))
	for i, e := range fif.Events {
		equal(t, "label", e.Label, fromTable[i].Label)
		if d := (e.Onset - fromTable[i].Onset) * fif.Rate; math.Abs(d) > 256 {
			t.Errorf("trial %d: %v samples apart", i, d)
		}
	}
}
