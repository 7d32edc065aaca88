package exec_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/report"
)

// noise is recordings whose labels have nothing to do with their samples: only
// a method that has seen a test trial's label can do better than chance.
func noise(seed uint64, subjects, sessions, perClass int) []*value.Recording {
	const rate, channels = 100.0, 12
	var recs []*value.Recording
	for subject := range subjects {
		for session := range sessions {
			s := random.New(seed, "noise", uint64(subject), uint64(session))
			n := int(rate) * (2*perClass + 2)
			rec := &value.Recording{
				Path: fmt.Sprintf("noise/%d_%d", subject, session), Rate: rate,
				SHA256: fmt.Sprint(subject, session), Classes: []string{"a", "b"},
				Key: value.Key{Subject: fmt.Sprint(subject), Session: fmt.Sprint(session)},
			}
			for ch := range channels {
				x := make([]float64, n)
				for i := range x {
					x[i] = 10 * s.Normal()
				}
				rec.Channels = append(rec.Channels, value.Channel{Name: fmt.Sprint("E", ch), Kind: "eeg", Unit: "uV", Rate: rate})
				rec.X = append(rec.X, x)
			}
			labels := make([]string, 2*perClass)
			for i := range labels {
				labels[i] = []string{"a", "b"}[i%2]
			}
			s.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
			for i, l := range labels {
				rec.Events = append(rec.Events, value.Event{Onset: float64(i) + 0.5, Label: l})
			}
			recs = append(recs, rec)
		}
	}
	return recs
}

// everyLearner is a study in which each learner of the table appears.
const everyLearner = `eegp 1
seed 3

study leak {
  data = files("noise/{subject}_{session}.edf", events: { "a": a, "b": b }) |> trials(0..0.8 s)
  split = {
    within: kfold(5, of: trial, within: session),
    session: leave_out(1, of: session, within: subject),
    subject: leave_out(1, of: subject),
  }
  methods = {
    csp_lda: csp(4) |> log_variance |> lda,
    csp_svm: zscore |> csp(6) |> log_variance |> svm(rbf),
    csp_knn: csp(4) |> log_variance |> knn(1),
    mdm: covariances(oas) |> min_distance(riemann),
    ts_lr: covariances(oas) |> tangent_space(riemann) |> logistic,
    recentred: covariances(oas) |> adapt recenter(riemann) |> tangent_space(riemann) |> logistic,
    fixed: covariances(oas) |> recenter(riemann) |> tangent_space(riemann) |> svm(linear),
    xdawn: xdawn(2) |> covariances(oas) |> tangent_space(riemann) |> logistic,
    tuned: tune([for n in [2, 4] => csp(n) |> log_variance |> lda], inner: kfold(3)),
  }
}
`

// TestPlantedLabels fails when any learner does better than chance on labels
// that only peeking reveals. 240 trials put five standard errors at 0.16.
func TestPlantedLabels(t *testing.T) {
	r := runs(t, everyLearner, exec.Options{Open: given(noise(11, 3, 2, 20))})
	const most = 0.16
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			if d := m.Scores[0].Mean - 0.5; d > most || d < -most {
				t.Errorf("%s under %s scores %.3f on labels without meaning", m.Name, s.Name, m.Scores[0].Mean)
			}
		}
	}
}

// TestPeekingIsSeen shows that the test above can fail: trained and tested on the
// same trials, the same methods do far better than chance.
func TestPeekingIsSeen(t *testing.T) {
	p := only(t, everyLearner)
	for i := range p.Splits {
		p.Splits[i].Cut = func(_ op.Call, index *op.Index, _ int64) ([]op.Fold, error) {
			all := make([]int, len(index.Labels))
			for i := range all {
				all[i] = i
			}
			f := op.Fold{Name: "peek"}
			f.Train, f.Test = all, all
			return []op.Fold{f}, nil
		}
	}
	r := exec.Run(t.Context(), p, exec.Options{Open: given(noise(11, 3, 2, 20))})
	for _, m := range r.Splits[0].Methods {
		if m.Name == "csp_knn" && m.Scores[0].Mean < 0.99 {
			t.Errorf("%s scores %.3f on its own training trials", m.Name, m.Scores[0].Mean)
		}
	}
}

// TestEveryLearnerIsInTheLeakTest keeps the study above complete.
func TestEveryLearnerIsInTheLeakTest(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range only(t, everyLearner).Methods {
		for _, call := range m.Span.Calls() {
			seen[call.Op.Name] = true
		}
	}
	for _, f := range op.Families() {
		for _, o := range f.Ops {
			if _, ok := o.Does.(op.Learner); ok && !seen[o.Name] {
				t.Errorf("%s learns and is not in the leak test", o.Name)
			}
		}
	}
}

// TestSameBytes runs one study with one and with several threads, twice.
func TestSameBytes(t *testing.T) {
	var first string
	for _, threads := range []int{1, 4, 3, 1} {
		r := runs(t, everyLearner, exec.Options{Open: given(noise(5, 2, 2, 10)), Threads: threads})
		text, err := json.Marshal(report.Data(r))
		if err != nil {
			t.Fatal(err)
		}
		got := string(text) + report.Text(r)
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("%d threads give another result", threads)
		}
	}
}
