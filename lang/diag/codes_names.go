package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E1 family: names.
var nameCodes = []Code{
	{"E101", "a name is not known"},
	{"E102", "there is no such parameter"},
	{"E103", "there is no such choice"},
	{"E104", "an axis is not known"},
	{"E105", "a unit is not known"},
	{"E106", "there is no such field"},
	{"E107", "a name is declared twice"},
	{"E108", "an operator is shadowed"},
	{"E109", "declarations depend on each other in a circle"},
	{"E110", "a module or a name in it is not known"},
	{"E111", "there is no such part"},
	{"E112", "an argument or key is given twice"},
	{"E113", "the program is too large to check"},
	{"E114", "a type is not known"},
	{"E115", "a class or method is not known"},
	{"W101", "an import or axis is never used"},
}

// instead is the fix that puts near in place of what stands there.
func instead(at source.Span, near string) *Fix {
	if near == "" {
		return nil
	}
	return &Fix{Text: near, Edits: []Edit{{Span: at, New: near}}}
}

// UnknownName is a value, stage or operator nobody declared.
type UnknownName struct {
	At         source.Span
	Name, Near string
	Import     string // the module that has this name, "" when none is known
	Hint       string
}

func (p UnknownName) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E101", At: p.At, Message: fmt.Sprintf("unknown name `%s`", p.Name), Label: "not declared here",
		Rule: "a name is local, declared in this file, imported, or an operator", Fix: instead(p.At, p.Near), Hint: p.Hint,
	}
	if p.Import != "" {
		d.Fix, d.Hint = nil, fmt.Sprintf("it is in %s: add `use %s (%s)`", p.Import, p.Import, p.Name)
	}
	return d
}

// UnknownParam is a named argument the callee does not have.
type UnknownParam struct {
	At                  source.Span
	Callee, Param, Near string
	Params              []string
}

func (p UnknownParam) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E102", At: p.At, Message: fmt.Sprintf("`%s` has no parameter `%s`", p.Callee, p.Param),
		Fix: instead(p.At, p.Near),
	}
	if len(p.Params) == 0 {
		d.Rule = "it takes no arguments"
	} else if d.Fix == nil {
		d.Hint = "it has " + quotedList(p.Params, "and")
	}
	return d
}

// UnknownChoice is a name that is none of a parameter's choices.
type UnknownChoice struct {
	At               source.Span
	Param, Got, Near string
	Options          []string
}

func (p UnknownChoice) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E103", At: p.At, Message: fmt.Sprintf("`%s` cannot be `%s`", p.Param, p.Got),
		Label: "no such choice", Rule: fmt.Sprintf("`%s` is %s", p.Param, quotedList(p.Options, "or")), Fix: instead(p.At, p.Near),
	}
}

// UnknownAxis is an axis that is neither predeclared nor declared with `axis`.
type UnknownAxis struct {
	At         source.Span
	Name, Near string
}

func (p UnknownAxis) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E104", At: p.At, Message: fmt.Sprintf("unknown axis `%s`", p.Name), Fix: instead(p.At, p.Near)}
	if d.Fix == nil {
		d.Hint = fmt.Sprintf("a new axis is declared once per file: axis %s", p.Name)
	}
	return d
}

// NoSuchUnit is a word after a number that is no unit.
type NoSuchUnit struct {
	At         source.Span
	Unit, Near string
}

func (p NoSuchUnit) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E105", At: p.At, Message: fmt.Sprintf("unknown unit `%s`", p.Unit), Fix: instead(p.At, p.Near)}
	if d.Fix == nil {
		d.Hint = "the units are Hz, kHz, s, ms, us, min, h, V, mV, uV, nV, m, cm, mm, dB and %"
	}
	return d
}

// UnknownField is a field a study or protocol does not have.
type UnknownField struct {
	At                source.Span
	Where, Name, Near string
	Fields            []string
}

func (p UnknownField) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E106", At: p.At, Message: fmt.Sprintf("a %s has no field `%s`", p.Where, p.Name), Fix: instead(p.At, p.Near)}
	if d.Fix == nil {
		d.Hint = "its fields are " + quotedList(p.Fields, "and")
	}
	return d
}

// DeclaredTwice is a second declaration of one name.
type DeclaredTwice struct {
	At, First source.Span
	Name      string
}

func (p DeclaredTwice) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E107", At: p.At, Message: fmt.Sprintf("`%s` is declared twice", p.Name), Label: "declared again",
		Rule: "names do not change, so each is declared once",
	}
	if !p.First.IsZero() {
		d.Related = []Related{{At: p.First, Text: "first declared here"}}
	}
	return d
}

