package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// blockEnv is a block with its arguments in scope.
type blockEnv struct {
	d     *decl
	node  *syntax.Block
	scope *scope
	args  *types.Bound // the arguments, for sizes in the block's types
	in    *types.Pattern
	out   *types.Pattern
	// broken: the body does not check on the open input of the block's type.
	// The kind is then unknown, and the mistake is reported where the block
	// meets its data, whose sizes make a better message, or where it is declared.
	broken bool
}

// blockTypes finds mistakes in a block's written types, once.
func (c *checker) blockTypes(d *decl, node *syntax.Block) {
	s := &scope{mod: d.mod}
	for _, p := range node.Params {
		t := types.Type(types.Any)
		if p.Type != nil && (p.Type.Name == "Axis" || p.Type.Name == "Axes" || p.Type.Name == "NewAxes") {
			t = types.AxisType{}
		}
		s.set(p.Name.Name, value{T: t})
	}
	for _, t := range []*syntax.Type{node.In, node.Out} {
		for t != nil && !t.Tensor && t.Of != nil {
			t = t.Of
		}
		if t != nil && t.Tensor && !c.checkTensor(t, s) {
			d.broken = true
		}
	}
}

// blockStage is a block with its arguments. It is elaborated at once on the
// input its type promises, which tells its kind.
func (c *checker) blockStage(d *decl, node *syntax.Block, args []types.Arg, s *scope, at source.Span) value {
	if d.broken {
		return unknown
	}
	isAxis := func(name string) bool {
		i := indexOf(d.params, name)
		if i < 0 {
			return false
		}
		_, axis := d.params[i].Type.(types.AxisType)
		return axis
	}
	env := &blockEnv{d: d, node: node, scope: s, args: &types.Bound{Args: args, Span: at}}
	var ok1, ok2 bool
	env.in, ok1 = types.ReadPattern(node.In, isAxis)
	env.out, ok2 = types.ReadPattern(node.Out, isAxis)
	if !ok1 || !ok2 {
		bad := node.In
		if ok1 {
			bad = node.Out
		}
		if bad != nil {
			c.report.Report(diag.UnknownType{At: bad.Span(), Name: bad.Name, Near: diag.Nearest(bad.Name, types.TypeNames())})
		}
		return unknown
	}
	st := &types.Stage{
		Form: types.BlockForm, Name: d.name, Span: at, Weight: 1,
		Block: &types.Block{Name: d.name, Decl: node, Args: args, Env: env},
	}
	st.In = env.in.OpenType(env.args)
	outer := c.report
	if !c.loud && d.mod.main {
		c.report = new(diag.List)
	}
	typed, out := c.elaborateBlock(st, env, st.In)
	c.report = outer
	if typed == nil && (c.loud || !d.mod.main) {
		return unknown
	}
	if typed == nil {
		env.broken = true
		st.Out = types.Unknown
		return value{types.StageType{In: st.In, Out: types.Unknown}, st}
	}
	st.Kind, st.Marks, st.Out, st.Weight = typed.Kind, typed.Marks, out, typed.Weight
	return value{st.Type(), st}
}

// kindUnknown: the stage holds a block that does not check.
func kindUnknown(st *types.Stage) bool {
	if st.Block != nil {
		env, ok := st.Block.Env.(*blockEnv)
		return ok && env.broken
	}
	for _, p := range st.Parts {
		if kindUnknown(p) {
			return true
		}
	}
	if st.Bound == nil {
		return false
	}
	for _, a := range st.Bound.Args {
		for _, p := range st.Bound.Stages(a.Name) {
			if kindUnknown(p) {
				return true
			}
		}
	}
	return false
}

// applyBlock elaborates a block on its actual input.
func (c *checker) applyBlock(st *types.Stage, in types.Type, before string) (*types.Stage, types.Type) {
	env, ok := st.Block.Env.(*blockEnv)
	if !ok {
		return st, st.Out
	}
	_, miss := types.Fit(env.in, nil, env.args, in)
	if miss == nil {
		return c.elaborateBlock(st, env, in)
	}
	if withoutUnit(env, in, miss) {
		// The weights of a network absorb the unit, so a signal that was standardised
		// goes in as well as one in uV.
		quiet := c.report
		c.report = new(diag.List)
		typed, out := c.elaborateBlock(st, env, in)
		own := c.report
		c.report = quiet
		if typed != nil && typed.Kind == types.Net {
			c.report.Add(own.All()...)
			return typed, out
		}
	}
	c.blockMismatch(st, env, miss, before)
	return nil, types.Unknown
}

// withoutUnit reports whether nothing but the unit keeps a plain signal out of a block.
func withoutUnit(env *blockEnv, in types.Type, miss *types.Mismatch) bool {
	of, ok := types.Inner(in)
	if !ok || miss.Why != types.WrongUnit || of.Unit.Dim != types.None {
		return false
	}
	of.Unit = types.AnyMeasure
	_, other := types.Fit(env.in, nil, env.args, types.Rewrap(in, of))
	return other == nil
}

