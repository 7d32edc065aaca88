package data

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
)

func describe(t *testing.T, w written, samples bool) *Info {
	t.Helper()
	info, _, err := Describe(w.save(t, "a.edf"), samples)
	if err != nil {
		t.Fatal(err)
	}
	info.Path = "a.edf"
	return info
}

// twoKinds has two EEG channels, one of them flat, a slow one of another kind,
// and three events.
func twoKinds() written {
	slow := eeg("Temp", []int{36}, []int{37})
	slow.unit = "degC"
	return written{reserved: "EDF+C", signals: []writtenSignal{
		eeg("C3", []int{1, 2, 3, 4}, []int{5, 6, 7, 8}), eeg("C4", []int{9, 9, 9, 9}, []int{9, 9, 9, 9}), slow,
		notes("+0\x14\x14\x00+0\x150.5\x14T1\x14\x00", "+1\x14\x14\x00+1.25\x14T2\x14\x00+1.5\x14T1\x14\x00"),
	}}
}

func TestInfoTable(t *testing.T) {
	const want = `a.edf
  format    EDF+
  time      2 s · 8 samples at 4 Hz · start 2020-03-02 10:20:30
  channels  3
    eeg     2 × uV: C3 C4
    misc    1 × degC, 1 Hz: Temp
  events    3: T1 ×2 · T2 ×1
  samples   C3: 1e-06 2e-06 3e-06 4e-06 5e-06 … 4e-06 5e-06 6e-06 7e-06 8e-06 V
  samples   C4: 9e-06 9e-06 9e-06 9e-06 9e-06 … 9e-06 9e-06 9e-06 9e-06 9e-06 V
  samples   Temp: 36 36 36 36 37 … 36 37 37 37 37
`
	info := describe(t, twoKinds(), true)
	var b strings.Builder
	if err := info.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	got, _, _ := strings.Cut(b.String(), "  sha256")
	equal(t, "table", got, want)
	if !strings.Contains(b.String(), "  warning   W722 channel `C4`") {
		t.Errorf("no warning of the flat channel in\n%s", b.String())
	}
}

func TestInfoJSON(t *testing.T) {
	b, err := json.Marshal(describe(t, twoKinds(), true))
	if err != nil {
		t.Fatal(err)
	}
	got := string(b)
	for _, part := range []string{
		`"format":"edf+","nchan":3,"sfreq":4,"nsamples":8,"ch_names":["C3","C4","Temp"]`,
		`"ch_kinds":["eeg","eeg","misc"],"ch_units":["uV","uV","degC"],"ch_rates":[4,4,1]`,
		`"duration_s":2,"start":"2020-03-02T10:20:30","continuous":true,"segments":[{"first":0,"end":8,"start_s":0}]`,
		`"events":[{"onset_s":0,"duration_s":0.5,"label":"T1"},{"onset_s":1.25,"duration_s":0,"label":"T2"},{"onset_s":1.5,"duration_s":0,"label":"T1"}]`,
		`"event_counts":{"T1":2,"T2":1}`,
		`"warnings":[{"code":"W722"`,
		`"C3":{"first":[0.000001,0.000002,`,
		`"Temp":{"first":[36,36,36,36,37],"last":[36,37,37,37,37]}`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in\n%s", part, got)
		}
	}
	without, _ := json.Marshal(describe(t, twoKinds(), false))
	if strings.Contains(string(without), `"samples":`) {
		t.Error("samples came without being asked for")
	}
}

func TestInfoOfAnnotationsAlone(t *testing.T) {
	w := written{duration: "0", reserved: "EDF+C", signals: []writtenSignal{notes("+0\x14\x14\x00+30\x1560\x14sleep\x14\x00")}}
	info := describe(t, w, true)
	equal(t, "channels", len(info.Channels), 0)
	equal(t, "events", len(info.Events), 1)
	var b strings.Builder
	if err := info.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "no samples") {
		t.Error(b.String())
	}
}

func TestLongNameListsAreWrapped(t *testing.T) {
	for _, line := range wrap(strings.Repeat("EEG\u00a0Fp1-Ref ", 30), 40) {
		if len(line) > 40 || strings.HasPrefix(line, "Fp1") {
			t.Errorf("badly broken: %q", line)
		}
	}
}

func recording(path string, rate float64, names ...string) *value.Recording {
	rec := &value.Recording{Path: path, Rate: rate, Segments: []value.Segment{{First: 0, End: 4}}}
	for range names {
		rec.X = append(rec.X, []float64{1, 2, 3, 4})
	}
	for _, n := range names {
		rec.Channels = append(rec.Channels, value.Channel{Name: n, Kind: kindEEG, Unit: "uV"})
	}
	return rec
}

func TestCheckFindsBadChannels(t *testing.T) {
	rec := recording("a.edf", 2, "C3", "C4", "Cz")
	rec.X[0][2], rec.X[0][3] = math.NaN(), math.Inf(1)
	rec.X[1] = []float64{5, 5, 5, 5}
	problems := Check(rec)
	equal(t, "codes", codesOf(problems), "E717 W722")
	equal(t, "message", problems[0].Diagnose().Message, "channel `C3` of `a.edf` has 2 samples without a number, the first at 1 s")
}

func TestCheckTogetherNamesTheOddFile(t *testing.T) {
	a, b, c := recording("a.edf", 250, "C3", "C4"), recording("b.edf", 500, "C3", "C4"), recording("c.edf", 250, "C3", "Cz")
	problems := CheckTogether([]*value.Recording{a, b, c})
	equal(t, "codes", codesOf(problems), "E714 E715")
	equal(t, "rate", problems[0].Diagnose().Message, "`b.edf` is sampled at 500 Hz, the other 2 recordings at 250 Hz")
	equal(t, "channels", problems[1].Diagnose().Label, "lacks `C4`; has also `Cz`")
	equal(t, "none", codesOf(CheckTogether([]*value.Recording{a, a})), "")
	d := recording("d.edf", 250, "C4", "C3")
	equal(t, "order", CheckTogether([]*value.Recording{a, d})[0].Diagnose().Label, "the same names in another order")
}

func TestMissingEvent(t *testing.T) {
	rec := recording("a.edf", 2, "C3")
	rec.Events = []value.Event{{Label: "T1"}, {Label: "T2"}, {Label: "T1"}}
	d := MissingEvent("T3", []*value.Recording{rec}).Diagnose()
	equal(t, "label", d.Label, "there are `T1` (2), `T2` (1)")
	equal(t, "hint", d.Hint, "did you mean `T1` or `T2`?")
	d = MissingEvent("T3", []*value.Recording{recording("b.edf", 2, "C3")}).Diagnose()
	equal(t, "rule", d.Rule, "the recordings hold no events at all")
}

func TestSampleAt(t *testing.T) {
	rec := recording("a.edf", 2, "C3")
	rec.Segments = []value.Segment{{First: 0, End: 2}, {First: 2, End: 4, Start: 10}}
	for _, c := range []struct {
		at     float64
		sample int
		ok     bool
	}{{0, 0, true}, {0.5, 1, true}, {1, 0, false}, {5, 0, false}, {10, 2, true}, {10.6, 3, true}, {11, 0, false}, {-1, 0, false}} {
		sample, ok := SampleAt(rec, c.at)
		equal(t, "sample", sample, c.sample)
		equal(t, "found", ok, c.ok)
	}
}
