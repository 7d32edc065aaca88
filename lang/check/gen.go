package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// list is [a, b], [for n in 1..5 => ..], or an axis set when an item has a size.
func (c *checker) list(e *syntax.List, s *scope) value {
	for _, item := range e.Items {
		if item.Axis != nil {
			return c.shape(e, s)
		}
	}
	out := types.List{}
	elem := types.Type(nil)
	fine := c.generate(e.Gen, s, func(s *scope) bool {
		for _, item := range e.Items {
			if item.Rest != nil || item.Label != nil || item.Value == nil {
				c.problem(diag.WrongType{At: item.Span(), Want: "an element", Got: "something else"})
				return false
			}
			v := c.expr(item.Value, s)
			if v.silent() {
				return false
			}
			if elem == nil {
				elem = v.T
			} else if !alike(elem, v.T) {
				c.problem(diag.WrongType{At: item.Value.Span(), Want: typeWords(elem), Got: words(v), Hint: "the elements of a list are of one type"})
				return false
			}
			if elem == types.Int {
				elem = v.T
			}
			out = append(out, v.V)
		}
		return c.spend(types.Weigh(types.List(out[max(0, len(out)-len(e.Items)):]), maxSteps), e.Span())
	})
	if elem == nil {
		elem = types.Any
	}
	switch fine {
	case failed:
		return unknown
	case unsized:
		return value{T: types.ListOf{Elem: elem}}
	}
	return value{types.ListOf{Elem: elem}, out}
}

// alike types may stand in one list.
func alike(a, b types.Type) bool {
	switch x := a.(type) {
	case types.ListOf:
		y, ok := b.(types.ListOf)
		return ok && (x.Elem == types.Any || y.Elem == types.Any || alike(x.Elem, y.Elem))
	case types.RangeOf:
		y, ok := b.(types.RangeOf)
		return ok && alike(x.Elem, y.Elem)
	case types.StageType:
		_, ok := b.(types.StageType)
		return ok
	case types.RecordOf:
		_, ok := b.(types.RecordOf)
		return ok
	case types.Choice:
		_, ok := b.(types.Choice)
		return ok || b == types.Names
	case types.AxisType:
		_, ok := b.(types.AxisType)
		return ok
	case types.Tensor:
		_, ok := b.(types.Tensor)
		_, number := dimOf(b)
		return ok || number
	case types.Recordings, types.Trials:
		return a.String() == b.String()
	case types.Scores:
		_, ok := b.(types.Scores)
		return ok
	}
	d, number := dimOf(a)
	if number {
		e, ok := dimOf(b)
		return ok && d == e
	}
	switch b.(type) {
	case types.ListOf, types.RangeOf, types.StageType, types.RecordOf, types.Choice, types.AxisType, types.Tensor, types.Recordings, types.Trials, types.Scores:
		return false
	}
	return a == b
}

// record is { key: value, .. }, or one entry for each turn of a generator.
func (c *checker) record(e *syntax.Record, s *scope) value {
	t, out := types.RecordOf{}, types.Record{}
	first := map[string]source.Span{}
	fine := c.generate(e.Gen, s, func(s *scope) bool {
		for _, entry := range e.Entries {
			key := entry.Key
			if entry.Quoted {
				key = c.fill(key, s)
			}
			if old, again := first[key]; again {
				c.report.Report(diag.GivenTwice{At: entry.KeyAt, First: old, Name: key})
				return false
			}
			first[key] = entry.KeyAt
			v := c.expr(entry.Value, s)
			t.Keys, t.Elems = append(t.Keys, key), append(t.Elems, v.T)
			out.Keys, out.Values = append(out.Keys, key), append(out.Values, v.V)
		}
		return true
	})
	switch fine {
	case failed:
		return unknown
	case unsized:
		return value{T: t}
	}
	return value{t, out}
}

// How a generator went.
type outcome int

