package lower_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

// ramp holds 1, 2, 3, ...
func ramp(s graph.Shape) graph.Array {
	a := graph.NewArray(s)
	for i := range a.Data {
		a.Data[i] = float64(i + 1)
	}
	return a
}

func penaltyOf(t *testing.T, n *lower.Network, x graph.Array) float64 {
	t.Helper()
	values := map[string]graph.Array{"x": x}
	for _, w := range n.Weights {
		values[w.Path] = ramp(w.Shape)
	}
	total := 0.0
	for _, a := range netkit.Run(t, values, n.Training.Penalties...) {
		total += a.Data[0]
	}
	return total
}

func TestPenaltiesReachKernelsAndNotBiases(t *testing.T) {
	in := netkit.Axes("batch", 1, "channel", 2)
	for _, c := range []struct {
		expr string
		want float64
	}{
		// The kernel is [[1, 2], [3, 4]], a row for each output.
		{"regularise(linear(mix: channel, to: filter=2, bias: yes), l1: 2)", 2 * 10},
		{"regularise(linear(mix: channel, to: filter=2, bias: yes), l2: 2)", 2 * 30},
		{"regularise(linear(mix: channel, to: filter=2), group: 1)", math.Sqrt2 * (math.Sqrt(5) + 5)},
		{"regularise(linear(mix: channel, to: filter=2), orthogonal: 1)", 4*4 + 2*11*11 + 24*24},
		{"activity_penalty(l1: 1, l2: 1)", 3 + 5},
		{"total_variation(over: channel, weight: 3)", 3},
		{"entropy_penalty(over: channel, weight: 1)", entropyOf(1)},
	} {
		n := netkit.Net(t, c.expr, in, 0)
		if got := penaltyOf(t, n, ramp(in)); math.Abs(got-c.want) > 1e-12*math.Abs(c.want) {
			t.Errorf("%s penalises by %g, want %g", c.expr, got, c.want)
		}
	}
}

// entropyOf two scores that differ by d.
func entropyOf(d float64) float64 {
	p := 1 / (1 + math.Exp(-d))
	return -p*math.Log(p) - (1-p)*math.Log(1-p)
}

func TestBoundedLimitsKernels(t *testing.T) {
	n := netkit.Net(t, "bounded(linear(mix: channel, to: filter=2, bias: yes), how: renorm, most: 3)", netkit.Axes("batch", 1, "channel", 2), 0)
	for _, w := range n.Weights {
		bound := w.Limit != nil
		if strings.HasSuffix(w.Path, "kernel") != bound {
			t.Errorf("%s is bounded: %v", w.Path, bound)
		}
		if !bound {
			continue
		}
		got := netkit.Run(t, map[string]graph.Array{w.Path: ramp(w.Shape)}, layer.Bounded(n.Training, w, w.Node))[0].Data
		// Row 1, 2 lies within; row 3, 4 of length 5 shrinks to length 3.
		for i, want := range []float64{1, 2, 1.8, 2.4} {
			if math.Abs(got[i]-want) > 1e-6 {
				t.Errorf("bounded weights are %v", got)
				break
			}
		}
	}
}

func TestVariationalDrawsOnlyWhileTraining(t *testing.T) {
	in := netkit.Axes("batch", 2, "feature", 3, "moment", 2)
	n := netkit.Program(t, "let net = variational(beta: 2)\n", "net", in, 0, 0)
	x := ramp(in)
	for i := range x.Data {
		x.Data[i] /= 10
	}
	key := graph.Array{Shape: netkit.Axes("word", 3), Data: []float64{1, 2, 3}}
	got := netkit.Run(t, map[string]graph.Array{"x": x, "key": key}, n.Applied, n.Learning, n.Training.Penalties[0])
	want := 0.0
	for i := range 6 {
		m, v := x.Data[2*i], x.Data[2*i+1]
		if got[0].Data[i] != m {
			t.Errorf("predicting gives %v", got[0].Data)
		}
		if got[1].Data[i] == m {
			t.Error("training draws nothing")
		}
		want += 2 * 0.5 * (math.Exp(v) + m*m - 1 - v) / 2
	}
	if math.Abs(got[2].Data[0]-want) > 1e-12 {
		t.Errorf("the divergence is %g, want %g", got[2].Data[0], want)
	}
}
