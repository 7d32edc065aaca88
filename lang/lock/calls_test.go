package lock_test

import (
	"os"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/lock"
)

// Calls are found wherever they hide: in a search, behind `adapt`, in blocks of both
// forms, in a function's body, in options.
func TestCalls(t *testing.T) {
	table, err := os.ReadFile("../check/testdata/operators.sig")
	if err != nil {
		t.Fatal(err)
	}
	ops, err := checktest.Operators(string(table))
	if err != nil {
		t.Fatal(err)
	}
	p, report := checktest.Program(checktest.Env(ops, "../check/testdata"), "a.eegp", `eegp 1

fn spatial(n = 4) = csp(n) |> log_variance

block flat() : [channel, time] uV -> [class] = mean(over: time) |> dense(class)

block braces() : [channel, time] uV -> [class] {
  let y = softmax(x / 1 uV, over: channel) * 2
  y |> mean(over: time) |> dense(class)
}

study s {
  data = simulated.motor_imagery |> bandpass(8..30 Hz) |> trials(0.5..3.5 s)
  split = holdout(20 %)
  score = [accuracy, kappa]
  methods = {
    searched: tune([spatial |> lda, covariances |> min_distance], inner: kfold(3)),
    moved: covariances |> adapt recenter(riemann) |> min_distance,
    flat: train(flat, stop: patience(5)),
    braces: train(braces),
  }
  compare = wilcoxon(correct: holm)
}
`)
	if report.HasErrors() {
		t.Fatal(diag.Text(report.All()))
	}
	found := map[string]bool{}
	for _, b := range lock.Calls(p.Studies) {
		found[b.Op.Name] = true
	}
	for _, name := range strings.Fields(`simulated.motor_imagery bandpass trials holdout accuracy kappa tune csp log_variance
		lda covariances min_distance kfold recenter train patience mean dense softmax wilcoxon`) {
		if !found[name] {
			t.Errorf("%s is not found", name)
		}
	}
}
