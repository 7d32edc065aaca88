package prim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A GramArg describes windows of a signal along Axis: item k of window t lies at
// t*Stride + k*Dilation - Left, and is zero outside of the axis. There are Count
// windows of Size items.
type GramArg struct {
	Axis, Tap, Other             string // Tap and Other are the axes of the result
	Size, Stride, Dilation, Left int
	Count                        int
	Sum                          []string // other axes that are averaged over
}

func (a GramArg) String() string {
	return fmt.Sprintf("%d windows of %s, %s=%d by %s, stride %d, dilation %d, left %d, over %s",
		a.Count, a.Axis, a.Tap, a.Size, a.Other, a.Stride, a.Dilation, a.Left, strings.Join(a.Sum, ", "))
}

// reach is the length of axis that all windows cover together.
func (a GramArg) reach() int { return (a.Count-1)*a.Stride + (a.Size-1)*a.Dilation + 1 }

// MACs is how many products a device needs for rows of signals: one pass for each
// lag, then two products for each step along a diagonal.
func (a GramArg) MACs(rows int) int {
	return rows * (a.Size*a.Count + a.Size*a.Size*max(1, a.Dilation/a.Stride))
}

// Gram is the covariance of the items of windows: the mean over windows of
// (x[k] - m[k]) * (x[k'] - m[k']), where m is the mean over the windows of one
// signal, averaged over the axes in Sum. What a sliding kernel w makes of the
// signal then has the variance w'Gw, without being made. A device sums in float64.
var Gram *graph.Prim

func init() {
	Gram = &graph.Prim{Name: "gram", Class: graph.Call, Arity: 1, Infer: inferGram, Eval: evalGram, Grad: gradGram}
}

func inferGram(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
	a := arg.(GramArg)
	if err := needs(in[0], append([]string{a.Axis}, a.Sum...)...); err != nil {
		return nil, err
	}
	if a.Size < 1 || a.Count < 1 || a.Stride < 1 || a.Dilation < 1 || a.Left < 0 {
		return nil, fmt.Errorf("there are no windows: %v", a)
	}
	out := in[0].Without(append([]string{a.Axis}, a.Sum...)...)
	return append(out, graph.Axis{Name: a.Tap, Size: a.Size}, graph.Axis{Name: a.Other, Size: a.Size}), nil
}

func evalGram(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
	a, x, out := n.Arg.(GramArg), in[0], graph.NewArray(n.Shape)
	rows := x.Shape.Without(a.Axis)
	from, to := x.Shape.StridesOver(rows), n.Shape.StridesOver(rows)
	step := x.Shape.Strides()[x.Shape.Index(a.Axis)]
	row := make([]float64, x.Shape.Of(a.Axis))
	share := 1 / float64(x.Shape.Only(a.Sum...).Count())
	one := make([]float64, a.Size*a.Size)
	each(rows, func(index []int) {
		base := dot(index, from)
		for i := range row {
			row[i] = x.Data[base+i*step]
		}
		WindowCovariance(one, row, a)
		at := out.Data[dot(index, to):]
		for i, v := range one {
			at[i] += v * share
		}
	})
	return []graph.Array{out}, nil
}

// WindowCovariance writes the covariance of the windows of one signal, Size by
// Size, in few products: an entry is its neighbour up the diagonal less the
// products that leave and plus those that enter.
func WindowCovariance(into, row []float64, a GramArg) {
	// The covariance does not change when all items move by a constant, padding
	// included; then nothing large cancels.
	mean := 0.0
	for _, v := range row {
		mean += v
	}
	mean /= float64(len(row))
	p := make([]float64, a.reach())
	for i := range p {
		if k := i - a.Left; k >= 0 && k < len(row) {
			p[i] = row[k] - mean
		} else {
			p[i] = -mean
		}
	}
	products := func(k, l, from, to int) float64 {
		s := 0.0
		for t := from; t < to; t++ {
			s += p[t*a.Stride+k*a.Dilation] * p[t*a.Stride+l*a.Dilation]
		}
		return s
	}
	means := make([]float64, a.Size)
	for k := range means {
		for t := range a.Count {
			means[k] += p[t*a.Stride+k*a.Dilation]
		}
		means[k] /= float64(a.Count)
	}
	shift := a.Dilation / a.Stride
	for k := range a.Size {
		for l := k; l < a.Size; l++ {
			var s float64
			if k == 0 || shift*a.Stride != a.Dilation {
				s = products(k, l, 0, a.Count)
			} else {
				s = into[(k-1)*a.Size+l-1] - products(k-1, l-1, 0, shift) + products(k-1, l-1, a.Count, a.Count+shift)
			}
			into[k*a.Size+l] = s
		}
	}
	for k := range a.Size {
		for l := k; l < a.Size; l++ {
			s := into[k*a.Size+l]/float64(a.Count) - means[k]*means[l]
			into[k*a.Size+l], into[l*a.Size+k] = s, s
		}
	}
}

// gradGram writes the windows out: it is right and slow, since nobody trains what
// lies before a Gram matrix.
func gradGram(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
	if !r.Wants(n.In[0]) {
		return []*graph.Node{nil}
	}
	b, a, x := On(r.Graph()), n.Arg.(GramArg), n.In[0]
	length := x.Shape.Of(a.Axis)
	seen := min(length, a.reach()-a.Left) // items that lie within windows
	padded := b.Pad(b.Slice(x, a.Axis, 0, seen, 1), a.Axis, a.Left, a.reach()-a.Left-seen, 0)
	windows := WindowArg{a.Axis, a.Tap, a.Count, a.Size, a.Stride, a.Dilation}
	w := b.g.Node(Window, windows, padded)
	w = b.Sub(w, b.Mean(w, a.Axis))
	both := b.Add(up[0], b.Rename(up[0], a.Tap, a.Other, a.Other, a.Tap))
	d := b.Contract(b.Rename(w, a.Tap, a.Other), both, a.Other)
	d = b.Scale(d, 1/float64(a.Count*x.Shape.Only(a.Sum...).Count()))
	d = b.Ordered(d, w.Shape)
	g := b.g.Node(Unwindow, UnwindowArg{windows, a.reach()}, d)
	g = b.Pad(b.Slice(g, a.Axis, a.Left, seen, 1), a.Axis, 0, length-seen, 0)
	return []*graph.Node{b.Ordered(g, x.Shape)}
}

// Covariances of windows along an axis; see Gram. Sum lists the axes that are
// averaged over.
func (b *Build) Covariances(x *graph.Node, a GramArg) *graph.Node {
	a.Sum = slices.Clone(sorted(x, a.Sum))
	return b.g.Node(Gram, a, x)
}
