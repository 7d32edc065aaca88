package lower_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// The benchmark's mean pool of two by one meets a single row: what was padded does
// not count, so it changes nothing and the library leaves it out.
func TestPoolOverOneRowDoesNothing(t *testing.T) {
	in := netkit.Axes("batch", 2, "channel", 5)
	n := netkit.Net(t, "split(channel, to: [depth=1, channel]) |> pool(mean, over: depth, by: 2) |> merge([depth, channel], to: channel)", in, 0)
	x := graph.Array{Shape: in, Data: nn.Stream("x", in.Count())}
	got := netkit.Run(t, map[string]graph.Array{"x": x}, n.Applied)[0]
	for i, v := range x.Data {
		if got.Data[i] != v {
			t.Fatalf("item %d: %g became %g", i, v, got.Data[i])
		}
	}
}

// An impulse at one electrode reaches nine of them through the dilated causal stack:
// its own and those behind.
func TestCausalStackSeesNineElectrodes(t *testing.T) {
	in := netkit.Axes("batch", 1, "channel", 20, "time", 3)
	n := netkit.Program(t, "use std.models.benchmark (electrode_stack)\n\nlet net = electrode_stack(2, causal, 4, norm(per: filter))\n", "net", in, 0, 0)
	env := streams(n.Applied)
	run := func() graph.Array {
		got, err := interp.Run(env, n.Applied)
		if err != nil {
			t.Fatal(err)
		}
		return prim.Stored(got[0], netkit.Axes("batch", 1, "channel", 20, "filter", 4))
	}
	before := run()
	const electrode = 5
	for i := range 3 {
		env[n.Input].Data[electrode*3+i]++
	}
	after := run()
	for channel := range 20 {
		changed := false
		for f := range 4 {
			changed = changed || before.Data[channel*4+f] != after.Data[channel*4+f]
		}
		if want := channel >= electrode && channel < electrode+9; changed != want {
			t.Errorf("electrode %d changed: %v", channel, changed)
		}
	}
}
