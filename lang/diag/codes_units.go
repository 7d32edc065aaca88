package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E2 family: units, and what an argument may be.
var unitCodes = []Code{
	{"E201", "unlike quantities are added or compared"},
	{"E202", "a plain number is needed, this has a unit"},
	{"E203", "an argument has the wrong dimension"},
	{"E204", "the ends of a range are unlike"},
	{"E205", "a range is empty"},
	{"E206", "an argument is outside its bounds"},
	{"E207", "a whole number is needed"},
	{"E208", "an argument is of the wrong type"},
	{"E209", "an argument is missing"},
	{"E210", "there are too many arguments"},
	{"E211", "an operator does not work on these"},
	{"E212", "a result is not a number"},
	{"E213", "a power makes no unit"},
	{"E214", "a signal has the wrong unit"},
}

// UnlikeUnits is l + r, or a comparison, of two dimensions.
type UnlikeUnits struct {
	At          source.Span
	Op          string
	Left, Right string // with article: a time
}

func (p UnlikeUnits) Diagnose() Diagnostic {
	verb := map[string]string{"+": "cannot be added to", "-": "cannot be subtracted from"}[p.Op]
	message := fmt.Sprintf("%s %s %s", p.Right, verb, p.Left)
	if verb == "" {
		message = fmt.Sprintf("%s cannot be compared with %s", p.Left, p.Right)
	}
	return Diagnostic{
		Code: "E201", At: p.At, Message: message, Label: p.Left + " and " + p.Right,
		Rule: "only quantities of one dimension add or compare; units of one dimension convert by themselves",
	}
}

// NeedsPlain is a unit where only a plain number makes sense: exp, log, spikes.
type NeedsPlain struct {
	At   source.Span
	Name string // the operator
	Got  string // with article
}

func (p NeedsPlain) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E202", At: p.At,
		Message: fmt.Sprintf("`%s` needs a number without a unit, this is %s", p.Name, p.Got), Label: p.Got,
		Rule: "the result would depend on the unit it happens to be written in",
		Hint: "divide by a quantity of the same dimension first, or put a learned linear stage before it",
	}
}

// WrongDimension is an argument of another dimension.
type WrongDimension struct {
	At        source.Span
	Want, Got string // with article: a frequency, a time
	Bare      string // the dimension found, without article
	Fixed     string // the text that was likely meant, "" when none is safe
	Param     string
}

func (p WrongDimension) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E203", At: p.At, Message: fmt.Sprintf("%s is needed, this is %s", p.Want, p.Got), Label: p.Bare}
	if p.Param != "" && p.Fixed == "" {
		d.Rule = fmt.Sprintf("`%s` is %s", p.Param, p.Want)
	}
	if p.Fixed != "" {
		d.Fix = &Fix{Text: p.Fixed, Edits: []Edit{{Span: p.At, New: p.Fixed}}}
	}
	return d
}

// UnlikeEnds is a range from one dimension to another.
type UnlikeEnds struct {
	At     source.Span
	Lo, Hi string // with article
}

func (p UnlikeEnds) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E204", At: p.At, Message: fmt.Sprintf("a range cannot go from %s to %s", p.Lo, p.Hi),
		Label: p.Lo + " and " + p.Hi,
		Rule:  "both ends are of one dimension; a bare left end takes the right end's unit",
	}
}

// EmptyRange has its upper end below its lower.
type EmptyRange struct {
	At     source.Span
	Lo, Hi string
	Fixed  string
}

func (p EmptyRange) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E205", At: p.At, Message: fmt.Sprintf("nothing lies between %s and %s", p.Lo, p.Hi),
		Label: "the upper end is the smaller one", Rule: "a range goes from its lower end to its upper end",
	}
	if p.Fixed != "" {
		d.Fix = &Fix{Text: p.Fixed, Edits: []Edit{{Span: p.At, New: p.Fixed}}}
	}
	return d
}

// OutOfBounds is an argument outside its parameter's constraint.
type OutOfBounds struct {
	At                 source.Span
	Param, Got, Bounds string
}

func (p OutOfBounds) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E206", At: p.At, Message: fmt.Sprintf("`%s` must lie in %s, this is %s", p.Param, p.Bounds, p.Got),
		Label: p.Got, Rule: "the parameter is declared with `in " + p.Bounds + "`",
	}
}

// NotWhole is a fraction where things are counted.
type NotWhole struct {
	At         source.Span
	Param, Got string
}

