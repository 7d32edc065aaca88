package inspect_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/inspect"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

func of(t *testing.T, text, name string, in graph.Shape, classes int) *inspect.Network {
	t.Helper()
	on := in
	if classes > 0 {
		on = in.With(graph.Axis{Name: "class", Size: classes})
	}
	n, err := inspect.Of(netkit.Typed(t, text, name, on, 128), in, classes)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEEGNetBeforeAnyData(t *testing.T) {
	n := of(t, "use std.models (eegnet)\nlet net = eegnet\n", "net", netkit.Axes("channel", 22, "time", 256), 4)
	if n.Weights != 1972 {
		t.Errorf("%d weights", n.Weights)
	}
	// 22*256*8*64 temporal, 256*16*22 spatial, 64*16*16 depthwise, 64*16*16
	// pointwise, 16*8*4 dense.
	if want := 22*256*8*64 + 256*16*22 + 64*16*16*2 + 16*8*4; n.MACs != want {
		t.Errorf("%d multiply-accumulates, want %d", n.MACs, want)
	}
	// Kernel 64; pool 4 adds 3; kernel 16 of every 4th adds 60; pool 8 of every
	// 4th adds 28.
	if want := 64 + 3 + 60 + 28; n.Field != want {
		t.Errorf("a field of %d samples, want %d", n.Field, want)
	}
}

func TestFieldsByLayer(t *testing.T) {
	for _, c := range []struct {
		net   string
		field int
		whole bool
	}{
		{"conv(over: time, kernel: 5, to: filter=2)", 5, false},
		{"conv(over: time, kernel: 5, dilation: 3, to: filter=2)", 13, false},
		{"conv(over: time, kernel: 5, stride: 2, to: filter=2) |> conv(over: time, kernel: 3, mix: filter, to: filter=2)", 9, false},
		{"conv(over: time, kernel: 5, pad: causal, to: filter=2) |> elu", 5, false},
		{"pool(mean, over: time, by: 4) |> pool(max, over: time, by: 2)", 8, false},
		{"linear(mix: channel, to: filter=2)", 1, false},
	} {
		n := of(t, "let net = "+c.net+"\n", "net", netkit.Axes("channel", 3, "time", 64), 0)
		if n.Field != c.field || n.Whole != c.whole {
			t.Errorf("%s: field %d, whole %v; want %d, %v", c.net, n.Field, n.Whole, c.field, c.whole)
		}
	}
}
