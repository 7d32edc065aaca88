package fuse

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// mostTerms bounds the parts that a sum is taken apart in.
const mostTerms = 8

// A sumKey is a value and the axes that it is summed over.
type sumKey struct {
	of   *graph.Node
	axes string
}

func keyOf(n *graph.Node, axes []string) sumKey { return sumKey{n, fmt.Sprint(axes)} }

// note remembers the sums of a function: those that others can be made of.
func (p *preparer) note(outs []*graph.Node) {
	for _, n := range graph.Order(outs...) {
		if n.Prim == prim.Sum {
			p.summed[keyOf(n.In[0], n.Arg.(prim.AxesArg))] = true
		}
	}
}

// linear makes a sum of a linear expression from sums that exist anyway: factors
// that do not change along the axes go outside. The gradient of a norm sums what
// its own statistics and the gradient of its shift already hold, and would
// otherwise be walked once more. nil where it cannot be.
func (p *preparer) linear(n *graph.Node) *graph.Node {
	if n.Prim != prim.Sum {
		return nil
	}
	l := &linearSum{p: p, from: n.In[0]}
	if !l.add(n.In[0], n.Arg.(prim.AxesArg), p.b.Num(1)) {
		return nil
	}
	total := p.b.Num(0)
	for _, t := range l.terms {
		total = p.b.Add(total, t)
	}
	if len(total.Shape) != len(n.Shape) {
		total = p.b.Expand(total, n.Shape)
	}
	return total
}

// A linearSum is a sum in parts, which are nodes of the copy.
type linearSum struct {
	p     *preparer
	from  *graph.Node
	terms []*graph.Node
}

// add takes factor times the sum of x over axes apart.
func (l *linearSum) add(x *graph.Node, axes []string, factor *graph.Node) bool {
	b := l.p.b
	here := x.Shape.Only(axes...)
	for _, a := range axes {
		if !here.Has(a) {
			factor = b.Scale(factor, float64(l.from.Shape.Of(a)))
		}
	}
	axes = here.Names()
	switch {
	case len(l.terms) == mostTerms:
		return false
	case len(axes) == 0:
		l.terms = append(l.terms, b.Mul(factor, l.p.made[x]))
		return true
	case x != l.from && l.p.summed[keyOf(x, axes)]:
		l.terms = append(l.terms, b.Mul(factor, b.Graph().Node(prim.Sum, prim.AxesArg(axes), l.p.made[x])))
		return true
	}
	switch x.Prim {
	case prim.Neg:
		return l.add(x.In[0], axes, b.Neg(factor))
	case prim.Add:
		return l.add(x.In[0], axes, factor) && l.add(x.In[1], axes, factor)
	case prim.Sub:
		return l.add(x.In[0], axes, factor) && l.add(x.In[1], axes, b.Neg(factor))
	case prim.Mul:
		for i, y := range x.In {
			if y = unexpanded(y); !slices.ContainsFunc(axes, y.Shape.Has) {
				return l.add(x.In[1-i], axes, b.Mul(factor, l.p.made[y]))
			}
		}
	case prim.Expand, prim.Order:
		return l.add(x.In[0], axes, factor)
	}
	return false
}

// unexpanded is what a broadcast repeats.
func unexpanded(n *graph.Node) *graph.Node {
	for n.Prim == prim.Expand || n.Prim == prim.Order {
		n = n.In[0]
	}
	return n
}
