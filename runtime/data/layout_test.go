package data

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func TestReadMAT(t *testing.T) {
	for _, w := range []matWriter{
		{order: binary.LittleEndian},
		{order: binary.LittleEndian, packed: true},
		{order: binary.BigEndian},
		{order: binary.BigEndian, packed: true},
	} {
		// Three samples of two channels, one column for each channel.
		b := w.file(
			w.doubles("y", []int{3, 2}, 1, -2, 3, 10, 20, 30),
			w.int16s("trig", []int{3, 1}, 0, -1, 1),
			w.cells("clab", w.text("", "Fz"), w.text("", "Größe")),
			w.structure("EEG", []string{"data", "srate"}, [][]byte{
				w.doubles("", []int{2, 3}, 1, 10, -2, 20, 3, 30), w.doubles("", []int{1, 1}, 4),
			}),
		)
		path := saved(t, "a.mat", b)
		rec := readFile(t, path, Options{Layout: Layout{Signal: []string{"y"}, Trigger: "trig", Rate: 4, Names: []string{"clab"}}}, "")
		equal(t, "samples", fmt.Sprint(rec.X), "[[1 -2 3] [10 20 30]]")
		equal(t, "channels", fmt.Sprint(rec.Channels), "[{Fz eeg uV 4} {Größe eeg uV 4}]")
		equal(t, "events", fmt.Sprint(rec.Events), "[{0.25 0 -1} {0.5 0 1}]")
		rec = readFile(t, path, Options{Unit: "mV", Layout: Layout{Signal: []string{"EEG.data"}, Rate: 4, Names: []string{"C3", "C4"}}}, "")
		equal(t, "samples of a field, in mV", fmt.Sprint(rec.X), "[[1000 -2000 3000] [10000 20000 30000]]")
	}
}

func TestTrialsInAnArray(t *testing.T) {
	w := matWriter{order: binary.LittleEndian, packed: true}
	// 2 samples × 3 channels × 2 trials
	path := saved(t, "a.mat", w.file(
		w.doubles("x", []int{2, 3, 2}, 1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400),
		w.int16s("y", []int{1, 2}, 1, 0),
		w.cells("names", w.text("", "left"), w.text("", "right")),
	))
	at := Layout{Signal: []string{"x"}, Labels: "y", Rate: 2, Names: []string{"C3", "Cz", "C4"}}
	rec := readFile(t, path, Options{Layout: at}, "")
	equal(t, "samples", fmt.Sprint(rec.X), "[[1 2 3 4] [10 20 30 40] [100 200 300 400]]")
	equal(t, "segments", fmt.Sprint(rec.Segments), "[{0 2 0} {2 4 2}]")
	equal(t, "events", fmt.Sprint(rec.Events), "[{0 1 1} {2 1 0}]")
	at.Labels = "names"
	equal(t, "labels in words", fmt.Sprint(readFile(t, path, Options{Layout: at}, "").Events), "[{0 1 left} {2 1 right}]")
}

func TestReadNPZ(t *testing.T) {
	b := npz(t,
		"c", npy("<f4", "2, 3", false, float32s(1, -2, 3, 10, 20, 30)),
		"fortran", npy("<i2", "3, 2", true, shorts(binary.LittleEndian, 1, -2, 3, 10, 20, 30)),
		"big", npy(">i2", "3, 2", false, shorts(binary.BigEndian, 1, 10, -2, 20, 3, 30)),
		"stim", npy("|u1", "3,", false, []byte{0, 2, 2}),
		"sf", npy("<i2", "", false, shorts(binary.LittleEndian, 4)),
		"chan", npy("<U2", "2,", false, []byte("F\x00\x00\x00z\x00\x00\x00C\x00\x00\x003\x00\x00\x00")),
		"eog", npy("<i2", "3,", false, shorts(binary.LittleEndian, 7, 8, 9)),
		"odd", npy("|O", "3,", false, nil),
	)
	path := saved(t, "a.npz", b)
	for _, name := range []string{"c", "fortran", "big"} {
		rec := readFile(t, path, Options{Layout: Layout{Signal: []string{name}, Trigger: "stim", Rate: 4, Names: []string{"chan"}}}, "")
		equal(t, name, fmt.Sprint(rec.X), "[[1 -2 3] [10 20 30]]")
		equal(t, "names", fmt.Sprint(channelNames(rec.Channels)), "[Fz C3]")
		equal(t, "events", fmt.Sprint(rec.Events), "[{0.25 0 2}]")
	}
	rec := readFile(t, path, Options{Layout: Layout{Signal: []string{"eog", "stim"}, Rate: 4, Trigger: "stim"}}, "")
	equal(t, "vectors", fmt.Sprint(rec.X, rec.Channels), "[[7 8 9] [0 2 2]] [{eog eog uV 4} {stim stim  4}]")
	equal(t, "events of a channel", fmt.Sprint(rec.Events), "[{0.25 0 2}]")
	refused(t, path, Options{Layout: Layout{Signal: []string{"odd"}, Rate: 4}}, "E702", "objects")
}

