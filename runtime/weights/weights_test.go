package weights_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/eegp-lang/eegp/runtime/weights"
)

func TestRoundTrip(t *testing.T) {
	f := &weights.File{
		Meta: map[string]string{"made by": "a test"},
		Tensors: []weights.Tensor{
			{Name: "b", Axes: []string{"filter", "time"}, Shape: []int{2, 3}, F32: []float32{1, 2, 3, 4, 5, 6}},
			{Name: "a", Shape: []int{}, F32: []float32{7}},
			{Name: "history", Shape: []int{2}, F64: []float64{0.1, 0.2}},
			{Name: "none", Shape: []int{0}, F32: []float32{}},
		},
	}
	var once, twice bytes.Buffer
	if err := weights.Write(&once, f); err != nil {
		t.Fatal(err)
	}
	got, err := weights.Read(once.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range f.Tensors {
		if d := cmp.Diff(&want, got.Find(want.Name)); d != "" {
			t.Error(d)
		}
	}
	if d := cmp.Diff(f.Meta, got.Meta); d != "" {
		t.Error(d)
	}
	if err := weights.Write(&twice, got); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Errorf("written again it is another file, %v", err)
	}
}

func file(header, body string) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header+body...)
}

func TestWhatIsNoFile(t *testing.T) {
	const good = `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`
	if _, err := weights.Read(file(good, "1234")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ header, body, want string }{
		"short":     {"", "", "header"},
		"outside":   {`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "1234", "outside"},
		"negative":  {`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, "1234", "shape"},
		"huge":      {`{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,4]}}`, "1234", "shape"},
		"half":      {`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, "1234", "bytes"},
		"type":      {`{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}`, "1234", "I8"},
		"hole":      {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, "12345678", "hole"},
		"rest":      {good, "12345678", "8 bytes"},
		"twice":     {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "1234", "twice"},
		"no object": {`[]`, "", "object"},
	} {
		if _, err := weights.Read(file(c.header, c.body)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := weights.Read(binary.LittleEndian.AppendUint64(nil, 1<<60)); err == nil {
		t.Error("a header larger than the file is read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "1234"))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = weights.Read(data) })
}
