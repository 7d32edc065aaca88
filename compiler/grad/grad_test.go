package grad_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

func shape(pairs ...any) graph.Shape {
	s := graph.Shape{}
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, graph.Axis{Name: pairs[i].(string), Size: pairs[i+1].(int)})
	}
	return s
}

// Every row is differentiated against central differences through one graph.
var cases = []struct {
	name string
	in   []graph.Shape
	low  float64 // smallest input, for functions of positive numbers
	f    func(b *prim.Build, in []*graph.Node) *graph.Node
}{
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
	{"abs", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Abs(x[0]) }},
	{"add", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Add(x[0], x[1]) }},
	{"sub", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sub(x[0], x[1]) }},
	{"mul", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Mul(x[0], x[1]) }},
	{"div", two(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Div(x[0], x[1]) }},
	{"max", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Max(x[0], x[1]) }},
	{"min", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Min(x[0], x[1]) }},
	{"pow", two(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pow(x[0], x[1]) }},
	{"pow by a number", one(), 0.5, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pow(x[0], b.Num(-1.5)) }},
	{"select", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Select(b.Step(x[0]), b.Square(x[1]), x[0])
	}},
	{"rename", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Rename(x[0], "time", "token") }},
	{"slice", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Slice(x[0], "time", 1, 2, 2) }},
	{"slice back", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Slice(x[0], "time", 4, 2, -2) }},
	{"pad", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Pad(x[0], "time", 2, 1, 3) }},
	{"window", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Window(x[0], "time", "tap", 2, 1, 2) }},
	{"merge", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Merge(x[0], []string{"time", "filter"}, "feature")
	}},
	{"split", []graph.Shape{shape("filter", 6)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Split(x[0], "filter", shape("a", 2, "b", 3))
	}},
	{"expand", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Expand(x[0], shape("filter", 3, "depth", 2, "time", 5))
	}},
	{"order", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Ordered(x[0], shape("time", 5, "filter", 3))
	}},
	{"sum", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Sum(x[0], "time") }},
	{"highest", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node { return b.Highest(x[0], "time") }},
	{"highest of two axes", one(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Highest(x[0], "time", "filter")
	}},
	{"concat", two(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Concat("depth", x[0], b.Expand(x[1], x[0].Shape))
	}},
	{"product of matrices", []graph.Shape{shape("i", 3, "k", 4), shape("k", 4, "j", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Contract(x[0], x[1], "k")
	}},
	{"side by side", []graph.Shape{shape("b", 2, "k", 4), shape("k", 4, "b", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Contract(x[0], x[1], "k")
	}},
	{"contraction of an axis that one lacks", []graph.Shape{shape("i", 3, "k", 4), shape("k", 4, "j", 2)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Contract(x[0], x[1], "k", "j")
	}},
	{"convolution", convShapes(), -1, convolution(1, 1, 2)},
	{"dilated convolution", convShapes(), -1, convolution(1, 2, 3)},
	{"strided convolution", convShapes(), -1, convolution(2, 1, 1)},
	{"transposed convolution", convShapes(), -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.ContractBy(x[0], x[1], prim.ContractArg{
			Out: shape("out", 2, "time", 15), Sum: shape("filter", 3, "tap", 4),
			A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: -1}}, Offset: 1, Div: 2}},
		})
	}},
	{"gather", []graph.Shape{shape("word", 4, "feature", 3)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Gather(x[0], "word", b.Vector("token", []float64{2, 0, 2, 3, 9}))
	}},
	{"gram", []graph.Shape{shape("b", 2, "c", 2, "time", 6)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Covariances(x[0], prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: 3, Stride: 1, Dilation: 1, Left: 1, Count: 6, Sum: []string{"c"}})
	}},
	{"gram of few windows", []graph.Shape{shape("b", 2, "time", 9)}, -1, func(b *prim.Build, x []*graph.Node) *graph.Node {
		return b.Covariances(x[0], prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: 2, Stride: 2, Dilation: 3, Count: 2})
	}},
	{"scan", []graph.Shape{shape("time", 5, "unit", 2), shape("unit", 2, "unit'", 2), shape("unit", 2)}, -1, recurrence},
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
func recurrence(b *prim.Build, in []*graph.Node) *graph.Node {
	h, x := b.Hole(shape("unit", 2)), b.Hole(shape("unit", 2))
	next := b.Tanh(b.Add(b.Add(b.Rename(b.Contract(b.Rename(h, "unit", "unit'"), in[1], "unit'"), "unit", "unit"), x), in[2]))
	s := b.Scan(prim.Steps{
		Axis: graph.Axis{Name: "time", Size: 5}, Carry: []*graph.Node{h}, Init: []*graph.Node{b.Expand(b.Num(0.1), h.Shape)},
		Slice: []*graph.Node{x}, Over: []*graph.Node{in[0]},
		Next: []*graph.Node{next}, Emit: []*graph.Node{b.Square(next)},
	})
	return b.Add(b.Sum(s.Emit[0], "time"), s.Last[0])
}

func TestEveryGradientMatchesDifferences(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := graph.New()
			b := prim.On(g)
			s := random.New(1, c.name)
			var in []*graph.Node
			var values []graph.Array
			for i, sh := range c.in {
				in = append(in, b.Input(string(rune('a'+i)), sh))
				a := graph.NewArray(sh)
				for k := range a.Data {
					a.Data[k] = c.low + (1.5-c.low)*s.Float64()
				}
				values = append(values, a)
			}
			out := c.f(b, in)
			weights := graph.NewArray(out.Shape)
			for k := range weights.Data {
				weights.Data[k] = s.Normal()
			}
			loss := b.Sum(b.Mul(out, b.Const(weights)), out.Shape.Names()...)
			grads := grad.Of(g, loss, in)
			if err := g.Verify(append(grads, loss)...); err != nil {
				t.Fatal(err)
			}
			run := func(n *graph.Node) graph.Array {
				env := map[*graph.Node]graph.Array{}
				for i := range in {
					env[in[i]] = values[i]
				}
				got, err := interp.Run(env, n)
				if err != nil {
					t.Fatal(err)
				}
				return got[0]
			}
			for i := range in {
				got := run(grads[i])
				for k := range values[i].Data {
					const h = 1e-5
					old := values[i].Data[k]
					values[i].Data[k] = old + h
					up := run(loss).Data[0]
					values[i].Data[k] = old - h
					down := run(loss).Data[0]
					values[i].Data[k] = old
					if want := (up - down) / (2 * h); math.Abs(want-got.Data[k]) > 1e-6*(1+math.Abs(want)) {
						t.Fatalf("input %d, item %d: %g, differences say %g", i, k, got.Data[k], want)
					}
				}
			}
		})
	}
}
