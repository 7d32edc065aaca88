package data

import (
	"encoding/binary"
	"fmt"
	"math"
)

// fifWriter builds FIF files tag by tag.
type fifWriter struct{ b []byte }

func (w *fifWriter) tag(kind, typ int32, value []byte) *fifWriter {
	for _, v := range []int32{kind, typ, int32(len(value)), 0} {
		w.b = binary.BigEndian.AppendUint32(w.b, uint32(v))
	}
	w.b = append(w.b, value...)
	return w
}

func ints(values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(v)))
	}
	return b
}

func floats(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

func (w *fifWriter) open(block int) *fifWriter { return w.tag(fifBlockStart, 3, ints(block)) }
func (w *fifWriter) close(block int) *fifWriter {
	return w.tag(fifBlockEnd, 3, ints(block))
}

// fifChannel describes a channel: kind, calibration and unit.
func fifChannel(name string, kind int, cal float64, unit int) []byte {
	b := append(ints(1, 1, kind), floats(1, cal)...)
	b = append(b, make([]byte, 4+48)...)
	b = append(b, ints(unit, 0)...)
	return append(b, append([]byte(name), make([]byte, 16-len(name))...)...)
}

// fifRaw is a recording of C3 in volts and a trigger channel at 4 Hz, whose clock
// starts at 100; each buffer has two samples.
func fifRaw(body func(w *fifWriter)) []byte {
	w := &fifWriter{}
	w.tag(fifFileID, 31, make([]byte, 20))
	w.open(100).open(fifInMeasInfo)
	w.tag(fifNchan, 3, ints(2)).tag(fifSfreq, 4, floats(4)).tag(fifMeasDate, 3, ints(1_000_000_000, 500_000))
	w.tag(fifChInfo, 30, fifChannel("C3", 2, 1e-6, 107)).tag(fifChInfo, 30, fifChannel("STI 014", 3, 1, 0))
	w.close(fifInMeasInfo)
	body(w)
	return w.close(100).b
}

func fifTwoBuffers() []byte {
	return fifRaw(func(w *fifWriter) {
		w.open(fifInRaw).tag(fifFirstSamp, 3, ints(100))
		w.tag(fifBuffer, 2, shorts(binary.BigEndian, 1, 0, -2, 5)).tag(fifBuffer, 4, floats(3, 5, 4, 7))
		w.close(fifInRaw)
	})
}

// fifEvents is a list of events on the clock of the measurement.
func fifEvents(triples ...int) []byte {
	w := (&fifWriter{}).tag(fifFileID, 31, make([]byte, 20))
	return w.open(361).tag(fifEventList, 3, ints(triples...)).close(361).b
}

// gdfFile is a recording of one channel of 16-bit integers, two a record of half a
// second, in the layout of a version, with a table of two events.
func gdfFile(version string, samples ...int) []byte {
	old := version < "1.90"
	b := make([]byte, 2*fixedHeader)
	le := binary.LittleEndian
	copy(b, "GDF "+version)
	le.PutUint64(b[236:], uint64(len(samples)/2))
	le.PutUint32(b[244:], 1)
	le.PutUint32(b[248:], 2)
	s := b[fixedHeader:]
	copy(s, "C3")
	le.PutUint64(s[104:], math.Float64bits(-100))
	le.PutUint64(s[112:], math.Float64bits(100))
	if old {
		copy(b[168:], "2020030210203050")
		le.PutUint64(b[184:], 2*fixedHeader)
		le.PutUint32(b[252:], 1)
		copy(s[96:], "\xb5V")
		digital := int64(-1000)
		le.PutUint64(s[120:], uint64(digital))
		le.PutUint64(s[128:], 1000)
	} else {
		le.PutUint64(b[168:], uint64(737852)<<32|1<<31) // noon of 2020-03-02
		le.PutUint16(b[184:], 2)
		le.PutUint16(b[252:], 1)
		le.PutUint16(s[102:], 4275)
		le.PutUint64(s[120:], math.Float64bits(-1000))
		le.PutUint64(s[128:], math.Float64bits(1000))
	}
	le.PutUint32(s[216:], 2)
	le.PutUint32(s[220:], uint32(storedInt16))
	b = append(b, shorts(le, samples...)...)
	return append(b, gdfTable(version)...)
}

// gdfTable lists 770 at sample 3, then 769 at sample 1 for two samples.
func gdfTable(version string) []byte {
	le := binary.LittleEndian
	b := []byte{3, 0, 0, 0}
	if version < "1.94" {
		b = le.AppendUint32(b, 2)
	} else {
		b[1] = 2
		b = append(b, float32s(0)...)
	}
	b = le.AppendUint32(le.AppendUint32(b, 3), 1)
	b = append(b, shorts(le, 770, 769, 0, 0)...)
	return le.AppendUint32(le.AppendUint32(b, 0), 2)
}

// visionHeader is a BrainVision header of two channels at 4 Hz.
func visionHeader(orientation, format string) []byte {
	return fmt.Appendf(nil, `Brain Vision Data Exchange Header File Version 1.0
; remarks do not count
[Common Infos]
DataFile=$b.eeg
MarkerFile=a.vmrk
DataFormat=BINARY
DataOrientation=%s
NumberOfChannels=2
SamplingInterval=250000
[Binary Infos]
BinaryFormat=%s
[Channel Infos]
Ch1=C3,,0.5,µV
Ch2=a\1b,,,mV
[Comment]
Ch1=nothing
`, orientation, format)
}

const visionMarkers = `Brain Vision Data Exchange Marker File, Version 1.0
[Common Infos]
DataFile=a.eeg
[Marker Infos]
Mk1=New Segment,,1,1,0,20200302102030500000
Mk2=Stimulus,S  1,3,0,0
Mk3=Stimulus,S  2,2,2,0
`
