package prim

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// unary is a map of one input with derivative d, given the build, the node and
// its input; nil d means that the function is flat.
func unary(name, code string, ref func(a float64) float64, d func(b *Build, n, x *graph.Node) *graph.Node) *graph.Prim {
	return &graph.Prim{
		Name: name, Class: graph.Map, Arity: 1, Infer: broadcast, Code: code,
		Ref: func(a, _, _ float64) float64 { return ref(a) },
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			if d == nil {
				return []*graph.Node{nil}
			}
			b := On(r.Graph())
			return []*graph.Node{b.Mul(up[0], d(b, n, n.In[0]))}
		},
	}
}

// binary is a map of two inputs with the gradients that flow to each, before
// they are summed over the axes that an input lacks.
func binary(name, code string, ref func(a, b float64) float64, d func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node)) *graph.Prim {
	return &graph.Prim{
		Name: name, Class: graph.Map, Arity: 2, Infer: broadcast, Code: code,
		Ref: func(a, b, _ float64) float64 { return ref(a, b) },
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			if d == nil {
				return []*graph.Node{nil, nil}
			}
			b := On(r.Graph())
			l, rr := d(b, n, up[0])
			return []*graph.Node{b.fit(l, n.In[0]), b.fit(rr, n.In[1])}
		},
	}
}

// broadcast joins the axes of the inputs by name.
func broadcast(in []graph.Shape, _ graph.Arg) (graph.Shape, error) { return graph.Union(in...) }

// The maps. Comparisons give 0 or 1 and are flat.
var Neg, Recip, Exp, Expm1, Log, Log1p, Sin, Cos, Sqrt, Tanh, Erf, Sigmoid, Floor, Sign, Step, Abs, Add, Sub, Mul, Div, Max, Min, Pow, Less, Equal, Select, Via *graph.Prim

