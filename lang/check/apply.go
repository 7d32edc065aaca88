package check

import (
	"maps"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// summary collects what the stages applied inside a block are.
type summary struct {
	kind  types.Kind
	marks types.Marks
}

// note adds an applied stage to the block being elaborated.
func (c *checker) note(st *types.Stage) {
	if st != nil && c.block != nil {
		c.block.kind = max(c.block.kind, st.Kind)
		c.block.marks = c.block.marks.Or(st.Marks)
	}
}

// apply gives a stage its input: a copy with concrete types, and the output.
// After a mistake the output is unknown and the copy nil. before names the
// stage that gives the input.
func (c *checker) apply(st *types.Stage, in types.Type, before string) (*types.Stage, types.Type) {
	if in == types.Unknown || in == nil {
		return st, types.Unknown
	}
	if !c.enter(st.Span) {
		return nil, types.Unknown
	}
	defer c.leave()
	switch st.Form {
	case types.SeqForm:
		return c.applySeq(st, in, before)
	case types.AdaptForm:
		inner, out := c.apply(st.Parts[0], in, before)
		if inner == nil {
			return nil, types.Unknown
		}
		typed := *st
		typed.Parts, typed.In, typed.Out = []*types.Stage{inner}, in, out
		return &typed, out
	case types.BlockForm:
		return c.applyBlock(st, in, before)
	case types.SourceForm:
		c.report.Report(diag.NotAStage{At: st.Span, Got: "data", Data: true})
		return nil, types.Unknown
	}
	return c.applyOp(st, in, before)
}

func (c *checker) applySeq(st *types.Stage, in types.Type, before string) (*types.Stage, types.Type) {
	typed := *st
	typed.In = in
	typed.Parts = make([]*types.Stage, 0, len(st.Parts))
	outer := c.taken
	defer func() { c.taken = outer }()
	c.taken = maps.Clone(outer)
	for _, part := range st.Parts {
		p, out := c.apply(part, in, before)
		if p == nil || out == types.Unknown {
			return nil, types.Unknown
		}
		c.take(in, out, last(p).Name)
		typed.Parts = append(typed.Parts, p)
		typed.Kind, typed.Marks = max(typed.Kind, p.Kind), typed.Marks.Or(p.Marks)
		in, before = out, last(p).Name
	}
	typed.Out = in
	return &typed, in
}

// take notes which axes a stage of a sequence takes away, for those who look for
// them later.
func (c *checker) take(in, out types.Type, stage string) {
	from, ok := types.Inner(in)
	to, ok2 := types.Inner(out)
	if !ok || !ok2 {
		return
	}
	for _, a := range from.Axes {
		if to.Has(a.Name) {
			continue
		}
		if c.taken == nil {
			c.taken = map[string]string{}
		}
		c.taken[a.Name] = stage
	}
}

// newStage is an operator that has its arguments and not yet its input.
func (c *checker) newStage(op *types.Operator, b *types.Bound, k call) value {
	st := &types.Stage{
		Form: types.OpForm, Name: op.Name, Bound: b, Kind: op.Kind, Marks: op.Marks, Span: k.at,
		Weight: types.Weigh(b, maxSteps), In: types.Unknown, Out: types.Unknown,
	}
	if op.Ahead != nil {
		st.Marks.Future = op.Ahead(b, 0) > 0
	}
	if op.Sig.In != nil && op.Sig.In.Stage == "" {
		st.In = op.Sig.In.OpenType(b)
		if out, miss := op.Sig.Apply(b, st.In); miss == nil {
			st.Out = out
			if op.Result != nil {
				if refined, p := op.Result(b, st.In, out); p == nil && refined != nil {
					st.Out = refined
				}
			}
		}
		return value{st.Type(), st}
	}
	var outs []types.Type
	for _, inner := range innerStages(op, b) {
		outs = append(outs, inner.Out)
		st.In = inner.In
		if keepsType(op) {
			st.Kind, st.Out = max(st.Kind, inner.Kind), inner.Out
		}
		st.Marks = st.Marks.Or(innerMarks(op, inner))
	}
	if op.Join != nil && len(outs) > 0 {
		if joined, p := op.Join(b, outs); p == nil { // a mistake is told once the input is known
			st.Out = joined
		}
	}
	if op.Sig.Out != nil && op.Sig.Out.Collection == "Scores" {
		st.Out = types.Scores{}
	}
	return value{st.Type(), st}
}

// innerMarks of a stage inside another; labels of an inner learner stay inside.
func innerMarks(op *types.Operator, inner *types.Stage) types.Marks { return inner.Marks }

// keepsType: the operator gives what its inner stage gives.
func keepsType(op *types.Operator) bool { return op.Sig.Out != nil && op.Sig.Out.Stage != "" }

// innerStages are the stages an operator wraps: those of the parameter that its
// signature names in place of a type.
func innerStages(op *types.Operator, b *types.Bound) []*types.Stage {
	name := ""
	switch {
	case op.Sig.In != nil && op.Sig.In.Stage != "":
		name = op.Sig.In.Stage
	case keepsType(op):
		name = op.Sig.Out.Stage
	default:
		return nil
	}
	return b.Stages(name)
}

// applyOp matches an operator's signature against its input.
func (c *checker) applyOp(st *types.Stage, in types.Type, before string) (*types.Stage, types.Type) {
	op := st.Bound.Op
	typed := *st
	typed.In = in
	typed.Bound = c.withClasses(st.Bound)
	var out types.Type
	var ok bool
	if inner := innerStages(op, st.Bound); inner != nil || keepsType(op) {
		out, ok = c.applyInner(&typed, inner, in, before)
	} else {
		out, ok = c.applySignature(&typed, in, before)
	}
	if !ok {
		return nil, types.Unknown
	}
	if out, ok = c.functions(&typed, in, out); !ok {
		return nil, types.Unknown
	}
	if !c.namedParts(&typed) {
		return nil, types.Unknown
	}
	if op.Result != nil {
		refined, p := op.Result(typed.Bound, in, out)
		if p != nil && !c.reportAll([]diag.Problem{p}) {
			return nil, types.Unknown
		}
		if refined != nil {
			out = refined
		}
	}
	if !c.extents(typed.Bound, in) {
		return nil, types.Unknown
	}
	if op.Inspect != nil && !c.reportAll(op.Inspect(typed.Bound, in)) {
		return nil, types.Unknown
	}
	if op.Kind == types.Learner && op.Marks.Labels {
		if _, whole := in.(types.Recordings); whole {
			c.report.Report(diag.NotTrials{At: st.Span, Stage: st.Name})
			return nil, types.Unknown
		}
	}
	typed.Out = out
	return &typed, out
}

// withClasses fills in the size of a created class axis.
func (c *checker) withClasses(b *types.Bound) *types.Bound {
	if !c.known {
		return b
	}
	out := *b
	out.Args = append([]types.Arg(nil), b.Args...)
	for i, a := range out.Args {
		axes, ok := a.Value.(types.Axes)
		t, isAxis := a.Type.(types.AxisType)
		if !ok || !isAxis || !t.New {
			continue
		}
		filled := append(types.Axes(nil), axes...)
		for j := range filled {
			if filled[j].Name == "class" && !filled[j].Sized {
				filled[j].Size, filled[j].Sized = c.classes, true
			}
		}
		out.Args[i].Value = filled
	}
	return &out
}

func (c *checker) applySignature(st *types.Stage, in types.Type, before string) (types.Type, bool) {
	out, miss := st.Bound.Op.Sig.Apply(st.Bound, in)
	if miss != nil {
		c.mismatch(st, miss, in, before)
		return nil, false
	}
	return out, true
}

// applyInner applies an operator that wraps stages: train, residual, tune.
func (c *checker) applyInner(st *types.Stage, inner []*types.Stage, in types.Type, before string) (types.Type, bool) {
	op := st.Bound.Op
	st.Parts = nil
	result := types.Type(types.Unknown)
	var outs []types.Type
	for _, s := range inner {
		typed, out := c.apply(s, in, before)
		if typed == nil || out == types.Unknown {
			return nil, false
		}
		if op.Keeps && types.Describe(out) != types.Describe(in) && !sameInner(out, in) {
			c.report.Report(diag.ChangesType{At: s.Span, Stage: op.Name, Takes: types.Describe(in), Gives: types.Describe(out)})
			return nil, false
		}
		if op.Sig.Out.Collection == "Scores" && !c.endsInClass(s, out) {
			return nil, false
		}
		st.Parts = append(st.Parts, typed)
		outs, result = append(outs, out), out
	}
	if op.Join != nil && len(outs) > 0 {
		joined, p := op.Join(st.Bound, outs)
		if p != nil && !c.reportAll([]diag.Problem{p}) {
			return nil, false
		}
		result = joined
	}
	if len(inner) == 0 && op.Sig.In != nil && c.noCandidates(st) {
		return nil, false
	}
	if op.Sig.Out.Collection == "Scores" {
		return types.Scores{Classes: types.Classes(in)}, true
	}
	return result, true
}

func (c *checker) noCandidates(st *types.Stage) bool {
	l, ok := st.Bound.Value(st.Bound.Op.Sig.In.Stage).(types.List)
	if ok && len(l) == 0 {
		c.report.Report(diag.NothingToTune{At: st.Bound.ArgSpan(st.Bound.Op.Sig.In.Stage)})
		return true
	}
	return false
}

func sameInner(a, b types.Type) bool {
	x, ok := types.Inner(a)
	y, ok2 := types.Inner(b)
	return ok && ok2 && sameTensor(x, y) && sameTensor(y, x)
}

// endsInClass reports a network or candidate that gives no class scores.
func (c *checker) endsInClass(s *types.Stage, out types.Type) bool {
	if _, ok := out.(types.Scores); ok {
		return true
	}
	if t, ok := types.Inner(out); ok && types.IsScores(t) {
		return true
	}
	c.report.Report(diag.NoClassifier{At: s.Span, Method: s.Name, Got: types.Describe(out), Net: s.Kind == types.Net})
	return false
}
