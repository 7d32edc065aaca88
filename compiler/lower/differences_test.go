package lower_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

// differences compares the gradients of a network with central differences, for its
// input and for every weight: the sum of the output times fixed numbers is the value.
func differences(t *testing.T, n *lower.Network) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 11))
	env := map[*graph.Node]graph.Array{}
	fill := func(node *graph.Node) {
		a := graph.NewArray(node.Shape)
		for i := range a.Data {
			a.Data[i] = r.NormFloat64()
		}
		env[node] = a
	}
	wrt := []*graph.Node{n.Input}
	fill(n.Input)
	for _, w := range n.Weights {
		fill(w.Node)
		wrt = append(wrt, w.Node)
	}
	up := n.Training.Input("up", n.Learning.Shape)
	fill(up)
	value := func() float64 {
		out, err := interp.Run(env, n.Learning)
		if err != nil {
			t.Fatal(err)
		}
		total := 0.0
		for i, v := range out[0].Data {
			total += v * env[up].Data[i]
		}
		return total
	}
	for k, g := range netkit.Gradients(n, n.Learning, up, wrt...) {
		if g == nil {
			t.Errorf("nothing flows to %v", wrt[k].Head())
			continue
		}
		got, err := interp.Run(env, g)
		if err != nil {
			t.Fatal(err)
		}
		x := env[wrt[k]]
		for i := range x.Data {
			const h = 1e-5
			old := x.Data[i]
			x.Data[i] = old + h
			above := value()
			x.Data[i] = old - h
			below := value()
			x.Data[i] = old
			want := (above - below) / (2 * h)
			if d := math.Abs(got[0].Data[i] - want); !(d <= 1e-6+1e-6*math.Abs(want)) {
				t.Errorf("%v at %d: %g, differences say %g", wrt[k].Head(), i, got[0].Data[i], want)
			}
		}
	}
}
