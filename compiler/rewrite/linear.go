package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Ways of doing a linear map of what a contraction made.
type way int

const (
	first   way = iota // the second map before the first: spatial before temporal
	compose            // both as one map
)

// fold is the pass that takes gains into kernels.
const fold = "fold"

func (w way) pass() string { return [...]string{"spatial first", "compose"}[w] }

// linear looks at a contraction and what becomes of it: a linear map of its result
// may come first or be joined with it, and a gain is folded into its kernel. It
// gives no reason for contractions that nothing linear follows.
func (p *passes) linear(outs []*graph.Node, c *graph.Node) ([]*graph.Node, *Reason) {
	if a := c.Arg.(prim.ContractArg); len(a.B) > 0 || c.In[1].Scalar() || !p.trials[c.In[0]] || p.trials[c.In[1]] {
		return nil, nil // nothing that a layer with weights makes of trials
	}
	ch := p.chainOf(outs, c)
	if len(ch.uses) == 0 && len(ch.others) == 0 {
		return nil, nil
	}
	if len(ch.uses) > 0 {
		next, reason := ch.reordered(outs)
		if reason != nil && reason.Done || len(ch.others) == 0 {
			return next, reason
		}
		if folded, done := ch.fold(outs); done != nil {
			return folded, done
		}
		return nil, reason
	}
	if next, done := ch.fold(outs); done != nil {
		return next, done
	}
	return nil, ch.alone()
}

// alone says why nothing is done to a sliding kernel that no linear map follows.
func (ch *chain) alone() *Reason {
	if len(ch.slid) == 0 {
		return nil
	}
	return &Reason{Pass: first.pass(), Where: ch.where(), At: ch.c.Span, Why: "nothing linear follows: " + ch.others[0].why}
}

// reordered tries every way and takes the one with the fewest multiply-adds.
func (ch *chain) reordered(outs []*graph.Node) ([]*graph.Node, *Reason) {
	before := ch.p.cost(outs)
	no := &Reason{Pass: first.pass(), Where: ch.where(), At: ch.c.Span, Before: before, After: before}
	if len(ch.slid) == 0 {
		no.Pass = compose.pass()
	}
	if len(ch.others) > 0 {
		no.Why = ch.others[0].why
		return nil, no
	}
	var best []*graph.Node
	var done *Reason
	var why []string
	for _, w := range []way{first, compose} {
		next, err := ch.try(outs, w)
		if err != "" {
			if !slices.Contains(why, err) {
				why = append(why, err)
			}
			continue
		}
		after := ch.p.cost(next)
		if after >= before {
			why = append(why, fmt.Sprintf("%s takes %d multiply-adds in place of %d", w.said(), after, before))
			continue
		}
		if done == nil || after < done.After {
			best, done = next, &Reason{Pass: w.pass(), Where: ch.where(), At: ch.c.Span, Done: true, Why: w.said() + ch.statisticsSaid(), Before: before, After: after}
		}
	}
	if done != nil {
		return best, done
	}
	no.Why = strings.Join(why, "; ")
	return nil, no
}

func (w way) said() string {
	return [...]string{"the second map before the first", "both maps as one"}[w]
}

func (ch *chain) statisticsSaid() string {
	if len(ch.moments) == 0 {
		return ""
	}
	return ", statistics from covariances of the input's windows"
}

// where names both layers.
func (ch *chain) where() string {
	names := []string{place(ch.c.In[1])}
	for _, u := range ch.uses {
		if at := place(u.node.In[1]); !slices.Contains(names, at) {
			names = append(names, at)
		}
	}
	return list(names)
}

func list(names []string) string { return strings.Join(names, ", ") }

// try does all linear maps of a chain in a way.
func (ch *chain) try(outs []*graph.Node, w way) ([]*graph.Node, string) {
	by := map[*graph.Node]*graph.Node{}
	for n, m := range ch.moments {
		by[n] = m
	}
	b := ch.p
	for _, u := range ch.uses {
		old := b.Graph().At(u.node.Span)
		n, why := ch.pair(u, w)
		b.Graph().At(old)
		if why != "" {
			return nil, why
		}
		by[u.node] = n
	}
	return b.Graph().Replace(outs, by), ""
}

// A pairing is a contraction c and a linear map of it, with all axes in the names
// that the second map reads them by.
type pairing struct {
	*prim.Build
	x, kernel, second *graph.Node
	reads             []prim.Reading // of x
	sum               graph.Shape    // loops that c sums
	made              []string       // axes that only c's kernel has
	per               []string       // kept axes that kernel and data have
	slid              []string
	then              prim.ContractArg
}

// pair gives a linear map of a link in another way, or says why it cannot.
func (ch *chain) pair(u use, w way) (*graph.Node, string) {
	l, then := ch.links[u.of], u.node.Arg.(prim.ContractArg)
	if len(then.B) > 0 {
		return nil, "the second kernel is read at places of its own"
	}
	q := ch.pairing(l, u, then)
	gain, late := l.gain, q.Num(1)
	if slices.ContainsFunc(q.slid, gain.Shape.Has) {
		for _, a := range gain.Shape {
			if then.Sum.Has(a.Name) || !then.Out.Has(a.Name) {
				return nil, "a gain varies along time and along an axis that is summed"
			}
		}
		gain, late = late, gain
	}
	q.kernel = q.Mul(q.kernel, gain)
	var out *graph.Node
	var why string
	if w == first {
		out, why = q.secondFirst()
	} else {
		out, why = q.composed()
	}
	if why != "" {
		return nil, why
	}
	out = q.Mul(out, late)
	if v, ok := prim.Literal(l.offset); !ok || v != 0 {
		out = q.Add(out, q.offset(l.offset, u.of.Shape))
	}
	return q.Ordered(out, u.node.Shape), ""
}

