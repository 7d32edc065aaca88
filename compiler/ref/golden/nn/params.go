package nn

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Params are the settings of a case in the usual terms of the field. Getters
// fail the test when a setting is absent or of another kind; ask Has first
// where it may be left out.
type Params map[string]any

// Has reports whether a setting is given; null counts as absent.
func (p Params) Has(name string) bool { return p[name] != nil }

// Is reports whether a setting is the given text.
func (p Params) Is(name, text string) bool { s, ok := p[name].(string); return ok && s == text }

// Float reads a number.
func (p Params) Float(t testing.TB, name string) float64 {
	t.Helper()
	v, ok := p[name].(float64)
	if !ok {
		p.refuse(t, name, "a number")
	}
	return v
}

// Int reads a whole number.
func (p Params) Int(t testing.TB, name string) int {
	t.Helper()
	v, ok := p[name].(float64)
	if !ok || v != float64(int(v)) {
		p.refuse(t, name, "a whole number")
	}
	return int(v)
}

// Bool reads a truth value.
func (p Params) Bool(t testing.TB, name string) bool {
	t.Helper()
	v, ok := p[name].(bool)
	if !ok {
		p.refuse(t, name, "a truth value")
	}
	return v
}

// Text reads a string.
func (p Params) Text(t testing.TB, name string) string {
	t.Helper()
	v, ok := p[name].(string)
	if !ok {
		p.refuse(t, name, "a text")
	}
	return v
}

// Floats reads a list of numbers; one number is a list of one.
func (p Params) Floats(t testing.TB, name string) []float64 {
	t.Helper()
	return values[float64](t, p, name, "numbers")
}

// Ints reads a list of whole numbers; one number is a list of one.
func (p Params) Ints(t testing.TB, name string) []int {
	t.Helper()
	var out []int
	for _, v := range p.Floats(t, name) {
		if v != float64(int(v)) {
			p.refuse(t, name, "a list of whole numbers")
		}
		out = append(out, int(v))
	}
	return out
}

// Texts reads a list of strings; one string is a list of one.
func (p Params) Texts(t testing.TB, name string) []string {
	t.Helper()
	return values[string](t, p, name, "texts")
}

// Group reads settings nested under a name.
func (p Params) Group(t testing.TB, name string) Params {
	t.Helper()
	v, ok := p[name].(map[string]any)
	if !ok {
		p.refuse(t, name, "a group of settings")
	}
	return v
}

// Groups reads a list of nested settings.
func (p Params) Groups(t testing.TB, name string) []Params {
	t.Helper()
	var out []Params
	for _, v := range values[map[string]any](t, p, name, "groups of settings") {
		out = append(out, v)
	}
	return out
}

// Names lists the settings in alphabetical order.
func (p Params) Names() []string { return slices.Sorted(maps.Keys(p)) }

func (p Params) refuse(t testing.TB, name, kind string) {
	t.Helper()
	if !p.Has(name) {
		t.Fatalf("no setting %q; there are %s", name, strings.Join(p.Names(), ", "))
	}
	t.Fatalf("setting %q is %v, not %s", name, p[name], kind)
}

func values[T any](t testing.TB, p Params, name, kind string) []T {
	t.Helper()
	if v, ok := p[name].(T); ok {
		return []T{v}
	}
	list, ok := p[name].([]any)
	out := make([]T, len(list))
	for i := 0; ok && i < len(list); i++ {
		out[i], ok = list[i].(T)
	}
	if !ok {
		p.refuse(t, name, "a list of "+kind)
	}
	return out
}
