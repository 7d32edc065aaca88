package lower_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

// lossOf lowers a loss of the library, or one written as a function, on scores and
// targets of two trials.
func lossOf(t *testing.T, loss string, score, target graph.Array) float64 {
	t.Helper()
	text := "use std.losses\n\nblock net() : [feature] -> [class] = dense(class)\n\nlet trained = train(net, loss: " + loss + ")\n"
	st := netkit.Typed(t, text, "trained", netkit.Axes("feature", 5, "class", 3), 0)
	fn := st.Fn("loss")
	if fn == nil {
		t.Fatalf("%s is no function of the stage", loss)
	}
	b := layer.New(graph.New(), true, 3)
	x, y := b.Input("score", score.Shape), b.Input("target", target.Shape)
	got, err := interp.Run(map[*graph.Node]graph.Array{x: score, y: target}, lower.Loss(b, fn, x, y))
	if err != nil {
		t.Fatal(err)
	}
	return got[0].Data[0]
}

func TestLossesOfTheLibrary(t *testing.T) {
	s := netkit.Axes("batch", 2, "class", 3)
	score := graph.Array{Shape: s, Data: []float64{1, 0, -1, 0.5, 2, 0}}
	target := graph.Array{Shape: s, Data: []float64{1, 0, 0, 0, 0, 1}}
	true1 := []int{0, 2}
	var p [2][3]float64
	for i := range p {
		sum := 0.0
		for k := range 3 {
			sum += math.Exp(score.Data[3*i+k])
		}
		for k := range 3 {
			p[i][k] = math.Exp(score.Data[3*i+k]) / sum
		}
	}
	mean := func(f func(i, own int) float64) float64 { return (f(0, true1[0]) + f(1, true1[1])) / 2 }
	others := func(i, own int, f func(k int) float64) float64 {
		sum := 0.0
		for k := range 3 {
			if k != own {
				sum += f(k)
			}
		}
		return sum
	}
	for loss, want := range map[string]float64{
		"losses.focal": mean(func(i, own int) float64 { return -math.Pow(1-p[i][own], 2) * math.Log(p[i][own]) }),
		"fn(score, target) => losses.focal(score, target, gamma: 3)": mean(func(i, own int) float64 {
			return -math.Pow(1-p[i][own], 3) * math.Log(p[i][own])
		}),
		"losses.brier": mean(func(i, own int) float64 {
			return math.Pow(1-p[i][own], 2) + others(i, own, func(k int) float64 { return p[i][k] * p[i][k] })
		}),
		"losses.generalised_cross_entropy": mean(func(i, own int) float64 { return (1 - math.Pow(p[i][own], 0.7)) / 0.7 }),
		"losses.poly1":                     mean(func(i, own int) float64 { return 1 - p[i][own] - math.Log(p[i][own]) }),
		"losses.symmetric_cross_entropy":   mean(func(i, own int) float64 { return -0.1*math.Log(p[i][own]) + 4*(1-p[i][own]) }),
		"losses.squared_hinge": mean(func(i, own int) float64 {
			return others(i, own, func(k int) float64 {
				return math.Pow(math.Max(0, 1-score.Data[3*i+own]+score.Data[3*i+k]), 2)
			})
		}),
	} {
		if got := lossOf(t, loss, score, target); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s gives %g, want %g", loss, got, want)
		}
	}
}
