package rewrite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A term is a pattern: an operation on terms, a number, a name for any value
// (x, y, z), or a name for any number (a, b; c is what the rule makes of them).
type term struct {
	op   *graph.Prim
	in   []term
	name string
	num  float64
}

var operations = map[string]*graph.Prim{
	"neg": prim.Neg, "recip": prim.Recip, "exp": prim.Exp, "log": prim.Log, "expm1": prim.Expm1, "log1p": prim.Log1p,
	"sqrt": prim.Sqrt, "abs": prim.Abs, "floor": prim.Floor, "sign": prim.Sign, "step": prim.Step,
	"add": prim.Add, "sub": prim.Sub, "mul": prim.Mul, "div": prim.Div, "max": prim.Max, "min": prim.Min,
	"select": prim.Select, "via": prim.Via,
}

// parse reads a pattern such as mul(mul(x, a), b). Patterns are part of the
// program, so that a wrong one is a bug.
func parse(text string) term {
	t, rest := parseTerm(text)
	if strings.TrimSpace(rest) != "" {
		panic(fmt.Sprintf("pattern %q: %q is left over", text, rest))
	}
	return t
}

func parseTerm(text string) (term, string) {
	text = strings.TrimLeft(text, " ")
	end := strings.IndexAny(text, "(),")
	if end < 0 {
		end = len(text)
	}
	word, rest := strings.TrimSpace(text[:end]), text[end:]
	if !strings.HasPrefix(rest, "(") {
		if v, err := strconv.ParseFloat(word, 64); err == nil {
			return term{num: v}, rest
		}
		return term{name: word}, rest
	}
	t := term{op: operations[word]}
	if t.op == nil {
		panic("no operation " + word)
	}
	for rest = rest[1:]; ; rest = rest[1:] {
		var in term
		in, rest = parseTerm(rest)
		t.in = append(t.in, in)
		if strings.HasPrefix(rest, ")") {
			return t, rest[1:]
		}
	}
}

// bound is what names of a pattern stand for.
type bound struct {
	nodes map[string]*graph.Node
	nums  map[string]float64
}

func isNumber(name string) bool { return name == "a" || name == "b" || name == "c" }

// match binds names; the inputs of commutative maps match in both orders.
func (t term) match(n *graph.Node, to bound) (bound, bool) {
	switch {
	case t.op == nil && t.name == "":
		v, ok := prim.Literal(n)
		return to, ok && v == t.num
	case t.op == nil && isNumber(t.name):
		v, ok := prim.Literal(n)
		if old, known := to.nums[t.name]; known {
			return to, ok && v == old
		}
		if ok {
			to = to.with(t.name, nil, v)
		}
		return to, ok
	case t.op == nil:
		if old, known := to.nodes[t.name]; known {
			return to, old == n
		}
		return to.with(t.name, n, 0), true
	case n.Prim != t.op:
		return to, false
	}
	if got, ok := matchAll(t.in, n.In, to); ok {
		return got, true
	}
	if slices.Contains([]*graph.Prim{prim.Add, prim.Mul, prim.Max, prim.Min}, t.op) {
		return matchAll(t.in, []*graph.Node{n.In[1], n.In[0]}, to)
	}
	return to, false
}

func matchAll(ts []term, ns []*graph.Node, to bound) (bound, bool) {
	ok := true
	for i := range ts {
		if to, ok = ts[i].match(ns[i], to); !ok {
			return to, false
		}
	}
	return to, true
}

func (to bound) with(name string, n *graph.Node, v float64) bound {
	out := bound{map[string]*graph.Node{}, map[string]float64{}}
	for k, x := range to.nodes {
		out.nodes[k] = x
	}
	for k, x := range to.nums {
		out.nums[k] = x
	}
	if n != nil {
		out.nodes[name] = n
	} else {
		out.nums[name] = v
	}
	return out
}

// build makes what a pattern says. Numbers are computed at once.
func (t term) build(b *prim.Build, of bound) *graph.Node {
	switch {
	case t.op == nil && t.name == "":
		return b.Num(t.num)
	case t.op == nil && isNumber(t.name):
		return b.Num(of.nums[t.name])
	case t.op == nil:
		return of.nodes[t.name]
	}
	in := make([]*graph.Node, len(t.in))
	known, args := true, [3]float64{}
	for i, x := range t.in {
		in[i] = x.build(b, of)
		v, ok := prim.Literal(in[i])
		known, args[i] = known && ok, v
	}
	if known {
		return b.Num(t.op.Ref(args[0], args[1], args[2]))
	}
	return b.Graph().Node(t.op, nil, in...)
}
