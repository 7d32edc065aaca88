package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// protocolValue is an elaborated protocol.
type protocolValue struct{ p *Protocol }

func (v *protocolValue) Show() string { return v.p.Label }

var (
	protocolFields = []string{"data", "split", "score"}
	studyFields    = []string{"protocol", "data", "split", "score", "methods", "compare"}
)

// fields collects the fields of a study or protocol by name.
func (c *checker) fields(list []*syntax.Field, where string, known []string) map[string]*syntax.Field {
	out := map[string]*syntax.Field{}
	for _, f := range list {
		name := f.Name.Name
		switch old := out[name]; {
		case !contains(known, name):
			c.report.Report(diag.UnknownField{At: f.Name.Span(), Where: where, Name: name, Near: diag.Nearest(name, known), Fields: known})
		case old != nil:
			c.report.Report(diag.GivenTwice{At: f.Name.Span(), First: old.Name.Span(), Name: name})
		default:
			out[name] = f
		}
	}
	return out
}

// protocol elaborates a protocol with its arguments.
func (c *checker) protocol(d *decl, node *syntax.Protocol, args []types.Arg, s *scope, at source.Span) *protocolValue {
	f := c.fields(node.Fields, "protocol", protocolFields)
	p := &Protocol{Label: d.name + writtenArgs(args), Span: at, Args: args}
	c.judging(p, f, s)
	if f["data"] == nil {
		c.report.Report(diag.NoData{At: node.Name.Span(), Where: "protocol", Name: d.name})
	}
	return &protocolValue{p}
}

