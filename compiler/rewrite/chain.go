package rewrite

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A link is a node that is gain*c + offset of a contraction c. Its axes may have
// other names than those of c. Gain and offset are in its names; they lack the
// axes that only c's data has.
type link struct {
	gain, offset *graph.Node
	names        map[string]string // axis of c -> axis here
}

func (l link) name(axis string) string {
	if to, ok := l.names[axis]; ok {
		return to
	}
	return axis
}

// back is the axis of c behind an axis here.
func (l link) back(axis string) string {
	for from, to := range l.names {
		if to == axis {
			return from
		}
	}
	return axis
}

// A use is a linear map of a link.
type use struct {
	of   *graph.Node // the link that is mapped
	node *graph.Node // contract(of, kernel)
}

// A chain is what becomes of a contraction: affine values of it, statistics of
// them, linear maps that end it, and whatever else uses them.
type chain struct {
	p        *passes
	c        *graph.Node
	data     []string // axes that c has from its data alone
	slid     []string // axes that the kernel slides along
	mixed    []string // loops that c sums beside those it slides with
	links    map[*graph.Node]link
	products map[*graph.Node][2]*graph.Node // of two links
	moments  map[*graph.Node]*graph.Node    // sums over all data, with what computes them
	uses     []use
	others   []other // whoever else uses links
}

type other struct {
	link, user *graph.Node
	why        string
}

// chainOf follows a contraction through everything that outs need.
func (p *passes) chainOf(outs []*graph.Node, c *graph.Node) *chain {
	ch := &chain{p: p, c: c, links: map[*graph.Node]link{}, products: map[*graph.Node][2]*graph.Node{}, moments: map[*graph.Node]*graph.Node{}}
	ch.axes()
	ch.links[c] = link{gain: p.Num(1), offset: p.Num(0), names: map[string]string{}}
	for _, n := range graph.Order(outs...) {
		if n != c && slices.ContainsFunc(n.In, func(x *graph.Node) bool { return ch.affine(x) || ch.product(x) }) {
			ch.follow(n)
		}
	}
	for _, n := range outs {
		if ch.affine(n) || ch.product(n) {
			ch.others = append(ch.others, other{n, nil, "the maps themselves are asked for"})
		}
	}
	return ch
}

func (ch *chain) affine(n *graph.Node) bool { _, ok := ch.links[n]; return ok }

func (ch *chain) product(n *graph.Node) bool { _, ok := ch.products[n]; return ok }

// axes sorts the axes of c by where they come from.
func (ch *chain) axes() {
	a := ch.c.Arg.(prim.ContractArg)
	x, k := ch.c.In[0].Shape, ch.c.In[1].Shape
	taps := map[string]bool{}
	for _, axis := range x {
		r, special := prim.ReadingOf(a.A, axis.Name)
		if !special {
			if a.Out.Has(axis.Name) && !k.Has(axis.Name) {
				ch.data = append(ch.data, axis.Name)
			}
			continue
		}
		for _, t := range r.Terms {
			if a.Out.Has(t.Loop) {
				ch.slid = append(ch.slid, t.Loop)
			} else {
				taps[t.Loop] = true
			}
		}
	}
	for _, l := range a.Sum {
		if !taps[l.Name] {
			ch.mixed = append(ch.mixed, l.Name)
		}
	}
}

// follow sorts a user of links in.
func (ch *chain) follow(n *graph.Node) {
	var l link
	why := ""
	switch {
	case n.Prim.Class == graph.Map:
		l, why = ch.mapped(n)
		if ch.product(n) {
			return
		}
	case ch.product(n.In[0]):
		why = ch.moment(n)
		if why == "" {
			return
		}
	case n.Prim == prim.Rename:
		l = ch.renamed(n)
	case n.Prim == prim.Order || n.Prim == prim.Expand && len(n.Shape) == len(n.In[0].Shape):
		l = ch.links[n.In[0]]
	case n.Prim == prim.Sum:
		why = ch.moment(n)
		if why == "" {
			return
		}
	case n.Prim == prim.Contract && ch.p.trials[n.In[1]]:
		why = "they meet what depends on trials"
	case n.Prim == prim.Contract:
		ch.uses = append(ch.uses, use{n.In[0], n})
		return
	default:
		why = n.Prim.Name + " uses the maps"
	}
	if why == "" {
		ch.links[n] = l
		return
	}
	for _, x := range n.In {
		if ch.affine(x) || ch.product(x) {
			ch.others = append(ch.others, other{x, n, why})
		}
	}
}

