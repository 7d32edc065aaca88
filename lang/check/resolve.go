package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// commonAxes are known everywhere.
var commonAxes = []string{
	"batch", "subject", "session", "run", "trial", "window", "channel", "time",
	"freq", "band", "class", "filter", "depth", "feature", "token", "component", "direction", "complex", "moment", "view",
}

func (c *checker) newModule(f *syntax.File, name string) *module {
	return &module{
		name: name, file: f, decls: map[string]*decl{}, aliases: map[string]*module{},
		axes: map[string]*axisDecl{},
	}
}

// declare enters the names of a file. Nothing is elaborated yet.
func (c *checker) declare(m *module) {
	for _, d := range m.file.Decls {
		switch d := d.(type) {
		case *syntax.Axis:
			c.declareAxes(m, d)
		case *syntax.Use:
			c.use(m, d)
		}
	}
	studies := map[string]source.Span{}
	for _, d := range m.file.Decls {
		switch d := d.(type) {
		case *syntax.Let:
			c.declareName(m, d.Name, d)
		case *syntax.Fn:
			c.declareName(m, d.Name, d)
		case *syntax.Block:
			c.declareName(m, d.Name, d)
		case *syntax.Protocol:
			c.declareName(m, d.Name, d)
		case *syntax.Study:
			if first, ok := studies[d.Name.Name]; ok {
				c.report.Report(diag.DeclaredTwice{At: d.Name.Span(), First: first, Name: d.Name.Name})
			}
			studies[d.Name.Name] = d.Name.Span()
		}
	}
}

func (c *checker) declareName(m *module, name syntax.Ident, node syntax.Decl) {
	c.shadows(name) // it still counts, so that its users are not blamed
	if old, ok := m.decls[name.Name]; ok {
		c.report.Report(diag.DeclaredTwice{At: name.Span(), First: old.at, Name: name.Name})
		return
	}
	d := &decl{name: name.Name, node: node, at: name.Span(), mod: m}
	m.decls[name.Name] = d
	m.order = append(m.order, d)
}

// shadows reports a declared name that is an operator's.
func (c *checker) shadows(name syntax.Ident) bool {
	if c.env.Ops.Named(name.Name) == nil && !c.dotted[name.Name] {
		return false
	}
	c.report.Report(diag.ShadowsOperator{At: name.Span(), Name: name.Name})
	return true
}

func (c *checker) declareAxes(m *module, d *syntax.Axis) {
	for _, name := range d.Names {
		base := strings.TrimRight(name.Name, "'")
		old, again := m.axes[base]
		if again || contains(commonAxes, base) {
			p := diag.DeclaredTwice{At: name.Span(), Name: name.Name}
			if again {
				p.First = old.at
			}
			c.report.Report(p)
			continue
		}
		m.axes[base] = &axisDecl{at: name.Span()}
	}
}

// knowsAxis reports an axis nobody declared.
func (c *checker) knowsAxis(m *module, name string, at source.Span) bool {
	base := strings.TrimRight(name, "'")
	if contains(commonAxes, base) {
		return true
	}
	if a, ok := m.axes[base]; ok {
		a.used = true
		return true
	}
	names := append([]string(nil), commonAxes...)
	for _, d := range m.file.Decls {
		if a, ok := d.(*syntax.Axis); ok {
			for _, n := range a.Names {
				names = append(names, n.Name)
			}
		}
	}
	near := diag.Nearest(base, names)
	if near != "" {
		near += name[len(base):]
	}
	c.report.Report(diag.UnknownAxis{At: at, Name: name, Near: near})
	return false
}

// unused warns of imports and axes nobody needs.
func (c *checker) unused(m *module) {
	if c.report.HasErrors() { // a broken user may be the one that is missing
		return
	}
	for _, u := range m.uses {
		if !u.hit {
			c.report.Report(diag.NeverUsed{At: u.at, What: u.what, Name: u.name})
		}
	}
	for _, d := range m.file.Decls {
		if a, ok := d.(*syntax.Axis); ok {
			for _, n := range a.Names {
				if ax := m.axes[n.Name]; ax != nil && !ax.used {
					c.report.Report(diag.NeverUsed{At: n.Span(), What: "axis", Name: n.Name})
				}
			}
		}
	}
}

