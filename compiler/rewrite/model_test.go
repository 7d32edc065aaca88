package rewrite_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

func model(t *testing.T, module, expr string, in graph.Shape) *lower.Network {
	t.Helper()
	return netkit.Program(t, "use "+module+"\n\nlet net = "+expr+"\n", "net", in, 4, 128)
}

// Networks of the library: what is done to them, and what stands in the way. The
// first size is computed and compared, the second one counted.
var models = []struct {
	name, module, expr, slim string
	channels, time           int
	done                     []string // of training
	why                      string   // part of a reason
	times                    int      // at least so many times fewer multiply-adds in training, at full size
}{
	{"EEGNet", "std.models (eegnet)", "eegnet", "", 22, 256, []string{"spatial first"}, "", 7},
	{"EEGNet, many electrodes", "std.models (eegnet)", "eegnet", "", 64, 1000, []string{"spatial first"}, "", 15},
	{"EEGNet, norm per time sample", "std.models.eegnet", "eegnet.released", "", 22, 256, []string{"spatial first"}, "", 6},
	{"EEGNet, braindecode", "std.models.eegnet", "eegnet.braindecode", "", 22, 256, []string{"spatial first"}, "", 7},
	{"EEGNeX", "std.models (eegnex)", "eegnex", "kernel: 16", 22, 256, nil, "mix filter", 1},
	{"EEGNeX, braindecode", "std.models.eegnex", "eegnex.braindecode", "kernel: 16", 22, 256, nil, "mix filter", 1},
	{"ShallowConvNet", "std.models (shallow_convnet)", "shallow_convnet", "filters: 6", 22, 256, []string{"compose"}, "", 2},
	{"DeepConvNet", "std.models (deep_convnet)", "deep_convnet", "first: 6, spatial: 6, second: 6, third: 8, fourth: 9, kernel: 5, by: 2", 22, 1000, []string{"compose"}, "", 1},
}

func TestModelsOfTheLibrary(t *testing.T) {
	for _, m := range models {
		t.Run(m.name, func(t *testing.T) {
			small := model(t, m.module, m.expr+"("+m.slim+")", netkit.Axes("batch", 2, "channel", 4, "time", 128))
			_, why := checked(t, small, 1)
			if m.why == "" {
				for _, p := range m.done {
					if !slices.Contains(done(why), p) {
						t.Errorf("nothing of %s", p)
					}
				}
			}
			n := model(t, m.module, m.expr, netkit.Axes("batch", 64, "channel", m.channels, "time", m.time))
			full, why, err := rewrite.Network(n, rewrite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			log(t, why)
			if !slices.ContainsFunc(why, func(r rewrite.Reason) bool { return strings.Contains(r.Why, m.why) }) {
				t.Errorf("no reason says %q", m.why)
			}
			for mode, pair := range map[string][2]*graph.Node{"training": {n.Learning, full.Learning}, "predicting": {n.Applied, full.Applied}} {
				before, after := rewrite.MACs(pair[:1]), rewrite.MACs(pair[1:], n.Input)
				t.Logf("%s: %.2f million multiply-adds, were %.2f: %.1f times", mode, float64(after)/1e6, float64(before)/1e6, float64(before)/float64(after))
				if mode == "training" && before < m.times*after {
					t.Errorf("%d multiply-adds, were %d", after, before)
				}
			}
		})
	}
}
