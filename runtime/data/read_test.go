package data

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// codesOf are the codes of problems, in order.
func codesOf(problems []diag.Problem) string {
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Diagnose().Code)
	}
	return strings.Join(codes, " ")
}

// mustRead reads without an error; the problems have the given codes.
func mustRead(t *testing.T, w written, opt Options, codes string) *value.Recording {
	t.Helper()
	rec, problems, err := Read(w.save(t, "a.edf"), opt)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "problems", codesOf(problems), codes)
	return rec
}

func TestReadScalesToMicrovolts(t *testing.T) {
	milli := writtenSignal{
		label: "C4", unit: "mV", physMin: "-2", physMax: "2", digMin: "-200", digMax: "200",
		records: [][]int{{1, -1}, {200, 0}},
	}
	rec := mustRead(t, written{signals: []writtenSignal{eeg("C3", []int{1, -2}, []int{3, 4}), milli}}, Options{}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1 -2 3 4] [10 -10 2000 0]]")
	equal(t, "rate", rec.Rate, 2)
	equal(t, "format", rec.Format, "edf")
	equal(t, "hash length", len(rec.SHA256), 64)
	equal(t, "start", rec.Start, time.Date(2020, 3, 2, 10, 20, 30, 0, time.UTC))
	equal(t, "segments", fmt.Sprint(rec.Segments), "[{0 4 0}]")
}

func TestReadBDF(t *testing.T) {
	status := writtenSignal{
		label: "Status", unit: "Boolean", physMin: "-8388608", physMax: "8388607", digMin: "-8388608", digMax: "8388607",
		records: [][]int{{0x1c0000, 0x1c0005, 0x1c0005, 0x1c0000}, {0x1c0007, 0x1c0000, 0x1c0003, 0x1c0007}},
	}
	c3 := writtenSignal{
		label: "C3", unit: "uV", physMin: "-262144", physMax: "262143", digMin: "-8388608", digMax: "8388607",
		records: [][]int{{-8388608, 0, 32, 1}, {2, 3, 4, 8388607}},
	}
	rec := mustRead(t, written{bdf: true, reserved: "24BIT", signals: []writtenSignal{c3, status}}, Options{}, "")
	equal(t, "format", rec.Format, "bdf")
	equal(t, "lowest", rec.X[0][0], -262144)
	equal(t, "highest", rec.X[0][7], 262143)
	equal(t, "kind", rec.Channels[1].Kind, "stim")
	equal(t, "codes without the amplifier's bits", fmt.Sprint(rec.X[1]), "[0 5 5 0 7 0 3 7]")
	equal(t, "events", fmt.Sprint(rec.Events), "[{0.25 0 5} {1 0 7} {1.5 0 3} {1.75 0 7}]")
}

func TestReadBDFPlusAnnotations(t *testing.T) {
	list := notes("+0\x14\x14\x00+0.5\x15\x32\x14start\x14\x00")
	list.label = "BDF Annotations"
	rec := mustRead(t, written{bdf: true, reserved: "BDF+C", signals: []writtenSignal{eeg("C3", []int{1, 2}), list}}, Options{}, "")
	equal(t, "format", rec.Format, "bdf+")
	equal(t, "events", fmt.Sprint(rec.Events), "[{0.5 2 start}]")
}

func TestReadAnnotations(t *testing.T) {
	w := written{reserved: "EDF+C", signals: []writtenSignal{
		eeg("C3", []int{1, 2}, []int{3, 4}),
		notes("+0.25\x14\x14\x00+0.75\x14later\x14also\x14\x00", "+1.25\x14\x14\x00+0.5\x150.5\x14caf\xe9\x14\x00"),
	}}
	rec := mustRead(t, w, Options{}, "")
	equal(t, "format", rec.Format, "edf+")
	equal(t, "events", fmt.Sprint(rec.Events), "[{0.25 0.5 café} {0.5 0 later} {0.5 0 also}]")
	equal(t, "start with its fraction", rec.Start.Format("15:04:05.000"), "10:20:30.250")
	equal(t, "channels", len(rec.Channels), 1)
}

func TestBrokenAnnotationsAreCounted(t *testing.T) {
	w := written{reserved: "EDF+C", signals: []writtenSignal{
		eeg("C3", []int{1, 2}),
		notes("+0\x14\x14\x00nonsense\x00+x\x14a\x14\x00+1\x14good\x14\x00"),
	}}
	rec := mustRead(t, w, Options{}, "W709")
	equal(t, "events", fmt.Sprint(rec.Events), "[{1 0 good}]")
}