// name looks up a value: local, file, imported, operator; an axis of the
// block's input is its size.
func (c *checker) name(e *syntax.Name, s *scope) value {
	switch e.Name {
	case "yes", "no":
		return value{types.Bool, types.BoolValue(e.Name == "yes")}
	}
	if v, ok := s.local(e.Name); ok {
		return v
	}
	if d := c.find(s.mod, e.Name); d != nil {
		return c.declared(d, e.Span())
	}
	if op := c.env.Ops.Named(e.Name); op != nil {
		return c.callOperator(op, nil, call{at: e.Span(), name: e.Span(), scope: s})
	}
	if a, ok := s.axis(e.Name); ok {
		return axisSize(a)
	}
	return c.unknownName(e, s)
}

func axisSize(a types.Axis) value {
	if n, ok := a.Size.Int(); ok {
		return value{types.Int, types.IntNum(n)}
	}
	return value{T: types.Int}
}

func (c *checker) unknownName(e *syntax.Name, s *scope) value {
	if _, alias := s.mod.aliases[e.Name]; alias || c.dotted[e.Name] {
		return c.problem(diag.NoSuchPart{At: e.Span(), Of: "`" + e.Name + "`", Name: "", Hint: "name a part of it: " + e.Name + ".name"})
	}
	if contains(commonAxes, e.Name) {
		return c.problem(diag.WrongType{
			At: e.Span(), Want: "a value", Got: "an axis",
			Hint: "an axis name is its size, but only inside a block whose input has that axis",
		})
	}
	names := s.all()
	for _, d := range s.mod.order {
		names = append(names, d.name)
	}
	for _, u := range s.mod.uses {
		names = append(names, u.name)
	}
	names = append(names, c.env.Ops.Names()...)
	p := diag.UnknownName{At: e.Span(), Name: e.Name, Near: diag.Nearest(e.Name, names)}
	if e.Name == "x" {
		p.Near, p.Hint = "", "`x` is the input of a block whose body stands in braces"
		return c.problem(p)
	}
	if p.Near == "" {
		p.Import = c.whereExported(e.Name)
	}
	return c.problem(p)
}

// whereExported looks for a name in the usual library modules.
func (c *checker) whereExported(name string) string {
	for _, path := range []string{"std.datasets", "std.models", "std.protocols"} {
		if m := c.module(path); m != nil && m.decls[name] != nil {
			return path
		}
	}
	return ""
}

// find is a declaration of the module or an import into it; nil when absent.
func (c *checker) find(m *module, name string) *decl {
	d := m.decls[name]
	if d != nil && d.use != nil {
		d.use.hit = true
	}
	return d
}

// declared is the value of a declaration named without a call: a let's value,
// or a fn, block or protocol whose parameters all have defaults. A fn that needs
// arguments is a function value.
func (c *checker) declared(d *decl, at source.Span) value {
	if d.broken {
		return unknown
	}
	switch node := d.node.(type) {
	case *syntax.Let:
		return c.let(d, node, at)
	case *syntax.Fn:
		c.header(d)
		for _, p := range d.params {
			if p.Default == nil {
				return value{types.Fn, &types.Closure{Name: d.name, Params: paramNames(d.params), Span: d.at, Env: d}}
			}
		}
	}
	return c.callDecl(d, nil, call{at: at, name: at, scope: &scope{mod: d.mod}})
}

func paramNames(ps []types.Param) []string {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.Name
	}
	return names
}

// let elaborates a declaration of the file once.
func (c *checker) let(d *decl, node *syntax.Let, at source.Span) value {
	if d.done {
		return d.val
	}
	if d.active {
		return c.problem(diag.Cyclic{At: at, Decl: d.at, Name: d.name})
	}
	d.active = true
	outer := c.letName
	c.letName = ""
	d.val = c.called(c.letValue(node, &scope{mod: d.mod}), d.name)
	c.letName = outer
	d.active, d.done = false, true
	return d.val
}

// letValue evaluates a let against its written type.
func (c *checker) letValue(node *syntax.Let, s *scope) value {
	if node.Type == nil {
		return c.expr(node.Value, s)
	}
	p, ok := c.typed(types.Param{Name: node.Name.Name, Span: node.Span()}, node.Type, s)
	if !ok {
		return unknown
	}
	a := &syntax.Arg{At: syntax.At{Place: node.Value.Span()}, Value: node.Value}
	return c.argument(p, a, s, nil)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
