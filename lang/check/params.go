package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// header types the parameters of a declaration, once.
func (c *checker) header(d *decl) {
	if d.ready {
		return
	}
	d.ready = true
	var list []*syntax.Param
	switch node := d.node.(type) {
	case *syntax.Fn:
		list = node.Params
	case *syntax.Block:
		list = node.Params
		c.blockTypes(d, node)
	case *syntax.Protocol:
		list = node.Params
	}
	s := &scope{mod: d.mod}
	for _, p := range list {
		if indexOf(d.params, p.Name.Name) >= 0 {
			c.report.Report(diag.DeclaredTwice{At: p.Name.Span(), Name: p.Name.Name})
			continue
		}
		typed := c.param(p, s)
		d.params = append(d.params, typed)
		s.set(typed.Name, value{T: typed.Type})
	}
}

// param types one parameter: by its annotation, its constraint or its default.
func (c *checker) param(p *syntax.Param, s *scope) types.Param {
	out := types.Param{Name: p.Name.Name, Default: p.Default, Span: p.Span()}
	if p.Type != nil {
		out, _ = c.typed(out, p.Type, s)
	}
	if list, ok := p.In.(*syntax.List); ok && list.Gen == nil {
		out.Options = c.options(list)
	} else if p.In != nil {
		c.bounds(&out, p.In, s)
	}
	if out.Type == nil {
		switch {
		case out.Options != nil:
			out.Type = types.Choice{Options: out.Options}
		case p.Default != nil:
			v := c.expr(p.Default, s)
			out.Type = v.T
			if _, stage := v.T.(types.StageType); stage {
				out.Type = types.StageParam{Any: true}
			}
		case out.Lo != nil:
			out.Type = types.TypeOfNum(*out.Lo)
		default:
			out.Type = types.Any
		}
	}
	if d, number := dimOf(out.Type); number && out.Type != types.Extent && out.Lo != nil && d != out.Lo.Dim {
		c.report.Report(diag.WrongDimension{At: p.In.Span(), Want: d.Article(), Got: out.Lo.Dim.Article(), Bare: out.Lo.Dim.String(), Param: out.Name})
		out.Lo, out.Hi = nil, nil
	}
	if p.Default != nil { // a default outside its own constraint is a mistake
		c.argument(out, &syntax.Arg{At: syntax.At{Place: p.Default.Span()}, Value: p.Default}, s, nil)
	}
	return out
}

func (c *checker) options(list *syntax.List) []string {
	out := []string{}
	for _, item := range list.Items {
		if n, ok := item.Value.(*syntax.Name); ok && item.Axis == nil {
			out = append(out, n.Name)
			continue
		}
		c.report.Report(diag.WrongType{
			At: item.Span(), Want: "a name", Got: "something else",
			Hint: "a choice is written as a list of names: in [riemann, logeuclid]",
		})
	}
	return out
}

func (c *checker) bounds(p *types.Param, in syntax.Expr, s *scope) {
	v := c.expr(in, s)
	if v.silent() {
		return
	}
	r, ok := v.V.(types.Range)
	if !ok {
		c.report.Report(diag.WrongType{At: in.Span(), Want: "a range or a list of names", Got: words(v)})
		return
	}
	p.Lo, p.Hi = &r.Lo, &r.Hi
}