func (c *checker) blockMismatch(st *types.Stage, env *blockEnv, m *types.Mismatch, before string) {
	switch m.Why {
	case types.WrongUnit:
		c.report.Report(diag.WrongSignalUnit{At: st.Span, Stage: st.Name, Want: m.Want, Got: m.Got})
	case types.WrongSize:
		c.report.Report(diag.SizesDiffer{At: st.Span, Axis: m.Axis, Want: m.Want, Got: m.Got})
	case types.ExtraAxes:
		c.report.Report(diag.ExtraAxes{At: st.Span, Stage: st.Name, Axes: m.Axis, Want: env.in.String(), Got: m.Got, Before: before})
	case types.MissingAxis:
		c.report.Report(diag.MissingAxis{At: st.Span, Stage: st.Name, Axis: m.Axis, Input: m.Got, Before: before})
	default:
		p := diag.DoesNotFit{At: st.Span, Stage: st.Name, Want: env.in.String(), Got: m.Got, Before: before}
		if m.Got == "Scores" {
			p.Rule = "scores are the end of a method; only stages over scores, such as smooth, may follow"
		}
		c.report.Report(p)
	}
}

// elaborateBlock runs the body once on an input type.
func (c *checker) elaborateBlock(st *types.Stage, env *blockEnv, in types.Type) (*types.Stage, types.Type) {
	if env.d.active {
		c.report.Report(diag.Cyclic{At: st.Span, Decl: env.d.at, Name: env.d.name})
		return nil, types.Unknown
	}
	if !c.enter(st.Span) {
		return nil, types.Unknown
	}
	defer c.leave()
	env.d.active = true
	outer, outerLet := c.block, c.letName
	c.block, c.letName = &summary{}, ""
	typed, out := c.blockBody(st, env, in)
	kind, marks := c.block.kind, c.block.marks
	c.block, c.letName = outer, outerLet
	env.d.active = false
	if typed == nil {
		return nil, types.Unknown
	}
	typed.Kind, typed.Marks = max(typed.Kind, kind), typed.Marks.Or(marks)
	return typed, out
}

func (c *checker) blockBody(st *types.Stage, env *blockEnv, in types.Type) (*types.Stage, types.Type) {
	typed := *st
	typed.In, typed.Parts, typed.Kind, typed.Marks = in, nil, types.Map, types.Marks{}
	inner, isTensor := types.Inner(in)
	s := env.scope.child()
	if isTensor {
		if inner.Open {
			inner = closed(inner, env.in.OpenType(env.args))
		}
		s.input = &inner
		if c.known && !inner.Has("class") {
			sized := inner.With(types.Axis{Name: "class", Size: c.classes})
			s.input = &sized
		}
		if env.node.Body.Braced {
			typed.Input = &types.Term{Form: types.InputTerm, Name: "x", Out: inner, Span: env.node.In.Span()}
			s.set("x", value{inner, typed.Input})
		}
	}
	body := env.node.Body
	v := c.result(body, s)
	if v.silent() {
		return nil, types.Unknown
	}
	at := body.Result.Span()
	if !body.Braced {
		return c.plainBody(&typed, env, v, in, inner, at)
	}
	got, ok := v.T.(types.Tensor)
	if d, number := dimOf(v.T); number {
		got, ok = types.Tensor{Unit: types.Measure{Dim: d}}, true
	}
	if !ok {
		c.report.Report(diag.WrongResult{At: at, Name: env.d.name, Want: env.out.String(), Got: words(v), Declared: env.node.Out.Span()})
		return nil, types.Unknown
	}
	typed.Body = term(v, at)
	if !c.keepsPromise(env, got, at) {
		return nil, types.Unknown
	}
	out := types.Rewrap(in, got)
	typed.Out, typed.Weight = out, 1+len(body.Lets)
	return &typed, out
}

// closed is what an open input must at least be: it has the axes of the
// block's type, and no others unless that has a rest.
func closed(in types.Tensor, promised types.Type) types.Tensor {
	want, ok := types.Inner(promised)
	if !ok {
		return in
	}
	for _, a := range want.Axes {
		if !in.Has(a.Name) {
			in = in.With(a)
		}
	}
	in.Open = want.Open
	return in
}

