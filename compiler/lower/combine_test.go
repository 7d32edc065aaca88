package lower_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/stdlib"
)

// What stages on one trial [filter=2, time=3] of values 1..6 give.
func TestAxesAndParts(t *testing.T) {
	for _, v := range []struct {
		stage string
		axes  string
		want  []float64
	}{
		{"merge([filter, time], to: feature)", "feature", []float64{1, 2, 3, 4, 5, 6}},
		{"merge([time, filter], to: feature)", "feature", []float64{1, 4, 2, 5, 3, 6}},
		{"merge([time, filter], to: feature) |> split(feature, to: [time, filter=2])", "filter time", []float64{1, 2, 3, 4, 5, 6}},
		{"slice(over: time, from: 1)", "filter time", []float64{2, 3, 5, 6}},
		{"slice(over: time, from: -1)", "filter time", []float64{3, 6}},
		{"slice(over: time, step: 2)", "filter time", []float64{1, 3, 4, 6}},
		{"slice(over: time, from: 1, size: 1)", "filter time", []float64{2, 5}},
		{"item(over: filter, at: 1)", "time", []float64{4, 5, 6}},
		{"item(over: time, at: -1)", "filter", []float64{3, 6}},
		{"shift(over: time, by: 1)", "filter time", []float64{0, 1, 2, 0, 4, 5}},
		{"shift(over: time, by: -2)", "filter time", []float64{3, 0, 0, 6, 0, 0}},
		{"shift(over: time, by: 3)", "filter time", []float64{0, 0, 0, 0, 0, 0}},
		{"flip(over: time)", "filter time", []float64{3, 2, 1, 6, 5, 4}},
		{"index(over: time)", "time", []float64{0, 1, 2}},
		{"concat(with: [7], over: filter)", "filter time", []float64{1, 2, 3, 4, 5, 6, 7, 7, 7}},
		{"stack(with: [7], to: depth) |> item(over: time, at: 0)", "filter depth", []float64{1, 7, 4, 7}},
		{"parallel([flip(over: time), item(over: filter, at: 0)], over: filter)", "filter time", []float64{3, 2, 1, 6, 5, 4, 1, 2, 3}},
		{"parallel([sum(over: time), mean(over: time)], over: depth)", "filter depth", []float64{6, 2, 15, 5}},
		{"residual(flip(over: time))", "filter time", []float64{4, 4, 4, 10, 10, 10}},
		{"repeat(2, shift(over: time, by: 1))", "filter time", []float64{0, 0, 1, 0, 0, 4}},
		{"scan(over: time, step: fn(v, i) => { carry: v + i, emit: v + i })", "filter time", []float64{1, 3, 6, 4, 9, 15}},
		{"scan(over: time, direction: backward, step: fn(v, i) => { carry: v + i, emit: v + i })", "filter time", []float64{6, 5, 3, 15, 11, 6}},
		{"recurrence(over: time, decay: 10, from: 1)", "filter time", []float64{11, 112, 1123, 14, 145, 1456}},
	} {
		t.Run(v.stage, func(t *testing.T) {
			shape := netkit.Axes("batch", 1, "filter", 2, "time", 3)
			n := netkit.Net(t, v.stage, shape, 0)
			got := netkit.Run(t, map[string]graph.Array{"x": {Shape: shape, Data: []float64{1, 2, 3, 4, 5, 6}}}, n.Applied)[0]
			order := graph.Shape{}
			for _, name := range append([]string{"batch"}, strings.Fields(v.axes)...) {
				order = append(order, got.Shape.Only(name)...)
			}
			if len(order.Without("batch")) != len(strings.Fields(v.axes)) {
				t.Fatalf("axes %v, want %s", got.Shape, v.axes)
			}
			if data := inOrder(got, order); !slices.Equal(data, v.want) {
				t.Errorf("got %v, want %v", data, v.want)
			}
		})
	}
}

// inOrder is an array in the order of a shape that may lack its batch.
func inOrder(a graph.Array, order graph.Shape) []float64 {
	out := graph.NewArray(order)
	strides := a.Shape.StridesOver(order)
	for i := range out.Data {
		rest, at := i, 0
		for k := len(order) - 1; k >= 0; k-- {
			at += rest % order[k].Size * strides[k]
			rest /= order[k].Size
		}
		out.Data[i] = a.Data[at]
	}
	return out.Data
}

