package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// weigh gives how the trainable numbers of a net and its running values are
// counted: by lowering it on an input of the sizes given. Both are nil for rows
// without weights.
func (r *Row) weigh() (weights, running func(c Call, in types.Tensor) (int64, bool)) {
	lower, ok := r.Does.(Net)
	if !ok {
		return nil, nil
	}
	count := func(of func(b *layer.Build) int) func(c Call, in types.Tensor) (int64, bool) {
		return func(c Call, in types.Tensor) (int64, bool) {
			b, ok := lowered(lower, c, in)
			if !ok {
				return 0, false
			}
			return int64(of(b)), true
		}
	}
	return count(func(b *layer.Build) (n int) {
			for _, w := range b.Weights {
				n += w.Shape.Count()
			}
			return n
		}), count(func(b *layer.Build) (n int) {
			for _, s := range b.States {
				n += s.Shape.Count()
			}
			return n
		})
}

// lowered is a net built on an input whose sizes are known.
func lowered(net Net, c Call, in types.Tensor) (b *layer.Build, ok bool) {
	shape, ok := Concrete(in)
	if !ok {
		return nil, false
	}
	b = layer.New(graph.New(), false, classesOf(c))
	b.Term = func(t *types.Term) *graph.Node { return beside(b, t) }
	err := error(nil)
	func() {
		defer graph.Catch(&err)
		st := &types.Stage{Form: types.OpForm, Name: c.Op.Name, Bound: c, In: in}
		defer b.Enter(c.Op.Name, st)()
		net(b, c, b.Input("x", shape))
	}()
	return b, err == nil
}

// beside stands for a tensor argument, of which weights depend on the axes alone.
func beside(b *layer.Build, t *types.Term) *graph.Node {
	if t.Form == types.ConstTerm {
		return b.Num(t.Const.Float())
	}
	of, _ := types.Inner(t.Out)
	shape, ok := Concrete(of)
	if !ok {
		b.Fail("the sizes of %v are not known", of)
	}
	return b.Input("beside", shape)
}

// Concrete is the shape of a tensor whose sizes are known.
func Concrete(t types.Tensor) (graph.Shape, bool) {
	out := graph.Shape{}
	for _, a := range t.Axes {
		n, ok := a.Size.Int()
		if !ok {
			return nil, false
		}
		out = append(out, graph.Axis{Name: a.Name, Size: int(n)})
	}
	return out, true
}

// classesOf a call: the size that the checker gave an axis `class`.
func classesOf(c Call) int {
	for _, arg := range c.Args {
		axes, _ := arg.Value.(types.Axes)
		for _, a := range axes {
			if n, ok := a.Size.Int(); ok && a.Name == "class" {
				return int(n)
			}
		}
	}
	return 0
}