// ShadowsOperator is a declaration with the name of an operator.
type ShadowsOperator struct {
	At   source.Span
	Name string
}

func (p ShadowsOperator) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E108", At: p.At, Message: fmt.Sprintf("`%s` is an operator of the language", p.Name),
		Label: "choose another name", Rule: "operators mean the same in every file, so none may be declared anew",
		Hint: fmt.Sprintf("my_%s would do", p.Name),
	}
}

// Cyclic is a declaration that needs itself.
type Cyclic struct {
	At, Decl source.Span
	Name     string
}

func (p Cyclic) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E109", At: p.At, Message: fmt.Sprintf("`%s` is needed to know `%s`", p.Name, p.Name),
		Label: "leads back to its own declaration", Rule: "declarations may stand in any order, but not in a circle: every program ends",
	}
	if !p.Decl.IsZero() {
		d.Related = []Related{{At: p.Decl, Text: "declared here"}}
	}
	return d
}

// UnknownModule is a module that is not there, or a name it does not have.
type UnknownModule struct {
	At           source.Span
	Module, Name string // Name is "" when the module itself is not there
	Near         string
}

func (p UnknownModule) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E110", At: p.At, Message: fmt.Sprintf("there is no module `%s`", p.Module), Fix: instead(p.At, p.Near)}
	if d.Fix == nil {
		d.Rule = "`use` takes a module of the library, or a file of the project in quotes"
	}
	if p.Name != "" {
		d.Message = fmt.Sprintf("`%s` has nothing called `%s`", p.Module, p.Name)
		if d.Fix == nil {
			d.Rule = "only names that are declared in the module can be taken from it"
		}
	}
	return d
}

// NoSuchPart is a name after a dot, or an index, that leads nowhere.
type NoSuchPart struct {
	At         source.Span
	Of, Name   string
	Near, Hint string
}

func (p NoSuchPart) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E111", At: p.At, Message: fmt.Sprintf("%s has no part `%s`", p.Of, p.Name),
		Fix: instead(p.At, p.Near), Hint: p.Hint,
	}
	if p.Name == "" {
		d.Message = fmt.Sprintf("%s is a group of names, not a value", p.Of)
	}
	if d.Fix == nil && d.Hint == "" {
		d.Rule = "after a dot stands a field of a record, a name of a module or a let of a block"
	}
	return d
}

// GivenTwice is a repeated argument or record key.
type GivenTwice struct {
	At, First source.Span
	Name      string
}

func (p GivenTwice) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E112", At: p.At, Message: fmt.Sprintf("`%s` is given twice", p.Name), Label: "given again",
		Rule: "which of the two counts should not be a riddle",
	}
	if !p.First.IsZero() {
		d.Related = []Related{{At: p.First, Text: "first given here"}}
	}
	return d
}

// TooLarge is a program that would take the checker too long.
type TooLarge struct {
	At   source.Span
	What string
	Most int64
}

func (p TooLarge) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E113", At: p.At, Message: fmt.Sprintf("%s is too large to check", p.What),
		Label: fmt.Sprintf("more than %s", grouped(p.Most)), Rule: "checking ends quickly for every text, so there are limits",
	}
}

// UnknownType is a type annotation that names no type.
type UnknownType struct {
	At         source.Span
	Name, Near string
}

func (p UnknownType) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E114", At: p.At, Message: fmt.Sprintf("unknown type `%s`", p.Name), Fix: instead(p.At, p.Near)}
	if d.Fix == nil {
		d.Hint = "types are Int, Real, Bool, Text, a unit such as Hz, Range Hz, Extent, Stage, List Stage or a tensor such as [channel, time] uV"
	}
	return d
}

// UnknownMember is a class name no event has, or a method the study lacks.
type UnknownMember struct {
	At         source.Span
	What       string // class, method, channel
	Name, Near string
	All        []string
}

func (p UnknownMember) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E115", At: p.At, Message: fmt.Sprintf("there is no %s `%s`", p.What, p.Name), Fix: instead(p.At, p.Near)}
	d.Rule = "names stand for what they name; they are not made up on the way"
	if len(p.All) > 0 {
		d.Rule = "there is " + quotedList(p.All, "and")
	}
	return d
}

// NeverUsed is an import or axis without a user.
type NeverUsed struct {
	At         source.Span
	What, Name string
}

func (p NeverUsed) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W101", Severity: Warning, At: p.At, Message: fmt.Sprintf("%s `%s` is never used", p.What, p.Name),
		Rule: "nothing breaks, but something may have been meant to use it",
	}
}
