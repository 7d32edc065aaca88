package prim

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// GatherArg names the axis whose items are chosen by number, and its length.
type GatherArg struct {
	Axis   string
	Length int
}

func (a GatherArg) String() string { return fmt.Sprintf("%s of %d", a.Axis, a.Length) }

// Gather and scatter, and the adjoint of windows.
var Gather, Scatter, Unwindow *graph.Prim

func init() {
	// Gather chooses items of an axis: its second input holds their numbers.
	// Numbers outside the axis choose zeros.
	Gather = &graph.Prim{
		Name: "gather", Class: graph.Move, Arity: 2,
		Infer: func(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(GatherArg)
			if err := needs(in[0], a.Axis); err != nil {
				return nil, err
			}
			return graph.Union(in[1], in[0].Without(a.Axis))
		},
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			a, out := n.Arg.(GatherArg), graph.NewArray(n.Shape)
			from, which := in[0].Shape.StridesOver(n.Shape), in[1].Shape.StridesOver(n.Shape)
			step := in[0].Shape.Strides()[in[0].Shape.Index(a.Axis)]
			i := 0
			each(n.Shape, func(index []int) {
				if k := int(in[1].Data[dot(index, which)]); k >= 0 && k < a.Length {
					out.Data[i] = in[0].Data[dot(index, from)+k*step]
				}
				i++
			})
			return []graph.Array{out}, nil
		},
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			b, a := On(r.Graph()), n.Arg.(GatherArg)
			// Axes that the table shares with the numbers (a table a head) keep apart.
			g := b.g.Node(Scatter, ScatterArg{a, n.In[0].Shape}, up[0], n.In[1])
			return []*graph.Node{g, nil}
		},
	}
	// Scatter adds items where gather would have taken them from.
	Scatter = &graph.Prim{
		Name: "scatter", Class: graph.Move, Arity: 2,
		Infer: func(_ []graph.Shape, arg graph.Arg) (graph.Shape, error) { return arg.(ScatterArg).To, nil },
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			a, out := n.Arg.(ScatterArg), graph.NewArray(n.Shape)
			to, which := n.Shape.StridesOver(in[0].Shape), in[1].Shape.StridesOver(in[0].Shape)
			step := n.Shape.Strides()[n.Shape.Index(a.Axis)]
			i := 0
			each(in[0].Shape, func(index []int) {
				if k := int(in[1].Data[dot(index, which)]); k >= 0 && k < a.Length {
					out.Data[dot(index, to)+k*step] += in[0].Data[i]
				}
				i++
			})
			return []graph.Array{out}, nil
		},
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			b, a := On(r.Graph()), n.Arg.(ScatterArg)
			return []*graph.Node{b.Ordered(b.g.Node(Gather, a.GatherArg, up[0], n.In[1]), n.In[0].Shape), nil}
		},
	}
	// Unwindow adds windows up where they came from.
	Unwindow = &graph.Prim{
		Name: "unwindow", Class: graph.Move, Arity: 1,
		Infer: func(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(UnwindowArg)
			if err := needs(in[0], a.Axis, a.Tap); err != nil {
				return nil, err
			}
			return in[0].Without(a.Tap).With(graph.Axis{Name: a.Axis, Size: a.Length}), nil
		},
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			a, out := n.Arg.(UnwindowArg), graph.NewArray(n.Shape)
			to := n.Shape.StridesOver(in[0].Shape)
			axis, tap := in[0].Shape.Index(a.Axis), in[0].Shape.Index(a.Tap)
			step := to[axis]
			to[axis] = 0
			i := 0
			each(in[0].Shape, func(index []int) {
				out.Data[dot(index, to)+(index[axis]*a.Stride+index[tap]*a.Dilation)*step] += in[0].Data[i]
				i++
			})
			return []graph.Array{out}, nil
		},
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			b, a := On(r.Graph()), n.Arg.(UnwindowArg)
			return []*graph.Node{b.Ordered(b.g.Node(Window, a.WindowArg, up[0]), n.In[0].Shape)}
		},
	}
}

// ScatterArg is a gather turned round: To is the shape of the table.
type ScatterArg struct {
	GatherArg
	To graph.Shape
}

func (a ScatterArg) String() string { return a.GatherArg.String() + " into " + a.To.String() }
