package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// functions types the functions an operator was given, and keeps them in the stage.
// ok is false after a mistake.
func (c *checker) functions(st *types.Stage, in, out types.Type) (types.Type, bool) {
	op := st.Bound.Op
	st.Fns = nil
	for _, p := range op.Sig.Params {
		f, given := st.Bound.Value(p.Name).(*types.Closure)
		if !given {
			continue
		}
		ok := true
		switch {
		case p.Type == types.StepFn:
			out, ok = c.recurrence(st, p.Name, f, in)
		case judges(p) && len(st.Parts) == 1:
			ok = c.loss(st, p.Name, f)
		}
		if !ok {
			return nil, false
		}
	}
	if op.Lambda == nil {
		return out, true
	}
	made := map[string]*types.Function{}
	out = op.Lambda(st.Bound, in, out, func(param string, args ...types.Type) types.Type {
		f, ok := st.Bound.Value(param).(*types.Closure)
		if !ok {
			return types.Unknown
		}
		fn, result := c.function(f, param, args)
		made[param] = fn
		return result.T
	})
	for _, p := range op.Sig.Params { // in the order of the parameters
		if fn := made[p.Name]; fn != nil {
			st.Fns = append(st.Fns, fn)
		}
	}
	return out, true
}

// judges: the parameter takes a loss. Its functions are named, like its choices.
func judges(p types.Param) bool {
	return p.Type == types.LossFn || p.Type == types.Fn && p.Options != nil
}

// function elaborates a function on the types it is handed. The function is nil
// when something in it is not known; the result is silent after a mistake.
func (c *checker) function(f *types.Closure, param string, args []types.Type) (*types.Function, value) {
	if len(args) != len(f.Params) {
		c.report.Report(diag.WrongType{At: f.Span, Param: param, Want: countWords(len(args)), Got: countWords(len(f.Params))})
		return nil, unknown
	}
	values := make([]value, len(args))
	params := make([]types.Value, len(args))
	for i, t := range args {
		values[i] = input(f.Params[i], t, f.Span)
		params[i] = values[i].V
	}
	outer := c.letName
	c.letName = ""
	result := c.applyFn(f, values)
	c.letName = outer
	if result.silent() {
		return nil, unknown
	}
	terms, whole := termsOf(result, f.Span)
	if !whole {
		return nil, result
	}
	return types.NewFunction(param, params, terms, f.Span), result
}

// input is a parameter of a function as a term, or a record of them.
func input(name string, t types.Type, at source.Span) value {
	switch t := t.(type) {
	case types.Tensor:
		return value{t, &types.Term{Form: types.InputTerm, Name: name, Out: t, Span: at}}
	case types.RecordOf:
		r := types.Record{Keys: t.Keys}
		for i, key := range t.Keys {
			r.Values = append(r.Values, input(name+"."+key, t.Elems[i], at).V)
		}
		return value{t, r}
	}
	return value{T: t}
}

// termsOf turns the numbers of a result into terms; whole is false when a part of
// it is neither tensor nor number, or not known.
func termsOf(v value, at source.Span) (out types.Value, whole bool) {
	r, ok := v.T.(types.RecordOf)
	if !ok {
		if t := term(v, at); t != nil {
			return t, true
		}
		return nil, false
	}
	known, _ := v.V.(types.Record)
	if len(known.Values) != len(r.Elems) {
		return nil, false
	}
	rec := types.Record{Keys: r.Keys}
	for i := range r.Keys {
		x, fine := termsOf(value{r.Elems[i], known.Values[i]}, at)
		if !fine {
			return nil, false
		}
		rec.Values = append(rec.Values, x)
	}
	return rec, true
}

// maxRounds bounds how often a step is elaborated until its state has its type.
const maxRounds = 6

// A settled recurrence: the step on a state of its own type.
type settled struct {
	fn       *types.Function
	emit     types.Tensor
	problems *diag.List
	ok       bool
	step     bool // it gives another state than it is handed
}

// recurrence types a step that is handed a state and a slice of the input along
// `over`. The state's type is the fixed point: what starts as a tensor keeps its
// type, and what starts as a number takes the axes that the step gives it. Those are
// not known before, so the step is tried on a state whose axes are open, then on a
// plain number, then on one like the slice; one mistake is told.
func (c *checker) recurrence(st *types.Stage, param string, f *types.Closure, in types.Type) (types.Type, bool) {
	of, ok := types.Inner(in)
	if !ok {
		return nil, false
	}
	slice := of.Without(st.Bound.Axes("over").Names()...)
	start, free := c.start(st)
	var told settled
	for i, guess := range []types.Type{opened(start, free), start, liken(start, free, slice)} {
		s := c.settle(st, param, f, guess, free, slice)
		if s.ok {
			c.report.Add(s.problems.All()...)
			if s.fn != nil {
				st.Fns = append(st.Fns, s.fn)
			}
			return c.emitted(st, f, s.emit, of, in)
		}
		if i == 0 || told.step && s.step { // closed types read better
			told = s
		}
	}
	c.report.Add(told.problems.All()...)
	return nil, false
}

