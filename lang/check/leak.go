package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// sharedMaps finds what learns in the data that all folds share.
func (c *checker) sharedMaps(p *Protocol, field *syntax.Field) {
	for _, st := range p.Data.Flat() {
		switch {
		case st.Form == types.SourceForm:
		case st.Kind == types.Net:
			c.untrained(st, st.Span)
		case st.Kind == types.Learner:
			c.report.Report(c.learnerInData(st, field))
		}
	}
}

// corpora finds recordings inside methods that the study is tested on.
func (c *checker) corpora(p *Protocol, methods []Method) {
	data := p.Data.Flat()[0].Bound
	if data == nil {
		return
	}
	for _, m := range methods {
		for _, st := range m.Stage.Flat() {
			c.corporaIn(st, data)
		}
	}
}

func (c *checker) corporaIn(st *types.Stage, data *types.Bound) {
	if st.Bound == nil {
		return
	}
	for _, a := range st.Bound.Args {
		for _, v := range (&types.Bound{Args: []types.Arg{a}}).Stages(a.Name) {
			source := v.Flat()[0]
			switch {
			case !v.IsData():
				for _, part := range v.Flat() {
					c.corporaIn(part, data)
				}
			case overlaps(source.Bound, data):
				c.report.Report(diag.SharedCorpus{At: a.At, Corpus: source.Bound.Show()})
			}
		}
	}
}

// overlaps: two sources may hold a recording in common, as far as their
// arguments tell.
func overlaps(a, b *types.Bound) bool {
	if a.Op != b.Op {
		return false
	}
	for _, x := range a.Args {
		left, right := x.Value, b.Value(x.Name)
		if left == nil || right == nil {
			continue
		}
		if x.Name == "subjects" || x.Name == "sessions" || x.Name == "runs" {
			if apart(a.Ints(x.Name), b.Ints(x.Name), left, right) {
				return false
			}
			continue
		}
		if equal, comparable := types.Equal(left, right); comparable && !equal {
			return false
		}
	}
	return true
}

// apart: two lists without a common element. Single numbers are counts, and
// counts start at the same first one.
func apart(a, b []int, left, right types.Value) bool {
	if _, count := left.(types.Num); count {
		return false
	}
	if _, count := right.(types.Num); count {
		return false
	}
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return false
			}
		}
	}
	return len(a) > 0 && len(b) > 0
}

// learnerInData offers to move the stage to the front of every method, when
// both stand in one text as a pipeline and a record.
func (c *checker) learnerInData(st *types.Stage, field *syntax.Field) diag.LearnerInData {
	p := diag.LearnerInData{At: st.Span, Stage: st.Name, Type: types.StageType{Kind: st.Kind, In: st.In, Out: st.Out}.String(), Where: "data"}
	if st.Bound != nil {
		p.What = st.Bound.Op.Learns
	}
	if field == nil {
		return p
	}
	rec, ok := field.Value.(*syntax.Record)
	cut, removable := pipedAway(st.Span)
	if !ok || rec.Gen != nil || len(rec.Entries) == 0 || !removable || st.Span.File != field.Span().File {
		return p
	}
	text := st.Span.Text()
	for _, e := range rec.Entries {
		at := e.Value.Span()
		p.Edits = append(p.Edits, diag.Edit{Span: source.Span{File: at.File, Start: at.Start, End: at.Start}, New: text + " |> "})
	}
	p.Edits = append(p.Edits, diag.Edit{Span: cut})
	first := rec.Entries[0]
	p.Moved = first.Key + ": " + text + " |> " + first.Value.Span().Text()
	return p
}

// pipedAway is a stage with the |> before it, when there is one.
func pipedAway(at source.Span) (source.Span, bool) {
	if at.File == nil {
		return at, false
	}
	before := strings.TrimRight(at.File.Text[:at.Start], " \t\r\n")
	if !strings.HasSuffix(before, "|>") {
		return at, false
	}
	before = strings.TrimRight(strings.TrimSuffix(before, "|>"), " \t\r\n")
	return source.Span{File: at.File, Start: len(before), End: at.End}, true
}

// causality finds stages that need the future where there is none, and
// zero-phase filters that reach across the trials of a split.
func (c *checker) causality(p *Protocol) {
	online, near := false, false
	for _, s := range p.Splits {
		online = online || s.Split.Op.PastOnly
		near = near || s.Split.Choice("of") == "trial"
	}
	data := p.Data.Flat()
	if online {
		c.aheadOf(data)
		for _, m := range p.Methods {
			c.aheadOf(m.Stage.Flat())
		}
		return
	}
	if !near {
		return
	}
	for i, st := range data {
		_, whole := st.In.(types.Recordings)
		if st.Bound == nil || !whole || !cutLater(data[i:]) {
			continue
		}
		if ahead, looks := reach(st); looks {
			c.report.Report(diag.ReachesAcross{At: st.Span, Stage: st.Name, Reach: ahead, Fixed: causal(st)})
		}
	}
}

// cutLater: recordings become trials after this stage.
func cutLater(rest []*types.Stage) bool {
	for _, st := range rest {
		if _, ok := st.Out.(types.Trials); ok {
			return true
		}
	}
	return false
}

// reach is how far a stage looks ahead, in seconds; 0 with looks when unknown.
func reach(st *types.Stage) (ahead float64, looks bool) {
	op := st.Bound.Op
	if op.Ahead == nil {
		return 0, op.Marks.Future
	}
	rate := 0.0
	if t, ok := types.Inner(st.In); ok {
		a, _ := t.Axis("time")
		rate = a.Rate
	}
	ahead = op.Ahead(st.Bound, rate)
	return ahead, ahead > 0
}

// aheadOf reports the stages that look ahead.
func (c *checker) aheadOf(stages []*types.Stage) {
	for _, st := range stages {
		if st.Bound == nil {
			continue
		}
		ahead, looks := reach(st)
		if !looks {
			continue
		}
		p := diag.LooksAhead{At: st.Span, Stage: st.Name, Ahead: ahead, How: "looks ahead", Fixed: causal(st)}
		if st.Bound.Choice("phase") == "zero" {
			p.How = "zero phase"
		}
		c.report.Report(p)
	}
}

// causal is the call with `phase: causal`, when the operator has that choice.
func causal(st *types.Stage) string {
	p, ok := st.Bound.Op.Sig.Param("phase")
	if !ok || !contains(p.Options, "causal") {
		return ""
	}
	text := st.Span.Text()
	if st.Bound.Written("phase") {
		at := st.Bound.ArgSpan("phase")
		if at.File != st.Span.File || at.Start < st.Span.Start || at.End > st.Span.End {
			return ""
		}
		return text[:at.Start-st.Span.Start] + "causal" + text[at.End-st.Span.Start:]
	}
	if strings.HasSuffix(text, "()") {
		return strings.TrimSuffix(text, ")") + "phase: causal)"
	}
	if strings.HasSuffix(text, ")") {
		return strings.TrimSuffix(text, ")") + ", phase: causal)"
	}
	return text + "(phase: causal)"
}
