package check_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/google/go-cmp/cmp"
)

// program checks a text that must have no errors.
func program(t *testing.T, text string) *check.Program {
	t.Helper()
	p, report := checktest.Program(environment(t), "test.eegp", "eegp 1\n\n"+text)
	for _, d := range report.All() {
		if d.Severity == diag.Error {
			t.Fatalf("\n%s", diag.Text(report.All()))
		}
	}
	return p
}

func TestDefaultsAreFilledIn(t *testing.T) {
	p := program(t, `
study hands {
  data = simulated.motor_imagery |> trials(0.5..3.5 s)
  methods = { csp_lda: csp(6) |> log_variance |> lda }
}
`)
	if p.Seed != 0 || p.Seeded {
		t.Errorf("seed %d, written %v", p.Seed, p.Seeded)
	}
	s := p.Studies[0]
	split := s.Protocols[0].Splits[0]
	if got, want := split.Split.ShowFull(), "kfold(5, of: trial, within: session, shuffle: yes, moabb_compatible: no)"; got != want {
		t.Errorf("split %s, want %s", got, want)
	}
	if got := s.Protocols[0].Scores[0].Show(); got != "accuracy" {
		t.Errorf("score %s", got)
	}
	var texts []string
	for _, d := range s.Defaults {
		texts = append(texts, d.Text)
	}
	if d := cmp.Diff([]string{"seed 0", "split = kfold(5, of: trial, within: session)", "score = accuracy"}, texts); d != "" {
		t.Error(d)
	}
	csp := s.Methods[0].Stage.Flat()[0]
	if csp.Bound.Int("n") != 6 || csp.Bound.Choice("estimator") != "scm" || csp.Bound.Written("estimator") {
		t.Errorf("arguments of csp: %s", csp.ShowFull())
	}
	if got, want := types.Describe(csp.Out), "Trials [time=385 @ 128 Hz, component=6] uV"; got != want {
		t.Errorf("csp gives %s, want %s", got, want)
	}
	if got, want := s.Methods[0].Stage.ShowFull(), "csp(6, estimator: scm, shrinkage: 0.1, average: concat, order: distance) |> log_variance(zero) |> lda(none, share: 0.1, solver: svd)"; got != want {
		t.Errorf("method %s, want %s", got, want)
	}
}

func TestProtocolsAreGenerated(t *testing.T) {
	p := program(t, `
let spans = [0.5 s, 1 s]

protocol speller(length = 1 s, offset = 135 ms) {
  data = simulated.ssvep |> trials(offset .. offset + length, on: stimulus)
  split = { by_run: leave_out(1, of: run, within: subject), by_subject: leave_out(1) }
  score = [accuracy, kappa]
}

study speed {
  protocol = [for t in spans => speller(length: t)]
  methods = { for n in [1, 2], kind in ["lda", "log"] if n > 1 or kind == "lda" => "csp_{n}_{kind}": csp(n) |> log_variance |> lda }
}
`)
	s := p.Studies[0]
	var labels, names, sizes []string
	for _, pr := range s.Protocols {
		labels = append(labels, pr.Label)
		of, _ := types.Inner(pr.Data.Out)
		time, _ := of.Axis("time")
		sizes = append(sizes, time.Size.String())
		if len(pr.Splits) != 2 || pr.Splits[0].Name != "by_run" || len(pr.Scores) != 2 || len(pr.Methods) != 3 {
			t.Errorf("%s: %d splits, %d scores, %d methods", pr.Label, len(pr.Splits), len(pr.Scores), len(pr.Methods))
		}
	}
	for _, m := range s.Methods {
		names = append(names, m.Name)
	}
	if d := cmp.Diff([]string{"speller(length: 0.5 s)", "speller(length: 1 s)"}, labels); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"129", "257"}, sizes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"csp_1_lda", "csp_2_lda", "csp_2_log"}, names); d != "" {
		t.Error(d)
	}
}

func TestStudyOverridesItsProtocol(t *testing.T) {
	p := program(t, `
protocol hands {
  data = simulated.motor_imagery |> trials(0.5..3.5 s)
  split = kfold(5)
}

study across {
  protocol = hands
  split = leave_out(1, of: subject)
  methods = { mdm: covariances |> min_distance }
}
`)
	if got := p.Studies[0].Protocols[0].Splits[0].Split.Op.Name; got != "leave_out" {
		t.Errorf("split %s", got)
	}
}

