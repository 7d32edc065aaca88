package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// pipe is x |> f(a), which is f(x, a). A fn whose first parameter is data gets
// x; anything else must be a stage.
func (c *checker) pipe(e *syntax.Binary, s *scope) value {
	l := c.expr(e.L, s)
	if d, args := c.takesData(e.R, s); d != nil {
		if l.silent() {
			c.visit(args, s)
			return unknown
		}
		return c.callDecl(d, args, call{at: e.R.Span(), name: e.R.Span(), scope: s, data: &l, dataAt: e.L.Span()})
	}
	r := c.expr(e.R, s)
	if l.silent() || r.silent() {
		return unknown
	}
	return c.join(l, r, e.L.Span(), e.R.Span())
}

// takesData finds a fn whose first parameter is a tensor, trials or recordings.
func (c *checker) takesData(e syntax.Expr, s *scope) (*decl, []*syntax.Arg) {
	var args []*syntax.Arg
	if k, ok := e.(*syntax.Call); ok {
		e, args = k.Fn, k.Args
	}
	n, ok := e.(*syntax.Name)
	if !ok {
		return nil, nil
	}
	if _, local := s.local(n.Name); local {
		return nil, nil
	}
	d := s.mod.decls[n.Name]
	if d == nil || d.broken {
		return nil, nil
	}
	if _, fn := d.node.(*syntax.Fn); !fn {
		return nil, nil
	}
	c.header(d)
	if len(d.params) == 0 || d.params[0].Default != nil {
		return nil, nil
	}
	switch d.params[0].Type.(type) {
	case types.Tensor, types.Recordings, types.Trials, types.Scores:
		return c.find(s.mod, n.Name), args
	}
	if d.params[0].Type == types.Any {
		return c.find(s.mod, n.Name), args
	}
	return nil, nil
}

// join puts a stage after data, a tensor or another stage.
func (c *checker) join(l, r value, lat, rat source.Span) value {
	st, ok := r.V.(*types.Stage)
	if !ok {
		if _, stage := r.T.(types.StageType); stage {
			return unknown // a stage that is a parameter: known where it is given
		}
		return c.problem(diag.NotAStage{At: rat, Got: words(r)})
	}
	if st.IsData() {
		return c.problem(diag.NotAStage{At: rat, Got: "data", Data: true})
	}
	switch x := l.V.(type) {
	case *types.Stage:
		if x.IsData() {
			return c.extend(x, st)
		}
		return c.compose(x, st)
	case *types.Term, types.Num:
		return c.applyTerm(l, st, lat)
	}
	switch l.T.(type) {
	case types.StageType:
		return unknown
	case types.Tensor:
		return c.applyTerm(l, st, lat)
	case types.Recordings, types.Trials, types.Scores:
		typed, out := c.apply(st, l.T, "")
		c.note(typed)
		return value{T: out}
	}
	if _, number := dimOf(l.T); number {
		return c.applyTerm(l, st, lat)
	}
	return c.problem(diag.DoesNotFit{At: lat, Stage: st.Name, Want: "data or a stage before it", Got: words(l)})
}

// extend applies a stage to data: recordings or trials that are described.
func (c *checker) extend(data, st *types.Stage) value {
	typed, out := c.apply(st, data.Out, last(data).Name)
	if out == types.Unknown && data.Out != types.Unknown {
		return unknown
	}
	seq := sequence(data, typed)
	seq.Out = out
	if !c.spend(seq.Weight/8+1, st.Span) {
		return unknown
	}
	return value{out, seq}
}

func last(s *types.Stage) *types.Stage {
	if s.Form == types.SeqForm && len(s.Parts) > 0 {
		return last(s.Parts[len(s.Parts)-1])
	}
	return s
}

// sequence joins two stages into one flat list.
func sequence(a, b *types.Stage) *types.Stage {
	seq := &types.Stage{
		Form: types.SeqForm, Name: b.Name, Kind: max(a.Kind, b.Kind), Marks: a.Marks.Or(b.Marks),
		In: a.In, Out: b.Out, Span: a.Span.To(b.Span), Weight: a.Weight + b.Weight,
	}
	for _, s := range []*types.Stage{a, b} {
		if s.Form == types.SeqForm && s.Path == "" && s.Let == "" {
			seq.Parts = append(seq.Parts, s.Parts...)
		} else {
			seq.Parts = append(seq.Parts, s)
		}
	}
	return seq
}

// compose joins two stages that have not met their data. A network beside a
// learner would stay untrained.
func (c *checker) compose(a, b *types.Stage) value {
	if a.Kind == types.Net && b.Kind == types.Learner && !kindUnknown(b) {
		return c.untrained(a, a.Span)
	}
	if b.Kind == types.Net && a.Kind == types.Learner {
		return c.untrained(b, b.Span)
	}
	if !c.spend(a.Weight/8+b.Weight+1, b.Span) {
		return unknown
	}
	out := types.Type(types.Unknown)
	if a.Out != nil && a.Out != types.Unknown {
		var typed *types.Stage
		if typed, out = c.apply(b, a.Out, last(a).Name); out == types.Unknown && b.Out != types.Unknown && typed == nil {
			return unknown
		}
	}
	seq := sequence(a, b)
	seq.Out = out
	return value{seq.Type(), seq}
}

// untrained reports a network that nothing trains.
func (c *checker) untrained(st *types.Stage, at source.Span) value {
	p := diag.UntrainedNet{At: at, Stage: st.Name, Type: st.Type().String()}
	if text := at.Text(); text != "" && len(text) < 60 {
		p.Fixed = "train(" + text + ")"
	}
	return c.problem(p)
}

// applyTerm applies a stage to a tensor inside a block.
func (c *checker) applyTerm(l value, st *types.Stage, lat source.Span) value {
	in := asTensor(l)
	typed, out := c.apply(st, in, "")
	c.note(typed)
	t, ok := out.(types.Tensor)
	if !ok {
		return value{T: out}
	}
	if n, known := l.V.(types.Num); known && typed != nil && typed.Form == types.OpForm && typed.Bound.Op.Fold != nil {
		folded := types.RealNum(typed.Bound.Op.Fold(n.Float()))
		if !folded.Finite() {
			return c.problem(diag.NoResult{At: typed.Span, Op: typed.Name, Left: typed.Name, Right: n.Show()})
		}
		return value{types.Real, folded}
	}
	x := term(l, lat)
	if len(t.Axes) == 0 && !t.Open && len(in.Axes) == 0 && !in.Open {
		if x == nil || x.Form == types.ConstTerm && x.Name == unknownNumber {
			return value{T: scalarType("", t.Unit.Dim, types.Real, types.Real)}
		}
	}
	if x == nil || typed == nil {
		return value{T: t}
	}
	return value{t, &types.Term{Form: types.ApplyTerm, Stage: typed, In: []*types.Term{x}, Out: t, Let: c.letName, Span: typed.Span}}
}
