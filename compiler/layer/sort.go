package layer

import "github.com/eegp-lang/eegp/compiler/graph"

// Running is the running sum along an axis.
func Running(b *Build, x *graph.Node, axis string) *graph.Node {
	n := x.Shape.Of(axis)
	from := In(axis)
	up := b.Sub(b.Num(1), b.Less(b.Iota(axis, n), b.Iota(from, n)))
	return b.Build.Contract(b.Rename(x, axis, from), up, from)
}

// Ranks are the places of values in ascending order along an axis, equal values in the
// order in which they stand. They have no gradient.
func Ranks(b *Build, x *graph.Node, axis string) *graph.Node {
	n := x.Shape.Of(axis)
	other := In(axis)
	y := b.Rename(x, axis, other)
	tie := b.Mul(b.Equal(y, x), b.Less(b.Iota(other, n), b.Iota(axis, n)))
	return b.Sum(b.Add(b.Less(y, x), tie), other)
}

// Arranged puts the items of x along an axis at the places that ranks tell. Gradients
// flow back to where the items came from.
func Arranged(b *Build, x, ranks *graph.Node, axis string) *graph.Node {
	from := In(axis)
	at := b.Equal(b.Rename(ranks, axis, from), b.Iota(axis, ranks.Shape.Of(axis)))
	return b.Build.Contract(b.Rename(x, axis, from), at, from)
}

// Sorted is x in ascending order along an axis.
func Sorted(b *Build, x *graph.Node, axis string) *graph.Node {
	return Arranged(b, x, Ranks(b, x, axis), axis)
}

// Wasserstein is the cost, to a power and without a root, of moving the points x onto the
// points y along an axis; the axis is gone. Weights wx and wy are made to sum to one; nil
// means equal ones. Different numbers of points or weights need the power 1, which is the
// area between the two distribution functions.
func Wasserstein(b *Build, x, y, wx, wy *graph.Node, axis string, power float64) *graph.Node {
	n, m := x.Shape.Of(axis), y.Shape.Of(axis)
	if n == m && wx == nil && wy == nil {
		d := b.Abs(b.Sub(Sorted(b, x, axis), Sorted(b, y, axis)))
		return b.Mean(b.Pow(d, b.Num(power)), axis)
	}
	if power != 1 {
		b.Fail("moving %d values onto %d is only known for power 1", n, m)
	}
	points := b.Concat(axis, x, y)
	mass := b.Concat(axis, shares(b, wx, axis, n), b.Neg(shares(b, wy, axis, m)))
	ranks := Ranks(b, points, axis)
	points = Arranged(b, points, ranks, axis)
	between := Running(b, Arranged(b, mass, ranks, axis), axis)
	k := n + m - 1
	gaps := b.Sub(b.Slice(points, axis, 1, k, 1), b.Slice(points, axis, 0, k, 1))
	return b.Sum(b.Mul(gaps, b.Abs(b.Slice(between, axis, 0, k, 1))), axis)
}

func shares(b *Build, w *graph.Node, axis string, n int) *graph.Node {
	if w == nil {
		return b.Expand(b.Num(1/float64(n)), graph.Shape{{Name: axis, Size: n}})
	}
	return b.Div(w, b.Sum(w, axis))
}
