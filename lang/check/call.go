package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A call says where a callee is used and what is piped into it.
type call struct {
	at     source.Span // the whole call
	name   source.Span // the callee
	scope  *scope
	data   *value // piped in from the left
	dataAt source.Span
}

// call is callee(args).
func (c *checker) call(e *syntax.Call, s *scope, data *value) value {
	k := call{at: e.Span(), name: e.Fn.Span(), scope: s, data: data}
	switch fn := e.Fn.(type) {
	case *syntax.Name:
		if v, ok := s.local(fn.Name); ok {
			return c.callValue(v, e, k)
		}
		if d := c.find(s.mod, fn.Name); d != nil {
			return c.callDecl(d, e.Args, k)
		}
		if op := c.env.Ops.Named(fn.Name); op != nil {
			return c.callOperator(op, e.Args, k)
		}
		c.unknownName(fn, s)
		c.visit(e.Args, s)
		return unknown
	case *syntax.Select:
		if n, ok := fn.X.(*syntax.Name); ok {
			if v, found := c.callQualified(n, fn, e, k); found {
				return v
			}
		}
	}
	return c.callValue(c.expr(e.Fn, s), e, k)
}

// visit evaluates arguments of a broken call only to find unknown names deeper
// inside; bare names are skipped, since they may be choices or axes.
func (c *checker) visit(args []*syntax.Arg, s *scope) {
	for _, a := range args {
		switch a.Value.(type) {
		case *syntax.Call, *syntax.Quantity:
			c.expr(a.Value, s)
		}
	}
}

func (c *checker) callQualified(n *syntax.Name, fn *syntax.Select, e *syntax.Call, k call) (value, bool) {
	if _, local := k.scope.local(n.Name); local {
		return unknown, false
	}
	if m, ok := k.scope.mod.aliases[n.Name]; ok && m != nil {
		if d := m.decls[fn.Name.Name]; d != nil {
			c.qualified(n, fn, nil, k.scope) // marks the import as used
			return c.callDecl(d, e.Args, k), true
		}
	}
	if op := c.env.Ops.Named(n.Name + "." + fn.Name.Name); op != nil {
		return c.callOperator(op, e.Args, k), true
	}
	return c.qualified(n, fn, e.Args, k.scope)
}

// callValue calls a value: a function, or a stage on its data.
func (c *checker) callValue(v value, e *syntax.Call, k call) value {
	if v.silent() {
		c.visit(e.Args, k.scope)
		return unknown
	}
	switch x := v.V.(type) {
	case *types.Closure:
		if d, ok := x.Env.(*decl); ok {
			return c.callDecl(d, e.Args, k)
		}
		return c.callLambda(x, e, k)
	case *types.Stage:
		if len(e.Args) == 1 && e.Args[0].Label == nil && e.Args[0].Value != nil && !x.IsData() {
			return c.join(c.expr(e.Args[0].Value, k.scope), v, e.Args[0].Span(), e.Span())
		}
		if !x.IsData() {
			return c.problem(diag.TooManyArguments{At: e.ArgsAt, Callee: k.name.Text(), Most: 1})
		}
	}
	if v.T == types.Fn {
		return unknown
	}
	return c.problem(diag.NotAStage{At: e.Fn.Span(), Got: words(v), Call: true})
}

// callDecl calls a fn, block or protocol of a file.
func (c *checker) callDecl(d *decl, args []*syntax.Arg, k call) value {
	if d.broken {
		return unknown
	}
	if !c.enter(k.at) {
		return unknown
	}
	defer c.leave()
	if node, ok := d.node.(*syntax.Let); ok {
		v := c.let(d, node, k.name)
		e := &syntax.Call{At: syntax.At{Place: k.at}, Fn: &syntax.Name{At: syntax.At{Place: k.name}, Name: d.name}, Args: args, ArgsAt: k.at}
		return c.callValue(v, e, k)
	}
	if d.active {
		return c.problem(diag.Cyclic{At: k.name, Decl: d.at, Name: d.name})
	}
	c.header(d)
	inner := &scope{mod: d.mod}
	bound, ok := c.bind(binding{callee: d.name, params: d.params, defaults: inner}, args, k)
	if !ok {
		return unknown
	}
	return c.body(d, bound, k.at)
}

// body elaborates a fn, block or protocol with its arguments.
func (c *checker) body(d *decl, args []types.Arg, at source.Span) value {
	inner := &scope{mod: d.mod}
	_, isFn := d.node.(*syntax.Fn)
	for _, a := range args {
		inner.set(a.Name, value{a.Type, a.Value})
		if t, ok := a.Type.(types.Tensor); ok && isFn && inner.input == nil {
			inner.input = &t // its axes are sizes in the body
		}
	}
	switch node := d.node.(type) {
	case *syntax.Fn:
		d.active = true
		v := c.fnBody(node, inner)
		d.active = false
		return v
	case *syntax.Block:
		return c.blockStage(d, node, args, inner, at)
	case *syntax.Protocol:
		d.active = true
		p := c.protocol(d, node, args, inner, at)
		d.active = false
		return value{types.Protocol, p}
	}
	return unknown
}