// plainBody is a block written with =: its body is a stage.
func (c *checker) plainBody(typed *types.Stage, env *blockEnv, v value, in types.Type, inner types.Tensor, at source.Span) (*types.Stage, types.Type) {
	stage, ok := v.V.(*types.Stage)
	if !ok || stage.IsData() {
		if _, unknownStage := v.T.(types.StageType); unknownStage {
			return nil, types.Unknown
		}
		c.report.Report(diag.WrongType{At: at, Want: "a stage", Got: words(v), Hint: "a block with = is a stage; with braces it computes from its input, x"})
		return nil, types.Unknown
	}
	arg := in
	if _, ok := in.(types.Tensor); ok {
		arg = inner
	}
	part, out := c.apply(stage, arg, "")
	if part == nil || out == types.Unknown {
		return nil, types.Unknown
	}
	typed.Parts, typed.Kind, typed.Marks, typed.Out = []*types.Stage{part}, part.Kind, part.Marks, out
	typed.Weight = 1 + part.Weight
	if got, ok := types.Inner(out); ok && env.out.Tensor != nil {
		if !c.keepsPromise(env, got, at) {
			return nil, types.Unknown
		}
	} else if env.out.Collection != "" && out.String() != env.out.Collection {
		c.report.Report(diag.WrongResult{At: at, Name: env.d.name, Want: env.out.String(), Got: out.String(), Declared: env.node.Out.Span()})
		return nil, types.Unknown
	}
	return typed, out
}

// keepsPromise compares a block's result with its written type.
func (c *checker) keepsPromise(env *blockEnv, got types.Tensor, at source.Span) bool {
	if env.out == nil || env.out.Tensor == nil {
		return true
	}
	closed := got
	closed.Open = false
	_, miss := types.Fit(env.out, nil, env.args, closed)
	if miss == nil || got.Open {
		return true
	}
	p := diag.WrongResult{At: at, Name: env.d.name, Want: env.out.String(), Got: got.String(), Declared: env.node.Out.Span()}
	if miss.Why == types.WrongSize {
		p.Want = miss.Axis + "=" + miss.Want
		p.Got = miss.Axis + "=" + miss.Got
	}
	c.report.Report(p)
	return false
}

// blockDecl finds the block behind a name, for name.part.
func (c *checker) blockDecl(n *syntax.Name, s *scope) *decl {
	if _, local := s.local(n.Name); local {
		return nil
	}
	d := s.mod.decls[n.Name]
	if d == nil {
		return nil
	}
	if _, ok := d.node.(*syntax.Block); !ok || d.broken {
		return nil
	}
	return c.find(s.mod, n.Name)
}

// stagePart is a let of a block, by name: spiking_net.stem, pretrained.layers.
func (c *checker) stagePart(st *types.Stage, e *syntax.Select) value {
	inner := st
	for inner.Form == types.OpForm || inner.Form == types.SeqForm && len(inner.Parts) == 1 {
		var within []*types.Stage
		if inner.Form == types.SeqForm {
			within = inner.Parts
		} else {
			within = innerStages(inner.Bound.Op, inner.Bound)
		}
		if len(within) != 1 {
			break
		}
		inner = within[0]
	}
	env, ok := (*blockEnv)(nil), false
	if inner.Block != nil {
		env, ok = inner.Block.Env.(*blockEnv)
	}
	if !ok {
		return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: "`" + st.Name + "`", Name: e.Name.Name, Hint: "only the lets of a block are parts of it"})
	}
	named := types.PartOf(st)
	if named == nil {
		named = types.PartOf(inner)
	}
	if lastStep(named).From > 0 {
		return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: "`" + st.Path + "`", Name: e.Name.Name, Hint: "copies of a stage are named as a whole"})
	}
	s := env.scope.child()
	if t, ok := types.Inner(inner.In); ok {
		s.input = &t
		s.set("x", value{t, &types.Term{Form: types.InputTerm, Name: "x", Out: t, Span: env.node.In.Span()}})
	}
	var names []string
	for _, l := range env.node.Body.Lets {
		v := c.called(c.letValue(l, s), l.Name.Name)
		if l.Name.Name == e.Name.Name {
			return c.partValue(v, named, inner != st || st.Form == types.OpForm, e)
		}
		s.set(l.Name.Name, v)
		names = append(names, l.Name.Name)
	}
	return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: "`" + inner.Name + "`", Name: e.Name.Name, Near: diag.Nearest(e.Name.Name, names)})
}

// partValue is the let of a block as it is seen from outside.
func (c *checker) partValue(v value, of *types.Part, inside bool, e *syntax.Select) value {
	st, ok := v.V.(*types.Stage)
	if !ok {
		if _, computed := v.V.(*types.Term); computed {
			return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: "`" + of.String() + "`", Name: e.Name.Name, Hint: "it is a tensor; only lets that are stages are parts"})
		}
		return v
	}
	part := *st
	steps := append([]types.PartStep(nil), of.Steps...)
	part.Part, part.Span = &types.Part{Steps: append(steps, types.PartStep{Name: e.Name.Name})}, e.Span()
	part.Let = e.Name.Name
	if inside {
		part.Path = e.Span().Text()
	}
	return value{part.Type(), &part}
}
