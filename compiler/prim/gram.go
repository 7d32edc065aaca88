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
	kept, sum := x.Shape.Without(append([]string{a.Axis}, a.Sum...)...), x.Shape.Only(a.Sum...)
	from, along, to := x.Shape.StridesOver(kept), x.Shape.StridesOver(sum), n.Shape.StridesOver(kept)
	step := x.Shape.Strides()[x.Shape.Index(a.Axis)]
	row := make([]float64, x.Shape.Of(a.Axis))
	c := NewWindowCovariance(a)
	each(kept, func(index []int) {
		each(sum, func(signal []int) {
			base := dot(index, from) + dot(signal, along)
			for i := range row {
				row[i] = x.Data[base+i*step]
			}
			c.Add(row)
		})
		c.Mean(out.Data[dot(index, to):])
	})
	return []graph.Array{out}, nil
}

// A WindowCovariance sums covariances of the windows of signals. It allocates
// nothing after it is made.
type WindowCovariance struct {
	a       GramArg
	padded  []float64
	means   []float64
	sums    []float64 // by lag, then by item
	signals int
}

// NewWindowCovariance is for windows as a says; axes do not matter.
func NewWindowCovariance(a GramArg) *WindowCovariance {
	return &WindowCovariance{a: a, padded: make([]float64, a.reach()), means: make([]float64, a.Size), sums: make([]float64, a.Size*(a.Size+1)/2)}
}

// Add a signal. It takes few products: an entry is its neighbour up the diagonal
// less the products that leave and plus those that enter.
func (c *WindowCovariance) Add(signal []float64) {
	c.pad(signal)
	c.signals++
	at := 0
	for lag := range c.a.Size {
		n := c.a.Size - lag
		c.diagonal(c.sums[at:at+n], lag)
		at += n
	}
}

// Mean writes the mean of the signals' covariances, Size by Size, and begins anew.
func (c *WindowCovariance) Mean(into []float64) {
	size, at := c.a.Size, 0
	for lag := range size {
		for k := range size - lag {
			v := c.sums[at] / float64(c.signals)
			into[k*size+k+lag], into[(k+lag)*size+k] = v, v
			c.sums[at] = 0
			at++
		}
	}
	c.signals = 0
}

// pad centres a signal. The covariance does not change when all items move by a
// constant, padding included, and nothing large cancels then.
func (c *WindowCovariance) pad(signal []float64) {
	mean := 0.0
	for _, v := range signal {
		mean += v
	}
	mean /= float64(len(signal))
	for i := range c.padded {
		if k := i - c.a.Left; k >= 0 && k < len(signal) {
			c.padded[i] = signal[k] - mean
		} else {
			c.padded[i] = -mean
		}
	}
	c.average()
}

// average finds the mean of every item over the windows.
func (c *WindowCovariance) average() {
	a, sum := c.a, 0.0
	shift := a.Dilation / a.Stride
	for k := range c.means {
		if k == 0 || shift*a.Stride != a.Dilation {
			sum = 0
			for t := range a.Count {
				sum += c.padded[t*a.Stride+k*a.Dilation]
			}
		} else {
			for t := range shift {
				i := t*a.Stride + (k-1)*a.Dilation
				sum += c.padded[i+a.Count*a.Stride] - c.padded[i]
			}
		}
		c.means[k] = sum / float64(a.Count)
	}
}

// diagonal adds the covariances of items that lie lag apart in a window.
func (c *WindowCovariance) diagonal(sums []float64, lag int) {
	a, p, far := c.a, c.padded, lag*c.a.Dilation
	share := 1 / float64(a.Count)
	later := c.means[lag:]
	shift := a.Dilation / a.Stride
	if shift*a.Stride != a.Dilation { // windows do not move onto each other
		for k := range sums {
			sums[k] += apart(p[k*a.Dilation:], far, a.Count, a.Stride)*share - c.means[k]*later[k]
		}
		return
	}
	s, ahead := apart(p, far, a.Count, a.Stride), a.Count*a.Stride
	for k := range sums {
		sums[k] += s*share - c.means[k]*later[k]
		if k+1 == len(sums) {
			return
		}
		for t := range shift {
			i := t*a.Stride + k*a.Dilation
			s += p[i+ahead]*p[i+ahead+far] - p[i]*p[i+far]
		}
	}
}

// apart sums n products of items that lie far apart, stride by stride.
func apart(p []float64, far, n, stride int) float64 {
	var s, s1, s2, s3 float64
	t := 0
	if stride == 1 {
		x, y := p[:n], p[far:far+n]
		for ; t+3 < n; t += 4 {
			s += x[t] * y[t]
			s1 += x[t+1] * y[t+1]
			s2 += x[t+2] * y[t+2]
			s3 += x[t+3] * y[t+3]
		}
	}
	for ; t < n; t++ {
		s += p[t*stride] * p[t*stride+far]
	}
	return s + s1 + s2 + s3
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
	if seen < 1 {
		return []*graph.Node{nil}
	}
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
