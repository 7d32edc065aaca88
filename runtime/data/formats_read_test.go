package data

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
)

// readFile reads without an error; the problems have the given codes.
func readFile(t *testing.T, path string, opt Options, codes string) *value.Recording {
	t.Helper()
	rec, problems, err := Read(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "problems", codesOf(problems), codes)
	o, _, err := ReadOutline(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	channels, rate, err := o.Chosen(opt)
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Join(channelNames(channels), " ")
	equal(t, "channels by the outline", names, strings.Join(channelNames(rec.Channels), " "))
	equal(t, "rate by the outline", rate, rec.Rate)
	return rec
}

// refused reads a file that is told to be wrong, by header and by samples.
func refused(t *testing.T, path string, opt Options, code, says string) {
	t.Helper()
	_, problems, err := Read(path, opt)
	checkFatal(t, problems, err, code, says)
}

func TestReadFIF(t *testing.T) {
	rec := readFile(t, saved(t, "a_raw.fif", fifTwoBuffers()), Options{}, "")
	equal(t, "samples", fmt.Sprintf("%.4g", rec.X[0]), "[1 -2 3 4]")
	equal(t, "codes", fmt.Sprint(rec.X[1]), "[0 5 5 7]")
	equal(t, "channels", fmt.Sprint(rec.Channels), "[{C3 eeg V 4} {STI 014 stim  4}]")
	equal(t, "events", fmt.Sprint(rec.Events), "[{0.25 0 5} {0.75 0 7}]")
	// The clock starts at sample 100, 25 s before the first sample.
	equal(t, "start", rec.Start, time.Unix(1_000_000_025, 500_000_000).UTC())
}

func TestSkipsOfFIFAreGaps(t *testing.T) {
	b := fifRaw(func(w *fifWriter) {
		w.open(fifInRaw).tag(fifSkip, 3, ints(3))
		w.tag(fifBuffer, 3, ints(1, 0, 2, 0)).tag(fifSkip, 3, ints(2)).tag(fifBuffer, 3, ints(3, 0, 4, 0))
		w.close(fifInRaw)
	})
	rec := readFile(t, saved(t, "a_raw.fif", b), Options{Kinds: []string{"eeg"}}, "W723")
	equal(t, "segments", fmt.Sprint(rec.Segments), "[{0 2 0} {2 4 1.5}]")
}

func TestAnnotationsOfFIF(t *testing.T) {
	for name, dated := range map[string]bool{"with a date": true, "without": false} {
		b := fifRaw(func(w *fifWriter) {
			w.open(fifInRaw).tag(fifFirstSamp, 3, ints(100))
			w.open(fifInAnnotations).tag(fifBaseMin, 4, floats(25.5, 25)).tag(fifBaseMax, 4, floats(26.5, 25))
			w.tag(fifComment, 10, []byte("bad{COLON} seg:go"))
			if dated {
				w.tag(fifMeasDate, 3, ints(1, 0))
			}
			w.close(fifInAnnotations)
			w.tag(fifBuffer, 3, ints(1, 0, 2, 0)).close(fifInRaw)
		})
		rec := readFile(t, saved(t, "a_raw.fif", b), Options{}, "")
		want := "[{0 0 go} {0.5 1 bad: seg}]"
		if !dated {
			want = "[{25 0 go} {25.5 1 bad: seg}]"
		}
		equal(t, name, fmt.Sprint(rec.Events), want)
	}
}

func TestEventsFiles(t *testing.T) {
	raw := saved(t, "a_raw.fif", fifTwoBuffers())
	w := matWriter{order: binary.LittleEndian}
	table := w.structure("", []string{"TYP", "POS", "DUR"}, [][]byte{
		w.int16s("", []int{2, 1}, 769, 770), w.int16s("", []int{2, 1}, 1, 4), w.int16s("", []int{2, 1}, 2, 0),
	})
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"a-eve.fif", fifEvents(102, 0, 1, 101, 0, 2), "[{0.25 0 2} {0.5 0 1}]"},
		{"a-eve.txt", []byte("# sample before code\n101 0 2\n103 0 -1\n"), "[{0.25 0 2} {0.75 0 -1}]"},
		{"b-eve.txt", []byte("101 25.25 0 2\n"), "[{0.25 0 2}]"},
		{"events.tsv", []byte("onset\tduration\ttrial_type\tvalue\n0.5\t0.25\tleft\t1\nn/a\t0\tright\t2\n0.75\tn/a\tright\t2\n"), "[{0.5 0.25 left} {0.75 0 right}]"},
		{"b_events.tsv", []byte("onset\tduration\tvalue\n0.5\t0\t1.0\n"), "[{0.5 0 1}]"},
		{"c.csv", []byte("sample,label\n2,\"a, b\"\n"), "[{0.5 0 a, b}]"},
		{"h.mat", w.file(w.structure("h", []string{"EVENT"}, [][]byte{table})), "[{0 0.5 769} {0.75 0 770}]"},
	} {
		rec := readFile(t, raw, Options{EventsFile: saved(t, c.name, c.content)}, "")
		equal(t, c.name, fmt.Sprint(rec.Events), c.want)
		alone := readFile(t, raw, Options{}, "")
		equal(t, "the hash tells the events", rec.SHA256 != alone.SHA256, true)
	}
	for _, c := range []struct{ name, content, says string }{
		{"words.tsv", "when\twhat\n1\tleft\n", "its columns are when, what"},
		{"soon.tsv", "onset\ttrial_type\nsoon\tleft\n", "line 2 of"},
		{"two.txt", "1 2\n", "three or four numbers"},
		{"half.txt", "1 0 2\nx 0 2\n", "line 2 of"},
		{"page.html", "<html>", "is no event"},
		{"raw.fif", string(fifTwoBuffers()), "without a list of events"},
		{"x.mat", string(w.file(w.doubles("x", []int{1, 1}, 1))), "none of its variables"},
	} {
		refused(t, raw, Options{EventsFile: saved(t, c.name, []byte(c.content))}, "E730", c.says)
	}
}

