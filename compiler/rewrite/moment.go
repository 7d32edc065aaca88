package rewrite

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// moment replaces the sum of a link, or of the product of two, over all that c has
// from its data. A kernel w that slides over x makes maps with the mean w'm and
// the variance w'Gw, m the mean window and G the covariance of windows; for each
// item that the kernel slides to, both are those of the windows there.
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
	over, each, why := ch.extent(l, axes)
	if why == "" {
		why = ch.measurable(l, axes, square, pair)
	}
	if why != "" {
		return why
	}
	mean, variance := ch.statistics(over, each)
	b, pairs := ch.p, []string{}
	// A kernel that takes away nearly all of a signal leaves a variance within the
	// rounding of what it took, on either side of zero.
	variance = b.Max(variance, b.Num(0))
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

// extent checks that a sum is over all data: along all that the kernel slides
// along, or for each item of it, and then perhaps over axes that the kernel makes.
func (ch *chain) extent(l link, axes []string) (over []string, each bool, why string) {
	var sums []string
	for _, a := range axes {
		sums = append(sums, l.back(a))
	}
	all := append(slices.Clone(ch.data), ch.slid...)
	kept := func(a string) bool { return !slices.Contains(sums, a) }
	if i := slices.IndexFunc(ch.data, kept); i >= 0 {
		return nil, false, ch.partly(l.name(ch.data[i]), all)
	}
	each = len(ch.slid) > 0 && !slices.ContainsFunc(ch.slid, func(a string) bool { return !kept(a) })
	if i := slices.IndexFunc(ch.slid, kept); i >= 0 && !each {
		return nil, false, ch.partly(l.name(ch.slid[i]), all)
	}
	for _, a := range sums {
		if slices.Contains(all, a) {
			continue
		}
		if !each || ch.c.In[0].Shape.Has(a) {
			return nil, false, fmt.Sprintf("statistics are taken over %s as well, which the kernel makes", l.name(a))
		}
		over = append(over, a)
	}
	return over, each, ""
}

func (ch *chain) partly(axis string, all []string) string {
	return fmt.Sprintf("statistics are kept for each item of %s, and only those over %s follow from covariances of the input's windows", axis, list(all))
}

