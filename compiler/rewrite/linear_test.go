package rewrite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

var trial = netkit.Axes("batch", 3, "channel", 5, "time", 40)

func TestSpatialBeforeTemporal(t *testing.T) {
	for name, net := range map[string]string{
		"norm":                "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)",
		"odd kernel, bias":    "conv(over: time, kernel: 7, to: filter=3, bias: yes) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2, bias: yes) |> elu |> dense(class)",
		"valid":               "conv(over: time, kernel: 8, to: filter=3, pad: valid) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)",
		"causal, dilated":     "conv(over: time, kernel: 8, dilation: 2, to: filter=3, pad: causal) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"stride":              "conv(over: time, kernel: 9, stride: 2, to: filter=3) |> norm(per: filter, running: biased) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"no norm":             "conv(over: time, kernel: 8, to: filter=3) |> linear(mix: channel, per: filter) |> norm(per: filter) |> elu |> dense(class)",
		"per time sample":     "conv(over: time, kernel: 8, to: filter=3) |> norm(per: time) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)",
		"per time and filter": "conv(over: time, kernel: 7, to: filter=3, dilation: 2) |> norm(per: [filter, time]) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"per time, stride":    "conv(over: time, kernel: 9, stride: 2, pad: causal, to: filter=3) |> norm(per: time) |> norm(per: time) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"two norms":           "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
	} {
		t.Run(name, func(t *testing.T) {
			n := netkit.Net(t, net, trial, 2)
			m, why := checked(t, n, 1)
			log(t, why)
			if len(done(why)) == 0 || done(why)[0] != "spatial first" {
				t.Error("the spatial map did not come first")
			}
			before, after := rewrite.MACs([]*graph.Node{n.Learning}), rewrite.MACs([]*graph.Node{m.Learning}, n.Input)
			if after >= before {
				t.Errorf("%d multiply-adds, were %d", after, before)
			}
			many := netkit.Net(t, net, netkit.Axes("batch", 2, "channel", 16, "time", 64), 2)
			if _, why := checkedWith(t, many, 2, rewrite.Options{Changing: true}); !slices.Contains(done(why), "spatial first") {
				t.Error("it does not come first where trials change")
			}
		})
	}
}