func TestEventFilesFollowTheKeys(t *testing.T) {
	dir := folderOf(t, "raw/s1/a_raw.fif", "raw/s1/b_raw.fif", "raw/s1/a-eve.fif", "raw/s1/b-eve.fif", "all-eve.fif")
	matches, _ := Resolve("**/{subject}/{run}_raw.fif", []string{dir}, nil)
	files, problems := EventFiles("**/{subject}/{run}-eve.fif", matches)
	equal(t, "problems", codesOf(problems), "")
	equal(t, "files", strings.ReplaceAll(strings.Join(files, " "), dir, ""), "/raw/s1/a-eve.fif /raw/s1/b-eve.fif")
	one, _ := EventFiles("all-eve.fif", matches)
	equal(t, "one for all", one[0], one[1])
	_, problems = EventFiles("**/{subject}/{run}_eve.fif", matches)
	equal(t, "none", codesOf(problems), "E729 E729")
	_, problems = EventFiles("**/{subject}/*-eve.fif", matches)
	equal(t, "several", problems[0].Diagnose().Message, "`"+matches[0].Path+"` has 2 files of events: `"+files[0]+"` and `"+files[1]+"`")
}

func TestReadGDF(t *testing.T) {
	for version, start := range map[string]string{"1.25": "2020-03-02 10:20:30.5", "2.20": "2020-03-02 12:00:00"} {
		rec := readFile(t, saved(t, "a.gdf", gdfFile(version, 1, -2, 30, 400)), Options{}, "")
		equal(t, version+" samples", fmt.Sprintf("%.4g", rec.X), "[[0.1 -0.2 3 40]]")
		equal(t, version+" events", fmt.Sprint(rec.Events), "[{0 0.5 769} {0.5 0 770}]")
		equal(t, version+" start", rec.Start.Format("2006-01-02 15:04:05.999"), start)
		equal(t, version+" rate", rec.Rate, 4)
	}
}