// writtenArgs labels one of several uses of a protocol: speller(length: 1 s).
func writtenArgs(args []types.Arg) string {
	text := ""
	for _, a := range args {
		if a.Default {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += a.Name + ": " + types.Show(a.Value)
	}
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// judging fills in data, splits and scores from the fields that are there.
func (c *checker) judging(p *Protocol, f map[string]*syntax.Field, s *scope) {
	if field := f["data"]; field != nil {
		p.Data = c.data(field, s)
	}
	if field := f["split"]; field != nil {
		p.Splits = c.splits(field.Value, s)
	}
	if field := f["score"]; field != nil {
		if list, ok := field.Value.(*syntax.List); ok && len(list.Items) == 0 {
			c.report.Report(diag.WrongType{At: list.Span(), Param: "score", Want: "a score or a list of them", Got: "an empty list", Hint: "without the line, accuracy is the score"})
		}
		p.Scores = c.calls(field.Value, s, types.ScoreRole, "a score")
	}
}

// data of a study must be recordings or trials, and only maps may touch it.
func (c *checker) data(field *syntax.Field, s *scope) *types.Stage {
	v := c.expr(field.Value, s)
	if v.silent() {
		return nil
	}
	st, ok := v.V.(*types.Stage)
	if !ok || !st.IsData() {
		hint := "begin with a source: simulated.motor_imagery |> trials(0.5..3.5 s)"
		c.report.Report(diag.WrongType{At: field.Value.Span(), Param: "data", Want: "recordings or trials", Got: words(v), Hint: hint})
		return nil
	}
	return st
}

// splits is one split, a list, or a record of named ones.
func (c *checker) splits(e syntax.Expr, s *scope) []NamedSplit {
	v := c.expr(e, s)
	if v.silent() {
		return nil
	}
	var out []NamedSplit
	add := func(name string, x types.Value, at source.Span) {
		b, ok := x.(*types.Bound)
		if !ok || b.Op.Role != types.SplitRole {
			if x != nil {
				c.report.Report(diag.WrongType{At: at, Param: "split", Want: "a split", Got: words(value{typeOf(x), x}), Hint: "kfold(5), leave_out(1, of: subject), holdout(...)"})
			}
			return
		}
		if name == "" {
			name = b.Op.Name
		}
		out = append(out, NamedSplit{Name: name, Split: b})
	}
	switch x := v.V.(type) {
	case types.Record:
		for i, k := range x.Keys {
			add(k, x.Values[i], e.Span())
		}
	case types.List:
		for _, item := range x {
			add("", item, e.Span())
		}
	case nil:
		if v.T != types.Split {
			c.report.Report(diag.WrongType{At: e.Span(), Param: "split", Want: "a split", Got: words(v)})
		}
	default:
		add("", x, e.Span())
	}
	return out
}

// splitValue checks what a split keeps together.
func (c *checker) splitValue(b *types.Bound) value {
	order := []string{"trial", "run", "session", "subject"}
	of, within := position(order, b.Choice("of")), position(order, b.Choice("within"))
	if of >= 0 && within >= 0 && within <= of {
		return c.problem(diag.SplitTooCoarse{At: b.ArgSpan("within"), Of: order[of], Within: order[within]})
	}
	if b.Op.Inspect != nil && !c.reportAll(b.Op.Inspect(b, nil)) {
		return unknown
	}
	return value{types.Split, b}
}

func position(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// calls is one call of a role or a list of them.
func (c *checker) calls(e syntax.Expr, s *scope, role types.Role, want string) []*types.Bound {
	v := c.expr(e, s)
	if v.silent() {
		return nil
	}
	items := []types.Value{v.V}
	if l, ok := v.V.(types.List); ok {
		items = l
	}
	var out []*types.Bound
	for _, x := range items {
		b, ok := x.(*types.Bound)
		switch {
		case ok && b.Op.Role == role:
			out = append(out, b)
		case x == nil && (v.T == types.Score || v.T == types.Compare):
		default:
			bad := v
			if x != nil {
				bad = value{typeOf(x), x}
			}
			c.report.Report(diag.WrongType{At: e.Span(), Want: want, Got: words(bad)})
			return out
		}
	}
	return out
}

// study elaborates one study.
func (c *checker) study(node *syntax.Study, m *module, p *Program) *Study {
	s := &scope{mod: m}
	f := c.fields(node.Fields, "study", studyFields)
	st := &Study{Name: node.Name.Name, Span: node.Span()}
	st.Protocols = c.protocols(st, f, s)
	c.fillDefaults(st, p)
	methods := c.methods(node, f["methods"], s)
	broken := c.report.HasErrors()
	for _, pr := range st.Protocols {
		if pr.Data == nil {
			continue
		}
		c.sharedMaps(pr, f["methods"])
		c.corpora(pr, methods)
		if pieces := c.pieces(pr, st); pieces != nil {
			pr.Methods = c.typedMethods(pr, pieces, methods)
		}
		c.causality(pr)
	}
	if len(st.Protocols) > 0 {
		st.Methods = st.Protocols[0].Methods
	}
	if field := f["compare"]; field != nil {
		st.Compare = c.calls(field.Value, s, types.CompareRole, "a comparison")
		c.comparison(st, methods, field, broken)
	}
	if len(st.Protocols) == 0 && f["protocol"] == nil && f["data"] == nil {
		c.report.Report(diag.NoData{At: node.Name.Span(), Where: "study", Name: st.Name})
	}
	return st
}

// protocols of a study: those it names, with its own fields taking precedence.
func (c *checker) protocols(st *Study, f map[string]*syntax.Field, s *scope) []*Protocol {
	field := f["protocol"]
	if field == nil {
		p := &Protocol{Label: st.Name, Span: st.Span}
		c.judging(p, f, s)
		if f["data"] == nil {
			return nil
		}
		return []*Protocol{p}
	}
	v := c.expr(field.Value, s)
	if v.silent() {
		c.judging(&Protocol{}, f, s)
		return nil
	}
	items := []types.Value{v.V}
	switch x := v.V.(type) {
	case types.List:
		items = x
	case types.Record:
		items = x.Values
	}
	var out []*Protocol
	for _, x := range items {
		pv, ok := x.(*protocolValue)
		if !ok {
			if x != nil || v.T != types.Protocol {
				c.report.Report(diag.WrongType{At: field.Value.Span(), Param: "protocol", Want: "a protocol", Got: words(v)})
			}
			break
		}
		own := *pv.p
		c.judging(&own, f, s)
		out = append(out, &own)
	}
	return out
}

// The study's defaults, in the language's own words.
const (
	defaultSplit = "kfold(5, of: trial, within: session)"
	defaultScore = "accuracy"
)

// fillDefaults gives every protocol a split and a score.
func (c *checker) fillDefaults(st *Study, p *Program) {
	if !p.Seeded {
		st.Defaults = append(st.Defaults, Default{st.Span, "seed 0"})
	}
	for _, pr := range st.Protocols {
		if len(pr.Splits) == 0 {
			if b := c.constant(defaultSplit); b != nil {
				pr.Splits = []NamedSplit{{Name: b.Op.Name, Split: b}}
				pr.defaults = append(pr.defaults, Default{pr.Span, "split = " + defaultSplit})
			}
		}
		if len(pr.Scores) == 0 {
			if b := c.constant(defaultScore); b != nil {
				pr.Scores = []*types.Bound{b}
				pr.defaults = append(pr.defaults, Default{pr.Span, "score = " + defaultScore})
			}
		}
		st.Defaults = append(st.Defaults, pr.defaults...)
	}
}

// constant evaluates a text of the language's own; nil when the table lacks it.
func (c *checker) constant(text string) *types.Bound {
	outer := c.report
	c.report = new(diag.List)
	defer func() { c.report = outer }()
	e := syntax.ParseExpr(source.NewFile("default", text), c.report)
	if e == nil {
		return nil
	}
	b, _ := c.expr(e, &scope{mod: emptyModule}).V.(*types.Bound)
	return b
}
