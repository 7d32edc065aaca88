package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E3 family: axes, sizes, and what follows what.
var shapeCodes = []Code{
	{"E301", "a stage does not take what comes before it"},
	{"E302", "an axis is not there"},
	{"E303", "an axis is there already"},
	{"E304", "a block does not give what its type says"},
	{"E305", "more components than channels"},
	{"E306", "a window is longer than its signal"},
	{"E307", "a method does not end in a classifier"},
	{"E308", "the recordings were not cut into trials"},
	{"E309", "the sizes of an axis differ"},
	{"E310", "a stage is needed"},
	{"E311", "an axis has two roles"},
	{"E312", "a list has no such element"},
	{"E313", "trials have too many axes for this stage"},
	{"E314", "a stage repeated or skipped over changes the type"},
	{"E315", "a loss does not fit what the network gives"},
	{"E316", "a step does not give what it is handed"},
}

// DoesNotFit is a stage after something it cannot take.
type DoesNotFit struct {
	At        source.Span
	Stage     string
	Want, Got string // types
	Before    string // the stage before, "" for the data itself
	Rule      string
	Hint      string
}

func (p DoesNotFit) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E301", At: p.At, Message: fmt.Sprintf("`%s` takes %s, here comes %s", p.Stage, p.Want, p.Got),
		Label: "takes " + p.Want, Rule: p.Rule, Hint: p.Hint,
	}
	if d.Rule == "" && p.Before != "" {
		d.Rule = fmt.Sprintf("`%s` gives %s", p.Before, p.Got)
	}
	if d.Rule == "" && d.Hint == "" {
		d.Rule = "a stage takes what the stage before it gives"
	}
	return d
}

// MissingAxis is an axis a stage names or needs and its input lacks.
type MissingAxis struct {
	At        source.Span
	Stage     string
	Axis      string
	Role      string // over, mix, per or "" when the stage always needs it
	Input     string // the type of x
	FirstConv bool   // nothing was mixed yet: the whole role can go
	Before    string // the stage whose output lacks it
	Taken     string // the earlier stage that took the axis away, "" when none did
}

func (p MissingAxis) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E302", At: p.At, Label: "x is " + p.Input}
	switch p.Role {
	case "mix":
		d.Message = fmt.Sprintf("nothing left to mix: there is no `%s` axis yet", p.Axis)
		d.Rule = "`mix` contracts an axis of the input with weights"
		if p.FirstConv {
			d.Rule, d.Hint = "", "drop `mix`; the first convolution runs on each channel alone"
		}
	case "over":
		d.Message = fmt.Sprintf("nothing to go over: there is no `%s` axis", p.Axis)
		d.Rule = "`over` slides along an axis of the input or reduces it"
	case "per":
		d.Message = fmt.Sprintf("nothing to keep apart: there is no `%s` axis", p.Axis)
		d.Rule = "`per` gives each value along an axis of the input its own weights or statistics"
	case "":
		d.Message = fmt.Sprintf("`%s` needs a `%s` axis", p.Stage, p.Axis)
		d.Rule = "an axis stays until a stage reduces, contracts or renames it"
		if p.Before != "" {
			d.Rule = fmt.Sprintf("`%s` gives %s", p.Before, p.Input)
		}
	default:
		d.Message = fmt.Sprintf("`%s` names `%s`, but there is no such axis", p.Role, p.Axis)
		d.Rule = "a stage works on axes of its input"
	}
	if p.Taken != "" {
		d.Message = strings.TrimSuffix(d.Message, " yet")
		d.Rule = fmt.Sprintf("`%s` took `%s` away: an axis is used up once it is mixed, reduced or renamed", p.Taken, p.Axis)
	}
	return d
}

// AxisExists is an axis to be created that the input has.
type AxisExists struct {
	At                 source.Span
	Stage, Axis, Input string
	Named              bool // an argument names it; else the stage always creates it
}

