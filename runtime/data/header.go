package data

import (
	"strings"
	"time"

	"github.com/eegp-lang/eegp/lang/diag"
)

const (
	fixedHeader  = 256 // bytes before the signal headers, and of each signal header
	maxSignals   = 9999
	annotationsE = "EDF Annotations"
	annotationsB = "BDF Annotations"
)

// A Header is what an EDF, BDF or GDF file says about itself, with the counts that
// follow from its size. Sources: Kemp et al. 1992 (EDF), Kemp and Olivan 2003
// (EDF+), the BioSemi file format (BDF), Schloegl 2013 (GDF).
type Header struct {
	Path           string
	Format         string // edf, edf+, bdf, bdf+, gdf
	Continuous     bool   // false for EDF+D and BDF+D
	Version        string
	Patient        string
	Recording      string
	StartDate      string // as written, dd.mm.yy
	StartTime      string // as written, hh.mm.ss
	Start          time.Time
	Reserved       string
	Bytes          int64 // of the header
	FileBytes      int64
	RecordsStated  int // -1 when the file does not say
	Records        int // complete data records in the file
	TrailingBytes  int64
	RecordDuration float64 // s; 0 in files that hold annotations only
	Signals        []Signal
}

// A Signal is the header of one signal, annotation signals included.
type Signal struct {
	Label            string // as written
	Transducer       string
	Unit             string // as written
	PhysMin, PhysMax float64
	DigMin, DigMax   float64
	Prefilter        string
	PerRecord        int // samples in each data record
	Annotations      bool

	offset int // bytes from the start of a data record
	stored sampleType
}

// Rate of a signal in Hz, 0 where data records have no duration.
func (h *Header) Rate(s Signal) float64 {
	if h.RecordDuration <= 0 {
		return 0
	}
	return float64(s.PerRecord) / h.RecordDuration
}

// Scale maps digital values to the signal's own unit: value·gain + offset. It is
// the identity when the header's ranges are unusable.
func (s Signal) Scale() (gain, offset float64) {
	if s.DigMax == s.DigMin || s.PhysMax == s.PhysMin {
		return 1, 0
	}
	gain = (s.PhysMax - s.PhysMin) / (s.DigMax - s.DigMin)
	return gain, s.PhysMin - gain*s.DigMin
}

func (h *Header) bdf() bool { return strings.HasPrefix(h.Format, "bdf") }

// samples of EDF have two bytes, those of BDF three.
func (h *Header) samples() sampleType {
	if h.bdf() {
		return storedInt24
	}
	return storedInt16
}

func (h *Header) recordBytes() int64 {
	n := int64(0)
	for _, s := range h.Signals {
		n += int64(s.PerRecord) * int64(s.stored.width())
	}
	return n
}

// signalCount reads the number of signals from the first 256 bytes.
func signalCount(fixed []byte) (int, bool) {
	n, ok := headerInt(fixed[252:256])
	return n, ok && n > 0 && n <= maxSignals
}

// parseHeader reads the header bytes: the fixed part and every signal header.
// fileBytes is the size of the whole file.
func parseHeader(path string, b []byte, fileBytes int64) (*Header, []diag.Problem, error) {
	h := &Header{Path: path, FileBytes: fileBytes}
	if p := h.parseFixed(b); p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	if p := h.parseSignals(b[fixedHeader:]); p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	if p := h.checkDuration(); p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return h.countRecords()
}

// parseFixed reads the first 256 bytes and decides the format.
func (h *Header) parseFixed(b []byte) diag.Problem {
	bad := func(field, want string, at, end int) diag.Problem {
		return diag.BadRecordingHeader{Path: h.Path, Field: field, Value: headerText(b[at:end]), Offset: at, Want: want}
	}
	h.Version = strings.TrimLeft(headerText(b[0:8]), "\u00ff\ufffd")
	h.Patient, h.Recording = headerText(b[8:88]), headerText(b[88:168])
	h.StartDate, h.StartTime = headerText(b[168:176]), headerText(b[176:184])
	h.Start = startTime(h.StartDate, h.StartTime, h.Recording)
	h.Reserved = headerText(b[192:236])
	h.Format, h.Continuous = edfFormat(b[0] == 0xff, h.Reserved)

	n, ok := headerInt(b[236:244])
	if !ok || n < -1 {
		return bad("number of data records", "a count, or -1 when unknown", 236, 244)
	}
	h.RecordsStated = n
	if h.RecordDuration, ok = headerNumber(b[244:252]); !ok || h.RecordDuration < 0 {
		return bad("duration of a data record", "seconds", 244, 252)
	}
	signals, _ := signalCount(b)
	least := int64(fixedHeader * (signals + 1))
	declared, ok := headerInt(b[184:192])
	h.Bytes = int64(declared)
	if !ok || h.Bytes < least || h.Bytes > h.FileBytes {
		// Recorders get this field wrong more often than the number of signals.
		h.Bytes = least
	}
	return nil
}

