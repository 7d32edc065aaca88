package exec_test

import (
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// Layers without weights and blocks in braces are maps that any method may use.
func TestLayersOutsideOfNetworks(t *testing.T) {
	r := runs(t, `eegp 1

block power() : [channel, time] uV -> [channel] {
  let y = x / 1 uV
  log(mean(y * y, over: time))
}

study maps {
  data = simulated.motor_imagery(subjects: 1, trials: 20, snr: 6 dB) |> bandpass(8..30 Hz) |> trials(0.5..2.5 s)
  split = kfold(4)
  methods = {
    whole: log_variance |> lda,
    layers: square |> mean(over: time) |> lda,
    block: power |> lda,
  }
}
`, exec.Options{})
	for _, m := range r.Splits[0].Methods {
		if m.Scores[0].Mean < 0.6 {
			t.Errorf("%s scores %.3f", m.Name, m.Scores[0].Mean)
		}
	}
	if a, b := r.Splits[0].Methods[0].Scores[0].Mean, r.Splits[0].Methods[2].Scores[0].Mean; a != b {
		t.Errorf("log variance scores %.3f as an operator and %.3f as a block", a, b)
	}
}
