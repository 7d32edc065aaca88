package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E0 family: texts that are no program yet.
var syntaxCodes = []Code{
	{"E001", "something else was expected here"},
	{"E002", "a bracket is never closed"},
	{"E003", "a closing bracket closes nothing"},
	{"E004", "a text is never closed"},
	{"E005", "no declaration begins with this word"},
	{"E006", "the edition line is missing"},
	{"E007", "the edition is not known"},
	{"E008", "an equals sign is missing"},
	{"E009", "two things stand on one line"},
	{"E010", "this is written otherwise here"},
	{"E011", "a number is spelt wrongly"},
	{"E012", "a character has no place here"},
	{"E013", "there is nothing to read"},
	{"E014", "brackets nest too deep"},
	{"E015", "an escape is not known"},
	{"E016", "a comma or |> is missing"},
	{"E017", "a line begins with an operator"},
	{"E018", "a word is taken"},
	{"E019", "comparisons and ranges do not chain"},
	{"E020", "a value is missing"},
	{"E021", "the text is not UTF-8"},
	{"E022", "a block lacks its types"},
	{"E023", "one item is too long"},
}

// NotUTF8 is a byte that belongs to no character.
type NotUTF8 struct{ At source.Span }

func (p NotUTF8) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E021", At: p.At,
		Message: "the text is not UTF-8 from here on",
		Label:   "bytes that are no character",
		Rule:    "a program is UTF-8 text",
		Hint:    "save the file as UTF-8 in the editor",
	}
}

// OddCharacter is a character no part of the language uses, or a text between
// curly quotes.
type OddCharacter struct {
	At      source.Span
	Char    rune
	Instead string // what was meant, when the place tells
}

// lookalikes are characters that word processors and other languages write for
// signs of this one.
var lookalikes = []struct {
	char rune
	text string
	name string
}{
	{'\u201c', `"`, "curly quote"},
	{'\u201d', `"`, "curly quote"},
	{'\u201e', `"`, "curly quote"},
	{'\u00ab', `"`, "quotation mark"},
	{'\u00bb', `"`, "quotation mark"},
	{'\u2018', "'", "curly apostrophe"},
	{'\u2019', "'", "curly apostrophe"},
	{'\u2032', "'", "prime sign"},
	{'\u2013', "-", "en dash"},
	{'\u2014', "-", "em dash"},
	{'\u2212', "-", "minus sign"},
	{'\u2010', "-", "hyphen"},
	{'\u00d7', "*", "multiplication sign"},
	{'\u00b7', "*", "middle dot"},
	{'\u22c5', "*", "dot operator"},
	{'\u00f7', "/", "division sign"},
	{'\u2192', "->", "arrow"},
	{'\u21d2', "=>", "double arrow"},
	{'\u2264', "<=", "sign"},
	{'\u2265', ">=", "sign"},
	{'\u2260', "!=", "sign"},
	{'\u2026', "..", "ellipsis"},
	{'\u00a0', " ", "no-break space"},
	{'\u202f', " ", "narrow no-break space"},
	{'\u2009', " ", "thin space"},
	{'\u3000', " ", "ideographic space"},
	{'\u200b', "", "zero-width space"},
	{'\ufeff', "", "byte order mark"},
	{'\uff08', "(", "full-width parenthesis"},
	{'\uff09', ")", "full-width parenthesis"},
	{'\uff0c', ",", "full-width comma"},
	{'\uff1a', ":", "full-width colon"},
	{'\u2030', "", "per mille sign"},
	{'\u25b7', "|>", "triangle"},
	{'\u00b2', "^2", "superscript"},
	{'\u00b3', "^3", "superscript"},
}

func (p OddCharacter) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E012", At: p.At,
		Message: fmt.Sprintf("the character %s has no place here", showRune(p.Char)),
		Rule:    "outside texts and comments a program uses letters, digits and the signs of the grammar",
	}
	for _, l := range lookalikes {
		if l.char != p.Char {
			continue
		}
		d.Label = l.name
		if p.Instead != "" {
			l.text = p.Instead
		}
		switch l.text {
		case "":
			d.Fix = replace("remove it", p.At, "")
		case " ":
			d.Fix = replace("put a plain space", p.At, " ")
		default:
			d.Fix = replace(l.text, p.At, l.text)
		}
		return d
	}
	d.Hint = "remove it, or put it between quotes if it belongs to a text"
	return d
}

func showRune(r rune) string {
	if r > ' ' && r != 0x7f && !strings.ContainsRune("\u00a0\u202f\u2009\u3000\u200b\ufeff", r) {
		return fmt.Sprintf("%c (U+%04X)", r, r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// UnclosedText is a text whose line ends before its closing quote.
type UnclosedText struct{ At source.Span }

func (p UnclosedText) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E004", At: p.At,
		Message: "this text is never closed",
		Label:   "opened here",
		Rule:    "a text ends with a quote on the line it began on; a line break inside is written \\n",
		Hint:    "put the closing quote where the text ends",
	}
}

// BadEscape is a backslash before a character that needs none.
type BadEscape struct{ At source.Span }

func (p BadEscape) Diagnose() Diagnostic {
	text := p.At.Text()
	d := Diagnostic{
		Code: "E015", At: p.At,
		Message: fmt.Sprintf("the escape `%s` is not known", text),
		Rule:    `texts know \" \\ \n \t and \r`,
	}
	d.Fix = replace("a plain backslash: \\"+text, p.At, "\\"+text)
	return d
}

// BadNumber is a number whose spelling is wrong; Instead is the right one when
// it is plain.
type BadNumber struct {
	At      source.Span
	Text    string
	Why     string
	Instead string
}

func (p BadNumber) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E011", At: p.At,
		Message: fmt.Sprintf("`%s` is not a number: %s", p.Text, p.Why),
		Rule:    "numbers look like 57_476, 10.5 or 3e-4",
	}
	if p.Instead != "" {
		d.Fix = replace(p.Instead, p.At, p.Instead)
	}
	return d
}

// ChainedRange is a..b..c.
type ChainedRange struct{ At source.Span }

func (p ChainedRange) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E019", At: p.At,
		Message: "a range has two ends, this would be a third",
		Rule:    "ranges are closed and have no step: 1..9 holds both 1 and 9",
		Hint:    "for chosen values write a list: [1, 3, 5]",
	}
}

// ChainedComparison is a < b < c, with the text of its three parts.
type ChainedComparison struct {
	At                  source.Span
	Left, Middle, Right string
}

func (p ChainedComparison) Diagnose() Diagnostic {
	text := fmt.Sprintf("%s and %s %s", p.Left, p.Middle, p.Right)
	return Diagnostic{
		Code: "E019", At: p.At,
		Message: "comparisons do not chain",
		Rule:    "a comparison gives yes or no, which cannot be compared with a number",
		Fix:     replace(text, p.At, text),
	}
}

// EmptyFile has no declaration, or no expression where one was asked for.
type EmptyFile struct {
	At   source.Span
	Expr bool
}

func (p EmptyFile) Diagnose() Diagnostic {
	if p.Expr {
		return Diagnostic{
			Code: "E013", At: p.At,
			Message: "there is nothing to read",
			Rule:    "an expression is needed here",
		}
	}
	return Diagnostic{
		Code: "E013", At: p.At,
		Message: "this file is empty",
		Rule:    "a program begins with its edition, then declares something",
		Hint:    "`eegp new` starts a script from a template",
	}
}

// replace is a fix of one edit.
func replace(text string, at source.Span, with string) *Fix {
	return &Fix{Text: text, Edits: []Edit{{Span: at, New: with}}}
}