// now is a value with the statistics found so far computed without the maps.
func (ch *chain) now(n *graph.Node) *graph.Node {
	return ch.p.Graph().Replace([]*graph.Node{n}, ch.moments)[0]
}

func (ch *chain) renamed(n *graph.Node) link {
	l, a := ch.links[n.In[0]], n.Arg.(prim.RenameArg)
	out := link{names: map[string]string{}}
	for _, axis := range ch.c.Shape {
		to := l.name(axis.Name)
		if i := slices.Index(a.From, to); i >= 0 {
			to = a.To[i]
		}
		if to != axis.Name {
			out.names[axis.Name] = to
		}
	}
	out.gain, out.offset = ch.rename(l.gain, a), ch.rename(l.offset, a)
	return out
}

func (ch *chain) rename(x *graph.Node, a prim.RenameArg) *graph.Node {
	var pairs []string
	for i, from := range a.From {
		if x.Shape.Has(from) {
			pairs = append(pairs, from, a.To[i])
		}
	}
	return ch.p.Rename(x, pairs...)
}

// mapped is a map of links and other values; only affine ones give a link.
func (ch *chain) mapped(n *graph.Node) (link, string) {
	b := ch.p
	if n.Prim == prim.Neg {
		l := ch.links[n.In[0]]
		return link{b.Neg(l.gain), b.Neg(l.offset), l.names}, ""
	}
	if ch.product(n.In[0]) || len(n.In) == 2 && ch.product(n.In[1]) {
		return link{}, "a product of maps goes on"
	}
	if len(n.In) != 2 || !slices.Contains([]*graph.Prim{prim.Add, prim.Sub, prim.Mul, prim.Div}, n.Prim) {
		return link{}, n.Prim.Name + " is not linear"
	}
	x, y := n.In[0], n.In[1]
	if ch.affine(x) && ch.affine(y) {
		return ch.joined(n)
	}
	first := ch.affine(x)
	l, v := ch.links[x], y
	if !first {
		l, v = ch.links[y], x
	}
	if why := ch.foreign(l, v); why != "" {
		return link{}, why
	}
	v = ch.now(v)
	switch {
	case n.Prim == prim.Add:
		return link{l.gain, b.Add(l.offset, v), l.names}, ""
	case n.Prim == prim.Sub && first:
		return link{l.gain, b.Sub(l.offset, v), l.names}, ""
	case n.Prim == prim.Sub:
		return link{b.Neg(l.gain), b.Sub(v, l.offset), l.names}, ""
	case n.Prim == prim.Mul:
		return link{b.Mul(l.gain, v), b.Mul(l.offset, v), l.names}, ""
	case first:
		return link{b.Div(l.gain, v), b.Div(l.offset, v), l.names}, ""
	}
	return link{}, "the maps are divided by"
}

// joined is a map of two links: their sum is a link, their product may be summed.
func (ch *chain) joined(n *graph.Node) (link, string) {
	b, x, y := ch.p, ch.links[n.In[0]], ch.links[n.In[1]]
	for _, axis := range ch.c.Shape {
		if x.name(axis.Name) != y.name(axis.Name) {
			return link{}, "maps are joined along other axes"
		}
	}
	switch n.Prim {
	case prim.Add:
		return link{b.Add(x.gain, y.gain), b.Add(x.offset, y.offset), x.names}, ""
	case prim.Sub:
		return link{b.Sub(x.gain, y.gain), b.Sub(x.offset, y.offset), x.names}, ""
	case prim.Mul:
		ch.products[n] = [2]*graph.Node{n.In[0], n.In[1]}
		return link{}, ""
	}
	return link{}, "the maps are divided by"
}

// foreign says why a value cannot be a gain or offset.
func (ch *chain) foreign(l link, v *graph.Node) string {
	for _, a := range v.Shape {
		from := l.back(a.Name)
		if slices.Contains(ch.data, from) {
			return fmt.Sprintf("a gain or offset varies along %s", a.Name)
		}
		if !ch.c.Shape.Has(from) {
			return fmt.Sprintf("a gain or offset brings the axis %s", a.Name)
		}
	}
	return ""
}