func TestReadBrainVision(t *testing.T) {
	samples := shorts(binary.LittleEndian, 1, 10, -2, 20, 3, 30)
	for _, c := range []struct {
		orientation, format string
		data                []byte
		want                string
	}{
		{"MULTIPLEXED", "INT_16", samples, "[[0.5 -1 1.5] [10000 20000 30000]]"},
		{"VECTORIZED", "INT_16", samples, "[[0.5 5 -1] [20000 3000 30000]]"},
		{"MULTIPLEXED", "IEEE_FLOAT_32", float32s(1, 10, -2, 20, 3, 30), "[[0.5 -1 1.5] [10000 20000 30000]]"},
	} {
		path := saved(t, "a.vhdr", visionHeader(c.orientation, c.format))
		_, problems, err := Read(path, Options{})
		checkFatal(t, problems, err, "E701", "a.eeg")
		beside(t, path, "a.eeg", c.data)
		beside(t, path, "a.vmrk", []byte(visionMarkers))
		rec := readFile(t, path, Options{}, "")
		equal(t, c.orientation, fmt.Sprint(rec.X), c.want)
		equal(t, "names", strings.Join(channelNames(rec.Channels), "|"), "C3|a,b")
		equal(t, "events", fmt.Sprint(rec.Events), "[{0 0.25 New Segment/} {0.25 0.5 Stimulus/S  2} {0.5 0 Stimulus/S  1}]")
		equal(t, "start", rec.Start, time.Date(2020, 3, 2, 10, 20, 30, 500_000_000, time.UTC))
		beside(t, path, "a.vmrk", []byte("Brain Vision Data Exchange Marker File, Version 1.0\n"))
		equal(t, "another hash with other markers", readFile(t, path, Options{}, "").SHA256 != rec.SHA256, true)
	}
	refused(t, saved(t, "a.vhdr", visionHeader("MULTIPLEXED", "INT_7")), Options{}, "E705", "BinaryFormat is `INT_7`")
}

func TestReadEEGLAB(t *testing.T) {
	for _, w := range []matWriter{{order: binary.LittleEndian, packed: true}, {order: binary.BigEndian}} {
		location := func(label string) [][]byte { return [][]byte{w.text("", label)} }
		event := func(latency float64, typ []byte) [][]byte { return [][]byte{w.doubles("", []int{1, 1}, latency), typ} }
		number := func(v float64) []byte { return w.doubles("", []int{1, 1}, v) }
		set := func(data []byte, points, trials float64) []byte {
			return w.file(w.structure("EEG", []string{"nbchan", "pnts", "trials", "srate", "data", "chanlocs", "event"}, [][]byte{
				number(2), number(points), number(trials), number(4), data,
				w.structure("", []string{"labels"}, location("C3"), location("HEOG")),
				w.structure("", []string{"latency", "type"}, event(3, w.text("", "go")), event(1.5, number(7))),
			}))
		}
		inside := readFile(t, saved(t, "a.set", set(w.doubles("", []int{2, 3}, 1, 10, -2, 20, 3, 30), 3, 1)), Options{}, "")
		equal(t, "samples", fmt.Sprint(inside.X), "[[1 -2 3] [10 20 30]]")
		equal(t, "events", fmt.Sprint(inside.Events), "[{0.125 0 7} {0.5 0 go}]")
		equal(t, "kinds", inside.Channels[0].Kind+" "+inside.Channels[1].Kind, "eeg eog")
		path := saved(t, "a.set", set(w.text("", "a.fdt"), 3, 1))
		beside(t, path, "a.fdt", float32s(1, 10, -2, 20, 3, 30))
		equal(t, "samples beside", fmt.Sprint(readFile(t, path, Options{}, "").X), "[[1 -2 3] [10 20 30]]")
		trials := readFile(t, saved(t, "a.set", set(w.doubles("", []int{2, 2, 2}, 1, 10, -2, 20, 3, 30, 4, 40), 2, 2)), Options{}, "")
		equal(t, "trials", fmt.Sprint(trials.Segments), "[{0 2 0} {2 4 1}]")
		equal(t, "events in trials", fmt.Sprint(trials.Events), "[{0.125 0 7} {1 0 go}]")
		refused(t, saved(t, "a.set", set(w.doubles("", []int{1, 3}, 1, 2, 3), 3, 1)), Options{}, "E705", "its size is `2 × 3 × 1`")
	}
}

func TestInfoOfPlainFiles(t *testing.T) {
	w := matWriter{order: binary.LittleEndian}
	path := saved(t, "a.mat", w.file(w.doubles("y", []int{2, 3}, 1, 2, 3, 4, 5, 6), w.text("name", "x")))
	info, _, err := Describe(path, true)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "variables", fmt.Sprint(info.Variables), "[y: double 2 × 3 name: char 1 × 1]")
	var b strings.Builder
	if err := info.WriteTable(&b); err != nil || !strings.Contains(b.String(), "y  double 2 × 3") {
		t.Errorf("%v in\n%s", err, b.String())
	}
	info, _, err = Describe(saved(t, "a-eve.fif", fifEvents(102, 0, 1)), false)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "format", info.Format, "events")
	equal(t, "events", fmt.Sprint(CountLabels(info.Events)), "[{1 1}]")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}
