package data

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// MAT files of version 5 (also called 6 and 7) are a header of 128 bytes and a
// list of elements: type, size, value, padded to 8 bytes. Source: MathWorks,
// "MAT-File Format". Version 7.3 is HDF5, a format of its own.
const matHeader = 128

// Types of elements.
const (
	miMatrix     = 14
	miCompressed = 15
)

// Classes of arrays.
const (
	mxCell   = 1
	mxStruct = 2
	mxObject = 3
	mxChar   = 4
	mxSparse = 5
	mxDouble = 6
	mxUint64 = 15
)

var matClasses = map[byte]string{
	1: "cell", 2: "struct", 3: "object", 4: "char", 5: "sparse", 6: "double", 7: "single",
	8: "int8", 9: "uint8", 10: "int16", 11: "uint16", 12: "int32", 13: "uint32", 14: "int64", 15: "uint64",
}

func isMAT(head []byte) bool {
	return len(head) >= matHeader && bytes.HasPrefix(head, []byte("MATLAB 5.0 MAT-file"))
}

// A matFile lists the variables of a file.
type matFile struct {
	b     *blob
	order binary.ByteOrder
	vars  []matVar
	read  map[string]*matValue // variables that were read
}

// A matVar is where a variable lies.
type matVar struct {
	Variable
	at, size int64 // of the element's value
	packed   bool
}

func parseMAT(b *blob, opt Options) (*content, []diag.Problem, error) {
	m, p := openMAT(b)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return layOut(b, "mat", m, opt, true)
}

// openMAT reads the heads of all variables.
func openMAT(b *blob) (*matFile, diag.Problem) {
	m := &matFile{b: b, order: binary.LittleEndian, read: map[string]*matValue{}}
	head := b.slice(0, matHeader)
	switch {
	case len(head) < matHeader:
		return nil, diag.BadRecordingHeader{Path: b.path, Field: "header", Cut: true, Bytes: b.size, Want: "128 bytes"}
	case string(head[126:]) == "MI":
		m.order = binary.BigEndian
	case string(head[126:]) != "IM":
		return nil, diag.BadRecordingHeader{Path: b.path, Field: "the mark of its byte order", Value: headerText(head[126:]), Offset: 126, Want: "IM or MI"}
	}
	for at := int64(matHeader); b.has(at, 8); {
		typ, size, start := m.tag(b.slice(at, 8))
		at += start
		if !b.has(at, size) {
			return nil, diag.BadRecordingHeader{
				Path: b.path, Field: "a variable", Cut: true, Bytes: b.size, Offset: int(at),
				Want: fmt.Sprintf("%d more bytes for the variable that begins at byte %d", at+size-b.size, at-start),
			}
		}
		if v, ok := m.head(typ, at, size); ok {
			m.vars = append(m.vars, v)
		}
		at += size
		if typ != miCompressed {
			at = (at + 7) &^ 7
		}
	}
	return m, nil
}

// tag reads an element's type and size, and how far its value is from its start.
// Values of up to four bytes lie inside the tag.
func (m *matFile) tag(b []byte) (typ uint32, size, start int64) {
	first := m.order.Uint32(b)
	if small := first >> 16; small != 0 {
		return first & 0xffff, int64(small), 4
	}
	return first, int64(m.order.Uint32(b[4:])), 8
}

// matHeadBytes are enough for an array's flags, shape and name.
const matHeadBytes = 1024

// head reads the name and shape of a variable.
func (m *matFile) head(typ uint32, at, size int64) (matVar, bool) {
	v := matVar{at: at, size: size, packed: typ == miCompressed}
	var b []byte
	switch typ {
	case miMatrix:
		b = m.b.slice(at, min(size, matHeadBytes))
	case miCompressed:
		start, _ := inflate(m.b.slice(at, min(size, matHeadBytes)), matHeadBytes)
		if len(start) < 8 {
			return v, false
		}
		inner, _, skip := m.tag(start)
		if inner != miMatrix {
			return v, false
		}
		b = start[skip:]
	default:
		return v, false
	}
	d := &matDecoder{order: m.order, b: b}
	class, dims, name, ok := d.arrayHead()
	v.Name, v.Dims, v.Type = name, dims, matClasses[class]
	return v, ok && name != "" && v.Type != ""
}

