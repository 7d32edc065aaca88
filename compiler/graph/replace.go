package graph

import (
	"maps"
	"slices"
)

// A Reborn argument holds a graph that can be built again on other nodes: in are
// the node's inputs and results those of the body, with everything replaced. It
// gives the new argument and inputs.
type Reborn interface {
	Body
	Rebuild(in, results []*Node) (Arg, []*Node)
}

// Replace builds outs again with some nodes put in the place of others, bodies of
// scans included. A substitute has the shape of what it stands for and is taken
// as it is: what it is computed from is not replaced. Nodes that use nothing
// replaced stay themselves.
func (g *Graph) Replace(outs []*Node, by map[*Node]*Node) []*Node {
	for n, m := range by {
		if !slices.Equal(n.Shape, m.Shape) {
			g.Fail("replace", "%v cannot stand for %v", m.Shape, n.Shape)
		}
	}
	r := &replacing{g, maps.Clone(by)}
	if r.done == nil {
		return slices.Clone(outs)
	}
	return r.all(outs)
}

type replacing struct {
	g    *Graph
	done map[*Node]*Node
}

func (r *replacing) all(ns []*Node) []*Node {
	out := make([]*Node, len(ns))
	for i, n := range ns {
		if n != nil {
			out[i] = r.node(n)
		}
	}
	return out
}

func (r *replacing) node(n *Node) *Node {
	if m, ok := r.done[n]; ok {
		return m
	}
	m := n
	in := r.all(n.In)
	changed := !slices.Equal(in, n.In)
	arg := n.Arg
	if body, ok := n.Arg.(Reborn); ok {
		old := body.Results()
		if results := r.all(old); changed || !slices.Equal(results, old) {
			arg, in = body.Rebuild(in, results)
			changed = true
		}
	}
	if changed {
		span := r.g.At(n.Span)
		m = r.g.Node(n.Prim, arg, in...)
		r.g.At(span)
	}
	r.done[n] = m
	return m
}
