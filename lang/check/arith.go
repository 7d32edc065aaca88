package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

func (c *checker) binary(e *syntax.Binary, s *scope) value {
	switch e.Op {
	case "|>":
		return c.pipe(e, s)
	case "..":
		return c.rangeOf(e, c.expr(e.L, s), c.expr(e.R, s))
	case "and", "or":
		return c.logic(e, s)
	case "==", "!=", "<", "<=", ">", ">=":
		return c.compare(e, s)
	}
	return c.arith(e.Op, e, c.expr(e.L, s), c.expr(e.R, s))
}

// dimOf is the dimension of a scalar number's type.
func dimOf(t types.Type) (types.Dim, bool) {
	switch t := t.(type) {
	case types.Quantity:
		return t.Dim, true
	case types.Basic:
		return types.None, t == types.Int || t == types.Real || t == types.Extent
	}
	return types.None, false
}

// rangeOf is lo..hi; a bare left end takes the right end's unit.
func (c *checker) rangeOf(e *syntax.Binary, l, r value) value {
	if l.silent() || r.silent() {
		return unknown
	}
	dl, ok := dimOf(l.T)
	if !ok {
		return c.problem(diag.BadOperand{At: e.L.Span(), Op: "..", Want: "numbers", Got: words(l)})
	}
	dr, ok := dimOf(r.T)
	if !ok {
		return c.problem(diag.BadOperand{At: e.R.Span(), Op: "..", Want: "numbers", Got: words(r)})
	}
	lo, knownL := l.V.(types.Num)
	hi, knownR := r.V.(types.Num)
	if dl == types.None && dr != types.None && bare(e.L) {
		if knownL && knownR {
			lo, _ = types.Rescale(lo, hi)
		}
		dl = dr
	}
	t := types.RangeOf{Elem: r.T}
	if l.T == types.Real && r.T == types.Int {
		t.Elem = types.Real
	}
	if dl != dr {
		return c.problem(diag.UnlikeEnds{At: e.Span(), Lo: dl.Article(), Hi: dr.Article()})
	}
	if !knownL || !knownR {
		return value{T: t}
	}
	if lo.Cmp(hi) > 0 {
		p := diag.EmptyRange{At: e.Span(), Lo: lo.Show(), Hi: hi.Show()}
		if literal(e.L) && literal(e.R) {
			p.Fixed = types.Range{Lo: hi.As(hi.Unit), Hi: lo.As(hi.Unit)}.Show()
		}
		return c.problem(p)
	}
	return value{t, types.Range{Lo: lo, Hi: hi}}
}

// bare is a literal without a unit, perhaps with a sign.
func bare(e syntax.Expr) bool {
	if u, ok := e.(*syntax.Unary); ok {
		e = u.X
	}
	_, ok := e.(*syntax.Number)
	return ok
}

func literal(e syntax.Expr) bool {
	_, quantity := e.(*syntax.Quantity)
	return quantity || bare(e)
}

func (c *checker) logic(e *syntax.Binary, s *scope) value {
	l, r := c.expr(e.L, s), c.expr(e.R, s)
	if l.silent() || r.silent() {
		return unknown
	}
	for _, x := range []struct {
		v  value
		at source.Span
	}{{l, e.L.Span()}, {r, e.R.Span()}} {
		if x.v.T != types.Bool {
			return c.problem(diag.BadOperand{At: x.at, Op: e.Op, Want: "yes or no", Got: words(x.v)})
		}
	}
	a, ok := l.V.(types.BoolValue)
	b, ok2 := r.V.(types.BoolValue)
	if !ok || !ok2 {
		return value{T: types.Bool}
	}
	if e.Op == "and" {
		return value{types.Bool, a && b}
	}
	return value{types.Bool, a || b}
}

// compare gives yes or no. A side written as an axis set is compared as one.
func (c *checker) compare(e *syntax.Binary, s *scope) value {
	l := c.expr(e.L, s)
	r := value{}
	if l.T == types.Shape {
		r = c.shape(e.R, s)
	} else {
		r = c.expr(e.R, s)
	}
	if r.T == types.Shape && l.T != types.Shape && !l.silent() {
		l = c.shape(e.L, s)
	}
	if l.silent() || r.silent() {
		return unknown
	}
	_, tensorL := l.T.(types.Tensor)
	_, tensorR := r.T.(types.Tensor)
	dl, numL := dimOf(l.T)
	dr, numR := dimOf(r.T)
	if (tensorL || tensorR) && (tensorL || numL) && (tensorR || numR) {
		return c.tensorCompare(e, l, r)
	}
	if numL != numR || !numL && e.Op != "==" && e.Op != "!=" {
		if e.Op != "==" && e.Op != "!=" {
			bad, at := l, e.L.Span()
			if numL {
				bad, at = r, e.R.Span()
			}
			return c.problem(diag.BadOperand{At: at, Op: e.Op, Want: "numbers", Got: words(bad)})
		}
		return c.problem(diag.WrongType{At: e.R.Span(), Want: words(l), Got: words(r)})
	}
	if numL && dl != dr {
		return c.problem(diag.UnlikeUnits{At: e.Span(), Op: e.Op, Left: dl.Article(), Right: dr.Article()})
	}
	if l.V == nil || r.V == nil {
		return value{T: types.Bool}
	}
	if numL {
		a, ok := l.V.(types.Num)
		b, ok2 := r.V.(types.Num)
		if !ok || !ok2 {
			return value{T: types.Bool}
		}
		return value{types.Bool, types.BoolValue(holds(e.Op, a.Cmp(b)))}
	}
	equal, comparable := types.Equal(l.V, r.V)
	if !comparable {
		return value{T: types.Bool}
	}
	return value{types.Bool, types.BoolValue(equal == (e.Op == "=="))}
}

