package check

import (
	"fmt"

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
		b.defaults.set(p.Name, value{arg.Type, arg.Value})
		out = append(out, arg)
	}
	return out, ok
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
			c.report.Report(diag.UnknownParam{At: a.Label.Span(), Callee: b.callee, Param: a.Label.Name,
				Near: diag.Nearest(a.Label.Name, names), Params: names})
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
		if next >= len(given) {
			c.report.Report(diag.TooManyArguments{At: a.Span(), Callee: b.callee, Most: len(given), Signature: b.text()})
			return given, false
		}
		given[next] = a
		next++
	}
	return given, ok
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

// header types the parameters of a declaration, once.
func (c *checker) header(d *decl) {
	if d.ready {
		return
	}
	d.ready = true
	var list []*syntax.Param
	switch node := d.node.(type) {
	case *syntax.Fn:
		list = node.Params
	case *syntax.Block:
		list = node.Params
		c.blockTypes(d, node)
	case *syntax.Protocol:
		list = node.Params
	}
	s := &scope{mod: d.mod}
	for _, p := range list {
		if indexOf(d.params, p.Name.Name) >= 0 {
			c.report.Report(diag.DeclaredTwice{At: p.Name.Span(), Name: p.Name.Name})
			continue
		}
		typed := c.param(p, s)
		d.params = append(d.params, typed)
		s.set(typed.Name, value{T: typed.Type})
	}
}

// param types one parameter: by its annotation, its constraint or its default.
func (c *checker) param(p *syntax.Param, s *scope) types.Param {
	out := types.Param{Name: p.Name.Name, Default: p.Default, Span: p.Span()}
	if p.Type != nil {
		out, _ = c.typed(out, p.Type, s)
	}
	if list, ok := p.In.(*syntax.List); ok && list.Gen == nil {
		out.Options = c.options(list)
	} else if p.In != nil {
		c.bounds(&out, p.In, s)
	}
	if out.Type == nil {
		switch {
		case out.Options != nil:
			out.Type = types.Choice{Options: out.Options}
		case p.Default != nil:
			v := c.expr(p.Default, s)
			out.Type = v.T
			if _, stage := v.T.(types.StageType); stage {
				out.Type = types.StageParam{Any: true}
			}
		case out.Lo != nil:
			out.Type = types.TypeOfNum(*out.Lo)
		default:
			out.Type = types.Any
		}
	}
	if p.Default != nil { // a default outside its own constraint is a mistake
		c.argument(out, &syntax.Arg{At: syntax.At{Place: p.Default.Span()}, Value: p.Default}, s, nil)
	}
	return out
}

func (c *checker) options(list *syntax.List) []string {
	out := []string{}
	for _, item := range list.Items {
		if n, ok := item.Value.(*syntax.Name); ok && item.Axis == nil {
			out = append(out, n.Name)
			continue
		}
		c.report.Report(diag.WrongType{At: item.Span(), Want: "a name", Got: "something else",
			Hint: "a choice is written as a list of names: in [riemann, logeuclid]"})
	}
	return out
}

func (c *checker) bounds(p *types.Param, in syntax.Expr, s *scope) {
	v := c.expr(in, s)
	if v.silent() {
		return
	}
	r, ok := v.V.(types.Range)
	if !ok {
		c.report.Report(diag.WrongType{At: in.Span(), Want: "a range or a list of names", Got: words(v)})
		return
	}
	p.Lo, p.Hi = &r.Lo, &r.Hi
}

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