func TestGapsMakeSegments(t *testing.T) {
	w := written{reserved: "EDF+D", signals: []writtenSignal{
		eeg("C3", []int{1, 2}, []int{3, 4}, []int{5, 6}),
		notes("+0\x14\x14\x00", "+1\x14\x14\x00", "+9.5\x14\x14\x00+9.7\x14there\x14\x00"),
	}}
	rec := mustRead(t, w, Options{}, "W723")
	equal(t, "segments", fmt.Sprint(rec.Segments), "[{0 4 0} {4 6 9.5}]")
	near(t, "event", rec.Events[0].Onset, 9.7)
}

func TestTriggerTimesCrossGaps(t *testing.T) {
	status := eeg("Status", []int{0, 0}, []int{0, 4})
	w := written{reserved: "EDF+D", signals: []writtenSignal{status, notes("+0\x14\x14\x00", "+5\x14\x14\x00")}}
	rec := mustRead(t, w, Options{Events: EventsTrigger}, "W723")
	equal(t, "events", fmt.Sprint(rec.Events), "[{5.5 0 4}]")
}

func TestUnknownRecordCount(t *testing.T) {
	rec := mustRead(t, written{records: "-1", signals: []writtenSignal{eeg("C3", []int{1}, []int{2}, []int{3})}}, Options{}, "")
	equal(t, "samples", rec.Samples(), 3)
}

func TestTruncated(t *testing.T) {
	w := written{signals: []writtenSignal{eeg("C3", []int{1, 2, 3}, []int{4, 5, 6}, []int{7, 8, 9})}, cut: 7}
	rec := mustRead(t, w, Options{}, "W706")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1 2 3]]")
	_, problems, _ := ReadHeader(w.save(t, "cut.edf"))
	got := problems[0].Diagnose()
	equal(t, "severity", got.Severity, diag.Warning)
	equal(t, "facts", got.Rule, "the header promises 6 samples more a channel (2 s, 7 bytes)")
}

func TestMoreRecordsThanStated(t *testing.T) {
	rec := mustRead(t, written{records: "1", signals: []writtenSignal{eeg("C3", []int{1}, []int{2})}}, Options{}, "W708")
	equal(t, "samples", rec.Samples(), 2)
}

func TestRatesAreRaisedToTheHighest(t *testing.T) {
	w := written{signals: []writtenSignal{eeg("C3", []int{1, 2, 3, 4}), eeg("Resp", []int{7}), eeg("Status", []int{1, 2})}}
	rec := mustRead(t, w, Options{}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1 2 3 4] [7 7 7 7] [1 1 2 2]]")
	equal(t, "native rate", rec.Channels[1].Rate, 1)
	slow := mustRead(t, w, Options{Kinds: []string{"resp", "stim"}}, "")
	equal(t, "rate of what was kept", slow.Rate, 2)
}

func TestChosenAgreesWithRead(t *testing.T) {
	w := written{signals: []writtenSignal{eeg("C3", []int{1, 2, 3, 4}, []int{5, 6, 7, 8}), eeg("Resp", []int{7}, []int{8})}}
	path := w.save(t, "a.edf")
	h, _, err := ReadOutline(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, opt := range []Options{{}, {Kinds: []string{"resp"}}, {Channels: []string{"C3"}}} {
		rec, _, err := Read(path, opt)
		if err != nil {
			t.Fatal(err)
		}
		channels, rate, err := h.Chosen(opt)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "channels", fmt.Sprint(channels), fmt.Sprint(rec.Channels))
		equal(t, "rate", rate, rec.Rate)
	}
	if _, _, err := h.Chosen(Options{Channels: []string{"C9"}}); err == nil {
		t.Error("an unknown channel was found")
	}
}

func TestReadAll(t *testing.T) {
	good := written{signals: []writtenSignal{eeg("C3", []int{1, 2}), eeg("C4", []int{3, 4})}}
	other := written{signals: []writtenSignal{eeg("C3", []int{1, 2, 3}), eeg("C4", []int{3, 4, 5})}}
	flat := written{signals: []writtenSignal{eeg("C3", []int{1, 1}), eeg("C4", []int{3, 4})}}
	match := func(w written, subject string) Match {
		return Match{Path: w.save(t, subject+".edf"), Key: value.Key{Subject: subject}}
	}
	recs, problems := ReadAll([]Match{match(good, "1"), match(flat, "2")}, nil, Options{Key: value.Key{Dataset: "d"}})
	equal(t, "problems", codesOf(problems), "W722")
	equal(t, "recordings", len(recs), 2)
	equal(t, "key", recs[1].Key, value.Key{Dataset: "d", Subject: "2"})
	recs, problems = ReadAll([]Match{match(good, "1"), {Path: "absent.edf"}, match(good, "3")}, nil, Options{})
	equal(t, "problems", codesOf(problems), "E701")
	equal(t, "recordings", len(recs), 2)
	_, problems = ReadAll([]Match{match(good, "1"), match(other, "2"), match(good, "3")}, nil, Options{})
	equal(t, "problems", codesOf(problems), "E714")
}

