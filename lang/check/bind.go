package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A binding is a callee whose parameters are about to get arguments.
type binding struct {
	callee   string
	params   []types.Param
	defaults *scope // where defaults are evaluated; earlier parameters are added
	op       *types.Operator
	ready    map[*syntax.Arg]value // arguments that are already evaluated
}

// bind gives every parameter its argument, in the order of the parameters. ok
// is false when something was reported.
func (c *checker) bind(b binding, args []*syntax.Arg, k call) (out []types.Arg, ok bool) {
	given, ok := c.distribute(b, args, k)
	for i, p := range b.params {
		var arg types.Arg
		switch {
		case i == 0 && k.data != nil:
			v := c.coerce(p, *k.data, nil, k.dataAt)
			arg = types.Arg{Name: p.Name, Value: v.V, Type: v.T, At: k.dataAt}
			ok = ok && !v.silent()
		case given[i] != nil:
			a := given[i]
			v := c.argumentOf(b, p, a, k.scope)
			arg = types.Arg{Name: p.Name, Value: v.V, Type: v.T, At: argSpan(a)}
			ok = ok && !v.silent()
		case p.Default != nil:
			v := c.argument(p, &syntax.Arg{At: syntax.At{Place: p.Default.Span()}, Value: p.Default}, b.defaults, b.op)
			arg = types.Arg{Name: p.Name, Value: v.V, Type: v.T, Default: true}
		default:
			if ok {
				c.report.Report(diag.MissingArgument{At: k.at, Callee: b.callee, Param: p.Name, Want: paramWords(p), Signature: b.text()})
			}
			return out, false
		}
		if arg.Type == nil || arg.Type == types.Unknown {
			arg.Type = p.Type
		}
		if b.op != nil {
			arg = tensorArg(p, arg)
		}
		b.defaults.set(p.Name, value{arg.Type, arg.Value})
		out = append(out, arg)
	}
	return out, ok
}

// tensorArg makes a number that an operator takes as a tensor or a state a term.
func tensorArg(p types.Param, a types.Arg) types.Arg {
	if p.Type == types.State && a.Value != nil {
		if v, whole := termsOf(value{typeOf(a.Value), a.Value}, a.At); whole {
			a.Value, a.Type = v, typeOf(v)
		}
		return a
	}
	if takesTensor(p.Type) == 0 {
		return a
	}
	switch v := a.Value.(type) {
	case types.Num:
		a.Value = term(value{a.Type, v}, a.At)
	case types.List:
		out := make(types.List, len(v))
		for i, x := range v {
			out[i] = x
			if n, ok := x.(types.Num); ok {
				out[i] = term(value{types.TypeOfNum(n), n}, a.At)
			}
		}
		a.Value = out
	}
	return a
}

// takesTensor is 1 for a parameter that takes a tensor, 2 for one that takes several.
func takesTensor(t types.Type) int {
	if l, ok := t.(types.ListOf); ok && types.IsAnyTensor(l.Elem) {
		return 2
	}
	if types.IsAnyTensor(t) {
		return 1
	}
	return 0
}

// argSpan is an argument without its label.
func argSpan(a *syntax.Arg) source.Span {
	if a.Axis != nil {
		return a.Axis.Span().To(a.Value.Span())
	}
	return a.Value.Span()
}

func (b binding) text() string {
	if b.op == nil || b.op.Sig == nil {
		return ""
	}
	return b.op.Sig.Text
}

func paramWords(p types.Param) string {
	if p.Type == types.Any || p.Type == nil || p.Type == types.Unknown {
		return ""
	}
	return typeWords(p.Type)
}

// distribute finds the parameter of each written argument.
func (c *checker) distribute(b binding, args []*syntax.Arg, k call) (given []*syntax.Arg, ok bool) {
	given, ok = make([]*syntax.Arg, len(b.params)), true
	next := 0
	if k.data != nil {
		next = 1
	}
	for _, a := range args {
		if a.Label == nil {
			continue
		}
		i := indexOf(b.params, a.Label.Name)
		switch {
		case i < 0:
			names := paramNames(b.params)
			c.report.Report(diag.UnknownParam{
				At: a.Label.Span(), Callee: b.callee, Param: a.Label.Name,
				Near: diag.Nearest(a.Label.Name, names), Params: names,
			})
			c.visit([]*syntax.Arg{a}, k.scope)
			ok = false
		case given[i] != nil:
			c.report.Report(diag.GivenTwice{At: a.Label.Span(), First: given[i].Span(), Name: a.Label.Name})
			ok = false
		default:
			given[i] = a
		}
	}
	for _, a := range args {
		if a.Label != nil {
			continue
		}
		if a.Value == nil {
			c.report.Report(diag.WrongType{At: a.Span(), Want: "an argument", Got: "a rest"})
			ok = false
			continue
		}
		for next < len(given) && given[next] != nil {
			next++
		}
		if c.equalsForColon(b, a, k.scope) {
			return given, false
		}
		if next >= len(given) {
			c.report.Report(diag.TooManyArguments{At: a.Span(), Callee: b.callee, Most: len(given), Signature: b.text()})
			return given, false
		}
		given[next] = a
		next++
	}
	return given, ok
}

// equalsForColon reports of=trial, which is written of: trial.
func (c *checker) equalsForColon(b binding, a *syntax.Arg, s *scope) bool {
	if a.Axis == nil || a.Value == nil || indexOf(b.params, a.Axis.Name) < 0 {
		return false
	}
	if _, axis := s.mod.axes[a.Axis.Name]; axis || contains(commonAxes, a.Axis.Name) {
		return false
	}
	c.report.Report(diag.WrongType{
		At: a.Span(), Want: "an argument", Got: "an axis with a size", Hint: "arguments are named with a colon",
		Fixed: a.Axis.Name + ": " + a.Value.Span().Text(),
	})
	return true
}