func (p AxisExists) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E303", At: p.At, Message: fmt.Sprintf("`%s` cannot create `%s`: it is there already", p.Stage, p.Axis),
		Label: "x is " + p.Input, Rule: "an axis name stands for one axis of a tensor",
	}
	if p.Named {
		d.Hint = fmt.Sprintf("add `mix: %s` to contract the old one, or give the new one another name", p.Axis)
	}
	return d
}

// WrongResult is a block or fn whose body gives another type than written.
type WrongResult struct {
	At        source.Span
	Name      string
	Want, Got string
	Declared  source.Span
}

func (p WrongResult) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E304", At: p.At, Message: fmt.Sprintf("`%s` should give %s, its body gives %s", p.Name, p.Want, p.Got),
		Label: p.Got, Rule: "the type after the arrow is a promise to every user of the block",
	}
	if !p.Declared.IsZero() {
		d.Related = []Related{{At: p.Declared, Text: "promised here"}}
	}
	return d
}

// TooManyComponents asks for more components than there are channels.
type TooManyComponents struct {
	At             source.Span
	Stage          string
	Wanted, Axis   string
	Have           int
	ReferenceTaken bool // an average reference took one rank
}

func (p TooManyComponents) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E305", At: p.At, Message: fmt.Sprintf("`%s` cannot find %s components in %d %ss", p.Stage, p.Wanted, p.Have, p.Axis),
		Label: fmt.Sprintf("at most %d", p.Have), Rule: "components are combinations of channels, and there are no more independent ones than channels",
		Fix: instead(p.At, fmt.Sprint(p.Have)),
	}
	if p.ReferenceTaken {
		d.Rule = "an average reference leaves one independent channel fewer"
	}
	return d
}

// WindowTooLong does not fit into what it is cut from.
type WindowTooLong struct {
	At             source.Span
	Stage          string
	Window, Signal string // as a reader writes them
	Axis           string
}

func (p WindowTooLong) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E306", At: p.At, Message: fmt.Sprintf("a window of %s is longer than the signal of %s", p.Window, p.Signal),
		Label: "does not fit", Rule: fmt.Sprintf("`%s` needs at least one whole window along `%s`", p.Stage, p.Axis),
	}
}

// NoClassifier is a method that does not end in scores.
type NoClassifier struct {
	At     source.Span
	Method string
	Got    string
	Net    bool
}

func (p NoClassifier) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E307", At: p.At, Message: fmt.Sprintf("method `%s` does not end in a classifier", p.Method),
		Label: "ends in " + p.Got, Rule: "a method is judged by one score a class and trial",
		Hint: "end it with lda, logistic, svm, min_distance or train(...)",
	}
}

// NotTrials is continuous data where labelled pieces are needed.
type NotTrials struct {
	At    source.Span
	Stage string // "" when the data of a study itself is meant
	Study string
}

func (p NotTrials) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E308", At: p.At, Message: fmt.Sprintf("`%s` learns from labelled trials, here come whole recordings", p.Stage),
		Label: "Recordings", Rule: "only trials have labels", Hint: "cut them first: |> trials(0..4 s)",
	}
	if p.Stage == "" {
		d.Message = fmt.Sprintf("the data of `%s` are recordings that nobody cut into trials", p.Study)
	}
	return d
}

// SizesDiffer is one axis with two lengths.
type SizesDiffer struct {
	At        source.Span
	Axis      string
	Want, Got string
}

func (p SizesDiffer) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E309", At: p.At, Message: fmt.Sprintf("`%s` is %s here and %s there", p.Axis, p.Want, p.Got),
		Label: p.Axis + "=" + p.Got, Rule: "one axis name has one length within a tensor",
	}
}

// NotAStage is a thing in a pipeline that is no stage, or a call of no function.
type NotAStage struct {
	At   source.Span
	Got  string
	Call bool
	Data bool // recordings in the middle of a pipeline
}

func (p NotAStage) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E310", At: p.At, Message: fmt.Sprintf("a stage is needed after `|>`, this is %s", p.Got), Label: p.Got,
		Rule: "x |> f(a) is f(x, a): what stands after it takes what comes before",
	}
	switch {
	case p.Call:
		d.Rule = "parentheses after a name give arguments to it"
		d.Message = fmt.Sprintf("only a function, block, protocol or operator is called, this is %s", p.Got)
	case p.Data:
		d.Message = "recordings begin a pipeline, they cannot stand in its middle"
		d.Label, d.Rule = "recordings", "a source takes nothing, so nothing can flow into it"
	}
	return d
}