func TestAnnotationsAloneHaveNoGaps(t *testing.T) {
	w := written{duration: "0", reserved: "EDF+C", signals: []writtenSignal{notes("+0\x14\x14\x00", "+30\x14\x14\x00+30\x14a\x14\x00")}}
	rec := mustRead(t, w, Options{}, "")
	equal(t, "segments", len(rec.Segments), 1)
	equal(t, "events", fmt.Sprint(rec.Events), "[{30 0 a}]")
}

func TestUpsamplingKeepsSlowWaves(t *testing.T) {
	const per, most = 8, 24
	x, want := wave(per), wave(most)
	got := upsampleRecords(x, per, most)
	for i := range want {
		if d := got[i] - want[i]; d > 1e-12 || d < -1e-12 {
			t.Fatalf("sample %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

// The fastest wave that a slow record can hold comes out as a cosine of the same
// height, not of twice that.
func TestUpsamplingKeepsTheFastestWave(t *testing.T) {
	for i, v := range upsampleRecords([]float64{1, -1, 3, 3}, 2, 4) {
		if want := []float64{1, 0, -1, 0, 3, 3, 3, 3}[i]; math.Abs(v-want) > 1e-12 {
			t.Errorf("sample %d: got %v, want %v", i, v, want)
		}
	}
}

func TestOptionsChooseAndRename(t *testing.T) {
	w := written{signals: []writtenSignal{eeg("Fc5.", []int{1}), eeg("Cz..", []int{2}), eeg("VEOG", []int{3})}}
	rec := mustRead(t, w, Options{Channels: []string{"Cz", "FC5"}, Rename: map[string]string{"Fc5.": "FC5", "Cz..": "Cz"}}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[2] [1]]")
	rec = mustRead(t, w, Options{Kinds: []string{"eog"}, KindOf: map[string]string{"Cz..": "eog"}}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[2] [3]]")
	rec = mustRead(t, w, Options{Unit: "mV"}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1000] [2000] [3000]]")
	_, problems, err := Read(w.save(t, "a.edf"), Options{Channels: []string{"FC5"}})
	if err == nil {
		t.Fatal("an unknown channel was found")
	}
	equal(t, "hint", problems[0].Diagnose().Hint, "did you mean `Fc5.`?")
}

func TestUnknownUnitsAndScalesAreReported(t *testing.T) {
	plain := eeg("C3", []int{1})
	plain.unit = ""
	odd := eeg("C4", []int{2})
	odd.unit = "adu"
	flat := eeg("Cz", []int{3})
	flat.physMax = flat.physMin
	rec := mustRead(t, written{signals: []writtenSignal{plain, odd, flat}}, Options{}, "W720 W720 W721")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1] [2] [3]]")
}

func TestNamesAreMadeUnique(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"C3 C4", "C3 C4"},
		{"T8 C3 T8", "T8-0 C3 T8-1"},
		{"T8 T8-0 T8", "T8-1 T8-0 T8-2"},
		{"A A B B", "A-0 A-1 B-0 B-1"},
	} {
		equal(t, c.in, strings.Join(uniqueNames(strings.Fields(c.in)), " "), c.want)
	}
	equal(t, "nameless", strings.Join(uniqueNames([]string{"", "C3", ""}), " "), "channel-0 C3 channel-1")
}

func TestKindsFromLabels(t *testing.T) {
	for _, c := range []struct{ label, unit, want string }{
		{"EEG Fpz", "uV", "eeg"},
		{"Fc5.", "uV", "eeg"},
		{"EEG Fp2-Ref", "uV", "eeg"},
		{"A17", "uV", "eeg"},
		{"squarewave", "uV", "eeg"},
		{"Cz", "", "eeg"},
		{"Cz", "adu", "eeg"},
		{"EOG left", "uV", "eog"},
		{"VEOG_I", "uV", "eog"},
		{"REOG", "uV", "eog"},
		{"ECG ECG1", "uV", "ecg"},
		{"EKG", "mV", "ecg"},
		{"EMG chin", "uV", "emg"},
		{"Status", "Boolean", "stim"},
		{"Trigger", "units", "stim"},
		{"Resp chest", "mL", "resp"},
		{"Temp rectal", "degC", "misc"},
		{"SaO2 finger", "%", "misc"},
		{"EXG1", "uV", "misc"},
		{"GYROX", "uV", "misc"},
		{"MARKER", "uV", "misc"},
		{"battery", "V", "misc"},
		{"X", "%", "misc"},
	} {
		equal(t, c.label+" in "+c.unit, kindOf(c.label, c.unit), c.want)
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		unit string
		uv   float64
		ok   bool
	}{
		{"uV", 1, true},
		{"µV", 1, true},
		{"μV", 1, true},
		{headerText([]byte("\xb5V")), 1, true},
		{"mV", 1e3, true},
		{"V", 1e6, true},
		{"nV", 1e-3, true},
		{"", 1, false},
		{"%", 1, false},
		{"Boolean", 1, false},
	} {
		uv, ok := microvolts(c.unit)
		equal(t, c.unit, uv, c.uv)
		equal(t, c.unit+" is a voltage", ok, c.ok)
	}
}

