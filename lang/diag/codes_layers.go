package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// Codes of the layers of networks, within the E3 family.
var layerCodes = []Code{
	{"E317", "an axis does not fall into equal parts"},
	{"E318", "nothing is left of an axis"},
	{"E319", "a list does not match its axes"},
	{"E320", "one of two settings is needed"},
}

// DoesNotDivide is an axis that is cut into parts that would not be equal.
type DoesNotDivide struct {
	At          source.Span
	Stage, Axis string
	Size, Parts int
	Needs       string // parameters without which there is nothing to cut, "" when they are there
}

func (p DoesNotDivide) Diagnose() Diagnostic {
	if p.Needs != "" {
		return Diagnostic{
			Code: "E317", At: p.At, Message: fmt.Sprintf("`%s` has nothing to cut into %d groups", p.Stage, p.Parts),
			Label: "needs " + p.Needs, Rule: "groups are contiguous blocks of the axes that `" + p.Stage + "` treats",
		}
	}
	return Diagnostic{
		Code: "E317", At: p.At, Message: fmt.Sprintf("`%s` cannot cut %s=%d into equal parts of %d", p.Stage, p.Axis, p.Size, p.Parts),
		Label: fmt.Sprintf("%d is no multiple of %d", p.Size, p.Parts), Rule: "every part must have as many items as the others",
	}
}

// AxisGone is an axis that a stage would take away altogether, or ask more of
// than there is.
type AxisGone struct {
	At          source.Span
	Stage, Axis string
	Length      int // of the axis before
	Parts       int // bins asked for, 0 when it is not about bins
}

func (p AxisGone) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E318", At: p.At, Message: fmt.Sprintf("`%s` leaves nothing of %s=%d", p.Stage, p.Axis, p.Length),
		Label: "takes too much", Rule: "at least one value must remain along every axis",
	}
	if p.Parts > 0 {
		d.Message = fmt.Sprintf("`%s` cannot cut %s=%d into %d bins", p.Stage, p.Axis, p.Length, p.Parts)
		d.Label, d.Rule = fmt.Sprintf("at most %d", p.Length), "every bin needs a value of its own"
	}
	return d
}

// WrongNumber is a list with more or fewer entries than there is something for.
type WrongNumber struct {
	At           source.Span
	Stage, Param string
	Have, Want   int
	Whose        string // what the entries are for
}

func (p WrongNumber) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E319", At: p.At, Message: fmt.Sprintf("`%s` of `%s` has %d entries, and it takes 1 or %d", p.Param, p.Stage, p.Have, p.Want),
		Rule: "an entry is " + p.Whose,
	}
}

// OneOfTwo is a call that needs exactly one of two parameters.
type OneOfTwo struct {
	At            source.Span
	Stage         string
	First, Second string
	Both          bool // both were given
}

func (p OneOfTwo) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E320", At: p.At, Message: fmt.Sprintf("`%s` needs `%s` or `%s`", p.Stage, p.First, p.Second),
		Rule: "without them it does not say what to work on",
	}
	if p.Both {
		d.Message = fmt.Sprintf("`%s` takes `%s` or `%s`, and not both", p.Stage, p.First, p.Second)
		d.Rule = "each of them says by itself how the axis is cut"
	}
	return d
}
