package data

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf16"
)

// A matDecoder reads the elements of an array. The first thing that makes no
// sense stops it.
type matDecoder struct {
	order  binary.ByteOrder
	b      []byte
	made   int // arrays made so far
	failed string
}

const (
	matDeepest   = 16      // arrays inside of arrays
	matMost      = 1 << 20 // arrays of one variable
	matMostAxes  = 32
	matLongField = 256 // bytes of a field's name
)

func (d *matDecoder) fail(why string) {
	if d.failed == "" {
		d.failed = why
	}
}

// element takes the next element.
func (d *matDecoder) element() (typ uint32, b []byte) {
	if len(d.b) < 8 {
		d.fail("it is cut short")
		return 0, nil
	}
	first := d.order.Uint32(d.b)
	if small := first >> 16; small != 0 {
		b, d.b, typ = d.b[4:4+min(small, 4)], d.b[8:], first&0xffff
		if small > 4 {
			d.fail("a small element is too long")
		}
		return typ, b
	}
	size := int64(d.order.Uint32(d.b[4:]))
	if size > int64(len(d.b)-8) {
		d.fail("it is cut short")
		return 0, nil
	}
	b = d.b[8 : 8+size]
	d.b = d.b[min(8+(size+7)&^7, int64(len(d.b))):]
	return first, b
}

// arrayHead reads flags, shape and name.
func (d *matDecoder) arrayHead() (class byte, dims []int, name string, ok bool) {
	_, flags := d.element()
	_, shape := d.element()
	_, text := d.element()
	if d.failed != "" || len(flags) < 4 || len(shape) < 8 || len(shape) > 4*matMostAxes {
		d.fail("its head makes no sense")
		return 0, nil, "", false
	}
	for ; len(shape) >= 4; shape = shape[4:] {
		dims = append(dims, int(int32(d.order.Uint32(shape))))
	}
	if _, ok := product(dims); !ok {
		d.fail("its shape makes no sense")
		return 0, nil, "", false
	}
	return byte(d.order.Uint32(flags)), dims, headerText(text), true
}

// array reads what an element of an array holds.
func (d *matDecoder) array(depth int) *matValue {
	d.made++
	if depth > matDeepest || d.made > matMost {
		d.fail("its arrays are nested too deeply, or too many")
	}
	if d.failed != "" {
		return nil
	}
	if len(d.b) == 0 { // MATLAB writes an empty array so
		return &matValue{class: mxDouble, dims: []int{0, 0}}
	}
	class, dims, _, ok := d.arrayHead()
	if !ok {
		return nil
	}
	v := &matValue{class: class, dims: dims}
	n, _ := product(dims)
	switch {
	case class == mxCell:
		v.cells = d.arrays(n, depth)
	case class == mxStruct:
		d.structure(v, n, depth)
	case class == mxChar:
		typ, b := d.element()
		v.texts = charRows(d.characters(typ, b), dims)
	case class >= mxDouble && class <= mxUint64:
		typ, b := d.element()
		v.numbers = d.numbers(typ, b, n)
	case class == mxSparse || class == mxObject:
	default:
		d.fail("it is of a class that holds no numbers")
	}
	return v
}

// arrays reads n elements that are arrays.
func (d *matDecoder) arrays(n, depth int) []*matValue {
	if n > len(d.b)/8 {
		d.fail("it lists more arrays than it holds")
		return nil
	}
	out := make([]*matValue, 0, n)
	for range n {
		typ, b := d.element()
		if d.failed == "" && typ != miMatrix {
			d.fail("something in it is no array")
		}
		if d.failed != "" {
			return nil
		}
		inner := &matDecoder{order: d.order, b: b, made: d.made}
		out = append(out, inner.array(depth+1))
		d.made = inner.made
		if inner.failed != "" {
			d.fail(inner.failed)
			return nil
		}
	}
	return out
}

func (d *matDecoder) structure(v *matValue, n, depth int) {
	_, width := d.element()
	_, names := d.element()
	if d.failed != "" || len(width) < 4 {
		d.fail("its fields have no names")
		return
	}
	w := int(d.order.Uint32(width))
	if w < 1 || w > matLongField || len(names)%w != 0 {
		d.fail("its field names make no sense")
		return
	}
	for ; len(names) >= w; names = names[w:] {
		v.fields = append(v.fields, headerText(names[:w]))
	}
	if len(v.fields) > 0 && n > len(d.b)/8/len(v.fields) {
		d.fail("it lists more fields than it holds")
		return
	}
	v.cells = d.arrays(n*len(v.fields), depth)
}

// matTypes are the stored types of numbers, by the type of their element.
var matTypes = map[uint32]sampleType{
	1: storedInt8, 2: storedUint8, 3: storedInt16, 4: storedUint16, 5: storedInt32, 6: storedUint32,
	7: storedFloat32, 9: storedFloat64, 12: storedInt64, 13: storedUint64,
	16: storedUint8, 17: storedUint16, 18: storedUint32,
}

// numbers reads n values, stored in whatever type holds them.
func (d *matDecoder) numbers(typ uint32, b []byte, n int) []float64 {
	t, ok := matTypes[typ]
	width := t.width()
	if d.failed != "" || !ok || len(b)/width < n {
		d.fail("its values are not as many as its shape says")
		return nil
	}
	out := make([]float64, n)
	if d.order == binary.BigEndian {
		turned := make([]byte, width)
		for i := range out {
			for k := range width {
				turned[k] = b[i*width+width-1-k]
			}
			out[i] = t.value(turned)
		}
		return out
	}
	if t == storedFloat64 {
		for i := range out {
			out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		return out
	}
	for i := range out {
		out[i] = t.value(b[i*width:])
	}
	return out
}

// characters decodes text in any of the types that hold it.
func (d *matDecoder) characters(typ uint32, b []byte) []rune {
	switch {
	case typ == 16 || typ == 1 || typ == 2:
		return []rune(decodeText(b))
	case typ == 18:
		out := make([]rune, len(b)/4)
		for i := range out {
			out[i] = rune(d.order.Uint32(b[4*i:]))
		}
		return out
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = d.order.Uint16(b[2*i:])
	}
	return utf16.Decode(units)
}

// charRows cuts the characters of a char array, which lie column by column, into
// rows without the spaces that pad them.
func charRows(text []rune, dims []int) []string {
	rows := dims[0]
	if rows == 0 || len(dims) != 2 {
		return nil
	}
	if rows == 1 {
		return []string{strings.TrimRight(cleanText(string(text)), " ")}
	}
	if rows > len(text) {
		return nil
	}
	out := make([]string, rows)
	for r := range out {
		var line []rune
		for k := r; k < len(text); k += rows {
			line = append(line, text[k])
		}
		out[r] = strings.TrimRight(cleanText(string(line)), " ")
	}
	return out
}
