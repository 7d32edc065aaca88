package types

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// An Arg is one argument by the name of its parameter. Value is nil while it is
// not known; Type is then all there is.
type Arg struct {
	Name    string
	Value   Value
	Type    Type
	Default bool        // filled in, not written
	At      source.Span // where it was written; zero for defaults
}

// A Bound is an operator with all its arguments, in the order of its parameters.
type Bound struct {
	Op   *Operator
	Args []Arg
	Span source.Span // the call
}

// Arg finds an argument; ok is false when the operator has no such parameter.
func (b *Bound) Arg(name string) (Arg, bool) {
	for _, a := range b.Args {
		if a.Name == name {
			return a, true
		}
	}
	return Arg{}, false
}

// Value of an argument, nil when unknown.
func (b *Bound) Value(name string) Value {
	a, _ := b.Arg(name)
	return a.Value
}

// Has reports whether the argument is known and not `none`.
func (b *Bound) Has(name string) bool {
	switch v := b.Value(name).(type) {
	case nil:
		return false
	case NameValue:
		return v != "none"
	case Axes:
		return len(v) > 0
	}
	return true
}

// Written reports whether the argument stands in the text.
func (b *Bound) Written(name string) bool {
	a, ok := b.Arg(name)
	return ok && !a.Default
}

// ArgSpan is where an argument was written, or the call for a default.
func (b *Bound) ArgSpan(name string) source.Span {
	if a, ok := b.Arg(name); ok && !a.At.IsZero() {
		return a.At
	}
	return b.Span
}

// Num of an argument; ok is false when it is not a known number.
func (b *Bound) Num(name string) (Num, bool) {
	n, ok := b.Value(name).(Num)
	return n, ok
}

// Float is a number in base units, 0 when unknown.
func (b *Bound) Float(name string) float64 {
	n, _ := b.Num(name)
	return n.Float()
}

// Int is a whole number, 0 when unknown.
func (b *Bound) Int(name string) int {
	n, _ := b.Num(name)
	i, _ := n.Whole()
	return int(i)
}

// Choice is a name, "" when unknown.
func (b *Bound) Choice(name string) string {
	switch v := b.Value(name).(type) {
	case NameValue:
		return string(v)
	case BoolValue:
		return v.Show()
	}
	return ""
}

// Bool is false when unknown.
func (b *Bound) Bool(name string) bool {
	v, _ := b.Value(name).(BoolValue)
	return bool(v)
}

// Text is "" when unknown.
func (b *Bound) Text(name string) string {
	if v, ok := b.Value(name).(TextValue); ok {
		return string(v)
	}
	return b.Choice(name)
}

// Range of an argument.
func (b *Bound) Range(name string) (Range, bool) {
	r, ok := b.Value(name).(Range)
	return r, ok
}

// Axes of an argument; nil for none.
func (b *Bound) Axes(name string) Axes {
	a, _ := b.Value(name).(Axes)
	return a
}

// Names of a names argument, one or several; nil when unknown or none.
func (b *Bound) Names(name string) []string { return nameList(b.Value(name)) }

func nameList(v Value) []string {
	switch v := v.(type) {
	case NameValue:
		if v == "none" {
			return nil
		}
		return []string{string(v)}
	case TextValue:
		return []string{string(v)}
	case List:
		var out []string
		for _, x := range v {
			out = append(out, nameList(x)...)
		}
		return out
	}
	return nil
}

// Ints of a whole number, a range or a list of them.
func (b *Bound) Ints(name string) []int { return intList(b.Value(name)) }

func intList(v Value) []int {
	const most = 100_000
	switch v := v.(type) {
	case Num:
		if n, ok := v.Whole(); ok {
			return []int{int(n)}
		}
	case Range:
		lo, ok := v.Lo.Whole()
		hi, ok2 := v.Hi.Whole()
		if !ok || !ok2 || hi-lo > most {
			return nil
		}
		var out []int
		for i := lo; i <= hi; i++ {
			out = append(out, int(i))
		}
		return out
	case List:
		var out []int
		for _, x := range v {
			out = append(out, intList(x)...)
		}
		return out
	}
	return nil
}

