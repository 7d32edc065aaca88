package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// simplify applies the rules of arithmetic and of views until none fits. Equal
// work is one node already, since nodes are consed.
func (p *passes) simplify(outs []*graph.Node) []*graph.Node {
	for range 100 {
		s := &simplifier{p.Build, map[*graph.Node]int{}}
		order := graph.Order(outs...)
		for _, n := range order {
			for _, x := range n.In {
				s.users[x]++
			}
		}
		by := map[*graph.Node]*graph.Node{}
		for _, n := range order {
			// One step a node and round; the inputs of what a rule makes are
			// simplified in the next.
			if m := s.once(n); m != nil && !reaches(by, m, n) {
				by[n] = m
			}
		}
		if len(by) == 0 {
			return outs
		}
		outs = p.Graph().Replace(outs, settled(p.Graph(), order, by))
	}
	return outs
}

// reaches guards against two rules that undo each other within a round.
func reaches(by map[*graph.Node]*graph.Node, m, n *graph.Node) bool {
	for range len(by) + 1 {
		if m == n {
			return true
		}
		next, ok := by[m]
		if !ok {
			return false
		}
		m = next
	}
	return true
}

// settled brings substitutes up to date with one another: what takes the place of
// a node may be computed from nodes that are replaced as well.
func settled(g *graph.Graph, order []*graph.Node, by map[*graph.Node]*graph.Node) map[*graph.Node]*graph.Node {
	out := map[*graph.Node]*graph.Node{}
	for _, n := range order { // inputs before users
		if m, ok := by[n]; ok {
			out[n] = g.Replace([]*graph.Node{m}, out)[0]
		}
	}
	return out
}

type simplifier struct {
	*prim.Build
	users map[*graph.Node]int
}

// once is what the first rule that fits makes of a node, nil when none does.
func (s *simplifier) once(n *graph.Node) *graph.Node {
	old := s.Graph().At(n.Span)
	defer s.Graph().At(old)
	for _, c := range compiledRules[n.Prim] {
		if m := c.apply(s.Build, n); m != nil && m != n {
			return m
		}
	}
	for _, r := range views {
		if slices.Contains(r.of, n.Prim) || len(r.of) == 0 && n.Prim.Class == graph.Map {
			if m := r.apply(s, n); m != nil && m != n {
				return s.Ordered(m, n.Shape)
			}
		}
	}
	return nil
}
