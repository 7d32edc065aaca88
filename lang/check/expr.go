package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// expr evaluates an expression in the name space of values.
func (c *checker) expr(e syntax.Expr, s *scope) value {
	if e == nil {
		return unknown
	}
	if !c.enter(e.Span()) {
		return unknown
	}
	defer c.leave()
	switch e := e.(type) {
	case *syntax.Number:
		return c.number(e)
	case *syntax.Quantity:
		return c.quantity(e)
	case *syntax.Text:
		return value{types.Text, types.TextValue(c.fill(e.Value, s))}
	case *syntax.Name:
		return c.name(e, s)
	case *syntax.Unary:
		return c.unary(e, s)
	case *syntax.Binary:
		return c.binary(e, s)
	case *syntax.Call:
		return c.call(e, s, nil)
	case *syntax.Select:
		return c.selection(e, s)
	case *syntax.Index:
		return c.index(e, s)
	case *syntax.List:
		return c.list(e, s)
	case *syntax.Record:
		return c.record(e, s)
	case *syntax.Lambda:
		return c.lambda(e, s)
	case *syntax.Paren:
		return c.expr(e.X, s)
	}
	return unknown
}

func (c *checker) number(e *syntax.Number) value {
	n, ok := types.ParseNum(e.Text, "")
	if !ok {
		return c.problem(diag.TooLarge{At: e.Span(), What: "this number"})
	}
	return value{types.TypeOfNum(n), n}
}

func (c *checker) quantity(e *syntax.Quantity) value {
	if _, ok := types.ParseUnit(e.Unit); !ok {
		at := e.UnitAt
		if at.IsZero() {
			at = e.Span()
		}
		return c.problem(diag.NoSuchUnit{At: at, Unit: e.Unit, Near: nearUnit(e.Unit)})
	}
	n, ok := types.ParseNum(e.Number.Text, e.Unit)
	if !ok {
		return c.problem(diag.TooLarge{At: e.Span(), What: "this number"})
	}
	return value{types.TypeOfNum(n), n}
}

// nearUnit finds the unit that was meant: usually the case is wrong.
func nearUnit(unit string) string {
	for _, name := range types.UnitNames() {
		if strings.EqualFold(name, types.CanonicalUnit(unit)) {
			return name
		}
	}
	return diag.Nearest(unit, types.UnitNames())
}

// fill puts values into the braces of a text; braces around anything but a
// local name stay as they are, since file patterns have braces too.
func (c *checker) fill(text string, s *scope) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		v, found := s.local(name)
		if !closed || !found {
			b.WriteByte('{')
			text = rest
			continue
		}
		switch x := v.V.(type) {
		case types.TextValue:
			b.WriteString(string(x))
		default:
			b.WriteString(types.Show(v.V))
		}
		text = after
	}
}

func (c *checker) unary(e *syntax.Unary, s *scope) value {
	x := c.expr(e.X, s)
	if x.silent() {
		return x
	}
	switch e.Op {
	case "adapt":
		return c.adapt(e, x)
	case "not":
		if x.T != types.Bool {
			return c.problem(diag.BadOperand{At: e.X.Span(), Op: "not", Want: "yes or no", Got: words(x)})
		}
		if b, ok := x.V.(types.BoolValue); ok {
			return value{types.Bool, !b}
		}
		return value{T: types.Bool}
	}
	switch v := x.V.(type) {
	case types.Num:
		return value{x.T, v.Neg()}
	case *types.Term:
		t := x.T.(types.Tensor)
		return value{t, &types.Term{Form: types.ArithTerm, Op: "neg", In: []*types.Term{v}, Out: t, Let: c.letName, Span: e.Span()}}
	}
	if _, ok := dimOf(x.T); ok {
		return value{T: x.T}
	}
	if _, ok := x.T.(types.Tensor); ok {
		return x
	}
	return c.problem(diag.BadOperand{At: e.X.Span(), Op: "-", Want: "a number", Got: words(x)})
}

// adapt refits a label-free learner on the target's unlabelled data.
func (c *checker) adapt(e *syntax.Unary, x value) value {
	st, ok := x.V.(*types.Stage)
	if !ok {
		if t, stage := x.T.(types.StageType); stage {
			return value{T: t}
		}
		return c.problem(diag.NotAStage{At: e.X.Span(), Got: words(x)})
	}
	if st.Kind != types.Learner {
		return c.problem(diag.BadAdapt{At: e.X.Span(), Stage: st.Name})
	}
	if st.Marks.Labels {
		return c.problem(diag.BadAdapt{At: e.X.Span(), Stage: st.Name, Labels: true})
	}
	out := &types.Stage{
		Form: types.AdaptForm, Name: st.Name, Parts: []*types.Stage{st}, Kind: types.Learner,
		Marks: st.Marks.Or(types.Marks{Transductive: true}), In: st.In, Out: st.Out, Span: e.Span(), Weight: st.Weight + 1,
	}
	return value{out.Type(), out}
}

// selection is x.name: a name of a module, a part of a record, a block's let.
func (c *checker) selection(e *syntax.Select, s *scope) value {
	if n, ok := e.X.(*syntax.Name); ok {
		if _, local := s.local(n.Name); !local && s.mod.decls[n.Name] == nil {
			if v, found := c.qualified(n, e, nil, s); found {
				return v
			}
		}
		if d := c.blockDecl(n, s); d != nil {
			st, ok := c.callDecl(d, nil, call{at: n.Span(), name: n.Span(), scope: s}).V.(*types.Stage)
			if !ok {
				return unknown
			}
			return c.part(st, value{}, e, s)
		}
	}
	x := c.expr(e.X, s)
	if x.silent() {
		return x
	}
	st, _ := x.V.(*types.Stage)
	return c.part(st, x, e, s)
}