func TestReadTables(t *testing.T) {
	signal := Layout{Signal: []string{"C3", "Right AUX"}, Trigger: "Marker", Rate: 4}
	for name, text := range map[string]string{
		"a.csv": "timestamps,C3,Right AUX,Marker\n0.1,1,10,0\n0.2,-2,20,1\n0.3,3,30,1\n",
		"a.tsv": "\ufeff# a remark\r\ntimestamps\tC3\tRight AUX\tMarker\r\n0.1\t1\t10\t0\r\n\r\n0.2\t-2\t20\t1\r\n0.3\t3\t30\t1",
		"b.csv": "timestamps;C3;Right AUX;Marker\n0.1;1;10;\n0.2;-2;20;1\n0.3;3;30;1\n0.4;4",
		"c.csv": "timestamps,C3,\"Right AUX\",Marker\n0.1,1,\"10\",0\n0.2,-2,20,1\n0.3,3,30,1\n",
	} {
		rec := readFile(t, saved(t, name, []byte(text)), Options{Layout: signal}, "")
		equal(t, name, fmt.Sprint(rec.X), "[[1 -2 3] [10 20 30]]")
		equal(t, name+" events", fmt.Sprint(rec.Events), "[{0.25 0 1}]")
		equal(t, name+" segments", fmt.Sprint(rec.Segments), "[{0 3 0}]")
	}
	words := readFile(t, saved(t, "a.csv", []byte("C3,what\n1,\n2,go\n3,go\n4,stop\n")), Options{Layout: Layout{Signal: []string{"C3"}, Trigger: "what", Rate: 1}}, "")
	equal(t, "marks in words", fmt.Sprint(words.Events), "[{1 0 go} {3 0 stop}]")
	bare := readFile(t, saved(t, "a.txt", []byte("1.5\n2\n-3e0\n")), Options{Layout: Layout{Signal: []string{"column-1"}, Rate: 1, Names: []string{"Cz"}}}, "")
	equal(t, "without a head", fmt.Sprint(bare.X, channelNames(bare.Channels)), "[[1.5 2 -3]] [Cz]")
}

func TestLayoutProblems(t *testing.T) {
	w := matWriter{order: binary.LittleEndian}
	path := saved(t, "a.mat", w.file(
		w.doubles("y", []int{3, 2}, 1, 2, 3, 4, 5, 6), w.doubles("fs", []int{1, 1}, 250), w.int16s("trig", []int{2, 1}, 0, 1),
		w.doubles("cube", []int{2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8), w.doubles("square", []int{2, 2}, 1, 2, 3, 4),
		w.structure("EEG", []string{"data"}, [][]byte{w.doubles("", []int{1, 1}, 1)}), w.array(mxSparse, "thin", []int{3, 2}),
	))
	y := []string{"y"}
	for _, c := range []struct {
		at         Layout
		code, says string
	}{
		{Layout{Rate: 4}, "E725", "y: double 3 × 2"},
		{Layout{Signal: []string{"Y"}, Rate: 4}, "E726", "did you mean `y`?"},
		{Layout{Signal: []string{"EEG.date"}, Rate: 4}, "E726", "`EEG` has no such field"},
		{Layout{Signal: y}, "E728", "`fs` = 250"},
		{Layout{Signal: y, Rate: 4, Names: []string{"a", "b", "c", "d"}}, "E727", "lists 4 channels"},
		{Layout{Signal: y, Rate: 4, Trigger: "trig"}, "E727", "the signal 3 samples"},
		{Layout{Signal: y, Rate: 4, Trigger: "trg"}, "E726", "did you mean `trig`?"},
		{Layout{Signal: y, Rate: 4, Labels: "fs"}, "E727", "no axis of the signal"},
		{Layout{Signal: []string{"cube"}, Rate: 4}, "E727", "name the labels"},
		{Layout{Signal: []string{"square"}, Rate: 4}, "E727", "nothing tells channels from samples"},
		{Layout{Signal: []string{"fs"}, Rate: 4}, "E727", "holds no samples"},
		{Layout{Signal: []string{"y", "trig"}, Rate: 4}, "E727", "has 2 samples"},
		{Layout{Signal: []string{"thin"}, Rate: 4}, "E702", "sparse"},
	} {
		_, problems, err := Read(path, Options{Layout: c.at})
		if err == nil {
			t.Errorf("%+v is read", c.at)
			continue
		}
		equal(t, "code", codesOf(problems), c.code)
		d := problems[0].Diagnose()
		if all := d.Message + "\n" + d.Rule + "\n" + d.Hint; !strings.Contains(all, c.says) {
			t.Errorf("%q does not say %q", all, c.says)
		}
	}
}