func TestFilesThatAreNoRecordings(t *testing.T) {
	whole := string(written{signals: []writtenSignal{eeg("C3", []int{1, 2, 3})}}.bytes())
	replace := func(at int, text string) string { return whole[:at] + text + whole[at+len(text):] }
	for _, c := range []struct{ name, content, code, says string }{
		{"nothing", "", "E703", "is empty"},
		{"text", "subject,age\n1,23\n", "E704", "a text file"},
		{"page", "<!DOCTYPE html><html>log in</html>", "E704", "a web page"},
		{"pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "E704", "git-lfs pointer"},
		{"zip", "PK\x03\x04 rest", "E704", "a zip archive"},
		{"gdf", "GDF 2.20 rest", "E705", "ends inside its header, after 13 bytes"},
		{"matlab 7.3", "MATLAB 7.3 MAT-file, Platform", "E704", "a MATLAB 7.3 file"},
		{"zeros", strings.Repeat("\x00", 600), "E704", "nothing but zero bytes"},
		{"binary", "\x01\x02\x03\x04\x05\x06\x07\x08", "E704", "an unknown binary file"},
		{"short header", whole[:100], "E705", "ends inside its header, after 100 bytes"},
		{"short signals", whole[:300], "E705", "ends inside its header, after 300 bytes"},
		{"signal count", replace(252, "many"), "E705", "number of signals is `many`"},
		{"no signals", replace(252, "0   "), "E705", "number of signals is `0`"},
		{"record count", replace(236, "-7      "), "E705", "number of data records is `-7`"},
		{"duration", replace(244, "NaN     "), "E705", "duration of a data record is `NaN`"},
		{"no duration", replace(244, "0       "), "E705", "needs a rate"},
		{"samples", replace(256+216, "-5      "), "E705", "samples per record of C3 is `-5`"},
		{"no record", whole[:len(whole)-1], "E707", "no complete data record"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.edf")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, problems, err := ReadHeader(path)
			checkFatal(t, problems, err, c.code, c.says)
			_, problems, err = Read(path, Options{})
			checkFatal(t, problems, err, c.code, c.says)
		})
	}
}

func checkFatal(t *testing.T, problems []diag.Problem, err error, code, says string) {
	t.Helper()
	if err == nil || len(problems) != 1 {
		t.Fatalf("got error %v and %d problems", err, len(problems))
	}
	d := problems[0].Diagnose()
	equal(t, "code", d.Code, code)
	equal(t, "error", err.Error(), d.Message)
	if !strings.Contains(d.Message+"\n"+d.Rule, says) {
		t.Errorf("%q and %q do not say %q", d.Message, d.Rule, says)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	path := written{signals: []writtenSignal{eeg("C3", []int{1})}}.save(t, "S001R03.edf")
	_, problems, err := ReadHeader(dir)
	checkFatal(t, problems, err, "E702", "it is a folder")
	_, problems, err = Read(filepath.Join(filepath.Dir(path), "S001R04.edf"), Options{})
	checkFatal(t, problems, err, "E701", "there is no file")
	equal(t, "hint", problems[0].Diagnose().Hint, "did you mean `S001R03.edf`?")
	_, problems, err = Read(filepath.Join(dir, "absent", "a.edf"), Options{})
	checkFatal(t, problems, err, "E701", "there is no folder")
	if os.Getuid() == 0 {
		return // root may read everything
	}
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	_, problems, err = Read(path, Options{})
	checkFatal(t, problems, err, "E702", "permission denied")
}

func TestRatesTooFarApart(t *testing.T) {
	w := written{signals: []writtenSignal{eeg("fast", make([]int, 30000))}}
	for range 4000 {
		w.signals = append(w.signals, eeg("slow", []int{1}))
	}
	_, problems, err := Read(w.save(t, "a.edf"), Options{})
	checkFatal(t, problems, err, "E718", "too far apart")
}

func TestLocateKeepsThePlaceOfAProblem(t *testing.T) {
	problems := Locate(diagSpan(), []diag.Problem{diag.EmptyRecording{Path: "a"}})
	equal(t, "place", problems[0].Diagnose().At, diagSpan())
}
