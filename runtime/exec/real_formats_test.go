package exec_test

import (
	"os"
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// Examples and short programs on real recordings in formats other than EDF, held
// to what established pipelines reach on them, less a margin for other folds.
func TestRecordingsOfEveryFormat(t *testing.T) {
	roots := []string{recordings(t)}
	example := func(name string) string {
		text, err := os.ReadFile("../../examples/" + name + ".eegp")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, c := range []struct {
		name, text    string
		split, method string
		trials        int
		least         float64 // of the first score
	}{
		{name: "MAT", text: example("p300_gtec"), split: "in_blocks", method: "xdawn_lda", trials: 2400, least: 0.93},
		{name: "MAT, another person", text: example("p300_gtec"), split: "other_person", method: "xdawn_lda", trials: 2400, least: 0.68},
		{name: "FIF with lists of events", text: example("ssvep_exo"), split: "within_person", method: "mdm_17", trials: 96, least: 0.55},
		{name: "NPZ", split: "parts", method: "it", trials: 768, least: 0.83, text: `eegp 1
study s {
  data = files("**/p300_bi2012_npz/subject_{subject}_session_{session}.npz", signal: data, trigger: stim, rate: 128 Hz,
    names: [F7, F3, F4, F8, T7, C3, Cz, C4, T8, P7, P3, Pz, P4, P8, O1, O2, extra], misc: [extra],
    events: { "1": nontarget, "2": target }) |> bandpass(1..16 Hz) |> resample(64 Hz) |> trials(0..1 s)
  split = { parts: kfold(5) }
  score = auc
  methods = { it: xdawn(4) |> lda(shrinkage: auto) }
}
`},
		{name: "columns of a table", split: "parts", method: "it", trials: 387, least: 0.65, text: `eegp 1
study s {
  data = files("**/p300_muse/data_*.csv", signal: [TP9, AF7, AF8, TP10], trigger: Marker, rate: 256 Hz,
    events: { "1": nontarget, "2": target }) |> bandpass(1..20 Hz) |> resample(64 Hz) |> trials(0..0.8 s)
  split = { parts: kfold(5) }
  score = auc
  methods = { it: xdawn(4) |> lda(shrinkage: auto) }
}
`},
		{name: "GDF", split: "parts", method: "it", trials: 40, least: 0.9, text: `eegp 1
study s {
  data = files("**/mi_biosig_sample/sample.gdf", events: { "769": left, "770": right }) |> bandpass(9..13 Hz) |> trials(1..4 s)
  split = { parts: kfold(10) }
  methods = { it: log_variance |> lda }
}
`},
		{name: "MAT with a BioSig header", split: "parts", method: "it", trials: 40, least: 0.9, text: `eegp 1
study s {
  data = files("**/mi_tess_s4/online1_s{run}.mat", events_file: "**/mi_tess_s4/online1_h{run}.mat", signal: s, rate: 512 Hz,
    names: [FP1, FPZ, FP2, F7, F3, FZ, F4, F8, FC5, FC1, FC2, FC6, M1, Status],
    events: { "7691": left, "7701": right }) |> bandpass(8..14 Hz) |> resample(128 Hz) |> trials(0.5..4.5 s)
  split = { parts: kfold(10) }
  methods = { it: csp(4) |> log_variance |> lda }
}
`},
		{name: "trials in an array", split: "parts", method: "it", trials: 316, least: 0.72, text: `eegp 1
study s {
  data = files("**/selfpaced_bci2_iv/sp1s_aa.mat", signal: x_train, labels: y_train, names: clab, rate: 100 Hz,
    events: { "0": left, "1": right }) |> trials(0.25..0.49 s)
  split = { parts: kfold(10) }
  methods = { it: lda(shrinkage: auto) }
}
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := runs(t, c.text, exec.Options{Open: exec.Opener{Roots: roots}.Open})
			if r.Data.Trials != c.trials {
				t.Errorf("%d trials, want %d", r.Data.Trials, c.trials)
			}
			if s := found(t, r, c.split, c.method).Scores[0]; s.Mean < c.least || s.Failed > 0 {
				t.Errorf("scores %.3f, want %.2f or more", s.Mean, c.least)
			}
		})
	}
}
