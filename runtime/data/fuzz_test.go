package data

import (
	"math"
	"testing"

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
		eeg("C3", []int{1, 2}, []int{3, 4}), notes("+0\x14\x14\x00+1\x152\x14a\x14\x00", "+7\x14\x14\x00")}}.bytes())
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
