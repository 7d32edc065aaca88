package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// A builder turns participle's structs into the tree.
type builder struct {
	file   *source.File
	report *diag.List
}

func (b *builder) tokenSpan(t lexer.Token) source.Span {
	return source.Span{File: b.file, Start: t.Pos.Offset, End: t.Pos.Offset + len(t.Value)}
}

// place covers the tokens of a node.
func (b *builder) place(tokens []lexer.Token) At {
	if len(tokens) == 0 {
		return At{}
	}
	return At{b.tokenSpan(tokens[0]).To(b.tokenSpan(tokens[len(tokens)-1]))}
}

func (b *builder) ident(t lexer.Token) Ident {
	return Ident{At: At{b.tokenSpan(t)}, Name: t.Value}
}

// idents are the names among tokens that separators part.
func (b *builder) idents(ts []lexer.Token) []Ident {
	var out []Ident
	for _, t := range ts {
		if t.Type == kindName {
			out = append(out, b.ident(t))
		}
	}
	return out
}

func (b *builder) optional(ts []lexer.Token) *Ident {
	if len(ts) == 0 {
		return nil
	}
	id := b.ident(ts[0])
	return &id
}

func (b *builder) item(g *gItem) Decl {
	base := DeclBase{At: b.place(g.Tokens)}
	switch {
	case g.Seed != nil:
		return &Seed{DeclBase: base, Value: b.seedValue(g.Seed.Value), ValAt: b.tokenSpan(g.Seed.Value)}
	case g.Use != nil:
		return b.use(base, g.Use)
	case g.Axis != nil:
		return &Axis{DeclBase: base, Names: b.idents(g.Axis.Names)}
	case g.Let != nil:
		return b.let(g.Let)
	case g.Fn != nil:
		return &Fn{
			DeclBase: base, Name: b.ident(g.Fn.Name), Params: b.params(g.Fn.Params), ParamsAt: b.place(g.Fn.Params.Tokens).Place,
			Result: b.typ(g.Fn.Result), Body: b.body(g.Fn.Body),
		}
	case g.Block != nil:
		return &Block{
			DeclBase: base, Name: b.ident(g.Block.Name), Params: b.params(g.Block.Params), ParamsAt: b.place(g.Block.Params.Tokens).Place,
			In: b.typ(g.Block.In), Out: b.typ(g.Block.Out), Body: b.body(g.Block.Body),
		}
	case g.Protocol != nil:
		p := &Protocol{
			DeclBase: base, Name: b.ident(g.Protocol.Name),
			Params: b.params(g.Protocol.Params), Fields: b.fields(g.Protocol.Fields),
		}
		if g.Protocol.Params != nil {
			p.ParamsAt = b.place(g.Protocol.Params.Tokens).Place
		}
		return p
	case g.Study != nil:
		return &Study{DeclBase: base, Name: b.ident(g.Study.Name), Fields: b.fields(g.Study.Fields)}
	}
	return b.test(base, g.Test)
}

// seedValue reads a whole number; one with a point or an exponent is reported.
func (b *builder) seedValue(t lexer.Token) int64 {
	value, whole, err := numberValue(t.Value)
	if err != nil || !whole {
		b.report.Report(diag.BadNumber{At: b.tokenSpan(t), Text: t.Value, Why: "a seed is a whole number"})
		return 0
	}
	return int64(value)
}

func (b *builder) use(base DeclBase, g *gUse) *Use {
	u := &Use{DeclBase: base, Path: b.idents(g.Path), Names: b.idents(g.Names), As: b.optional(g.As)}
	if len(g.File) > 0 {
		u.File, u.FileAt = unquote(g.File[0].Value), b.tokenSpan(g.File[0])
	}
	return u
}

func (b *builder) let(g *gLet) *Let {
	return &Let{
		DeclBase: DeclBase{At: b.place(g.Tokens)}, Name: b.ident(g.Name),
		Type: b.typ(g.Type), Value: b.expr(g.Value),
	}
}

func (b *builder) lets(gs []*gLet) []*Let {
	var out []*Let
	for _, g := range gs {
		out = append(out, b.let(g))
	}
	return out
}

func (b *builder) test(base DeclBase, g *gTest) *Test {
	t := &Test{DeclBase: base, Title: unquote(g.Title.Value), TitleAt: b.tokenSpan(g.Title)}
	for _, s := range g.Steps {
		step := TestStep{At: b.place(s.Tokens), Expect: b.expr(s.Expect)}
		if s.Let != nil {
			step.Let = b.let(s.Let)
		}
		t.Steps = append(t.Steps, step)
	}
	return t
}

func (b *builder) fields(gs []*gField) []*Field {
	var out []*Field
	for _, g := range gs {
		out = append(out, &Field{At: b.place(g.Tokens), Name: b.ident(g.Name), Value: b.expr(g.Value)})
	}
	return out
}

