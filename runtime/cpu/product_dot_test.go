package cpu_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// The gradient of spatial filters: few rows, and both operands lie along the sum.
func TestProductsOfFewRowsAgreeWithTheJudge(t *testing.T) {
	for _, time := range []int{63, 64, 96, 600} {
		for depth := 2; depth < 6; depth++ {
			b := prim.On(graph.New())
			trials := graph.Shape{{Name: "batch", Size: 3}, {Name: "filter", Size: 4}}
			x := b.Input("x", append(trials.Only("batch", "filter"), graph.Axis{Name: "channel", Size: 7}, graph.Axis{Name: "time", Size: time}))
			g := b.Input("g", append(trials.Only("batch", "filter"), graph.Axis{Name: "depth", Size: depth}, graph.Axis{Name: "time", Size: time}))
			f := &graph.Function{Inputs: []*graph.Node{x, g}, Outputs: []*graph.Node{
				b.Contract(x, g, "batch", "time"), b.Contract(x, g, "time"), b.Contract(g, x, "batch", "time"),
			}}
			plan, err := fuse.Function(f)
			if err != nil {
				t.Fatal(err)
			}
			in := values(f)
			want, err := interp.Function(f, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, set := range sets() {
				for i, got := range ran(t, plan, in, set, 2) {
					if d := apart(got, want[i].Data); !(d <= 1e-6) {
						t.Errorf("%d items, depth %d, %s, output %d: off by %.2g of the largest", time, depth, set.Name(), i, d)
					}
				}
			}
		}
	}
}
