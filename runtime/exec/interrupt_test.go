package exec_test

import (
	"context"
	"os"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// TestInterruptedKeepsWhatIsDone stops a run in the middle: what was finished is
// scored, nothing is an error, and the result says that it is not whole.
func TestInterruptedKeepsWhatIsDone(t *testing.T) {
	text, err := os.ReadFile("../../examples/first_look.eegp")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := exec.Run(ctx, only(t, string(text)), exec.Options{Open: exec.Opener{}.Open, Threads: 1, Progress: func(e exec.Event) {
		if e.What == "cell" && e.Done == 10 {
			cancel()
		}
	}})
	if !r.Interrupted {
		t.Fatal("the result does not say that it was interrupted")
	}
	done := 0
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			for _, c := range m.Cells {
				if c != nil {
					done++
				}
			}
		}
	}
	if done < 10 || done > 12 {
		t.Errorf("%d cells are done, want 10 or the few that were under way", done)
	}
	if s := r.Splits[0].Methods[0].Scores[0]; s.Folds == 0 || s.Mean < 0.5 {
		t.Errorf("what was done is not scored: %+v", s)
	}
	codes := map[string]bool{}
	for _, d := range r.Problems {
		codes[d.Code] = true
		if d.Severity == diag.Error {
			t.Errorf("an interruption is no error: %s", d.Message)
		}
	}
	if !codes["W813"] {
		t.Error("no word about the interruption")
	}
}

// TestInterruptedBeforeTrials stops a run while recordings are prepared.
func TestInterruptedBeforeTrials(t *testing.T) {
	text, err := os.ReadFile("../../examples/first_look.eegp")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := exec.Run(ctx, only(t, string(text)), exec.Options{Open: exec.Opener{}.Open, Progress: func(e exec.Event) {
		if e.What == "opened" {
			cancel()
		}
	}})
	if !r.Interrupted || len(r.Problems) != 1 || r.Problems[0].Code != "W813" {
		t.Errorf("interrupted %v, problems %v", r.Interrupted, r.Problems)
	}
}
