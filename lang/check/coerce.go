package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// coerce checks a value against a parameter. Whole numbers widen to fractions,
// one value may stand for a list of one; nothing else converts.
func (c *checker) coerce(p types.Param, v value, e syntax.Expr, at source.Span) value {
	if v.silent() {
		return v
	}
	out, ok := c.fits(p, v, e, at)
	if !ok {
		return unknown
	}
	if !c.within(p, out, at) {
		return unknown
	}
	return out
}

func (c *checker) fits(p types.Param, v value, e syntax.Expr, at source.Span) (value, bool) {
	switch t := p.Type.(type) {
	case nil:
		return v, true
	case types.Quantity:
		return c.takeNumber(p, t.Dim, v, e, at)
	case types.RangeOf:
		return c.takeRange(p, t, v, e, at)
	case types.ListOf:
		return c.takeList(p, t, v, e, at)
	case types.StageParam:
		return c.takeStage(p, t, v, at)
	case types.Opaque:
		if v.T == t || v.T == types.Fn && (t == types.StepFn || t == types.LossFn) || t == types.State && isState(v) {
			return v, true
		}
	case types.Tensor:
		return c.takeTensor(p, t, v, at)
	case types.Recordings, types.Trials, types.Scores:
		if v.T != nil && v.T.String() == t.String() {
			return v, true
		}
	case types.RecordOf:
		if _, ok := v.T.(types.RecordOf); ok {
			return v, true
		}
	case types.Basic:
		return c.takeBasic(p, t, v, e, at)
	case types.StageType:
		if _, ok := v.T.(types.StageType); ok {
			return v, true
		}
	case types.Choice:
		if _, ok := v.V.(types.NameValue); ok || v.V == nil {
			return v, true
		}
	}
	return c.wrong(p, v, at, "")
}

func (c *checker) wrong(p types.Param, v value, at source.Span, hint string) (value, bool) {
	c.report.Report(diag.WrongType{At: at, Param: p.Name, Want: typeWords(p.Type), Got: words(v), Hint: hint})
	return unknown, false
}

func (c *checker) takeBasic(p types.Param, t types.Basic, v value, e syntax.Expr, at source.Span) (value, bool) {
	switch t {
	case types.Any, types.Unknown:
		return v, true
	case types.Int:
		if d, ok := dimOf(v.T); ok && d == types.None {
			return c.takeWhole(p, v, at)
		}
		return c.takeNumber(p, types.None, v, e, at)
	case types.Real:
		return c.takeNumber(p, types.None, v, e, at)
	case types.Extent:
		return c.takeExtent(p, v, at)
	case types.Ints:
		return c.takeInts(p, v, at)
	}
	if basicFits(t, v) {
		return v, true
	}
	return c.wrong(p, v, at, "")
}

// basicFits: the value is of a type without parts that needs no conversion.
func basicFits(t types.Basic, v value) bool {
	switch t {
	case types.Labels:
		return holdsNames(v) || v.V == nil || wholeNumbers(v.V)
	case types.Names:
		return holdsNames(v)
	case types.RecordAny:
		_, ok := v.T.(types.RecordOf)
		return ok
	}
	return v.T == t
}

// holdsNames: texts and names, or a list that was read as such.
func holdsNames(v value) bool {
	switch v.V.(type) {
	case types.TextValue, types.NameValue, types.List:
		return true
	case nil:
		return v.T == types.Names || v.T == types.Text
	}
	return false
}

// wholeNumbers: a whole number or a range of them.
func wholeNumbers(v types.Value) bool {
	switch x := v.(type) {
	case types.Num:
		_, ok := x.Whole()
		return ok
	case types.Range:
		_, low := x.Lo.Whole()
		_, high := x.Hi.Whole()
		return low && high
	}
	return false
}

