package nn

import (
	"math"
	"strings"
	"testing"
)

func TestDeviation(t *testing.T) {
	want := Array{Axes: []string{"filter", "time"}, Shape: []int{2, 3}, Data: []float64{1, 2, 3, 4, 100, math.Inf(1)}}
	tol := Tolerance{Abs: 0.1, Rel: 0.01}
	for _, c := range []struct {
		name string
		got  []float64
		want []string // words of the message, none when it passes
	}{
		{"within", []float64{1.1, 2, 3, 3.9, 101, math.Inf(1)}, nil},
		{"one", []float64{1, 2, 3.2, 4, 100, math.Inf(1)}, []string{"1 of 6", "first at filter 0, time 2"}},
		{"two", []float64{1, 2, 3.2, 4, 102, math.Inf(1)}, []string{"2 of 6", "first at filter 0, time 2", "worst at filter 1, time 1"}},
		{"nan", []float64{math.NaN(), 2, 3, 4, 100, math.Inf(1)}, []string{"first at filter 0, time 0"}},
		{"finite for infinite", []float64{1, 2, 3, 4, 100, 7}, []string{"first at filter 1, time 2"}},
		{"infinite for finite", []float64{1, 2, 3, 4, math.Inf(-1), math.Inf(1)}, []string{"first at filter 1, time 1"}},
	} {
		msg := deviation(c.got, want, tol)
		if (msg == "") != (c.want == nil) {
			t.Errorf("%s: %q", c.name, msg)
		}
		for _, w := range c.want {
			if !strings.Contains(msg, w) {
				t.Errorf("%s: %q lacks %q", c.name, msg, w)
			}
		}
	}
}

// Each precision has its own bounds, and integers none.
func TestBound(t *testing.T) {
	c := &Case{Tolerance64: Tolerance{Rel: 1e-8}}
	e := Entry{Dtype: "float64", Abs: 1e-4, Rel: 1e-3}
	if got := c.bound(e, Float32); got != (Tolerance{1e-4, 1e-3}) {
		t.Error(got)
	}
	if got := c.bound(e, Float64); math.Abs(got.Abs-1e-8) > 1e-20 || got.Rel != 1e-8 {
		t.Error(got)
	}
	e.Dtype = "int64"
	if got := c.bound(e, Float32); got != (Tolerance{}) {
		t.Error(got)
	}
}

// Every expected array agrees with itself in any order of its axes.
func TestChecksAcceptExpected(t *testing.T) {
	s := Load(t)
	for _, family := range s.Families() {
		s.Each(t, family, func(t *testing.T, c *Case) {
			for _, name := range append(c.Names("out."), c.Names("grad.")...) {
				a := c.Array(t, name)
				Check64(t, c, name, a.Data, nil)
				if len(a.Axes) == 0 {
					continue
				}
				turned := append(a.Axes[1:len(a.Axes):len(a.Axes)], a.Axes[0])
				Check32(t, c, name, a.To(t, turned...).Data, turned)
			}
		})
	}
}
