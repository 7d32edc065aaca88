package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// loss types a function that judges what a network gives: it is handed the
// network's output and a target of the same axes, both of one trial, and gives one
// number.
func (c *checker) loss(st *types.Stage, param string, f *types.Closure) bool {
	score, ok := types.Inner(st.Parts[0].Out)
	if !ok || score.Open {
		return true // nothing is known of the output yet
	}
	target := score
	target.Unit = types.Measure{}
	bad := diag.LossDoesNotFit{At: st.Bound.ArgSpan(param), Loss: f.Show(), Gives: score.String()}
	closed, why := c.lossHead(f, []types.Tensor{score, target})
	if why != "" {
		bad.Why = why
		c.report.Report(bad)
		return false
	}
	if closed == nil {
		return false
	}
	fn, result := c.function(closed, param, []types.Type{score, target})
	if result.silent() {
		return false
	}
	if t, ok := tensorOf(result.T); !ok || len(t.Axes) > 0 {
		bad.Why = "it gives " + words(result) + ", and one number is needed"
		if ok {
			bad.Why = "it gives " + t.String() + ", and one number is needed: reduce it, for example with sum"
		}
		c.report.Report(bad)
		return false
	}
	if fn != nil {
		st.Fns = append(st.Fns, fn)
	}
	return true
}

// lossHead checks what a loss takes. The result is the loss as a function of two
// values, nil after a mistake that was reported; why says what does not fit.
func (c *checker) lossHead(f *types.Closure, given []types.Tensor) (closed *types.Closure, why string) {
	d, declared := f.Env.(*decl)
	if !declared {
		if len(f.Params) != 2 {
			return nil, "it is " + countWords(len(f.Params)) + ", and a loss takes two: scores and targets"
		}
		return f, ""
	}
	c.header(d)
	if len(d.params) < 2 {
		return nil, "it is " + countWords(len(d.params)) + ", and a loss takes two: scores and targets"
	}
	for i, p := range d.params {
		if i >= 2 {
			if p.Default == nil {
				return nil, "its `" + p.Name + "` has no default, and training gives scores and targets only"
			}
			continue
		}
		want, ok := p.Type.(types.Tensor)
		if p.Type != types.Any && !ok {
			return nil, "its `" + p.Name + "` is " + typeWords(p.Type) + ", and training gives " + given[i].String()
		}
		if ok && !sameTensor(want, given[i]) {
			return nil, "its `" + p.Name + "` is " + want.String()
		}
	}
	two := *f
	two.Params = paramNames(d.params[:2])
	return &two, ""
}

// declaredArgs binds a fn's parameters to values in their order; the others get
// their defaults.
func (c *checker) declaredArgs(d *decl, f *types.Closure, args []value) ([]types.Arg, bool) {
	var list []types.Arg
	defaults := &scope{mod: d.mod}
	for i, p := range d.params {
		a := types.Arg{Name: p.Name, Type: p.Type}
		switch {
		case i < len(args):
			v := c.coerce(p, args[i], nil, f.Span)
			if v.silent() && !args[i].silent() {
				return nil, false
			}
			a.Type, a.Value = v.T, v.V
		case p.Default != nil:
			v := c.argument(p, &syntax.Arg{At: syntax.At{Place: p.Default.Span()}, Value: p.Default}, defaults, nil)
			a.Type, a.Value, a.Default = v.T, v.V, true
		default:
			c.report.Report(diag.MissingArgument{At: f.Span, Callee: d.name, Param: p.Name, Want: paramWords(p)})
			return nil, false
		}
		defaults.set(p.Name, value{a.Type, a.Value})
		list = append(list, a)
	}
	return list, true
}