// takeExtent accepts a number of samples or a duration.
func (c *checker) takeExtent(p types.Param, v value, at source.Span) (value, bool) {
	d, ok := dimOf(v.T)
	switch {
	case !ok:
		return c.wrong(p, v, at, "")
	case d == types.None:
		return c.takeWhole(p, v, at)
	case d == types.Time:
		return v, true
	}
	c.report.Report(diag.WrongDimension{At: at, Want: "a time or a number of samples", Got: d.Article(), Bare: d.String(), Param: p.Name})
	return unknown, false
}

// takeWhole accepts whole numbers.
func (c *checker) takeWhole(p types.Param, v value, at source.Span) (value, bool) {
	if n, ok := v.V.(types.Num); ok {
		if _, isWhole := n.Whole(); isWhole {
			return v, true
		}
		c.report.Report(diag.NotWhole{At: at, Param: p.Name, Got: n.Show()})
		return unknown, false
	}
	return v, true // a quotient such as time/4 may turn out to be whole
}

// takeNumber accepts a number of one dimension.
func (c *checker) takeNumber(p types.Param, want types.Dim, v value, e syntax.Expr, at source.Span) (value, bool) {
	got, ok := dimOf(v.T)
	if !ok {
		return c.wrong(p, v, at, "")
	}
	if got == want {
		return v, true
	}
	bad := diag.WrongDimension{At: at, Want: want.Article(), Got: got.Article(), Bare: got.String(), Param: p.Name}
	if n, known := v.V.(types.Num); known && e != nil && literal(e) {
		bad.Fixed = withUnit(digits(n), p.Type)
	}
	c.report.Report(bad)
	return unknown, false
}

// withUnit writes digits with the unit of a parameter's type, "" when it has none.
func withUnit(text string, t types.Type) string {
	q, ok := t.(types.Quantity)
	if !ok {
		return ""
	}
	unit := q.Unit
	if unit == "" {
		unit = q.Dim.BaseUnit()
	}
	if unit == "" {
		return text
	}
	return text + " " + unit
}

func (c *checker) takeRange(p types.Param, t types.RangeOf, v value, e syntax.Expr, at source.Span) (value, bool) {
	got, ok := v.T.(types.RangeOf)
	if !ok {
		hint := ""
		if _, number := dimOf(v.T); number {
			hint = "a range has two ends: 8..30 Hz"
		}
		return c.wrong(p, v, at, hint)
	}
	want, _ := dimOf(t.Elem)
	have, numbers := dimOf(got.Elem)
	if !numbers || want != have {
		bad := diag.WrongDimension{At: at, Want: want.Article(), Got: have.Article(), Bare: have.String(), Param: p.Name}
		b, binary := e.(*syntax.Binary)
		if r, known := v.V.(types.Range); known && binary && literal(b.L) && literal(b.R) {
			bad.Fixed = withUnit(digits(r.Lo)+".."+digits(r.Hi), t.Elem)
		}
		c.report.Report(bad)
		return unknown, false
	}
	return v, true
}

func (c *checker) takeList(p types.Param, t types.ListOf, v value, e syntax.Expr, at source.Span) (value, bool) {
	elem := p
	elem.Type = t.Elem
	list, ok := v.V.(types.List)
	if !ok {
		if got, isList := v.T.(types.ListOf); isList && v.V == nil {
			return value{T: got}, true
		}
		out, ok := c.fits(elem, v, e, at)
		if !ok || out.V == nil {
			return out, ok
		}
		return value{t, types.List{out.V}}, true
	}
	items, _ := e.(*syntax.List)
	for i, x := range list {
		where := at
		if items != nil && items.Gen == nil && i < len(items.Items) {
			where = items.Items[i].Span()
		}
		if x == nil {
			continue
		}
		if _, ok := c.fits(elem, value{typeOf(x), x}, nil, where); !ok {
			return unknown, false
		}
	}
	return value{t, list}, true
}

