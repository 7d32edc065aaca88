package types

import (
	"sort"
	"strconv"
	"strings"
)

// A Value is a constant of the language. Show prints it canonically, as the
// formatter would write it.
type Value interface{ Show() string }

type (
	TextValue string
	BoolValue bool
	// NameValue is a choice or a class, channel or method name.
	NameValue string
	// Range is closed.
	Range struct{ Lo, Hi Num }
	// Axes are axis arguments. An empty list is `none`.
	Axes []AxisArg
	// List holds values of any kind; a value that is not known is nil.
	List []Value
	// Record keeps the order of its keys.
	Record struct {
		Keys   []string
		Values []Value
	}
	// ShapeValue is an axis set written as a value.
	ShapeValue struct{ Tensor Tensor }
)

// An AxisArg names an axis and, where one is created, its size.
type AxisArg struct {
	Name  string
	Size  Size
	Sized bool // a size was written
	Axis  Axis // the axis found in the input, once applied
}

func (t TextValue) Show() string { return strconv.Quote(string(t)) }
func (n NameValue) Show() string {
	if isIdent(string(n)) {
		return string(n)
	}
	return strconv.Quote(string(n))
}

func (b BoolValue) Show() string {
	if b {
		return "yes"
	}
	return "no"
}

// Show prints 4..38 Hz, leaving out the left unit when it is the right one's.
func (r Range) Show() string {
	lo, hi := r.Lo, r.Hi
	if hi.Unit != "" && lo.Dim == hi.Dim && lo.Unit == hi.Unit {
		return strings.TrimSuffix(lo.Show(), " "+lo.Unit) + ".." + hi.Show()
	}
	if lo.Dim == None && hi.Dim == None {
		return lo.Show() + ".." + hi.Show()
	}
	return lo.Show() + " .. " + hi.Show()
}

func (a AxisArg) Show() string {
	if a.Sized {
		return a.Name + "=" + a.Size.String()
	}
	return a.Name
}

func (a Axes) Show() string {
	if len(a) == 0 {
		return "none"
	}
	parts := make([]string, len(a))
	for i, x := range a {
		parts[i] = x.Show()
	}
	if len(a) == 1 {
		return parts[0]
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Names of the axes.
func (a Axes) Names() []string {
	names := make([]string, len(a))
	for i, x := range a {
		names[i] = x.Name
	}
	return names
}

func (l List) Show() string {
	parts := make([]string, len(l))
	for i, v := range l {
		parts[i] = Show(v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (r Record) Show() string {
	if len(r.Keys) == 0 {
		return "{}"
	}
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = NameValue(k).Show() + ": " + Show(r.Values[i])
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func (s ShapeValue) Show() string { return s.Tensor.String() }

// Get finds the value of a key.
func (r Record) Get(key string) (Value, bool) {
	for i, k := range r.Keys {
		if k == key {
			return r.Values[i], true
		}
	}
	return nil, false
}

// Show prints a value that may be unknown.
func Show(v Value) string {
	if v == nil {
		return "?"
	}
	return v.Show()
}

// Weigh counts the parts of a value; it stops counting beyond limit.
func Weigh(v Value, limit int) int {
	n := 1
	each := func(vs []Value) {
		for _, x := range vs {
			if n > limit {
				return
			}
			n += Weigh(x, limit-n)
		}
	}
	switch v := v.(type) {
	case List:
		each(v)
	case Record:
		each(v.Values)
	case *Stage:
		n += v.Weight
	case *Bound:
		for _, a := range v.Args {
			each([]Value{a.Value})
		}
	}
	return n
}

// Equal compares two known values. Shapes compare without order of axes; a rate
// counts only where both have one. comparable is false for values that have no
// equality, such as functions.
func Equal(a, b Value) (equal, comparable bool) {
	switch x := a.(type) {
	case Num:
		y, ok := b.(Num)
		return ok && x.Dim == y.Dim && x.Cmp(y) == 0, ok
	case TextValue, BoolValue, NameValue:
		return a == b || a != nil && b != nil && plainText(a) == plainText(b), sameSort(a, b)
	case Range:
		y, ok := b.(Range)
		return ok && x.Lo.Cmp(y.Lo) == 0 && x.Hi.Cmp(y.Hi) == 0, ok
	case ShapeValue:
		y, ok := b.(ShapeValue)
		if !ok {
			return false, false
		}
		return equalShapes(x.Tensor, y.Tensor)
	case List:
		y, ok := b.(List)
		if !ok {
			return false, false
		}
		return equalLists(x, y)
	case Record:
		y, ok := b.(Record)
		if !ok || strings.Join(x.Keys, ",") != strings.Join(y.Keys, ",") {
			return false, ok
		}
		return equalLists(x.Values, y.Values)
	}
	return false, false
}

func plainText(v Value) string {
	switch v := v.(type) {
	case TextValue:
		return string(v)
	case NameValue:
		return string(v)
	}
	return v.Show()
}

func sameSort(a, b Value) bool {
	_, x := a.(BoolValue)
	_, y := b.(BoolValue)
	switch b.(type) {
	case TextValue, BoolValue, NameValue:
		return x == y
	}
	return false
}

func equalLists(x, y []Value) (equal, comparable bool) {
	if len(x) != len(y) {
		return false, true
	}
	equal = true
	for i := range x {
		e, c := Equal(x[i], y[i])
		if !c {
			return false, false
		}
		equal = equal && e
	}
	return equal, true
}

// equalShapes is not comparable while a size is symbolic.
func equalShapes(x, y Tensor) (equal, comparable bool) {
	a, b := x.Names(), y.Names()
	sort.Strings(a)
	sort.Strings(b)
	if strings.Join(a, ",") != strings.Join(b, ",") {
		return false, true
	}
	equal = true
	for _, p := range x.Axes {
		q, _ := y.Axis(p.Name)
		if p.Rate > 0 && q.Rate > 0 && round6(p.Rate) != round6(q.Rate) {
			equal = false
		}
		n, known := p.Size.Int()
		m, known2 := q.Size.Int()
		if known && known2 {
			equal = equal && n == m
		} else if p.Size != q.Size {
			return false, false
		}
	}
	return equal, true
}

func isIdent(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '\'') {
			return false
		}
	}
	return s != ""
}
