package lower_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

func TestEEGNetLowers(t *testing.T) {
	n := netkit.Program(t, "use std.models (eegnet)\n\nlet net = eegnet\n", "net", netkit.Axes("batch", 4, "channel", 22, "time", 256), 4, 128)
	total := 0
	for _, w := range n.Weights {
		total += w.Shape.Count()
	}
	t.Logf("%d weights\n%s", total, graph.Text(n.Applied))
	for _, w := range n.Weights {
		t.Log(w.Path, w.Shape)
	}
}
