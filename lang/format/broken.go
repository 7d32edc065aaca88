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

// value writes what follows = or a label's colon: on the line, else below it on
// one line, else broken. A record or list keeps its bracket on the line, and so
// does a call that must be broken; after a colon a call is never moved.
func (p *printer) value(e syntax.Expr, tail int, below bool) {
	e = bare(e)
	if s, ok := flat(e); ok && p.calm(e) {
		if p.fits(" "+s, tail) {
			p.write(" " + s)
			return
		}
		moves := !hugs(e) || below && isCall(e)
		if moves && 2*(p.indent+1)+utf8.RuneCountInString(s)+tail <= width {
			p.indent++
			p.line()
			p.write(s)
			p.indent--
			return
		}
	}
	if hugs(e) {
		p.write(" ")
		p.expr(e, tail)
		return
	}
	p.indent++
	p.line()
	p.expr(e, tail)
	p.indent--
}

// hugs reports expressions that begin with something that can stay on the line
// when the rest is broken.
func hugs(e syntax.Expr) bool {
	e = bare(e)
	switch e := e.(type) {
	case *syntax.List, *syntax.Record, *syntax.Lambda, *syntax.Paren:
		return true
	case *syntax.Unary:
		return hugs(e.X)
	}
	return isCall(e)
}

// isCall reports a call with arguments.
func isCall(e syntax.Expr) bool {
	c, ok := e.(*syntax.Call)
	return ok && len(c.Args) > 0
}

// expr writes an expression here, broken when it has to be.
func (p *printer) expr(e syntax.Expr, tail int) {
	if s, ok := p.oneLine(e, tail); ok {
		p.write(s)
		return
	}
	switch e := bare(e).(type) {
	case *syntax.Unary:
		p.write(prefix(e.Op))
		p.parens(e.X, syntax.UnaryPower(e.Op), tail)
	case *syntax.Binary:
		if e.Op == "|>" {
			p.pipeline(e, tail)
		} else {
			p.operators(e, tail)
		}
	case *syntax.Call:
		p.call(e)
	case *syntax.Select:
		p.head(e.X, tail+1+len(e.Name.Name))
		p.write("." + e.Name.Name)
	case *syntax.Index:
		i, _ := flat(e.I)
		p.head(e.X, tail+2+len(i))
		p.write("[")
		p.expr(e.I, tail+1)
		p.write("]")
	case *syntax.List:
		p.list(e)
	case *syntax.Record:
		p.record(e)
	case *syntax.Lambda:
		p.lambda(e, tail)
	case *syntax.Paren:
		p.bracketed("(", ")", e, 1, func(int) { p.expr(e.X, 0) }, "")
	default:
		s, _ := flat(e)
		p.write(s)
	}
}

// parens writes an operand, between parentheses when it binds too loosely.
func (p *printer) parens(e syntax.Expr, floor, tail int) {
	if !needsParens(e, floor) {
		p.expr(e, tail)
		return
	}
	p.write("(")
	p.expr(e, tail+1)
	p.write(")")
}

// head writes what a postfix follows.
func (p *printer) head(e syntax.Expr, tail int) {
	switch c := e.(type) {
	case *syntax.Call:
		if len(c.Args) == 0 {
			p.head(bare(c), tail+2)
			p.write("()")
			return
		}
	case *syntax.Binary, *syntax.Unary, *syntax.Lambda:
		p.write("(")
		p.expr(e, tail+1)
		p.write(")")
		return
	}
	p.expr(e, tail)
}

// pipeline writes a stage a line, |> first.
func (p *printer) pipeline(e *syntax.Binary, tail int) {
	notes := p.notes[e]
	stages := stagesOf(e)
	for i, s := range stages {
		rest := 0
		if i == len(stages)-1 {
			rest = tail
		}
		if i > 0 {
			p.line()
			p.before(notes.before[i])
			p.write("|> ")
		}
		p.parens(s, syntax.Power("|>"), rest)
		p.behind(notes.behind[i])
	}
}

// operators breaks behind an operator, as far right as the line has room.
func (p *printer) operators(e *syntax.Binary, tail int) {
	power := syntax.Power(e.Op)
	left, right := power-1, power
	if e.Op == "^" {
		left, right = power, power-1
	}
	p.parens(e.L, left, len(e.Op)+1)
	p.write(" " + e.Op)
	p.indent++
	p.line()
	p.parens(e.R, right, tail)
	p.indent--
}

// call writes a call an argument a line; a final function with a body in braces
// keeps the others on the line.
func (p *printer) call(e *syntax.Call) {
	p.head(e.Fn, 1)
	if p.hugging(e) {
		return
	}
	p.bracketed("(", ")", e, len(e.Args), func(i int) { p.arg(e.Args[i], 1) }, ",")
}

// hugging writes f(a, b, fn(x) => { when that line has room.
func (p *printer) hugging(e *syntax.Call) bool {
	last := e.Args[len(e.Args)-1]
	f, ok := last.Value.(*syntax.Lambda)
	if !ok || !f.Body.Braced || last.Rate != nil || !p.notes[e].empty() {
		return false
	}
	others := ""
	for _, a := range e.Args[:len(e.Args)-1] {
		s, ok := flatArg(a)
		if !ok || !p.calm(a) {
			return false
		}
		others += s + ", "
	}
	head := "(" + others + argHead(last) + lambdaHead(f) + " {"
	if !p.fits(head, 0) {
		return false
	}
	p.write(strings.TrimSuffix(head, "{"))
	p.body(f.Body)
	p.write(")")
	return true
}

