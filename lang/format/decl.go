package format

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/syntax"
)

func (p *printer) decl(d syntax.Decl) {
	switch d := d.(type) {
	case *syntax.Seed:
		p.write("seed " + strconv.FormatInt(d.Value, 10))
	case *syntax.Use:
		p.use(d)
	case *syntax.Axis:
		p.axis(d)
	case *syntax.Let:
		p.let(d)
	case *syntax.Fn:
		rest := ""
		if d.Result != nil {
			rest = " -> " + Type(d.Result)
		}
		p.header("fn "+d.Name.Name, d, d.Params, rest)
		p.declBody(d.Body)
	case *syntax.Block:
		p.header("block "+d.Name.Name, d, d.Params, " : "+Type(d.In)+" -> "+Type(d.Out))
		p.declBody(d.Body)
	case *syntax.Protocol:
		if len(d.Params) > 0 {
			p.header("protocol "+d.Name.Name, paramsOf{d}, d.Params, "")
		} else {
			p.write("protocol " + d.Name.Name)
		}
		p.fields(d, d.Fields)
	case *syntax.Study:
		p.write("study " + d.Name.Name)
		p.fields(d, d.Fields)
	case *syntax.Test:
		p.test(d)
	}
}

func (p *printer) let(d *syntax.Let) {
	p.write("let " + d.Name.Name)
	if d.Type != nil {
		p.write(": " + Type(d.Type))
	}
	p.write(" =")
	p.value(d.Value, 0, true)
}

// header writes a name and parameters, a line each when the whole head has no
// room; rest is what follows the parameters.
func (p *printer) header(head string, owner any, params []*syntax.Param, rest string) {
	p.write(head)
	text, ok := flatParams(params)
	for _, q := range params {
		ok = ok && p.calm(q)
	}
	const bodyMark = 2 // " =" or " {"
	if ok && p.notes[owner].empty() && p.fits(text, utf8.RuneCountInString(rest)+bodyMark) {
		p.write(text + rest)
		return
	}
	p.bracketed("(", ")", owner, len(params), func(i int) { p.param(params[i]) }, ",")
	p.write(rest)
}

func (p *printer) param(q *syntax.Param) {
	if s, ok := flatParam(q); ok && p.calm(q) && p.fits(s, 1) {
		p.write(s)
		return
	}
	p.write(q.Name.Name)
	if q.Type != nil {
		p.write(": " + Type(q.Type))
	}
	if q.In != nil {
		p.write(" in ")
		p.expr(q.In, 3)
	}
	if q.Default != nil {
		p.write(" =")
		p.value(q.Default, 1, true)
	}
}

func (p *printer) declBody(b *syntax.Body) {
	if b.Braced {
		p.write(" ")
		p.body(b)
		return
	}
	p.write(" =")
	p.value(b.Result, 0, true)
}

func (p *printer) fields(owner syntax.Decl, fields []*syntax.Field) {
	notes := p.notes[owner]
	p.braces(len(fields) == 0 && notes.empty(), func() {
		for i, f := range fields {
			p.spaced(i > 0, f.Span().Start, notes.before[i])
			p.write(f.Name.Name + " =")
			p.value(f.Value, 0, true)
			p.behind(notes.behind[i])
		}
		p.belowLast(notes.below)
	})
}

// braces writes what belongs to a declaration.
func (p *printer) braces(empty bool, inside func()) {
	if empty {
		p.write(" {}")
		return
	}
	p.write(" {")
	p.indent++
	inside()
	p.indent--
	p.line()
	p.write("}")
}

func (p *printer) test(d *syntax.Test) {
	p.write("test " + quote(d.Title))
	notes := p.notes[d]
	p.braces(len(d.Steps) == 0 && notes.empty(), func() {
		for i, s := range d.Steps {
			p.spaced(i > 0, s.Span().Start, notes.before[i])
			if s.Let != nil {
				p.let(s.Let)
			} else {
				p.expect(s.Expect)
			}
			p.behind(notes.behind[i])
		}
		p.belowLast(notes.below)
	})
}

// expect stays on its line: a line break behind the word would end the item.
func (p *printer) expect(e syntax.Expr) {
	p.write("expect ")
	p.expr(e, 0)
}

// useLine is a use declaration on one line.
func useLine(d *syntax.Use) string {
	text := usePath(d)
	switch {
	case d.As != nil:
		text += " as " + d.As.Name
	case len(d.Names) > 0:
		text += " (" + strings.Join(names(d.Names), ", ") + ")"
	}
	return text
}

func usePath(d *syntax.Use) string {
	if len(d.Path) == 0 {
		return "use " + quote(d.File)
	}
	return "use " + strings.Join(names(d.Path), ".")
}

func names(ids []syntax.Ident) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, id.Name)
	}
	return out
}

func (p *printer) use(d *syntax.Use) {
	if line := useLine(d); p.fits(line, 0) || len(d.Names) == 0 {
		p.write(line)
		return
	}
	p.write(usePath(d) + " ")
	p.bracketed("(", ")", nil, len(d.Names), func(i int) { p.write(d.Names[i].Name) }, ",")
}

func (p *printer) axis(d *syntax.Axis) {
	p.write("axis")
	p.indent++
	for i, name := range names(d.Names) {
		comma := ","
		if i == len(d.Names)-1 {
			comma = ""
		}
		if i > 0 && !p.fits(" "+name+comma, 0) {
			p.line()
			p.write(name + comma)
			continue
		}
		p.write(" " + name + comma)
	}
	p.indent--
}
