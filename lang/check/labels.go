package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// namesRecord reads a map from labels of a file to names, such as events: bare
// names stand for themselves, as in any names argument.
func (c *checker) namesRecord(p types.Param, e syntax.Expr, s *scope) value {
	r, ok := e.(*syntax.Record)
	if !ok || r.Gen != nil {
		v := c.expr(e, s)
		if v.silent() {
			return v
		}
		return c.coerce(p, v, e, e.Span())
	}
	out := types.Record{}
	seen := map[string]*syntax.Entry{}
	for _, entry := range r.Entries {
		if first, ok := seen[entry.Key]; ok {
			return c.problem(diag.DeclaredTwice{At: entry.KeyAt, First: first.KeyAt, Name: entry.Key})
		}
		seen[entry.Key] = entry
		v := c.namesArg(p, entry.Value, s)
		if v.silent() {
			return v
		}
		out.Keys, out.Values = append(out.Keys, entry.Key), append(out.Values, v.V)
	}
	return value{types.RecordAny, out}
}
