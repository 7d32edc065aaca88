package rewrite

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// moment replaces the sum of a link, or of the product of two, over all that c has
// from its data. A kernel w that slides over x makes maps with the mean w'm and
// the variance w'Gw, m the mean window and G the covariance of windows.
func (ch *chain) moment(n *graph.Node) string {
	axes, ok := n.Arg.(prim.AxesArg)
	if n.Prim != prim.Sum || !ok {
		return n.Prim.Name + " uses a product of maps"
	}
	x := n.In[0]
	pair, square := ch.products[x]
	if !square {
		pair = [2]*graph.Node{x, nil}
	}
	l := ch.links[pair[0]]
	if why := ch.wholly(l, axes); why != "" {
		return why
	}
	if why := ch.measurable(l, square, pair); why != "" {
		return why
	}
	mean, variance := ch.statistics()
	b, pairs := ch.p, []string{}
	for _, a := range mean.Shape {
		pairs = append(pairs, a.Name, l.name(a.Name))
	}
	mean, variance = b.Rename(mean, pairs...), b.Rename(variance, pairs...)
	count := float64(x.Shape.Only(axes...).Count())
	of := func(l link) *graph.Node { return b.Add(b.Mul(l.gain, mean), l.offset) }
	out := of(l)
	if square {
		r := ch.links[pair[1]]
		out = b.Add(b.Mul(b.Mul(l.gain, r.gain), variance), b.Mul(out, of(r)))
	}
	ch.moments[n] = b.Ordered(b.Scale(out, count), n.Shape)
	return ""
}

// wholly checks that a sum is over all data and nothing else.
func (ch *chain) wholly(l link, axes []string) string {
	var sums []string
	for _, a := range axes {
		sums = append(sums, l.back(a))
	}
	for _, a := range append(slices.Clone(ch.data), ch.slid...) {
		if !slices.Contains(sums, a) {
			if len(ch.slid) == 0 {
				return "sums of the maps are over a part of them"
			}
			return fmt.Sprintf("statistics are kept for each item of %s, and only those over %s follow from covariances of the input's windows",
				l.name(a), list(append(slices.Clone(ch.data), ch.slid...)))
		}
	}
	for _, a := range sums {
		if !slices.Contains(ch.data, a) && !slices.Contains(ch.slid, a) {
			return fmt.Sprintf("statistics are taken over %s as well, which the kernel makes", l.name(a))
		}
	}
	return ""
}

// measurable checks that covariances of windows are cheap to have.
func (ch *chain) measurable(l link, square bool, pair [2]*graph.Node) string {
	a := ch.c.Arg.(prim.ContractArg)
	gains := []*graph.Node{l.gain, l.offset}
	if square {
		gains = append(gains, ch.links[pair[1]].gain, ch.links[pair[1]].offset)
	}
	for _, g := range gains {
		for _, s := range ch.slid {
			if g.Shape.Has(l.name(s)) {
				return fmt.Sprintf("a gain varies along %s before statistics are taken", l.name(s))
			}
		}
	}
	_, windows := windowsOf(a)
	switch {
	case len(ch.mixed) > 0:
		return fmt.Sprintf("statistics of maps that mix %s need covariances over it and over all lags", list(ch.mixed))
	case !windows:
		return "statistics without the maps need a kernel that slides along one axis"
	case !ch.p.onlyData(ch.c.In[0]):
		return "statistics are of maps whose input has weights before it, so that its covariances change with every step and have a gradient"
	case ch.p.options.Moving:
		return "a gradient of the input is asked for"
	}
	return ""
}

// windowsOf is the one axis that a contraction slides along.
func windowsOf(a prim.ContractArg) (g prim.GramArg, ok bool) {
	if len(a.A) != 1 || len(a.B) != 0 || len(a.Sum) != 1 {
		return g, false
	}
	r := a.A[0]
	if len(r.Terms) != 2 || r.Div > 1 || r.Offset > 0 || !a.Out.Has(r.Terms[0].Loop) || r.Terms[1].Loop != a.Sum[0].Name {
		return g, false
	}
	tap := a.Sum[0]
	g = prim.GramArg{Axis: r.Axis, Tap: tap.Name, Other: tap.Name + "'", Size: tap.Size,
		Stride: r.Terms[0].By, Dilation: r.Terms[1].By, Left: -r.Offset, Count: a.Out.Of(r.Terms[0].Loop)}
	return g, g.Stride > 0 && g.Dilation > 0
}

// statistics of c over all of its data: mean and biased variance, with c's other
// axes. Windows are centred for each signal of each trial; how far the signals'
// means lie apart is added, which keeps offsets from cancelling.
func (ch *chain) statistics() (mean, variance *graph.Node) {
	b, a := ch.p, ch.c.Arg.(prim.ContractArg)
	x, kernel := ch.c.In[0], ch.c.In[1]
	g, _ := windowsOf(a)
	out := graph.Shape{}
	for _, axis := range x.Shape {
		if axis.Name != g.Axis {
			out = append(out, axis)
		}
	}
	taps := graph.Axis{Name: g.Tap, Size: g.Size}
	windows := b.ContractBy(x, b.Num(1/float64(g.Count)), prim.ContractArg{
		Out: append(out, taps), Sum: graph.Shape{{Name: a.A[0].Terms[0].Loop, Size: g.Count}}, A: a.A})
	signals := x.Shape.Only(ch.data...).Without(batch).Names()
	trials := x.Shape.Only(batch).Only(ch.data...).Names()
	middle := b.Mean(b.Mean(windows, signals...), trials...)
	mean = b.Contract(kernel, middle, g.Tap)
	between := b.Contract(kernel, b.Sub(windows, middle), g.Tap)
	variance = b.Mean(b.Square(between), ch.data...)

	g.Sum = signals
	within := b.Mean(b.Covariances(x, g), trials...)
	half := b.Contract(kernel, within, g.Tap)
	variance = b.Add(variance, b.Contract(b.Rename(kernel, g.Tap, g.Other), half, g.Other))
	return mean, variance
}