// Stage of an argument, nil when unknown.
func (b *Bound) Stage(name string) *Stage {
	s, _ := b.Value(name).(*Stage)
	return s
}

// Stages of an argument that is a stage or a list of them.
func (b *Bound) Stages(name string) []*Stage {
	switch v := b.Value(name).(type) {
	case *Stage:
		return []*Stage{v}
	case List:
		var out []*Stage
		for _, x := range v {
			if s, ok := x.(*Stage); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// Sub is an argument that is itself a call: a split, a stop rule, an optimizer.
func (b *Bound) Sub(name string) *Bound {
	s, _ := b.Value(name).(*Bound)
	return s
}

// List of an argument; a single value is a list of one.
func (b *Bound) List(name string) []Value {
	switch v := b.Value(name).(type) {
	case nil:
		return nil
	case List:
		return v
	default:
		return []Value{v}
	}
}

// Record of an argument; empty when unknown.
func (b *Bound) Record(name string) Record {
	r, _ := b.Value(name).(Record)
	return r
}

// Term of an argument that is a tensor, nil when unknown.
func (b *Bound) Term(name string) *Term {
	t, _ := b.Value(name).(*Term)
	return t
}

// Terms of an argument that is a tensor or a list of them.
func (b *Bound) Terms(name string) []*Term {
	var out []*Term
	for _, v := range b.List(name) {
		if t, ok := v.(*Term); ok {
			out = append(out, t)
		}
	}
	return out
}

// Shape of an argument.
func (b *Bound) Shape(name string) (Tensor, bool) {
	s, ok := b.Value(name).(ShapeValue)
	return s.Tensor, ok
}

// Samples is an extent in samples at a rate: a whole number is samples, a
// duration is rounded to the nearest. ok is false when it is unknown, or a
// duration meets no rate.
func (b *Bound) Samples(name string, rate float64) (n int, ok bool) {
	v, ok := b.Num(name)
	if !ok {
		return 0, false
	}
	return v.Samples(rate)
}

// Samples of a number of samples or a duration at a rate, to the nearest.
func (n Num) Samples(rate float64) (int, bool) {
	if k, ok := n.Whole(); ok {
		return int(k), true
	}
	if n.Dim != Time || rate <= 0 {
		return 0, false
	}
	x := n.Float() * rate
	if x < 0 {
		return -int(-x + 0.5), true
	}
	return int(x + 0.5), true
}

// Show prints the call without defaults, canonically.
func (b *Bound) Show() string { return b.show(false) }

// ShowFull prints it with every default.
func (b *Bound) ShowFull() string { return b.show(true) }

func (b *Bound) show(full bool) string {
	positional := false
	if b.Op != nil && b.Op.Sig != nil && len(b.Op.Sig.Params) > 0 {
		first := b.Op.Sig.Params[0].Type
		_, axis := first.(AxisType)
		// simulated.erp(4) would not tell a reader four of what.
		positional = !axis && (b.Op.Role != SourceRole || first == Text)
	}
	return b.Op.Name + showArgs(b.Args, full, positional)
}

func showArgs(args []Arg, full, positional bool) string {
	var parts []string
	for i, a := range args {
		if a.Default && !full {
			continue
		}
		text := showArg(a.Value, full)
		if i > 0 || !positional {
			text = a.Name + ": " + text
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func showArg(v Value, full bool) string {
	switch x := v.(type) {
	case *Stage:
		return x.show(full)
	case *Bound:
		return x.show(full)
	case Record:
		parts := make([]string, len(x.Keys))
		for i, k := range x.Keys {
			parts[i] = NameValue(k).Show() + ": " + showArg(x.Values[i], full)
		}
		if len(parts) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case *Term: // its type: terms are shared, and printing them all could take forever
		if x.Form == ApplyTerm || x.Form == ArithTerm {
			return x.Out.String()
		}
	case List:
		// Where a list of numbers is asked for, one number is a list of one.
		if len(x) == 1 {
			if n, number := x[0].(Num); number {
				return n.Show()
			}
		}
		parts := make([]string, len(x))
		for i, y := range x {
			parts[i] = showArg(y, full)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return Show(v)
}
