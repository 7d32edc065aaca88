package data

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// An npzFile is a zip archive of NumPy arrays. Source: NumPy's NEP 1, versions
// 1.0 to 3.0 of the .npy format.
type npzFile struct {
	b     *blob
	parts []npzPart
}

// An npzPart is an array of the archive.
type npzPart struct {
	Variable
	file    *zip.File
	start   int64 // bytes before the values
	kind    byte  // f, i, u, b, U or S
	width   int   // bytes of a value
	big     bool
	fortran bool
}

func isNPZ(b *blob, head []byte) bool {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) || len(head) < 30 {
		return false
	}
	n := int(head[26]) | int(head[27])<<8
	return strings.HasSuffix(strings.ToLower(b.path), ".npz") || len(head) >= 30+n && strings.HasSuffix(string(head[30:30+n]), ".npy")
}

func parseNPZ(b *blob, opt Options) (*content, []diag.Problem, error) {
	f, p := openNPZ(b)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return layOut(b, "npz", f, opt, false)
}

// ReadAt of a blob, for the archive's reader.
func (b *blob) ReadAt(out []byte, at int64) (int, error) {
	n := copy(out, b.slice(at, int64(len(out))))
	if n < len(out) {
		return n, io.EOF
	}
	return n, nil
}

// npzMost is how many arrays an archive may hold.
const npzMost = 10_000

func openNPZ(b *blob) (*npzFile, diag.Problem) {
	z, err := zip.NewReader(b, b.size)
	if err != nil || len(z.File) > npzMost {
		return nil, diag.UnreadableRecording{Path: b.path, Reason: "its archive is broken"}
	}
	f := &npzFile{b: b}
	for _, entry := range z.File {
		name, ok := strings.CutSuffix(entry.Name, ".npy")
		if !ok {
			continue
		}
		part, p := npyHead(b.path, entry)
		if p != nil {
			return nil, p
		}
		part.Name = cleanText(name)
		f.parts = append(f.parts, part)
	}
	return f, nil
}

func (f *npzFile) variables() []Variable {
	out := make([]Variable, len(f.parts))
	for i, p := range f.parts {
		out[i] = p.Variable
	}
	return out
}

var (
	npyDescr   = regexp.MustCompile(`'descr':\s*'([<>|=]?)([a-zA-Z])(\d*)'`)
	npyFortran = regexp.MustCompile(`'fortran_order':\s*True`)
	npyShape   = regexp.MustCompile(`'shape':\s*\(([^)]*)\)`)
)

// npyHead reads the head of an array: magic, version, length, and a Python
// dictionary.
func npyHead(path string, entry *zip.File) (npzPart, diag.Problem) {
	part := npzPart{file: entry}
	bad := func(why string) (npzPart, diag.Problem) {
		return part, diag.BadRecordingHeader{Path: path, Field: "the array " + cleanText(entry.Name), Value: why, Want: "a NumPy array"}
	}
	r, err := entry.Open()
	if err != nil {
		return bad("cannot be unpacked")
	}
	defer func() { _ = r.Close() }() // only read from
	head, _ := io.ReadAll(io.LimitReader(r, 1<<16))
	if len(head) < 12 || !bytes.HasPrefix(head, []byte("\x93NUMPY")) {
		return bad("does not begin as one")
	}
	n, at := int64(head[8])|int64(head[9])<<8, int64(10)
	if head[6] >= 2 {
		n, at = n|int64(head[10])<<16|int64(head[11])<<24, 12
	}
	if at+n > int64(len(head)) {
		return bad("has a head that is cut short")
	}
	text := string(head[at : at+n])
	part.start = at + n
	descr, shape := npyDescr.FindStringSubmatch(text), npyShape.FindStringSubmatch(text)
	if descr == nil || shape == nil {
		return bad("holds records or objects")
	}
	part.big, part.kind, part.fortran = descr[1] == ">", descr[2][0], npyFortran.MatchString(text)
	part.width, _ = strconv.Atoi(descr[3])
	for _, d := range strings.Split(shape[1], ",") {
		if d = strings.TrimSpace(d); d == "" {
			continue
		}
		v, err := strconv.Atoi(strings.TrimSuffix(d, "L"))
		if err != nil || v < 0 {
			return bad("has the shape " + cleanText(shape[1]))
		}
		part.Dims = append(part.Dims, v)
	}
	part.Type = npyType(part.kind, part.width)
	if _, ok := product(part.Dims); !ok || len(part.Dims) > matMostAxes || part.width > 1<<20 {
		return bad("has the shape " + cleanText(shape[1]))
	}
	return part, nil
}

