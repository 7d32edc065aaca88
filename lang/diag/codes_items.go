package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// Unexpected is a token that does not fit where it stands.
type Unexpected struct {
	At          source.Span
	Found, Want string
	Rule, Hint  string
}

func (p Unexpected) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E001", At: p.At,
		Message: fmt.Sprintf("%s was expected here, not %s", p.Want, p.Found),
		Rule:    p.Rule,
		Hint:    p.Hint,
	}
}

// BraceOnNextLine is an opening brace below its declaration.
type BraceOnNextLine struct{ At, Gap source.Span }

func (p BraceOnNextLine) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E001", At: p.At,
		Message: "this brace belongs at the end of the line above",
		Rule:    "the line above is complete, so it ends there",
	}
	if blank(p.Gap.Text()) {
		d.Fix = replace("move it up", p.Gap, " ")
	}
	return d
}

func blank(text string) bool {
	for _, r := range text {
		if r != ' ' && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
	}
	return true
}

// OperatorFirst is a line that begins with an operator other than |>. Above is
// where the operator goes, Remove what is then left out here.
type OperatorFirst struct {
	At, Above, Remove source.Span
	Op                string
}

func (p OperatorFirst) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E017", At: p.At,
		Message: fmt.Sprintf("a line cannot begin with `%s`", p.Op),
		Rule:    "a line goes on when an operator ends it; only |> may begin the next one",
		Fix: &Fix{
			Text:  fmt.Sprintf("put `%s` at the end of the line above", p.Op),
			Edits: []Edit{{Span: p.Above, New: " " + p.Op}, {Span: p.Remove, New: ""}},
		},
	}
}

// TakenWord is a word of the language used as a name.
type TakenWord struct {
	At   source.Span
	Word string
}

func (p TakenWord) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E018", At: p.At,
		Message: fmt.Sprintf("`%s` is a word of the language and cannot be a name", p.Word),
		Rule:    "taken everywhere: and or not in for if fn adapt",
		Hint:    "choose another name",
	}
}

// MissingEquals is a name, field or head with its value but no = between.
type MissingEquals struct {
	At, Insert source.Span
	Name       string
	Nothing    bool // no value follows either
}

func (p MissingEquals) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E008", At: p.At,
		Message: fmt.Sprintf("`%s` needs `=` before its value", p.Name),
		Rule:    "a name and its value are joined by =",
	}
	if p.Nothing {
		d.Message = fmt.Sprintf("`%s` has no value", p.Name)
		d.Hint = "write = and the value"
		return d
	}
	d.Fix = replace("=", p.Insert, " =")
	return d
}

// MissingTypes is a block that does not say what goes in and comes out.
type MissingTypes struct {
	At   source.Span
	Name string
}

func (p MissingTypes) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E022", At: p.At,
		Message: fmt.Sprintf("block `%s` must say what goes in and what comes out", p.Name),
		Rule:    "only blocks have written types: block name(...) : [channel, time] uV -> [class] = ...",
		Hint:    "write the axes between : and -> and behind it; for a pipeline without weights use fn",
	}
}

// MissingValue is an operator, comma or sign after which nothing comes; Extra is
// a comma with nothing before it.
type MissingValue struct {
	At    source.Span
	After string
	Extra bool
}

func (p MissingValue) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E020", At: p.At,
		Message: fmt.Sprintf("a value is missing after `%s`", p.After),
		Rule:    "a value follows every operator, `=`, `:` and comma",
	}
	if p.Extra {
		d.Message = "there is nothing before this comma"
		d.Rule = "a comma stands between two entries, and may stand behind the last"
		d.Fix = replace("remove it", p.At, "")
	}
	return d
}

// MissingComma is two arguments, entries or items with nothing between.
type MissingComma struct {
	At, Insert source.Span
	Pipe       bool // a stage follows a stage: |> is meant
}

func (p MissingComma) Diagnose() Diagnostic {
	if p.Pipe {
		return Diagnostic{
			Code: "E016", At: p.At,
			Message: "`|>` is missing before this",
			Rule:    "stages are joined by |>",
			Fix:     replace("put |> between", p.Insert, " |>"),
		}
	}
	return Diagnostic{
		Code: "E016", At: p.At,
		Message: "a comma is missing before this",
		Rule:    "arguments, entries and items are separated by commas",
		Fix:     replace("put a comma between", p.Insert, ","),
	}
}

// Why a piece of text is no declaration.
type Why int

const (
	NoSuchWord    Why = iota
	EditionLater      // eegp N below the first line
	ExpectOutside     // expect outside a test
	LetMissing        // name = value
	OtherWord         // a declaration word of another language
	Statement         // a statement of another language
	LooseValue        // a value that stands alone
)

// NoDeclaration is an item that does not begin with a declaration word.
type NoDeclaration struct {
	At, Insert source.Span
	Word, Near string
	Why        Why
}

func (p NoDeclaration) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E005", At: p.At,
		Message: fmt.Sprintf("no declaration begins with `%s`", p.Word),
		Rule:    "a program is made of seed, use, axis, let, fn, block, protocol, study and test",
	}
	switch p.Why {
	case EditionLater:
		d.Message, d.Rule = "the edition is named once, on the first line", "the whole file is of one edition"
	case ExpectOutside:
		d.Message, d.Rule = "`expect` belongs inside a test", "a test is written test \"title\" { expect 1 + 1 == 2 }"
	case LetMissing:
		d.Message = fmt.Sprintf("`%s` needs `let` to be named here", p.Word)
		d.Fix = replace("let "+p.Word+" = ...", p.Insert, "let ")
	case OtherWord:
		d.Message = fmt.Sprintf("`%s` is written `%s` here", p.Word, p.Near)
		d.Fix = replace(p.Near, p.At, p.Near)
	case Statement:
		d.Message = fmt.Sprintf("there are no statements, so nothing begins with `%s`", p.Word)
		d.Rule = "a program declares; it does not run line by line"
	case LooseValue:
		d.Message, d.Hint = "a value cannot stand alone", "name it: let name = ..."
	default:
		if p.Near != "" {
			d.Fix = replace(p.Near, p.At, p.Near)
		}
	}
	return d
}