// Gradients build nodes of other rows, which Go does not let initializers of
// variables do in a circle: the rows are filled in when the package loads.
func init() {
	Neg = unary("neg", "-a", func(a float64) float64 { return -a }, func(b *Build, _, _ *graph.Node) *graph.Node { return b.Num(-1) })
	Recip = unary("recip", "1/a", func(a float64) float64 { return 1 / a }, func(b *Build, n, _ *graph.Node) *graph.Node { return b.Neg(b.Mul(n, n)) })
	Exp = unary("exp", "exp(a)", math.Exp, func(_ *Build, n, _ *graph.Node) *graph.Node { return n })
	Expm1 = unary("expm1", "expm1(a)", math.Expm1, func(b *Build, n, _ *graph.Node) *graph.Node { return b.Add(n, b.Num(1)) })
	Log = unary("log", "log(a)", math.Log, func(b *Build, _, x *graph.Node) *graph.Node { return b.Recip(x) })
	Log1p = unary("log1p", "log1p(a)", math.Log1p, func(b *Build, _, x *graph.Node) *graph.Node { return b.Recip(b.Add(x, b.Num(1))) })
	Sin = unary("sin", "sin(a)", math.Sin, func(b *Build, _, x *graph.Node) *graph.Node { return b.Cos(x) })
	Cos = unary("cos", "cos(a)", math.Cos, func(b *Build, _, x *graph.Node) *graph.Node { return b.Neg(b.Sin(x)) })
	Sqrt = unary("sqrt", "sqrt(a)", math.Sqrt, func(b *Build, n, _ *graph.Node) *graph.Node { return b.Div(b.Num(0.5), n) })
	Tanh = unary("tanh", "tanh(a)", math.Tanh, func(b *Build, n, _ *graph.Node) *graph.Node { return b.Sub(b.Num(1), b.Mul(n, n)) })
	Erf = unary("erf", "erf(a)", math.Erf, func(b *Build, _, x *graph.Node) *graph.Node {
		return b.Mul(b.Num(2/math.Sqrt(math.Pi)), b.Exp(b.Neg(b.Mul(x, x))))
	})
	Sigmoid = unary("sigmoid", "sigmoid(a)", sigmoid, func(b *Build, n, _ *graph.Node) *graph.Node { return b.Mul(n, b.Sub(b.Num(1), n)) })
	Floor = unary("floor", "floor(a)", math.Floor, nil)
	Sign = unary("sign", "sign(a)", sign, nil)
	Step = unary("step", "step(a)", func(a float64) float64 { return truth(a > 0) }, nil)
	Abs = unary("abs", "abs(a)", math.Abs, func(b *Build, _, x *graph.Node) *graph.Node { return b.Sign(x) })

	Add = binary("add", "a+b", func(a, b float64) float64 { return a + b }, func(_ *Build, _, up *graph.Node) (*graph.Node, *graph.Node) { return up, up })
	Sub = binary("sub", "a-b", func(a, b float64) float64 { return a - b }, func(b *Build, _, up *graph.Node) (*graph.Node, *graph.Node) { return up, b.Neg(up) })
	Mul = binary("mul", "a*b", func(a, b float64) float64 { return a * b }, func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node) {
		return b.Mul(up, n.In[1]), b.Mul(up, n.In[0])
	})
	Div = binary("div", "a/b", func(a, b float64) float64 { return a / b }, func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node) {
		l := b.Div(up, n.In[1])
		return l, b.Neg(b.Mul(l, n))
	})
	// Ties send the gradient to the first input.
	Max = binary("max", "max(a,b)", math.Max, func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node) {
		second := b.Less(n.In[0], n.In[1])
		return b.Mul(up, b.Sub(b.Num(1), second)), b.Mul(up, second)
	})
	Min = binary("min", "min(a,b)", math.Min, func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node) {
		second := b.Less(n.In[1], n.In[0])
		return b.Mul(up, b.Sub(b.Num(1), second)), b.Mul(up, second)
	})
	// Pow has a gradient for its base only where that is positive or the exponent
	// a constant, as in mathematics.
	Pow = binary("pow", "pow(a,b)", math.Pow, func(b *Build, n, up *graph.Node) (*graph.Node, *graph.Node) {
		x, y := n.In[0], n.In[1]
		l := b.Mul(up, b.Mul(y, b.Pow(x, b.Sub(y, b.Num(1)))))
		if _, constant := Literal(y); constant {
			return l, nil
		}
		return l, b.Mul(up, b.Mul(n, b.Log(x)))
	})
	Less = binary("less", "a<b", func(a, b float64) float64 { return truth(a < b) }, nil)
	Equal = binary("equal", "a==b", func(a, b float64) float64 { return truth(a == b) }, nil)

	// Select is its second input where the first is not zero, else the third.
	Select = &graph.Prim{
		Name: "select", Class: graph.Map, Arity: 3, Infer: broadcast, Code: "select(a,b,c)",
		Ref: func(a, b, c float64) float64 {
			if a != 0 {
				return b
			}
			return c
		},
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			b := On(r.Graph())
			zero := b.Num(0)
			return []*graph.Node{
				nil,
				b.fit(b.Select(n.In[0], up[0], zero), n.In[1]),
				b.fit(b.Select(n.In[0], zero, up[0]), n.In[2]),
			}
		},
	}

	// Via has the value of its first input and sends the gradient to its second:
	// surrogate gradients, straight-through estimates, and stops.
	Via = &graph.Prim{
		Name: "via", Class: graph.Map, Arity: 2, Infer: broadcast, Code: "a",
		Ref: func(a, _, _ float64) float64 { return a },
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			return []*graph.Node{nil, On(r.Graph()).fit(up[0], n.In[1])}
		},
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sign(a float64) float64 { return truth(a > 0) - truth(a < 0) }

// sigmoid keeps its relative accuracy at both ends.
func sigmoid(a float64) float64 {
	if a >= 0 {
		return 1 / (1 + math.Exp(-a))
	}
	e := math.Exp(a)
	return e / (1 + e)
}
