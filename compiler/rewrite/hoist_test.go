package rewrite_test

import (
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

// The covariances of every trial are prepared, and a step that is fed with them
// gives the same; the batch may be put together anew.
func TestPreparedValuesOfTrials(t *testing.T) {
	n := netkit.Net(t, "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)", trial, 2)
	m, _ := checked(t, n, 3)
	outs := everything(m, prim.On(n.Graph).Input("up", n.Learning.Shape))
	outs = slices.Delete(outs, 3, 4) // no gradient of the input
	prepared := rewrite.Hoist(outs, n.Input)
	if len(prepared) != 2 {
		t.Fatalf("%d values are prepared: %v", len(prepared), prepared)
	}
	kept, fed, result := rewrite.Feed(n.Graph, outs, prepared)
	env := values(3, outs, n.Input)
	got, err := interp.Run(env, kept...)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range fed {
		env[f] = got[i]
	}
	same(t, env, outs, result, 1e-12)
	if a, b := rewrite.MACs([]*graph.Node{m.Learning}, n.Input), rewrite.MACs(result[:1]); a != b {
		t.Errorf("%d multiply-adds of a step were promised, %d are left", a, b)
	}
}

func TestWhatOneTrialDecides(t *testing.T) {
	b := prim.On(graph.New())
	x := b.Input("x", trial)
	w := b.Input("w", netkit.Axes("filter", 2, "channel", 5))
	each := b.Contract(x, b.Rename(x, "channel", "other"), "time") // covariances of a trial
	for _, c := range []struct {
		name string
		out  *graph.Node
		want []*graph.Node
	}{
		{"covariances", b.Mul(each, b.Input("key", netkit.Axes("channel", 5))), []*graph.Node{each}},
		{"an output by itself", each, []*graph.Node{each}},
		{"a value that needs weights", b.Contract(x, w, "channel"), nil},
		{"the mean of trials, whose parts are kept", b.Mean(each, "batch"), []*graph.Node{each}},
		{"what other trials decide", b.Contract(b.Sub(x, b.Mean(x, "batch")), b.Rename(x, "channel", "other"), "time"), nil},
		{"a cheap map", b.Mul(b.Scale(x, 2), b.Input("gain", netkit.Axes("channel", 5))), nil},
		{"a cheap map of something dear", b.Mul(b.Scale(each, 2), b.Input("gain", netkit.Axes("channel", 5))), []*graph.Node{b.Scale(each, 2)}},
		{"a random value", b.Mul(b.Uniform("u", each.Shape, b.Input("k", prim.KeyShape)), w), nil},
	} {
		got := rewrite.Hoist([]*graph.Node{c.out}, x)
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
