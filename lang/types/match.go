package types

import (
	"sort"
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// A Mismatch says why a stage does not fit its input; the checker words it.
type Mismatch struct {
	Why   Why
	Axis  string // the axis in question
	Param string // the axis parameter that named it, if any
	Want  string
	Got   string
}

// Why a pattern does not match.
type Why int

const (
	Collection  Why = iota // Trials wanted, Recordings given, ...
	MissingAxis            // an axis that is not there
	ExtraAxes              // axes the stage has no place for; Axis lists them
	AxisThere              // an axis to be created that is there already
	AxisTwice              // one axis in two roles
	WrongUnit              // Want, Got are dimensions
	WrongSize              // Want, Got are sizes of Axis
)

// matching collects what the holes of a signature stand for.
type matching struct {
	b     *Bound
	rest  []Axis
	open  bool             // the rest may hold further axes
	axes  map[string]Axis  // axis variables
	sizes map[string]sized // size variables
	units map[string]Measure
	rate  float64           // of the axis along which extents count
	named map[string]string // axis -> parameter that named it

	guessed bool // an axis variable met an open input
}

// sized is a size and how it grows with the bound variable, which is also how
// the rate changes.
type sized struct {
	size  Size
	rate  float64
	scale float64
	start Axis // where the variable was bound
}

// Apply matches an input against the signature and gives the output. Tensor
// patterns lift over Recordings and Trials. Stage patterns are left to the
// checker.
func (s *Signature) Apply(b *Bound, in Type) (Type, *Mismatch) {
	return Fit(s.In, s.Out, b, in)
}

// Fit is Apply for patterns that stand alone, as a block's do.
func Fit(from, to *Pattern, b *Bound, in Type) (Type, *Mismatch) {
	if in == Unknown || in == nil {
		return Unknown, nil
	}
	inner, miss := enter(from, in)
	if miss != nil {
		return Unknown, miss
	}
	m := &matching{
		b: b, axes: map[string]Axis{}, sizes: map[string]sized{}, units: map[string]Measure{},
		named: map[string]string{},
	}
	if from != nil && from.Tensor != nil {
		if miss := m.take(from.Tensor, inner); miss != nil {
			return Unknown, miss
		}
	} else {
		m.rest, m.open = inner.Axes, inner.Open
		m.rate = timeRate(inner)
	}
	return m.leave(to, in, inner)
}

// enter opens the collection the pattern wants.
func enter(p *Pattern, in Type) (Tensor, *Mismatch) {
	inner, isTensor := Inner(in)
	got := strings.Fields(in.String())[0]
	if isTensor {
		if t, plain := in.(Tensor); plain {
			got = t.String()
		}
	}
	bad := &Mismatch{Why: Collection, Want: p.String(), Got: got}
	if p == nil {
		return inner, nil
	}
	switch p.Collection {
	case "":
		if p.Type == Any {
			return inner, nil
		}
		if !isTensor {
			return Tensor{}, bad
		}
		return inner, nil
	case "Scores":
		if _, ok := in.(Scores); ok || isTensor && IsScores(inner) {
			return inner, nil
		}
		return Tensor{}, bad
	}
	bad.Want = p.Collection
	if t, plain := in.(Tensor); plain && t.Open {
		return inner, nil
	}
	if !isTensor || in.String() != p.Collection {
		return Tensor{}, bad
	}
	return inner, nil
}

// IsScores reports whether a tensor is one number a class.
func IsScores(t Tensor) bool {
	return len(t.Axes) == 1 && t.Axes[0].Name == "class" || t.Open && len(t.Axes) == 0
}

func timeRate(t Tensor) float64 {
	a, _ := t.Axis("time")
	return a.Rate
}

// A pool is the axes of an input that nothing has claimed yet.
type pool struct {
	left []Axis
	open bool
}

// pull takes an axis out; an open input has every axis.
func (p *pool) pull(name string) (Axis, bool) {
	for i, a := range p.left {
		if a.Name == name {
			p.left = append(p.left[:i:i], p.left[i+1:]...)
			return a, true
		}
	}
	return Axis{Name: name, Size: LengthOf(name)}, p.open
}

// take binds the pattern's holes to a tensor.
func (m *matching) take(p *TensorPattern, in Tensor) *Mismatch {
	m.rate = timeRate(in)
	m.open = in.Open
	rest := &pool{left: append([]Axis(nil), in.Axes...), open: in.Open}
	if miss := m.takeNamed(p, in, rest); miss != nil {
		return miss
	}
	if miss := m.takeVariables(p, in, rest); miss != nil {
		return miss
	}
	if p.Rest == "" && len(rest.left) > 0 {
		return &Mismatch{Why: ExtraAxes, Axis: joinNames(rest.left), Want: p.String(), Got: in.String()}
	}
	m.rest = rest.left
	if p.Rest == "" {
		m.open = m.guessed
	}
	return m.bindUnit(p.Unit, in.Unit)
}

// takeNamed claims the axes with a name of their own or of a parameter.
func (m *matching) takeNamed(p *TensorPattern, in Tensor, rest *pool) *Mismatch {
	for _, a := range p.Axes {
		if a.Var {
			continue
		}
		for _, name := range m.names(a) {
			axis, ok := rest.pull(name)
			if !ok {
				return m.missing(a, name, in)
			}
			if a.Param {
				m.named[name] = a.Name
				if a.Name == "over" && axis.Rate > 0 {
					m.rate = axis.Rate
				}
			}
			if miss := m.bindSize(a, axis); miss != nil {
				return miss
			}
		}
	}
	return nil
}

// takeVariables claims an axis for each variable, with its copy.
func (m *matching) takeVariables(p *TensorPattern, in Tensor, rest *pool) *Mismatch {
	for _, a := range p.Axes {
		if !a.Var || a.Primes != "" {
			continue
		}
		axis, ok := m.choose(a.Name, p, rest.left)
		if !ok && in.Open {
			// A guess: on real data it may be another axis, so the result stays open.
			axis, ok = Axis{Name: "channel", Size: LengthOf("channel")}, true
			m.guessed = true
		}
		if !ok {
			return &Mismatch{Why: MissingAxis, Axis: "channel", Want: p.String(), Got: in.String()}
		}
		rest.pull(axis.Name)
		if paired(a.Name, p) {
			rest.pull(axis.Name + "'")
		}
		m.axes[a.Name] = axis
		if miss := m.bindSize(a, axis); miss != nil {
			return miss
		}
	}
	return nil
}

// paired: the pattern has the variable and its copy.
func paired(name string, p *TensorPattern) bool {
	for _, a := range p.Axes {
		if a.Var && a.Name == name && a.Primes != "" {
			return true
		}
	}
	return false
}

func (m *matching) missing(a AxisPattern, name string, in Tensor) *Mismatch {
	miss := &Mismatch{Why: MissingAxis, Axis: name, Got: in.String()}
	if a.Param {
		miss.Param = a.Name
		if other, ok := m.named[name]; ok {
			miss.Why, miss.Want = AxisTwice, other
		}
	}
	return miss
}

// names an axis pattern stands for.
func (m *matching) names(a AxisPattern) []string {
	if !a.Param {
		return []string{a.Name + a.Primes}
	}
	arg, _ := m.b.Arg(a.Name)
	if arg.Value == nil {
		m.open = true
		return nil
	}
	var names []string
	for _, x := range m.b.Axes(a.Name) {
		names = append(names, x.Name+a.Primes)
	}
	return names
}

// choose picks the axis a variable stands for: one with a primed partner when
// the pattern has one, else the first that carries space, else the only one.
func (m *matching) choose(name string, p *TensorPattern, left []Axis) (Axis, bool) {
	pair := paired(name, p)
	has := func(n string) bool {
		for _, a := range left {
			if a.Name == n {
				return true
			}
		}
		return false
	}
	var fit []Axis
	for _, a := range left {
		if !strings.HasSuffix(a.Name, "'") && has(a.Name+"'") == pair {
			fit = append(fit, a)
		}
	}
	for _, want := range []string{"channel", "component", "filter"} {
		for _, a := range fit {
			if a.Name == want {
				return a, true
			}
		}
	}
	if len(fit) == 1 || len(fit) > 0 && p.Rest == "" {
		return fit[0], true
	}
	return Axis{}, false
}

// bindSize binds n in `time=n` or compares a computed size.
func (m *matching) bindSize(a AxisPattern, axis Axis) *Mismatch {
	if a.Size == nil {
		return nil
	}
	if n, ok := a.Size.(*syntax.Name); ok {
		if _, param := m.b.Arg(n.Name); !param {
			if old, bound := m.sizes[n.Name]; bound && old.size.Differs(axis.Size) {
				return &Mismatch{Why: WrongSize, Axis: axis.Name, Want: old.size.String(), Got: axis.Size.String()}
			}
			m.sizes[n.Name] = sized{size: axis.Size, rate: axis.Rate, scale: 1, start: axis}
			return nil
		}
	}
	want := m.size(a.Size)
	if want.size.Differs(axis.Size) {
		return &Mismatch{Why: WrongSize, Axis: axis.Name, Want: want.size.String(), Got: axis.Size.String()}
	}
	return nil
}

func (m *matching) bindUnit(unit string, got Measure) *Mismatch {
	if name, power, ok := unitVar(unit); ok && power == 1 {
		if old, bound := m.units[name]; bound && !old.Any && !got.Any && old.Dim != got.Dim {
			return &Mismatch{Why: WrongUnit, Want: old.Dim.Article(), Got: got.Dim.Article()}
		}
		m.units[name] = got
		return nil
	}
	want, ok := MeasureOf(unit)
	if !ok || want.Any || got.Any || want.Dim == got.Dim {
		return nil
	}
	return &Mismatch{Why: WrongUnit, Want: want.Dim.Article(), Got: got.Dim.Article()}
}

func joinNames(axes []Axis) string {
	names := make([]string, len(axes))
	for i, a := range axes {
		names[i] = a.Name
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}
