package rewrite

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// fold puts the gain of an affine value that ends a chain into the kernel: a norm
// that predicts, or a scale.
func (ch *chain) fold(outs []*graph.Node) ([]*graph.Node, *Reason) {
	end := ch.end()
	if end == nil || len(ch.moments) > 0 || len(ch.products) > 0 {
		return nil, nil
	}
	l, b := ch.links[end], ch.p
	if v, ok := prim.Literal(l.gain); ok && v == 1 {
		return nil, nil
	}
	a := ch.c.Arg.(prim.ContractArg)
	kernel := ch.c.In[1]
	var pairs []string
	for _, axis := range l.gain.Shape {
		from := l.back(axis.Name)
		if !kernel.Shape.Has(from) {
			return nil, nil
		}
		pairs = append(pairs, axis.Name, from)
	}
	old := b.Graph().At(ch.c.Span)
	n := b.ContractBy(ch.c.In[0], b.Ordered(b.Mul(kernel, b.Rename(l.gain, pairs...)), kernel.Shape), a)
	pairs = nil
	for _, axis := range n.Shape {
		pairs = append(pairs, axis.Name, l.name(axis.Name))
	}
	n = b.Ordered(b.Add(b.Rename(n, pairs...), l.offset), end.Shape)
	b.Graph().At(old)
	cost := b.cost(outs)
	return b.Graph().Replace(outs, map[*graph.Node]*graph.Node{end: n}),
		&Reason{Pass: fold, Where: ch.where(), At: ch.c.Span, Done: true, Why: "what scales the maps is part of the kernel", Before: cost, After: cost}
}

// end is the one link that all others use, nil when there are several.
func (ch *chain) end() *graph.Node {
	var end *graph.Node
	set := func(n *graph.Node) bool {
		if end != nil && end != n {
			return false
		}
		end = n
		return true
	}
	for _, u := range ch.uses {
		if !set(u.of) {
			return nil
		}
	}
	for _, o := range ch.others {
		if !set(o.link) || ch.product(o.link) {
			return nil
		}
	}
	return end
}
