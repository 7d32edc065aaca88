package check_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/google/go-cmp/cmp"
)

const netHead = "block net() : [channel, time] uV -> [class] {\n"

// Each text has the mistakes listed and no others.
func TestFunctionsAndTensorArguments(t *testing.T) {
	env := extraEnvironment(t)
	for _, c := range []struct{ text, want string }{
		{netHead + "  x |> beside(x, over: channel) |> dense(class)\n}", ""},
		{netHead + "  beside(x, x * 2, over: channel) |> dense(class)\n}", ""},
		{netHead + "  let y = attend_to(x, x, x, 2)\n  attend_to(y, y) |> dense(class)\n}", "E304"},
		{netHead + "  x |> attend_to(x, 1) |> dense(class)\n}", ""},
		{netHead + "  x |> attend_to(keys: x, values: -x) |> dense(class)\n}", ""},
		{netHead + "  attend_to(x, keys: x, values: -x) |> dense(class)\n}", ""},
		{netHead + "  x |> stack_up([x, x > 0 * x]) |> dense(class)\n}", ""},
		{netHead + "  x |> beside(elu, over: channel) |> dense(class)\n}", "E208"},
		{netHead + "  x |> beside(over: channel) |> dense(class)\n}", "E209"},
		{"let f = beside(x, over: channel)", "E101"},
		{"let f = beside(kfold(5), over: channel)", "E208"},
		{"block b() : [channel, time] uV -> [channel, time] uV = beside(x, over: channel)", "E101"},
		{netHead + "  filters(x, over: [channel, time], kernel: [3, 250 ms], to: filter=2) |> dense(class)\n}", ""},
		{netHead + "  filters(x, over: time, kernel: time / 4, to: filter=2) |> dense(class)\n}", ""},
		{netHead + "  filters(x, over: time, kernel: 2.5, to: filter=2) |> dense(class)\n}", "E207"},
		{netHead + "  filters(x, over: time, kernel: 2 Hz, to: filter=2) |> dense(class)\n}", "E203"},
		{netHead + "  (x == 0 uV) + (x != 1 uV) |> dense(class)\n}", ""},
		{netHead + "  (x > 0 s) |> dense(class)\n}", "E201"},
		{netHead + "  let m = x |> mean(over: time)\n  scan(x, over: time, from: m, step: fn(h, i) => { carry: h + i, emit: h }) |> dense(class)\n}", ""},
		{netHead + "  scan(x, over: time, step: fn(h, i) => { carry: h + i, emit: h * nothing }) |> dense(class)\n}", "E101"},
		{netHead + "  scan(x, over: time, step: fn(h) => { carry: h, emit: h }) |> dense(class)\n}", "E208"},
		{netHead + "  scan(x, over: time, from: \"a\", step: fn(h, i) => { carry: h, emit: h }) |> dense(class)\n}", "E208"},
		{netHead + "  scan(x, over: time, step: fn(h, i) => { carry: i, emit: x }) |> dense(class)\n}", "E303"},
		{netHead + "  scan(x, over: time, step: fn(h, i) => { carry: (h |> linear(mix: filter, to: filter=3)) + (i |> linear(mix: channel, to: filter=3)), emit: h }) |> dense(class)\n}", ""},
		{"fn step(h, i: [channel]) = { carry: h + i, emit: h }\n" + netHead + "  scan(x, over: time, step: step) |> dense(class)\n}", "E301"}, // x is in uV
		{"fn f(a: [channel, time] uV, n = 2) = a * n / channel\n" + netHead + "  f(x) + f(x, n: 3) |> dense(class)\n}", ""},
		{"fn f(a: [channel, time] uV) = a\n" + netHead + "  f(x |> mean(over: time)) |> dense(class)\n}", "E301"},
	} {
		_, report := checktest.Program(env, "test.eegp", "eegp 1\n\n"+c.text+"\n")
		var codes []string
		for _, d := range report.All() {
			if d.Severity == diag.Error {
				codes = append(codes, d.Code)
			}
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s\n gives %q, want %q\n%s", c.text, got, c.want, diag.Text(report.All()))
		}
	}
}

