package data

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// A TAL is one entry of a time-stamped annotation list as written in the file.
// Duration is empty where the file gives none.
type TAL struct {
	Onset, Duration, Text string
	Record                int
}

// tals are the annotation signals of a file.
type tals struct {
	Annotations []TAL    // entries with a text, in file order
	RecordMarks []string // onset of each record as written; "" where it has none
	broken      int      // entries that could not be read
}

// readTALs goes through the annotation signals record by record. The first
// entry of the first annotation signal of a record keeps the record's time.
func (f *File) readTALs() tals {
	var t tals
	size := int(f.recordBytes())
	for r := range f.Records {
		record := f.body[r*size : (r+1)*size]
		mark, first := "", true
		for _, s := range f.Signals {
			if !s.Annotations {
				continue
			}
			block := record[s.offset : s.offset+s.PerRecord*s.stored.width()]
			onset := t.readBlock(block, r)
			if first {
				mark, first = onset, false
			}
		}
		if !first {
			t.RecordMarks = append(t.RecordMarks, mark)
		}
	}
	return t
}

// readBlock reads the entries of one annotation signal of one record and
// returns the onset that keeps the record's time: that of a first entry whose
// first text is empty.
func (t *tals) readBlock(block []byte, record int) (mark string) {
	for first := true; ; first = false {
		block = bytes.TrimLeft(block, "\x00")
		if len(block) == 0 {
			return mark
		}
		entry := block
		if end := bytes.IndexByte(block, 0); end >= 0 {
			entry, block = block[:end], block[end:]
		} else {
			block = nil
		}
		onset, duration, texts, ok := splitTAL(entry)
		if !ok {
			t.broken++
			continue
		}
		if first && (len(texts) == 0 || texts[0] == "") {
			mark = onset
		}
		for _, text := range texts {
			if text != "" {
				t.Annotations = append(t.Annotations, TAL{onset, duration, text, record})
			}
		}
	}
}

// splitTAL takes "+onset[\x15duration]\x14text\x14text\x14" apart.
func splitTAL(entry []byte) (onset, duration string, texts []string, ok bool) {
	head, rest, found := bytes.Cut(entry, []byte{0x14})
	if !found || len(head) == 0 || head[0] != '+' && head[0] != '-' {
		return "", "", nil, false
	}
	on, dur, _ := bytes.Cut(head, []byte{0x15})
	onset, duration = string(on), string(dur)
	if _, ok := seconds(onset); !ok {
		return "", "", nil, false
	}
	if _, ok := seconds(duration); duration != "" && !ok {
		return "", "", nil, false
	}
	for _, text := range bytes.Split(bytes.TrimSuffix(rest, []byte{0x14}), []byte{0x14}) {
		texts = append(texts, decodeText(text))
	}
	return onset, duration, texts, true
}

// seconds reads an onset or duration; a decimal comma counts as a point.
func seconds(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	return v, err == nil && v-v == 0
}

// RecordStarts are the true onsets of the data records in seconds after the
// first. A record without a mark follows the one before it.
func (f *File) RecordStarts() []float64 {
	starts := make([]float64, f.Records)
	origin := 0.0
	for r := range starts {
		mark := ""
		if r < len(f.RecordMarks) {
			mark = f.RecordMarks[r]
		}
		at, ok := seconds(mark)
		switch {
		case r == 0 && ok:
			origin = at
		case ok:
			starts[r] = at - origin
		case r > 0:
			starts[r] = starts[r-1] + f.RecordDuration
		}
	}
	return starts
}

// A recordRun is a run of records without a gap: records [first, end), whose
// first sample is start seconds after the file's first.
type recordRun struct {
	first, end int
	start      float64
}

// runs cuts the records where the time that they keep jumps by more than a
// sample of the fastest signal. Each record is compared with the one before, so
// a clock that drifts makes no gap.
func (f *File) runs() []recordRun {
	most := f.mostPerRecord()
	if most == 0 { // annotations alone have no samples to part
		return []recordRun{{first: 0, end: f.Records}}
	}
	starts := f.RecordStarts()
	slack := f.RecordDuration / float64(most)
	var runs []recordRun
	for r, at := range starts {
		if r == 0 || math.Abs(at-starts[r-1]-f.RecordDuration) > slack {
			runs = append(runs, recordRun{first: r, start: at})
		}
		runs[len(runs)-1].end = r + 1
	}
	return runs
}

// origin is the first record's mark in seconds: the sub-second part of the
// start time, as EDF+ keeps it.
func (f *File) origin() float64 {
	if len(f.RecordMarks) == 0 {
		return 0
	}
	at, _ := seconds(f.RecordMarks[0])
	return at
}