func TestValuesAreComputed(t *testing.T) {
	p := program(t, `
use std.models (eegnet)

axis head

let edges = { low: 8 Hz, high: 30 Hz }
let double = fn(n) => n * 2

fn band(low = 8 Hz, width: Hz = 4 Hz) = low .. low + width

block stem(width = 8) : [channel, time] uV -> [filter, time] {
  let front = linear(mix: channel, to: filter=width)
  x |> front |> pool(mean, over: time, by: 8 ms, pad: same)
}

test "numbers" {
  let bands = [for n in 1..3 => band(low: 4 Hz * n)]
  expect bands[2] == 8..12 Hz
  expect edges.high - edges.low == 22 Hz
  expect double(3) == 6 and not (double(2) == 5)
  expect 0.1 + 0.2 == 0.3
  expect 250 ms * 4 == 1 s
  expect [for a in 1..3, b in 1..3 if a < b => a * b] == [2, 3, 6]
  expect "C{double(1)}" == "C{double(1)}"
}

test "shapes" {
  expect shape(stem, on: [channel=22, time=1000 @ 250 Hz]) == [time=500 @ 125 Hz, filter=8]
  expect shape(stem(width: 4).front, on: [channel=22, time=100]) == [filter=4, time=100]
  expect shape(eegnet, on: [channel=22, time=1000, class=4]) == [class=4]
  expect shape(linear(mix: channel, to: head=2), on: [channel=3, time]) == [head=2, time]
}

test "a failure" {
  expect 1 + 1 == 3
}
`)
	for _, test := range p.Tests[:2] {
		for i, e := range test.Expects {
			if e.Outcome != check.Passed {
				t.Errorf("%s %d: %s: %s == %s %s", test.Title, i, e.Outcome, e.Left, e.Right, e.Reason)
			}
		}
	}
	if e := p.Tests[2].Expects[0]; e.Outcome != check.Failed || e.Left != "2" || e.Right != "3" {
		t.Errorf("the failure: %+v", e)
	}
}