// Weights of captured tensors count once, whatever is repeated around their use;
// those of a step count once, whatever the number of steps.
func TestWeightsAreCountedOnce(t *testing.T) {
	p, report := checktest.Program(extraEnvironment(t), "test.eegp", `eegp 1

block net() : [channel, time] -> [filter, time] {
  let a = x |> linear(mix: channel, to: filter=5)
  let b = a |> linear(mix: filter, to: filter=5)
  a |> repeat(3, attend_to(b, b) |> linear(mix: filter, to: filter=5))
}

block inner(by: [filter, time]) : [filter, time] -> [filter, time] {
  x * by |> linear(mix: filter, to: filter=5)
}

block outer() : [channel, time] -> [filter, time] {
  let a = x |> linear(mix: channel, to: filter=5)
  a |> repeat(3, inner(by: a |> linear(mix: filter, to: filter=5)))
}

block steps() : [channel, time] -> [filter, time] {
  let a = x |> linear(mix: channel, to: filter=5)
  let b = a |> mean(over: time) |> linear(mix: filter, to: filter=5)
  a |> repeat(2, scan(over: time, step: fn(h, i) => {
    let next = (h |> linear(mix: filter, to: filter=5)) + i * b
    { carry: next, emit: next }
  }))
}

test "weights" {
  expect params(net, on: [channel=2, time=10]) == 10 + 25 + 3 * 25
  expect params(outer, on: [channel=2, time=10]) == 10 + 25 + 3 * 25
  expect params(steps, on: [channel=2, time=10]) == 10 + 25 + 2 * 25
}
`)
	if ds := report.All(); len(ds) > 0 {
		t.Fatalf("\n%s", diag.Text(ds))
	}
	for _, e := range p.Tests[0].Expects {
		if e.Outcome != check.Passed {
			t.Errorf("%s: %s == %s %s", e.Outcome, e.Left, e.Right, e.Reason)
		}
	}
}

// A part is found by its names in the network that is trained.
func TestPartsAreFound(t *testing.T) {
	p := program(t, `
use std.models (patch_encoder)

block head() : [token, feature] -> [class] = mean(over: token) |> dense(class)

let encoder = patch_encoder(depth: 4, width: 8)
let pretrained = pretrain(encoder, task: masked(50 %), epochs: 10)

study frozen {
  data = simulated.erp |> trials(0..1 s)
  methods = { some: train(pretrained |> head, freeze: [pretrained.stem, pretrained.layers[2..3], head]) }
}
`)
	train := p.Studies[0].Methods[0].Stage
	net := train.Parts[0]
	if d := cmp.Diff([]string{"pretrained", "pretrained.stem", "pretrained.layers", "head"}, net.PartNames()); d != "" {
		t.Error(d)
	}
	var got []string
	for _, part := range train.Bound.Stages("freeze") {
		named := types.PartOf(part)
		for _, found := range net.Find(named) {
			got = append(got, named.String()+" is "+found.Label()+" "+types.Describe(found.Out))
		}
	}
	layers := types.PartOf(train.Bound.Stages("freeze")[1])
	if from, to := layers.Copies(); from != 2 || to != 3 {
		t.Errorf("copies %d..%d", from, to)
	}
	want := []string{
		"pretrained.stem is stem [time=9 @ 8 Hz, feature=8]",
		"pretrained.layers[2..3] is layers [time=9 @ 8 Hz, feature=8]",
		"head is head Trials [class=2]",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Shared tensors are one pointer each, so that a text which doubles at every line
// is checked, counted and printed in a moment.
func TestSharedTensorsStaySmall(t *testing.T) {
	var b strings.Builder
	b.WriteString("eegp 1\n\nblock net() : [channel, time] uV -> [class] {\n  let a0 = x\n")
	for i := 1; i <= 60; i++ {
		p := "a" + strconv.Itoa(i-1)
		b.WriteString("  let a" + strconv.Itoa(i) + " = attend_to(" + p + ", " + p + ", scan(" + p + ", over: time, from: { c: " + p +
			" |> mean(over: time) }, step: fn(s, i) => { carry: { c: s.c + i }, emit: i }))\n")
	}
	b.WriteString("  a60 |> dense(class)\n}\n\nstudy s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = { net: train(net) }\n}\n")
	start := time.Now()
	p, report := checktest.Program(extraEnvironment(t), "test.eegp", b.String())
	if ds := report.All(); len(ds) > 0 {
		t.Fatalf("\n%s", diag.Text(ds))
	}
	st := p.Studies[0].Methods[0].Stage
	lines := strings.Count(st.Tree(), "\n")
	if calls := len(st.Calls()); calls < 60 || lines > 2000 {
		t.Errorf("%d calls, %d lines", calls, lines)
	}
	if text := st.Parts[0].Body.Show(); len(text) > 100_000 {
		t.Errorf("%d bytes", len(text))
	}
	st.Parts[0].PartNames()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %s", d)
	}
}
