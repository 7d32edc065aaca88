// Package source holds files and the byte spans that point into them. It knows
// nothing of what the bytes mean.
package source

import (
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

// A File is one text with a name to show. Text is UTF-8.
type File struct {
	Name string
	Text string

	lines []int // byte offset of each line's first byte
}

// NewFile keeps the text as it is; a byte order mark is not part of it.
func NewFile(name, text string) *File {
	const bom = "\uFEFF"
	if len(text) >= len(bom) && text[:len(bom)] == bom {
		text = text[len(bom):]
	}
	f := &File{Name: name, Text: text, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// A Span is a half-open byte range of one file. The zero Span points nowhere.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span points nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Text is the source under the span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.Text[s.Start:s.End]
}

// To is the smallest span that covers s and end.
func (s Span) To(end Span) Span {
	if s.File == nil {
		return end
	}
	if end.File != s.File {
		return s
	}
	return Span{File: s.File, Start: min(s.Start, end.Start), End: max(s.End, end.End)}
}

// A Position counts from one; Column counts characters (runes), not bytes.
type Position struct {
	Line, Column int
}

// Position of a byte offset.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Text)))
	line := sort.SearchInts(f.lines, offset+1) - 1
	return Position{
		Line:   line + 1,
		Column: utf8.RuneCountInString(f.Text[f.lines[line]:offset]) + 1,
	}
}

// Line is the text of a line counted from one, without its line end.
func (f *File) Line(n int) string {
	start, end := f.LineSpan(n)
	return f.Text[start:end]
}

// LineSpan is the byte range of a line counted from one, without its line end.
func (f *File) LineSpan(n int) (start, end int) {
	start, end = f.lines[n-1], len(f.Text)
	if n < len(f.lines) {
		end = f.lines[n] - 1
	}
	if end > start && f.Text[end-1] == '\r' {
		end--
	}
	return start, end
}

// Lines is the number of lines; a text that ends in a line end has an empty last one.
func (f *File) Lines() int { return len(f.lines) }

// Offset of a position, the nearest one when the file has no such place.
func (f *File) Offset(p Position) int {
	if p.Line < 1 {
		return 0
	}
	if p.Line > len(f.lines) {
		return len(f.Text)
	}
	at := f.lines[p.Line-1]
	_, end := f.LineSpan(p.Line)
	for column := 1; column < p.Column && at < end; column++ {
		_, size := utf8.DecodeRuneInString(f.Text[at:])
		at += size
	}
	return at
}

// UTF16 is the position of a byte offset as editors count: lines and UTF-16
// code units from zero.
func (f *File) UTF16(offset int) Position {
	p := f.Position(offset)
	start := f.lines[p.Line-1]
	units := 0
	for _, r := range f.Text[start:max(start, min(offset, len(f.Text)))] {
		units += utf16.RuneLen(r)
	}
	return Position{Line: p.Line - 1, Column: units}
}

// FromUTF16 is the byte offset of a position counted as editors do.
func (f *File) FromUTF16(p Position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(f.lines) {
		return len(f.Text)
	}
	at := f.lines[p.Line]
	_, end := f.LineSpan(p.Line + 1)
	for units := 0; units < p.Column && at < end; {
		r, size := utf8.DecodeRuneInString(f.Text[at:])
		units += utf16.RuneLen(r)
		at += size
	}
	return at
}