func TestExplain(t *testing.T) {
	p := program(t, `
study hands {
  data = simulated.motor_imagery(rate: 250 Hz) |> bandpass(8..30 Hz) |> trials(0.5..3.5 s)
  methods = { recentred: covariances(oas) |> adapt recenter |> tangent_space |> logistic }
}
`)
	const want = `study hands
  seed 0  (default)
  protocol hands
    data
      simulated.motor_imagery(rate: 250 Hz)  ->  Recordings [channel=22, time @ 250 Hz] uV  (default: subjects: 4, sessions: 2, runs: 1, trials: 40, classes: [left_hand, right_hand], channels: standard, snr: 0 dB)
      bandpass(8..30 Hz)  ->  Recordings [channel=22, time @ 250 Hz] uV, looks 544 ms ahead  (default: order: 4, phase: zero)
      trials(0.5..3.5 s)  ->  Trials [channel=22, time=751 @ 250 Hz] uV, 751 samples: both ends kept  (default: on: event, ends: closed)
    split kfold(5, of: trial, within: session, shuffle: yes, moabb_compatible: no)  (default)
    score accuracy  (default)
    method recentred  (labels, transductive)
      covariances(oas)  ->  Trials [channel=22, channel'=22] uV^2
      adapt recenter  ->  Trials [channel=22, channel'=22]  (default: metric: riemann)
      tangent_space  ->  Trials [feature=253]  (default: metric: riemann)
      logistic  ->  Scores  (default: c: 1)
`
	if d := cmp.Diff(want, check.Explain(p)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestOneMistakeOneError(t *testing.T) {
	for _, text := range []string{
		"let low = 8 hz\nlet band = low .. 30 Hz\nlet f = bandpass(band)\nstudy s {\n  data = simulated.motor_imagery |> f |> trials(0..1 s)\n  methods = { mdm: covariances |> min_distance }\n}\n",
		"fn f(n = 1) = nowhere(n)\nlet a = f(2) + f(3)\nlet b = [a, a]\nlet c = b[1] |> csp\n",
		"block b() : [chanel, time] uV -> [class] = dense(class)\nstudy s {\n  data = simulated.motor_imagery |> trials(0..1 s)\n  methods = { a: train(b), c: train(b, epochs: 3) }\n}\n",
		"protocol p(n = 5) {\n  data = simulated.motor_imagry |> trials(0..1 s)\n}\nstudy s {\n  protocol = [p, p(n: 3)]\n  methods = { mdm: covariances |> min_distance }\n}\n",
		"block b() : [channel, time] uV -> [class] = linear(mix: filter) |> dense(class)\nstudy s {\n  data = simulated.motor_imagery |> trials(0..1 s)\n  methods = { a: train(scale(2) |> b), c: tune([train(b), lda]), d: b }\n}\n",
		"fn f(x) = x |> csp(3) |> log_variance\nfn g(s: Stage, n) = s |> csp(n)\nfn h(names: Names) = pick(names) |> pool(mean, over: chanel, by: 2)\n",
		"use \"gone.eegp\" (p, m)\nstudy s {\n  protocol = p\n  methods = { a: m, b: m(3) |> lda }\n  compare = wilcoxon(against: a)\n}\n",
		"study s {\n  data = simulated.motor_imagery |> trials(0..1 s) |> baseline(-1..0 s) |> windows(9 s, 1 s)\n  methods = { a: covariances |> csp(3) |> lda, b: nothing }\n}\n",
	} {
		_, report := checktest.Program(environment(t), "test.eegp", "eegp 1\n\n"+text)
		want := 1
		if strings.Contains(text, "b: nothing") {
			want = 2 // two mistakes in two fields
		}
		if n := len(report.All()); n != want {
			t.Errorf("%d reports for\n%s\n%s", n, text, diag.Text(report.All()))
		}
	}
}

// What did not parse is known by name and silent.
func TestBrokenDeclarationsSilenceTheirUsers(t *testing.T) {
	_, report := checktest.Program(environment(t), "test.eegp", `eegp 1

axis hed ead
let low = 8 8 Hz
fn prep(low = 8 Hz = bandpass(low .. 30 Hz)
lte high = 30 Hz
wide = 40 Hz

block net() : [channel, time] uV -> [class] = linear(mix: channel, to: hed=2) |> dense(class)

study s {
  data = simulated.motor_imagery |> prep |> bandpass(low .. high) |> lowpass(wide) |> trials(0..1 s)
  methods = { net: train(net) }
}
`)
	for _, d := range report.All() {
		if d.Code >= "E1" {
			t.Errorf("\n%s", diag.Text([]diag.Diagnostic{d}))
		}
	}
	if n := len(report.All()); n < 3 {
		t.Errorf("%d reports:\n%s", n, diag.Text(report.All()))
	}
}

func TestFilesImportEachOther(t *testing.T) {
	files := map[string]string{
		"lib/methods.eegp": "eegp 1\n\nuse \"../shared.eegp\" (comps)\n\nfn patterns(n = comps) = csp(n) |> log_variance\n",
		"shared.eegp":      "eegp 1\n\nlet comps = 4\n",
		"a.eegp":           "eegp 1\n\nuse \"b.eegp\" (y)\n\nlet x = y\n",
		"b.eegp":           "eegp 1\n\nuse \"a.eegp\" (x)\n\nlet y = x\n",
	}
	env := environment(t)
	env.Files = func(rel string) (*source.File, error) { return source.NewFile(rel, files[rel]), nil }
	p, report := checktest.Program(env, "main.eegp", "eegp 1\n\nuse \"lib/methods.eegp\" as lib\n\nstudy s {\n  data = simulated.motor_imagery |> trials(0..1 s)\n  methods = { a: lib.patterns |> lda, b: lib.patterns(n: 2) |> lda }\n}\n")
	if len(report.All()) > 0 || len(p.Studies[0].Methods) != 2 {
		t.Errorf("\n%s", diag.Text(report.All()))
	}
	_, report = checktest.Program(env, "main.eegp", "eegp 1\n\nuse \"lib/methods.eegp\"\nuse \"shared.eegp\"\n\nlet s = patterns |> lda\n")
	if len(report.All()) > 0 {
		t.Errorf("all names of a file: \n%s", diag.Text(report.All()))
	}
	_, report = checktest.Program(env, "main.eegp", "eegp 1\n\nuse \"a.eegp\" (x)\n\nlet z = x\n")
	if ds := report.All(); len(ds) != 1 || ds[0].Code != "E605" {
		t.Errorf("a circle: \n%s", diag.Text(ds))
	}
}
