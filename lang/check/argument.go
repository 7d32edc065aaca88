package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// argument reads an argument in its parameter's own name space: axis parameters
// look only at axes, choices first at their choices, all others at values.
func (c *checker) argument(p types.Param, a *syntax.Arg, s *scope, op *types.Operator) value {
	e := a.Value
	if n, ok := e.(*syntax.Name); ok && isDefaultName(p, n.Name) && a.Axis == nil {
		if _, axis := p.Type.(types.AxisType); axis && n.Name == "none" {
			return value{p.Type, types.Axes{}}
		} else if !axis {
			return value{p.Type, types.NameValue(n.Name)}
		}
	}
	if t, ok := p.Type.(types.AxisType); ok {
		return c.axes(p, t, a, s, op)
	}
	if p.Type == types.Renames {
		return c.renames(p, a, s)
	}
	if a.Axis != nil {
		return c.problem(diag.WrongType{At: a.Span(), Param: p.Name, Want: typeWords(p.Type), Got: "an axis with a size"})
	}
	if p.Options != nil {
		return c.choice(p, e, s, op)
	}
	switch p.Type {
	case types.Names, types.Labels:
		return c.namesArg(p, e, s)
	case types.RecordAny:
		return c.namesRecord(p, e, s)
	case types.Shape:
		return c.shape(e, s)
	}
	if list, ok := e.(*syntax.List); ok && list.Gen == nil && p.Type == (types.ListOf{Elem: types.Extent}) {
		return c.extentList(p, list, s)
	}
	v := c.expr(e, s)
	if v.silent() {
		return v
	}
	return c.coerce(p, v, e, e.Span())
}

// extentList reads a list in which samples and durations may stand side by side.
func (c *checker) extentList(p types.Param, list *syntax.List, s *scope) value {
	one := p
	one.Type = types.Extent
	out := types.List{}
	known := true
	for _, item := range list.Items {
		if item.Value == nil || item.Axis != nil || item.Label != nil {
			return c.problem(diag.WrongType{At: item.Span(), Param: p.Name, Want: typeWords(types.Extent), Got: "something else"})
		}
		v := c.coerce(one, c.expr(item.Value, s), item.Value, item.Value.Span())
		if v.silent() {
			return v
		}
		known = known && v.V != nil
		out = append(out, v.V)
	}
	if !known {
		return value{T: p.Type}
	}
	return value{p.Type, out}
}

// isDefaultName is `none`, `all` and the like: a name that the parameter has as
// its default.
func isDefaultName(p types.Param, name string) bool {
	d, ok := p.Default.(*syntax.Name)
	if !ok || d.Name != name || contains(p.Options, name) || name == "yes" || name == "no" {
		return false
	}
	switch p.Type.(type) {
	case types.AxisType:
		return name == "none"
	case types.Choice:
		return false
	}
	return name == "none" || name == "all" || name == "auto"
}

// choice is a name out of a few, or a value that is one of them.
func (c *checker) choice(p types.Param, e syntax.Expr, s *scope, op *types.Operator) value {
	_, only := p.Type.(types.Choice)
	n, isName := e.(*syntax.Name)
	if isName {
		if contains(p.Options, n.Name) {
			return value{p.Type, types.NameValue(n.Name)}
		}
		v, known := c.peek(n, s)
		if !known {
			if op != nil && op.Role == types.SplitRole && p.Name == "of" && n.Name == "window" {
				return c.problem(diag.SplitThroughTrials{At: e.Span(), Split: op.Name, Unit: n.Name})
			}
			return c.notAChoice(p, e.Span(), n.Name)
		}
		return c.choiceValue(p, v, e, only)
	}
	v := c.expr(e, s)
	return c.choiceValue(p, v, e, only)
}

