package nn

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// A Precision says what arithmetic a result comes from and so how closely it
// must agree.
type Precision int

const (
	// Float32 results agree within abs + tolerance.rel*|want|.
	Float32 Precision = iota
	// Float64 results agree within abs*1e-4 + tolerance64.rel*|want|.
	Float64
)

// Check32 compares a single precision result, whose axes are in the order of
// axesOfGot, with the array called name ("out.y", "grad.kernel"). No axes mean
// storage order; axes of length 1 may be left out. Integers must be equal.
func Check32(t testing.TB, c *Case, name string, got []float64, axesOfGot []string) {
	t.Helper()
	Check(t, Float32, c, name, got, axesOfGot)
}

// Check64 is Check32 with the narrower bounds of double precision.
func Check64(t testing.TB, c *Case, name string, got []float64, axesOfGot []string) {
	t.Helper()
	Check(t, Float64, c, name, got, axesOfGot)
}

// Check compares a result of the stated precision with the array called name.
func Check(t testing.TB, p Precision, c *Case, name string, got []float64, axesOfGot []string) {
	t.Helper()
	want := c.Array(t, name)
	e, _ := c.Entry(name)
	stored, err := toStorage(got, axesOfGot, want)
	if err != nil {
		t.Errorf("%s: %s: %v", c.ID, name, err)
		return
	}
	if msg := deviation(stored, want, c.bound(e, p)); msg != "" {
		t.Errorf("%s: %s: %s", c.ID, name, msg)
	}
}

// bound is how far a result may be from the array of an entry.
func (c *Case) bound(e Entry, p Precision) Tolerance {
	switch {
	case e.Dtype == "int64":
		return Tolerance{}
	case p == Float64:
		return Tolerance{Abs: e.Abs * 1e-4, Rel: c.Tolerance64.Rel}
	}
	return Tolerance{Abs: e.Abs, Rel: e.Rel}
}

// toStorage brings a result with axes of its own order into that of want.
func toStorage(got []float64, axes []string, want Array) ([]float64, error) {
	if axes == nil || len(want.Axes) == 0 && len(axes) <= 1 {
		if len(got) != len(want.Data) {
			return nil, fmt.Errorf("got %d values, want %d of shape %v", len(got), len(want.Data), want.Shape)
		}
		return got, nil
	}
	place, err := match(want.Axes, want.Shape, axes)
	if err != nil {
		return nil, err
	}
	shape := make([]int, len(axes))
	for i, p := range place {
		shape[i] = want.Shape[p]
	}
	// Axes of length 1 that got leaves out do not change the order of values.
	// Both sides are named by place, for two axes may share a name.
	from := make([]string, len(axes))
	for i, p := range place {
		from[i] = fmt.Sprint(p)
	}
	var to []string
	for p := range want.Axes {
		if slices.Contains(place, p) {
			to = append(to, fmt.Sprint(p))
		}
	}
	stored, _, err := arrange(got, shape, from, to)
	if err != nil {
		return nil, fmt.Errorf("got %d values, want %d: axes %v of lengths %v", len(got), size(shape), axes, shape)
	}
	return stored, nil
}

// deviation tells the first and the worst value out of bounds, "" when none is.
// The worst is the one furthest beyond its own bound.
func deviation(got []float64, want Array, tol Tolerance) string {
	first, worst, count, most := -1, -1, 0, 0.0
	for i, w := range want.Data {
		g := got[i]
		if g == w || math.IsNaN(g) && math.IsNaN(w) {
			continue
		}
		over := math.Abs(g-w) - (tol.Abs + tol.Rel*math.Abs(w))
		if over <= 0 {
			continue
		}
		if math.IsNaN(over) {
			over = math.Inf(1)
		}
		count++
		if first < 0 {
			first = i
		}
		if worst < 0 || over > most {
			worst, most = i, over
		}
	}
	if count == 0 {
		return ""
	}
	one := func(i int) string {
		w := want.Data[i]
		return fmt.Sprintf("%s got %.9g, want %.9g (off by %.3g, allowed %.3g)",
			position(want, i), got[i], w, math.Abs(got[i]-w), tol.Abs+tol.Rel*math.Abs(w))
	}
	msg := fmt.Sprintf("%d of %d values differ; first at %s", count, len(want.Data), one(first))
	if worst != first {
		msg += "; worst at " + one(worst)
	}
	return msg
}

// position names the place of a flat index: "batch 0, filter 2, time 17".
func position(a Array, flat int) string {
	parts := make([]string, len(a.Shape))
	for i := len(a.Shape) - 1; i >= 0; i-- {
		name := fmt.Sprintf("axis%d", i)
		if i < len(a.Axes) {
			name = a.Axes[i]
		}
		parts[i] = fmt.Sprintf("%s %d", name, flat%a.Shape[i])
		flat /= a.Shape[i]
	}
	if len(parts) == 0 {
		return "the scalar:"
	}
	return strings.Join(parts, ", ") + ":"
}
