package weights

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Read parses a file. What it claims is checked against its size before anything is
// allocated.
func Read(data []byte) (*File, error) {
	if len(data) < 8 {
		return nil, fmt.Errorf("no safetensors file: it has %d bytes", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > mostHeader || n > uint64(len(data)-8) {
		return nil, fmt.Errorf("no safetensors file: it claims a header of %d bytes and has %d", n, len(data))
	}
	text, body := data[8:8+n], data[8+n:]
	header, names, err := ordered(text)
	if err != nil {
		return nil, fmt.Errorf("the header of the safetensors file: %w", err)
	}
	f := &File{Meta: map[string]string{}}
	axes := map[string][]string{}
	if raw, ok := header["__metadata__"]; ok {
		if err := json.Unmarshal(raw, &f.Meta); err != nil {
			return nil, fmt.Errorf("the metadata of the safetensors file: %w", err)
		}
		if text, ok := f.Meta[axesKey]; ok {
			if err := json.Unmarshal([]byte(text), &axes); err != nil {
				return nil, fmt.Errorf("the axes of the safetensors file: %w", err)
			}
			delete(f.Meta, axesKey)
		}
	}
	for _, name := range names {
		if name == "__metadata__" {
			continue
		}
		t, err := tensor(name, header[name], body)
		if err != nil {
			return nil, err
		}
		if a := axes[name]; len(a) == len(t.Shape) {
			t.Axes = a
		}
		f.Tensors = append(f.Tensors, t)
	}
	return f, whole(header, names, int64(len(body)))
}

// ordered reads an object with its keys in order; a key that is there twice is an
// error.
func ordered(text []byte) (map[string]json.RawMessage, []string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	open, err := d.Token()
	if err != nil {
		return nil, nil, err
	}
	if open != json.Delim('{') {
		return nil, nil, fmt.Errorf("it is no object")
	}
	out := map[string]json.RawMessage{}
	var names []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		name, _ := key.(string)
		if _, twice := out[name]; twice {
			return nil, nil, fmt.Errorf("%s is there twice", name)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, nil, err
		}
		out[name] = raw
		names = append(names, name)
	}
	_, err = d.Token()
	return out, names, err
}

func tensor(name string, raw json.RawMessage, body []byte) (Tensor, error) {
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return Tensor{}, fmt.Errorf("tensor %s: %w", name, err)
	}
	width := map[string]int64{"F32": 4, "F64": 8}[e.DType]
	if width == 0 {
		return Tensor{}, fmt.Errorf("tensor %s holds %s, and F32 or F64 is read", name, e.DType)
	}
	from, to := e.Offsets[0], e.Offsets[1]
	if from < 0 || to < from || to > int64(len(body)) {
		return Tensor{}, fmt.Errorf("tensor %s lies outside the file", name)
	}
	n := int64(1)
	for _, s := range e.Shape {
		if s < 0 || s > 0 && n > int64(len(body))/int64(s) {
			return Tensor{}, fmt.Errorf("tensor %s claims the shape %v", name, e.Shape)
		}
		n *= int64(s)
	}
	if n*width != to-from {
		return Tensor{}, fmt.Errorf("tensor %s of shape %v has %d bytes", name, e.Shape, to-from)
	}
	t := Tensor{Name: name, Shape: e.Shape}
	part := body[from:to]
	if width == 8 {
		t.F64 = make([]float64, n)
		for i := range t.F64 {
			t.F64[i] = math.Float64frombits(binary.LittleEndian.Uint64(part[8*i:]))
		}
		return t, nil
	}
	t.F32 = make([]float32, n)
	for i := range t.F32 {
		t.F32[i] = math.Float32frombits(binary.LittleEndian.Uint32(part[4*i:]))
	}
	return t, nil
}

// whole checks that the tensors cover the data without holes or overlaps.
func whole(header map[string]json.RawMessage, names []string, size int64) error {
	var spans [][2]int64
	for _, name := range names {
		var e entry
		if name != "__metadata__" && json.Unmarshal(header[name], &e) == nil && e.Offsets[1] > e.Offsets[0] {
			spans = append(spans, e.Offsets)
		}
	}
	slices.SortFunc(spans, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	at := int64(0)
	for _, s := range spans {
		if s[0] != at {
			return fmt.Errorf("the safetensors file has a hole or an overlap at byte %d", at)
		}
		at = s[1]
	}
	if at != size {
		return fmt.Errorf("the safetensors file has %d bytes of data, its tensors %d", size, at)
	}
	return nil
}
