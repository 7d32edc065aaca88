package exec_test

import (
	"context"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/report"
)

// TestProtocolsShareWork runs one study under two windows: the source is opened
// once, and the scores are those of separate runs.
func TestProtocolsShareWork(t *testing.T) {
	plans := plansOf(t, `eegp 1

protocol windowed(length = 1 s) {
  data = simulated.motor_imagery(subjects: 1, trials: 10) |> bandpass(8..30 Hz) |> trials(0.5 s .. 0.5 s + length)
}

study longer_is_better {
  protocol = [for t in [1 s, 2 s] => windowed(length: t)]
  methods = { mdm: covariances(oas) |> min_distance }
}
`)
	if len(plans) != 2 {
		t.Fatalf("%d plans, want 2", len(plans))
	}
	if plans[0].Before != plans[1].Before {
		t.Error("the plans do not know that they filter alike")
	}
	opened := 0
	open := func(ctx context.Context, s *types.Bound, seed int64) ([]*value.Recording, []diag.Problem) {
		opened++
		return exec.Opener{}.Open(ctx, s, seed)
	}
	cache := exec.NewCache()
	for _, p := range plans {
		shared := exec.Run(t.Context(), p, exec.Options{Open: open, Cache: cache})
		alone := exec.Run(t.Context(), p, exec.Options{Open: exec.Opener{}.Open})
		if report.Text(shared) != report.Text(alone) {
			t.Errorf("%s scores otherwise when it shares work", p.Protocol)
		}
	}
	if opened != 1 {
		t.Errorf("the source was opened %d times", opened)
	}
}
