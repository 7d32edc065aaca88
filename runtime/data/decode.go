package data

import (
	"encoding/binary"
	"math"
)

// A sampleType is how a signal's values are stored, little-endian. The numbers
// are those of GDF.
type sampleType uint16

const (
	storedInt8    sampleType = 1
	storedUint8   sampleType = 2
	storedInt16   sampleType = 3 // EDF
	storedUint16  sampleType = 4
	storedInt32   sampleType = 5
	storedUint32  sampleType = 6
	storedInt64   sampleType = 7
	storedUint64  sampleType = 8
	storedFloat32 sampleType = 16
	storedFloat64 sampleType = 17
	storedInt24   sampleType = 279 // BDF
	storedUint24  sampleType = 535
)

// width is the bytes of a value, 0 for a type that is not known.
func (t sampleType) width() int {
	switch t {
	case storedInt8, storedUint8:
		return 1
	case storedInt16, storedUint16:
		return 2
	case storedInt24, storedUint24:
		return 3
	case storedInt32, storedUint32, storedFloat32:
		return 4
	case storedInt64, storedUint64, storedFloat64:
		return 8
	}
	return 0
}

// value of one stored sample; b has the type's width at least.
func (t sampleType) value(b []byte) float64 {
	switch t {
	case storedInt8:
		return float64(int8(b[0]))
	case storedUint8:
		return float64(b[0])
	case storedInt16:
		return float64(int16(uint16(b[0]) | uint16(b[1])<<8))
	case storedUint16:
		return float64(uint16(b[0]) | uint16(b[1])<<8)
	case storedInt24:
		// The sign bit is put on top, then shifted back down with the sign.
		return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24) >> 8)
	case storedUint24:
		return float64(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16)
	case storedInt32:
		return float64(int32(binary.LittleEndian.Uint32(b)))
	case storedUint32:
		return float64(binary.LittleEndian.Uint32(b))
	case storedInt64:
		return float64(int64(binary.LittleEndian.Uint64(b)))
	case storedUint64:
		return float64(binary.LittleEndian.Uint64(b))
	case storedFloat32:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case storedFloat64:
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// Digital is every stored value of a signal, across all records; what is no
// whole number loses its fraction.
func (f *File) Digital(signal int) []int32 {
	values := make([]float64, f.Records*f.Signals[signal].PerRecord)
	f.decodeInto(values, signal, 1, 0)
	out := make([]int32, len(values))
	for i, v := range values {
		if v >= math.MinInt32 && v <= math.MaxInt32 { // no NaN either
			out[i] = int32(v)
		}
	}
	return out
}

// decodeInto writes gain·value + offset for every stored value of a signal.
func (f *File) decodeInto(out []float64, signal int, gain, offset float64) {
	s := f.Signals[signal]
	width, size := s.stored.width(), int(f.recordBytes())
	for r := range f.Records {
		b := f.body[r*size+s.offset:]
		b = b[:s.PerRecord*width]
		to := out[r*s.PerRecord : (r+1)*s.PerRecord]
		if s.stored == storedInt16 { // nearly every EDF
			for i := range to {
				v := int16(uint16(b[2*i]) | uint16(b[2*i+1])<<8)
				to[i] = float64(v)*gain + offset
			}
			continue
		}
		for i := range to {
			to[i] = s.stored.value(b[i*width:])*gain + offset
		}
	}
}
