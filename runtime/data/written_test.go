package data

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A written recording is made by a test: its fields go into the header as they
// are, so a test can also write nonsense.
type written struct {
	bdf      bool
	reserved string
	records  string // as stated; "" writes the true count
	duration string // of a record; "" is 1
	startAt  string // clock
	signals  []writtenSignal
	cut      int // bytes left off the end
}

type writtenSignal struct {
	label, unit      string
	physMin, physMax string
	digMin, digMax   string
	records          [][]int  // stored values, record by record
	text             []string // in place of records: bytes of an annotation signal
	size             int      // samples a record of an annotation signal
}

// eeg is a signal in µV whose stored values are its physical ones.
func eeg(label string, records ...[]int) writtenSignal {
	return writtenSignal{label: label, unit: "uV", physMin: "-1000", physMax: "1000", digMin: "-1000", digMax: "1000", records: records}
}

// notes is an annotation signal; each text is one record's bytes.
func notes(texts ...string) writtenSignal {
	return writtenSignal{label: "EDF Annotations", physMin: "-1", physMax: "1", digMin: "-32768", digMax: "32767", text: texts, size: 30}
}

func (w written) bytes() []byte {
	var b bytes.Buffer
	put := func(s string, width int) { b.WriteString(fmt.Sprintf("%-*s", width, s)[:width]) }
	if w.bdf {
		b.WriteString("\xffBIOSEMI")
	} else {
		put("0", 8)
	}
	put("X X X X", 80)
	put("Startdate 02-MAR-2020 X X X", 80)
	put("02.03.20", 8)
	put(or(w.startAt, "10.20.30"), 8)
	put(fmt.Sprint(fixedHeader*(1+len(w.signals))), 8)
	put(w.reserved, 44)
	put(or(w.records, fmt.Sprint(w.count())), 8)
	put(or(w.duration, "1"), 8)
	put(fmt.Sprint(len(w.signals)), 4)
	w.putSignals(put)
	for r := range w.count() {
		for _, s := range w.signals {
			b.Write(s.record(r, w.bdf))
		}
	}
	return b.Bytes()[:b.Len()-w.cut]
}

func (w written) putSignals(put func(string, int)) {
	fields := []struct {
		width int
		of    func(writtenSignal) string
	}{
		{16, func(s writtenSignal) string { return s.label }},
		{80, func(writtenSignal) string { return "" }},
		{8, func(s writtenSignal) string { return s.unit }},
		{8, func(s writtenSignal) string { return s.physMin }},
		{8, func(s writtenSignal) string { return s.physMax }},
		{8, func(s writtenSignal) string { return s.digMin }},
		{8, func(s writtenSignal) string { return s.digMax }},
		{80, func(writtenSignal) string { return "" }},
		{8, func(s writtenSignal) string { return fmt.Sprint(s.perRecord()) }},
		{32, func(writtenSignal) string { return "" }},
	}
	for _, f := range fields {
		for _, s := range w.signals {
			put(f.of(s), f.width)
		}
	}
}

func (w written) count() int {
	if s := w.signals[0]; s.text != nil {
		return len(s.text)
	}
	return len(w.signals[0].records)
}

func (s writtenSignal) perRecord() int {
	if s.text != nil {
		return s.size
	}
	return len(s.records[0])
}

func (s writtenSignal) record(r int, bdf bool) []byte {
	width := 2
	if bdf {
		width = 3
	}
	if s.text != nil {
		b := make([]byte, s.size*width)
		copy(b, s.text[r])
		return b
	}
	var b []byte
	for _, v := range s.records[r] {
		b = append(b, byte(v), byte(v>>8))
		if bdf {
			b = append(b, byte(v>>16))
		}
	}
	return b
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// save writes the recording to a file of the test.
func (w written) save(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, w.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
