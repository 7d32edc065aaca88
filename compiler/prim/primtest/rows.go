// Package primtest holds a graph for every primitive, in the shapes that are hard for
// it. The interpreter, the gradients and every device are tested on the same table.
package primtest

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A Row is a small graph about one primitive, on inputs between Low and High.
type Row struct {
	Name string
	In   []graph.Shape
	Low  float64
	// Of builds the value from inputs of those shapes.
	Of func(b *prim.Build, x []*graph.Node) *graph.Node
}

// High is the greatest input of a row.
const High = 1.5

// Rows has every primitive in shapes of its own.
func Rows() []Row {
	return []Row{
		{"neg", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Neg(x[0]) }},
		{"recip", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Recip(x[0]) }},
		{"exp", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Exp(x[0]) }},
		{"expm1", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Expm1(x[0]) }},
		{"log", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Log(x[0]) }},
		{"log1p", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Log1p(x[0]) }},
		{"sin", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sin(x[0]) }},
		{"cos", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Cos(x[0]) }},
		{"sqrt", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sqrt(x[0]) }},
		{"tanh", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Tanh(x[0]) }},
		{"erf", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Erf(x[0]) }},
		{"sigmoid", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sigmoid(x[0]) }},
		{"floor", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Floor(b.Scale(x[0], 3)) }},
		{"sign", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sign(x[0]) }},
		{"step", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Step(x[0]) }},
		{"abs", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Abs(x[0]) }},
		{"add", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Add(x[0], x[1]) }},
		{"sub", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sub(x[0], x[1]) }},
		{"mul", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Mul(x[0], x[1]) }},
		{"div", two(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Div(x[0], x[1]) }},
		{"max", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Max(x[0], x[1]) }},
		{"min", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Min(x[0], x[1]) }},
		{"less", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Less(x[0], x[1]) }},
		{"equal", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Equal(b.Floor(x[0]), b.Floor(x[1])) }},
		{"pow", two(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pow(x[0], x[1]) }},
		{"pow by a number", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pow(x[0], b.Num(-1.5)) }},
		{"select", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Select(b.Step(x[0]), b.Square(x[1]), x[0])
		}},
		{"via", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Via(x[0], b.Square(x[1])) }},
		{"multiply and add", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Add(b.Mul(x[0], x[1]), b.Num(2))
		}},
		{"rename", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Rename(x[0], "time", "token") }},
		{"slice", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Slice(x[0], "time", 1, 2, 2) }},
		{"slice back", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Slice(x[0], "time", 4, 2, -2) }},
		{"item", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Exp(b.Item(x[0], "time", 3)) }},
		{"pad", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pad(x[0], "time", 2, 1, 3) }},
		{"pad of a map", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Pad(b.Pad(b.Exp(x[0]), "time", 2, 1, 3), "filter", 1, 2, 3)
		}},
		{"pads of two numbers", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Neg(b.Pad(b.Pad(x[0], "time", 2, 1, 3), "time", 1, 2, 4))
		}},
		{"window", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Window(x[0], "time", "tap", 2, 1, 2) }},
		{"mean of overlapping windows", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Mean(b.Window(b.Exp(x[0]), "time", "tap", 3, 1, 1), "tap")
		}},
		{"padded pooling", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Highest(b.Window(b.Pad(b.Exp(x[0]), "time", 0, 1, math.Inf(-1)), "time", "tap", 2, 2, 1), "tap")
		}},
		{"pooling along the first axis", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Sum(b.Window(b.Exp(x[0]), "filter", "tap", 3, 3, 1), "tap")
		}},
		{"merge", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Merge(x[0], []string{"time", "filter"}, "feature")
		}},
		{"slice of a merge", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Exp(b.Slice(b.Merge(x[0], []string{"time", "filter"}, "feature"), "feature", 2, 5, 2))
		}},
		{"split", []graph.Shape{shape("filter", 6)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Split(x[0], "filter", shape("a", 2, "b", 3))
		}},
		{"split and merge", []graph.Shape{shape("c", 4, "filter", 6)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Merge(b.Exp(b.Split(x[0], "filter", shape("a", 2, "b", 3))), []string{"b", "c", "a"}, "d")
		}},
		{"expand", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Expand(x[0], shape("filter", 3, "depth", 2, "time", 5))
		}},
		{"order", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Ordered(x[0], shape("time", 5, "filter", 3))
		}},
		{"order of much", []graph.Shape{shape("a", 3, "b", 70, "c", 65)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Ordered(b.Neg(x[0]), shape("c", 65, "a", 3, "b", 70))
		}},
		{"sum", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sum(x[0], "time") }},
		{"sum of the first axis", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sum(b.Exp(x[0]), "filter") }},
		{"sum of squares", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sum(b.Square(x[0]), "filter", "time") }},
		{"highest", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Highest(x[0], "time") }},
		{"highest of two axes", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Highest(x[0], "time", "filter")
		}},
		{"place of the highest", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.ArgMax(x[0], "time") }},
		{"place along the first axis", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.ArgMax(b.Exp(x[0]), "filter") }},
		{"place of one", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.ArgMax(b.Slice(x[0], "time", 1, 1, 1), "time")
		}},
		{"concat", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Concat("depth", x[0], b.Expand(x[1], x[0].Shape))
		}},
		{"concat along time", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Concat("time", x[0], b.Exp(x[0]))
		}},
		{"product of matrices", []graph.Shape{shape("i", 3, "k", 4), shape("k", 4, "j", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "k")
		}},
		{"attention scores", []graph.Shape{shape("b", 2, "h", 3, "q", 20, "d", 9), shape("b", 2, "h", 3, "k", 17, "d", 9)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "d")
		}},
		{"matrix by vector", []graph.Shape{shape("i", 30, "k", 40), shape("k", 40)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "k")
		}},
		{"outer product", []graph.Shape{shape("i", 30), shape("k", 40)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1])
		}},
		{"side by side", []graph.Shape{shape("b", 2, "k", 4), shape("k", 4, "b", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "k")
		}},
		{"side by side, both with rows of their own", []graph.Shape{shape("i", 5, "k", 4, "b", 7), shape("j", 3, "k", 4, "b", 7)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "k")
		}},
		{"contraction of an axis that one lacks", []graph.Shape{shape("i", 3, "k", 4), shape("k", 4, "j", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(x[0], x[1], "k", "j")
		}},
		{"contraction of renamed maps", []graph.Shape{shape("i", 3, "k", 4), shape("k", 4, "j", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Contract(b.Rename(b.Exp(x[0]), "k", "l"), b.Rename(b.Slice(x[1], "k", 3, 4, -1), "k", "l"), "l")
		}},
		{"convolution", convShapes(), -1, convolution(1, 1, 2)},
		{"dilated convolution", convShapes(), -1, convolution(1, 2, 3)},
		{"strided convolution", convShapes(), -1, convolution(2, 1, 1)},
		{"convolution of a batch", []graph.Shape{shape("batch", 5, "filter", 8, "channel", 6, "time", 70), shape("out", 9, "filter", 8, "tap", 16)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.ContractBy(x[0], x[1], prim.ContractArg{
				Out: shape("batch", 5, "out", 9, "channel", 6, "time", 70), Sum: shape("filter", 8, "tap", 16),
				A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: 1}}, Offset: -7, Div: 1}},
			})
		}},
		{"depthwise convolution", []graph.Shape{shape("batch", 5, "filter", 8, "time", 70), shape("filter", 8, "tap", 16)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.ContractBy(x[0], x[1], prim.ContractArg{
				Out: shape("batch", 5, "filter", 8, "time", 70), Sum: shape("tap", 16),
				A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: 1}}, Offset: -7, Div: 1}},
			})
		}},
		{"transposed convolution", convShapes(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.ContractBy(x[0], x[1], prim.ContractArg{
				Out: shape("out", 2, "time", 15), Sum: shape("filter", 3, "tap", 4),
				A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: -1}}, Offset: 1, Div: 2}},
			})
		}},
		{"gather", []graph.Shape{shape("word", 4, "feature", 3)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Gather(x[0], "word", b.Vector("token", []float64{2, 0, 2, 3, 9}))
		}},
		{"gather along the last axis", []graph.Shape{shape("feature", 3, "word", 4)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Gather(b.Exp(x[0]), "word", b.Vector("token", []float64{2, 0, -1, 3, 9}))
		}},
		{"covariances of windows", []graph.Shape{shape("batch", 3, "channel", 2, "time", 30)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Covariances(x[0], prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: 6, Stride: 1, Dilation: 1, Left: 3, Count: 30, Sum: []string{"channel"}})
		}},
		{"gram", []graph.Shape{shape("b", 2, "c", 2, "time", 6)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Covariances(x[0], prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: 3, Stride: 1, Dilation: 1, Left: 1, Count: 6, Sum: []string{"c"}})
		}},
		{"gram of few windows", []graph.Shape{shape("b", 2, "time", 9)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
			return b.Covariances(x[0], prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: 2, Stride: 2, Dilation: 3, Count: 2})
		}},
		{"scan", []graph.Shape{shape("time", 5, "unit", 2), shape("unit", 2, "unit'", 2), shape("unit", 2)}, -1, recurrence(5, 2)},
		{"scan over a batch", []graph.Shape{shape("batch", 7, "time", 6, "unit", 9), shape("unit", 9, "unit'", 9), shape("unit", 9)}, -1, recurrence(6, 9)},
	}
}

