package data

import (
	"bytes"
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/source"
)

var script = source.NewFile("a.eegp", "files(\"a.edf\")")

func diagSpan() source.Span { return source.Span{File: script, Start: 0, End: 5} }

// wave is one period of a sine and a cosine of twice its frequency, in n samples.
func wave(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		phase := 2 * math.Pi * float64(i) / float64(n)
		x[i] = math.Sin(phase) + 0.5*math.Cos(2*phase) + 3
	}
	return x
}

// FuzzParse feeds broken files. Whatever the bytes say, the reader answers with
// a recording or a problem, and takes no more memory than the bytes warrant.
func FuzzParse(f *testing.F) {
	f.Add(written{signals: []writtenSignal{eeg("C3", []int{1, 2}), eeg("Status", []int{1})}}.bytes())
	f.Add(written{reserved: "EDF+D", signals: []writtenSignal{
		eeg("C3", []int{1, 2}, []int{3, 4}), notes("+0\x14\x14\x00+1\x152\x14a\x14\x00", "+7\x14\x14\x00"),
	}}.bytes())
	f.Add(written{bdf: true, records: "-1", signals: []writtenSignal{eeg("C3", []int{1, 2})}}.bytes())
	f.Add(written{duration: "0", reserved: "EDF+C", signals: []writtenSignal{notes("+0\x14\x14\x00+1\x14a\x14\x00")}}.bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		file, problems, err := parse("a.edf", b)
		for _, p := range problems {
			if p.Diagnose().Message == "" {
				t.Fatal("a problem without words")
			}
		}
		if err != nil {
			return
		}
		rec, _, err := file.Recording(Options{})
		if err != nil {
			return
		}
		if values := len(rec.X) * rec.Samples(); values > maxWidening*len(b) {
			t.Fatalf("%d values from %d bytes", values, len(b))
		}
		for _, s := range rec.Segments {
			if s.First < 0 || s.End > rec.Samples() || s.First > s.End {
				t.Fatalf("segment %v of %d samples", s, rec.Samples())
			}
		}
	})
}

// Every byte of a header is replaced in turn by what is likely to upset it.
func TestSpoiltHeaders(t *testing.T) {
	whole := written{reserved: "EDF+D", signals: []writtenSignal{
		eeg("C3", []int{1, 2}, []int{3, 4}), eeg("Status", []int{1}, []int{2}), notes("+0\x14\x14\x00+1\x142\x14a\x14\x00", "+7\x14\x14\x00"),
	}}.bytes()
	for at := range 4 * fixedHeader {
		for _, c := range "09-. x\x00\xff" {
			b := bytes.Clone(whole)
			b[at] = byte(c)
			file, _, err := parse("a.edf", b)
			if err != nil {
				continue
			}
			rec, _, err := file.Recording(Options{})
			if err == nil && len(rec.X)*rec.Samples() > maxWidening*len(b) {
				t.Fatalf("%d × %d values after byte %d became %q", len(rec.X), rec.Samples(), at, c)
			}
		}
	}
}

// FuzzPattern matches odd patterns against odd names.
func FuzzPattern(f *testing.F) {
	f.Add("S{subject}R{run}.edf", "S001R06.edf")
	f.Add("{run=6|10}*{run}", "6_6")
	f.Add("{", "}")
	f.Fuzz(func(t *testing.T, text, name string) {
		if len(text) > 40 || len(name) > 40 {
			return // a pattern of many stars takes its time on a long name
		}
		p, problem := parsePattern(text)
		if problem != nil {
			if problem.Diagnose().Message == "" {
				t.Fatal("a problem without words")
			}
			return
		}
		for _, s := range p.segments {
			s.match(name, value.Key{})
		}
	})
}

// BenchmarkRead reads 64 channels, 125 s at 160 Hz: 2.6 MB.
func BenchmarkRead(b *testing.B) {
	w := written{}
	records := make([][]int, 125)
	for r := range records {
		records[r] = make([]int, 160)
	}
	for range 64 {
		w.signals = append(w.signals, eeg("C3", records...))
	}
	content := w.bytes()
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		file, _, err := parse("a.edf", content)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := file.Recording(Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
