package data

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// A table is a text with a column for each channel.
type table struct {
	b       *blob
	sep     byte
	names   []string
	named   bool
	columns [][]float64 // nil until read
	texts   []bool      // columns that hold other things than numbers
}

// isTable takes text for a table when its name says so, and it looks like nothing
// else.
func isTable(b *blob, head []byte) bool {
	switch strings.ToLower(filepath.Ext(b.path)) {
	case ".csv", ".tsv", ".txt":
		looks, _ := looksLike(head)
		return looks == looksText && !isEventsName(b.path)
	}
	return false
}

// isEventsName tells the names that BIDS and MNE-Python give to lists of events.
func isEventsName(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, end := range []string{"events.tsv", "-eve.txt", "_eve.txt"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func parseTable(b *blob, opt Options) (*content, []diag.Problem, error) {
	t, p := openTable(b)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return layOut(b, "csv", t, opt, true)
}

// openTable reads the head, and the rest where it is in memory.
func openTable(b *blob) (*table, diag.Problem) {
	t := &table{b: b}
	lines(b.slice(0, 1<<16), func(_ int, line string) bool {
		t.sep = separatorOf(line)
		t.names = split(line, t.sep)
		t.named = isHead(t.names)
		return false
	})
	if len(t.names) == 0 || len(t.names) > maxSignals {
		return nil, diag.BadRecordingHeader{Path: b.path, Field: "the first row", Value: fmt.Sprintf("%d columns", len(t.names)), Want: "1 to 9999 columns"}
	}
	for i, n := range t.names {
		t.names[i] = cleanText(n)
		if !t.named {
			t.names[i] = fmt.Sprintf("column-%d", i+1)
		}
	}
	if b.bytes != nil {
		return t, t.read()
	}
	return t, nil
}

func (t *table) variables() []Variable {
	out := make([]Variable, len(t.names))
	for i, n := range t.names {
		out[i] = Variable{Name: n, Type: "column", Dims: []int{-1}}
		if t.columns != nil {
			out[i].Dims = []int{len(t.columns[i])}
		}
	}
	return out
}

// read decodes all rows. A cell without a number is NaN, and so is one that a row
// leaves out at its end.
func (t *table) read() diag.Problem {
	columns := make([][]float64, len(t.names))
	t.texts = make([]bool, len(t.names))
	rows, odd := 0, diag.Problem(nil)
	t.each(func(n int, row []string) bool {
		if int64(rows*len(columns)) > maxWidening*t.b.size {
			odd = diag.BadRecordingHeader{
				Path: t.b.path, Field: fmt.Sprintf("line %d", n), Value: fmt.Sprintf("%d of %d cells", len(row), len(t.names)),
				Want: "as long as the first line, as most lines should be",
			}
			return false
		}
		for i := range columns {
			v := math.NaN()
			if i < len(row) {
				var ok bool
				if v, ok = number(row[i]); !ok {
					v = math.NaN()
					t.texts[i] = t.texts[i] || !missing(row[i])
				}
			}
			columns[i] = append(columns[i], v)
		}
		rows++
		return true
	})
	if odd != nil {
		return odd
	}
	if rows == 0 {
		return diag.EmptyRecording{Path: t.b.path}
	}
	t.columns = columns
	return nil
}

// each visits the rows below the head. A last line that was cut short is left
// out.
func (t *table) each(visit func(n int, row []string) bool) {
	text := t.b.slice(0, t.b.size)
	cut := len(text) > 0 && text[len(text)-1] != '\n'
	head := t.named
	var held []string
	heldAt := 0
	going := true
	lines(text, func(n int, line string) bool {
		if head {
			head = false
			return true
		}
		if held != nil {
			going = visit(heldAt, held)
		}
		held, heldAt = split(line, t.sep), n
		return going
	})
	if going && held != nil && !(cut && len(held) < len(t.names)) {
		visit(heldAt, held)
	}
}

func (t *table) load(name string) (*array, diag.Problem) {
	i := slices.Index(t.names, name)
	if i < 0 {
		return nil, noVariable(t.b.path, name, t.variables())
	}
	if t.columns == nil {
		if p := t.read(); p != nil {
			return nil, p
		}
	}
	n := len(t.columns[i])
	a := &array{Variable: Variable{Name: name, Type: "column", Dims: []int{n}}, values: t.columns[i], strides: []int{1}}
	if t.texts[i] {
		t.each(func(_ int, row []string) bool {
			text := ""
			if i < len(row) {
				text = row[i]
			}
			a.texts = append(a.texts, text)
			return true
		})
	}
	return a, nil
}
