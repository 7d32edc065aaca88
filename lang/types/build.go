package types

import (
	"github.com/eegp-lang/eegp/lang/syntax"
)

// leave builds the output type from the bound holes.
func (m *matching) leave(p *Pattern, in Type, inner Tensor) (Type, *Mismatch) {
	out := inner
	if p != nil && p.Tensor != nil {
		var miss *Mismatch
		if out, miss = m.give(p.Tensor, inner); miss != nil {
			return Unknown, miss
		}
	}
	switch {
	case p == nil:
		return in, nil
	case p.Collection == "Scores":
		return Scores{Classes(in)}, nil
	case p.Collection == "Recordings":
		return Recordings{Of: out, Classes: Classes(in), Keys: Keys(in)}, nil
	case p.Collection == "Trials":
		return Trials{Of: out, Classes: Classes(in), Keys: Keys(in)}, nil
	case p.Tensor != nil:
		return Rewrap(in, out), nil
	case p.Type != nil && p.Type != Any:
		return p.Type, nil
	}
	return in, nil
}

// give builds a tensor. The axes of the input keep their place in print; new
// ones come where the pattern has them.
func (m *matching) give(p *TensorPattern, in Tensor) (Tensor, *Mismatch) {
	out := Tensor{Unit: m.unit(p.Unit)}
	if p.Rest != "" {
		out.Axes = append([]Axis(nil), m.rest...)
	}
	out.Open = m.guessed || m.open && p.Rest != ""
	for _, a := range p.Axes {
		for _, axis := range m.outAxes(a, in) {
			if out.Has(axis.Name) {
				miss := &Mismatch{Why: AxisThere, Axis: axis.Name, Got: in.String()}
				if a.Param {
					miss.Param = a.Name
				}
				return out, miss
			}
			out = out.With(axis)
		}
	}
	return out.likeOrder(in), nil
}

// likeOrder prints surviving axes in the input's order, then the new ones.
func (t Tensor) likeOrder(in Tensor) Tensor {
	out := Tensor{Open: t.Open, Unit: t.Unit}
	for _, a := range in.Axes {
		if b, ok := t.Axis(a.Name); ok {
			out.Axes = append(out.Axes, b)
		}
	}
	for _, a := range t.Axes {
		if !out.Has(a.Name) {
			out.Axes = append(out.Axes, a)
		}
	}
	return out
}

func (m *matching) outAxes(a AxisPattern, in Tensor) []Axis {
	var axes []Axis
	add := func(name string) {
		axis, ok := in.Axis(name)
		if !ok {
			axis = Axis{Name: name, Size: LengthOf(name)}
		}
		axes = append(axes, m.resized(a, axis))
	}
	switch {
	case a.Var:
		axis := m.axes[a.Name]
		axis.Name += a.Primes
		if a.Primes != "" {
			axis.Rate = 0
		}
		axes = append(axes, m.resized(a, axis))
	case a.Param:
		for _, x := range m.b.Axes(a.Name) {
			if x.Sized {
				axes = append(axes, Axis{Name: x.Name + a.Primes, Size: x.Size})
			} else {
				add(x.Name + a.Primes)
			}
		}
	default:
		add(a.Name + a.Primes)
	}
	return axes
}

// resized applies a written size and rate to an axis of the output.
func (m *matching) resized(a AxisPattern, axis Axis) Axis {
	if a.Size != nil {
		s := m.size(a.Size)
		axis.Size = s.size
		if s.scale > 0 {
			axis.Rate = s.rate * s.scale
			if s.start.Name == axis.Name {
				axis.Start, axis.HasStart = s.start.Start, s.start.HasStart
			}
		}
	}
	if name, ok := a.Rate.(*syntax.Name); ok {
		n, known := m.b.Num(name.Name)
		old := axis.Rate
		axis.Rate = n.Float()
		if size, ok := axis.Size.Int(); ok && known && old > 0 {
			axis.Size = Known(int64(float64(size)*axis.Rate/old + 0.5))
		}
	}
	return axis
}

func (m *matching) unit(unit string) Measure {
	if name, power, ok := unitVar(unit); ok {
		if got, bound := m.units[name]; bound {
			return got.Power(power)
		}
		return AnyMeasure
	}
	if out, ok := MeasureOf(unit); ok {
		return out
	}
	return AnyMeasure
}

// size evaluates a size expression: numbers, size variables, whole-number
// parameters, extents and ranges of time (in samples), joined by + - * /.
func (m *matching) size(e syntax.Expr) sized {
	switch e := e.(type) {
	case *syntax.Number:
		if n, ok := ParseNum(e.Text, ""); ok {
			if k, whole := n.Whole(); whole {
				return sized{size: Known(k)}
			}
		}
	case *syntax.Paren:
		return m.size(e.X)
	case *syntax.Name:
		if s, ok := m.sizes[e.Name]; ok {
			return s
		}
		return m.paramSize(e.Name)
	case *syntax.Binary:
		return joinSizes(e.Op, m.size(e.L), m.size(e.R))
	}
	return sized{size: OpenSize()}
}

func (m *matching) paramSize(name string) sized {
	switch v := m.b.Value(name).(type) {
	case Num:
		if n, ok := v.Samples(m.rate); ok {
			return sized{size: Known(int64(n))}
		}
	case Range:
		lo, ok := v.Lo.Samples(m.rate)
		hi, ok2 := v.Hi.Samples(m.rate)
		if ok && ok2 {
			return sized{size: Known(int64(hi - lo))}
		}
	case List:
		return sized{size: Known(int64(len(v)))}
	case Axes:
		if len(v) == 1 && v[0].Sized {
			return sized{size: v[0].Size}
		}
	}
	return sized{size: OpenSize()}
}

func joinSizes(op string, l, r sized) sized {
	from := l
	if l.scale == 0 {
		from = r
	}
	out := sized{rate: from.rate, start: from.start}
	k, known := r.size.Int()
	switch op {
	case "+":
		out.size, out.scale = l.size.Plus(r.size), l.scale+r.scale
	case "-":
		out.size, out.scale = l.size.Plus(r.size.Neg()), l.scale-r.scale
	case "*":
		out.size = l.size.Times(r.size)
		if j, ok := l.size.Int(); ok && r.scale != 0 {
			out.scale = r.scale * float64(j)
		} else if known {
			out.scale = l.scale * float64(k)
		}
	case "/":
		if !known || k <= 0 {
			return sized{size: OpenSize()}
		}
		out.size, out.scale = l.size.Over(k), l.scale/float64(k)
	default:
		return sized{size: OpenSize()}
	}
	return out
}
