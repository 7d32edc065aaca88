package data

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// FIF is a list of tags, big-endian: kind, type, size and place of the next,
// four bytes each, then the value. Tags 104 and 105 open and close blocks.
// Sources: Elekta's FIFF documentation and the constants of MNE-Python.
const (
	fifHead = 16 // bytes of a tag before its value

	fifFileID     = 100
	fifBlockStart = 104
	fifBlockEnd   = 105
	fifNchan      = 200
	fifSfreq      = 201
	fifChInfo     = 203
	fifMeasDate   = 204
	fifComment    = 206
	fifFirstSamp  = 208
	fifBuffer     = 300
	fifSkip       = 301 // buffers
	fifSkipSamp   = 303
	fifBaseMin    = 304 // onsets of annotations
	fifBaseMax    = 305 // their ends
	fifEventList  = 3561

	fifInMeasInfo    = 101
	fifInRaw         = 102
	fifInContinuous  = 112
	fifInSmartShield = 119
	fifInAnnotations = 3810
)

// A fifTag is a tag's head and where its value lies.
type fifTag struct {
	kind, typ int32
	at, size  int64
}

func isFIF(head []byte) bool {
	return len(head) >= 12 && string(head[:12]) == "\x00\x00\x00\x64\x00\x00\x00\x1f\x00\x00\x00\x14"
}

// fifTags visits the tags of a file, each with the block it lies in. Tags follow
// each other forwards only, so no file can lead in circles.
func fifTags(b *blob, visit func(t fifTag, block int32) diag.Problem) diag.Problem {
	var blocks []int32
	for at := int64(0); b.has(at, fifHead); {
		h := b.slice(at, fifHead)
		if len(h) < fifHead {
			break
		}
		t := fifTag{kind: be32(h), typ: be32(h[4:]), at: at + fifHead, size: int64(be32(h[8:]))}
		next := int64(be32(h[12:]))
		if t.size < 0 || next > 0 && next <= at {
			return diag.BadRecordingHeader{
				Path: b.path, Field: "a tag", Value: fmt.Sprintf("%d of %d bytes, next %d", t.kind, t.size, next),
				Offset: int(at), Want: "a tag that points forwards",
			}
		}
		if !b.has(t.at, t.size) {
			return diag.BadRecordingHeader{
				Path: b.path, Field: "the tag list", Cut: true, Bytes: b.size, Offset: int(at),
				Want: fmt.Sprintf("%d more bytes for the tag of kind %d that begins at byte %d", t.at+t.size-b.size, t.kind, at),
			}
		}
		switch {
		case t.kind == fifBlockStart && len(blocks) < 64:
			blocks = append(blocks, fifInt(b, t))
		case t.kind == fifBlockEnd && len(blocks) > 0:
			blocks = blocks[:len(blocks)-1]
		default:
			block := int32(0)
			if len(blocks) > 0 {
				block = blocks[len(blocks)-1]
			}
			if p := visit(t, block); p != nil {
				return p
			}
		}
		if next < 0 {
			break
		}
		at = t.at + t.size
		if next > 0 {
			at = next
		}
	}
	return nil
}

func be32(b []byte) int32 { return int32(binary.BigEndian.Uint32(b)) }

func fifInt(b *blob, t fifTag) int32 {
	if v := b.slice(t.at, 4); t.size >= 4 && len(v) == 4 {
		return be32(v)
	}
	return 0
}

// A fif is what the tags of a raw file say.
type fif struct {
	b        *blob
	channels []value.Channel
	gains    []float64
	nchan    int
	rate     float64
	start    time.Time
	first    int // sample number of the first sample
	buffers  []fifBuf
	segments []value.Segment
	samples  int
	notes    fifNotes
}

// A fifBuf is a data buffer: samples of all channels, sample by sample.
type fifBuf struct {
	fifTag
	samples int
}

func parseFIF(b *blob, _ Options) (*content, []diag.Problem, error) {
	f := &fif{b: b}
	p := fifTags(b, f.visit)
	if p == nil {
		p = f.check()
	}
	if p == nil {
		p = f.layBuffers()
	}
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	c := &content{
		Outline: Outline{
			Path: b.path, Format: "fif", Continuous: len(f.segments) < 2, Start: f.start,
			Channels: f.channels, Rate: f.rate, Samples: f.samples,
		},
		Segments: f.segments, FirstSample: f.first, Trigger: f.trigger(),
		Row:   func(i int) ([]float64, diag.Problem) { return f.row(i), nil },
		Marks: func() ([]value.Event, diag.Problem) { return f.notes.events(float64(f.first) / f.rate), nil },
	}
	if !f.start.IsZero() {
		c.Start = f.start.Add(time.Duration(float64(f.first) / f.rate * float64(time.Second)))
	}
	return c, nil, nil
}