// inflate unpacks up to limit bytes; whole tells that there are no more.
func inflate(b []byte, limit int64) (out []byte, whole bool) {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, false
	}
	defer func() { _ = z.Close() }() // only read from
	out, err = io.ReadAll(io.LimitReader(z, limit+1))
	if int64(len(out)) > limit {
		return out[:limit], false
	}
	return out, err == nil
}

func (m *matFile) variables() []Variable {
	out := make([]Variable, len(m.vars))
	for i, v := range m.vars {
		out[i] = v.Variable
	}
	return out
}

// load reads a variable, or a part of a structure: EEG.chanlocs.labels.
func (m *matFile) load(name string) (*array, diag.Problem) {
	parts := strings.Split(name, ".")
	v, p := m.value(parts[0])
	if p != nil {
		return nil, p
	}
	for i, field := range parts[1:] {
		inner := v.field(field)
		if inner == nil {
			at := strings.Join(parts[:i+1], ".")
			return nil, diag.NoSuchVariable{Path: m.b.path, Name: name, Near: nearest(field, v.fields), Have: v.fields, In: at}
		}
		v = inner
	}
	a := &array{Variable: Variable{Name: name, Type: matClasses[v.class], Dims: v.dims}, values: v.numbers, strides: columnMajor(v.dims)}
	a.texts = v.allTexts()
	if v.class == mxSparse || v.class == mxObject {
		return nil, diag.UnreadableRecording{Path: m.b.path, Reason: "its variable " + name + " is a " + matClasses[v.class] + " array; save it as a full one"}
	}
	return a, nil
}

// value reads a top-level variable whole.
func (m *matFile) value(name string) (*matValue, diag.Problem) {
	if v, ok := m.read[name]; ok {
		return v, nil
	}
	for _, v := range m.vars {
		if v.Name != name {
			continue
		}
		value, p := m.decode(v)
		if p == nil {
			m.read[name] = value
		}
		return value, p
	}
	return nil, noVariable(m.b.path, name, m.variables())
}

func (m *matFile) decode(v matVar) (*matValue, diag.Problem) {
	b := m.b.slice(v.at, v.size)
	if v.packed {
		limit := maxWidening*m.b.size + 1<<16
		out, whole := inflate(b, limit)
		if !whole {
			return nil, m.broken(v, "it does not unpack, or to far more than such a file should hold")
		}
		if len(out) < 8 {
			return nil, m.broken(v, "it is empty")
		}
		_, size, start := m.tag(out)
		b = out[start:]
		b = b[:min(int64(len(b)), size)]
	}
	d := &matDecoder{order: m.order, b: b}
	value := d.array(0)
	if d.failed != "" {
		return nil, m.broken(v, d.failed)
	}
	return value, nil
}

func (m *matFile) broken(v matVar, why string) diag.Problem {
	return diag.BadRecordingHeader{Path: m.b.path, Field: "the variable " + v.Name, Value: why, Offset: int(v.at), Want: "a whole array"}
}

// A matValue is an array with what it holds, columns first.
type matValue struct {
	class   byte
	dims    []int
	numbers []float64
	texts   []string // the rows of a char array
	fields  []string
	cells   []*matValue // of a cell array; of a structure, field by field for each element
}

// field of a structure. Of an array of structures it is a cell array.
func (v *matValue) field(name string) *matValue {
	for i, f := range v.fields {
		if f != name || len(v.cells) < len(v.fields) {
			continue
		}
		n := len(v.cells) / len(v.fields)
		if n == 1 {
			return v.cells[i]
		}
		out := &matValue{class: mxCell, dims: []int{1, n}}
		for e := range n {
			out.cells = append(out.cells, v.cells[e*len(v.fields)+i])
		}
		return out
	}
	return nil
}

// allTexts are the rows of a char array, or the texts of the cells.
func (v *matValue) allTexts() []string {
	if v.class != mxCell {
		return v.texts
	}
	var out []string
	for _, c := range v.cells {
		switch {
		case len(c.texts) > 0:
			out = append(out, c.texts[0])
		case len(c.numbers) == 1:
			out = append(out, codeLabel(c.numbers[0]))
		default:
			out = append(out, "")
		}
	}
	return out
}

func (v *matValue) number() (float64, bool) {
	if v == nil || len(v.numbers) == 0 || math.IsNaN(v.numbers[0]) {
		return 0, false
	}
	return v.numbers[0], true
}

func (v *matValue) text() string {
	if v == nil || len(v.texts) == 0 {
		return ""
	}
	return v.texts[0]
}