// settle elaborates a step until the state that it gives is the one it is handed.
func (c *checker) settle(st *types.Stage, param string, f *types.Closure, state, free types.Type, slice types.Tensor) (out settled) {
	outer := c.report
	defer func() { c.report = outer }()
	for range maxRounds {
		c.report = new(diag.List)
		out.problems = c.report
		fn, result := c.function(f, param, []types.Type{state, slice})
		next, ok := field(result.T, "carry")
		emit, ok2 := field(result.T, "emit")
		if result.silent() || ok && unsettled(next) || ok2 && unsettled(emit) {
			return out
		}
		emitted, fits := tensorOf(emit)
		if !ok || !ok2 || !fits {
			out.step = true
			c.report.Report(diag.WrongStep{At: resultSpan(f, "emit"), Stage: st.Name, Goes: words(result)})
			return out
		}
		grown, fits := grow(state, next, free, slice.Open)
		if !fits {
			out.step = true
			c.report.Report(diag.WrongStep{At: resultSpan(f, "carry"), Stage: st.Name, Comes: showState(state), Goes: showState(next), Fields: true})
			return out
		}
		if sameState(grown, state) {
			out.fn, out.emit, out.ok = fn, emitted, true
			return out
		}
		state = grown
	}
	c.report.Report(diag.WrongStep{At: resultSpan(f, "carry"), Stage: st.Name, Comes: showState(state), Goes: "another type each time", Fields: true})
	return out
}

// eachState maps the leaves of a state.
func eachState(state, free types.Type, leaf func(t types.Tensor, free bool) types.Tensor) types.Type {
	switch s := state.(type) {
	case types.RecordOf:
		f := free.(types.RecordOf)
		out := types.RecordOf{Keys: s.Keys}
		for i := range s.Keys {
			out.Elems = append(out.Elems, eachState(s.Elems[i], f.Elems[i], leaf))
		}
		return out
	case types.Tensor:
		return leaf(s, types.IsAnyTensor(free))
	}
	return state
}

// opened lets the numbers of a state have any axes.
func opened(state, free types.Type) types.Type {
	return eachState(state, free, func(t types.Tensor, free bool) types.Tensor {
		t.Open = t.Open || free
		return t
	})
}

// liken gives the numbers of a state the axes of a slice.
func liken(state, free types.Type, slice types.Tensor) types.Type {
	return eachState(state, free, func(t types.Tensor, free bool) types.Tensor {
		if free {
			t.Axes, t.Open = slice.Axes, slice.Open
		}
		return t
	})
}

// unsettled: a mistake inside was reported.
func unsettled(t types.Type) bool {
	if r, ok := t.(types.RecordOf); ok {
		for _, e := range r.Elems {
			if unsettled(e) {
				return true
			}
		}
		return false
	}
	return t == nil || t == types.Unknown
}

