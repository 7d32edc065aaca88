package format

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

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
