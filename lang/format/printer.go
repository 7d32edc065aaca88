package format

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// width is how many characters a line may have.
const width = 100

// A printer writes lines and knows where on the line it stands.
type printer struct {
	out    strings.Builder
	indent int
	column int
	text   string // the source, to see where it had blank lines
	notes  map[any]notes
	forced []span // containers with comments, by their start
}

type span struct{ start, end int }

func (p *printer) write(s string) {
	p.out.WriteString(s)
	p.column += utf8.RuneCountInString(s)
}

// line begins a new line at the present indent.
func (p *printer) line() {
	p.out.WriteByte('\n')
	p.column = 0
	p.write(strings.Repeat("  ", p.indent))
}

// fits reports whether a text and what must follow it have room on this line.
func (p *printer) fits(s string, tail int) bool {
	return p.column+utf8.RuneCountInString(s)+tail <= width
}

// calm reports whether no container within the node holds comments.
func (p *printer) calm(e syntax.Node) bool {
	at := e.Span()
	if at.IsZero() {
		return true
	}
	first := sort.Search(len(p.forced), func(i int) bool { return p.forced[i].start >= at.Start })
	for _, f := range p.forced[first:] {
		if f.start >= at.End {
			break
		}
		if f.end <= at.End {
			return false
		}
	}
	return true
}

// oneLine is the flat text of an expression when it may be flat and fits.
func (p *printer) oneLine(e syntax.Expr, tail int) (string, bool) {
	s, ok := flat(e)
	return s, ok && p.calm(e) && p.fits(s, tail)
}
