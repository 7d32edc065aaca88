package syntax

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// LatestEdition is the newest edition this compiler knows.
const LatestEdition = 1

// Parse reads a whole file. Faults go to report; every declaration without one
// is in the result, which is never nil.
func Parse(f *source.File, report *diag.List) *File {
	var found diag.List
	out := parseFile(f, &found)
	found.Sort()
	report.Add(found.All()...)
	return out
}

func parseFile(f *source.File, report *diag.List) *File {
	lx := lex(f, report)
	out := &File{Source: f, Comments: lx.comments}
	p := &parser{builder: builder{file: f, report: report}, faults: lx.faults}
	if len(lx.tokens) == 0 {
		if len(lx.faults) == 0 {
			report.Report(diag.EmptyFile{At: p.span(0, 0)})
		}
		return out
	}
	pieces := cut(lx.tokens)
	pieces = p.edition(out, pieces)
	for _, piece := range pieces {
		if d := p.declaration(piece); d != nil {
			out.Decls = append(out.Decls, d)
		}
	}
	attachDocs(out)
	return out
}

// ParseExpr reads a text that is one expression, as the REPL and the examples
// of operators hold them. It returns nil when the text is broken.
func ParseExpr(f *source.File, report *diag.List) Expr {
	lx := lex(f, report)
	p := &parser{builder: builder{file: f, report: report}, faults: lx.faults, inExpr: true}
	if len(lx.tokens) == 0 {
		if len(lx.faults) == 0 {
			report.Report(diag.EmptyFile{At: p.span(0, 0), Expr: true})
		}
		return nil
	}
	tokens, ok := p.prepare(lx.tokens)
	if !ok {
		return nil
	}
	g, at, err := run(exprParser(), tokens, len(f.Text))
	if err != nil {
		if !p.faulty(lx.tokens) {
			p.explain(tokens, at)
		}
		return nil
	}
	return p.expr(g)
}

// ParseSignature reads the head of an operator. Its error has the words and the
// place of the first fault.
func ParseSignature(text string) (*Signature, error) {
	f := source.NewFile("signature", text)
	var report diag.List
	p := &parser{builder: builder{file: f, report: &report}, inExpr: true}
	lx := lex(f, &report)
	tokens, ok := p.prepare(lx.tokens)
	if ok {
		g, at, err := run(signatureParser(), tokens, len(text))
		if err == nil && !report.HasErrors() {
			return p.signature(g), nil
		}
		p.explain(tokens, at)
	}
	if report.HasErrors() {
		d := report.All()[0]
		return nil, fmt.Errorf("%d: %s, in signature %q", f.Position(d.At.Start).Column, d.Message, text)
	}
	return nil, fmt.Errorf("signature %q cannot be read", text)
}

func (p *parser) signature(g *gSignature) *Signature {
	s := &Signature{
		At: At{p.span(0, len(p.file.Text))}, Name: p.ident(g.Name), Params: p.params(g.Params),
		In: p.typ(g.In), Out: p.typ(g.Out),
	}
	if len(g.Arrow) > 0 {
		s.Arrow = g.Arrow[0].Value
	} else {
		s.In, s.Out = nil, s.In
	}
	return s
}

// A parser reads the pieces of one file.
type parser struct {
	builder
	faults   []int  // where the lexer found faults, ascending
	inExpr   bool   // one expression, not declarations
	unclosed string // what would close the bracket reported last
}

func (p *parser) span(start, end int) source.Span {
	return source.Span{File: p.file, Start: start, End: end}
}

func (p *parser) tokenAt(t token) source.Span { return p.span(t.start, t.end) }

// faulty reports whether the lexer found a fault on the lines of a piece; what
// it left out there may be what the grammar misses.
func (p *parser) faulty(piece []token) bool {
	text := p.file.Text
	from, to := piece[0].start, piece[len(piece)-1].end
	from = strings.LastIndexByte(text[:from], '\n') + 1
	if n := strings.IndexByte(text[to:], '\n'); n >= 0 {
		to += n
	} else {
		to = len(text)
	}
	i := sort.SearchInts(p.faults, from)
	return i < len(p.faults) && p.faults[i] <= to
}

