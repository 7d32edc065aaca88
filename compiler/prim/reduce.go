package prim

import (
	"fmt"
	"math"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// AxesArg names the axes that a reduction takes away.
type AxesArg []string

func (a AxesArg) String() string { return strings.Join(a, ", ") }

func without(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
	a := arg.(AxesArg)
	if err := needs(in[0], a...); err != nil {
		return nil, err
	}
	return in[0].Without(a...), nil
}

// fold evaluates a reduction: acc starts at from, and at is the item's place
// along the reduced axes.
func fold(from float64, f func(acc, x float64) float64) func(*graph.Node, []graph.Array, graph.Runner) ([]graph.Array, error) {
	return func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
		out := graph.NewArray(n.Shape)
		for i := range out.Data {
			out.Data[i] = from
		}
		strides := n.Shape.StridesOver(in[0].Shape)
		i := 0
		each(in[0].Shape, func(index []int) {
			o := dot(index, strides)
			out.Data[o] = f(out.Data[o], in[0].Data[i])
			i++
		})
		return []graph.Array{out}, nil
	}
}

// Reductions.
var Sum, Highest, ArgHighest *graph.Prim

func init() {
	Sum = &graph.Prim{
		Name: "sum", Class: graph.Reduce, Arity: 1, Infer: without,
		Eval: fold(0, func(acc, x float64) float64 { return acc + x }),
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			return []*graph.Node{On(r.Graph()).Expand(up[0], n.In[0].Shape)}
		},
	}
	// Highest sends its gradient to the first of equal values.
	Highest = &graph.Prim{
		Name: "highest", Class: graph.Reduce, Arity: 1, Infer: without,
		Eval: fold(math.Inf(-1), math.Max),
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			b, x, axes := On(r.Graph()), n.In[0], n.Arg.(AxesArg)
			where := x
			if len(axes) > 1 {
				return []*graph.Node{b.Mul(b.Equal(x, n), up[0])}
			}
			hit := b.Equal(b.Iota(axes[0], x.Shape.Of(axes[0])), b.ArgMax(where, axes[0]))
			return []*graph.Node{b.fit(b.Mul(hit, up[0]), x)}
		},
	}
	// ArgHighest is the place of the first highest value along one axis.
	ArgHighest = &graph.Prim{
		Name: "arghighest", Class: graph.Reduce, Arity: 1,
		Infer: func(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
			if len(arg.(AxesArg)) != 1 {
				return nil, fmt.Errorf("it takes one axis")
			}
			return without(in, arg)
		},
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			out, best := graph.NewArray(n.Shape), graph.NewArray(n.Shape)
			for i := range best.Data {
				best.Data[i] = math.Inf(-1)
			}
			axis := in[0].Shape.Index(n.Arg.(AxesArg)[0])
			strides := n.Shape.StridesOver(in[0].Shape)
			i := 0
			each(in[0].Shape, func(index []int) {
				if o := dot(index, strides); in[0].Data[i] > best.Data[o] {
					best.Data[o], out.Data[o] = in[0].Data[i], float64(index[axis])
				}
				i++
			})
			return []graph.Array{out}, nil
		},
		Grad: func(graph.Reverse, *graph.Node, []*graph.Node) []*graph.Node { return []*graph.Node{nil} },
	}
}
