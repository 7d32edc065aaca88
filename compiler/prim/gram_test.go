package prim_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// The covariance of windows by its definition: every window written out.
func TestGramIsTheCovarianceOfWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, stride, dilation := rapid.IntRange(1, 5).Draw(t, "size"), rapid.IntRange(1, 3).Draw(t, "stride"), rapid.IntRange(1, 4).Draw(t, "dilation")
		left, right := rapid.IntRange(0, 6).Draw(t, "left"), rapid.IntRange(0, 6).Draw(t, "right")
		reach := (size-1)*dilation + 1
		length := max(rapid.IntRange(1, 20).Draw(t, "length"), reach-left-right)
		b := prim.On(graph.New())
		x := b.Input("x", graph.Shape{{Name: "batch", Size: 2}, {Name: "channel", Size: 3}, {Name: "time", Size: length}})
		w := b.Window(b.Pad(x, "time", left, right, 0), "time", "k", size, stride, dilation)
		w = b.Sub(w, b.Mean(w, "time"))
		want := b.Contract(w, b.Rename(w, "k", "l"), "channel", "time")
		want = b.Scale(want, 1/float64(3*w.Shape.Of("time")))
		got := b.Covariances(x, prim.GramArg{
			Axis: "time", Tap: "k", Other: "l", Size: size, Stride: stride, Dilation: dilation,
			Left: left, Count: w.Shape.Of("time"), Sum: []string{"channel"},
		})
		a, s := graph.NewArray(x.Shape), random.New(1, "x")
		for i := range a.Data {
			a.Data[i] = 50 + s.Normal()
		}
		up := graph.NewArray(got.Shape)
		for i := range up.Data {
			up.Data[i] = s.Normal()
		}
		gradient := func(n *graph.Node) *graph.Node {
			d := grad.Through(b.Graph(), []*graph.Node{n}, []*graph.Node{b.Ordered(b.Const(up), n.Shape)}, []*graph.Node{x})[0]
			if d == nil { // all windows lie in the padding
				return b.Scale(x, 0)
			}
			return d
		}
		both, err := interp.Run(map[*graph.Node]graph.Array{x: a}, want, got, gradient(want), gradient(got))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "value", both[1], prim.Stored(both[0], got.Shape))
		near(t, "gradient", both[3], both[2])
	})
}

func near(t *rapid.T, what string, got, want graph.Array) {
	for i, v := range want.Data {
		if d := math.Abs(got.Data[i] - v); d > 1e-10*(1+math.Abs(v)) {
			t.Fatalf("%s, item %d is %g, not %g", what, i, got.Data[i], v)
		}
	}
}
