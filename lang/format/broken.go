package format

import (
	"strings"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/syntax"
)

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
