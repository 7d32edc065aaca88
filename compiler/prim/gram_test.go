package prim_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

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
		got := b.Covariances(x, prim.GramArg{Axis: "time", Tap: "k", Other: "l", Size: size, Stride: stride, Dilation: dilation,
			Left: left, Count: w.Shape.Of("time"), Sum: []string{"channel"}})
		a, s := graph.NewArray(x.Shape), random.New(1, "x")
		for i := range a.Data {
			a.Data[i] = 50 + s.Normal()
		}
		both, err := interp.Run(map[*graph.Node]graph.Array{x: a}, want, got)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range prim.Stored(both[0], got.Shape).Data {
			if d := math.Abs(both[1].Data[i] - v); d > 1e-9*(1+math.Abs(v)) {
				t.Fatalf("item %d is %g, not %g", i, both[1].Data[i], v)
			}
		}
	})
}