// declaration reads one piece; nil when it is broken.
func (p *parser) declaration(piece []token) Decl {
	if p.reportForeignStart(piece) {
		return nil
	}
	tokens, ok := p.prepare(piece)
	if !ok {
		return nil
	}
	g, at, err := run(itemParser(), tokens, piece[len(piece)-1].end)
	if err != nil {
		if !p.faulty(piece) {
			p.explain(tokens, at)
		}
		return nil
	}
	return p.item(g)
}

// prepare checks brackets and depth, then finishes the tokens for the grammar.
func (p *parser) prepare(piece []token) ([]token, bool) {
	if len(piece) == 0 {
		return nil, true
	}
	if !p.balanced(piece) || !p.shallow(piece) {
		return nil, false
	}
	return finish(piece), true
}

// run parses tokens with a participle parser; at is the index of the token that
// did not fit, len(tokens) for the end.
func run[G any](parser *participle.Parser[G], tokens []token, end int) (g *G, at int, err error) {
	peek, err := lexer.Upgrade(&stream{tokens: tokens, end: end})
	if err != nil {
		return nil, 0, err
	}
	g, err = parser.ParseFromLexer(peek)
	if err == nil {
		return g, 0, nil
	}
	offset := end
	var perr participle.Error
	if errors.As(err, &perr) {
		offset = perr.Position().Offset
	}
	for at < len(tokens) && tokens[at].start < offset {
		at++
	}
	return nil, at, err
}

// edition reads the first piece when it is the edition line and returns the
// pieces that follow.
func (p *parser) edition(out *File, pieces [][]token) [][]token {
	first := pieces[0]
	if first[0].text != "eegp" {
		p.report.Report(diag.MissingEdition{At: p.tokenAt(first[0]), Insert: p.span(0, 0), Latest: LatestEdition})
		return pieces
	}
	out.Header = p.tokenAt(first[0]).To(p.tokenAt(first[len(first)-1]))
	if p.faulty(first) {
		return pieces[1:]
	}
	if len(first) < 2 || first[1].kind != kindNumber {
		p.report.Report(diag.BadEdition{At: out.Header, Latest: LatestEdition})
		return pieces[1:]
	}
	at := p.tokenAt(first[1])
	value, whole, _ := numberValue(first[1].text)
	switch {
	case !whole || value < 1:
		p.report.Report(diag.BadEdition{At: at, Latest: LatestEdition})
	case value > LatestEdition:
		p.report.Report(diag.NewerEdition{At: at, Text: first[1].text, Latest: LatestEdition})
	default:
		out.Edition = int(value)
	}
	if len(first) > 2 {
		p.report.Report(diag.TwoOnOneLine{At: p.tokenAt(first[2]), After: "the edition line"})
	}
	return pieces[1:]
}

// attachDocs gives each declaration the comment lines directly above it.
func attachDocs(f *File) {
	c := 0
	for _, d := range f.Decls {
		line := f.Source.Position(d.Span().Start).Line
		for c < len(f.Comments) && f.Comments[c].At.Start < d.Span().Start {
			c++
		}
		first := c
		for first > 0 && f.Comments[first-1].OwnLine && f.Source.Position(f.Comments[first-1].At.Start).Line == line-1 {
			first--
			line--
		}
		var text []string
		for _, comment := range f.Comments[first:c] {
			text = append(text, docText(comment.Text))
		}
		base(d).Comment = strings.Join(text, "\n")
	}
}

// docText is a comment without its mark and one space.
func docText(comment string) string {
	return strings.TrimPrefix(strings.TrimPrefix(comment, "#"), " ")
}

func base(d Decl) *DeclBase {
	switch d := d.(type) {
	case *Seed:
		return &d.DeclBase
	case *Use:
		return &d.DeclBase
	case *Axis:
		return &d.DeclBase
	case *Let:
		return &d.DeclBase
	case *Fn:
		return &d.DeclBase
	case *Block:
		return &d.DeclBase
	case *Protocol:
		return &d.DeclBase
	case *Study:
		return &d.DeclBase
	case *Test:
		return &d.DeclBase
	}
	return &DeclBase{}
}