func (c *checker) choiceValue(p types.Param, v value, e syntax.Expr, only bool) value {
	if v.silent() {
		return v
	}
	if name, ok := v.V.(types.NameValue); ok {
		if contains(p.Options, string(name)) {
			return v
		}
		return c.notAChoice(p, e.Span(), string(name))
	}
	if t, ok := v.T.(types.Choice); ok && v.V == nil {
		for _, o := range t.Options {
			if !contains(p.Options, o) {
				return c.notAChoice(p, e.Span(), o)
			}
		}
		return value{T: p.Type}
	}
	if only {
		return c.notAChoice(p, e.Span(), e.Span().Text())
	}
	return c.coerce(p, v, e, e.Span())
}

func (c *checker) notAChoice(p types.Param, at source.Span, got string) value {
	return c.problem(diag.UnknownChoice{At: at, Param: p.Name, Got: got, Options: p.Options, Near: diag.Nearest(got, p.Options)})
}

// namesArg reads class, channel or method names: bare names stand for
// themselves unless a value of that name exists.
func (c *checker) namesArg(p types.Param, e syntax.Expr, s *scope) value {
	switch e := e.(type) {
	case *syntax.Name:
		if v, ok := c.peekNames(e, s); ok {
			return v
		}
		return value{types.Names, types.NameValue(e.Name)}
	case *syntax.List:
		if e.Gen != nil {
			break
		}
		out := types.List{}
		for _, item := range e.Items {
			if item.Value == nil || item.Axis != nil || item.Label != nil {
				return c.problem(diag.WrongType{At: item.Span(), Param: p.Name, Want: "names", Got: "something else"})
			}
			v := c.namesArg(p, item.Value, s)
			if v.silent() {
				return v
			}
			out = append(out, v.V)
		}
		return value{types.Names, out}
	}
	v := c.expr(e, s)
	if v.silent() {
		return v
	}
	return c.coerce(p, v, e, e.Span())
}

// peekNames finds a value that holds names. A method or stage that happens to
// share the name does not count.
func (c *checker) peekNames(e *syntax.Name, s *scope) (value, bool) {
	v, ok := s.local(e.Name)
	if !ok {
		d := s.mod.decls[e.Name]
		if d == nil {
			return v, false
		}
		if _, isLet := d.node.(*syntax.Let); !isLet {
			return v, false
		}
		v = c.declared(c.find(s.mod, e.Name), e.Span())
	}
	switch x := v.V.(type) {
	case types.TextValue, types.NameValue, types.List:
		return value{types.Names, x}, true
	case nil:
		return v, v.T == types.Names || v.T == types.Text
	}
	return v, false
}

// axes reads axis arguments.
func (c *checker) axes(p types.Param, t types.AxisType, a *syntax.Arg, s *scope, op *types.Operator) value {
	if a.Axis != nil {
		return c.axisItems(p, t, []*syntax.Arg{a}, s, op)
	}
	switch e := a.Value.(type) {
	case *syntax.Name:
		if v, ok := s.local(e.Name); ok {
			if _, axis := v.T.(types.AxisType); axis {
				return v
			}
		}
		return c.axisItems(p, t, []*syntax.Arg{a}, s, op)
	case *syntax.List:
		if e.Gen == nil {
			if !t.Many && len(e.Items) != 1 {
				return c.problem(diag.WrongType{At: e.Span(), Param: p.Name, Want: "one axis", Got: "several"})
			}
			return c.axisItems(p, t, e.Items, s, op)
		}
	}
	return c.problem(diag.WrongType{
		At: a.Value.Span(), Param: p.Name, Want: typeWords(t), Got: "something else",
		Hint: "axes are named: time, or [filter, depth]",
	})
}

func (c *checker) axisItems(p types.Param, t types.AxisType, items []*syntax.Arg, s *scope, op *types.Operator) value {
	out, ok := types.Axes{}, true
	for _, item := range items {
		name, size := axisOf(item)
		if name == "" || item.Rest != nil {
			return c.problem(diag.WrongType{At: item.Span(), Param: p.Name, Want: typeWords(t), Got: "something else"})
		}
		if v, local := s.local(name); local && size == nil {
			if ax, axis := v.V.(types.Axes); axis {
				out = append(out, ax...)
				continue
			}
		}
		if !c.axisFits(p, t, item, name, out, s.mod, op) {
			ok = false
			continue
		}
		arg := types.AxisArg{Name: name}
		if size != nil {
			arg.Size, arg.Sized = c.size(size, name, s), true
		}
		out = append(out, arg)
	}
	if !ok {
		return unknown
	}
	return value{t, out}
}

