// Package grad differentiates graphs in reverse mode by asking every row of the
// primitive table. Its result is more graph.
package grad

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Of gives the gradients of a scalar with respect to nodes; nil where it does not
// depend on one.
func Of(g *graph.Graph, loss *graph.Node, wrt []*graph.Node) []*graph.Node {
	r := &reverse{g: g}
	return r.through([]*graph.Node{loss}, []*graph.Node{prim.On(g).Num(1)}, wrt, false)
}

// Through gives the gradients of sum(ups*outs).
func Through(g *graph.Graph, outs, ups, wrt []*graph.Node) []*graph.Node {
	return (&reverse{g: g}).through(outs, ups, wrt, false)
}

type reverse struct {
	g     *graph.Graph
	wants map[*graph.Node]bool
}

func (r *reverse) Graph() *graph.Graph { return r.g }

// Wants reports whether a gradient at the node leads anywhere.
func (r *reverse) Wants(n *graph.Node) bool { return r.wants[n] }

// Through serves rows that hold a body: the nodes of wrt are its inputs, and what
// lies behind them is outside. An input that is computed from another one is not
// followed to it, since the gradient goes on there by itself.
func (r *reverse) Through(outs, ups, wrt []*graph.Node) []*graph.Node {
	return r.through(outs, ups, wrt, true)
}

// through goes from outs back to wrt, and behind them unless they end it.
func (r *reverse) through(outs, ups, wrt []*graph.Node, end bool) []*graph.Node {
	b := prim.On(r.g)
	defer func(old map[*graph.Node]bool) { r.wants = old }(r.wants)
	r.wants = graph.Depends(outs, wrt)
	order := graph.Order(outs...)
	// What comes from above, by node and result.
	above := map[*graph.Node][]*graph.Node{}
	give := func(n *graph.Node, i int, g *graph.Node) {
		if g == nil || !r.wants[n] {
			return
		}
		if above[n] == nil {
			above[n] = make([]*graph.Node, max(1, len(n.Outs)))
		}
		if old := above[n][i]; old != nil {
			g = b.Add(old, g)
		}
		above[n][i] = g
	}
	for i, o := range outs {
		if ups[i] != nil {
			give(o, 0, b.Ordered(ups[i], o.Shape))
		}
	}
	for _, n := range slices.Backward(order) {
		up := above[n]
		if up == nil || slices.Contains(wrt, n) && (end || len(n.In) == 0) {
			continue
		}
		old := r.g.At(n.Span)
		if part, ok := n.Arg.(prim.PartArg); ok {
			give(n.In[0], part.Index, up[0])
		} else if n.Prim.Grad != nil {
			for i, g := range n.Prim.Grad(r, n, up) {
				give(n.In[i], 0, g)
			}
		}
		r.g.At(old)
	}
	out := make([]*graph.Node, len(wrt))
	for i, n := range wrt {
		if up := above[n]; up != nil {
			out[i] = b.Ordered(up[0], n.Shape)
		}
	}
	return out
}
