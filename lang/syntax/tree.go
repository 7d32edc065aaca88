// Package syntax turns text into trees: a hand-written lexer, a participle
// grammar of one token of lookahead, and a fold that gives operators their
// precedence. It knows no names, types or operators' meanings.
package syntax

import "github.com/eegp-lang/eegp/lang/source"

// A File is one parsed .eegp text. Declarations that did not parse are left
// out of Decls and reported; the others stand.
type File struct {
	Source   *source.File
	Edition  int         // 0 when the first line is missing or broken
	Header   source.Span // the edition line
	Decls    []Decl
	Comments []Comment // in source order
}

// A Comment runs from # to the end of its line.
type Comment struct {
	At      source.Span
	Text    string // with the #, without trailing space
	OwnLine bool   // nothing but space before it
}

// A Node is any piece of tree with a place.
type Node interface{ Span() source.Span }

// At is the place of a node; every node embeds it.
type At struct{ Place source.Span }

// Span is where the node stands.
func (a At) Span() source.Span { return a.Place }

// An Ident is a name where it is declared or named. Primes belong to it: time'.
type Ident struct {
	At
	Name string
}

// Declarations.
type (
	Decl interface {
		Node
		// Doc is the comment directly above, without the # marks.
		Doc() string
		decl()
	}

	// DeclBase is what all declarations share.
	DeclBase struct {
		At
		Comment string
	}

	Seed struct {
		DeclBase
		Value int64
		ValAt source.Span
	}
	// Use imports a module (Path) or a file of the project (File, quoted).
	// Names lists what is taken; with As the module is one name.
	Use struct {
		DeclBase
		Path   []Ident
		File   string
		FileAt source.Span
		Names  []Ident
		As     *Ident
	}
	Axis struct {
		DeclBase
		Names []Ident
	}
	Let struct {
		DeclBase
		Name  Ident
		Type  *Type
		Value Expr
	}
	Fn struct {
		DeclBase
		Name     Ident
		Params   []*Param
		ParamsAt source.Span // the parentheses
		Result   *Type
		Body     *Body
	}
	Block struct {
		DeclBase
		Name     Ident
		Params   []*Param
		ParamsAt source.Span // the parentheses
		In, Out  *Type
		Body     *Body
	}
	Protocol struct {
		DeclBase
		Name     Ident
		Params   []*Param
		ParamsAt source.Span // the parentheses, zero when there are none
		Fields   []*Field
	}
	Study struct {
		DeclBase
		Name   Ident
		Fields []*Field
	}
	Test struct {
		DeclBase
		Title   string
		TitleAt source.Span
		Steps   []TestStep
	}
)

// A TestStep is a let or an expectation; one of the two is set.
type TestStep struct {
	At
	Let    *Let
	Expect Expr
}

// A Field is NAME = expr inside a protocol or study.
type Field struct {
	At
	Name  Ident
	Value Expr
}

// A Param of a fn, block, protocol or operator signature.
type Param struct {
	At
	Name    Ident
	Type    *Type // nil: the type of the default
	In      Expr  // nil: no constraint
	Default Expr  // nil: must be given
}

// A Body is lets and a result; one written with = has Braced false and no lets.
type Body struct {
	At
	Braced bool
	Lets   []*Let
	Result Expr
}

// A Type is NAME, NAME type (Trials t), or a tensor [args] UNIT.
type Type struct {
	At
	Name   string // "" for a tensor
	Of     *Type  // the argument of Name, if any
	Tensor bool
	Axes   []*Arg
	Unit   string // as written, "" when absent; may be a lower-case type variable in signatures
	UnitAt source.Span
}

// Expressions.
type (
	Expr interface {
		Node
		expr()
	}

	// Number is a bare literal; Text keeps its spelling (57_476, 3e-4).
	Number struct {
		At
		Text  string
		Value float64
		Int   bool
	}
	// Quantity is a number and a unit on one line: 250 ms, 50 %.
	Quantity struct {
		At
		Number Number
		Unit   string
		UnitAt source.Span
	}
	// Text is a quoted string; Value has escapes resolved, braces kept.
	Text struct {
		At
		Value string
	}
	// Name also stands for yes and no.
	Name struct {
		At
		Name string
	}
	// Unary is -, not, or adapt.
	Unary struct {
		At
		Op   string
		OpAt source.Span
		X    Expr
	}
	// Binary is |>, or, and, == != < <= > >=, .., + - * / ^.
	Binary struct {
		At
		Op   string
		OpAt source.Span
		L, R Expr
	}
	Call struct {
		At
		Fn   Expr
		Args []*Arg
		// ArgsAt covers the parentheses.
		ArgsAt source.Span
	}
	Select struct {
		At
		X    Expr
		Name Ident
	}
	Index struct {
		At
		X, I Expr
	}
	// List is [a, b], [for .. => ..], or an axis list [channel=22, time=512 @ 128 Hz].
	List struct {
		At
		Gen   *Gen
		Items []*Arg
	}
	Record struct {
		At
		Gen     *Gen
		Entries []*Entry
	}
	Lambda struct {
		At
		Params []Ident
		Body   *Body
	}
	// Paren keeps the parentheses the writer put.
	Paren struct {
		At
		X Expr
	}
)

// An Arg is ..Rest, or [Label:] [Axis=] Value [@ Rate].
type Arg struct {
	At
	Rest  *Ident // ..rest: all else is unset
	Label *Ident // label:
	Axis  *Ident // axis=
	Value Expr
	Rate  Expr
}

// An Entry of a record; Key is a name or a text.
type Entry struct {
	At
	Key    string
	KeyAt  source.Span
	Quoted bool
	Value  Expr
}

// A Gen is for a in x, b in y if c =>
type Gen struct {
	At
	Clauses []GenClause
	If      Expr
}

// A GenClause binds Name to each element of In.
type GenClause struct {
	Name Ident
	In   Expr
}

// A Signature is an operator's head in the language's own syntax:
//
//	NAME [params] [":" [type] ("->" | "~>") type]
//
// "->" is a map or net, "~>" a learner; a signature without arrow is a value
// of the type after ":" (a source, split, score or comparison).
type Signature struct {
	At
	Name    Ident
	Params  []*Param
	In, Out *Type
	Arrow   string // "->", "~>" or ""
}

// Doc is the comment above the declaration.
func (d DeclBase) Doc() string { return d.Comment }

func (*Seed) decl()     {}
func (*Use) decl()      {}
func (*Axis) decl()     {}
func (*Let) decl()      {}
func (*Fn) decl()       {}
func (*Block) decl()    {}
func (*Protocol) decl() {}
func (*Study) decl()    {}
func (*Test) decl()     {}

func (*Number) expr()   {}
func (*Quantity) expr() {}
func (*Text) expr()     {}
func (*Name) expr()     {}
func (*Unary) expr()    {}
func (*Binary) expr()   {}
func (*Call) expr()     {}
func (*Select) expr()   {}
func (*Index) expr()    {}
func (*List) expr()     {}
func (*Record) expr()   {}
func (*Lambda) expr()   {}
func (*Paren) expr()    {}
