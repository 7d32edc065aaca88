package check

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// typed reads a written type into a parameter.
func (c *checker) typed(p types.Param, t *syntax.Type, s *scope) (types.Param, bool) {
	if t.Tensor {
		pattern, ok := c.tensorType(t, s)
		if !ok {
			p.Type = types.Unknown
			return p, false
		}
		p.Type = pattern
		return p, true
	}
	named, ok := types.NamedType(t, false)
	if !ok {
		name := t.Name
		if t.Of != nil && (t.Name == "Range" || t.Name == "List" || t.Name == "Trials" || t.Name == "Recordings") {
			if t.Of.Tensor && (t.Name == "Trials" || t.Name == "Recordings") {
				return c.collectionType(p, t, s)
			}
			name = t.Of.Name
		}
		p.Type = types.Unknown
		c.report.Report(diag.UnknownType{At: t.Span(), Name: name, Near: diag.Nearest(name, types.TypeNames())})
		return p, false
	}
	p.Type = named
	return p, true
}

func (c *checker) collectionType(p types.Param, t *syntax.Type, s *scope) (types.Param, bool) {
	of, ok := c.tensorType(t.Of, s)
	p.Type = types.Type(types.Trials{Of: of})
	if t.Name == "Recordings" {
		p.Type = types.Recordings{Of: of}
	}
	if !ok {
		p.Type = types.Unknown
	}
	return p, ok
}

// tensorType reads [class] or [filter=8, time] uV.
func (c *checker) tensorType(t *syntax.Type, s *scope) (types.Tensor, bool) {
	ok := c.checkTensor(t, s)
	out := types.Tensor{}
	for _, a := range t.Axes {
		if a.Rest != nil {
			out.Open = true
			continue
		}
		name, size := axisOf(a)
		if name == "" {
			continue
		}
		axis := types.Axis{Name: name, Size: types.LengthOf(name)}
		if size != nil {
			axis.Size = c.size(size, name, s)
		}
		out = out.With(axis)
	}
	m, known := types.MeasureOf(t.Unit)
	if !known {
		m = types.AnyMeasure
	}
	out.Unit = m
	return out, ok
}

// checkTensor finds unknown axes and units in a written tensor type.
func (c *checker) checkTensor(t *syntax.Type, s *scope) bool {
	ok := true
	seen := map[string]bool{}
	for _, a := range t.Axes {
		if a.Rest != nil {
			continue
		}
		name, _ := axisOf(a)
		if name == "" {
			c.report.Report(diag.WrongType{At: a.Span(), Want: "an axis name", Got: "something else"})
			ok = false
			continue
		}
		if v, local := s.local(name); local {
			if _, isAxis := v.T.(types.AxisType); isAxis {
				continue
			}
		}
		at := a.Span()
		if a.Axis != nil {
			at = a.Axis.Span()
		}
		if !c.knowsAxis(s.mod, name, at) {
			ok = false
		} else if seen[name] {
			c.report.Report(diag.GivenTwice{At: at, Name: name})
			ok = false
		}
		seen[name] = true
	}
	if !types.GoodUnit(types.CanonicalUnit(t.Unit)) {
		c.report.Report(diag.NoSuchUnit{At: t.UnitAt, Unit: t.Unit, Near: nearUnit(t.Unit)})
		ok = false
	}
	return ok
}

// axisOf splits [name] and [name=size].
func axisOf(a *syntax.Arg) (name string, size syntax.Expr) {
	if a.Axis != nil {
		return a.Axis.Name, a.Value
	}
	if n, ok := a.Value.(*syntax.Name); ok {
		return n.Name, nil
	}
	return "", nil
}

// size evaluates the size of an axis; one that is not known yet is the axis'
// own length.
func (c *checker) size(e syntax.Expr, axis string, s *scope) types.Size {
	v := c.expr(e, s)
	if n, ok := v.V.(types.Num); ok {
		k, whole := n.Whole()
		if whole && k > 0 {
			return types.Known(k)
		}
		if !whole {
			c.report.Report(diag.NotWhole{At: e.Span(), Param: axis, Got: n.Show()})
		} else {
			c.report.Report(diag.OutOfBounds{At: e.Span(), Param: axis, Got: n.Show(), Bounds: fmt.Sprintf("1..%d", 1<<31-1)})
		}
		return types.OpenSize()
	}
	if !v.silent() {
		if d, ok := dimOf(v.T); !ok || d != types.None {
			c.report.Report(diag.WrongType{At: e.Span(), Param: axis, Want: "a whole number", Got: words(v)})
		}
	}
	return types.LengthOf(axis)
}