func showState(t types.Type) string {
	if x, ok := tensorOf(t); ok {
		return x.String()
	}
	r, ok := t.(types.RecordOf)
	if !ok {
		return words(value{T: t})
	}
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = k + ": " + showState(r.Elems[i])
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// emitted puts the slices a step gives together along the axes it went over.
func (c *checker) emitted(st *types.Stage, f *types.Closure, emit, of types.Tensor, in types.Type) (types.Type, bool) {
	for _, name := range st.Bound.Axes("over").Names() {
		if emit.Has(name) {
			c.report.Report(diag.AxisExists{At: resultSpan(f, "emit"), Stage: st.Name, Axis: name, Input: emit.String()})
			return nil, false
		}
		axis, _ := of.Axis(name)
		emit = emit.With(axis)
	}
	return types.Rewrap(in, emit), true
}

// start is the type of the state that a recurrence starts from, and which of its
// parts may still take axes; without a State parameter it is a plain number.
func (c *checker) start(st *types.Stage) (state, free types.Type) {
	for _, p := range st.Bound.Op.Sig.Params {
		if p.Type != types.State {
			continue
		}
		a, _ := st.Bound.Arg(p.Name)
		return startType(value{a.Type, a.Value})
	}
	zero := value{types.Int, types.IntNum(0)}
	return startType(value{types.Tensor{}, term(zero, st.Span)})
}

// startType is a state's type; free has an open tensor where the state is a number.
// Nothing is nothing in any unit, so zero takes the unit that comes.
func startType(v value) (state, free types.Type) {
	if r, ok := v.T.(types.RecordOf); ok {
		known, _ := v.V.(types.Record)
		s, f := types.RecordOf{Keys: r.Keys}, types.RecordOf{Keys: r.Keys}
		for i := range r.Keys {
			part := value{T: r.Elems[i]}
			if i < len(known.Values) {
				part.V = known.Values[i]
			}
			a, b := startType(part)
			s.Elems, f.Elems = append(s.Elems, a), append(f.Elems, b)
		}
		return s, f
	}
	t := asTensor(v)
	x, ok := v.V.(*types.Term)
	if ok && x.Form == types.ConstTerm && x.Name == "" && x.Const.Sign() == 0 && x.Const.Dim == types.None {
		t.Unit = types.AnyMeasure
	}
	if len(t.Axes) == 0 {
		return t, types.AnyTensor
	}
	return t, t
}

// grow is the state after a step; fits is false when the step gives another state
// than it is handed. open tells that the step's slices may have further axes.
func grow(state, next, free types.Type, open bool) (grown types.Type, fits bool) {
	if s, ok := state.(types.RecordOf); ok {
		n, ok := next.(types.RecordOf)
		f, ok2 := free.(types.RecordOf)
		if !ok || !ok2 || len(n.Keys) != len(s.Keys) {
			return state, false
		}
		out := types.RecordOf{Keys: s.Keys}
		for i, key := range s.Keys {
			part, there := field(n, key)
			if !there {
				return state, false
			}
			g, fine := grow(s.Elems[i], part, f.Elems[i], open)
			if !fine {
				return state, false
			}
			out.Elems = append(out.Elems, g)
		}
		return out, true
	}
	s, ok := state.(types.Tensor)
	n, ok2 := tensorOf(next)
	if !ok || !ok2 {
		return state, false
	}
	if !types.IsAnyTensor(free) {
		return s, sameTensor(s, n) && sameTensor(n, s)
	}
	for _, a := range s.Axes { // what it has it keeps
		b, there := n.Axis(a.Name)
		if !there && !n.Open || there && a.Size.Differs(b.Size) {
			return state, false
		}
	}
	// What an open state did not get it does not have, unless the slices are open.
	n.Open = n.Open && (open || !s.Open)
	if !s.Unit.Any {
		if !n.Unit.Any && n.Unit.Dim != s.Unit.Dim {
			return state, false
		}
		n.Unit = s.Unit
	}
	return n, true
}

// sameState: neither an axis nor a unit was added.
func sameState(a, b types.Type) bool {
	switch x := a.(type) {
	case types.RecordOf:
		y, ok := b.(types.RecordOf)
		if !ok {
			return false
		}
		for i := range x.Elems {
			if !sameState(x.Elems[i], y.Elems[i]) {
				return false
			}
		}
		return true
	case types.Tensor:
		y, ok := b.(types.Tensor)
		return ok && sameTensor(x, y) && sameTensor(y, x) && x.Open == y.Open && x.Unit.Any == y.Unit.Any
	}
	return false
}

// tensorOf is a tensor's or a number's type as a tensor.
func tensorOf(t types.Type) (types.Tensor, bool) {
	if d, number := dimOf(t); number {
		return types.Tensor{Unit: types.Measure{Dim: d}}, true
	}
	x, ok := t.(types.Tensor)
	return x, ok
}

func field(t types.Type, key string) (types.Type, bool) {
	r, ok := t.(types.RecordOf)
	if !ok {
		return types.Unknown, false
	}
	for i, k := range r.Keys {
		if k == key {
			return r.Elems[i], true
		}
	}
	return types.Unknown, false
}

// resultSpan is where a function writes a field of its result.
func resultSpan(f *types.Closure, key string) source.Span {
	env, ok := f.Env.(lambdaEnv)
	if !ok || env.node.Body == nil || env.node.Body.Result == nil {
		return f.Span
	}
	r, ok := env.node.Body.Result.(*syntax.Record)
	if !ok {
		return env.node.Body.Result.Span()
	}
	for _, e := range r.Entries {
		if e.Key == key && e.Value != nil {
			return e.Value.Span()
		}
	}
	return r.Span()
}

func countWords(n int) string {
	return "a function of " + [...]string{"nothing", "one value", "two values", "three values", "many values"}[min(n, 4)]
}
