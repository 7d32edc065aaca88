package data

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// fifWidths are the bytes of one stored value by type.
var fifWidths = map[int32]int{2: 2, 16: 2, 3: 4, 4: 4, 5: 8}

// layBuffers numbers the samples and finds the gaps.
func (f *fif) layBuffers() diag.Problem {
	kept := f.buffers[:0:0]
	now, size := 0, 0 // samples of the file's clock since the first, and of a buffer
	for _, b := range f.buffers {
		switch b.kind {
		case fifBuffer:
			width, ok := fifWidths[b.typ]
			if !ok || b.size%int64(width*f.nchan) != 0 {
				return diag.BadRecordingHeader{
					Path: f.b.path, Field: "a data buffer", Value: fmt.Sprintf("%d bytes of type %d", b.size, b.typ), Offset: int(b.at) - fifHead,
					Want: "whole samples of all channels as 16-bit or 32-bit integers, or floats",
				}
			}
			b.samples = int(b.size / int64(width*f.nchan))
			size = b.samples
			f.extend(now, b.samples)
			now += b.samples
			kept = append(kept, b)
		default:
			n := b.samples
			if b.kind == fifSkip {
				n *= max(size, f.firstBuffer())
			}
			if len(kept) == 0 {
				f.first += n
			} else {
				now += n
			}
		}
	}
	f.buffers = kept
	return nil
}

// firstBuffer is the length of the first buffer, which a skip before it counts in.
func (f *fif) firstBuffer() int {
	for _, b := range f.buffers {
		if width := fifWidths[b.typ]; b.kind == fifBuffer && width > 0 {
			return int(b.size / int64(width*f.nchan))
		}
	}
	return 0
}

// extend adds samples at a time of the file's clock to the segments.
func (f *fif) extend(now, n int) {
	last := len(f.segments) - 1
	if last >= 0 {
		s := &f.segments[last]
		if now == int(math.Round(s.Start*f.rate))+s.End-s.First {
			s.End += n
			f.samples += n
			return
		}
	}
	f.segments = append(f.segments, value.Segment{First: f.samples, End: f.samples + n, Start: float64(now) / f.rate})
	f.samples += n
}

// row decodes one channel.
func (f *fif) row(i int) []float64 {
	out := make([]float64, 0, f.samples)
	gain := f.gains[i]
	for _, b := range f.buffers {
		v := f.b.slice(b.at, b.size)
		width := fifWidths[b.typ]
		for at := i * width; at+width <= len(v); at += width * f.nchan {
			out = append(out, fifNumber(v[at:], b.typ)*gain)
		}
	}
	return out
}

func fifNumber(v []byte, typ int32) float64 {
	switch typ {
	case 2, 16:
		return float64(int16(binary.BigEndian.Uint16(v)))
	case 3:
		return float64(be32(v))
	case 5:
		return math.Float64frombits(binary.BigEndian.Uint64(v))
	}
	return float64(math.Float32frombits(binary.BigEndian.Uint32(v)))
}

// trigger is the channel that sums all trigger lines where the file has one,
// else the first trigger channel.
func (f *fif) trigger() int {
	found := -1
	for i, c := range f.channels {
		if c.Kind != kindStim {
			continue
		}
		if c.Name == "STI101" || c.Name == "STI 014" {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}