func indexOf(ps []types.Param, name string) int {
	for i, p := range ps {
		if p.Name == name {
			return i
		}
	}
	return -1
}

// argumentOf uses an argument that was evaluated before, else evaluates it.
func (c *checker) argumentOf(b binding, p types.Param, a *syntax.Arg, s *scope) value {
	if v, ok := b.ready[a]; ok && !directed(p.Type) && p.Options == nil {
		if v.silent() {
			return v
		}
		return c.coerce(p, v, a.Value, a.Value.Span())
	}
	return c.argument(p, a, s, b.op)
}

// directed parameter types change how an argument is read.
func directed(t types.Type) bool {
	switch t := t.(type) {
	case types.AxisType:
		return true
	case types.Basic:
		return t == types.Names || t == types.Labels || t == types.RecordAny || t == types.Shape || t == types.Renames || t == types.Ints
	}
	return false
}

// dataArgument finds the data of op(x, ...): the first positional argument when
// it is a tensor, recordings or trials, or when no parameter could take it.
func (c *checker) dataArgument(b *binding, args []*syntax.Arg, s *scope) (v value, at source.Span, rest []*syntax.Arg, ok bool) {
	first, free := -1, len(b.params)
	positional := 0
	for i, a := range args {
		if a.Label != nil {
			free--
			continue
		}
		positional++
		if first < 0 {
			first = i
		}
	}
	if first < 0 || args[first].Axis != nil || args[first].Value == nil {
		return v, at, nil, false
	}
	if tensors := tensorParams(b.params, args); tensors > 0 {
		return c.firstTensor(b, args, tensors, s)
	}
	a := args[first]
	surplus := positional > free
	switch e := a.Value.(type) {
	case *syntax.Name:
		known := false
		if v, known = c.peek(e, s); !known {
			if !surplus || len(b.params) > 0 {
				return v, at, nil, false
			}
			v = c.expr(e, s)
		}
	case *syntax.List, *syntax.Record, *syntax.Lambda, *syntax.Text:
		if !surplus {
			return v, at, nil, false
		}
		v = c.expr(e, s)
	default:
		v = c.expr(e, s)
		b.ready = map[*syntax.Arg]value{a: v}
	}
	if !surplus && !isData(v) {
		return v, at, nil, false
	}
	if _, number := dimOf(v.T); !isData(v) && !v.silent() && !(number && elementwise(b.op)) {
		return v, at, nil, false // reported as one argument too many
	}
	rest = append(append([]*syntax.Arg(nil), args[:first]...), args[first+1:]...)
	return v, a.Value.Span(), rest, true
}

// tensorParams counts the parameters that take tensors and are not named. Those
// with a default are given by name, or the data could be meant for them.
func tensorParams(ps []types.Param, args []*syntax.Arg) int {
	n := 0
	for _, p := range ps {
		named := false
		for _, a := range args {
			named = named || a.Label != nil && a.Label.Name == p.Name
		}
		if !named && p.Default == nil && takesTensor(p.Type) > 0 {
			n++
		}
	}
	return n
}

// firstTensor finds the data of an operator that takes tensors beside it:
// attention(q, k, v) has one more than its parameters keys and values.
func (c *checker) firstTensor(b *binding, args []*syntax.Arg, tensors int, s *scope) (v value, at source.Span, rest []*syntax.Arg, ok bool) {
	b.ready = map[*syntax.Arg]value{}
	first := -1
	count := 0
	for i, a := range args {
		if a.Label != nil || a.Axis != nil || a.Value == nil {
			continue
		}
		x := value{}
		if n, name := a.Value.(*syntax.Name); name {
			if x, ok = c.peek(n, s); !ok {
				break
			}
		} else {
			x = c.expr(a.Value, s)
			b.ready[a] = x
		}
		if !isTensors(x) {
			break
		}
		if first < 0 {
			first = i
		}
		count++
	}
	if first < 0 || count <= tensors || !isData(b.value(c, args[first], s)) {
		return v, at, nil, false
	}
	a := args[first]
	rest = append(append([]*syntax.Arg(nil), args[:first]...), args[first+1:]...)
	return b.value(c, a, s), a.Value.Span(), rest, true
}

// value of an argument, evaluated once.
func (b *binding) value(c *checker, a *syntax.Arg, s *scope) value {
	if v, ok := b.ready[a]; ok {
		return v
	}
	if n, ok := a.Value.(*syntax.Name); ok {
		v, _ := c.peek(n, s)
		return v
	}
	return unknown
}

// isTensors: a tensor or a list of them.
func isTensors(v value) bool {
	t := v.T
	if l, ok := t.(types.ListOf); ok {
		t = l.Elem
	}
	_, ok := t.(types.Tensor)
	return ok
}

// elementwise operators also take plain numbers: exp(2).
func elementwise(op *types.Operator) bool {
	in := op.Sig.In
	return in != nil && in.Tensor != nil && in.Tensor.Rest != "" && len(in.Tensor.Axes) == 0
}

func isData(v value) bool {
	switch v.T.(type) {
	case types.Tensor, types.Recordings, types.Trials, types.Scores:
		return true
	}
	return false
}

// peek looks up a name as a value without complaint; operators do not count.
func (c *checker) peek(e *syntax.Name, s *scope) (value, bool) {
	if v, ok := s.local(e.Name); ok {
		return v, true
	}
	if d := c.find(s.mod, e.Name); d != nil {
		return c.declared(d, e.Span()), true
	}
	return value{}, false
}
