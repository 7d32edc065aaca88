package lower_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Recurrences of one's own, judged by differences.
func TestScanGradients(t *testing.T) {
	for _, v := range []struct{ name, text string }{
		{"a state that is a number at first", `
block net() : [channel, time] -> [channel, time] {
  scan(x, over: time, step: fn(v, i) => { carry: v * 0.5 + tanh(i), emit: v * i })
}`},
		{"backward", `
block net() : [channel, time] -> [channel, time] {
  scan(x, over: time, direction: backward, step: fn(v, i) => { carry: v * 0.5 + tanh(i), emit: v * i })
}`},
		{"several states, weights in the step, a start that is a tensor", `
block net() : [channel, time] -> [channel, time] {
  let start = x |> mean(over: time)
  let gain = x |> learned(to: channel)
  scan(x, over: time, from: { h: start, c: 0.5 }, step: fn(s, i) => {
    let g = sigmoid((s.h |> linear(mix: channel, to: channel=2)) + i * gain)
    let c = g * s.c + i
    { carry: { c: c, h: tanh(c) }, emit: c * s.h }
  })
}`},
		{"captured values that are computed from each other", `
block net() : [channel, time] -> [channel, time] {
  let a = x |> learned(to: channel) |> tanh
  let b = exp(a)
  scan(x, over: time, step: fn(v, i) => { carry: a * v + b * i, emit: v + b })
}`},
		{"a recurrence within a recurrence", `
block net() : [channel, freq] -> [channel, freq] {
  let gain = x |> learned(to: freq)
  scan(x, over: channel, step: fn(v, row) => {
    let inner = scan(row * gain, over: freq, step: fn(w, i) => {
      let n = tanh(w * 0.5 + i + mean(v, over: freq))
      { carry: n, emit: n }
    })
    { carry: tanh(v + inner), emit: inner * v }
  })
}`},
		{"a linear recurrence with factors that change", `
block net() : [channel, time] -> [channel, time] {
  let decay = sigmoid(x |> linear(mix: channel, to: channel=2))
  recurrence(x, over: time, decay: decay, from: mean(x, over: time), direction: backward)
}`},
	} {
		t.Run(v.name, func(t *testing.T) {
			second := "time"
			if strings.Contains(v.text, "freq") {
				second = "freq"
			}
			differences(t, netkit.Program(t, v.text+"\n", "net", netkit.Axes("batch", 2, "channel", 2, second, 4), 0, 0))
		})
	}
}

func TestScanInRepeatHasWeightsOfItsOwn(t *testing.T) {
	n := netkit.Program(t, `
block cell() : [filter, time] -> [filter, time] {
  scan(x, over: time, step: fn(v, i) => {
    let n = tanh((v |> linear(mix: filter, to: filter=3)) + i)
    { carry: n, emit: n }
  })
}

block net() : [filter, time] -> [filter, time] {
  let shared = x |> learned(to: filter)
  x |> repeat(2, residual(cell |> concat(with: [shared], over: time) |> slice(over: time, size: 4)))
}
`, "net", netkit.Axes("batch", 1, "filter", 3, "time", 4), 0, 0)
	var paths []string
	for _, w := range n.Weights {
		paths = append(paths, w.Path)
	}
	want := "net.learned.value net.repeat.1.residual.cell.scan.linear.kernel net.repeat.2.residual.cell.scan.linear.kernel"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("weights %s, want %s", got, want)
	}
	differences(t, n)
}

func TestStepRefusesRunningStatistics(t *testing.T) {
	typed := netkit.Typed(t, `
block net() : [filter, time] -> [filter, time] {
  scan(x, over: time, step: fn(v, i) => { carry: v, emit: i |> norm(per: filter) })
}
`, "net", netkit.Axes("filter", 3, "time", 4), 0)
	_, err := lower.Net(typed, netkit.Axes("filter", 3, "time", 4), 2, 0)
	if err == nil || !strings.Contains(err.Error(), "running statistics") {
		t.Errorf("got %v", err)
	}
}

// The model of the manual: neurons, attention, a stack of residual blocks and a loss
// of one's own. With a smooth step in place of the spike, gradients are those of
// differences.
func TestSpikingNetworkOfTheManual(t *testing.T) {
	const text = `
axis head, key

block lif(tau in 1..200 ms = 20 ms, threshold = 1) : [filter, time] -> [filter, time] {
  let decay = exp(-tick(time) / tau)
  scan(x, over: time, from: 0, step: fn(v, i) => {
    let u = decay * v + i
    let s = SPIKE
    { carry: u * (1 - s), emit: s }
  })
}

block attend(heads = 4, size = 8) : [time, filter] -> [time, filter] {
  let q = x |> linear(mix: filter, to: [head=heads, key=size])
  let k = x |> linear(mix: filter, to: [head=heads, key=size]) |> rename(time'=time)
  let v = x |> linear(mix: filter, to: [head=heads, key=size]) |> rename(time'=time)
  let w = softmax(sum(q * k, over: key) / size ^ 0.5, over: time')
  sum(w * v, over: time') |> linear(mix: [head, key], to: filter=filter)
}

block spiking_net(width = 16, depth = 3) : [channel, time] uV -> [class] {
  let stem = conv(over: time, kernel: 250 ms, to: filter=width) |> linear(mix: channel, per: filter)
  let body = repeat(depth, residual(norm(per: filter) |> lif(tau: 30 ms) |> attend))
  x |> stem |> pool(mean, over: time, by: 40 ms) |> body |> mean(over: time) |> dense(class)
}

let net = spiking_net(width: 2, depth: 2)
`
	shape := netkit.Axes("batch", 2, "channel", 2, "time", 24)
	spiking := netkit.Program(t, strings.Replace(text, "SPIKE", "spike(u - threshold)", 1), "net", shape, 3, 64)
	flows := 0
	up := spiking.Training.Input("up", spiking.Learning.Shape)
	for _, g := range netkit.Gradients(spiking, spiking.Learning, up, spiking.Input) {
		env := map[*graph.Node]graph.Array{}
		for i, n := range append([]*graph.Node{spiking.Input, up}, nodes(spiking)...) {
			a := graph.NewArray(n.Shape)
			for k := range a.Data {
				a.Data[k] = float64((k*7+i*3)%11)/5 - 1
			}
			env[n] = a
		}
		got, err := interp.Run(env, g)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range got[0].Data {
			if v != 0 {
				flows++
			}
		}
	}
	if flows == 0 {
		t.Error("no gradient flows through the spikes")
	}
	differences(t, netkit.Program(t, strings.Replace(text, "SPIKE", "sigmoid((u - threshold) * 4)", 1), "net", shape, 3, 64))
}

func nodes(n *lower.Network) []*graph.Node {
	var out []*graph.Node
	for _, w := range n.Weights {
		out = append(out, w.Node)
	}
	return out
}

// The gradient of recurrent weights is a contraction over all steps behind the scan,
// not a sum that every step carries.
func TestRecurrentGradientsAreOneContraction(t *testing.T) {
	for _, stage := range []string{
		"lstm(over: time, mix: filter, to: feature=3)", "gru(over: time, mix: filter, to: feature=3)",
		"conv_lstm(over: time, along: freq, kernel: 3, mix: filter, to: feature=2)",
	} {
		shape := netkit.Axes("batch", 1, "filter", 2, "freq", 2, "time", 4)
		n := netkit.Net(t, stage, shape, 0)
		up := n.Training.Input("up", n.Learning.Shape)
		for _, node := range graph.Order(netkit.Gradients(n, n.Learning, up, nodes(n)...)...) {
			a, ok := node.Arg.(prim.ScanArg)
			for _, c := range a.Carry {
				if ok && c.Shape.Has("gate") && c.Shape.Has("feature.in") {
					t.Errorf("%s: a step carries %v", stage, c.Shape)
				}
			}
		}
	}
}
