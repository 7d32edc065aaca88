// Package interp runs any graph in float64, node by node, over the references of
// the primitive table. It is slow and stays so: it judges every device, fusion
// and rewrite.
package interp

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Run evaluates outputs, given the values of inputs.
func Run(env map[*graph.Node]graph.Array, outs ...*graph.Node) ([]graph.Array, error) {
	m := machine{values: map[*graph.Node][]graph.Array{}}
	for n, a := range env {
		if !a.Shape.Same(n.Shape) {
			return nil, fmt.Errorf("%v needs %v, got %v", n.Head(), n.Shape, a.Shape)
		}
		m.values[n] = []graph.Array{prim.Stored(a, n.Shape)}
	}
	return m.run(outs)
}

// Function runs a function on its inputs in order.
func Function(f *graph.Function, in []graph.Array) ([]graph.Array, error) {
	if len(in) != len(f.Inputs) {
		return nil, fmt.Errorf("%d inputs for a function of %d", len(in), len(f.Inputs))
	}
	env := map[*graph.Node]graph.Array{}
	for i, n := range f.Inputs {
		env[n] = in[i]
	}
	return Run(env, f.Outputs...)
}

type machine struct {
	values map[*graph.Node][]graph.Array
}

func (m machine) run(outs []*graph.Node) ([]graph.Array, error) {
	for _, n := range graph.Pending(outs, func(n *graph.Node) bool { return m.values[n] != nil }) {
		got, err := m.eval(n)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", n.Head(), err)
		}
		m.values[n] = got
	}
	result := make([]graph.Array, len(outs))
	for i, n := range outs {
		result[i] = m.values[n][0]
	}
	return result, nil
}

func (m machine) eval(n *graph.Node) ([]graph.Array, error) {
	if part, ok := n.Arg.(prim.PartArg); ok {
		return m.values[n.In[0]][part.Index : part.Index+1], nil
	}
	in := make([]graph.Array, len(n.In))
	for i, x := range n.In {
		in[i] = m.values[x][0]
	}
	if n.Prim.Class == graph.Map {
		return []graph.Array{mapped(n, in)}, nil
	}
	return n.Prim.Eval(n, in, body)
}

// body runs a scan's body; what it needs from outside is in the environment.
func body(env map[*graph.Node]graph.Array, outs []*graph.Node) ([]graph.Array, error) {
	return Run(env, outs...)
}

// mapped applies a map's reference item by item, repeating inputs along the axes
// that they lack.
func mapped(n *graph.Node, in []graph.Array) graph.Array {
	out := graph.NewArray(n.Shape)
	var args [3]float64
	strides := make([][]int, len(in))
	for i, x := range in {
		strides[i] = x.Shape.StridesOver(n.Shape)
	}
	index := make([]int, len(n.Shape))
	places := make([]int, len(in))
	for i := range out.Data {
		for k, x := range in {
			args[k] = x.Data[places[k]]
		}
		out.Data[i] = n.Prim.Ref(args[0], args[1], args[2])
		for d := len(index) - 1; d >= 0; d-- {
			index[d]++
			for k := range in {
				places[k] += strides[k][d]
			}
			if index[d] < n.Shape[d].Size {
				break
			}
			for k := range in {
				places[k] -= strides[k][d] * n.Shape[d].Size
			}
			index[d] = 0
		}
	}
	return out
}
