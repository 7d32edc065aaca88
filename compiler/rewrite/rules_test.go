package rewrite

import (
	"math"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// names in a pattern.
func (t term) names(into map[string]bool) map[string]bool {
	if t.op == nil && t.name != "" {
		into[t.name] = true
	}
	for _, x := range t.in {
		x.names(into)
	}
	return into
}

// instance puts random values in the place of the names of a pattern.
func instance(b *prim.Build, t term, s *random.Stream) *graph.Node {
	of := bound{map[string]*graph.Node{}, map[string]float64{}}
	shapes := []graph.Shape{{{Name: "filter", Size: 3}, {Name: "time", Size: 4}}, {{Name: "time", Size: 4}}, {{Name: "filter", Size: 3}}, {}}
	names := t.names(map[string]bool{})
	for _, name := range []string{"a", "b", "x", "y", "z"} {
		if !names[name] {
			continue
		}
		if isNumber(name) {
			of.nums[name] = 0.5 + 2*s.Float64()
			continue
		}
		x := b.Input(name, shapes[int(s.Float64()*4)])
		if s.Float64() < 0.3 {
			x = b.Exp(x)
		}
		of.nodes[name] = x
	}
	return t.build(b, of)
}

// agree checks values, and gradients of a random sum, of two nodes.
func agree(t *testing.T, g *graph.Graph, before, after *graph.Node, low float64) {
	t.Helper()
	b := prim.On(g)
	if !slices.Equal(before.Shape, after.Shape) {
		t.Fatalf("%v became %v", before.Shape, after.Shape)
	}
	env := map[*graph.Node]graph.Array{}
	var inputs []*graph.Node
	for _, n := range graph.Order(before) {
		if n.Prim != prim.Input {
			continue
		}
		s, a := random.New(7, n.Arg.String()), graph.NewArray(n.Shape)
		for i := range a.Data {
			a.Data[i] = low + (2-low)*s.Float64()
		}
		env[n] = a
		inputs = append(inputs, n)
	}
	up := graph.NewArray(before.Shape)
	s := random.New(7, "up")
	for i := range up.Data {
		up.Data[i] = s.Normal()
	}
	outs := func(n *graph.Node) []*graph.Node {
		grads := grad.Through(g, []*graph.Node{n}, []*graph.Node{b.Const(up)}, inputs)
		for i, d := range grads {
			if d == nil {
				grads[i] = b.Expand(b.Num(0), inputs[i].Shape)
			}
		}
		return append(grads, n)
	}
	want, err := interp.Run(env, outs(before)...)
	if err != nil {
		t.Fatal(err)
	}
	got, err := interp.Run(env, outs(after)...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		for k, w := range want[i].Data {
			if v := got[i].Data[k]; !(math.Abs(v-w) <= 1e-12*(1+math.Abs(w))) {
				t.Fatalf("output %d, item %d: %g, was %g\nbefore:\n%s\nafter:\n%s", i, k, v, w, graph.Text(before), graph.Text(after))
			}
		}
	}
}

func TestEveryRuleOfArithmetic(t *testing.T) {
	for _, r := range arithmetic {
		t.Run(r.from, func(t *testing.T) {
			c := compiled{r, parse(r.from), parse(r.to)}
			s := random.New(3, r.from)
			fired := 0
			for range 60 {
				g := graph.New()
				b := prim.On(g)
				before := instance(b, c.left, s)
				after := c.apply(b, before)
				if after == nil {
					continue
				}
				fired++
				for _, low := range []float64{0.1, -1} {
					if low < 0 && domain(before) {
						continue
					}
					agree(t, g, before, after, low)
				}
			}
			if fired < 5 {
				t.Errorf("it fitted %d of 60 times", fired)
			}
		})
	}
}

// domain reports whether a value needs positive inputs.
func domain(n *graph.Node) bool {
	for _, x := range graph.Order(n) {
		if x.Prim == prim.Log || x.Prim == prim.Sqrt || x.Prim == prim.Recip || x.Prim == prim.Div {
			return true
		}
	}
	return false
}

func TestEveryStructuralRule(t *testing.T) {
	for _, r := range views {
		t.Run(r.name, func(t *testing.T) {
			g := graph.New()
			b := prim.On(g)
			x := b.Input("x", graph.Shape{{Name: "filter", Size: 3}, {Name: "time", Size: 6}})
			y := b.Input("y", graph.Shape{{Name: "filter", Size: 3}})
			z := b.Input("z", graph.Shape{{Name: "time", Size: 6}, {Name: "unit", Size: 2}})
			before := r.example(b, x, y, z)
			s := &simplifier{b, map[*graph.Node]int{}}
			after := r.apply(s, before)
			if after == nil || after == before {
				t.Fatalf("it does not fit %s", graph.Text(before))
			}
			agree(t, g, before, s.Ordered(after, before.Shape), -1)
		})
	}
}

// What no rule fits stays, and rules end.
func TestSimplifyEnds(t *testing.T) {
	g := graph.New()
	b := prim.On(g)
	x := b.Input("x", graph.Shape{{Name: "time", Size: 6}})
	n := x
	for range 20 {
		n = g.Node(prim.Div, nil, g.Node(prim.Neg, nil, g.Node(prim.Mul, nil, b.Num(2), g.Node(prim.Sub, nil, b.Num(1), n))), b.Num(3))
	}
	p := &passes{Build: b}
	m := p.simplify([]*graph.Node{n})[0]
	agree(t, g, n, m, -1)
	if was, is := len(graph.Order(n)), len(graph.Order(m)); is >= was*3/4 {
		t.Errorf("%d nodes of %d are left", is, was)
	}
	if again := p.simplify([]*graph.Node{m})[0]; again != m {
		t.Error("a second run changes more")
	}
}
