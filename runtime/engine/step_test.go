package engine_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// step is a step of training a network by cross entropy: the loss, the gradients of
// all weights, and the states that it leaves.
func step(t testing.TB, net string, in graph.Shape, classes int) (*graph.Function, *lower.Network) {
	t.Helper()
	n := netkit.Program(t, text(net), "net", in, classes, 128)
	b := prim.On(n.Graph)
	out := n.Learning
	target := b.Input("target", out.Shape)
	high := b.Stop(b.Highest(out, "class"))
	log := b.Sub(b.Sub(out, high), b.Log(b.Sum(b.Exp(b.Sub(out, high)), "class")))
	loss := b.Scale(b.Sum(b.Mul(log, target), out.Shape.Names()...), -1/float64(in.Of("batch")))
	f := &graph.Function{Inputs: []*graph.Node{n.Input, target, n.Training.Key}, Outputs: []*graph.Node{loss, out}}
	var ws []*graph.Node
	for _, w := range n.Weights {
		ws = append(ws, w.Node)
	}
	for _, g := range grad.Of(n.Graph, loss, ws) {
		if g != nil {
			f.Outputs = append(f.Outputs, g)
		}
	}
	for _, s := range n.States {
		f.Inputs = append(f.Inputs, s.Node)
		if s.Next != nil {
			f.Outputs = append(f.Outputs, s.Next)
		}
	}
	f.Inputs = append(f.Inputs, ws...)
	return f, n
}

// text is a program that calls a network net: module:block(args), or a stage as it
// is written.
func text(net string) string {
	module, block, library := strings.Cut(net, ":")
	if !library || strings.Contains(module, "(") {
		return "let net = " + net + "\n"
	}
	name, args, _ := strings.Cut(block, "(")
	use := "use std.models." + module
	if name, _, variant := strings.Cut(name, "."); !variant {
		use += " (" + name + ")"
	}
	if args != "" {
		name += "(" + args
	}
	return use + "\n\nlet net = " + name + "\n"
}

// stepValues are inputs for step: random trials, one-hot targets, weights about 0
// (norm scales about 1).
func stepValues(f *graph.Function) []graph.Array {
	in := make([]graph.Array, len(f.Inputs))
	for i, n := range f.Inputs {
		name := netkit.Name(n)
		switch name {
		case "target":
			in[i] = graph.NewArray(n.Shape)
			k := n.Shape.Of("class")
			for b := range n.Shape.Of("batch") {
				in[i].Data[b*k+b%k] = 1
			}
		case "key":
			in[i] = graph.Array{Shape: n.Shape, Data: []float64{3, 5, 7}}
		case "x":
			in[i] = draws(n.Shape, name, -1, 1)
		default:
			in[i] = draws(n.Shape, name, -0.3, 0.3)
			if len(name) > 5 && (name[len(name)-5:] == "scale" || name[len(name)-5:] == "iance") {
				for k := range in[i].Data {
					in[i].Data[k] = float64(float32(in[i].Data[k] + 1))
				}
			}
		}
	}
	return in
}

// Networks of the library in small, by module:block, with channels and samples.
var networks = []struct {
	net            string
	channels, time int
}{
	{"eegnet:eegnet.released", 5, 96},
	{"eegnet:eegnet.per_filter", 5, 96},
	{"eegnet:eegnet.original", 5, 96},
	{"eegnet:eegnet.braindecode", 5, 128},
	{"eegnex:eegnex.released", 2, 32},
	{"eegnex:eegnex.per_filter(kernel: 16)", 2, 32},
	{"eegnex:eegnex.braindecode", 2, 32},
	{"benchmark:single_lstm(units: 9, hidden: 7)", 5, 12},
	{"benchmark:single_gru(units: 9, hidden: 7)", 5, 12},
	{"benchmark:electrode_cnn(width: 6, hidden: 8)", 12, 20},
	{"benchmark:electrode_cnn(width: 6, hidden: 8, dilation: 2, pad: causal)", 12, 20},
	{"benchmark:twod_cnn(width: 6, hidden: 8)", 12, 20},
	{"benchmark:twod_cnn_separable(width: 6, hidden: 8)", 12, 20},
	{"benchmark:twod_cnn_depthwise(width: 6, hidden: 8)", 12, 20},
	{"benchmark:cnn_lstm(width: 6, units: 8, hidden: 8)", 12, 20},
	{"benchmark:cnn_gru(width: 6, units: 8, hidden: 8)", 12, 20},
	{"benchmark:single_conv_lstm(width: 4, hidden: 8)", 8, 10},
	{"shallow_convnet:shallow_convnet.braindecode(filters: 6)", 4, 160},
	{"shallow_convnet:shallow_convnet.keras(filters: 6)", 4, 160},
	{"deep_convnet:deep_convnet.braindecode(first: 4, spatial: 4, second: 5, third: 6, fourth: 7)", 4, 500},
	{"attention:eeg_conformer(filters: 10, depth: 1)", 3, 130},
	{"attention:atcnet", 2, 300},
	{"imagery:eeg_tcnet", 4, 128},
	{"imagery:sccnet", 4, 256},
	{"inception:eeg_itnet", 4, 256},
	{"inception:eeg_inception_erp", 3, 96},
	{"inception:tsception(temporal: 3, spatial: 3)", 2, 140},
	{"sleep:sleep_stager", 2, 800},
}

// A gradient that is zero in exact numbers is noise here: errors are measured
// against the largest gradient, not only against that of the weight.
func TestNetworksAgreeWithTheJudge(t *testing.T) {
	for _, c := range networks {
		t.Run(c.net, func(t *testing.T) {
			f, _ := step(t, c.net, shape("batch", 3, "channel", c.channels, "time", c.time), 4)
			in := stepValues(f)
			p := load(t, f, in, 2)
			if err := p.Run(); err != nil {
				t.Fatal(err)
			}
			want, err := interp.Function(f, in)
			if err != nil {
				t.Fatal(err)
			}
			most := 0.0
			for _, w := range want[2:] {
				most = max(most, wide(w))
			}
			for i, w := range want {
				got := p.Output(i)
				for k, v := range got {
					if d := math.Abs(float64(v) - w.Data[k]); !(d <= 2e-4*wide(w)+1e-5*most) {
						t.Fatalf("output %d at %d: %g, the judge says %g (of %g)", i, k, v, w.Data[k], wide(w))
					}
				}
			}
		})
	}
}

// threeLSTM is three layers of 100 along time and two dense ones.
const threeLSTM = "lstm(over: time, mix: channel, to: feature=100) |> lstm(over: time, mix: feature, to: feature=100) |> " +
	"lstm(over: time, mix: feature, to: feature=100, give: last) |> dropout(50 %) |> dense(feature=100) |> elu |> dense(class)"

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name, net string
		in        graph.Shape
	}{
		{"EEGNet22x256", "eegnet:eegnet.per_filter", shape("batch", 64, "channel", 22, "time", 256)},
		{"LSTM22x256", threeLSTM, shape("batch", 64, "channel", 22, "time", 256)},
		{"EEGNeX22x256", "eegnex:eegnex.per_filter", shape("batch", 64, "channel", 22, "time", 256)},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, _ := step(b, c.net, c.in, 4)
			p := load(b, f, stepValues(f), 1)
			if err := p.Run(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := p.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