func TestGradientsOfCombinedStages(t *testing.T) {
	for _, stage := range []string{
		"parallel([linear(mix: filter, to: filter=2), tanh, mean(over: filter)], over: filter)",
		"merge([time, filter], to: feature) |> linear(mix: feature, to: [filter=2, time=3]) |> shift(over: time, by: 1)",
		"lstm(over: time, mix: filter, to: feature=2, direction: both, give: last)",
		"gru(over: time, mix: filter, to: feature=2, direction: backward, reset: before)",
		"gru(over: filter, mix: time, to: [feature=2, depth=2])",
		"rnn(over: time, mix: filter, to: filter=2, bias: two)",
		"conv_lstm(over: time, along: freq, kernel: 2, mix: filter, to: filter=2, gate: sigmoid)",
		"attention(over: time, mix: [filter, freq], heads: 2, causal: yes, positions: rotary)",
		"legendre_memory(over: time, mix: filter, to: feature=2, order: 3, span: 5)",
	} {
		t.Run(stage, func(t *testing.T) {
			shape := netkit.Axes("batch", 2, "filter", 2, "time", 3)
			if strings.Contains(stage, "freq") {
				shape = netkit.Axes("batch", 2, "filter", 2, "freq", 4, "time", 3)
			}
			differences(t, netkit.Net(t, stage, shape, 0))
		})
	}
}

// A recurrent layer begins as its framework does.
func TestFirstWeightsOfRecurrentLayers(t *testing.T) {
	n := netkit.Net(t, "lstm(over: time, mix: filter, to: feature=2)", netkit.Axes("batch", 1, "filter", 2, "time", 3), 0)
	var begins []string
	for _, w := range n.Weights {
		begins = append(begins, w.Path+" "+w.Init.Rule)
	}
	if got := strings.Join(begins, ", "); got != "lstm.kernel glorot_uniform, lstm.recurrent orthogonal, lstm.bias given" {
		t.Error(got)
	}
	if got := n.Weights[2].Init.Given.Data; !slices.Equal(got, []float64{0, 0, 1, 1, 0, 0, 0, 0}) {
		t.Errorf("the bias begins as %v", got)
	}
}

// Mistakes are told before anything is lowered.
func TestMistakesInSequenceLayers(t *testing.T) {
	for _, v := range []struct{ stage, code string }{
		{"item(over: time, at: 64)", "E312"},
		{"slice(over: time, from: 60, size: 10)", "E312"},
		{"split(filter, to: [depth=3, feature])", "E317"},
		{"split(filter, to: [depth=3, feature=3])", "E317"},
		{"attention(over: time, mix: filter, heads: 3)", "E317"},
		{"attention(over: time, mix: filter, heads: 2, size: 3, positions: rotary)", "E317"},
		{"attention(over: time, mix: filter, causal: yes, context: 1)", "E320"},
		{"attention(over: time, mix: filter, keep: 1)", "E302"},
		{"spike(slope: 0)", "E"},
		{"legendre_memory(over: time, mix: filter, to: order=4, span: 3)", "E303"},
		{"conv_lstm(over: time, along: freq, kernel: [3, 3], mix: filter, to: feature=4)", "E319"},
		{"lstm(over: time, mix: filter, to: time=4)", "E303"},
		{"lstm(over: time, mix: filter, to: direction=4)", "E303"},
		{"lstm(over: channel, mix: filter, to: feature=4)", "E302"},
		{"conv_lstm(over: time, along: freq, kernel: 9, mix: filter, to: feature=4, pad: valid)", "E306"},
		{"parallel([item(over: time, at: 0), slice(over: filter, size: 2)], over: time)", "E309"},
		{"scan(over: time, step: fn(v, i) => { carry: v })", "E316"},
	} {
		t.Run(v.stage, func(t *testing.T) {
			report := new(diag.List)
			text := "eegp 1\n\naxis order\n\ntest \"it\" {\n  expect shape(" + v.stage + ", on: [filter=8, freq=4, time=64]) == [filter=1]\n}\n"
			check.File(syntax.Parse(source.NewFile("test.eegp", text), report), check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
			var codes []string
			for _, d := range report.All() {
				codes = append(codes, d.Code)
			}
			if !slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(c, v.code) }) {
				t.Errorf("got %v, want %s\n%s", codes, v.code, diag.Text(report.All()))
			}
		})
	}
}

// What a layer takes beside its input counts where it is computed, and once.
func TestWeightsOfLayersThatTakeTensors(t *testing.T) {
	report := new(diag.List)
	text := `eegp 1

block net() : [filter, time] -> [filter, time] {
  let other = x |> linear(mix: filter, to: filter=3)
  let start = other |> mean(over: time)
  x
  |> attention(over: time, mix: filter, heads: 2, context: other)
  |> concat(with: [other |> lstm(over: time, mix: filter, to: filter=3, from: start)], over: filter)
}

test "weights" {
  expect params(net, on: [filter=4, time=6]) == 12 + (16 + 12 + 12 + 16 + 16) + (36 + 36 + 12)
}
`
	p := check.File(syntax.Parse(source.NewFile("test.eegp", text), report), check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
	if report.HasErrors() {
		t.Fatal(diag.Text(report.All()))
	}
	for _, e := range p.Tests[0].Expects {
		if e.Outcome != check.Passed {
			t.Errorf("%v: %s against %s %s", e.Outcome, e.Left, e.Right, e.Reason)
		}
	}
}
