package check_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// extra is the operator table with a few rows that the checker must be able to
// type, whether or not the compiler has operators like them.
type extra struct {
	op.Table
	rows map[string]*types.Operator
}

func (t extra) Named(name string) *types.Operator {
	if r := t.rows[name]; r != nil {
		return r
	}
	return t.Table.Named(name)
}

func (t extra) Names() []string {
	names := t.Table.Names()
	return append(names[:len(names):len(names)], "beside", "attend_to", "stack_up", "root", "filters")
}

// extraEnvironment has operators that take tensors and lists of extents.
func extraEnvironment(t testing.TB) check.Env {
	t.Helper()
	rows := map[string]*types.Operator{}
	for _, sig := range []string{
		`beside(with: Tensor, over: Axis) : [..r, over] u -> [..r, over] u`,
		`attend_to(keys: Tensor, values: Tensor, heads: Int = 4) : [..r] u -> [..r] u`,
		`stack_up(with: List Tensor) : [..r] u -> [..r] u`,
		`root : [..r] -> [..r]`,
		`filters(over: Axes, kernel: List Extent = 3, to: NewAxes = none) : [..r, over] u -> [..r, over, to] v`,
	} {
		r, err := types.ParseOperator(sig)
		if err != nil {
			t.Fatal(err)
		}
		rows[r.Name] = r
	}
	rows["root"].Fold = math.Sqrt
	rows["filters"].Kind = types.Net
	rows["beside"].Result = func(b *types.Bound, in, out types.Type) (types.Type, diag.Problem) {
		of, _ := types.Inner(out)
		with := b.Term("with")
		if with == nil {
			return out, nil
		}
		axis, _ := of.Axis(b.Axes("over")[0].Name)
		other, _ := with.Out.(types.Tensor).Axis(axis.Name)
		axis.Size = axis.Size.Plus(other.Size)
		return types.Rewrap(out, of.With(axis)), nil
	}
	env := environment(t)
	env.Ops = extra{rows: rows}
	return env
}