const (
	whole   outcome = iota // every turn was taken
	unsized                // its sources are unknown: one turn was taken with unknown names
	failed                 // something was reported
)

// generate takes one turn for each combination of the clauses; without a
// generator, exactly one.
func (c *checker) generate(g *syntax.Gen, s *scope, turn func(*scope) bool) outcome {
	if g == nil {
		if !turn(s) {
			return failed
		}
		return whole
	}
	w := &turns{c: c, gen: g, turn: turn, left: maxItems}
	w.run(0, s.child())
	return w.result
}

// turns walks the clauses of a generator.
type turns struct {
	c      *checker
	gen    *syntax.Gen
	turn   func(*scope) bool
	left   int
	result outcome
}

func (w *turns) run(clause int, s *scope) {
	if w.result == failed {
		return
	}
	if clause == len(w.gen.Clauses) {
		w.once(s)
		return
	}
	g := w.gen.Clauses[clause]
	items, ok := w.c.elements(g.In, s)
	if !ok {
		w.result = failed
		return
	}
	for _, item := range items {
		if item.V == nil {
			w.result = max(w.result, unsized)
		}
		inner := s.child()
		inner.set(g.Name.Name, item)
		w.run(clause+1, inner)
	}
}

func (w *turns) once(s *scope) {
	if w.left--; w.left < 0 {
		w.c.report.Report(diag.TooLarge{At: w.gen.Span(), What: "this generator", Most: maxItems})
		w.result = failed
		return
	}
	if !w.c.spend(1, w.gen.Span()) {
		w.result = failed
		return
	}
	if w.gen.If != nil {
		v := w.c.expr(w.gen.If, s)
		yes, known := v.V.(types.BoolValue)
		switch {
		case v.silent():
			w.result = failed
			return
		case v.T != types.Bool:
			w.c.report.Report(diag.BadOperand{At: w.gen.If.Span(), Op: "if", Want: "yes or no", Got: words(v)})
			w.result = failed
			return
		case !known:
			w.result = max(w.result, unsized)
		case !bool(yes):
			return
		}
	}
	if !w.turn(s) {
		w.result = failed
	}
}

// elements of a list, or the whole numbers of a range. An unknown source gives
// one unknown element.
func (c *checker) elements(e syntax.Expr, s *scope) ([]value, bool) {
	v := c.expr(e, s)
	if v.silent() {
		return nil, false
	}
	switch x := v.V.(type) {
	case types.List:
		out := make([]value, len(x))
		for i, item := range x {
			out[i] = value{typeOf(item), item}
			if item == nil {
				out[i].T = v.T.(types.ListOf).Elem
			}
		}
		return out, true
	case types.Range:
		return c.counted(x, e)
	}
	switch t := v.T.(type) {
	case types.ListOf:
		return []value{{T: t.Elem}}, true
	case types.RangeOf:
		if t.Elem == types.Int {
			return []value{{T: types.Int}}, true
		}
	}
	c.report.Report(diag.BadOperand{At: e.Span(), Op: "for", Want: "a list or a range of whole numbers", Got: words(v)})
	return nil, false
}

func (c *checker) counted(r types.Range, e syntax.Expr) ([]value, bool) {
	lo, ok := r.Lo.Whole()
	hi, ok2 := r.Hi.Whole()
	if !ok || !ok2 {
		c.report.Report(diag.BadOperand{At: e.Span(), Op: "for", Want: "a list or a range of whole numbers", Got: r.Show()})
		return nil, false
	}
	if hi-lo >= maxItems || hi-lo < 0 {
		c.report.Report(diag.TooLarge{At: e.Span(), What: "this generator", Most: maxItems})
		return nil, false
	}
	out := make([]value, 0, hi-lo+1)
	for i := lo; i <= hi; i++ {
		out = append(out, value{types.Int, types.IntNum(i)})
	}
	return out, true
}

// stripPrimes is the name of an axis without the marks of a copy.
func stripPrimes(name string) string { return strings.TrimRight(name, "'") }
