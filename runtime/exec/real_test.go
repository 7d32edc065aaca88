package exec_test

import (
	"os"
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// TestFistsOrFeet runs the example on real recordings (PhysioNet EEG Motor
// Movement/Imagery Database, subject 1) and holds it to what established
// pipelines reach on them.
func TestFistsOrFeet(t *testing.T) {
	roots := []string{recordings(t)}
	text, err := os.ReadFile("../../examples/eegmmidb_fists_feet.eegp")
	if err != nil {
		t.Fatal(err)
	}
	r := runs(t, string(text), exec.Options{Open: exec.Opener{Roots: roots}.Open})
	if r.Data.Trials != 45 || r.Data.Recordings != 3 {
		t.Fatalf("%d trials of %d recordings, want 45 of 3", r.Data.Trials, r.Data.Recordings)
	}
	for method, least := range map[string]float64{"csp_lda": 0.93, "ts_lr": 0.90} {
		m := found(t, r, "stratified", method)
		if s := m.Scores[0]; s.Mean < least || s.Failed > 0 {
			t.Errorf("%s scores %.3f, want %.2f or more", method, s.Mean, least)
		}
		byRun := found(t, r, "by_run", method)
		if s := byRun.Scores[0]; s.Folds != 3 || s.Trials != 45 {
			t.Errorf("%s by run: %d folds of %d trials", method, s.Folds, s.Trials)
		}
	}
}
