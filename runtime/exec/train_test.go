package exec_test

import (
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/report"
	"github.com/eegp-lang/eegp/runtime/weights"
)

// tiny is a network that trains quickly, with a pretrained form.
const tiny = `
block tiny(drop = 0 %) : [channel, time] uV -> [class] =
  linear(mix: channel, to: filter=4)
  |> norm(per: filter, momentum: 0.1)
  |> elu
  |> pool(mean, over: time, by: 10)
  |> dropout(drop)
  |> dense(class)

block encoder() : [channel, time] uV -> [filter, time] = linear(mix: channel, to: filter=4) |> norm(per: filter)

let pretrained = pretrain(encoder, task: masked(patch: 5), epochs: 4)
`

// A network trained on labels without meaning is as good as chance on trials that
// it has not seen, however it is trained.
func TestTrainedNetworksDoNotPeek(t *testing.T) {
	r := runs(t, "eegp 1\nseed 3\n"+tiny+`
study leak {
  data = files("noise/{subject}_{session}.edf", events: { "a": a, "b": b }) |> trials(0..0.4 s)
  split = { session: leave_out(1, of: session, within: subject), subject: leave_out(1, of: subject) }
  methods = {
    plain: train(tiny, epochs: 6, batch: 8),
    stopped: train(tiny(drop: 25 %), epochs: 12, batch: 8, stop: patience(3)),
    mixed: zscore |> train(tiny, epochs: 6, batch: 8, augment: recombine(4) |> mixup),
    pretrained: train(pretrained |> elu |> mean(over: time) |> dense(class), epochs: 6, batch: 8, freeze: pretrained),
    tuned: tune([for r in [0.001, 0.01] => train(tiny, epochs: 3, batch: 8, optimizer: adam(rate: r))], inner: kfold(2)),
  }
}
`, exec.Options{Open: given(noise(11, 3, 2, 20))})
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			if d := m.Scores[0].Mean - 0.5; d > 0.16 || d < -0.16 {
				t.Errorf("%s under %s scores %.3f on labels without meaning", m.Name, s.Name, m.Scores[0].Mean)
			}
		}
	}
}

// EEGNet decodes simulated motor imagery of another session.
func TestEEGNetLearnsMotorImagery(t *testing.T) {
	r := runs(t, `eegp 1
seed 2

use std.models (eegnet)

study hands {
  data = simulated.motor_imagery(subjects: 1, sessions: 2, trials: 40, snr: 6 dB) |> bandpass(4..30 Hz) |> resample(64 Hz) |> trials(0.5..2.5 s)
  split = holdout(50 %, of: session, within: subject)
  methods = { eegnet: train(eegnet(kernel: 32), epochs: 40, batch: 16) }
}
`, exec.Options{})
	// 80 test trials: chance lies below 0.64 with 99 % probability.
	if a := r.Splits[0].Methods[0].Scores[0].Mean; a < 0.7 {
		t.Errorf("accuracy %.3f", a)
	}
}

const interrupted = "eegp 1\nseed 3\n" + tiny + `
study stopped {
  data = files("noise/{subject}_{session}.edf", events: { "a": a, "b": b }) |> trials(0..0.4 s)
  split = leave_out(1, of: session, within: subject)
  methods = {
    plain: train(tiny, epochs: 3, batch: 8, repeats: 2),
    stopped: train(pretrained |> dense(class), epochs: 4, batch: 8, stop: patience(2)),
  }
}
`

// A run that is stopped between steps keeps the cells that are done; run again it
// goes on from the checkpoints and says what one run in one go says.
func TestInterruptedRunsResume(t *testing.T) {
	open := given(noise(11, 2, 2, 10))
	whole := said(t, runs(t, interrupted, exec.Options{Open: open}))
	for _, cut := range []int{1, 7, 20} {
		folder, weightsIn := t.TempDir(), t.TempDir()
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		r := exec.Run(ctx, only(t, interrupted), exec.Options{Open: open, Threads: 2, Checkpoints: folder, Progress: func(e exec.Event) {
			if e.What == "epoch" {
				if n++; n == cut {
					stop()
				}
			}
		}})
		if !r.Interrupted {
			t.Fatalf("cut after %d epochs, it was not interrupted", cut)
		}
		again := runs(t, interrupted, exec.Options{Open: open, Threads: 3, Checkpoints: folder, Weights: weightsIn})
		if got := said(t, again); got != whole {
			t.Errorf("cut after %d epochs, the result is another", cut)
		}
		kept, err := weights.ReadFile(filepath.Join(weightsIn, "stopped", "plain", "leave_out", "subject_0_without_session_0-2.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		kernel := kept.Find("tiny.linear.kernel")
		if kernel == nil || kernel.Axes[0] != "filter" || kept.Meta["classes"] != `["a","b"]` || kept.Meta["method"] != "plain" {
			t.Errorf("kept %v, %v", kernel, kept.Meta)
		}
	}
}

func said(t *testing.T, r *exec.Result) string {
	t.Helper()
	text, err := json.Marshal(report.Data(r))
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + report.Text(r)
}

// What a run tells does not depend on threads, epochs included; and a method that
// leaves the numbers stops alone.
func TestEpochsAreToldInOrder(t *testing.T) {
	text := "eegp 1\nseed 3\n" + tiny + `
block rooted() : [channel, time] uV -> [class] {
  (x |> linear(mix: channel, to: filter=2)) ^ 0.5 |> mean(over: time) |> dense(class)
}

study told {
  data = files("noise/{subject}_{session}.edf", events: { "a": a, "b": b }) |> trials(0..0.4 s)
  split = leave_out(1, of: session, within: subject)
  methods = { bad: train(rooted, epochs: 2), good: train(tiny, epochs: 2, batch: 8) }
}
`
	open := given(noise(11, 2, 2, 10))
	run := func(p *plan.Plan, threads int) (events []string, r *exec.Result) {
		r = exec.Run(t.Context(), p, exec.Options{Open: open, Threads: threads, Progress: func(e exec.Event) {
			if e.What == "epoch" && (math.IsNaN(e.Epoch.Loss) || e.Epoch.Epochs != 2) {
				t.Errorf("progress %+v", e.Epoch)
			}
			events = append(events, e.What+" "+e.Method+" "+e.Fold)
		}})
		return events, r
	}
	one, r := run(only(t, text), 1)
	four, _ := run(only(t, text), 4)
	if len(one) != 2+8+2*4 {
		t.Errorf("%d events", len(one))
	}
	for i := range one {
		if i >= len(four) || one[i] != four[i] {
			t.Fatalf("event %d is %q with one thread, %q", i, one[i], four)
		}
	}
	var errors []string
	for _, d := range r.Problems {
		if d.Severity == diag.Error {
			errors = append(errors, d.Code)
		}
	}
	if len(errors) != 1 || errors[0] != "E816" {
		t.Errorf("errors %v", errors)
	}
	for i, c := range r.Splits[0].Methods[1].Cells {
		if c.Err != nil {
			t.Errorf("fold %d of the other method: %v", i, c.Err)
		}
	}
}
