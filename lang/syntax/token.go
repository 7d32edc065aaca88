package syntax

import (
	"errors"
	"io"

	"github.com/alecthomas/participle/v2/lexer"
)

// The kinds of token. A name that a colon or a single = follows where an entry
// may begin gets a kind of its own, and so does a brace that a let follows:
// the grammar then needs no second token to decide.
const (
	kindName lexer.TokenType = iota + 1
	kindLabel
	kindKey
	kindWord
	kindNumber
	kindUnit
	kindText
	kindOp
	kindMinus
	kindDots
	kindPunct
	kindBrace
	kindLetBrace
	kindEOL
	kindForeign
)

type tokenType = lexer.TokenType

// A token is a piece of text with its kind and its place on the line.
type token struct {
	kind       lexer.TokenType
	start, end int
	text       string
	newline    bool // a line break stands between it and the token before
	columnOne  bool
}

// definition tells participle the names of the kinds; the texts come from lex.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF":      lexer.EOF,
		"Name":     kindName,
		"Label":    kindLabel,
		"Key":      kindKey,
		"Word":     kindWord,
		"Number":   kindNumber,
		"Unit":     kindUnit,
		"Text":     kindText,
		"Op":       kindOp,
		"Minus":    kindMinus,
		"Dots":     kindDots,
		"Punct":    kindPunct,
		"Brace":    kindBrace,
		"LetBrace": kindLetBrace,
		"EOL":      kindEOL,
		"Foreign":  kindForeign,
	}
}

// Lex is never used: tokens reach participle through stream.
func (definition) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("syntax: tokens come from the hand-written lexer")
}

// A stream hands finished tokens to participle.
type stream struct {
	tokens []token
	next   int
	end    int
}

func (s *stream) Next() (lexer.Token, error) {
	if s.next >= len(s.tokens) {
		return lexer.EOFToken(lexer.Position{Offset: s.end}), nil
	}
	t := s.tokens[s.next]
	s.next++
	return lexer.Token{Type: t.kind, Value: t.text, Pos: lexer.Position{Offset: t.start}}, nil
}

// endsValue reports whether a value may end with the token.
func (t token) endsValue() bool {
	switch t.kind {
	case kindName, kindLabel, kindKey, kindNumber, kindUnit, kindText:
		return true
	case kindPunct, kindBrace, kindLetBrace:
		return t.text == ")" || t.text == "]" || t.text == "}"
	}
	return false
}

// startsValue reports whether a value may begin with the token.
func (t token) startsValue() bool {
	switch t.kind {
	case kindName, kindLabel, kindKey, kindNumber, kindText, kindMinus, kindBrace, kindLetBrace:
		return t.text != "}"
	case kindPunct:
		return t.text == "(" || t.text == "["
	case kindWord:
		return t.text == "not" || t.text == "adapt" || t.text == "fn"
	}
	return false
}

// continues reports whether a line break after the token does not end an item.
func (t token) continues() bool {
	switch t.kind {
	case kindOp, kindMinus, kindDots, kindWord:
		return true
	case kindPunct, kindBrace, kindLetBrace:
		return t.text != ")" && t.text != "]" && t.text != "}"
	}
	return false
}

func (t token) opens() bool { return t.text == "(" || t.text == "[" || t.text == "{" }

func (t token) closes() bool { return t.text == ")" || t.text == "]" || t.text == "}" }

// closer is the bracket that closes an opening one.
func closer(open string) string {
	switch open {
	case "(":
		return ")"
	case "[":
		return "]"
	}
	return "}"
}
