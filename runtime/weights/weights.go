// Package weights reads and writes safetensors files: named arrays with a header
// in JSON (github.com/huggingface/safetensors, format of 2022). Axes of arrays have
// names here; they are kept in the metadata, where other programs pass them over.
package weights

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"sort"
)

// A Tensor is a named array in row-major order: F32, or F64 when that is set.
type Tensor struct {
	Name  string
	Axes  []string // names of the axes; nil when not known
	Shape []int
	F32   []float32
	F64   []float64
}

// A File is what one file holds.
type File struct {
	Tensors []Tensor // in any order; read ones are in the order of the file
	Meta    map[string]string
}

// Find a tensor by name; nil when there is none.
func (f *File) Find(name string) *Tensor {
	for i := range f.Tensors {
		if f.Tensors[i].Name == name {
			return &f.Tensors[i]
		}
	}
	return nil
}

// axesKey is the metadata in which the names of axes are kept, as JSON.
const axesKey = "eegp.axes"

// mostHeader bounds what a header may claim, as the reference implementation does.
const mostHeader = 100_000_000

type entry struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

// Write writes a file. The same tensors give the same bytes, in whatever order they
// are given.
func Write(w io.Writer, f *File) error {
	order := slices.Clone(f.Tensors)
	sort.SliceStable(order, func(i, j int) bool {
		// Wide numbers first, so that all of them are aligned.
		if wide := order[i].F64 != nil; wide != (order[j].F64 != nil) {
			return wide
		}
		return order[i].Name < order[j].Name
	})
	header := map[string]any{}
	axes := map[string][]string{}
	at := int64(0)
	for _, t := range order {
		if _, twice := header[t.Name]; twice || t.Name == "__metadata__" {
			return fmt.Errorf("two tensors are called %s", t.Name)
		}
		e := entry{DType: "F32", Shape: t.Shape, Offsets: [2]int64{at, at + 4*int64(len(t.F32))}}
		n := len(t.F32)
		if t.F64 != nil {
			e.DType, e.Offsets[1], n = "F64", at+8*int64(len(t.F64)), len(t.F64)
		}
		if e.Shape == nil {
			e.Shape = []int{}
		}
		if count(e.Shape) != n {
			return fmt.Errorf("%s has %d values for the shape %v", t.Name, n, t.Shape)
		}
		at = e.Offsets[1]
		header[t.Name] = e
		if t.Axes != nil {
			axes[t.Name] = t.Axes
		}
	}
	meta := map[string]string{}
	for k, v := range f.Meta {
		meta[k] = v
	}
	if len(axes) > 0 {
		text, err := json.Marshal(axes)
		if err != nil {
			return err
		}
		meta[axesKey] = string(text)
	}
	if len(meta) > 0 {
		header["__metadata__"] = meta
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	out = append(out, text...)
	if _, err := w.Write(out); err != nil {
		return err
	}
	for _, t := range order {
		if _, err := w.Write(t.bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tensor) bytes() []byte {
	var out []byte
	if t.F64 != nil {
		out = make([]byte, 0, 8*len(t.F64))
		for _, v := range t.F64 {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
		return out
	}
	out = make([]byte, 0, 4*len(t.F32))
	for _, v := range t.F32 {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}

func count(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// ReadFile reads a file of the disk.
func ReadFile(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Read(data)
}
