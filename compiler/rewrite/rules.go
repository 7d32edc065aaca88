package rewrite

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A rule of arithmetic: from becomes to, where c is number(a, b). Values and
// gradients stay the same wherever those of from are finite. Sums of numbers go
// inwards and products outwards, so that rules meet.
type rule struct {
	from, to string
	number   func(a, b float64) float64
	when     func(m bound) bool
}

var arithmetic = []rule{
	{from: "add(x, 0)", to: "x"},
	{from: "sub(x, 0)", to: "x"},
	{from: "sub(0, x)", to: "neg(x)"},
	{from: "mul(x, 1)", to: "x"},
	{from: "div(x, 1)", to: "x"},
	{from: "mul(x, -1)", to: "neg(x)"},
	{from: "sub(x, x)", to: "0"},
	{from: "add(x, x)", to: "mul(x, 2)"},

	// Signs.
	{from: "neg(neg(x))", to: "x"},
	{from: "add(x, neg(y))", to: "sub(x, y)"},
	{from: "sub(x, neg(y))", to: "add(x, y)"},
	{from: "neg(sub(x, y))", to: "sub(y, x)"},
	{from: "mul(neg(x), neg(y))", to: "mul(x, y)"},
	{from: "mul(neg(x), a)", to: "mul(x, c)", number: func(a, _ float64) float64 { return -a }},
	{from: "neg(mul(x, a))", to: "mul(x, c)", number: func(a, _ float64) float64 { return -a }},
	{from: "abs(neg(x))", to: "abs(x)"},

	// Numbers meet.
	{from: "add(add(x, a), b)", to: "add(x, c)", number: func(a, b float64) float64 { return a + b }},
	{from: "add(sub(x, a), b)", to: "add(x, c)", number: func(a, b float64) float64 { return b - a }},
	{from: "sub(add(x, a), b)", to: "add(x, c)", number: func(a, b float64) float64 { return a - b }},
	{from: "sub(sub(x, a), b)", to: "sub(x, c)", number: func(a, b float64) float64 { return a + b }},
	{from: "add(sub(a, x), b)", to: "sub(c, x)", number: func(a, b float64) float64 { return a + b }},
	{from: "sub(sub(a, x), b)", to: "sub(c, x)", number: func(a, b float64) float64 { return a - b }},
	{from: "sub(b, add(x, a))", to: "sub(c, x)", number: func(a, b float64) float64 { return b - a }},
	{from: "sub(b, sub(x, a))", to: "sub(c, x)", number: func(a, b float64) float64 { return a + b }},
	{from: "sub(b, sub(a, x))", to: "add(x, c)", number: func(a, b float64) float64 { return b - a }},
	{from: "mul(mul(x, a), b)", to: "mul(x, c)", number: product},
	{from: "div(mul(x, a), b)", to: "mul(x, c)", number: func(a, b float64) float64 { return a / b }, when: safe},
	{from: "div(x, a)", to: "mul(x, c)", number: func(a, _ float64) float64 { return 1 / a }, when: safe},
	{from: "max(max(x, a), b)", to: "max(x, c)", number: math.Max},
	{from: "min(min(x, a), b)", to: "min(x, c)", number: math.Min},

	// A quotient of a large value by a small one divides the small one.
	{from: "div(x, y)", to: "mul(x, recip(y))", when: func(m bound) bool { return m.nodes["y"].Shape.Count()*2 <= m.nodes["x"].Shape.Count() }},
	{from: "recip(recip(x))", to: "x"},
	{from: "recip(div(x, y))", to: "div(y, x)"},
	{from: "div(x, recip(y))", to: "mul(x, y)"},

	// Functions that undo each other.
	{from: "log(exp(x))", to: "x"},
	{from: "log1p(expm1(x))", to: "x"},
	{from: "exp(log(x))", to: "x", when: func(m bound) bool { return positive(m.nodes["x"]) }},
	{from: "sqrt(mul(x, x))", to: "abs(x)"},
	{from: "abs(abs(x))", to: "abs(x)"},
	{from: "abs(exp(x))", to: "exp(x)"},
	{from: "floor(floor(x))", to: "floor(x)"},
	{from: "sign(sign(x))", to: "sign(x)"},
	{from: "step(step(x))", to: "step(x)"},

	// The same on both sides.
	{from: "max(x, x)", to: "x"},
	{from: "min(x, x)", to: "x"},
	{from: "select(x, y, y)", to: "y"},
	{from: "via(x, x)", to: "x"},
	{from: "via(via(x, y), z)", to: "via(x, z)"},
	{from: "via(x, via(y, z))", to: "via(x, z)"},
}

// product of two numbers; of a number and the reciprocal of it, exactly 1.
func product(a, b float64) float64 {
	if a == 1/b || b == 1/a {
		return 1
	}
	return a * b
}

// safe numbers can be divided by.
func safe(m bound) bool {
	for _, name := range []string{"a", "b"} {
		if v, ok := m.nums[name]; ok && (v == 0 || math.IsInf(1/v, 0)) {
			return false
		}
	}
	return true
}

// positive reports whether a value is above zero whatever its inputs are.
func positive(n *graph.Node) bool {
	switch n.Prim {
	case prim.Exp, prim.Sigmoid:
		return true
	case prim.Add:
		return positive(n.In[0]) && positive(n.In[1])
	case prim.Mul, prim.Div:
		return positive(n.In[0]) && positive(n.In[1])
	case prim.Sqrt, prim.Recip:
		return positive(n.In[0])
	}
	v, ok := prim.Literal(n)
	return ok && v > 0
}

// compiled is a rule with its patterns read.
type compiled struct {
	rule
	left, right term
}

var compiledRules = func() map[*graph.Prim][]compiled {
	out := map[*graph.Prim][]compiled{}
	for _, r := range arithmetic {
		c := compiled{r, parse(r.from), parse(r.to)}
		out[c.left.op] = append(out[c.left.op], c)
	}
	return out
}()

// apply gives what the rule makes of a node, nil when it does not fit.
func (c compiled) apply(b *prim.Build, n *graph.Node) *graph.Node {
	m, ok := c.left.match(n, bound{})
	if !ok || c.when != nil && !c.when(m) {
		return nil
	}
	if c.number != nil {
		m = m.with("c", nil, c.number(m.nums["a"], m.nums["b"]))
	}
	return b.Ordered(c.right.build(b, m), n.Shape)
}
