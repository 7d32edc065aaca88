package lower_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/stdlib"
)

// Each network is refused with the code and words given, before anything runs.
// The input is 22 channels and 129 samples.
func TestMistakesInLayers(t *testing.T) {
	for _, c := range []struct{ net, code, words string }{
		{"conv(over: time, kernel: 200, to: filter=2, pad: valid)", "E306", "200 samples is longer than the signal of 129"},
		{"conv(over: time, kernel: 50, dilation: 4, to: filter=2, pad: valid)", "E306", "197 samples"},
		{"conv(over: time, kernel: 4, mix: filter, to: filter=2)", "E302", "nothing left to mix"},
		{"conv(over: time, kernel: 4, to: filter=4) |> conv(over: time, kernel: 4, mix: filter, to: filter=6, groups: 4)", "E317", "filter=6 into equal parts of 4"},
		{"conv(over: time, kernel: 4, to: filter=2, groups: 2)", "E317", "nothing to cut into 2 groups"},
		{"conv(over: time, kernel: [4, 4], to: filter=2)", "E319", "`kernel` of `conv` has 2 entries, and it takes 1 or 1"},
		{"conv(over: time, kernel: 4, margin: [1, 2, 3], to: filter=2)", "E319", "3 entries"},
		{"conv(over: [time, time], kernel: 4, to: filter=2)", "E112", ""},
		{"conv(over: time, kernel: 4, mix: time, to: filter=2)", "E311", "`time` is in `over` and in `mix`"},
		{"conv(over: time, kernel: 0, to: filter=2)", "E504", "`kernel` must be above zero"},
		{"conv_transposed(over: time, kernel: 4, crop: 70, to: filter=2)", "E318", "leaves nothing of time=129"},
		{"pool(mean, over: time, by: 200, pad: valid)", "E306", "200 samples is longer"},
		{"pool(mean, over: time)", "E320", "needs `by` or `into`"},
		{"pool(mean, over: time, by: 4, into: 4)", "E320", "not both"},
		{"pool(mean, over: time, into: 200)", "E318", "time=129 into 200 bins"},
		{"mean(over: time) |> pool(mean, over: time, by: 4)", "E302", "no `time` axis"},
		{"norm", "E320", "`per` or `over`"},
		{"norm(per: channel, groups: 4)", "E317", "needs over and per"},
		{"norm(over: time, per: channel, groups: 4)", "E317", "channel=22 into equal parts of 4"},
		{"linear(mix: channel, to: filter=7) |> glu(over: filter)", "E317", "filter=7 into equal parts of 2"},
		{"linear(mix: channel, to: filter=7) |> maxout(over: filter, pieces: 3)", "E317", "filter=7 into equal parts of 3"},
		{"linear(mix: time) |> linear(mix: time)", "E302", "nothing left to mix"},
		{"linear(mix: channel, to: channel=4) |> dropout(per: filter)", "E302", "no `filter` axis"},
		{"dropout(1.5)", "E206", ""},
		{"conv(over: time, kernel: 4, to: channel=2)", "E303", ""},
		{"exp", "E202", "this is a voltage"},
	} {
		text := "eegp 1\n\nstudy s {\n  data = simulated.motor_imagery |> trials(0..1 s)\n  methods = { net: train(" + c.net + " |> dense(class)) }\n}\n"
		report := new(diag.List)
		check.File(syntax.Parse(source.NewFile("t.eegp", text), report), check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
		got := diag.Text(report.All())
		if !strings.Contains(got, "error["+c.code) || !strings.Contains(got, c.words) {
			t.Errorf("%s\nwant %s %s, got\n%s", c.net, c.code, c.words, got)
		}
		if n := strings.Count(got, "error["); n != 1 {
			t.Errorf("%s: %d errors\n%s", c.net, n, got)
		}
	}
}

// The examples of all layers are programs without mistakes.
func TestExamplesOfLayersCheck(t *testing.T) {
	for _, f := range op.Families() {
		for _, o := range f.Ops {
			if o.Lower() == nil || !strings.HasPrefix(o.Try, "train(") {
				continue
			}
			text := "eegp 1\n\nstudy s {\n  data = simulated.motor_imagery |> trials(0..1 s)\n  methods = { net: " + o.Try + " }\n}\n"
			report := new(diag.List)
			check.File(syntax.Parse(source.NewFile("t.eegp", text), report), check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
			if len(report.All()) > 0 {
				t.Errorf("%s\n%s", o.Try, diag.Text(report.All()))
			}
		}
	}
}

// Spectral norm comes to divide by the largest singular value.
func TestSpectralNormConverges(t *testing.T) {
	n := netkit.Net(t, "linear(mix: channel, to: filter=3, parametrised: spectral_norm)", netkit.Axes("batch", 5, "channel", 5), 0)
	kernel, left := n.Weights[0], n.States[0]
	s := random.New(1, "spectral")
	env := map[*graph.Node]graph.Array{n.Input: graph.NewArray(n.Input.Shape), kernel.Node: graph.NewArray(kernel.Shape), left.Node: graph.NewArray(left.Shape)}
	for i := range 5 {
		env[n.Input].Data[i*6] = 1
	}
	for i := range env[kernel.Node].Data {
		env[kernel.Node].Data[i] = s.Normal()
	}
	for i := range env[left.Node].Data {
		env[left.Node].Data[i] = left.First
	}
	for range 200 {
		next, err := interp.Run(env, left.Next)
		if err != nil {
			t.Fatal(err)
		}
		env[left.Node] = prim.Stored(next[0], left.Shape)
	}
	for _, out := range []*graph.Node{n.Learning, n.Applied} {
		got, err := interp.Run(env, out)
		if err != nil {
			t.Fatal(err)
		}
		// Trial i is column i of the kernel.
		w := prim.Stored(got[0], netkit.Axes("batch", 5, "filter", 3))
		if top := largestSingular(w.Data, 5, 3); math.Abs(top-1) > 1e-9 {
			t.Errorf("the largest singular value is %g", top)
		}
	}
}

// largestSingular by power iteration on the small square.
func largestSingular(a []float64, rows, cols int) float64 {
	v := make([]float64, cols)
	for i := range v {
		v[i] = float64(i + 1)
	}
	norm := 0.0
	for range 500 {
		u, next := make([]float64, rows), make([]float64, cols)
		for i := range rows {
			for j := range cols {
				u[i] += a[i*cols+j] * v[j]
			}
		}
		norm = 0
		for j := range cols {
			for i := range rows {
				next[j] += a[i*cols+j] * u[i]
			}
			norm += next[j] * next[j]
		}
		norm = math.Sqrt(norm)
		for j := range v {
			v[j] = next[j] / norm
		}
	}
	return math.Sqrt(norm)
}

// A bound is kept for training, or is part of the layer and then for nobody else.
func TestMaxNormIsWhereItIsAsked(t *testing.T) {
	in := netkit.Axes("batch", 2, "channel", 4, "time", 3)
	after := netkit.Net(t, "linear(mix: channel, to: filter=2, max_norm: 0.5)", in, 0)
	if l := after.Weights[0].Limit; l == nil || l.Most != 0.5 || len(l.Over) != 1 || l.Over[0] != layer.In("channel") {
		t.Errorf("the bound is %+v", l)
	}
	inside := netkit.Net(t, "linear(mix: channel, to: filter=2, max_norm: 0.5, parametrised: max_norm)", in, 0)
	if l := inside.Weights[0].Limit; l != nil {
		t.Errorf("the bound is applied twice: %+v", l)
	}
	penalised := netkit.Net(t, "conv(over: time, kernel: 2, mix: channel, to: filter=2, l1: 0.1, l2: 0.2)", in, 0)
	if n := len(penalised.Training.Penalties); n != 2 {
		t.Errorf("%d penalties", n)
	}
}
