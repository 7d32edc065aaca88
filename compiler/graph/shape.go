// Package graph holds the operator graph that networks and maps become: nodes
// are immutable values over named axes, and equal work is one node. The package
// knows the form of a primitive but no primitive by name, and no device.
package graph

import (
	"fmt"
	"slices"
	"strings"
)

// An Axis is a named extent.
type Axis struct {
	Name string
	Size int
}

// A Shape is the axes of a value. Names carry the meaning; the order is the one
// in which a value is stored, last axis fastest.
type Shape []Axis

// Count is the number of elements; 1 without axes.
func (s Shape) Count() int {
	n := 1
	for _, a := range s {
		n *= a.Size
	}
	return n
}

// Index is the place of an axis, -1 when absent.
func (s Shape) Index(name string) int {
	return slices.IndexFunc(s, func(a Axis) bool { return a.Name == name })
}

// Has reports whether the axis is there.
func (s Shape) Has(name string) bool { return s.Index(name) >= 0 }

// Of is the size of an axis, 1 when absent: what broadcasting makes of it.
func (s Shape) Of(name string) int {
	if i := s.Index(name); i >= 0 {
		return s[i].Size
	}
	return 1
}

// Names of the axes in order.
func (s Shape) Names() []string {
	names := make([]string, len(s))
	for i, a := range s {
		names[i] = a.Name
	}
	return names
}

// Without is the shape less some axes.
func (s Shape) Without(names ...string) Shape {
	out := Shape{}
	for _, a := range s {
		if !slices.Contains(names, a.Name) {
			out = append(out, a)
		}
	}
	return out
}

// Only is the axes among names, in the order of the shape.
func (s Shape) Only(names ...string) Shape {
	out := Shape{}
	for _, a := range s {
		if slices.Contains(names, a.Name) {
			out = append(out, a)
		}
	}
	return out
}

// With is the shape with an axis set: resized in place, or appended.
func (s Shape) With(a Axis) Shape {
	out := slices.Clone(s)
	if i := out.Index(a.Name); i >= 0 {
		out[i] = a
		return out
	}
	return append(out, a)
}

// Same reports whether both have the same axes with the same sizes, in any order.
func (s Shape) Same(t Shape) bool {
	if len(s) != len(t) {
		return false
	}
	for _, a := range s {
		if i := t.Index(a.Name); i < 0 || t[i].Size != a.Size {
			return false
		}
	}
	return true
}

// Strides in elements, row-major.
func (s Shape) Strides() []int {
	out := make([]int, len(s))
	n := 1
	for i := len(s) - 1; i >= 0; i-- {
		out[i] = n
		n *= s[i].Size
	}
	return out
}

// StridesOver gives the stride of each axis of other within s, 0 for an axis
// that s lacks: how a value is read while another is walked.
func (s Shape) StridesOver(other Shape) []int {
	own := s.Strides()
	out := make([]int, len(other))
	for i, a := range other {
		if k := s.Index(a.Name); k >= 0 {
			out[i] = own[k]
		}
	}
	return out
}

// String is the shape as users write it: [filter=8, time=256].
func (s Shape) String() string {
	parts := make([]string, len(s))
	for i, a := range s {
		parts[i] = fmt.Sprintf("%s=%d", a.Name, a.Size)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Union joins the axes of several shapes in the order of the widest; equal names
// are one axis. Sizes that differ are an error.
func Union(shapes ...Shape) (Shape, error) {
	var out Shape
	for _, s := range shapes {
		if len(s) > len(out) {
			out = s
		}
	}
	out = slices.Clone(out)
	for _, s := range shapes {
		for _, a := range s {
			switch i := out.Index(a.Name); {
			case i < 0:
				out = append(out, a)
			case out[i].Size != a.Size:
				return nil, fmt.Errorf("axis %s is %d here and %d there", a.Name, out[i].Size, a.Size)
			}
		}
	}
	return out, nil
}