func (c *checker) fnBody(node *syntax.Fn, s *scope) value {
	v := c.result(node.Body, s)
	if node.Result == nil || v.silent() {
		return v
	}
	p, ok := c.typed(types.Param{Name: node.Name.Name}, node.Result, s)
	if !ok {
		return unknown
	}
	want, isTensor := p.Type.(types.Tensor)
	got, gotTensor := v.T.(types.Tensor)
	if n, number := dimOf(v.T); number && isTensor {
		got, gotTensor = types.Tensor{Unit: types.Measure{Dim: n}}, true
	}
	if isTensor && gotTensor {
		if !sameTensor(want, got) {
			return c.problem(diag.WrongResult{At: node.Body.Result.Span(), Name: node.Name.Name, Want: want.String(), Got: got.String(), Declared: node.Result.Span()})
		}
		return v
	}
	return c.coerce(p, v, node.Body.Result, node.Body.Result.Span())
}

// result evaluates lets and the result of a body.
func (c *checker) result(b *syntax.Body, s *scope) value {
	if b == nil {
		return unknown
	}
	c.lets(b.Lets, s)
	return c.expr(b.Result, s)
}

func (c *checker) lets(lets []*syntax.Let, s *scope) {
	for _, l := range lets {
		if s.here(l.Name.Name) {
			c.report.Report(diag.DeclaredTwice{At: l.Name.Span(), Name: l.Name.Name})
			continue
		}
		c.shadows(l.Name)
		outer := c.letName
		c.letName = l.Name.Name
		s.set(l.Name.Name, c.called(c.letValue(l, s), l.Name.Name))
		c.letName = outer
	}
}

// alone elaborates a declaration by itself, so that mistakes in unused ones are
// found: parameters are unknown constants of their types.
func (c *checker) alone(d *decl) value {
	if d.active {
		return unknown
	}
	switch node := d.node.(type) {
	case *syntax.Let:
		return c.let(d, node, d.at)
	case nil:
		return unknown
	}
	c.header(d)
	var args []types.Arg
	for _, p := range d.params {
		a := types.Arg{Name: p.Name, Type: p.Type, Default: true}
		if t, ok := p.Type.(types.Tensor); ok {
			a.Value = &types.Term{Form: types.InputTerm, Name: p.Name, Out: t, Span: p.Span}
		}
		if _, ok := p.Type.(types.StageParam); ok || p.Type == types.Any {
			a.Type = types.Unknown
		}
		args = append(args, a)
	}
	outer := c.loud
	_, isBlock := d.node.(*syntax.Block)
	c.loud = isBlock
	v := c.body(d, args, d.at)
	c.loud = outer
	return v
}

// callOperator calls an operator of the table.
func (c *checker) callOperator(op *types.Operator, args []*syntax.Arg, k call) value {
	if !c.enter(k.at) {
		return unknown
	}
	defer c.leave()
	if op.Sig == nil {
		return unknown
	}
	b := binding{callee: op.Name, params: op.Sig.Params, defaults: &scope{mod: emptyModule}, op: op}
	if op.Role == types.StageRole && k.data == nil {
		if v, at, rest, ok := c.dataArgument(&b, args, k.scope); ok {
			k.data, k.dataAt, args = &v, at, rest
		}
	}
	piped := k.data
	k.data = nil
	if piped != nil && piped.silent() {
		c.visit(args, k.scope)
		return unknown
	}
	list, ok := c.bind(b, args, k)
	if !ok {
		return unknown
	}
	bound := &types.Bound{Op: op, Args: list, Span: k.at}
	if !c.spend(types.Weigh(bound, maxSteps), k.at) {
		return unknown
	}
	v := c.made(op, bound, k)
	if piped != nil && !v.silent() {
		return c.join(*piped, v, k.dataAt, k.at)
	}
	return v
}

var emptyModule = &module{decls: map[string]*decl{}, aliases: map[string]*module{}, axes: map[string]*axisDecl{}, file: &syntax.File{}}

// made is what a call of an operator yields.
func (c *checker) made(op *types.Operator, b *types.Bound, k call) value {
	switch op.Role {
	case types.StageRole:
		return c.newStage(op, b, k)
	case types.SourceRole:
		return c.source(op, b, k)
	case types.SplitRole:
		return c.splitValue(b)
	case types.ValueRole:
		if op.Eval != nil {
			if v, ok := op.Eval(b, place{c, k.scope}); ok {
				return value{typeOf(v), v}
			}
		}
	default:
		return value{boundType(b), b}
	}
	if op.Sig.Out != nil && op.Sig.Out.Type != nil {
		return value{T: op.Sig.Out.Type}
	}
	return unknown
}

// source is a stage that yields recordings.
func (c *checker) source(op *types.Operator, b *types.Bound, k call) value {
	st := &types.Stage{Form: types.SourceForm, Name: op.Name, Bound: b, Marks: op.Marks, Span: k.at, Weight: 1}
	if op.Inspect != nil {
		if !c.reportAll(op.Inspect(b, nil)) {
			return unknown
		}
	}
	known := false
	if op.Schema != nil {
		st.Out, known = op.Schema(b)
	}
	if !known && c.env.Schema != nil {
		var problems []diag.Problem
		st.Out, problems, known = c.env.Schema(b)
		if !c.reportAll(problems) {
			return unknown
		}
	}
	if !known || st.Out == nil {
		st.Out = op.Sig.Out.OpenType(b)
	}
	return value{st.Out, st}
}

// reportAll reports and says whether there was no error among them.
func (c *checker) reportAll(ps []diag.Problem) bool {
	fine := true
	for _, p := range ps {
		c.report.Report(p)
		fine = fine && p.Diagnose().Severity != diag.Error
	}
	return fine
}
