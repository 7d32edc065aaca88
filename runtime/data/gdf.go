package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// GDF lays out its data as EDF does: a fixed header, the signal headers field
// by field, data records, and behind them a table of events. Source: Schloegl
// (2013) "GDF - a general dataformat for biosignals", version 2.51, which also
// tells what the versions before 1.90 had in other places.

// gdfNewHeader is the version from which the header has its second layout,
// gdfNewTable the one from which the event table has.
const gdfNewHeader, gdfNewTable = 1.90, 1.94

func isGDF(head []byte) bool { return bytes.HasPrefix(head, []byte("GDF ")) }

// parseGDF reads a GDF header.
func parseGDF(b *blob) (*Header, []diag.Problem, error) {
	h := &Header{Path: b.path, FileBytes: b.size, Format: "gdf", Continuous: true}
	g := &gdf{Header: h, b: b}
	p := g.fixed()
	if p == nil {
		p = g.signals()
	}
	if p == nil {
		p = h.checkDuration()
	}
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return g.count()
}

type gdf struct {
	*Header
	b       *blob
	version float64
	count32 int // of signals
}

func (g *gdf) bad(field, value string, at int, want string) diag.Problem {
	return diag.BadRecordingHeader{Path: g.Path, Field: field, Value: value, Offset: at, Want: want}
}

func (g *gdf) fixed() diag.Problem {
	b := g.b.slice(0, fixedHeader)
	if len(b) < fixedHeader {
		return diag.BadRecordingHeader{Path: g.Path, Field: "header", Cut: true, Bytes: g.FileBytes, Offset: int(g.FileBytes), Want: "256 bytes or more"}
	}
	le := binary.LittleEndian
	g.Version = headerText(b[4:8])
	version, ok := headerNumber(b[4:8])
	if !ok || version < 1 || version >= 3 {
		return g.bad("the version", g.Version, 4, "1.00 to 2.99")
	}
	g.version = version
	g.RecordsStated = int(int64(le.Uint64(b[236:])))
	above, below := le.Uint32(b[244:]), le.Uint32(b[248:])
	if below == 0 {
		return g.bad("duration of a data record", fmt.Sprintf("%d/%d", above, below), 244, "seconds as a fraction")
	}
	g.RecordDuration = float64(above) / float64(below)
	if version < gdfNewHeader {
		g.Patient, g.Recording = headerText(b[8:88]), headerText(b[88:168])
		g.Start = gdfOldTime(headerText(b[168:184]))
		g.Header.Bytes = int64(le.Uint64(b[184:]))
		g.count32 = int(le.Uint32(b[252:]))
	} else {
		g.Patient, g.Recording = headerText(b[8:74]), headerText(b[88:152])
		g.Start = gdfTime(le.Uint64(b[168:]))
		g.Header.Bytes = int64(le.Uint16(b[184:])) * fixedHeader
		g.count32 = int(le.Uint16(b[252:]))
	}
	if g.count32 < 1 || g.count32 > maxSignals {
		return g.bad("number of signals", fmt.Sprint(g.count32), 252, "1 to 9999")
	}
	least := int64(fixedHeader * (g.count32 + 1))
	if g.Header.Bytes < least {
		g.Header.Bytes = least
	}
	if g.Header.Bytes > g.FileBytes {
		return diag.BadRecordingHeader{Path: g.Path, Field: "header", Cut: true, Bytes: g.FileBytes, Offset: int(g.FileBytes), Want: "the headers of all its signals"}
	}
	return nil
}

// gdfOldTime reads YYYYMMDDhhmmss and hundredths.
func gdfOldTime(s string) time.Time {
	if len(s) < 14 {
		return time.Time{}
	}
	at, err := time.Parse("20060102150405", s[:14])
	if err != nil {
		return time.Time{}
	}
	if n, err := strconv.Atoi(s[14:]); err == nil && len(s) == 16 {
		at = at.Add(time.Duration(n) * 10 * time.Millisecond)
	}
	return at
}

// gdfTime reads days since the year 0, in parts of 2^32.
func gdfTime(v uint64) time.Time {
	const epoch = 719529 // days from the year 0 to 1970
	days := float64(v>>32) - epoch
	if v == 0 || math.Abs(days) > 100_000 {
		return time.Time{}
	}
	part := float64(uint32(v)) / (1 << 32) * 86400
	return time.Unix(int64(days)*86400, 0).UTC().Add(time.Duration(math.Round(part*1000)) * time.Millisecond)
}

