package lower_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// Networks of the library that have no reference vectors, small, on a small input.
// What is known of them from outside are their counts, which their modules test.
var unreferenced = []struct {
	use, net string
	in       graph.Shape
}{
	{"std.models.attention (eeg_conformer)", "eeg_conformer(depth: 1)", netkit.Axes("batch", 2, "channel", 3, "time", 130)},
	{"std.models.attention (atcnet)", "atcnet", netkit.Axes("batch", 2, "channel", 3, "time", 400)},
	{"std.models.imagery (eeg_tcnet)", "eeg_tcnet", netkit.Axes("batch", 2, "channel", 3, "time", 128)},
	{"std.models.imagery (fbcnet)", "fbcnet(filters: 4)", netkit.Axes("batch", 2, "band", 3, "channel", 3, "time", 32)},
	{"std.models.imagery (sccnet)", "sccnet", netkit.Axes("batch", 2, "channel", 3, "time", 120)},
	{"std.models.inception (eeg_itnet)", "eeg_itnet", netkit.Axes("batch", 2, "channel", 3, "time", 96)},
	{"std.models.inception (eeg_inception_erp)", "eeg_inception_erp", netkit.Axes("batch", 2, "channel", 3, "time", 64)},
	{"std.models.inception (eeg_inception_mi)", "eeg_inception_mi(filters: 2, unit: 3)", netkit.Axes("batch", 2, "channel", 3, "time", 40)},
	{"std.models.inception (tsception)", "tsception", netkit.Axes("batch", 2, "channel", 4, "time", 200)},
	{"std.models.sleep (sleep_stager)", "sleep_stager", netkit.Axes("batch", 2, "channel", 3, "time", 512)},
	{"std.models.sleep (deep_sleep_net)", "deep_sleep_net(units: 4)", netkit.Axes("batch", 2, "channel", 1, "time", 600)},
	{"std.models.ablations (test1)", "test1", netkit.Axes("batch", 2, "channel", 3, "time", 64)},
	{"std.models.ablations (test4)", "test4", netkit.Axes("batch", 2, "channel", 3, "time", 32)},
	{"std.models.ablations (test7)", "test7", netkit.Axes("batch", 2, "channel", 3, "time", 32)},
	{"std.models.ablations (test8)", "test8", netkit.Axes("batch", 2, "channel", 3, "time", 32)},
}

// They give one finite score a class in both modes, and every weight that can be
// trained has a finite gradient.
func TestLibraryRuns(t *testing.T) {
	for _, u := range unreferenced {
		t.Run(u.net, func(t *testing.T) {
			t.Parallel()
			n := netkit.Program(t, "use "+u.use+"\n\nlet net = "+u.net+"\n", "net", u.in, 3, 0)
			b := prim.On(n.Graph)
			weights := make([]*graph.Node, len(n.Weights))
			for i, w := range n.Weights {
				weights[i] = w.Node
			}
			outs := []*graph.Node{n.Learning, n.Applied}
			for _, o := range outs {
				if !o.Shape.Same(netkit.Axes("batch", 2, "class", 3)) {
					t.Fatalf("it gives %v", o.Shape)
				}
			}
			for i, g := range grad.Of(n.Graph, b.Mean(b.Square(n.Learning), "batch", "class"), weights) {
				switch {
				case g != nil:
					outs = append(outs, g)
				case !strings.HasSuffix(n.Weights[i].Path, ".recurrent"):
					t.Errorf("nothing flows to %s", n.Weights[i].Path)
				}
			}
			got, err := interp.Run(streams(outs...), outs...)
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range got {
				if norm := nn.Stats(a.Data)[1]; math.IsNaN(norm) || math.IsInf(norm, 0) {
					t.Errorf("result %d is not finite", i)
				}
			}
		})
	}
}

// streams fills every input from a stream of its name: weights around zero, running
// variances and scales around one.
func streams(outs ...*graph.Node) map[*graph.Node]graph.Array {
	env := map[*graph.Node]graph.Array{}
	for _, n := range graph.Order(outs...) {
		if name := netkit.Name(n); name != "" {
			offset, size := 0.0, 0.25
			if strings.HasSuffix(name, ".variance") || strings.HasSuffix(name, ".scale") {
				offset = 1
			}
			if name == "key" {
				offset, size = 3, 0
			}
			env[n] = graph.Array{Shape: n.Shape, Data: nn.Scaled(name, n.Shape.Count(), offset, size)}
		}
	}
	return env
}
