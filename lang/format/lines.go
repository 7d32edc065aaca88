package format

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// next begins a new line, with an empty one before it if asked; the first line
// of the text begins by itself.
func (p *printer) next(blank bool) {
	if p.out.Len() == 0 {
		return
	}
	if blank {
		p.out.WriteByte('\n')
	}
	p.line()
}

// blankBefore reports whether the source has an empty line before an offset.
func (p *printer) blankBefore(at int) bool {
	if at > len(p.text) {
		return false
	}
	before := p.text[:at]
	space := before[len(strings.TrimRight(before, " \t\r\n")):]
	return strings.Count(space, "\n") > 1
}

// spaced begins the line of a child that may have an empty line before it, and
// writes the comments above it.
func (p *printer) spaced(mayBlank bool, start int, before []syntax.Comment) {
	for _, c := range before {
		p.next(mayBlank && p.blankBefore(c.At.Start))
		p.write(c.Text)
		mayBlank = true
	}
	p.next(mayBlank && p.blankBefore(start))
}

// before writes comments on lines of their own; the present line is fresh.
func (p *printer) before(comments []syntax.Comment) {
	for _, c := range comments {
		p.write(c.Text)
		p.line()
	}
}

// behind writes a comment at the end of the line, further ones below.
func (p *printer) behind(comments []syntax.Comment) {
	for i, c := range comments {
		if i > 0 {
			p.line()
		} else {
			p.write(" ")
		}
		p.write(c.Text)
	}
}

// belowLast writes the comments between the last child and the closing bracket.
func (p *printer) belowLast(comments []syntax.Comment) {
	for i, c := range comments {
		p.next(p.blankBefore(c.At.Start) && (i > 0 || !p.justOpened()))
		p.write(c.Text)
	}
}

// justOpened reports whether the text so far ends in an opening bracket.
func (p *printer) justOpened() bool {
	s := p.out.String()
	return s == "" || strings.ContainsRune("([{", rune(s[len(s)-1]))
}