func (p *printer) arg(a *syntax.Arg, tail int) {
	if s, ok := flatArg(a); ok && p.calm(a) && p.fits(s, tail) {
		p.write(s)
		return
	}
	if a.Label != nil && a.Axis == nil && a.Rate == nil {
		p.write(a.Label.Name + ":")
		p.value(a.Value, tail, false)
		return
	}
	p.write(argHead(a))
	p.expr(a.Value, tail)
	if a.Rate != nil {
		p.write(" @ ")
		p.expr(a.Rate, tail)
	}
}

// bracketed writes children a line each between brackets, with their comments.
func (p *printer) bracketed(open, closing string, owner any, n int, child func(int), comma string) {
	notes := p.notes[owner]
	p.write(open)
	p.indent++
	for i := range n {
		p.line()
		p.before(notes.before[i])
		child(i)
		p.write(comma)
		p.behind(notes.behind[i])
	}
	p.belowLast(notes.below)
	p.indent--
	p.line()
	p.write(closing)
}

func (p *printer) list(e *syntax.List) {
	if len(e.Items) == 0 && e.Gen == nil && p.notes[e].empty() {
		p.write("[]")
		return
	}
	if e.Gen == nil {
		p.bracketed("[", "]", e, len(e.Items), func(i int) { p.arg(e.Items[i], 1) }, ",")
		return
	}
	p.generated("[", "]", e, e.Gen, len(e.Items), func(i, tail int) { p.arg(e.Items[i], tail) }, func() (string, bool) {
		return flatArgs(e.Items)
	})
}

func (p *printer) record(e *syntax.Record) {
	entry := func(i, tail int) {
		p.write(entryHead(e.Entries[i]))
		p.value(e.Entries[i].Value, tail, false)
	}
	if e.Gen != nil {
		p.generated("{", "}", e, e.Gen, len(e.Entries), entry, func() (string, bool) {
			s, ok := flatRecord(&syntax.Record{Entries: e.Entries})
			return strings.TrimSuffix(strings.TrimPrefix(s, "{ "), " }"), ok
		})
		return
	}
	notes := p.notes[e]
	if len(e.Entries) == 0 && notes.empty() {
		p.write("{}")
		return
	}
	p.write("{")
	p.indent++
	for i := range e.Entries {
		p.spaced(i > 0, e.Entries[i].Span().Start, notes.before[i])
		entry(i, 1)
		p.write(",")
		p.behind(notes.behind[i])
	}
	p.belowLast(notes.below)
	p.indent--
	p.line()
	p.write("}")
}

// generated writes for .. => and its items between brackets: the items behind
// the arrow when they fit there, else below it. The generator is child 0 of the
// comments.
func (p *printer) generated(open, closing string, owner any, g *syntax.Gen, n int, child func(i, tail int), all func() (string, bool)) {
	notes := p.notes[owner]
	p.write(open)
	p.indent++
	p.line()
	p.before(notes.before[0])
	p.gen(g)
	p.behind(notes.behind[0])
	if s, ok := all(); ok && p.itemsCalm(owner) && notes.onlyFirst() && p.fits(" "+s, 0) {
		if s != "" {
			p.write(" " + s)
		}
	} else {
		p.indent++
		for i := range n {
			p.line()
			p.before(notes.before[i+1])
			tail := min(1, n-1-i)
			child(i, tail)
			if i < n-1 {
				p.write(",")
			}
			p.behind(notes.behind[i+1])
		}
		p.belowLast(notes.below)
		p.indent--
	}
	p.indent--
	p.line()
	p.write(closing)
}

// itemsCalm reports whether the items of a generated list or record hold no
// comments.
func (p *printer) itemsCalm(owner any) bool {
	switch e := owner.(type) {
	case *syntax.List:
		for _, a := range e.Items {
			if !p.calm(a) {
				return false
			}
		}
	case *syntax.Record:
		for _, entry := range e.Entries {
			if !p.calm(entry) {
				return false
			}
		}
	}
	return true
}

func (p *printer) gen(g *syntax.Gen) {
	if s, ok := flatGen(g); ok && p.calm(g) {
		p.write(s)
		return
	}
	p.write("for ")
	for i, c := range g.Clauses {
		if i > 0 {
			p.write(", ")
		}
		p.write(c.Name.Name + " in ")
		p.expr(c.In, 3)
	}
	if g.If != nil {
		p.write(" if ")
		p.expr(g.If, 3)
	}
	p.write(" =>")
}

func (p *printer) lambda(e *syntax.Lambda, tail int) {
	p.write(lambdaHead(e))
	if e.Body.Braced {
		p.write(" ")
		p.body(e.Body)
		return
	}
	p.value(e.Body.Result, tail, true)
}

// body writes lets and a result between braces.
func (p *printer) body(b *syntax.Body) {
	notes := p.notes[b]
	p.write("{")
	p.indent++
	for i, l := range b.Lets {
		p.spaced(i > 0, l.Span().Start, notes.before[i])
		p.let(l)
		p.behind(notes.behind[i])
	}
	n := len(b.Lets)
	p.spaced(n > 0, b.Result.Span().Start, notes.before[n])
	p.expr(b.Result, 0)
	p.behind(notes.behind[n])
	p.belowLast(notes.below)
	p.indent--
	p.line()
	p.write("}")
}
