package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// Tables are text: a line for each row, cells between commas, semicolons, tabs or
// spaces, and a head unless the first row is all numbers. Lines that begin with #
// or % are remarks.

// lines gives the lines of a text that hold a row, with their number from 1.
func lines(text []byte, each func(n int, line string) bool) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for n := 1; len(text) > 0; n++ {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		line = bytes.TrimSpace(bytes.TrimRight(line, "\r"))
		if len(line) == 0 || line[0] == '#' || line[0] == '%' {
			continue
		}
		if !each(n, string(line)) {
			return
		}
	}
}

// separatorOf a table, from its first row; 0 is any run of white space.
func separatorOf(row string) byte {
	for _, sep := range []byte("\t;,") {
		if strings.IndexByte(row, sep) >= 0 {
			return sep
		}
	}
	return 0
}

// split cuts a row into its cells. Cells in double quotes may hold the separator.
func split(row string, sep byte) []string {
	if sep == 0 {
		return strings.Fields(row)
	}
	if strings.IndexByte(row, '"') < 0 {
		out := strings.Split(row, string(sep))
		for i := range out {
			out[i] = strings.TrimSpace(out[i])
		}
		return out
	}
	var out []string
	var cell strings.Builder
	quoted := false
	for i := 0; i < len(row); i++ {
		switch c := row[i]; {
		case c == '"' && quoted && i+1 < len(row) && row[i+1] == '"':
			cell.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == sep && !quoted:
			out = append(out, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(c)
		}
	}
	return append(out, strings.TrimSpace(cell.String()))
}

// isHead tells a row of names from a row of numbers.
func isHead(row []string) bool {
	return slices.ContainsFunc(row, func(s string) bool {
		_, ok := number(s)
		return !ok && !missing(s)
	})
}

// cells are all cells of a small table.
type cells struct {
	names []string
	named bool // the first row is a head
	rows  [][]string
}

// column is the place of the first of some names, whatever their case; -1 for
// none.
func (t *cells) column(wanted []string) int {
	for _, w := range wanted {
		if i := slices.IndexFunc(t.names, func(n string) bool { return strings.EqualFold(n, w) }); i >= 0 {
			return i
		}
	}
	return -1
}

// largestEvents bounds what a list of events may take, in bytes.
const largestEvents = 64 << 20

func readCells(b *blob) (*cells, diag.Problem) {
	if b.size > largestEvents {
		return nil, diag.UnreadableRecording{Path: b.path, Reason: fmt.Sprintf("it has %d bytes, too many for a list of events", b.size)}
	}
	t := &cells{}
	sep, first := byte(0), true
	lines(b.slice(0, b.size), func(_ int, line string) bool {
		if first {
			sep, first = separatorOf(line), false
			row := split(line, sep)
			if t.named = isHead(row); t.named {
				t.names = row
				return true
			}
		}
		t.rows = append(t.rows, split(line, sep))
		return true
	})
	return t, nil
}
