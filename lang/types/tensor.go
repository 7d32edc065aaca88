package types

import "strings"

// An Axis of a tensor. Rate is in hertz, 0 when the axis has none or it is
// unknown. Start is where the axis begins, in seconds from the event.
type Axis struct {
	Name     string
	Size     Size
	Rate     float64
	Start    float64
	HasStart bool
}

// A Measure is the unit of a tensor's values. Any fits everything: values of a
// learned linear map have no unit of their own.
type Measure struct {
	Dim  Dim
	Name string
	Any  bool
}

// AnyMeasure fits every unit.
var AnyMeasure = Measure{Any: true}

// MeasureOf reads a written unit; "" is a plain number.
func MeasureOf(unit string) (Measure, bool) {
	if unit == "" {
		return Measure{}, true
	}
	u, ok := ParseUnit(unit)
	return Measure{Dim: u.Dim, Name: u.Name}, ok
}

// Power lifts a measure, as in uV^2.
func (m Measure) Power(n int) Measure {
	if m.Any || m.Dim == None || n == 1 {
		return m
	}
	out := Measure{Dim: m.Dim.Power(n)}
	if u, ok := ParseUnit(m.Name + "^" + itoa(n)); ok {
		out.Name = u.Name
	}
	return out
}

// String is the unit as printed after a tensor, "" for plain numbers.
func (m Measure) String() string {
	if m.Any {
		return ""
	}
	if m.Name != "" {
		return m.Name
	}
	return m.Dim.BaseUnit()
}

// A Tensor is a set of named axes without order. Open tensors may have further
// axes: they stand for the input of a stage that has not met its data yet.
type Tensor struct {
	Axes []Axis // in the order first written, for display only
	Open bool
	Unit Measure
}

// Axis finds an axis by name.
func (t Tensor) Axis(name string) (Axis, bool) {
	for _, a := range t.Axes {
		if a.Name == name {
			return a, true
		}
	}
	return Axis{}, false
}

// Has reports whether the axis is there for certain.
func (t Tensor) Has(name string) bool {
	_, ok := t.Axis(name)
	return ok
}

// Without drops axes.
func (t Tensor) Without(names ...string) Tensor {
	out := Tensor{Open: t.Open, Unit: t.Unit}
	for _, a := range t.Axes {
		if !contains(names, a.Name) {
			out.Axes = append(out.Axes, a)
		}
	}
	return out
}

// With replaces the axis of the same name or adds it at the end.
func (t Tensor) With(axis Axis) Tensor {
	out := Tensor{Open: t.Open, Unit: t.Unit}
	found := false
	for _, a := range t.Axes {
		if a.Name == axis.Name {
			a, found = axis, true
		}
		out.Axes = append(out.Axes, a)
	}
	if !found {
		out.Axes = append(out.Axes, axis)
	}
	return out
}

// Names of the axes in the order first written.
func (t Tensor) Names() []string {
	names := make([]string, len(t.Axes))
	for i, a := range t.Axes {
		names[i] = a.Name
	}
	return names
}

// String prints [channel=22, time=1000 @ 250 Hz] uV.
func (t Tensor) String() string {
	parts := make([]string, 0, len(t.Axes)+1)
	if t.Open {
		parts = append(parts, "..")
	}
	for _, a := range t.Axes {
		parts = append(parts, a.String())
	}
	s := "[" + strings.Join(parts, ", ") + "]"
	if u := t.Unit.String(); u != "" {
		s += " " + u
	}
	return s
}

// String prints time=1000 @ 250 Hz; a size that is just the axis' own length
// is left out.
func (a Axis) String() string {
	s := a.Name
	if !a.Size.Open && a.Size != LengthOf(a.Name) {
		s += "=" + a.Size.String()
	}
	if a.Rate > 0 {
		s += " @ " + shortest(round6(a.Rate)) + " Hz"
	}
	return s
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
