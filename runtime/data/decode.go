package data

// Digital is every stored value of a signal, across all records.
func (f *File) Digital(signal int) []int32 {
	s := f.Signals[signal]
	out := make([]int32, 0, f.Records*s.PerRecord)
	width, size := f.sampleBytes(), int(f.recordBytes())
	for r := range f.Records {
		b := f.body[r*size+s.offset:]
		b = b[:s.PerRecord*width]
		if width == 2 {
			out = appendInt16(out, b)
		} else {
			out = appendInt24(out, b)
		}
	}
	return out
}

// appendInt16 decodes little-endian two's complement of two bytes (EDF).
func appendInt16(out []int32, b []byte) []int32 {
	for ; len(b) >= 2; b = b[2:] {
		out = append(out, int32(int16(uint16(b[0])|uint16(b[1])<<8)))
	}
	return out
}

// appendInt24 decodes little-endian two's complement of three bytes (BDF).
func appendInt24(out []int32, b []byte) []int32 {
	for ; len(b) >= 3; b = b[3:] {
		// The sign bit is put on top, then shifted back down with the sign.
		out = append(out, int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)>>8)
	}
	return out
}

// decodeInto writes gain·value + offset for every stored value of a signal.
func (f *File) decodeInto(out []float64, signal int, gain, offset float64) {
	s := f.Signals[signal]
	width, size := f.sampleBytes(), int(f.recordBytes())
	for r := range f.Records {
		b := f.body[r*size+s.offset:]
		b = b[:s.PerRecord*width]
		to := out[r*s.PerRecord : (r+1)*s.PerRecord]
		if width == 2 {
			for i := range to {
				v := int16(uint16(b[2*i]) | uint16(b[2*i+1])<<8)
				to[i] = float64(v)*gain + offset
			}
			continue
		}
		for i := range to {
			v := int32(uint32(b[3*i])<<8|uint32(b[3*i+1])<<16|uint32(b[3*i+2])<<24) >> 8
			to[i] = float64(v)*gain + offset
		}
	}
}
