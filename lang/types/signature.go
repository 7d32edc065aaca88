package types

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// A Signature is an operator's head, typed.
type Signature struct {
	Name    string
	Params  []Param
	In, Out *Pattern // nil when there is no arrow
	Arrow   string   // "->", "~>" or ""
	Text    string   // as written
}

// A Param of an operator, fn, block or protocol. Options and Lo..Hi are its
// constraint. A choice parameter may also take other values of its Type when
// that is a function (a loss).
type Param struct {
	Name    string
	Type    Type
	Options []string
	Lo, Hi  *Num
	Default syntax.Expr // nil: must be given
	Span    source.Span
}

// Param finds a parameter by name.
func (s *Signature) Param(name string) (Param, bool) {
	for _, p := range s.Params {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// AllDefaults reports whether no argument must be given.
func (s *Signature) AllDefaults() bool {
	for _, p := range s.Params {
		if p.Default == nil {
			return false
		}
	}
	return true
}

// ParseOperator reads an operator's signature in the language's own syntax.
// A dotted name (simulated.erp) is allowed.
//
//	pool(how in [mean, max] = mean, over: Axis, by: Extent) : [..r, over=n] u -> [..r, over=n/by] u
//
// Parameters have a type (NamedType), bounds (in 1..64) or choices (in [a, b]),
// and a default; `none`, `all` and `auto` may be defaults of any type. In the
// tensor types, ..r stands for all other axes; the name of an axis parameter for
// the axes given there; a capital letter for any one axis and C' for its copy; a
// small letter after the bracket for the unit, u^2 for its power, and a letter
// that the input does not have for no unit of its own. Sizes bind (over=n) or
// compute, with + - * and / (rounded up), from bound sizes, whole-number
// parameters, extents in samples and time ranges in samples; the rate of the
// axis follows. `time @ rate` sets the rate and scales the size.
//
// A tensor type alone lifts over recordings and trials; Recordings, Trials and
// Scores may be asked for, with a tensor after the first two. The name of a
// stage parameter stands for what that stage takes or gives: net ~> Scores.
// "~>" makes a learner. A parameter of type Tensor takes a tensor computed beside
// the input; State and Step make a recurrence along `over`; Loss takes a function
// of scores and targets, and Part names parts of the network beside it. Without an arrow, the type after ":" tells the role:
// Recordings a source; Split, Score, Compare; a stage parameter a stage that
// behaves as that one; a number or shape a value; any other name an option.
func ParseOperator(sig string) (*Operator, error) {
	prefix := ""
	if head, _, ok := strings.Cut(sig, "("); ok {
		if dot := strings.LastIndex(head, "."); dot >= 0 {
			prefix = head[:dot+1]
		}
	} else if head, _, ok := strings.Cut(sig, ":"); ok {
		if dot := strings.LastIndex(head, "."); dot >= 0 {
			prefix = head[:dot+1]
		}
	}
	tree, err := syntax.ParseSignature(sig[len(prefix):])
	if err != nil {
		return nil, err
	}
	s, err := typedSignature(tree)
	if err != nil {
		return nil, fmt.Errorf("signature %q: %w", sig, err)
	}
	s.Text, s.Name = sig, prefix+s.Name
	op := &Operator{Name: s.Name, Sig: s}
	op.Role = roleOf(s)
	if s.Arrow == "~>" {
		op.Kind = Learner
	}
	return op, nil
}

func roleOf(s *Signature) Role {
	if s.Arrow != "" || s.Out == nil || s.Out.Stage != "" {
		return StageRole
	}
	switch s.Out.Type {
	case Split:
		return SplitRole
	case Score:
		return ScoreRole
	case Compare:
		return CompareRole
	}
	if s.Out.Collection == "Recordings" {
		return SourceRole
	}
	if _, ok := s.Out.Type.(Opaque); ok {
		return OptionRole
	}
	return ValueRole
}

func typedSignature(tree *syntax.Signature) (*Signature, error) {
	s := &Signature{Name: tree.Name.Name, Arrow: tree.Arrow}
	for _, p := range tree.Params {
		typed, err := operatorParam(p)
		if err != nil {
			return nil, err
		}
		s.Params = append(s.Params, typed)
	}
	if tree.In == nil && tree.Out == nil {
		return s, nil
	}
	var err error
	if tree.Arrow != "" {
		if s.In, err = s.pattern(tree.In); err != nil {
			return nil, err
		}
	}
	s.Out, err = s.pattern(tree.Out)
	return s, err
}

func operatorParam(p *syntax.Param) (Param, error) {
	out := Param{Name: p.Name.Name, Default: p.Default, Span: p.Span()}
	if p.Type != nil {
		t, ok := NamedType(p.Type, true)
		if !ok {
			return out, fmt.Errorf("parameter %s: unknown type %s", out.Name, p.Type.Name)
		}
		out.Type = t
	}
	switch in := p.In.(type) {
	case nil:
	case *syntax.List:
		for _, item := range in.Items {
			name, ok := item.Value.(*syntax.Name)
			if !ok {
				return out, fmt.Errorf("parameter %s: a choice is a list of names", out.Name)
			}
			out.Options = append(out.Options, name.Name)
		}
	case *syntax.Binary:
		lo, okLo := constant(in.L)
		hi, okHi := constant(in.R)
		if in.Op != ".." || !okLo || !okHi {
			return out, fmt.Errorf("parameter %s: a constraint is a range or a list of names", out.Name)
		}
		if lo.Unit == "" && hi.Unit != "" {
			lo, _ = ParseNum(lo.Show(), hi.Unit)
		}
		out.Lo, out.Hi = &lo, &hi
	default:
		return out, fmt.Errorf("parameter %s: a constraint is a range or a list of names", out.Name)
	}
	if out.Type == nil {
		out.Type = typeOfDefault(out)
	}
	return out, nil
}

func typeOfDefault(p Param) Type {
	if p.Options != nil {
		return Choice{p.Options}
	}
	if n, ok := constant(p.Default); ok {
		return TypeOfNum(n)
	}
	if p.Lo != nil {
		return TypeOfNum(*p.Lo)
	}
	if name, ok := p.Default.(*syntax.Name); ok && (name.Name == "yes" || name.Name == "no") {
		return Bool
	}
	return Any
}

// TypeOfNum is Int, Real or a quantity.
func TypeOfNum(n Num) Type {
	switch {
	case n.Dim != None:
		return Quantity{n.Dim, n.Unit}
	case n.Int:
		return Int
	}
	return Real
}

// constant reads a literal, with a sign.
func constant(e syntax.Expr) (Num, bool) {
	switch e := e.(type) {
	case *syntax.Number:
		return ParseNum(e.Text, "")
	case *syntax.Quantity:
		return ParseNum(e.Number.Text, e.Unit)
	case *syntax.Unary:
		if n, ok := constant(e.X); ok && e.Op == "-" {
			return n.Neg(), true
		}
	}
	return Num{}, false
}

// typeRows are the types with a name that are not basic.
var typeRows = [...]struct {
	name string
	t    Type
}{
	{"Axis", AxisType{}},
	{"Axes", AxisType{Many: true}},
	{"NewAxis", AxisType{New: true}},
	{"NewAxes", AxisType{Many: true, New: true}},
	{"Stage", StageParam{Any: true}},
	{"Map", StageParam{Kind: Map}},
	{"Net", StageParam{Kind: Net}},
	{"Learner", StageParam{Kind: Learner}},
	{"Part", StageParam{Any: true, Part: true}},
	{"Tensor", AnyTensor},
	{"Scores", Scores{}},
	{"Recordings", Recordings{Of: Tensor{Open: true, Unit: AnyMeasure}}},
	{"Trials", Trials{Of: Tensor{Open: true, Unit: AnyMeasure}}},
	{"Split", Split},
	{"Score", Score},
	{"Compare", Compare},
}

// NamedType reads a written parameter type that is no tensor: Int, Hz,
// Range s, List Stage. Opaque capitalised names are allowed in signatures only.
func NamedType(t *syntax.Type, opaque bool) (Type, bool) {
	if t.Tensor {
		return Unknown, false
	}
	if t.Of != nil {
		elem, ok := NamedType(t.Of, opaque)
		switch {
		case !ok:
			return Unknown, false
		case t.Name == "Range":
			return RangeOf{elem}, true
		case t.Name == "List":
			return ListOf{elem}, true
		}
		return Unknown, false
	}
	for _, row := range typeRows {
		if row.name == t.Name {
			return row.t, true
		}
	}
	for i, name := range basicNames {
		if name == t.Name && Basic(i) != Unknown {
			return Basic(i), true
		}
	}
	if u, ok := ParseUnit(t.Name); ok {
		return Quantity{u.Dim, u.Name}, true
	}
	if opaque && t.Name != "" && t.Name[0] >= 'A' && t.Name[0] <= 'Z' {
		return Opaque(t.Name), true
	}
	return Unknown, false
}

// TypeNames lists what NamedType knows, for suggestions.
func TypeNames() []string {
	names := []string{
		"Axis", "Axes", "NewAxes", "Stage", "Map", "Net", "Learner", "Tensor", "Range", "List", "Scores", "Recordings",
		"Trials", "Split", "Score", "Compare",
	}
	return append(append(names, basicNames[1:]...), UnitNames()...)
}

// Has reports whether there is such a parameter.
func (s *Signature) Has(name string) bool {
	_, ok := s.Param(name)
	return ok
}
