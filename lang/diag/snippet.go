package diag

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/eegp-lang/eegp/lang/source"
	"github.com/rivo/uniseg"
)

// tabWidth is the distance of the tab stops shown.
const tabWidth = 4

// maxSnippet is how many lines of a span are shown whole; of a longer one the
// first and the last.
const maxSnippet = 3

// snippet writes the source lines of a span with marks under it; the label goes
// right of the last marks.
func (r *renderer) snippet(at source.Span, mark byte, color, label string) {
	first := at.File.Position(at.Start).Line
	last := at.File.Position(at.End).Line
	if start, _ := at.File.LineSpan(last); last > first && at.End == start {
		last-- // the span ends with a line break
	}
	for n := first; n <= last; n++ {
		if last-first >= maxSnippet && n > first && n < last {
			r.out.WriteString(r.paint(blue, strings.Repeat(".", r.gutter)) + "\n")
			n = last
		}
		text := ""
		if n == last {
			text = label
		}
		r.sourceLine(at, n, mark, color, text)
	}
}

// sourceLine writes one line and the marks below it.
func (r *renderer) sourceLine(at source.Span, n int, mark byte, color, label string) {
	start, end := at.File.LineSpan(n)
	line := at.File.Text[start:end]
	from := min(max(at.Start-start, 0), len(line))
	to := min(max(at.End-start, from), len(line))
	if at.Start < start {
		from = len(line) - len(strings.TrimLeft(line, " \t"))
	}
	to = max(to, from)
	line, lead, under := r.window(lastBytes(line[:from]), firstBytes(line[from:to]), firstBytes(line[to:]))
	number := fmt.Sprintf("%*d", r.gutter, n)
	fmt.Fprintf(&r.out, "%s %s %s\n", r.paint(blue, number), r.paint(blue, "|"), line)
	marks := strings.Repeat(string(mark), max(under, 1))
	text := strings.Repeat(" ", lead) + r.paint(color, marks)
	if label != "" {
		text += " " + r.paint(color, clean(label))
	}
	fmt.Fprintf(&r.out, "%*s %s %s\n", r.gutter, "", r.paint(blue, "|"), text)
}

// maxPart is how many bytes of each part of a line are looked at; more never fit.
const maxPart = 4096

func firstBytes(s string) string {
	if len(s) <= maxPart {
		return s
	}
	return strings.ToValidUTF8(s[:maxPart], "")
}

func lastBytes(s string) string {
	if len(s) <= maxPart {
		return s
	}
	return strings.ToValidUTF8(s[len(s)-maxPart:], "")
}

// window joins the three parts of a line, cut at either end when it is longer
// than the terminal is wide, and returns where the marked part begins and how
// wide it is.
func (r *renderer) window(before, marked, after string) (line string, lead, under int) {
	before = expand(before)
	marked = expandFrom(marked, width(before))
	after = expandFrom(after, width(before)+width(marked))
	room := r.Width - r.gutter - 3
	const ellipsis = "…"
	if width(before)+width(marked)+width(after) <= room {
		return strings.TrimRight(before+marked+after, " "), width(before), width(marked)
	}
	if keep := max(room/3, room-width(marked)-room/4); width(before) > keep {
		before = ellipsis + lastCells(before, keep-1)
	}
	if left := room - width(before); width(marked) > left {
		marked, after = firstCells(marked, left-1)+ellipsis, ""
	} else if left -= width(marked); width(after) > left {
		after = firstCells(after, left-1) + ellipsis
	}
	return before + marked + after, width(before), width(marked)
}

func width(s string) int { return uniseg.StringWidth(s) }

// firstCells is as much of the beginning of s as n columns hold.
func firstCells(s string, n int) string {
	cells, end := 0, 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if cells += g.Width(); cells > n {
			break
		}
		_, end = g.Positions()
	}
	return s[:end]
}

// lastCells is as much of the end of s as n columns hold.
func lastCells(s string, n int) string {
	cells := width(s)
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if cells <= n {
			start, _ := g.Positions()
			return s[start:]
		}
		cells -= g.Width()
	}
	return ""
}

// expand makes a line safe and even to print: tabs become spaces, characters
// that steer the terminal or the direction of text become a mark.
func expand(s string) string { return expandFrom(s, 0) }

// expandFrom expands a text that begins at a column counted from zero.
func expandFrom(s string, column int) string {
	if !strings.Contains(s, "\t") {
		return clean(s)
	}
	var b strings.Builder
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := tabWidth - column%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
		part = clean(part)
		b.WriteString(part)
		column += width(part)
	}
	return b.String()
}

// clean replaces what would steer a terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || isBidiControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// isBidiControl reports characters that reorder the text around them.
func isBidiControl(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f
}
