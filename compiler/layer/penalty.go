package layer

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// L1 is the sum of magnitudes.
func L1(b *Build, w *graph.Node) *graph.Node { return b.Sum(b.Abs(w), w.Shape.Names()...) }

// L2 is the sum of squares, without a half, as Keras has it.
func L2(b *Build, w *graph.Node) *graph.Node { return b.Sum(b.Square(w), w.Shape.Names()...) }

// GroupLasso is the sum of the norms of groups times the square root of their size: a
// group is what is left of w without the axes rows (Yuan and Lin 2006).
func GroupLasso(b *Build, w *graph.Node, rows ...string) *graph.Node {
	group := w.Shape.Without(rows...)
	norms := Norm(b, w, group.Names()...)
	return b.Scale(b.Sum(norms, norms.Shape.Names()...), math.Sqrt(float64(group.Count())))
}

// Orthogonality is |W W' - 1|^2 for the matrix whose rows are indexed by the axes rows:
// zero when they are orthonormal.
func Orthogonality(b *Build, w *graph.Node, rows ...string) *graph.Node {
	var twins []string
	for _, a := range w.Shape.Only(rows...) {
		twins = append(twins, a.Name, a.Name+".twin")
	}
	gram := b.Build.Contract(w, b.Rename(w, twins...), w.Shape.Without(rows...).Names()...)
	one := b.Num(1)
	for _, a := range w.Shape.Only(rows...) {
		one = b.Mul(one, Diagonal(b, a.Name, a.Name+".twin", a.Size))
	}
	return L2(b, b.Sub(gram, one))
}

// TotalVariation is the mean step between neighbours along an axis.
func TotalVariation(b *Build, x *graph.Node, over string) *graph.Node {
	n := x.Shape.Of(over)
	d := b.Abs(b.Sub(b.Slice(x, over, 1, n-1, 1), b.Slice(x, over, 0, n-1, 1)))
	return b.Mean(d, d.Shape.Names()...)
}

// Diagonal is the identity between an axis and its twin.
func Diagonal(b *Build, axis, twin string, size int) *graph.Node {
	return b.Equal(b.Iota(axis, size), b.Iota(twin, size))
}

// Softplus is log(1 + exp(x)), exact at both ends and with the gradient 1/2 at zero.
func Softplus(b *Build, x *graph.Node) *graph.Node {
	size := b.Abs(x)
	return b.Add(b.Scale(b.Add(x, size), 0.5), b.Log1p(b.Exp(b.Neg(size))))
}

// LogSoftmax is the logarithm of the softmax over axes.
func LogSoftmax(b *Build, x *graph.Node, over ...string) *graph.Node {
	d := b.Sub(x, b.Stop(b.Highest(x, over...)))
	return b.Sub(d, b.Log(b.Sum(b.Exp(d), over...)))
}
