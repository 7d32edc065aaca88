package types

import (
	"math"
	"strconv"
	"strings"
)

// A Type is what is known of an expression before anything runs.
type Type interface {
	String() string
	isType()
}

// Basic types have no parts.
type Basic int

const (
	// Unknown is the type of a mistake: it fits everything and silences its users.
	Unknown Basic = iota
	Any
	Int
	Real
	Bool
	Text
	Extent // a number of samples or a duration
	Ints   // a whole number, a range or a list of them
	Names  // class, channel or method names
	Labels // names, texts, whole numbers and ranges of them: subjects, sessions, runs
	Fn     // a function
	RecordAny
	Shape   // an axis set with sizes, as a value
	Renames // new axis names for old ones
	Protocol
)

var basicNames = [...]string{
	"?", "Any", "Int", "Real", "Bool", "Text", "Extent", "Ints",
	"Names", "Labels", "Fn", "Record", "Shape", "Renames", "Protocol",
}

type (
	// Quantity has a dimension; the unit is only for display.
	Quantity struct {
		Dim  Dim
		Unit string
	}
	// RangeOf is a closed range of numbers.
	RangeOf struct{ Elem Type }
	// Choice is one name out of a few.
	Choice struct{ Options []string }
	// AxisType is an axis argument.
	AxisType struct {
		Many bool // several may be given as a list
		New  bool // creates axes; sizes may be given
	}
	// ListOf and RecordOf collect.
	ListOf   struct{ Elem Type }
	RecordOf struct {
		Keys  []string
		Elems []Type
	}
	// Opaque is a type of its own, known by name: Split, Score, Compare, Stop ...
	Opaque string

	// Recordings are continuous; Of is one of them.
	Recordings struct {
		Of      Tensor
		Classes []string // names of the events; nil when unknown
		Keys    []string // provenance keys; nil when unknown
	}
	// Trials are labelled pieces.
	Trials struct {
		Of      Tensor
		Classes []string
		Keys    []string
	}
	// Scores are one number a class and trial.
	Scores struct{ Classes []string }

	// StageParam is a parameter that takes a stage: any, or of one kind, or the
	// name of a part of the network beside it.
	StageParam struct {
		Any  bool
		Kind Kind
		Part bool
	}
	// StageType is a stage that has not met its input.
	StageType struct {
		Kind    Kind
		Marks   Marks
		In, Out Type
	}
)

func (Basic) isType()      {}
func (Quantity) isType()   {}
func (RangeOf) isType()    {}
func (Choice) isType()     {}
func (AxisType) isType()   {}
func (ListOf) isType()     {}
func (RecordOf) isType()   {}
func (Opaque) isType()     {}
func (Tensor) isType()     {}
func (Recordings) isType() {}
func (Trials) isType()     {}
func (Scores) isType()     {}
func (StageType) isType()  {}
func (StageParam) isType() {}

// The types of what a study is made of.
const (
	Split   = Opaque("Split")
	Score   = Opaque("Score")
	Compare = Opaque("Compare")
)

// The types of what a network's operators take besides stages.
const (
	// StepFn is a function of a carried state and one slice of the input along
	// `over`; it gives { carry: the next state, emit: a tensor }.
	StepFn = Opaque("Step")
	// State is where such a state starts: a number, a tensor or a record of them.
	State = Opaque("State")
	// LossFn is a function of what a network gives and what it should have given,
	// or an option of that type.
	LossFn = Opaque("Loss")
)

// AnyTensor is a tensor of which nothing is known: the type of a parameter that
// takes one.
var AnyTensor = Tensor{Open: true, Unit: AnyMeasure}

// IsAnyTensor reports whether a parameter of the type takes any tensor.
func IsAnyTensor(t Type) bool {
	x, ok := t.(Tensor)
	return ok && x.Open && len(x.Axes) == 0 && x.Unit.Any
}

func (b Basic) String() string    { return basicNames[b] }
func (q Quantity) String() string { return q.Dim.String() }
func (r RangeOf) String() string  { return "Range " + r.Elem.String() }
func (c Choice) String() string   { return "one of " + strings.Join(c.Options, ", ") }
func (l ListOf) String() string   { return "List " + l.Elem.String() }
func (o Opaque) String() string   { return string(o) }
func (Scores) String() string     { return "Scores" }
func (Recordings) String() string { return "Recordings" }
func (Trials) String() string     { return "Trials" }

func (s StageParam) String() string {
	switch {
	case s.Part:
		return "Part"
	case s.Any:
		return "Stage"
	}
	return [...]string{"Map", "Net", "Learner"}[s.Kind]
}

func (a AxisType) String() string {
	s := "Axis"
	if a.Many {
		s = "Axes"
	}
	if a.New {
		s = "New" + s
	}
	return s
}

func (r RecordOf) String() string {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = k + ": " + r.Elems[i].String()
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// String prints Recordings ~> Recordings, or net [..] -> [filter].
func (s StageType) String() string {
	in, out := "?", "?"
	if s.In != nil {
		in = s.In.String()
	}
	if s.Out != nil {
		out = s.Out.String()
	}
	switch s.Kind {
	case Learner:
		return in + " ~> " + out
	case Net:
		return "net " + in + " -> " + out
	}
	return in + " -> " + out
}

// Inner is the tensor of one trial or recording of a type, if it has one.
func Inner(t Type) (Tensor, bool) {
	switch t := t.(type) {
	case Tensor:
		return t, true
	case Recordings:
		return t.Of, true
	case Trials:
		return t.Of, true
	}
	return Tensor{}, false
}

// Rewrap puts a tensor back into the collection that old is.
func Rewrap(old Type, of Tensor) Type {
	switch t := old.(type) {
	case Recordings:
		t.Of = of
		return t
	case Trials:
		t.Of = of
		return t
	}
	return of
}

// Classes of a collection; nil when unknown or none.
func Classes(t Type) []string {
	switch t := t.(type) {
	case Recordings:
		return t.Classes
	case Trials:
		return t.Classes
	case Scores:
		return t.Classes
	}
	return nil
}

// Keys is the provenance of a collection; nil when unknown or none.
func Keys(t Type) []string {
	switch t := t.(type) {
	case Recordings:
		return t.Keys
	case Trials:
		return t.Keys
	}
	return nil
}

// Describe prints a collection with what is inside: Trials [channel=22] uV.
func Describe(t Type) string {
	switch t.(type) {
	case Recordings, Trials:
		of, _ := Inner(t)
		return t.String() + " " + of.String()
	}
	if t == nil {
		return "?"
	}
	return t.String()
}

func itoa(n int) string { return strconv.Itoa(n) }

func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }
