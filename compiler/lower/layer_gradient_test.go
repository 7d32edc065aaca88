package lower_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// differentiated are layers in forms that no reference case has. Each gives what
// the checker says, and its gradients are those of central differences.
var differentiated = []struct {
	text string
	in   graph.Shape
}{
	{"conv(over: [channel, time], kernel: [2, 3], mix: filter, to: filter=4, groups: 2, stride: [1, 2], dilation: [2, 1], margin: [2, 1], bias: yes)", maps(4, 4, 9)},
	{"conv(over: time, kernel: 4, per: filter, to: depth=2, pad: half, parametrised: max_norm, max_norm: 0.5)", maps(3, 1, 7)},
	{"conv(over: time, kernel: 3, mix: [filter, channel], to: [feature=2, depth=2], parametrised: weight_norm, pad: same_left, stride: 2)", maps(2, 2, 7)},
	{"conv(over: channel, kernel: 2, to: filter=3, pad: valid)", netkit.Axes("batch", 2, "channel", 5, "time", 3)},
	{"conv_transposed(over: [channel, time], kernel: [2, 3], mix: filter, to: feature=2, stride: [1, 2], bias: yes)", maps(3, 3, 4)},
	{"conv_transposed(over: time, kernel: 3, mix: filter, to: filter=4, groups: 2, stride: 2, dilation: 2, crop: [1, -1])", maps(4, 1, 5)},
	{"conv_transposed(over: time, kernel: 2, per: filter, to: depth=2, stride: 3, pad: same)", maps(2, 1, 4)},
	{"linear(mix: [filter, channel], per: time, to: [feature=2, depth=2], bias: yes)", maps(2, 3, 2)},
	{"dense(feature=3, init: orthogonal)", maps(2, 2, 3)},
	{"learned(to: [feature=3, time])", maps(1, 1, 4)},
	{"pool(max, over: [channel, time], by: [2, 3], stride: [1, 2], pad: same)", maps(2, 4, 7)},
	{"pool(min, over: time, by: 3, pad: end)", maps(2, 1, 7)},
	{"pool(sum, over: time, by: 3, stride: 2, margin: [2, 0])", maps(2, 1, 7)},
	{"pool(mean, over: [channel, time], by: [2, 3], pad: same, include_pad: yes)", maps(2, 3, 7)},
	{"pool(variance, over: [channel, time], by: [2, 3], pad: same)", maps(2, 3, 7)},
	{"pool(std, over: time, by: 4, stride: 3, pad: valid, ddof: 1)", maps(2, 1, 10)},
	{"pool(std, over: [channel, time], into: [2, 3])", maps(2, 5, 7)},
	{"pool(mean, over: [channel, time], into: [2, 3])", maps(2, 5, 7)},
	{"pool(min, over: time, into: 3)", maps(2, 1, 7)},
	{"max(over: [filter, time])", maps(2, 2, 4)},
	{"min(over: [channel, time])", maps(2, 2, 4)},
	{"variance(over: [channel, time], ddof: 1)", maps(2, 2, 4)},
	{"std(over: time, ddof: 1)", maps(2, 2, 4)},
	{"logsumexp(over: [channel, time])", maps(2, 2, 4)},
	{"diagonal(of: channel)", netkit.Axes("batch", 2, "channel", 3, "channel'", 3, "time", 2)},
	{"norm(per: [filter, channel], affine: no, running: biased)", maps(2, 2, 4)},
	{"norm(per: filter, method: rms)", maps(2, 2, 4)},
	{"norm(over: time, per: filter, groups: 2, method: rms)", maps(4, 2, 3)},
	{"norm(over: [channel, time], per: filter, groups: 2)", maps(4, 2, 3)},
	{"norm(over: [filter, channel, time], affine: no)", maps(2, 2, 3)},
	{"normalize(over: time)", maps(2, 2, 4)},
	{"normalize(over: [channel, time], by: variance, ddof: 1)", maps(2, 2, 4)},
	{"normalize(over: filter, by: rms)", maps(3, 2, 2)},
	{"normalize(over: filter, by: length)", maps(3, 2, 2)},
	{"normalize(over: time, by: largest)", maps(2, 1, 4)},
	{"prelu", maps(2, 1, 4)},
	{"swish", maps(2, 1, 4)},
	{"softplus(beta: 3)", maps(2, 1, 4)},
	{"glu(reglu, over: filter)", maps(4, 1, 3)},
	{"glu(bilinear, over: filter)", maps(4, 1, 3)},
	{"maxout(over: filter, pieces: 3)", maps(6, 1, 3)},
	{"softmax(over: [filter, time], temperature: 0.5)", maps(2, 2, 3)},
	{"log_softmax(over: [filter, time])", maps(2, 2, 3)},
	{"square |> safe_log(floor: 0.01)", maps(2, 2, 3)},
	{"abs |> sqrt", maps(2, 2, 3)},
	{"dropout(40 %)", maps(2, 2, 3)},
	{"dropout(40 %, per: [filter, channel])", maps(2, 2, 3)},
	{"dropout(40 %, kind: alpha)", maps(2, 2, 3)},
	{"dropout(40 %, kind: gaussian)", maps(2, 2, 3)},
	{"log_power(by: 4, stride: 2)", maps(2, 1, 9)},
	{"log_variance_pool(by: 4)", maps(2, 1, 9)},
	{"relu6 |> hard_tanh", maps(2, 1, 9)},
	{"stochastic_depth(50 %)", maps(2, 1, 3)},
	{"separable(to: feature=3, kernel: 4, multiplier: 2, stride: 2)", maps(2, 2, 7)},
}

func maps(filter, channel, time int) graph.Shape {
	return netkit.Axes("batch", 3, "filter", filter, "channel", channel, "time", time)
}

func TestLayersMatchDifferences(t *testing.T) {
	for _, c := range differentiated {
		t.Run(c.text, func(t *testing.T) {
			text := "let net = " + c.text + "\n"
			for _, name := range []string{"log_power", "log_variance_pool", "relu6, hard_tanh", "stochastic_depth", "separable"} {
				if strings.Contains(c.text, strings.Split(name, ",")[0]) {
					text = "use std.layers (" + name + ")\n\n" + text
				}
			}
			n := netkit.Lowered(t, text, c.in)
			s := random.New(1, c.text)
			b := prim.On(n.Graph)
			wrt := []*graph.Node{n.Input}
			for _, w := range n.Weights {
				wrt = append(wrt, w.Node)
			}
			env := map[*graph.Node]graph.Array{n.Training.Key: {Shape: prim.KeyShape, Data: []float64{1, 2, 3}}}
			noise := func(s *random.Stream, shape graph.Shape) graph.Array {
				a := graph.NewArray(shape)
				for i := range a.Data {
					a.Data[i] = s.Normal()
				}
				return a
			}
			for _, x := range wrt {
				env[x] = noise(s, x.Shape)
			}
			out := n.Learning
			loss := b.Sum(b.Mul(b.Expand(out, out.Shape), b.Const(noise(s, out.Shape))), out.Shape.Names()...)
			grads := netkit.Gradients(n, loss, b.Num(1), wrt...)
			run := func(n *graph.Node) graph.Array {
				got, err := interp.Run(env, n)
				if err != nil {
					t.Fatal(err)
				}
				return got[0]
			}
			for i, x := range wrt {
				if grads[i] == nil {
					if x != n.Input {
						t.Errorf("no gradient for %s", netkit.Name(x))
					}
					continue
				}
				got := prim.Stored(run(grads[i]), x.Shape)
				for k := range got.Data {
					const h = 1e-5
					old := env[x].Data[k]
					env[x].Data[k] = old + h
					up := run(loss).Data[0]
					env[x].Data[k] = old - h
					down := run(loss).Data[0]
					env[x].Data[k] = old
					if want := (up - down) / (2 * h); !(math.Abs(want-got.Data[k]) <= 2e-6*(1+math.Abs(want))) {
						t.Fatalf("%s, item %d: %g, differences say %g", netkit.Name(x), k, got.Data[k], want)
					}
				}
			}
		})
	}
}
