package rewrite_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

// fatal is what *testing.T and *rapid.T have in common.
type fatal interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// everything a network computes: outputs, running statistics, penalties, and the
// gradients of the input and all weights of a random sum of the outputs.
func everything(n *lower.Network, up *graph.Node) []*graph.Node {
	b := prim.On(n.Graph)
	loss := b.Sum(b.Mul(n.Learning, up), n.Learning.Shape.Names()...)
	for _, p := range n.Training.Penalties {
		loss = b.Add(loss, p)
	}
	weights := []*graph.Node{n.Input}
	for _, w := range n.Weights {
		weights = append(weights, w.Node)
	}
	outs := []*graph.Node{n.Learning, n.Applied, loss}
	for i, g := range grad.Of(n.Graph, loss, weights) {
		if g == nil {
			g = b.Scale(weights[i], 0)
		}
		outs = append(outs, g)
	}
	for _, s := range n.States {
		outs = append(outs, s.Next)
	}
	return outs
}

// values of inputs: normal numbers with an offset by channel, variances positive,
// whole numbers for keys.
func values(seed uint64, outs []*graph.Node, x *graph.Node) map[*graph.Node]graph.Array {
	env := map[*graph.Node]graph.Array{}
	for _, n := range graph.Order(outs...) {
		if n.Prim != prim.Input {
			continue
		}
		name := lower.NameOf(n)
		s := random.New(seed, name)
		a := graph.NewArray(n.Shape)
		for i := range a.Data {
			a.Data[i] = s.Normal()
			switch {
			case name == "key":
				a.Data[i] = float64(i + 1)
			case n == x:
				a.Data[i] += float64(i / n.Shape[len(n.Shape)-1].Size % 5)
			case len(name) > 9 && name[len(name)-9:] == ".variance":
				a.Data[i] = 0.5 + math.Abs(a.Data[i])
			}
		}
		env[n] = a
	}
	return env
}

// same checks that two lists of nodes have the same values.
func same(t fatal, env map[*graph.Node]graph.Array, before, after []*graph.Node, tol float64) {
	t.Helper()
	want, err := interp.Run(env, before...)
	if err != nil {
		t.Fatal(err)
	}
	got, err := interp.Run(env, after...)
	if err != nil {
		t.Fatal(err)
	}
	overall := 0.0
	for _, w := range want {
		for _, v := range w.Data {
			overall = max(overall, math.Abs(v))
		}
	}
	for i := range want {
		w, g := want[i], prim.Stored(got[i], want[i].Shape)
		largest := 1e-3 * overall // gradients that are zero but for rounding
		for _, v := range w.Data {
			largest = max(largest, math.Abs(v))
		}
		for k := range w.Data {
			if d := math.Abs(w.Data[k] - g.Data[k]); !(d <= tol*largest) {
				t.Fatalf("output %d of %d (%v), item %d: %g, was %g", i, len(want), before[i].Shape, k, g.Data[k], w.Data[k])
			}
		}
	}
}

// checked rewrites a network and compares everything.
func checked(t fatal, n *lower.Network, seed uint64) (*lower.Network, []rewrite.Reason) {
	t.Helper()
	return checkedWith(t, n, seed, rewrite.Options{})
}

func checkedWith(t fatal, n *lower.Network, seed uint64, o rewrite.Options) (*lower.Network, []rewrite.Reason) {
	t.Helper()
	m, why, err := rewrite.Network(n, o)
	if err != nil {
		t.Fatal(err)
	}
	up := prim.On(n.Graph).Input("up", n.Learning.Shape)
	before, after := everything(n, up), everything(m, up)
	if err := n.Graph.Verify(after...); err != nil {
		t.Fatal(err)
	}
	same(t, values(seed, append(before, after...), n.Input), before, after, 1e-8)
	return m, why
}

// done lists the passes that did something.
func done(why []rewrite.Reason) []string {
	var out []string
	for _, r := range why {
		if r.Done {
			out = append(out, r.Pass)
		}
	}
	return out
}

func log(t *testing.T, why []rewrite.Reason) {
	for _, r := range why {
		t.Log(r)
	}
}
