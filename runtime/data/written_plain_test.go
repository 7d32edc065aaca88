package data

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"
)

// saved writes bytes to a file of the test.
func saved(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// beside writes further files into the folder of another.
func beside(t *testing.T, path, name string, b []byte) string {
	t.Helper()
	path = filepath.Join(filepath.Dir(path), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// matWriter builds MAT files.
type matWriter struct {
	order  binary.ByteOrder
	packed bool
}

func (w matWriter) file(variables ...[]byte) []byte {
	b := make([]byte, matHeader)
	copy(b, fmt.Sprintf("%-116s", "MATLAB 5.0 MAT-file, Platform: TEST"))
	w.order.PutUint16(b[124:], 0x0100)
	w.order.PutUint16(b[126:], 'M'<<8|'I')
	for _, v := range variables {
		if w.packed {
			var z bytes.Buffer
			c := zlib.NewWriter(&z)
			_, _ = c.Write(v) // into memory
			_ = c.Close()
			b = w.tag(b, miCompressed, z.Len())
			b = append(b, z.Bytes()...)
			continue
		}
		b = append(b, v...)
	}
	return b
}

func (w matWriter) tag(b []byte, typ uint32, size int) []byte {
	return w.u32(w.u32(b, typ), uint32(size))
}

func (w matWriter) u32(b []byte, v uint32) []byte {
	return append(b, w.word(4, uint64(v))...)
}

func (w matWriter) word(width int, v uint64) []byte {
	b := make([]byte, width)
	switch width {
	case 2:
		w.order.PutUint16(b, uint16(v))
	case 4:
		w.order.PutUint32(b, uint32(v))
	default:
		w.order.PutUint64(b, v)
	}
	return b
}

// element is a tag with its value, small ones inside of the tag.
func (w matWriter) element(typ uint32, value []byte) []byte {
	if n := len(value); n > 0 && n <= 4 {
		b := w.u32(nil, uint32(n)<<16|typ)
		return append(append(b, value...), make([]byte, 4-n)...)
	}
	b := append(w.tag(nil, typ, len(value)), value...)
	return append(b, make([]byte, (8-len(value)%8)%8)...)
}

func (w matWriter) array(class uint32, name string, dims []int, parts ...[]byte) []byte {
	b := w.element(6, w.u32(w.u32(nil, class), 0))
	var shape []byte
	for _, d := range dims {
		shape = w.u32(shape, uint32(d))
	}
	b = append(b, w.element(5, shape)...)
	b = append(b, w.element(1, []byte(name))...)
	for _, p := range parts {
		b = append(b, p...)
	}
	return append(w.tag(nil, miMatrix, len(b)), b...)
}

func (w matWriter) doubles(name string, dims []int, values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, w.word(8, math.Float64bits(v))...)
	}
	return w.array(mxDouble, name, dims, w.element(9, b))
}

// int16s are doubles in MATLAB, stored as 16-bit integers, as it does for whole
// numbers.
func (w matWriter) int16s(name string, dims []int, values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, w.word(2, uint64(uint16(v)))...)
	}
	return w.array(mxDouble, name, dims, w.element(3, b))
}

func (w matWriter) text(name, text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, w.word(2, uint64(u))...)
	}
	return w.array(mxChar, name, []int{1, len(b) / 2}, w.element(17, b))
}

func (w matWriter) cells(name string, cells ...[]byte) []byte {
	return w.array(mxCell, name, []int{1, len(cells)}, cells...)
}

// structure of one element for each list of values.
func (w matWriter) structure(name string, fields []string, elements ...[][]byte) []byte {
	const width = 16
	var names []byte
	for _, f := range fields {
		names = append(names, append([]byte(f), make([]byte, width-len(f))...)...)
	}
	parts := [][]byte{w.element(5, w.u32(nil, width)), w.element(1, names)}
	for _, e := range elements {
		parts = append(parts, e...)
	}
	return w.array(mxStruct, name, []int{1, len(elements)}, parts...)
}

// npy writes an array of NumPy.
func npy(descr, shape string, fortran bool, values []byte) []byte {
	order := "False"
	if fortran {
		order = "True"
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n", descr, order, shape)
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), byte(len(head)>>8))
	return append(append(b, head...), values...)
}

// npz packs arrays; names and arrays alternate.
func npz(t testing.TB, parts ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i].(string) + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(parts[i+1].([]byte)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func float32s(values ...float32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func shorts(order binary.AppendByteOrder, values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = order.AppendUint16(b, uint16(v))
	}
	return b
}
