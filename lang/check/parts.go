package check

import (
	"strconv"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// called gives a stage the name of its let: any inside a block, a network anywhere.
func (c *checker) called(v value, name string) value {
	st, ok := v.V.(*types.Stage)
	if !ok || st.IsData() || c.block == nil && st.Kind != types.Net && !kindUnknown(st) {
		return v
	}
	named := *st
	named.Let = name
	return value{v.T, &named}
}

// namedParts checks the parts of a network that an operator names, as `freeze` of
// train does.
func (c *checker) namedParts(st *types.Stage) bool {
	if len(st.Parts) != 1 {
		return true
	}
	fine := true
	for _, p := range st.Bound.Op.Sig.Params {
		t := p.Type
		if l, ok := t.(types.ListOf); ok {
			t = l.Elem
		}
		if kind, ok := t.(types.StageParam); !ok || !kind.Part {
			continue
		}
		for i, part := range st.Bound.Stages(p.Name) {
			fine = c.namedPart(st, p.Name, i, part) && fine
		}
	}
	return fine
}

func (c *checker) namedPart(st *types.Stage, param string, i int, part *types.Stage) bool {
	net := st.Parts[0]
	bad := diag.NoSuchLayer{At: partSpan(st, param, i, part), Param: param, Parts: net.PartNames()}
	named := types.PartOf(part)
	if named == nil {
		bad.Name = part.Show()
		c.report.Report(bad)
		return false
	}
	bad.Name = named.String()
	found := net.Find(named)
	if len(found) == 0 {
		bad.Near = diag.Nearest(bad.Name, bad.Parts)
		c.report.Report(bad)
		return false
	}
	if _, to := named.Copies(); to > 0 {
		for _, f := range found {
			if n, known := copies(f); known && to > n {
				bad.Copies = n
				c.report.Report(bad)
				return false
			}
		}
	}
	return true
}

// partSpan is where one of several parts was written; a list as it stands lets each
// part tell itself.
func partSpan(st *types.Stage, param string, i int, part *types.Stage) source.Span {
	whole := st.Bound.ArgSpan(param)
	if at := part.Span; part.Path != "" && at.File == whole.File && at.Start >= whole.Start && at.End <= whole.End {
		return at
	}
	return whole
}

// copies is how often a repeated stage is there; known is false when the number is
// not, or when the stage is not repeated.
func copies(st *types.Stage) (n int, known bool) {
	for st.Form == types.SeqForm && len(st.Parts) == 1 {
		st = st.Parts[0]
	}
	if st.Form != types.OpForm || st.Bound.Op.Repeats == "" {
		return 0, false
	}
	v, ok := st.Bound.Num(st.Bound.Op.Repeats)
	k, whole := v.Whole()
	return int(k), ok && whole
}

func isRepeated(st *types.Stage) bool {
	for st.Form == types.SeqForm && len(st.Parts) == 1 {
		st = st.Parts[0]
	}
	return st.Form == types.OpForm && st.Bound.Op.Repeats != ""
}

// copiesOf is stage[2] or stage[1..2]: some copies of a repeated stage.
func (c *checker) copiesOf(st *types.Stage, i value, e *syntax.Index) value {
	named := types.PartOf(st)
	if !isRepeated(st) || named == nil || lastStep(named).From > 0 {
		return c.problem(diag.BadOperand{At: e.X.Span(), Op: "[ ]", Want: "a list or a repeated stage that a let names", Got: words(value{st.Type(), st})})
	}
	from, to, ok := copyRange(i)
	if !ok {
		if i.V == nil {
			return unknown
		}
		return c.problem(diag.BadOperand{At: e.I.Span(), Op: "[ ]", Want: "a whole number or a range", Got: words(i)})
	}
	n, known := copies(st)
	if from < 1 || known && to > n {
		bad := from
		if from >= 1 {
			bad = to
		}
		return c.problem(diag.NoElement{At: e.I.Span(), Index: strconv.Itoa(bad), Size: n, Of: "copies"})
	}
	part := *st
	steps := append([]types.PartStep(nil), named.Steps...)
	steps[len(steps)-1].From, steps[len(steps)-1].To = from, to
	part.Part = &types.Part{Steps: steps}
	part.Path, part.Span = e.Span().Text(), e.Span()
	return value{part.Type(), &part}
}

func lastStep(p *types.Part) types.PartStep { return p.Steps[len(p.Steps)-1] }

func copyRange(i value) (from, to int, ok bool) {
	switch n := i.V.(type) {
	case types.Num:
		k, whole := n.Whole()
		return int(k), int(k), whole
	case types.Range:
		lo, ok1 := n.Lo.Whole()
		hi, ok2 := n.Hi.Whole()
		return int(lo), int(hi), ok1 && ok2
	}
	return 0, 0, false
}
