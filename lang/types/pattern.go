package types

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// A Pattern is a type with holes, in a signature or before and after a block's
// arrow. Exactly one of its parts is used.
type Pattern struct {
	Collection string         // Recordings, Trials or Scores; Tensor may be inside
	Tensor     *TensorPattern // lifts over recordings and trials when alone
	Stage      string         // what the stage given as this parameter takes or gives
	Type       Type           // any other type
}

// A TensorPattern names axes. Rest stands for all others.
type TensorPattern struct {
	Rest string
	Axes []AxisPattern
	Unit string // as written; UnitVar tells whether it is a variable
}

// An AxisPattern is an axis by its own name, by the axis parameter that names
// it, or by a variable (one capital letter) that stands for any one axis.
type AxisPattern struct {
	Name   string      // without primes
	Primes string      // a second copy: '
	Param  bool        // Name is an axis parameter
	Var    bool        // Name is an axis variable
	Size   syntax.Expr // nil: as it is
	Rate   syntax.Expr // nil: as it is
}

// pattern reads a signature's type.
func (s *Signature) pattern(t *syntax.Type) (*Pattern, error) {
	if t == nil {
		return nil, fmt.Errorf("a type is missing")
	}
	if !t.Tensor {
		switch t.Name {
		case "Recordings", "Trials", "Scores":
			p := &Pattern{Collection: t.Name}
			if t.Of != nil && t.Of.Tensor {
				p.Tensor = s.tensorPattern(t.Of)
			}
			return p, nil
		}
		if p, ok := s.Param(t.Name); ok && isStageParam(p.Type) {
			return &Pattern{Stage: t.Name}, nil
		}
		named, ok := NamedType(t, true)
		if !ok {
			return nil, fmt.Errorf("unknown type %s", t.Name)
		}
		return &Pattern{Type: named}, nil
	}
	return &Pattern{Tensor: s.tensorPattern(t)}, nil
}

func isStageParam(t Type) bool {
	if l, ok := t.(ListOf); ok {
		t = l.Elem
	}
	_, ok := t.(StageParam)
	return ok
}

func (s *Signature) tensorPattern(t *syntax.Type) *TensorPattern {
	return ReadTensor(t, func(name string) bool {
		p, ok := s.Param(name)
		_, axis := p.Type.(AxisType)
		return ok && axis
	})
}

// ReadTensor reads a written tensor type; isParam tells which names are axis
// parameters.
func ReadTensor(t *syntax.Type, isParam func(string) bool) *TensorPattern {
	p := &TensorPattern{Unit: CanonicalUnit(t.Unit)}
	for _, arg := range t.Axes {
		if arg.Rest != nil {
			p.Rest = arg.Rest.Name
			continue
		}
		a := AxisPattern{Rate: arg.Rate}
		name := ""
		switch {
		case arg.Axis != nil:
			name, a.Size = arg.Axis.Name, arg.Value
		default:
			if n, ok := arg.Value.(*syntax.Name); ok {
				name = n.Name
			}
		}
		a.Name = strings.TrimRight(name, "'")
		a.Primes = name[len(a.Name):]
		a.Param = isParam(a.Name)
		a.Var = !a.Param && len(a.Name) == 1 && a.Name[0] >= 'A' && a.Name[0] <= 'Z'
		p.Axes = append(p.Axes, a)
	}
	return p
}

// unitVar splits u^2 into its variable and power; ok is false for a real unit.
func unitVar(text string) (name string, power int, ok bool) {
	if text == "" {
		return "", 0, false
	}
	if _, real := ParseUnit(text); real {
		return "", 0, false
	}
	name, exponent, found := strings.Cut(text, "^")
	power = 1
	if found {
		if _, err := fmt.Sscan(exponent, &power); err != nil {
			return "", 0, false
		}
	}
	return name, power, len(name) == 1 && name[0] >= 'a' && name[0] <= 'z'
}

// GoodUnit reports whether a pattern's unit is a unit or a variable.
func GoodUnit(text string) bool {
	if text == "" {
		return true
	}
	if _, ok := ParseUnit(text); ok {
		return true
	}
	_, _, ok := unitVar(text)
	return ok
}

// String prints the pattern as a reader would write it.
func (p *Pattern) String() string {
	switch {
	case p == nil:
		return "?"
	case p.Collection != "":
		if p.Tensor != nil {
			return p.Collection + " " + p.Tensor.String()
		}
		return p.Collection
	case p.Tensor != nil:
		return p.Tensor.String()
	case p.Stage != "":
		return p.Stage
	}
	return p.Type.String()
}

func (t *TensorPattern) String() string {
	var parts []string
	if t.Rest != "" {
		parts = append(parts, "..")
	}
	for _, a := range t.Axes {
		name := a.Name + a.Primes
		if a.Var {
			name = "channel" + a.Primes
		}
		parts = append(parts, name)
	}
	out := "[" + strings.Join(parts, ", ") + "]"
	if _, _, variable := unitVar(t.Unit); t.Unit != "" && !variable {
		out += " " + t.Unit
	}
	return out
}

// OpenType is the widest type that fits the pattern: what a stage takes before
// it has met its input.
func (p *Pattern) OpenType(b *Bound) Type {
	if p == nil {
		return Unknown
	}
	of := Tensor{Open: true, Unit: AnyMeasure}
	if p.Tensor != nil {
		of = p.Tensor.openTensor(b)
	}
	switch p.Collection {
	case "Recordings":
		return Recordings{Of: of}
	case "Trials":
		return Trials{Of: of}
	case "Scores":
		return Scores{}
	}
	if p.Tensor != nil {
		return of
	}
	if p.Type != nil {
		return p.Type
	}
	return Unknown
}

func (t *TensorPattern) openTensor(b *Bound) Tensor {
	out := Tensor{Open: t.Rest != "", Unit: AnyMeasure}
	if _, _, variable := unitVar(t.Unit); !variable {
		if m, ok := MeasureOf(t.Unit); ok {
			out.Unit = m
		}
	}
	for _, a := range t.Axes {
		switch {
		case a.Var:
			out = out.With(Axis{Name: "channel" + a.Primes, Size: LengthOf("channel")})
		case a.Param && b != nil:
			for _, x := range b.Axes(a.Name) {
				out = out.With(Axis{Name: x.Name + a.Primes, Size: LengthOf(x.Name + a.Primes)})
			}
		case !a.Param:
			out = out.With(Axis{Name: a.Name + a.Primes, Size: LengthOf(a.Name + a.Primes)})
		}
	}
	return out
}

// ReadPattern reads the written type of a block; isParam tells which names are
// axis parameters.
func ReadPattern(t *syntax.Type, isParam func(string) bool) (*Pattern, bool) {
	if t == nil {
		return nil, false
	}
	if t.Tensor {
		return &Pattern{Tensor: ReadTensor(t, isParam)}, true
	}
	switch t.Name {
	case "Recordings", "Trials", "Scores":
		p := &Pattern{Collection: t.Name}
		if t.Of != nil && t.Of.Tensor {
			p.Tensor = ReadTensor(t.Of, isParam)
		}
		return p, true
	}
	return nil, false
}