func holds(op string, cmp int) bool {
	switch op {
	case "==":
		return cmp == 0
	case "!=":
		return cmp != 0
	case "<":
		return cmp < 0
	case "<=":
		return cmp <= 0
	case ">":
		return cmp > 0
	}
	return cmp >= 0
}

// arith is + - * / ^ over numbers and tensors.
func (c *checker) arith(op string, e *syntax.Binary, l, r value) value {
	if l.silent() || r.silent() {
		return unknown
	}
	a, okA := l.V.(types.Num)
	b, okB := r.V.(types.Num)
	if okA && okB {
		n, p := types.Arith(op, a, b, e.Span())
		if p != nil {
			return c.problem(p)
		}
		return value{types.TypeOfNum(n), n}
	}
	_, tensorL := l.T.(types.Tensor)
	_, tensorR := r.T.(types.Tensor)
	dl, numL := dimOf(l.T)
	dr, numR := dimOf(r.T)
	if !tensorL && !numL {
		return c.problem(diag.BadOperand{At: e.L.Span(), Op: op, Want: "numbers", Got: words(l)})
	}
	if !tensorR && !numR {
		return c.problem(diag.BadOperand{At: e.R.Span(), Op: op, Want: "numbers", Got: words(r)})
	}
	if tensorL || tensorR {
		return c.tensorArith(op, e, l, r)
	}
	var exponent *types.Num
	if okB {
		exponent = &b
	}
	d, p := types.ArithDim(op, dl, dr, exponent, e.Span())
	if p != nil {
		return c.problem(p)
	}
	return value{T: scalarType(op, d, l.T, r.T)}
}

// scalarType of an unknown number: whole numbers stay whole under + - *.
func scalarType(op string, d types.Dim, l, r types.Type) types.Type {
	switch {
	case d != types.None:
		return types.Quantity{Dim: d}
	case l == types.Int && r == types.Int && op != "/" && op != "^":
		return types.Int
	}
	return types.Real
}

// tensorArith joins the axes of both sides; equal names are one axis.
func (c *checker) tensorArith(op string, e *syntax.Binary, l, r value) value {
	a, b := asTensor(l), asTensor(r)
	unit, ok := c.tensorUnit(op, e, a.Unit, b.Unit, r)
	if !ok {
		return unknown
	}
	return c.joined(op, e, l, r, unit)
}

// tensorCompare gives 1 where the comparison holds and 0 elsewhere.
func (c *checker) tensorCompare(e *syntax.Binary, l, r value) value {
	a, b := asTensor(l), asTensor(r)
	if !a.Unit.Any && !b.Unit.Any && a.Unit.Dim != b.Unit.Dim {
		return c.problem(diag.UnlikeUnits{At: e.Span(), Op: e.Op, Left: a.Unit.Dim.Article(), Right: b.Unit.Dim.Article()})
	}
	return c.joined(e.Op, e, l, r, types.Measure{})
}

// joined is the term of two sides whose units fit.
func (c *checker) joined(op string, e *syntax.Binary, l, r value, unit types.Measure) value {
	a, b := asTensor(l), asTensor(r)
	out := types.Tensor{Axes: append([]types.Axis(nil), a.Axes...), Open: a.Open || b.Open}
	for _, axis := range b.Axes {
		old, ok := a.Axis(axis.Name)
		if !ok {
			out.Axes = append(out.Axes, axis)
			continue
		}
		if old.Size.Differs(axis.Size) {
			return c.problem(diag.SizesDiffer{At: e.R.Span(), Axis: axis.Name, Want: old.Size.String(), Got: axis.Size.String()})
		}
	}
	out.Unit = unit
	ta, tb := term(l, e.L.Span()), term(r, e.R.Span())
	if ta == nil || tb == nil {
		return value{T: out}
	}
	return value{out, &types.Term{Form: types.ArithTerm, Op: op, In: []*types.Term{ta, tb}, Out: out, Let: c.letName, Span: e.Span()}}
}

func (c *checker) tensorUnit(op string, e *syntax.Binary, a, b types.Measure, r value) (types.Measure, bool) {
	if a.Any || b.Any {
		return types.AnyMeasure, true
	}
	var exponent *types.Num
	if n, ok := r.V.(types.Num); ok {
		exponent = &n
	}
	d, p := types.ArithDim(op, a.Dim, b.Dim, exponent, e.Span())
	if p != nil {
		c.problem(p)
		return types.Measure{}, false
	}
	if d == a.Dim {
		return a, true
	}
	return types.Measure{Dim: d}, true
}

// asTensor is a number as a tensor without axes.
func asTensor(v value) types.Tensor {
	if t, ok := v.T.(types.Tensor); ok {
		return t
	}
	d, _ := dimOf(v.T)
	return types.Tensor{Unit: types.Measure{Dim: d}}
}

// unknownNumber is the name of a constant that is not known yet.
const unknownNumber = "?"

// term is a value as a term; nil for one that is not known.
func term(v value, at source.Span) *types.Term {
	switch x := v.V.(type) {
	case *types.Term:
		return x
	case types.Num:
		return &types.Term{Form: types.ConstTerm, Const: x, Out: asTensor(v), Span: at}
	}
	if _, ok := dimOf(v.T); ok {
		return &types.Term{Form: types.ConstTerm, Out: asTensor(v), Span: at, Name: unknownNumber}
	}
	return nil
}
