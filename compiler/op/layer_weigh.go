package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// weigh counts the trainable numbers of a net by lowering it on an input of the
// sizes given; nil for rows without weights.
func (r *Row) weigh() func(c Call, in types.Tensor) (int64, bool) {
	lower, ok := r.Does.(Net)
	if !ok {
		return nil
	}
	return func(c Call, in types.Tensor) (int64, bool) {
		shape, ok := Concrete(in)
		if !ok {
			return 0, false
		}
		b := layer.New(graph.New(), false, classesOf(c))
		n, err := int64(0), error(nil)
		func() {
			defer graph.Catch(&err)
			st := &types.Stage{Form: types.OpForm, Name: c.Op.Name, Bound: c, In: in}
			defer b.Enter(c.Op.Name, st)()
			lower(b, c, b.Input("x", shape))
			for _, w := range b.Weights {
				n += int64(w.Shape.Count())
			}
		}()
		return n, err == nil
	}
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