// pairing brings c into the names of a link.
func (ch *chain) pairing(l link, u use, then prim.ContractArg) *pairing {
	a := ch.c.Arg.(prim.ContractArg)
	q := &pairing{Build: ch.p.Build, second: ch.now(u.node.In[1]), then: then}
	taken := slices.Concat(then.Out, then.Sum, u.of.Shape, q.second.Shape).Names()
	names := map[string]string{}
	for _, axis := range a.Out {
		names[axis.Name] = l.name(axis.Name)
	}
	for _, s := range a.Sum {
		to := s.Name
		for slices.Contains(taken, to) {
			to += "'"
		}
		taken = append(taken, to)
		names[s.Name] = to
		q.sum = append(q.sum, graph.Axis{Name: to, Size: s.Size})
	}
	rename := func(x *graph.Node) *graph.Node {
		var pairs []string
		for _, axis := range x.Shape {
			to, known := names[axis.Name]
			if !known { // a slid axis that has another name in the result
				to = axis.Name + "'"
			}
			pairs = append(pairs, axis.Name, to)
		}
		return q.Rename(x, pairs...)
	}
	q.x, q.kernel = rename(ch.c.In[0]), rename(ch.c.In[1])
	for _, r := range a.A {
		to := prim.Reading{Axis: names[r.Axis], Offset: r.Offset, Div: r.Div}
		if to.Axis == "" {
			to.Axis = r.Axis + "'"
		}
		for _, t := range r.Terms {
			to.Terms = append(to.Terms, prim.Coef{Loop: names[t.Loop], By: t.By})
		}
		q.reads = append(q.reads, to)
	}
	for _, axis := range a.Out {
		switch name := names[axis.Name]; {
		case slices.Contains(ch.slid, axis.Name):
			q.slid = append(q.slid, name)
		case !q.x.Shape.Has(name):
			q.made = append(q.made, name)
		case q.kernel.Shape.Has(name):
			q.per = append(q.per, name)
		}
	}
	return q
}

// secondFirst maps the data by the second kernel, then slides the first kernel
// along what came out.
func (q *pairing) secondFirst() (*graph.Node, string) {
	if len(q.then.A) > 0 {
		return nil, "the second kernel slides"
	}
	mixed, kept := graph.Shape{}, graph.Shape{}
	for _, s := range q.then.Sum {
		switch {
		case slices.Contains(q.slid, s.Name):
			return nil, "the second map sums over " + s.Name + ", which the first kernel slides along"
		case slices.Contains(q.per, s.Name):
			return nil, "the first kernel has weights for each item of " + s.Name
		case slices.Contains(q.made, s.Name):
			kept = append(kept, s)
		default:
			mixed = append(mixed, s)
		}
	}
	if len(mixed) == 0 {
		return nil, "the second map sums over nothing that the data has before the first"
	}
	if slices.ContainsFunc(q.slid, q.second.Shape.Has) {
		return nil, "the second map has weights along an axis that the first kernel slides along"
	}
	out := q.x.Shape.Without(mixed.Names()...)
	at := 0
	if len(out) > 0 && out[0].Name == batch {
		at = 1
	}
	for _, a := range q.second.Shape {
		if !q.x.Shape.Has(a.Name) && !mixed.Has(a.Name) {
			out = slices.Insert(out, at, a)
			at++
		}
	}
	z := q.ContractBy(q.x, q.second, prim.ContractArg{Out: out, Sum: mixed})
	return q.ContractBy(z, q.kernel, prim.ContractArg{Out: q.then.Out, Sum: slices.Concat(kept, q.sum), A: q.reads}), ""
}

// composed makes one kernel of both.
func (q *pairing) composed() (*graph.Node, string) {
	reads := slices.Clone(q.reads)
	if i := slices.IndexFunc(q.slid, q.then.Sum.Has); i >= 0 {
		return nil, "the second map sums over " + q.slid[i] + ", which the first kernel slides along"
	}
	for _, r := range q.then.A {
		switch {
		case slices.Contains(q.slid, r.Axis):
			return nil, "both kernels slide along " + r.Axis
		case q.kernel.Shape.Has(r.Axis):
			return nil, "the second kernel slides along " + r.Axis + ", which the first one has"
		}
		reads = append(reads, r)
	}
	made := q.then.Sum.Only(q.made...)
	both := q.Contract(q.kernel, q.second, made.Names()...)
	sum := q.then.Sum.Without(q.made...)
	return q.ContractBy(q.x, both, prim.ContractArg{Out: q.then.Out, Sum: slices.Concat(sum, q.sum), A: reads}), ""
}

// offset is what the second map makes of an offset: along an axis that it slides
// over, fewer of its weights meet the offset at the borders.
func (q *pairing) offset(x *graph.Node, of graph.Shape) *graph.Node {
	wide := slices.Clone(x.Shape)
	for _, r := range q.then.A {
		if !wide.Has(r.Axis) {
			wide = append(wide, graph.Axis{Name: r.Axis, Size: of.Of(r.Axis)})
		}
	}
	x = q.Expand(x, wide)
	arg := prim.ContractArg{Sum: q.then.Sum, A: q.then.A, Out: graph.Shape{}}
	for _, l := range q.then.Out {
		used := x.Shape.Has(l.Name) || q.second.Shape.Has(l.Name) ||
			slices.ContainsFunc(q.then.A, func(r prim.Reading) bool {
				return slices.ContainsFunc(r.Terms, func(t prim.Coef) bool { return t.Loop == l.Name })
			})
		if used {
			arg.Out = append(arg.Out, l)
		}
	}
	return q.ContractBy(x, q.second, arg)
}

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
