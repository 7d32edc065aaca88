package rewrite_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

var trial = netkit.Axes("batch", 3, "channel", 5, "time", 40)

func TestSpatialBeforeTemporal(t *testing.T) {
	for name, net := range map[string]string{
		"norm":             "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)",
		"odd kernel, bias": "conv(over: time, kernel: 7, to: filter=3, bias: yes) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2, bias: yes) |> elu |> dense(class)",
		"valid":            "conv(over: time, kernel: 8, to: filter=3, pad: valid) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)",
		"causal, dilated":  "conv(over: time, kernel: 8, dilation: 2, to: filter=3, pad: causal) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"stride":           "conv(over: time, kernel: 9, stride: 2, to: filter=3) |> norm(per: filter, running: biased) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
		"no norm":          "conv(over: time, kernel: 8, to: filter=3) |> linear(mix: channel, per: filter) |> norm(per: filter) |> elu |> dense(class)",
		"two norms":        "conv(over: time, kernel: 8, to: filter=3) |> norm(per: filter) |> norm(per: filter) |> linear(mix: channel, per: filter) |> elu |> dense(class)",
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
		})
	}
}