func one() []graph.Shape { return []graph.Shape{shape("filter", 3, "time", 5)} }
func two() []graph.Shape { return []graph.Shape{shape("filter", 3, "time", 5), shape("time", 5)} }
func convShapes() []graph.Shape {
	return []graph.Shape{shape("filter", 3, "time", 7), shape("out", 2, "filter", 3, "tap", 4)}
}

func convolution(stride, dilation, left int) func(b *prim.Build, x []*graph.Node) *graph.Node {
	return func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.ContractBy(x[0], x[1], prim.ContractArg{
			Out: shape("out", 2, "time", 6/stride+1), Sum: shape("filter", 3, "tap", 4),
			A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: stride}, {Loop: "tap", By: dilation}}, Offset: -left, Div: 1}},
		})
	}
}

// recurrence is h' = tanh(W h + x + bias), emitting h squared.
func recurrence(steps, units int) func(b *prim.Build, in []*graph.Node) *graph.Node {
	return func(b *prim.Build, in []*graph.Node) *graph.Node {
		s := in[0].Shape.Without("time")
		h, x := b.Hole(s), b.Hole(s)
		next := b.Tanh(b.Add(b.Add(b.Rename(b.Contract(b.Rename(h, "unit", "unit'"), in[1], "unit'"), "unit", "unit"), x), in[2]))
		sc := b.Scan(prim.Steps{
			Axis: graph.Axis{Name: "time", Size: steps}, Carry: []*graph.Node{h}, Init: []*graph.Node{b.Expand(b.Num(0.1), h.Shape)},
			Slice: []*graph.Node{x}, Over: []*graph.Node{in[0]},
			Next: []*graph.Node{next}, Emit: []*graph.Node{b.Square(next)},
		})
		return b.Add(b.Sum(sc.Emit[0], "time"), sc.Last[0])
	}
}

func shape(pairs ...any) graph.Shape {
	s := graph.Shape{}
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, graph.Axis{Name: pairs[i].(string), Size: pairs[i+1].(int)})
	}
	return s
}
