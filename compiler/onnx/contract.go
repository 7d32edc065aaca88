package onnx

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// contract is Conv where one axis slides under one kernel axis, else an Einsum
// over windows that are written out.
func (w *writer) contract(n *graph.Node, a prim.ContractArg) string {
	if name, ok := w.convolution(n, a); ok {
		return name
	}
	letters := map[string]string{}
	for i, l := range slices.Concat(a.Out, a.Sum) {
		letters[l.Name] = string(rune('a' + i))
	}
	loops := slices.Concat(a.Out, a.Sum)
	x, xs := w.spread(n.In[0], a.A, loops)
	y, ys := w.spread(n.In[1], a.B, loops)
	equation := spell(xs, letters) + "," + spell(ys, letters) + "->" + spell(a.Out, letters)
	return w.op("Einsum", []string{x, y}, attr{"equation", equation})
}

func spell(s graph.Shape, letters map[string]string) string {
	text := ""
	for _, a := range s {
		text += letters[a.Name]
	}
	return text
}

// spread writes an operand out so that each of its axes is a loop.
func (w *writer) spread(n *graph.Node, rs []prim.Reading, loops graph.Shape) (string, graph.Shape) {
	name, s := w.name(n), n.Shape
	for _, r := range rs {
		// One zero behind the axis is what is read outside of it and between items.
		size := s.Of(r.Axis)
		pads := make([]int, 2*len(s))
		pads[len(s)+s.Index(r.Axis)] = 1
		name = w.op("Pad", []string{name, w.ints(pads...), w.number(0)}, attr{"mode", "constant"})
		var instead graph.Shape
		for _, t := range r.Terms {
			instead = append(instead, graph.Axis{Name: t.Loop, Size: loops.Of(t.Loop)})
		}
		places := make([]int, instead.Count())
		for i := range places {
			place, rest := r.Offset, i
			for k := len(instead) - 1; k >= 0; k-- {
				place += r.Terms[k].By * (rest % instead[k].Size)
				rest /= instead[k].Size
			}
			places[i] = size
			if div := max(1, r.Div); place >= 0 && place%div == 0 && place/div < size {
				places[i] = place / div
			}
		}
		at := s.Index(r.Axis)
		to := slices.Concat(s[:at], instead, s[at+1:])
		name = w.windows(name, s.With(graph.Axis{Name: r.Axis, Size: size + 1}), r.Axis, to, instead.Names(), places)
		s = to
	}
	return name, s
}

// convolution writes a contraction with one sliding axis as Conv: axes that only
// the signal has become the batch, those that only the kernel keeps its filters,
// those that both keep the groups.
func (w *writer) convolution(n *graph.Node, a prim.ContractArg) (string, bool) {
	if len(a.A) != 1 || len(a.B) != 0 {
		return "", false
	}
	r := a.A[0]
	x, k := n.In[0], n.In[1]
	if len(r.Terms) != 2 || r.Div > 1 || r.Terms[0].Loop != r.Axis || r.Terms[0].By < 1 || r.Terms[1].By < 1 {
		return "", false
	}
	tap, length := r.Terms[1].Loop, a.Out.Of(r.Axis)
	if !a.Out.Has(r.Axis) || !a.Sum.Has(tap) || x.Shape.Has(tap) || k.Shape.Has(r.Axis) || !k.Shape.Has(tap) {
		return "", false
	}
	var batch, groups, filters, mixed graph.Shape
	for _, l := range a.Out.Without(r.Axis) {
		switch inX, inK := x.Shape.Has(l.Name), k.Shape.Has(l.Name); {
		case inX && inK:
			groups = append(groups, l)
		case inX:
			batch = append(batch, l)
		default:
			filters = append(filters, l)
		}
	}
	for _, l := range a.Sum.Without(tap) {
		if !x.Shape.Has(l.Name) || !k.Shape.Has(l.Name) {
			return "", false
		}
		mixed = append(mixed, l)
	}
	taps := a.Sum.Of(tap)
	reach := (taps-1)*r.Terms[1].By + 1
	left := -r.Offset
	right := (length-1)*r.Terms[0].By + reach - x.Shape.Of(r.Axis) - left
	if left < 0 || right < 0 {
		return "", false
	}
	signal := w.ordered(w.name(x), x.Shape, slices.Concat(batch, groups, mixed, graph.Shape{{Name: r.Axis}}).Names())
	signal = w.op("Reshape", []string{signal, w.ints(batch.Count(), groups.Count()*mixed.Count(), x.Shape.Of(r.Axis))})
	kernel := w.ordered(w.name(k), k.Shape, slices.Concat(groups, filters, mixed, graph.Shape{{Name: tap}}).Names())
	kernel = w.op("Reshape", []string{kernel, w.ints(groups.Count()*filters.Count(), mixed.Count(), taps)})
	y := w.op("Conv", []string{signal, kernel},
		attr{"group", groups.Count()}, attr{"kernel_shape", []int{taps}}, attr{"strides", []int{r.Terms[0].By}},
		attr{"dilations", []int{r.Terms[1].By}}, attr{"pads", []int{left, right}})
	now := slices.Concat(batch, groups, filters, graph.Shape{{Name: r.Axis, Size: length}})
	y = w.op("Reshape", []string{y, w.ints(sizes(now)...)})
	return w.ordered(y, now, a.Out.Names()), true
}