// An augmentation before the network makes every step's trials others.
func TestAugmentedTrials(t *testing.T) {
	n := netkit.Net(t, "dropout(20 %) |> conv(over: time, kernel: 9, to: filter=6) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		netkit.Axes("batch", 3, "channel", 12, "time", 50), 2)
	m, why := checked(t, n, 5)
	if !slices.Contains(done(why), "spatial first") {
		t.Error("the spatial map did not come first")
	}
	if prepared := rewrite.Hoist(everything(m, prim.On(n.Graph).Input("up", n.Learning.Shape)), n.Input); len(prepared) > 0 {
		t.Errorf("%v are prepared", prepared)
	}
}

func TestLinearMapsAsOne(t *testing.T) {
	for name, net := range map[string]string{
		"spatial map that mixes filters":     "conv(over: time, kernel: 7, to: filter=8, bias: yes) |> linear(mix: [channel, filter], to: filter=6) |> norm(per: filter) |> elu |> dense(class)",
		"norm between":                       "conv(over: time, kernel: 7, to: filter=8) |> norm(per: filter) |> linear(mix: [channel, filter], to: filter=6) |> elu |> dense(class)",
		"two plain maps":                     "linear(mix: channel, to: filter=9, bias: yes) |> linear(mix: filter, to: filter=4, bias: yes) |> elu |> dense(class)",
		"a kernel behind a plain map":        "linear(mix: channel, to: filter=9) |> conv(over: time, kernel: 6, mix: filter, to: filter=8) |> elu |> dense(class)",
		"a kernel behind a map with offsets": "linear(mix: channel, to: filter=9, bias: yes) |> conv(over: time, kernel: 6, stride: 2, mix: filter, to: filter=8, bias: yes) |> elu |> dense(class)",
		"a dilated kernel, valid":            "linear(mix: channel, to: filter=9, bias: yes) |> conv(over: time, kernel: 4, dilation: 3, pad: valid, mix: filter, to: filter=8) |> elu |> dense(class)",
	} {
		t.Run(name, func(t *testing.T) {
			n := netkit.Net(t, net, trial, 2)
			m, why := checked(t, n, 1)
			log(t, why)
			if !slices.Contains(done(why), "compose") {
				t.Error("they stayed two")
			}
			if before, after := rewrite.MACs([]*graph.Node{n.Learning}), rewrite.MACs([]*graph.Node{m.Learning}, n.Input); after >= before {
				t.Errorf("%d multiply-adds, were %d", after, before)
			}
		})
	}
}

func TestWhatStandsInTheWay(t *testing.T) {
	for net, want := range map[string]string{
		"conv(over: time, kernel: 7, to: filter=3) |> elu |> linear(mix: channel, per: filter) |> dense(class)":                                                                          "not linear",
		"conv(over: time, kernel: 7, to: filter=3) |> norm(per: channel) |> linear(mix: channel, per: filter) |> elu |> dense(class)":                                                    "for each item of channel",
		"conv(over: time, kernel: 7, to: filter=3) |> dropout(20 %) |> linear(mix: channel, per: filter) |> elu |> dense(class)":                                                         "varies along batch",
		"conv(over: time, kernel: 3, to: filter=3) |> conv(over: time, kernel: 5, mix: filter, to: filter=4) |> elu |> dense(class)":                                                     "both kernels slide along time",
		"linear(mix: channel, to: channel=5) |> conv(over: time, kernel: 7, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)": "weights before it",
		"conv(over: time, kernel: 5, per: channel) |> conv(over: time, kernel: 3, mix: channel, to: filter=8) |> elu |> dense(class)":                                                    "both kernels slide along time",
		"conv(over: time, kernel: 8, per: channel) |> linear(mix: channel, to: filter=4) |> elu |> dense(class)":                                                                         "takes",
		"conv(over: time, kernel: 7, to: filter=3) |> norm(over: time) |> linear(mix: channel, per: filter) |> elu |> dense(class)":                                                      "",
	} {
		n := netkit.Net(t, net, trial, 2)
		_, why := checked(t, n, 1)
		found := want == ""
		for _, r := range why {
			t.Log(r)
			found = found || !r.Done && r.Mode != "predicting" && strings.Contains(r.Why, want)
		}
		if !found {
			t.Errorf("%s: no reason says %q", net, want)
		}
	}
}

// Whatever the kernel, the padding and what lies between, the network stays what
// it was.
func TestRandomChains(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		number := func(label string, low, high int) int { return rapid.IntRange(low, high).Draw(r, label) }
		shape := netkit.Axes("batch", number("batch", 1, 3), "channel", number("channels", 1, 6), "time", number("time", 24, 40))
		net := fmt.Sprintf("conv(over: time, kernel: %d, dilation: %d, stride: %d, pad: %s, bias: %s, to: filter=%d)",
			number("kernel", 1, 9), number("dilation", 1, 3), number("stride", 1, 3), one("pad", "same", "same_left", "valid", "causal", "half"), one("bias", "yes", "no"), number("filters", 1, 4))
		net += one("between", "", " |> norm(per: filter)", " |> norm(per: filter, epsilon: 1e-5, momentum: 0.1, running: biased) |> norm(per: filter)", " |> norm(per: time)", " |> norm(per: [filter, time])")
		net += " |> " + one("second", "linear(mix: channel, per: filter)", "linear(mix: channel, per: filter, to: depth=3, bias: yes)", "linear(mix: [channel, filter], to: filter=3, bias: yes)",
			"linear(mix: channel, to: feature=2)", "linear(mix: filter, to: feature=2)", "conv(over: channel, kernel: 2, mix: filter, to: feature=2)", "conv(over: time, kernel: 3, mix: filter, to: feature=2)")
		net += one("then", " |> elu", " |> norm(per: time) |> elu", " |> conv(over: time, kernel: 5) |> elu") + " |> dense(class)"
		o := rewrite.Options{Changing: rapid.Bool().Draw(r, "changing")}
		checkedWith(r, netkit.Net(t, net, shape, 2), uint64(number("seed", 0, 1000)), o)
	})
}

func TestExactChangesNothing(t *testing.T) {
	n := netkit.Net(t, "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)", trial, 2)
	m, why, err := rewrite.Network(n, rewrite.Options{Exact: true})
	if err != nil || m != n || len(why) > 0 {
		t.Errorf("%v %v", why, err)
	}
}

// A gradient of the input is dear through covariances; the maps are then made.
func TestMovingInputsKeepTheirMaps(t *testing.T) {
	n := netkit.Net(t, "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)", trial, 2)
	_, why := checkedWith(t, n, 1, rewrite.Options{Moving: true})
	for _, r := range why {
		if r.Done && r.Mode != "predicting" {
			t.Error(r)
		}
	}
}

// A rewritten network is not rewritten again, and the network as written stays.
func TestASecondRunChangesNothing(t *testing.T) {
	n := netkit.Net(t, "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)", trial, 2)
	next := n.States[0].Next
	m, _ := checked(t, n, 1)
	again, why := checked(t, m, 1)
	if again.Learning != m.Learning || again.Applied != m.Applied || len(done(why)) > 0 {
		t.Errorf("it changed again: %v", done(why))
	}
	if n.States[0].Next != next {
		t.Error("the states of the network as written have changed")
	}
}