// axisFits checks one axis of an argument: known, given once, and sized only
// when it is created.
func (c *checker) axisFits(p types.Param, t types.AxisType, item *syntax.Arg, name string, before types.Axes, m *module, op *types.Operator) bool {
	at := item.Value.Span()
	if item.Axis != nil {
		at = item.Axis.Span()
	}
	switch {
	case !c.knowsAxis(m, name, at):
	case name == "batch" && (op == nil || !op.Batch):
		who := p.Name
		if op != nil {
			who = op.Name
		}
		c.report.Report(diag.NamesBatch{At: at, Stage: who})
	case contains(before.Names(), name):
		c.report.Report(diag.GivenTwice{At: at, Name: name})
	case item.Axis != nil && !t.New:
		c.report.Report(diag.WrongType{
			At: item.Span(), Param: p.Name, Want: typeWords(t), Got: "an axis with a size",
			Hint: "only an axis that is created gets a size",
		})
	default:
		return true
	}
	return false
}

// renames reads new=old pairs of axes.
func (c *checker) renames(p types.Param, a *syntax.Arg, s *scope) value {
	items := []*syntax.Arg{a}
	if l, ok := a.Value.(*syntax.List); ok && a.Axis == nil {
		items = l.Items
	}
	out := types.Record{}
	for _, item := range items {
		old, isName := item.Value.(*syntax.Name)
		if item.Axis == nil || !isName {
			return c.problem(diag.WrongType{
				At: item.Span(), Param: p.Name, Want: "a new name for an axis", Got: "something else",
				Hint: "the new name comes first: time'=time",
			})
		}
		if !c.knowsAxis(s.mod, item.Axis.Name, item.Axis.Span()) || !c.knowsAxis(s.mod, old.Name, old.Span()) {
			return unknown
		}
		out.Keys = append(out.Keys, item.Axis.Name)
		out.Values = append(out.Values, types.NameValue(old.Name))
	}
	return value{types.Renames, out}
}

// shape reads an axis set with sizes as a value.
func (c *checker) shape(e syntax.Expr, s *scope) value {
	list, ok := e.(*syntax.List)
	if !ok || list.Gen != nil {
		v := c.expr(e, s)
		if v.silent() || v.T == types.Shape {
			return v
		}
		return c.problem(diag.WrongType{At: e.Span(), Want: "an axis set", Got: words(v), Hint: "for example [channel=22, time=1000 @ 250 Hz]"})
	}
	out := types.Tensor{}
	for _, item := range list.Items {
		name, size := axisOf(item)
		if name == "" || item.Rest != nil || item.Label != nil {
			return c.problem(diag.WrongType{At: item.Span(), Want: "an axis", Got: "something else", Hint: "for example [channel=22, time=1000 @ 250 Hz]"})
		}
		at := item.Span()
		if item.Axis != nil {
			at = item.Axis.Span()
		}
		if !c.knowsAxis(s.mod, name, at) {
			return unknown
		}
		axis := types.Axis{Name: name, Size: types.LengthOf(name)}
		if size != nil {
			axis.Size = c.size(size, name, s)
		}
		if item.Rate != nil {
			r := c.coerce(types.Param{Name: name, Type: types.Quantity{Dim: types.Frequency, Unit: "Hz"}}, c.expr(item.Rate, s), item.Rate, item.Rate.Span())
			if n, ok := r.V.(types.Num); ok {
				axis.Rate = n.Float()
			}
		}
		out = out.With(axis)
	}
	return value{types.Shape, types.ShapeValue{Tensor: out}}
}

// digits is a number without its unit.
func digits(n types.Num) string {
	text, _, _ := strings.Cut(n.Show(), " ")
	return text
}
