package grad_test

import (
	"math"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/prim/primtest"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// Every row is differentiated against central differences through one graph.
func TestEveryGradientMatchesDifferences(t *testing.T) {
	for _, c := range primtest.Rows() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			g := graph.New()
			b := prim.On(g)
			s := random.New(1, c.Name)
			var in []*graph.Node
			var values []graph.Array
			for i, sh := range c.In {
				in = append(in, b.Input(string(rune('a'+i)), sh))
				a := graph.NewArray(sh)
				for k := range a.Data {
					a.Data[k] = c.Low + (primtest.High-c.Low)*s.Float64()
				}
				values = append(values, a)
			}
			out := c.Of(b, in)
			weights := graph.NewArray(out.Shape)
			for k := range weights.Data {
				weights.Data[k] = s.Normal()
			}
			differ(t, b, out, b.Sum(b.Mul(out, b.Const(weights)), out.Shape.Names()...), in, values)
		})
	}
}

// differ holds the gradients of a loss of out against differences: of every item of
// a small input, and of some of a large one.
func differ(t *testing.T, b *prim.Build, out, loss *graph.Node, in []*graph.Node, values []graph.Array) {
	if slices.ContainsFunc(graph.Order(out), func(n *graph.Node) bool { return n.Prim == prim.Via }) {
		t.Skip("its gradient is that of another value by design")
	}
	grads := grad.Of(b.Graph(), loss, in)
	for i, n := range grads {
		if n == nil {
			grads[i] = b.Expand(b.Num(0), in[i].Shape)
		}
	}
	if err := b.Graph().Verify(append(grads, loss)...); err != nil {
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
		got := prim.Stored(run(grads[i]), in[i].Shape)
		for k := 0; k < len(values[i].Data); k += 1 + len(values[i].Data)/100 {
			const h = 1e-5
			old := values[i].Data[k]
			values[i].Data[k] = old + h
			up := run(loss).Data[0]
			values[i].Data[k] = old - h
			down := run(loss).Data[0]
			values[i].Data[k] = old
			if want := (up - down) / (2 * h); !(math.Abs(want-got.Data[k]) <= 1e-6*(1+math.Abs(want))) {
				t.Fatalf("input %d, item %d: %g, differences say %g", i, k, got.Data[k], want)
			}
		}
	}
}
