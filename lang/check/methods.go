package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// methods of a study, not yet typed against data.
func (c *checker) methods(node *syntax.Study, field *syntax.Field, s *scope) []Method {
	if field == nil {
		c.report.Report(diag.NoMethods{At: node.Name.Span(), Study: node.Name.Name})
		return nil
	}
	v := c.expr(field.Value, s)
	if v.silent() {
		return nil
	}
	t, ok := v.T.(types.RecordOf)
	if !ok {
		c.report.Report(diag.WrongType{At: field.Value.Span(), Param: "methods", Want: "a record of stages", Got: words(v), Hint: "methods = { csp_lda: csp(6) |> log_variance |> lda }"})
		return nil
	}
	if len(t.Keys) == 0 {
		c.report.Report(diag.NoMethods{At: field.Value.Span(), Study: node.Name.Name})
	}
	rec, _ := v.V.(types.Record)
	var out []Method
	for i, name := range rec.Keys {
		at := entrySpan(field.Value, name, i)
		switch x := rec.Values[i].(type) {
		case nil:
		case *types.Stage:
			if x.IsData() {
				c.report.Report(diag.DataInMethod{At: at, Method: name})
				continue
			}
			out = append(out, Method{Name: name, Stage: x, Span: at})
		default:
			c.report.Report(diag.WrongType{At: at, Param: name, Want: "a stage", Got: words(value{t.Elems[i], x})})
		}
	}
	return out
}

// entrySpan is where a method's value stands.
func entrySpan(e syntax.Expr, name string, i int) source.Span {
	rec, ok := e.(*syntax.Record)
	if !ok {
		return e.Span()
	}
	if rec.Gen == nil && i < len(rec.Entries) {
		return rec.Entries[i].Value.Span()
	}
	for _, entry := range rec.Entries {
		if entry.Key == name || len(rec.Entries) == 1 {
			return entry.Value.Span()
		}
	}
	return e.Span()
}

// pieces is the type that methods are handed: the trials of the data, or what a
// split such as online cuts from recordings. nil after a mistake.
func (c *checker) pieces(p *Protocol, st *Study) types.Type {
	out := p.Data.Out
	if out == types.Unknown {
		return nil
	}
	for _, s := range p.Splits {
		if s.Split.Op.Result == nil {
			continue
		}
		cut, problem := s.Split.Op.Result(s.Split, out, out)
		if problem != nil {
			c.report.Report(problem)
			return nil
		}
		return cut
	}
	if _, whole := out.(types.Recordings); whole {
		c.report.Report(diag.NotTrials{At: last(p.Data).Span, Study: st.Name})
		return nil
	}
	return out
}

// typedMethods applies each method to a protocol's data.
func (c *checker) typedMethods(p *Protocol, pieces types.Type, methods []Method) []Method {
	defer c.withClassSize(classSize(pieces))()
	var out []Method
	for _, m := range methods {
		if m.Stage.Kind == types.Net {
			c.untrained(m.Stage, m.Span)
			continue
		}
		typed, result := c.apply(m.Stage, pieces, last(p.Data).Name)
		if typed == nil || result == types.Unknown {
			continue
		}
		if !c.classifies(m, result) {
			continue
		}
		if typed.Kind == types.Map {
			c.report.Report(diag.LearnsNothing{At: m.Span, Method: m.Name})
		}
		out = append(out, Method{Name: m.Name, Stage: typed, Span: m.Span})
	}
	return out
}

func (c *checker) classifies(m Method, result types.Type) bool {
	if _, ok := result.(types.Scores); ok {
		return true
	}
	if t, ok := types.Inner(result); ok && types.IsScores(t) && !t.Open {
		return true
	}
	at := last(m.Stage).Span
	if at.IsZero() {
		at = m.Span
	}
	c.report.Report(diag.NoClassifier{At: at, Method: m.Name, Got: types.Describe(result)})
	return false
}

// comparison checks that what is compared exists.
func (c *checker) comparison(st *Study, methods []Method, field *syntax.Field, broken bool) {
	var names []string
	for _, m := range methods {
		names = append(names, m.Name)
	}
	if broken || len(names) == 0 {
		return
	}
	for _, b := range st.Compare {
		for _, against := range b.Names("against") {
			if !contains(names, against) {
				c.report.Report(diag.UnknownMember{At: b.ArgSpan("against"), What: "method", Name: against, Near: diag.Nearest(against, names), All: names})
			}
		}
	}
	if len(names) < 2 {
		c.report.Report(diag.NothingToCompare{At: field.Value.Span(), Study: st.Name})
	}
}
