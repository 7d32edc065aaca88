package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// UnclosedBracket is an opening bracket without its closing one; Before, when
// set, is the bracket that ended the search.
type UnclosedBracket struct {
	At              source.Span
	Bracket, Closer string
	Before          source.Span
}

func (p UnclosedBracket) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E002", At: p.At,
		Message: fmt.Sprintf("this `%s` is never closed", p.Bracket),
		Label:   "opened here",
		Rule:    "every bracket is closed within its declaration",
		Hint:    fmt.Sprintf("add `%s` where it ends", p.Closer),
	}
	if !p.Before.IsZero() {
		d.Related = append(d.Related, Related{At: p.Before, Text: "this belongs to a bracket further out"})
	}
	return d
}

// StrayBracket is a closing bracket that closes nothing.
type StrayBracket struct {
	At      source.Span
	Bracket string
}

func (p StrayBracket) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E003", At: p.At,
		Message: fmt.Sprintf("this `%s` closes nothing", p.Bracket),
		Rule:    "every closing bracket has an opening one before it",
		Fix:     replace("remove it", p.At, ""),
	}
}

// WrongBracket is a closing bracket of another kind than the one it meets.
type WrongBracket struct {
	At, Open    source.Span
	Found, Want string
}

func (p WrongBracket) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E003", At: p.At,
		Message: fmt.Sprintf("`%s` cannot close `%s`", p.Found, p.Open.Text()),
		Label:   fmt.Sprintf("`%s` is due", p.Want),
		Rule:    "brackets close in the reverse order of opening",
		Fix:     replace(p.Want, p.At, p.Want),
		Related: []Related{{At: p.Open, Text: "opened here"}},
	}
}

// TooDeep is nesting past the limit.
type TooDeep struct {
	At    source.Span
	Limit int
}

func (p TooDeep) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E014", At: p.At,
		Message: "brackets and functions nest too deep",
		Label:   fmt.Sprintf("more than %d levels", p.Limit),
		Rule:    fmt.Sprintf("%d levels are allowed", p.Limit),
		Hint:    "name the inner parts with let",
	}
}

// TooLong is one item of more parts than any hand would write.
type TooLong struct{ At source.Span }

func (p TooLong) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E023", At: p.At,
		Message: "this item goes on for too long",
		Label:   "the limit is passed here",
		Rule:    "one item holds 2,000 words and signs outside brackets at most",
		Hint:    "name parts of it with let, or keep the data in a file",
	}
}

// TwoOnOneLine is a second item where a line end was due.
type TwoOnOneLine struct {
	At    source.Span
	After string // what ended before it
}

func (p TwoOnOneLine) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E009", At: p.At,
		Message: fmt.Sprintf("a new line is due after %s", p.After),
		Label:   "this begins something else",
		Rule:    "each item has a line of its own",
	}
}
