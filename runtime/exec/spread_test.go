package exec_test

import (
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// Threads share out channels, trials and folds; what they compute does not show it.
func TestThreadsDoNotShow(t *testing.T) {
	const text = `eegp 1
seed 1

study threads {
  data = simulated.motor_imagery(subjects: 1) |> bandpass(8..30 Hz) |> trials(0.5..2.5 s) |> detrend
  split = kfold(3, of: trial)
  methods = {
    ts_lr: covariances(oas) |> tangent_space(riemann) |> logistic,
    csp_lda: csp(4) |> log_variance |> lda,
  }
}
`
	one := runs(t, text, exec.Options{Threads: 1})
	for _, threads := range []int{2, 3, 7} {
		r := runs(t, text, exec.Options{Threads: threads})
		for m, method := range r.Splits[0].Methods {
			for f, c := range method.Cells {
				want := one.Splits[0].Methods[m].Cells[f]
				if !slices.EqualFunc(c.Decision, want.Decision, slices.Equal) {
					t.Errorf("%d threads: the scores of %s in fold %d differ", threads, method.Name, f)
				}
			}
		}
	}
}
