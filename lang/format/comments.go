package format

import (
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// A container is a piece of tree whose children get lines of their own when it
// is broken, and so a place where comments can stand. owner is the node.
type container struct {
	owner      any
	start, end int
	children   []source.Span
	notes      notes
}

// notes are the comments of one container: before a child, behind one, or below
// the last.
type notes struct {
	before, behind map[int][]syntax.Comment
	below          []syntax.Comment
}

func (n notes) empty() bool { return len(n.before)+len(n.behind)+len(n.below) == 0 }

// onlyFirst reports that no comment stands behind the beginning of child 0.
func (n notes) onlyFirst() bool {
	return len(n.before) == min(len(n.before[0]), 1) && len(n.behind)+len(n.below) == 0
}

// place gives every comment to the innermost container around it: one on a line
// of its own goes with the child that follows, one behind code with the child
// before it, one in the middle of a child above that child.
func place(containers []*container, comments []syntax.Comment) {
	for _, c := range comments {
		var home *container
		for _, k := range containers {
			if k.start <= c.At.Start && c.At.End <= k.end {
				home = k
			}
		}
		home.add(c)
	}
}

func (k *container) add(c syntax.Comment) {
	last, within := -1, -1
	for i, child := range k.children {
		if child.Start < c.At.Start {
			last = i
			if c.At.Start < child.End {
				within = i
			}
		}
	}
	switch {
	case within >= 0:
		k.notes.before = appendTo(k.notes.before, within, c)
	case !c.OwnLine && last >= 0:
		k.notes.behind = appendTo(k.notes.behind, last, c)
	case last+1 < len(k.children):
		k.notes.before = appendTo(k.notes.before, last+1, c)
	default:
		k.notes.below = append(k.notes.below, c)
	}
}

func appendTo(m map[int][]syntax.Comment, i int, c syntax.Comment) map[int][]syntax.Comment {
	if m == nil {
		m = map[int][]syntax.Comment{}
	}
	m[i] = append(m[i], c)
	return m
}

// A collector walks the tree and lists its containers, outer ones first.
type collector struct{ list []*container }

func (w *collector) add(owner any, start, end int, children []source.Span) {
	w.list = append(w.list, &container{owner: owner, start: start, end: end, children: children})
}

func (w *collector) file(f *syntax.File) {
	var children []source.Span
	for _, d := range f.Decls {
		children = append(children, d.Span())
	}
	w.add(f, 0, len(f.Source.Text), children)
	for _, d := range f.Decls {
		w.decl(d)
	}
}

func (w *collector) decl(d syntax.Decl) {
	switch d := d.(type) {
	case *syntax.Let:
		w.expr(d.Value)
	case *syntax.Fn:
		w.params(d, d.ParamsAt, d.Params)
		w.body(d.Body)
	case *syntax.Block:
		w.params(d, d.ParamsAt, d.Params)
		w.body(d.Body)
	case *syntax.Protocol:
		w.fields(d, d.Fields, func() { w.params(paramsOf{d}, d.ParamsAt, d.Params) })
	case *syntax.Study:
		w.fields(d, d.Fields, func() {})
	case *syntax.Test:
		w.test(d)
	}
}

// paramsOf tells the parameters of a protocol from its fields.
type paramsOf struct{ decl *syntax.Protocol }

func (w *collector) fields(d syntax.Decl, fields []*syntax.Field, head func()) {
	var children []source.Span
	for _, f := range fields {
		children = append(children, f.Span())
	}
	w.add(d, d.Span().Start, d.Span().End, children)
	head()
	for _, f := range fields {
		w.expr(f.Value)
	}
}

func (w *collector) test(d *syntax.Test) {
	var children []source.Span
	for _, s := range d.Steps {
		children = append(children, s.Span())
	}
	w.add(d, d.Span().Start, d.Span().End, children)
	for _, s := range d.Steps {
		if s.Let != nil {
			w.expr(s.Let.Value)
		} else {
			w.expr(s.Expect)
		}
	}
}

func (w *collector) params(owner any, at source.Span, params []*syntax.Param) {
	if len(params) == 0 {
		return
	}
	var children []source.Span
	for _, p := range params {
		children = append(children, p.Span())
	}
	w.add(owner, at.Start, at.End, children)
	for _, p := range params {
		w.expr(p.In)
		w.expr(p.Default)
	}
}

func (w *collector) body(b *syntax.Body) {
	if !b.Braced {
		w.expr(b.Result)
		return
	}
	var children []source.Span
	for _, l := range b.Lets {
		children = append(children, l.Span())
	}
	children = append(children, b.Result.Span())
	w.add(b, b.Span().Start, b.Span().End, children)
	for _, l := range b.Lets {
		w.expr(l.Value)
	}
	w.expr(b.Result)
}

func (w *collector) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Unary:
		w.expr(e.X)
	case *syntax.Binary:
		w.binary(e)
	case *syntax.Call:
		w.expr(e.Fn)
		if len(e.Args) > 0 {
			w.args(e, e.ArgsAt, nil, e.Args)
		}
	case *syntax.Select:
		w.expr(e.X)
	case *syntax.Index:
		w.expr(e.X)
		w.expr(e.I)
	case *syntax.List:
		w.args(e, e.Span(), e.Gen, e.Items)
	case *syntax.Record:
		w.record(e)
	case *syntax.Lambda:
		w.body(e.Body)
	case *syntax.Paren:
		w.add(e, e.Span().Start, e.Span().End, []source.Span{e.X.Span()})
		w.expr(e.X)
	}
}

func (w *collector) binary(e *syntax.Binary) {
	if e.Op != "|>" {
		w.expr(e.L)
		w.expr(e.R)
		return
	}
	stages := stagesOf(e)
	var children []source.Span
	for _, s := range stages {
		children = append(children, s.Span())
	}
	w.add(e, children[0].End, e.Span().End, children)
	for _, s := range stages {
		w.expr(s)
	}
}

func (w *collector) args(owner any, at source.Span, gen *syntax.Gen, args []*syntax.Arg) {
	var children []source.Span
	if gen != nil {
		children = append(children, gen.Span())
	}
	for _, a := range args {
		children = append(children, a.Span())
	}
	w.add(owner, at.Start, at.End, children)
	w.gen(gen)
	for _, a := range args {
		w.expr(a.Value)
		w.expr(a.Rate)
	}
}

func (w *collector) record(e *syntax.Record) {
	var children []source.Span
	if e.Gen != nil {
		children = append(children, e.Gen.Span())
	}
	for _, entry := range e.Entries {
		children = append(children, entry.Span())
	}
	w.add(e, e.Span().Start, e.Span().End, children)
	w.gen(e.Gen)
	for _, entry := range e.Entries {
		w.expr(entry.Value)
	}
}

func (w *collector) gen(g *syntax.Gen) {
	if g == nil {
		return
	}
	for _, c := range g.Clauses {
		w.expr(c.In)
	}
	w.expr(g.If)
}

// stagesOf lists the stages of a pipeline; |> is left-associative.
func stagesOf(e syntax.Expr) []syntax.Expr {
	var out []syntax.Expr
	for {
		b, ok := e.(*syntax.Binary)
		if !ok || b.Op != "|>" {
			break
		}
		out = append(out, b.R)
		e = b.L
	}
	out = append(out, e)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