// takeStage accepts a stage, of one kind when the parameter says so.
func (c *checker) takeStage(p types.Param, t types.StageParam, v value, at source.Span) (value, bool) {
	st, ok := v.V.(*types.Stage)
	if !ok {
		if _, stage := v.T.(types.StageType); stage {
			return v, true
		}
		return c.wrong(p, v, at, "")
	}
	if st.IsData() {
		return c.wrong(p, v, at, "")
	}
	if t.Any || st.Kind == t.Kind || kindUnknown(st) {
		return v, true
	}
	switch t.Kind {
	case types.Net:
		c.report.Report(diag.NothingToTrain{At: at, Stage: st.Name, Type: v.T.String(), Learner: st.Kind == types.Learner})
	case types.Learner:
		if st.Kind == types.Net {
			c.untrained(st, at)
		} else {
			c.report.Report(diag.NothingToTune{At: at, Stage: st.Name, Type: v.T.String()})
		}
	default:
		return c.wrong(p, v, at, "")
	}
	return unknown, false
}

func (c *checker) takeTensor(p types.Param, t types.Tensor, v value, at source.Span) (value, bool) {
	if d, number := dimOf(v.T); number {
		v = value{types.Tensor{Unit: types.Measure{Dim: d}}, v.V}
	}
	got, ok := v.T.(types.Tensor)
	if st, stage := v.V.(*types.Stage); stage && !st.IsData() {
		return c.wrong(p, v, at, "a stage gives a tensor once it is applied: x |> "+st.Name)
	}
	if !ok {
		return c.wrong(p, v, at, "")
	}
	if !sameTensor(t, got) {
		c.report.Report(diag.DoesNotFit{At: at, Stage: p.Name, Want: t.String(), Got: got.String()})
		return unknown, false
	}
	return v, true
}

// sameTensor compares axes and units; open and unknown parts fit everything.
func sameTensor(want, got types.Tensor) bool {
	for _, a := range want.Axes {
		b, ok := got.Axis(a.Name)
		if !ok && !got.Open || ok && a.Size.Differs(b.Size) {
			return false
		}
	}
	for _, b := range got.Axes {
		if !want.Has(b.Name) && !want.Open {
			return false
		}
	}
	return want.Unit.Any || got.Unit.Any || want.Unit.Dim == got.Unit.Dim
}

func (c *checker) takeInts(p types.Param, v value, at source.Span) (value, bool) {
	switch x := v.V.(type) {
	case types.Num:
		return c.takeWhole(p, v, at)
	case types.Range:
		_, ok := x.Lo.Whole()
		_, ok2 := x.Hi.Whole()
		if ok && ok2 {
			return v, true
		}
	case types.List:
		for _, item := range x {
			n, ok := item.(types.Num)
			if !ok {
				return c.wrong(p, v, at, "")
			}
			if _, whole := n.Whole(); !whole {
				c.report.Report(diag.NotWhole{At: at, Param: p.Name, Got: n.Show()})
				return unknown, false
			}
		}
		return v, true
	case nil:
		return v, true
	}
	return c.wrong(p, v, at, "")
}

// within checks a parameter's bounds.
func (c *checker) within(p types.Param, v value, at source.Span) bool {
	if p.Lo == nil || p.Hi == nil {
		return true
	}
	bad := func(n types.Num) bool {
		return n.Dim == p.Lo.Dim && (n.Cmp(*p.Lo) < 0 || n.Cmp(*p.Hi) > 0)
	}
	var got types.Value
	switch x := v.V.(type) {
	case types.List:
		for _, item := range x {
			if !c.within(p, value{v.T, item}, at) {
				return false
			}
		}
	case types.Num:
		if bad(x) {
			got = x
		}
	case types.Range:
		if bad(x.Lo) || bad(x.Hi) {
			got = x
		}
	}
	if got == nil {
		return true
	}
	c.report.Report(diag.OutOfBounds{At: at, Param: p.Name, Got: got.Show(), Bounds: types.Range{Lo: *p.Lo, Hi: *p.Hi}.Show()})
	return false
}

// isState: a number, a tensor or a record of them.
func isState(v value) bool {
	if r, ok := v.T.(types.RecordOf); ok {
		for _, t := range r.Elems {
			if !isState(value{T: t}) {
				return false
			}
		}
		return len(r.Elems) > 0
	}
	_, ok := tensorOf(v.T)
	return ok
}