func (b *builder) params(g *gParams) []*Param {
	if g == nil {
		return nil
	}
	var out []*Param
	for _, p := range g.List {
		out = append(out, &Param{
			At: b.place(p.Tokens), Name: b.ident(p.Name), Type: b.typ(p.Type),
			In: b.expr(p.In), Default: b.expr(p.Default),
		})
	}
	return out
}

func (b *builder) body(g *gBody) *Body {
	if g.Plain != nil {
		return &Body{At: b.place(g.Tokens), Result: b.expr(g.Plain)}
	}
	return &Body{At: b.place(g.Tokens), Braced: true, Lets: b.lets(g.Lets), Result: b.expr(g.Result)}
}

func (b *builder) typ(g *gType) *Type {
	if g == nil {
		return nil
	}
	t := &Type{At: b.place(g.Tokens)}
	if g.Tensor == nil {
		t.Name, t.Of = g.Name[0].Value, b.typ(g.Of)
		return t
	}
	t.Tensor = true
	t.Axes = b.args(g.Tensor.Axes)
	if len(g.Tensor.Unit) > 0 {
		// A repeated capture keeps its last token only, so the unit is read from
		// its place: all that follows the axes.
		text := t.Place.Text()
		from := strings.LastIndexByte(text, ']') + 1
		t.Unit = strings.Join(strings.Fields(text[from:]), "")
		t.UnitAt = t.Place
		t.UnitAt.Start = t.Place.End - len(strings.TrimLeft(text[from:], " \t\n"))
	}
	return t
}

func (b *builder) args(gs []*gArg) []*Arg {
	var out []*Arg
	for _, g := range gs {
		out = append(out, &Arg{
			At: b.place(g.Tokens), Rest: b.optional(g.Rest), Label: b.optional(g.Label),
			Axis: b.optional(g.Axis), Value: b.expr(g.Value), Rate: b.expr(g.Rate),
		})
	}
	return out
}

func (b *builder) postfix(g *gUnary) Expr {
	x := b.primary(g.X)
	for _, p := range g.Post {
		place := b.place(p.Tokens).Place
		at := At{x.Span().To(place)}
		switch {
		case p.Args != nil:
			x = &Call{At: at, Fn: x, Args: b.args(p.Args.List), ArgsAt: place}
		case p.Index != nil:
			x = &Index{At: at, X: x, I: b.expr(p.Index)}
		default:
			x = &Select{At: at, X: x, Name: b.ident(p.Name[0])}
		}
	}
	return x
}

func (b *builder) primary(g *gPrimary) Expr {
	at := b.place(g.Tokens)
	switch {
	case len(g.Number) > 0:
		return b.number(at, g)
	case len(g.Text) > 0:
		return &Text{At: at, Value: unquote(g.Text[0].Value)}
	case g.Lambda != nil:
		return b.lambda(at, g.Lambda)
	case g.Record != nil:
		return &Record{At: at, Gen: b.gen(g.Record.Gen), Entries: b.entries(g.Record.Entries)}
	case g.List != nil:
		return &List{At: at, Gen: b.gen(g.List.Gen), Items: b.args(g.List.Items)}
	case g.Paren != nil:
		return &Paren{At: at, X: b.expr(g.Paren)}
	}
	name := g.Name[0].Value
	if form := foreignNames[name]; form != "" {
		b.report.Report(diag.Foreign{At: at.Place, Form: form})
	}
	return &Name{At: at, Name: name}
}

func (b *builder) number(at At, g *gPrimary) Expr {
	text := g.Number[0].Value
	value, whole, _ := numberValue(text)
	n := Number{At: At{b.tokenSpan(g.Number[0])}, Text: text, Value: value, Int: whole}
	if len(g.Unit) == 0 {
		return &n
	}
	return &Quantity{At: at, Number: n, Unit: g.Unit[0].Value, UnitAt: b.tokenSpan(g.Unit[0])}
}

func (b *builder) lambda(at At, g *gLambda) *Lambda {
	l := &Lambda{At: at, Params: b.idents(g.Params)}
	if g.Body == nil {
		value := b.expr(g.Value)
		l.Body = &Body{At: At{value.Span()}, Result: value}
		return l
	}
	l.Body = &Body{At: b.place(g.Body.Tokens), Braced: true, Lets: b.lets(g.Body.Lets), Result: b.expr(g.Body.Result)}
	return l
}

func (b *builder) entries(gs []*gEntry) []*Entry {
	var out []*Entry
	for _, g := range gs {
		e := &Entry{At: b.place(g.Tokens), Key: g.Key.Value, KeyAt: b.tokenSpan(g.Key), Value: b.expr(g.Value)}
		if strings.HasPrefix(e.Key, `"`) {
			e.Key, e.Quoted = unquote(e.Key), true
		}
		out = append(out, e)
	}
	return out
}

func (b *builder) gen(g *gGen) *Gen {
	if g == nil {
		return nil
	}
	out := &Gen{At: b.place(g.Tokens), If: b.expr(g.If)}
	for _, c := range append([]*gClause{g.First}, g.More...) {
		out.Clauses = append(out.Clauses, GenClause{Name: b.ident(c.Name), In: b.expr(c.In)})
	}
	return out
}