// part finds a record's field or a part of a block.
func (c *checker) part(st *types.Stage, x value, e *syntax.Select, s *scope) value {
	name := e.Name.Name
	if st != nil {
		return c.stagePart(st, e)
	}
	if r, ok := x.T.(types.RecordOf); ok {
		for i, k := range r.Keys {
			if k != name {
				continue
			}
			out := value{T: r.Elems[i]}
			if rec, ok := x.V.(types.Record); ok {
				out.V, _ = rec.Get(name)
			}
			return out
		}
		return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: "this record", Name: name, Near: diag.Nearest(name, r.Keys)})
	}
	if st, ok := x.T.(types.StageType); ok {
		return value{T: st}
	}
	return c.problem(diag.NoSuchPart{At: e.Name.Span(), Of: words(x), Name: name})
}

// qualified is module.name or a dotted operator; found is false for other uses
// of a dot.
func (c *checker) qualified(n *syntax.Name, e *syntax.Select, args []*syntax.Arg, s *scope) (v value, found bool) {
	at := call{at: e.Span(), name: e.Span(), scope: s}
	if m, ok := s.mod.aliases[n.Name]; ok {
		for _, u := range s.mod.uses {
			u.hit = u.hit || u.name == n.Name
		}
		if m == nil {
			return unknown, true
		}
		d := m.decls[e.Name.Name]
		if d == nil {
			return c.problem(diag.UnknownModule{
				At: e.Name.Span(), Module: n.Name, Name: e.Name.Name,
				Near: diag.Nearest(e.Name.Name, exported(m)),
			}), true
		}
		return c.declared(d, e.Span()), true
	}
	if !c.dotted[n.Name] {
		return unknown, false
	}
	full := n.Name + "." + e.Name.Name
	if op := c.env.Ops.Named(full); op != nil {
		return c.callOperator(op, args, at), true
	}
	var names []string
	for _, name := range c.env.Ops.Names() {
		if rest, ok := strings.CutPrefix(name, n.Name+"."); ok {
			names = append(names, rest)
		}
	}
	p := diag.NoSuchPart{At: e.Name.Span(), Of: "`" + n.Name + "`", Name: e.Name.Name, Near: diag.Nearest(e.Name.Name, names)}
	if p.Near == "" {
		p.Hint = "it has " + strings.Join(names, ", ")
	}
	return c.problem(p), true
}

// index is list[2], record["name"], list[1..2] or a part of a repeated stage.
func (c *checker) index(e *syntax.Index, s *scope) value {
	x, i := c.expr(e.X, s), c.expr(e.I, s)
	if x.silent() || i.silent() {
		return unknown
	}
	if st, ok := x.V.(*types.Stage); ok {
		return c.copiesOf(st, i, e)
	}
	list, ok := x.V.(types.List)
	if !ok {
		if l, ok := x.T.(types.ListOf); ok {
			return value{T: l.Elem}
		}
		return c.problem(diag.BadOperand{At: e.X.Span(), Op: "[ ]", Want: "a list", Got: words(x)})
	}
	at := func(n types.Num) (value, bool) {
		k, whole := n.Whole()
		if !whole || k < 1 || k > int64(len(list)) {
			c.report.Report(diag.NoElement{At: e.I.Span(), Index: n.Show(), Size: len(list)})
			return unknown, false
		}
		return value{typeOf(list[k-1]), list[k-1]}, true
	}
	switch n := i.V.(type) {
	case types.Num:
		v, _ := at(n)
		return v
	case types.Range:
		_, ok1 := at(n.Lo)
		_, ok2 := at(n.Hi)
		if !ok1 || !ok2 {
			return unknown
		}
		lo, _ := n.Lo.Whole()
		hi, _ := n.Hi.Whole()
		return value{x.T, list[lo-1 : hi]}
	}
	return c.problem(diag.BadOperand{At: e.I.Span(), Op: "[ ]", Want: "a whole number or a range", Got: words(i)})
}

// typeOf a known value.
func typeOf(v types.Value) types.Type {
	switch v := v.(type) {
	case types.Num:
		return types.TypeOfNum(v)
	case types.TextValue:
		return types.Text
	case types.BoolValue:
		return types.Bool
	case types.NameValue:
		return types.Names
	case types.Range:
		return types.RangeOf{Elem: types.TypeOfNum(v.Hi)}
	case types.List:
		elem := types.Type(types.Any)
		if len(v) > 0 {
			elem = typeOf(v[0])
		}
		return types.ListOf{Elem: elem}
	case types.Record:
		t := types.RecordOf{Keys: v.Keys}
		for _, x := range v.Values {
			t.Elems = append(t.Elems, typeOf(x))
		}
		return t
	case types.ShapeValue:
		return types.Shape
	case *types.Stage:
		return v.Type()
	case *types.Term:
		return v.Out
	case *types.Closure:
		return types.Fn
	case *types.Bound:
		return boundType(v)
	case *protocolValue:
		return types.Protocol
	}
	return types.Unknown
}

// boundType is the type of a split, score, comparison or option.
func boundType(b *types.Bound) types.Type {
	if b.Op.Sig != nil && b.Op.Sig.Out != nil && b.Op.Sig.Out.Type != nil {
		return b.Op.Sig.Out.Type
	}
	return types.Unknown
}