// measurable checks that covariances of windows are cheap to have.
func (ch *chain) measurable(l link, axes []string, square bool, pair [2]*graph.Node) string {
	a := ch.c.Arg.(prim.ContractArg)
	gains := []*graph.Node{l.gain, l.offset}
	if square {
		gains = append(gains, ch.links[pair[1]].gain, ch.links[pair[1]].offset)
	}
	for _, g := range gains {
		for _, s := range axes {
			if g.Shape.Has(s) {
				return fmt.Sprintf("a gain or offset varies along %s, which statistics are taken over", s)
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
	g = prim.GramArg{
		Axis: r.Axis, Tap: tap.Name, Other: tap.Name + "'", Size: tap.Size,
		Stride: r.Terms[0].By, Dilation: r.Terms[1].By, Left: -r.Offset, Count: a.Out.Of(r.Terms[0].Loop),
	}
	return g, g.Stride > 0 && g.Dilation > 0
}

// statistics of c over its data, and over axes that its kernel makes: mean and
// biased variance. each tells them apart by the item that the kernel slides to.
func (ch *chain) statistics(over []string, each bool) (mean, variance *graph.Node) {
	a, x := ch.c.Arg.(prim.ContractArg), ch.c.In[0]
	g, _ := windowsOf(a)
	m := moments{
		Build: ch.p.Build, x: x, kernel: ch.c.In[1], windows: g, read: a.A, slid: a.Out.Only(a.A[0].Terms[0].Loop),
		signals: x.Shape.Only(ch.data...).Without(batch).Names(), trials: x.Shape.Only(batch).Only(ch.data...).Names(),
	}
	switch {
	case each:
		return m.each(over)
	case ch.p.prepares(x):
		return m.all()
	}
	return m.fresh()
}

// moments are those of what a kernel makes of x. Signals are the axes averaged over
// within a trial, trials the axis of trials.
type moments struct {
	*prim.Build
	x, kernel       *graph.Node
	windows         prim.GramArg
	read            []prim.Reading
	slid            graph.Shape
	signals, trials []string
}

// all are moments over windows, signals and trials. Windows are centred for each
// signal of each trial; how far the signals' means lie apart is added, which keeps
// offsets from cancelling.
func (m moments) all() (mean, variance *graph.Node) {
	g := m.windows
	windows := m.byTap(m.x)
	middle := m.Mean(m.Mean(windows, m.signals...), m.trials...)
	mean = m.Contract(m.kernel, middle, g.Tap)
	between := m.Contract(m.kernel, m.Sub(windows, middle), g.Tap)
	variance = m.Mean(m.Square(between), slices.Concat(m.signals, m.trials)...)

	g.Sum = m.signals
	within := m.Mean(m.Covariances(m.x, g), m.trials...)
	half := m.Contract(m.kernel, within, g.Tap)
	variance = m.Add(variance, m.Contract(m.Rename(m.kernel, g.Tap, g.Other), half, g.Other))
	return mean, variance
}

// fresh are the moments of all for signals that change with every step, in sums of
// products that a device does fast in float32: covariances by lag, of signals
// without their mean over time and without the mean signal. An offset passes a
// kernel as the sum of the weights that do not meet padding, which it varies with.
func (m moments) fresh() (mean, variance *graph.Node) {
	g, everyone := m.windows, slices.Concat(m.signals, m.trials)
	slid := m.slid.Names()
	typical := m.Mean(m.x, everyone...)
	off := m.Sub(m.x, typical)
	offset := m.Mean(off, g.Axis)
	rest := m.Sub(off, offset)

	lag := graph.Axis{Name: g.Tap + " lag", Size: g.Size}
	byPlace := m.lagged(rest, g.Axis, lag, g.Dilation, everyone)
	variance = m.Contract(m.pairs(lag, nil), m.byTap(byPlace), g.Tap, lag.Name)

	length := m.x.Shape.Of(g.Axis)
	passed := m.slide(m.Expand(m.Num(1), graph.Shape{{Name: g.Axis, Size: length}}), m.kernel)
	common := m.Scale(m.Contract(rest, offset, everyone...), 1/float64(m.x.Shape.Only(everyone...).Count()))
	variance = m.Add(variance, m.Scale(m.Mean(m.Mul(passed, m.slide(common, m.kernel)), slid...), 2))
	variance = m.Add(variance, m.Mul(m.Mean(m.Square(offset), everyone...), m.Mean(m.Square(passed), slid...)))

	means := m.slide(typical, m.kernel)
	mean = m.Mean(means, slid...)
	return mean, m.Add(variance, m.Mean(m.Square(m.Sub(means, mean)), slid...))
}

// byTap is the mean over windows of every item of them.
func (m moments) byTap(x *graph.Node) *graph.Node {
	g, r := m.windows, m.read[0]
	// The loop over windows has a name of its own: a gradient gives the axis's name to
	// its own loop.
	at := graph.Axis{Name: g.Axis + "'", Size: g.Count}
	r.Terms = []prim.Coef{{Loop: at.Name, By: g.Stride}, {Loop: g.Tap, By: g.Dilation}}
	return m.ContractBy(x, m.Num(1/float64(g.Count)), prim.ContractArg{
		Out: append(x.Shape.Without(g.Axis), graph.Axis{Name: g.Tap, Size: g.Size}), Sum: graph.Shape{at}, A: []prim.Reading{r},
	})
}

// pairs are products of a kernel's items by the first and their lag, averaged over
// axes. A pair stands for two but at lag 0.
func (m moments) pairs(lag graph.Axis, over []string) *graph.Node {
	twice := make([]float64, lag.Size)
	for i := range twice {
		twice[i] = 2
	}
	twice[0] = 1
	return m.Mul(m.lagged(m.kernel, m.windows.Tap, lag, 1, over), m.Vector(lag.Name, twice))
}

// each are moments over signals, trials and some axes of the kernel, for each window
// by itself. The covariance of two items of a window depends on where it lies: it
// is kept by the place of the first and their lag. Signals are centred for each
// trial and item; how far the trials' means lie apart is added.
func (m moments) each(over []string) (mean, variance *graph.Node) {
	g := m.windows
	own := m.Mean(m.x, m.signals...)
	middle := m.Mean(own, m.trials...)
	typical := m.Mean(m.kernel, over...)
	mean = m.slide(middle, typical)

	lag := graph.Axis{Name: g.Tap + " lag", Size: g.Size}
	within := m.Mean(m.lagged(m.Sub(m.x, own), g.Axis, lag, g.Dilation, m.signals), m.trials...)
	between := m.lagged(m.Sub(own, middle), g.Axis, lag, g.Dilation, m.trials)
	variance = m.slide(m.Add(within, between), m.pairs(lag, over), lag.Name)
	if len(over) > 0 { // kernels differ in what they make of the mean signal
		variance = m.Add(variance, m.Mean(m.Square(m.slide(middle, m.Sub(m.kernel, typical))), over...))
	}
	return mean, variance
}

// slide contracts a kernel with x as c does, and sums over more axes.
func (m moments) slide(x, kernel *graph.Node, more ...string) *graph.Node {
	sums := append([]string{m.windows.Tap}, more...)
	out := x.Shape.Without(append([]string{m.windows.Axis}, more...)...)
	for _, a := range kernel.Shape.Without(sums...) {
		if !out.Has(a.Name) {
			out = append(out, a)
		}
	}
	return m.ContractBy(x, kernel, prim.ContractArg{Out: append(out, m.slid...), Sum: kernel.Shape.Only(sums...), A: m.read})
}

// lagged is the mean over axes of x[i] * x[i + lag*step] along an axis.
func (m moments) lagged(x *graph.Node, axis string, lag graph.Axis, step int, over []string) *graph.Node {
	sum := x.Shape.Only(over...)
	y := m.ContractBy(x, x, prim.ContractArg{
		Out: append(x.Shape.Without(over...), lag), Sum: sum,
		B: []prim.Reading{{Axis: axis, Terms: []prim.Coef{{Loop: axis, By: 1}, {Loop: lag.Name, By: step}}, Div: 1}},
	})
	return m.Scale(y, 1/float64(sum.Count()))
}
