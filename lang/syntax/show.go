package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

// Show writes a tree without its places and comments, as nested parentheses:
// (let x (|> data (call csp 4))). Two texts with the same tree show the same.
func Show(n Node) string {
	var s shower
	s.node(n)
	return s.String()
}

// ShowFile shows a file, a line for each declaration.
func ShowFile(f *File) string {
	var b strings.Builder
	if f.Edition > 0 {
		fmt.Fprintf(&b, "(eegp %d)\n", f.Edition)
	}
	for _, d := range f.Decls {
		b.WriteString(Show(d) + "\n")
	}
	return b.String()
}

type shower struct{ strings.Builder }

// form writes (head part part ...); parts are texts or functions.
func (s *shower) form(head string, parts ...func()) {
	s.WriteString("(" + head)
	for _, p := range parts {
		if p != nil {
			s.WriteByte(' ')
			p()
		}
	}
	s.WriteByte(')')
}

func (s *shower) text(t string) func() { return func() { s.WriteString(t) } }

func (s *shower) sub(n Node) func() { return func() { s.node(n) } }

// expr shows an expression that may be absent, after a head.
func (s *shower) expr(head string, e Expr) func() {
	if e == nil {
		return nil
	}
	return func() { s.form(head, s.sub(e)) }
}

func (s *shower) typ(head string, t *Type) func() {
	if t == nil {
		return nil
	}
	return func() { s.form(head, s.sub(t)) }
}

func (s *shower) ident(head string, id *Ident) func() {
	if id == nil {
		return nil
	}
	return func() { s.form(head, s.text(id.Name)) }
}

func (s *shower) names(head string, ids []Ident) func() {
	if len(ids) == 0 {
		return nil
	}
	var texts []string
	for _, id := range ids {
		texts = append(texts, id.Name)
	}
	return func() { s.form(head, s.text(strings.Join(texts, " "))) }
}

// each shows nodes one after the other; none leaves no trace.
func each[N Node](s *shower, head string, ns []N) func() {
	if len(ns) == 0 {
		return nil
	}
	return func() {
		var parts []func()
		for _, n := range ns {
			parts = append(parts, s.sub(n))
		}
		s.form(head, parts...)
	}
}

func (s *shower) node(n Node) {
	switch n := n.(type) {
	case Decl:
		s.decl(n)
	case Expr:
		s.value(n)
	case *Type:
		if n.Tensor {
			s.form("tensor", each(s, "axes", n.Axes), s.text(strconv.Quote(n.Unit)))
		} else {
			s.form("type", s.text(n.Name), s.typ("of", n.Of))
		}
	case *Param:
		s.form("param", s.text(n.Name.Name), s.typ("type", n.Type), s.expr("in", n.In), s.expr("default", n.Default))
	case *Field:
		s.form("field", s.text(n.Name.Name), s.sub(n.Value))
	case *Body:
		head := "plain"
		if n.Braced {
			head = "braced"
		}
		s.form(head, each(s, "lets", n.Lets), s.sub(n.Result))
	case *Arg:
		s.form("arg", s.ident("rest", n.Rest), s.ident("label", n.Label), s.ident("axis", n.Axis),
			s.expr("value", n.Value), s.expr("rate", n.Rate))
	case *Entry:
		key := n.Key
		if n.Quoted {
			key = strconv.Quote(key)
		}
		s.form("entry", s.text(key), s.sub(n.Value))
	case *Gen:
		s.gen(n)
	case *TestStep:
		if n.Let != nil {
			s.node(n.Let)
		} else {
			s.form("expect", s.sub(n.Expect))
		}
	}
}

func (s *shower) gen(n *Gen) {
	var parts []func()
	for _, c := range n.Clauses {
		parts = append(parts, s.text(c.Name.Name), s.sub(c.In))
	}
	s.form("for", append(parts, s.expr("if", n.If))...)
}

func (s *shower) decl(d Decl) {
	switch d := d.(type) {
	case *Seed:
		s.form("seed", s.text(strconv.FormatInt(d.Value, 10)))
	case *Use:
		s.form("use", s.names("path", d.Path), s.text(strconv.Quote(d.File)), s.names("names", d.Names), s.ident("as", d.As))
	case *Axis:
		s.form("axis", s.names("names", d.Names))
	case *Let:
		s.form("let", s.text(d.Name.Name), s.typ("type", d.Type), s.sub(d.Value))
	case *Fn:
		s.form("fn", s.text(d.Name.Name), each(s, "params", d.Params), s.typ("result", d.Result), s.sub(d.Body))
	case *Block:
		s.form("block", s.text(d.Name.Name), each(s, "params", d.Params), s.sub(d.In), s.sub(d.Out), s.sub(d.Body))
	case *Protocol:
		s.form("protocol", s.text(d.Name.Name), each(s, "params", d.Params), each(s, "fields", d.Fields))
	case *Study:
		s.form("study", s.text(d.Name.Name), each(s, "fields", d.Fields))
	case *Test:
		parts := []func(){s.text(strconv.Quote(d.Title))}
		for i := range d.Steps {
			parts = append(parts, s.sub(&d.Steps[i]))
		}
		s.form("test", parts...)
	}
}

func (s *shower) value(e Expr) {
	switch e := e.(type) {
	case *Number:
		s.WriteString(e.Text)
	case *Quantity:
		s.form("quantity", s.text(e.Number.Text), s.text(e.Unit))
	case *Text:
		s.WriteString(strconv.Quote(e.Value))
	case *Name:
		s.WriteString(e.Name)
	case *Unary:
		s.form(e.Op, s.sub(e.X))
	case *Binary:
		s.form(e.Op, s.sub(e.L), s.sub(e.R))
	case *Call:
		s.form("call", s.sub(e.Fn), each(s, "args", e.Args))
	case *Select:
		s.form(".", s.sub(e.X), s.text(e.Name.Name))
	case *Index:
		s.form("index", s.sub(e.X), s.sub(e.I))
	case *List:
		var gen func()
		if e.Gen != nil {
			gen = s.sub(e.Gen)
		}
		s.form("list", gen, each(s, "items", e.Items))
	case *Record:
		var gen func()
		if e.Gen != nil {
			gen = s.sub(e.Gen)
		}
		s.form("record", gen, each(s, "entries", e.Entries))
	case *Lambda:
		s.form("lambda", s.names("params", e.Params), s.sub(e.Body))
	case *Paren:
		s.form("paren", s.sub(e.X))
	}
}
