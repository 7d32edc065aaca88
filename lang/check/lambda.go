package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// lambdaEnv is a lambda with the names around it.
type lambdaEnv struct {
	node  *syntax.Lambda
	scope *scope
}

// lambda is a function value; its body is elaborated where it is called.
func (c *checker) lambda(e *syntax.Lambda, s *scope) value {
	names := make([]string, len(e.Params))
	for i, p := range e.Params {
		names[i] = p.Name
		for _, q := range e.Params[:i] {
			if q.Name == p.Name {
				c.report.Report(diag.DeclaredTwice{At: p.Span(), First: q.Span(), Name: p.Name})
			}
		}
	}
	return value{types.Fn, &types.Closure{Params: names, Span: e.Span(), Env: lambdaEnv{e, s}}}
}

func (c *checker) callLambda(f *types.Closure, e *syntax.Call, k call) value {
	var args []value
	for _, a := range e.Args {
		if a.Label != nil || a.Axis != nil || a.Value == nil {
			return c.problem(diag.UnknownParam{At: a.Span(), Callee: f.Show(), Param: a.Span().Text(), Params: f.Params})
		}
		args = append(args, c.expr(a.Value, k.scope))
	}
	if len(args) > len(f.Params) {
		return c.problem(diag.TooManyArguments{At: e.ArgsAt, Callee: f.Show(), Most: len(f.Params)})
	}
	if len(args) < len(f.Params) {
		return c.problem(diag.MissingArgument{At: e.Span(), Callee: f.Show(), Param: f.Params[len(args)]})
	}
	return c.applyFn(f, args)
}

// applyFn elaborates a function value with arguments; missing ones are unknown.
func (c *checker) applyFn(f *types.Closure, args []value) value {
	if !c.enter(f.Span) {
		return unknown
	}
	defer c.leave()
	switch env := f.Env.(type) {
	case lambdaEnv:
		inner := env.scope.child()
		for i, name := range f.Params {
			v := unknown
			if i < len(args) {
				v = args[i]
			}
			inner.set(name, v)
		}
		return c.result(env.node.Body, inner)
	case *decl:
		c.header(env)
		if env.active {
			return c.problem(diag.Cyclic{At: f.Span, Decl: env.at, Name: env.name})
		}
		list, ok := c.declaredArgs(env, f, args)
		if !ok {
			return unknown
		}
		return c.body(env, list, f.Span)
	}
	return unknown
}
