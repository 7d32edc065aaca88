package syntax

import (
	"strings"
	"unicode"
)

// EBNF is the grammar as text, written from the parser itself: x? is optional,
// x* repeats, x+ repeats at least once.
func EBNF() string {
	var b strings.Builder
	b.WriteString(ebnfHead)
	b.WriteString("file = \"eegp\" NUMBER EOL (item EOL)* .\n")
	for _, rule := range strings.Split(grammar().String(), "\n") {
		if strings.HasPrefix(rule, "GAll ") {
			continue
		}
		if strings.HasPrefix(rule, "GSignature ") {
			b.WriteString("\n# The head of an operator, in tables and manuals.\n")
		}
		b.WriteString(plainRule(rule) + "\n")
	}
	b.WriteString(ebnfTail)
	return b.String()
}

// kinds are participle's names for the tokens and what a reader calls them. The
// three kinds of name differ only in the token that follows.
var kinds = strings.NewReplacer(
	"(<name> | <label> | <key>)", "NAME",
	"(<name> | <label>)", "NAME",
	"(<op> | <minus> | <dots>)", "OP",
	"<name>", "NAME", "<label>", "NAME", "<key>", "NAME",
	"<number> <unit>?", "NUMBER UNIT?", "<number>", "NUMBER", "<text>", "TEXT", "<eol>", "EOL",
	"<minus>", `"-"`, "<dots>", `".."`, "<brace>", `"{"`, "<letbrace>", `"{"`,
)

// plainRule writes a rule without the traces of its Go types.
func plainRule(rule string) string {
	rule = kinds.Replace(rule)
	var b strings.Builder
	runes := []rune(rule)
	for i := 0; i < len(runes); i++ {
		start := i == 0 || !unicode.IsLetter(runes[i-1])
		if start && runes[i] == 'G' && i+1 < len(runes) && unicode.IsUpper(runes[i+1]) {
			i++
			b.WriteRune(unicode.ToLower(runes[i]))
			continue
		}
		b.WriteRune(runes[i])
	}
	return b.String()
}

const ebnfHead = `# The grammar of .eegp, edition 1, written from the parser. One token decides:
# a name before a colon or a single equals sign, and a brace before let, are told
# apart by the lexer.
#
#   x?  x may be absent      x*  x repeats      x+  x repeats, at least once

`

const ebnfTail = `
# Tokens.
#
#   NAME    a letter or _, then letters, digits and _, then any number of primes:
#           time'. Taken everywhere: and or not in for if fn adapt.
#   NUMBER  57_476, 10.5, 3e-4. UNIT is % or a name behind it on the same line,
#           but not a name before ( or :, which begins something else.
#   TEXT    "..." on one line, with the escapes \" \\ \n \t \r.
#   EOL     a line end, unless inside ( or [, behind an operator, comma, colon or
#           opening bracket, or before |>. One is implied before }. A comma before
#           a closing bracket vanishes. Comments run from # to the line end.
#   OP      loosest first, all left-associative but ^:
#             |>
#             or
#             and
#             == != < <= > >=      which do not chain
#             ..                   which does not chain
#             + -
#             * /
#             ^
#           Unary minus stands between * and ^, not between and and the
#           comparisons; adapt holds its operand alone.
#
# Brackets and => nest at most 64 deep; an item holds at most 2,000 tokens
# outside its inner brackets.
`
