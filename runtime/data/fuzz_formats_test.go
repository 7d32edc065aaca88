package data

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
)

// answers reads bytes as a file of a name: whatever they say, there is a recording
// or a problem in words, and no more values than the bytes warrant.
func answers(t *testing.T, name string, b []byte, opt Options) {
	t.Helper()
	if len(b) == 0 {
		return
	}
	rec, outline, problems, err := readBlob(memoryBlob(name, b), opt)
	for _, p := range problems {
		if d := p.Diagnose(); d.Message == "" || d.Rule == "" {
			t.Fatal("a problem without words")
		}
	}
	if err != nil {
		return
	}
	if outline == nil {
		t.Fatal("a recording without an outline")
	}
	for _, row := range rec.X {
		if len(row) != rec.Samples() {
			t.Fatalf("rows of %d and %d samples", len(row), rec.Samples())
		}
	}
	if values := len(rec.X) * rec.Samples(); values > maxWidening*len(b)+1<<13 {
		t.Fatalf("%d values from %d bytes", values, len(b))
	}
	for _, s := range rec.Segments {
		if s.First < 0 || s.End > rec.Samples() || s.First > s.End {
			t.Fatalf("segment %v of %d samples", s, rec.Samples())
		}
	}
}

func seedMAT(w matWriter) []byte {
	return w.file(
		w.doubles("y", []int{3, 2}, 1, -2, 3, 10, 20, 30), w.int16s("trig", []int{3, 1}, 0, -1, 1),
		w.doubles("cube", []int{3, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), w.int16s("labels", []int{2, 1}, 1, 0),
		w.cells("clab", w.text("", "Fz"), w.text("", "Cz")),
		w.structure("EEG", []string{"data", "event"}, [][]byte{w.doubles("", []int{1, 1}, 4), w.structure("", []string{"a"})}),
	)
}

func FuzzMAT(f *testing.F) {
	for _, w := range []matWriter{{order: binary.LittleEndian}, {order: binary.LittleEndian, packed: true}, {order: binary.BigEndian}} {
		f.Add(seedMAT(w))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		answers(t, "a.mat", b, Options{Layout: Layout{Signal: []string{"y"}, Trigger: "trig", Rate: 4, Names: []string{"clab"}}})
		answers(t, "a.mat", b, Options{Layout: Layout{Signal: []string{"cube"}, Labels: "labels", Rate: 4}})
		answers(t, "a.mat", b, Options{Layout: Layout{Signal: []string{"EEG.data"}, Rate: 4}})
		answers(t, "a.set", b, Options{})
		_, _, _ = describePlain(memoryBlob("a.mat", b)) // it may say anything
	})
}

func FuzzFIF(f *testing.F) {
	f.Add(fifTwoBuffers())
	f.Add(fifEvents(102, 0, 1))
	f.Add(fifRaw(func(w *fifWriter) {
		w.open(fifInRaw).open(fifInAnnotations).tag(fifBaseMin, 4, floats(1)).tag(fifBaseMax, 4, floats(2)).tag(fifComment, 10, []byte("a")).close(fifInAnnotations)
		w.tag(fifSkip, 3, ints(3)).tag(fifBuffer, 3, ints(1, 0, 2, 0)).tag(fifSkip, 3, ints(2)).tag(fifBuffer, 3, ints(3, 0, 4, 0)).close(fifInRaw)
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		answers(t, "a_raw.fif", b, Options{})
		_, _, _ = describePlain(memoryBlob("a-eve.fif", b)) // it may say anything
	})
}

func FuzzGDF(f *testing.F) {
	f.Add(gdfFile("1.25", 1, -2, 30, 400))
	f.Add(gdfFile("2.20", 1, -2, 30, 400))
	f.Fuzz(func(t *testing.T, b []byte) { answers(t, "a.gdf", b, Options{}) })
}

func FuzzNPZ(f *testing.F) {
	for _, b := range [][]byte{
		npy("<f4", "2, 3", false, float32s(1, -2, 3, 10, 20, 30)), npy(">i2", "3, 2", true, shorts(binary.BigEndian, 1, 10, -2, 20, 3, 30)),
		npy("<U2", "2,", false, []byte("F\x00\x00\x00z\x00\x00\x00C\x00\x00\x003\x00\x00\x00")),
		npy("<f4", "0, 2", false, nil),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		at := Layout{Signal: []string{"x"}, Rate: 4}
		answers(t, "a.npz", npz(t, "x", b), Options{Layout: at})
		answers(t, "a.npz", append([]byte("PK\x03\x04"), b...), Options{Layout: at})
		at.Names = []string{"x"}
		answers(t, "a.npz", npz(t, "x", b), Options{Layout: at})
	})
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("C3,Marker\n1,0\n2,\"a,b\"\n"))
	f.Add([]byte("1 2\n3\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, name := range []string{"C3", "column-1"} {
			answers(t, "a.csv", b, Options{Layout: Layout{Signal: []string{name}, Trigger: "Marker", Rate: 4}})
			answers(t, "a.csv", b, Options{Layout: Layout{Signal: []string{name}, Rate: 4}})
		}
		_, _ = marksOf(memoryBlob("a_events.tsv", b)) // it may say anything
	})
}

