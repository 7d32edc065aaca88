package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

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