func (p NotWhole) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E207", At: p.At, Message: fmt.Sprintf("`%s` counts something, so it must be a whole number", p.Param),
		Label: p.Got, Rule: "whole numbers widen to fractions; nothing is rounded silently",
	}
}

// WrongType is an argument that is another sort of thing.
type WrongType struct {
	At        source.Span
	Param     string // "" when it is no argument
	Want, Got string // in words: a stage, a list, a text
	Hint      string
	Fixed     string // what to write instead
}

func (p WrongType) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E208", At: p.At, Message: fmt.Sprintf("%s is needed here, this is %s", p.Want, p.Got), Label: p.Got, Hint: p.Hint, Fix: instead(p.At, p.Fixed)}
	if p.Hint == "" {
		d.Rule = "nothing converts silently, except whole numbers to fractions"
	}
	if p.Param != "" {
		d.Message = fmt.Sprintf("`%s` must be %s, this is %s", p.Param, p.Want, p.Got)
	}
	return d
}

// MissingArgument was not given and has no default.
type MissingArgument struct {
	At          source.Span
	Callee      string
	Param, Want string
	Signature   string
}

func (p MissingArgument) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E209", At: p.At, Message: fmt.Sprintf("`%s` needs its argument `%s`", p.Callee, p.Param),
		Label: fmt.Sprintf("`%s` is missing", p.Param), Rule: fmt.Sprintf("`%s` has no default", p.Param),
	}
	if p.Want != "" {
		d.Rule = fmt.Sprintf("`%s` is %s and has no default", p.Param, p.Want)
	}
	if p.Signature != "" {
		d.Hint = p.Signature
	}
	return d
}

// TooManyArguments has more positional arguments than parameters.
type TooManyArguments struct {
	At        source.Span
	Callee    string
	Most      int
	Signature string
}

func (p TooManyArguments) Diagnose() Diagnostic {
	message := fmt.Sprintf("`%s` takes no more than %d arguments", p.Callee, p.Most)
	switch p.Most {
	case 0:
		message = fmt.Sprintf("`%s` takes no arguments", p.Callee)
	case 1:
		message = fmt.Sprintf("`%s` takes no more than one argument", p.Callee)
	}
	d := Diagnostic{Code: "E210", At: p.At, Message: message, Label: "one too many"}
	if p.Signature != "" {
		d.Hint = p.Signature
	}
	return d
}

// BadOperand is an operator of the language on things it is not for.
type BadOperand struct {
	At   source.Span
	Op   string
	Want string
	Got  string
	Hint string
}

func (p BadOperand) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E211", At: p.At, Message: fmt.Sprintf("`%s` works on %s, this is %s", p.Op, p.Want, p.Got),
		Label: p.Got, Rule: operatorRule(p.Op), Hint: p.Hint,
	}
}

func operatorRule(op string) string {
	switch op {
	case "and", "or", "not":
		return "comparisons give yes or no; a number is neither"
	case "..", "for":
		return "a range has two numbers as its ends"
	case "[ ]":
		return "elements are taken out of lists, counted from 1"
	}
	return "signs compute with numbers, and inside blocks with tensors"
}

// NoResult is a division by zero or a number beyond all bounds.
type NoResult struct {
	At              source.Span
	Op, Left, Right string
}

func (p NoResult) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E212", At: p.At, Message: fmt.Sprintf("%s %s %s is not a number", p.Left, p.Op, p.Right),
		Label: "no finite result", Rule: "a program has no infinities: they would surface far from their cause",
	}
	if p.Op == "/" {
		d.Message = fmt.Sprintf("%s is divided by zero", p.Left)
	}
	return d
}

// BadPower is an exponent with a unit, or a power that gives no unit.
type BadPower struct {
	At             source.Span
	Base, Exponent string
}

func (p BadPower) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E213", At: p.At, Message: fmt.Sprintf("%s cannot be raised to this power", p.Base),
		Label: "the exponent is " + p.Exponent,
		Rule:  "an exponent is a plain number, and a small whole one when the base has a unit",
	}
}

// WrongSignalUnit is a stage whose input has another unit.
type WrongSignalUnit struct {
	At        source.Span
	Stage     string
	Want, Got string
}

func (p WrongSignalUnit) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E214", At: p.At, Message: fmt.Sprintf("`%s` takes %s, here comes %s", p.Stage, p.Want, p.Got),
		Label: p.Got + " comes in", Rule: "units of one dimension convert by themselves, other dimensions never do",
	}
}
