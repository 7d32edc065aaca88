package check_test

import (
	"testing"

	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A network for a voltage takes a standardised signal too, since its weights absorb
// the unit; a block without weights does not.
func TestStandardisedSignalsEnterNetworks(t *testing.T) {
	_, report := checktest.Program(environment(t), "test.eegp", `eegp 1

block net() : [channel, time] uV -> [class] =
  linear(mix: channel, to: filter=2) |> mean(over: time) |> dense(class)

block doubled() : [channel, time] uV -> [channel, time] uV = scale(2)

study hands {
  data = simulated.motor_imagery |> trials(0.5..3.5 s)
  methods = {
    learned: zscore |> train(net),
    mapped: standardize |> train(net),
    refused: standardize |> doubled |> csp |> log_variance |> lda,
  }
}
`)
	var codes []string
	for _, d := range report.All() {
		if d.Severity == diag.Error {
			codes = append(codes, d.Code+" "+d.At.Text())
		}
	}
	if len(codes) != 1 || codes[0] != "E214 doubled" {
		t.Errorf("errors %q", codes)
	}
}
