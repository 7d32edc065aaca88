package layer

import "github.com/eegp-lang/eegp/compiler/graph"

// A Limit bounds a weight after every step of training.
//
// The rule "max" (also "") is max_norm of Keras: w * clip(norm, 0, Most) / (norm + 1e-7),
// which moves every weight a little. "renorm" is renorm of PyTorch: what lies within the
// bound stays as it is. "unit" gives the norm 1, "range" pulls the norm into Least..Most
// by the share Rate (Keras' MinMaxNorm), "positive" sets negative entries to zero. Norms
// are Euclidean over the axes Over.
type Limit struct {
	Rule              string
	Least, Most, Rate float64
	Over              []string
}

// LimitRules are the names of the rules.
var LimitRules = []string{"max", "renorm", "unit", "range", "positive"}

// normGuard keeps the division by a norm of zero finite, as Keras and PyTorch do.
const normGuard = 1e-7

// Bounded is the next value of a weight within its limit; next itself without one.
func Bounded(b *Build, w *Weight, next *graph.Node) *graph.Node {
	if w.Limit == nil {
		return next
	}
	l := w.Limit
	if l.Rule == "positive" {
		return b.Max(next, b.Num(0))
	}
	if l.Rule == "renorm" {
		return Renormed(b, next, l.Most, l.Over)
	}
	norm := b.Sqrt(b.Sum(b.Square(next), l.Over...))
	wanted := b.Num(1)
	switch l.Rule {
	case "", "max":
		wanted = b.Min(norm, b.Num(l.Most))
	case "range":
		within := b.Min(b.Max(norm, b.Num(l.Least)), b.Num(l.Most))
		wanted = b.Add(b.Scale(within, l.Rate), b.Scale(norm, 1-l.Rate))
	}
	return b.Mul(next, b.Div(wanted, b.Add(norm, b.Num(normGuard))))
}

// Renormed scales what is longer than most, over some axes, down to that length. It may
// stand in the forward pass: a gradient flows through the scaling, and none divides by a
// norm of zero.
func Renormed(b *Build, w *graph.Node, most float64, over []string) *graph.Node {
	norm := Norm(b, w, over...)
	scale := b.Div(b.Num(most), b.Add(norm, b.Num(normGuard)))
	return b.Mul(w, b.Select(b.Less(b.Num(most), norm), scale, b.Num(1)))
}

// Norm is the Euclidean length over axes. Its gradient at zero is zero.
func Norm(b *Build, x *graph.Node, over ...string) *graph.Node {
	return b.Sqrt(b.Add(b.Sum(b.Square(x), over...), b.Num(1e-30)))
}