func (g *gdf) signals() diag.Problem {
	n := g.count32
	b := g.b.slice(fixedHeader, int64(n*fixedHeader))
	if len(b) < n*fixedHeader {
		return unreadable(g.Path, errShort)
	}
	le := binary.LittleEndian
	field := func(i, start, width int) []byte { return b[n*start+i*width : n*start+(i+1)*width] }
	number := func(i, start int) float64 { return math.Float64frombits(le.Uint64(field(i, start, 8))) }
	whole := func(i, start int) float64 { return float64(int64(le.Uint64(field(i, start, 8)))) }
	g.Signals = make([]Signal, n)
	offset := int64(0)
	for i := range g.Signals {
		s := &g.Signals[i]
		s.Label, s.Transducer = headerText(field(i, 0, 16)), headerText(field(i, 16, 80))
		s.PhysMin, s.PhysMax = number(i, 104), number(i, 112)
		if g.version < gdfNewHeader {
			s.Unit = headerText(field(i, 96, 8))
			s.DigMin, s.DigMax = whole(i, 120), whole(i, 128)
		} else {
			s.Unit = gdfUnit(le.Uint16(field(i, 102, 2)))
			s.DigMin, s.DigMax = number(i, 120), number(i, 128)
		}
		if gain, off := s.Scale(); gain-gain != 0 || off-off != 0 {
			return g.bad("the range of "+s.Label, fmt.Sprintf("%g to %g", s.PhysMin, s.PhysMax), fixedHeader+n*104+i*8, "numbers")
		}
		s.PerRecord = int(le.Uint32(field(i, 216, 4)))
		s.stored = sampleType(le.Uint32(field(i, 220, 4)) & 0xffff)
		if s.stored.width() == 0 {
			return g.bad("the sample type of "+s.Label, fmt.Sprint(le.Uint32(field(i, 220, 4))), fixedHeader+n*220+i*4, "an integer of 8 to 64 bits or a float")
		}
		s.offset = int(offset)
		offset += int64(s.PerRecord) * int64(s.stored.width())
	}
	return nil
}

// gdfUnit names the units of voltage among ISO 11073-10101's codes.
func gdfUnit(code uint16) string {
	switch code {
	case 0, 512:
		return ""
	case 4256:
		return "V"
	case 4274:
		return "mV"
	case 4275:
		return "uV"
	case 4276:
		return "nV"
	}
	return fmt.Sprintf("unit %d", code)
}

// count compares the stated number of records with the file's size.
func (g *gdf) count() (*Header, []diag.Problem, error) {
	size := g.recordBytes()
	if size == 0 {
		return g.Header, nil, nil
	}
	fit := (g.FileBytes - g.Header.Bytes) / size
	if stated := int64(g.RecordsStated); stated >= 0 && stated <= fit {
		g.Records = int(stated)
		g.TrailingBytes = g.FileBytes - g.Header.Bytes - stated*size
		return g.Header, nil, nil
	}
	return g.Header.countRecords()
}

// gdfEntry is the least that an event takes in the table, in bytes.
const gdfEntry = 6

// gdfEvents reads the table of events behind the data records.
func gdfEvents(h *Header, b *blob) []value.Event {
	version, _ := strconv.ParseFloat(h.Version, 64)
	at := h.Bytes + int64(h.Records)*h.recordBytes()
	head := b.slice(at, 8)
	if h.RecordsStated < 0 || len(head) < 8 {
		return nil
	}
	le := binary.LittleEndian
	count, rate := int64(le.Uint32(head[4:])), float64(uint32(head[1])|uint32(head[2])<<8|uint32(head[3])<<16)
	if version >= gdfNewTable {
		count, rate = int64(rate), float64(math.Float32frombits(le.Uint32(head[4:])))
	}
	if !(rate > 0) {
		rate = h.highestRate()
	}
	extended := head[0]&2 != 0
	count = min(count, (b.size-at-8)/gdfEntry)
	pos, typ := b.slice(at+8, count*4), b.slice(at+8+count*4, count*2)
	var lengths []byte
	if extended {
		lengths = b.slice(at+8+count*8, count*4)
	}
	var events []value.Event
	for i := range int(count) {
		if len(pos) < 4*i+4 || len(typ) < 2*i+2 || rate <= 0 {
			break
		}
		code := le.Uint16(typ[2*i:])
		e := value.Event{Onset: float64(int64(le.Uint32(pos[4*i:]))-1) / rate, Label: strconv.Itoa(int(code))}
		if len(lengths) >= 4*i+4 {
			e.Duration = float64(le.Uint32(lengths[4*i:])) / rate
		}
		if code != gdfSparse && code != 0 {
			events = append(events, e)
		}
	}
	return events
}

// gdfSparse marks a sample of a channel without a steady rate, which is no event.
const gdfSparse = 0x7fff

func (h *Header) highestRate() float64 {
	rate := 0.0
	for _, s := range h.Signals {
		rate = max(rate, h.Rate(s))
	}
	return rate
}