// edfFormat names the format from the first byte and the reserved field, which
// other programs also use for words of their own.
func edfFormat(bdf bool, reserved string) (format string, continuous bool) {
	format = "edf"
	if bdf {
		format = "bdf"
	}
	mark := strings.ToUpper(format)
	if strings.HasPrefix(reserved, mark+"+") {
		format += "+"
	}
	return format, !strings.HasPrefix(reserved, mark+"+D")
}

// startTime joins the start fields. Two-digit years are 1985 to 2084; an EDF+
// recording field states the date in full, and settles the century. Times are
// local to an unknown zone and held as UTC. The zero time stands for a date
// that cannot be read.
func startTime(date, clock, recording string) time.Time {
	at, err := time.Parse("02.01.06 15.04.05", fieldDigits(date)+" "+fieldDigits(clock))
	if err != nil {
		at, err = time.Parse("02.01.06", fieldDigits(date))
	}
	if err != nil {
		return time.Time{}
	}
	if at.Year() < 1985 {
		at = at.AddDate(100, 0, 0)
	}
	words := strings.Fields(recording)
	if len(words) >= 2 && words[0] == "Startdate" {
		full, err := time.Parse("02-Jan-2006", words[1])
		if err == nil && full.Year()%100 == at.Year()%100 {
			at = at.AddDate(full.Year()-at.Year(), 0, 0)
		}
	}
	return at
}

// fieldDigits pads the parts of 1.2.03 or 1:2:3 to two digits with points.
func fieldDigits(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, ".")
}

// parseSignals reads the signal headers, which lie field by field.
func (h *Header) parseSignals(b []byte) diag.Problem {
	n := len(b) / fixedHeader
	h.Signals = make([]Signal, n)
	field := func(i, start, width int) []byte {
		at := n*start + i*width
		return b[at : at+width]
	}
	offset := int64(0)
	for i := range h.Signals {
		s := &h.Signals[i]
		s.Label, s.Transducer = headerText(field(i, 0, 16)), headerText(field(i, 16, 80))
		s.Unit, s.Prefilter = headerText(field(i, 96, 8)), headerText(field(i, 136, 80))
		s.Annotations = s.Label == annotationsE || s.Label == annotationsB
		s.PhysMin, _ = headerNumber(field(i, 104, 8))
		s.PhysMax, _ = headerNumber(field(i, 112, 8))
		s.DigMin, _ = headerNumber(field(i, 120, 8))
		s.DigMax, _ = headerNumber(field(i, 128, 8))
		per, ok := headerInt(field(i, 216, 8))
		if !ok || per < 0 {
			return diag.BadRecordingHeader{
				Path: h.Path, Field: "samples per record of " + s.Label,
				Value: headerText(field(i, 216, 8)), Offset: fixedHeader + n*216 + i*8, Want: "a count",
			}
		}
		s.PerRecord, s.offset, s.stored = per, int(offset), h.samples()
		offset += int64(per) * int64(s.stored.width())
	}
	return nil
}

// checkDuration refuses signals without a rate: guessing one second, as some
// readers do, would make every frequency of a study wrong in silence.
func (h *Header) checkDuration() diag.Problem {
	if h.RecordDuration > 0 {
		return nil
	}
	for _, s := range h.Signals {
		if !s.Annotations && s.PerRecord > 0 {
			return diag.BadRecordingHeader{
				Path: h.Path, Field: "duration of a data record", Value: "0", Offset: 244,
				Want: "seconds above 0, since " + s.Label + " has samples and needs a rate",
			}
		}
	}
	return nil
}

// countRecords compares the stated number of records with the file's size. The
// file decides; a difference is a warning, nothing at all an error.
func (h *Header) countRecords() (*Header, []diag.Problem, error) {
	size := h.recordBytes()
	body := h.FileBytes - h.Bytes
	if size == 0 {
		return h, nil, nil
	}
	h.Records = int(body / size)
	h.TrailingBytes = body % size
	cut := diag.TruncatedRecording{
		Path: h.Path, Records: h.Records, Stated: h.RecordsStated,
		RecordDuration: h.RecordDuration, Missing: h.missingBytes(size), PerRecord: h.mostPerRecord(),
	}
	switch {
	case h.Records == 0 && h.RecordsStated != 0:
		ps, err := fatal(nil, diag.NothingRecorded(cut))
		return nil, ps, err
	case h.Records < h.RecordsStated:
		return h, []diag.Problem{cut}, nil
	case h.RecordsStated >= 0 && h.Records > h.RecordsStated:
		return h, []diag.Problem{diag.RecordCountDiffers{Path: h.Path, Records: h.Records, Stated: h.RecordsStated}}, nil
	}
	return h, nil, nil
}

func (h *Header) missingBytes(recordBytes int64) int64 {
	return max(0, h.Bytes+int64(max(h.RecordsStated, 0))*recordBytes-h.FileBytes)
}

func (h *Header) mostPerRecord() int {
	most := 0
	for _, s := range h.Signals {
		if !s.Annotations {
			most = max(most, s.PerRecord)
		}
	}
	return most
}
