package syntax

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The grammar as participle reads it. A lookahead of zero tokens beyond the one
// that chooses makes it LL(1): the first token of an alternative commits to it,
// so a fault is found where it stands. Operators come out as a flat list; fold
// gives them their precedence. A field of several tokens is one capture: a second would replace
// the first, so separators come along and build drops them.
type (
	gItem struct {
		Tokens   []lexer.Token
		Seed     *gSeed     `parser:"  @@"`
		Use      *gUse      `parser:"| @@"`
		Axis     *gAxis     `parser:"| @@"`
		Let      *gLet      `parser:"| @@"`
		Fn       *gFn       `parser:"| @@"`
		Block    *gBlock    `parser:"| @@"`
		Protocol *gProtocol `parser:"| @@"`
		Study    *gStudy    `parser:"| @@"`
		Test     *gTest     `parser:"| @@"`
	}

	gSeed struct {
		Value lexer.Token `parser:"'seed' @Number"`
	}
	gUse struct {
		Path  []lexer.Token `parser:"'use' ( @( Name ( '.' Name )* )"`
		File  []lexer.Token `parser:"      | @Text )"`
		Names []lexer.Token `parser:"( '(' @( Name ( ',' Name )* ) ')'"`
		As    []lexer.Token `parser:"| 'as' @Name )?"`
	}
	gAxis struct {
		Names []lexer.Token `parser:"'axis' @( Name ( ',' Name )* )"`
	}
	gLet struct {
		Tokens []lexer.Token
		Name   lexer.Token `parser:"'let' @Name"`
		Type   *gType      `parser:"( ':' @@ )?"`
		Value  *gExpr      `parser:"'=' @@"`
	}
	gFn struct {
		Name   lexer.Token `parser:"'fn' @Name"`
		Params *gParams    `parser:"@@"`
		Result *gType      `parser:"( '->' @@ )?"`
		Body   *gBody      `parser:"@@"`
	}
	gBlock struct {
		Name   lexer.Token `parser:"'block' @Name"`
		Params *gParams    `parser:"@@"`
		In     *gType      `parser:"':' @@"`
		Out    *gType      `parser:"'->' @@"`
		Body   *gBody      `parser:"@@"`
	}
	gProtocol struct {
		Name   lexer.Token `parser:"'protocol' @Name"`
		Params *gParams    `parser:"@@?"`
		Fields []*gField   `parser:"'{' ( @@ EOL )* '}'"`
	}
	gStudy struct {
		Name   lexer.Token `parser:"'study' @Name"`
		Fields []*gField   `parser:"'{' ( @@ EOL )* '}'"`
	}
	gTest struct {
		Title lexer.Token `parser:"'test' @Text"`
		Steps []*gStep    `parser:"'{' ( @@ EOL )* '}'"`
	}
	gStep struct {
		Tokens []lexer.Token
		Let    *gLet  `parser:"  @@"`
		Expect *gExpr `parser:"| 'expect' @@"`
	}

	gParams struct {
		Tokens []lexer.Token
		List   []*gParam `parser:"'(' ( @@ ( ',' @@ )* )? ')'"`
	}
	gParam struct {
		Tokens  []lexer.Token
		Name    lexer.Token `parser:"@( Name | Label | Key )"`
		Type    *gType      `parser:"( ':' @@ )?"`
		In      *gExpr      `parser:"( 'in' @@ )?"`
		Default *gExpr      `parser:"( '=' @@ )?"`
	}
	gField struct {
		Tokens []lexer.Token
		Name   lexer.Token `parser:"@Key"`
		Value  *gExpr      `parser:"'=' @@"`
	}
	gBody struct {
		Tokens []lexer.Token
		Plain  *gExpr  `parser:"  '=' @@"`
		Lets   []*gLet `parser:"| '{' ( @@ EOL )*"`
		Result *gExpr  `parser:"  @@ EOL '}'"`
	}

	gType struct {
		Tokens []lexer.Token
		Name   []lexer.Token `parser:"  @( Name | Label | Key )"`
		Of     *gType        `parser:"  @@?"`
		Tensor *gTensor      `parser:"| @@"`
	}
	gTensor struct {
		Axes []*gArg       `parser:"'[' ( @@ ( ',' @@ )* )? ']'"`
		Unit []lexer.Token `parser:"@( ( Name | Label | Key ) ( '^' Minus? Number | ( '/' | '*' ) ( Name | Label | Key ) )* )?"`
	}

	gExpr struct {
		First *gUnary  `parser:"@@"`
		Rest  []*gRest `parser:"@@*"`
	}
	gRest struct {
		Op lexer.Token `parser:"@( Op | Minus | Dots )"`
		X  *gUnary     `parser:"@@"`
	}
	gUnary struct {
		Prefix []lexer.Token `parser:"@( Minus | 'not' | 'adapt' )?"`
		X      *gPrimary     `parser:"@@"`
		Post   []*gPostfix   `parser:"@@*"`
	}
	gPostfix struct {
		Tokens []lexer.Token
		Args   *gArgs        `parser:"  @@"`
		Name   []lexer.Token `parser:"| '.' @( Name | Label | Key )"`
		Index  *gExpr        `parser:"| '[' @@ ']'"`
	}
	gArgs struct {
		Tokens []lexer.Token
		List   []*gArg `parser:"'(' ( @@ ( ',' @@ )* )? ')'"`
	}
	gArg struct {
		Tokens []lexer.Token
		Rest   []lexer.Token `parser:"  Dots @Name"`
		Label  []lexer.Token `parser:"| ( @Label ':' )?"`
		Axis   []lexer.Token `parser:"  ( @Key '=' )?"`
		Value  *gExpr        `parser:"  @@"`
		Rate   *gExpr        `parser:"  ( '@' @@ )?"`
	}
	gPrimary struct {
		Tokens []lexer.Token
		Name   []lexer.Token `parser:"  @Name"`
		Number []lexer.Token `parser:"| @Number"`
		Unit   []lexer.Token `parser:"  @Unit?"`
		Text   []lexer.Token `parser:"| @Text"`
		List   *gList        `parser:"| @@"`
		Paren  *gExpr        `parser:"| '(' @@ ')'"`
		Record *gRecord      `parser:"| @@"`
		Lambda *gLambda      `parser:"| @@"`
	}
	gLambda struct {
		Params []lexer.Token `parser:"'fn' '(' @( Name ( ',' Name )* )? ')' '=>'"`
		Body   *gLetBody     `parser:"( @@"`
		Value  *gExpr        `parser:"| @@ )"`
	}
	gLetBody struct {
		Tokens []lexer.Token
		Lets   []*gLet `parser:"LetBrace ( @@ EOL )+"`
		Result *gExpr  `parser:"@@ EOL '}'"`
	}
	gList struct {
		Gen   *gGen   `parser:"'[' @@?"`
		Items []*gArg `parser:"( @@ ( ',' @@ )* )? ']'"`
	}
	gRecord struct {
		Gen     *gGen     `parser:"Brace @@?"`
		Entries []*gEntry `parser:"( @@ ( ',' @@ )* EOL )? '}'"`
	}
	gEntry struct {
		Tokens []lexer.Token
		Key    lexer.Token `parser:"@( Label | Text ) ':'"`
		Value  *gExpr      `parser:"@@"`
	}
	gGen struct {
		Tokens []lexer.Token
		First  *gClause   `parser:"'for' @@"`
		More   []*gClause `parser:"( ',' @@ )*"`
		If     *gExpr     `parser:"( 'if' @@ )? '=>'"`
	}
	gClause struct {
		Name lexer.Token `parser:"@Name"`
		In   *gExpr      `parser:"'in' @@"`
	}

	gSignature struct {
		Name   lexer.Token   `parser:"@( Name | Label )"`
		Params *gParams      `parser:"@@?"`
		In     *gType        `parser:"( ':' @@?"`
		Arrow  []lexer.Token `parser:"( @( '->' | '~>' )"`
		Out    *gType        `parser:"  @@ )? )?"`
	}
)

// gAll is every way into the grammar, so that it is built once.
type gAll struct {
	Item      *gItem      `parser:"  @@"`
	Signature *gSignature `parser:"| @@"`
}

var (
	grammar = sync.OnceValue(func() *participle.Parser[gAll] {
		return participle.MustBuild[gAll](participle.Lexer(definition{}), participle.UseLookahead(0))
	})
	itemParser      = sync.OnceValue(production[gItem])
	exprParser      = sync.OnceValue(production[gExpr])
	signatureParser = sync.OnceValue(production[gSignature])
)

// production is the parser of one rule.
func production[G any]() *participle.Parser[G] {
	p, err := participle.ParserForProduction[G](grammar())
	if err != nil {
		panic("syntax: the grammar lacks a rule: " + err.Error())
	}
	return p
}