func FuzzBrainVision(f *testing.F) {
	f.Add(visionHeader("MULTIPLEXED", "INT_16"), []byte(visionMarkers))
	f.Add(visionHeader("VECTORIZED", "IEEE_FLOAT_32"), []byte(visionMarkers))
	f.Fuzz(func(t *testing.T, header, markers []byte) {
		v := &vision{b: memoryBlob("a.vhdr", header), sections: iniSections(header)}
		if p := v.header(); p != nil {
			return
		}
		v.data, v.markers = memoryBlob("a.eeg", shorts(binary.LittleEndian, 1, 10, -2, 20)), memoryBlob("a.vmrk", markers)
		v.samples = int(v.data.size / int64(v.stored.width()*len(v.channels)))
		for i := range v.channels {
			if row, p := v.row(i); p != nil || len(row) != v.samples {
				t.Fatalf("row %d: %d of %d samples", i, len(row), v.samples)
			}
		}
		entries := v.entries()
		_, _ = v.events(entries), visionStart(entries)
	})
}

// Files cut at every length, and with every byte replaced by what is likely to
// upset a reader.
func TestSpoiltFiles(t *testing.T) {
	at := Options{Layout: Layout{Signal: []string{"y"}, Trigger: "trig", Rate: 4, Names: []string{"clab"}}}
	for name, whole := range map[string][]byte{
		"a_raw.fif": fifTwoBuffers(), "a.gdf": gdfFile("2.20", 1, -2, 30, 400), "b.gdf": gdfFile("1.25", 1, -2, 30, 400),
		"a.mat": seedMAT(matWriter{order: binary.LittleEndian}), "b.mat": seedMAT(matWriter{order: binary.BigEndian, packed: true}),
		"a.npz": npz(t, "y", npy("<f4", "2, 3", false, float32s(1, -2, 3, 10, 20, 30))),
	} {
		for n := range whole {
			answers(t, name, whole[:n], at)
			for _, c := range []byte{0, 1, 0x7f, 0xff} {
				b := bytes.Clone(whole)
				b[n] = c
				answers(t, name, b, at)
			}
		}
	}
}

// A few bytes that claim to be much must not become much.
func TestHostileSizes(t *testing.T) {
	w := matWriter{order: binary.LittleEndian, packed: true}
	bomb := w.file(w.array(mxDouble, "y", []int{1 << 24, 1}, w.element(2, make([]byte, 1<<24))))
	at := Options{Layout: Layout{Signal: []string{"y"}, Rate: 4}}
	for name, b := range map[string][]byte{
		"bomb.mat":   bomb,
		"shape.mat":  w.file(w.doubles("y", []int{1 << 20, 4}, 1)),
		"cells.mat":  w.file(w.array(mxCell, "y", []int{1 << 30, 1})),
		"struct.mat": w.file(w.array(mxStruct, "y", []int{1 << 30, 1}, w.element(5, w.u32(nil, 8)), w.element(1, make([]byte, 64)))),
		"bomb.npz":   npz(t, "y", npy("|u1", "16777216,", false, make([]byte, 1<<24))),
		"shape.npz":  npz(t, "y", npy("<f8", "1099511627776,", false, float32s(1, 2))),
		"wide.csv":   append(bytes.Repeat([]byte("y,"), 9000), bytes.Repeat([]byte("\n1"), 50_000)...),
	} {
		_, _, problems, err := readBlob(memoryBlob(name, b), at)
		if err == nil {
			t.Errorf("%s of %d bytes is read", name, len(b))
			continue
		}
		if _, ok := problems[len(problems)-1].(diag.BadRecordingHeader); !ok {
			t.Errorf("%s: %s", name, err)
		}
	}
}