func npyType(kind byte, width int) string {
	switch kind {
	case 'f':
		return fmt.Sprintf("float%d", 8*width)
	case 'i':
		return fmt.Sprintf("int%d", 8*width)
	case 'u':
		return fmt.Sprintf("uint%d", 8*width)
	case 'b':
		return "bool"
	case 'U', 'S':
		return "text"
	}
	return "objects"
}

// npyTypes are the numbers that are read.
var npyTypes = map[string]sampleType{
	"float32": storedFloat32, "float64": storedFloat64, "bool": storedUint8,
	"int8": storedInt8, "int16": storedInt16, "int32": storedInt32, "int64": storedInt64,
	"uint8": storedUint8, "uint16": storedUint16, "uint32": storedUint32, "uint64": storedUint64,
}

func (f *npzFile) load(name string) (*array, diag.Problem) {
	for _, p := range f.parts {
		if p.Name == name {
			return f.values(p)
		}
	}
	return nil, noVariable(f.b.path, name, f.variables())
}

func (f *npzFile) values(p npzPart) (*array, diag.Problem) {
	t, number := npyTypes[p.Type]
	if !number && p.Type != "text" {
		return nil, diag.UnreadableRecording{Path: f.b.path, Reason: "its array " + p.Name + " holds " + p.Type + ", not plain numbers"}
	}
	width := t.width()
	if !number {
		width = p.width
		if p.kind == 'U' {
			width *= 4
		}
	}
	n, _ := product(p.Dims)
	want := int64(n) * int64(max(width, 1))
	b, problem := f.unpack(p, want)
	if problem != nil {
		return nil, problem
	}
	a := &array{Variable: p.Variable, strides: rowMajor(p.Dims)}
	if p.fortran {
		a.strides = columnMajor(p.Dims)
	}
	if !number {
		a.texts = npyTexts(b, p, n, width)
		return a, nil
	}
	a.values = make([]float64, n)
	turned := make([]byte, width)
	for i := range a.values {
		v := b[i*width : (i+1)*width]
		if p.big {
			for k := range turned {
				turned[k] = v[width-1-k]
			}
			v = turned
		}
		a.values[i] = t.value(v)
	}
	return a, nil
}

// unpack gives the values' bytes, no more than the archive warrants.
func (f *npzFile) unpack(p npzPart, want int64) ([]byte, diag.Problem) {
	bad := diag.BadRecordingHeader{Path: f.b.path, Field: "the array " + p.Name, Value: "it holds less than its shape says, or far more than its archive warrants", Want: "a whole array"}
	if want > maxWidening*f.b.size {
		return nil, bad
	}
	r, err := p.file.Open()
	if err != nil {
		return nil, bad
	}
	defer func() { _ = r.Close() }() // only read from
	if _, err := io.CopyN(io.Discard, r, p.start); err != nil {
		return nil, bad
	}
	b, err := io.ReadAll(io.LimitReader(r, want))
	if err != nil || int64(len(b)) < want {
		return nil, bad
	}
	return b, nil
}

// npyTexts are fixed-width texts, padded with zeros.
func npyTexts(b []byte, p npzPart, n, width int) []string {
	if width == 0 {
		return make([]string, min(n, npzMost))
	}
	out := make([]string, 0, min(n, len(b)/width))
	for ; len(b) >= width && len(out) < n; b = b[width:] {
		var text []rune
		for i := 0; i < width; i++ {
			r := rune(b[i])
			if p.kind == 'U' {
				v := uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
				if p.big {
					v = uint32(b[i+3]) | uint32(b[i+2])<<8 | uint32(b[i+1])<<16 | uint32(b[i])<<24
				}
				r = rune(v)
				i += 3
			}
			if r == 0 {
				break
			}
			text = append(text, r)
		}
		out = append(out, cleanText(string(text)))
	}
	return out
}