func (f *fif) visit(t fifTag, block int32) diag.Problem {
	switch block {
	case fifInMeasInfo:
		return f.visitInfo(t)
	case fifInRaw, fifInContinuous, fifInSmartShield:
		f.visitRaw(t)
	case fifInAnnotations:
		f.notes.visit(f.b, t)
	}
	return nil
}

// maxMetadata bounds the bytes of a value that is not samples.
const maxMetadata = 64 << 20

func (f *fif) visitInfo(t fifTag) diag.Problem {
	v := f.b.slice(t.at, min(t.size, 96))
	switch {
	case t.kind == fifNchan && len(v) >= 4:
		f.nchan = int(be32(v))
	case t.kind == fifSfreq && len(v) >= 8 && t.typ == 5:
		f.rate = math.Float64frombits(binary.BigEndian.Uint64(v))
	case t.kind == fifSfreq && len(v) >= 4:
		f.rate = float64(math.Float32frombits(binary.BigEndian.Uint32(v)))
	case t.kind == fifMeasDate && len(v) >= 8 && be32(v) != 0:
		f.start = time.Unix(int64(be32(v)), int64(be32(v[4:]))*1000).UTC()
	case t.kind == fifMeasDate && len(v) >= 4 && be32(v) != 0:
		f.start = time.Unix(int64(be32(v)), 0).UTC()
	case t.kind == fifChInfo && len(v) >= 96 && len(f.channels) < maxSignals:
		return f.channel(t, v)
	}
	return nil
}

// fifKinds are the kinds of channels that have one of ours.
var fifKinds = map[int32]string{
	2: kindEEG, 3: kindStim, 202: kindEOG, 302: kindEMG, 402: kindECG, 602: kindResp,
}

// channel reads a channel's description: numbers, kind, range, calibration, coil
// and place, unit, its multiplier and name. The multiplier does not scale
// samples: they are in the plain unit.
func (f *fif) channel(t fifTag, v []byte) diag.Problem {
	number := func(at int) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(v[at:]))) }
	c := value.Channel{Name: headerText(v[80:96]), Kind: fifKinds[be32(v[8:])]}
	if c.Kind == "" {
		c.Kind = kindMisc
	}
	switch be32(v[72:]) {
	case 107:
		c.Unit = "V"
	case 112:
		c.Unit = "T"
	case 201:
		c.Unit = "T/m"
	}
	gain := number(12) * number(16)
	if gain-gain != 0 {
		return diag.BadRecordingHeader{Path: f.b.path, Field: "the calibration of " + c.Name, Value: fmt.Sprint(gain), Offset: int(t.at) + 12, Want: "a range and a calibration that are numbers"}
	}
	f.channels, f.gains = append(f.channels, c), append(f.gains, gain)
	return nil
}

func (f *fif) visitRaw(t fifTag) {
	switch t.kind {
	case fifFirstSamp:
		f.first = int(fifInt(f.b, t))
	case fifBuffer:
		f.buffers = append(f.buffers, fifBuf{fifTag: t})
	case fifSkip:
		f.buffers = append(f.buffers, fifBuf{fifTag: t, samples: int(max(0, fifInt(f.b, t)))})
	case fifSkipSamp:
		f.buffers = append(f.buffers, fifBuf{fifTag: t, samples: int(max(0, fifInt(f.b, t)))})
	}
}

// check refuses files that describe no raw recording.
func (f *fif) check() diag.Problem {
	bad := func(field, found, want string) diag.Problem {
		return diag.BadRecordingHeader{Path: f.b.path, Field: field, Value: found, Want: want}
	}
	switch {
	case len(f.buffers) == 0 && len(f.channels) == 0:
		return diag.NotARecording{Path: f.b.path, Looks: "a FIF file without raw data", Advice: "name the file whose name ends in _raw.fif; lists of events go into `events_file:`"}
	case f.nchan != len(f.channels) || f.nchan == 0:
		return bad("the number of channels", fmt.Sprint(f.nchan), fmt.Sprintf("as many as channels that are described, which are %d", len(f.channels)))
	case !(f.rate > 0) || f.rate > 1e9:
		return bad("the sampling rate", fmt.Sprint(f.rate), "Hz above 0")
	}
	nameChannels(f.channels)
	for i := range f.channels {
		f.channels[i].Rate = f.rate
	}
	return nil
}