// AxisTwice is one axis in two roles of one call.
type AxisTwice struct {
	At                source.Span
	Axis, Role, Other string
}

func (p AxisTwice) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E311", At: p.At, Message: fmt.Sprintf("`%s` is in `%s` and in `%s`", p.Axis, p.Other, p.Role),
		Label: "named again", Rule: "an axis has one role in a call: slid over, mixed, kept apart or created",
	}
}

// NoElement is an index beyond a list.
type NoElement struct {
	At    source.Span
	Index string
	Size  int
	Of    string // copies, when it is a repeated stage
}

func (p NoElement) Diagnose() Diagnostic {
	if p.Of != "" {
		return Diagnostic{
			Code: "E312", At: p.At, Message: fmt.Sprintf("there is no number %s among %d %s", p.Index, p.Size, p.Of),
			Rule: p.Of + " count from 1",
		}
	}
	return Diagnostic{
		Code: "E312", At: p.At, Message: fmt.Sprintf("there is no element %s in a list of %d", p.Index, p.Size),
		Rule: "elements count from 1",
	}
}

// ExtraAxes are axes a stage has no place for.
type ExtraAxes struct {
	At                     source.Span
	Stage, Axes, Want, Got string
	Before                 string
}

func (p ExtraAxes) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E313", At: p.At, Message: fmt.Sprintf("`%s` takes %s and has no place for `%s`", p.Stage, p.Want, p.Axes),
		Label: "x is " + p.Got, Rule: "its type has no .. that would stand for further axes",
	}
	if p.Before != "" {
		d.Rule = fmt.Sprintf("`%s` gives %s", p.Before, p.Got)
	}
	return d
}

// ChangesType is a residual or repeated stage that does not give what it takes.
type ChangesType struct {
	At           source.Span
	Stage        string
	Takes, Gives string
}

func (p ChangesType) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E314", At: p.At, Message: fmt.Sprintf("`%s` needs a stage that keeps the type", p.Stage),
		Label: p.Takes + " -> " + p.Gives, Rule: "what comes out goes in again, or is added to what went in",
	}
}

// LossDoesNotFit is a function that cannot judge what a network gives.
type LossDoesNotFit struct {
	At    source.Span
	Loss  string
	Gives string // the network's output
	Why   string
}

func (p LossDoesNotFit) Diagnose() Diagnostic {
	name := "this function"
	if !strings.HasPrefix(p.Loss, "fn(") {
		name = "`" + p.Loss + "`"
	}
	return Diagnostic{
		Code: "E315", At: p.At, Message: fmt.Sprintf("%s does not fit the network as its loss: %s", name, p.Why),
		Label: "the network gives " + p.Gives,
		Rule:  "a loss is handed the scores of one trial and a target of the same axes, and gives one number",
	}
}

// WrongStep is the step of a recurrence that does not give the state it is handed.
type WrongStep struct {
	At          source.Span
	Stage       string
	Comes, Goes string // types of the state
	Fields      bool   // it gives carry and emit; else Goes says what it gives
}

func (p WrongStep) Diagnose() Diagnostic {
	if !p.Fields {
		return Diagnostic{
			Code: "E316", At: p.At, Message: fmt.Sprintf("the step of `%s` gives no `carry` and `emit`", p.Stage),
			Label: p.Goes, Rule: "`carry` is the state for the next step, `emit` what comes out at this one",
			Hint: "{ carry: state, emit: state }",
		}
	}
	return Diagnostic{
		Code: "E316", At: p.At, Message: fmt.Sprintf("the step of `%s` is handed %s and carries on %s", p.Stage, p.Comes, p.Goes),
		Label: p.Goes, Rule: "what a step carries comes in at the next one, so both have one type; a start that is a number takes the axes of the first",
	}
}
