package exec_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/metric"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// The end-to-end vectors hold what MNE, pyRiemann and scikit-learn give from
// continuous recordings to predictions. The program below is the same study.
const endToEnd = `eegp 1
seed 42

study golden {
  data =
    files("golden/{subject}_{session}.edf", events: { "1": left_hand, "2": right_hand })
    |> bandpass(%g..%g Hz)
    |> trials(%v..%v s)
  split = {
    within_session: kfold(5, of: trial, within: session, moabb_compatible: yes),
    cross_session: leave_out(1, of: session, within: subject),
    cross_subject: leave_out(1, of: subject),
  }
  score = [accuracy, auc]
  methods = {
    csp_lda: csp(4) |> log_variance |> lda,
    cov_mdm: covariances(oas) |> min_distance(riemann),
    ts_lr: covariances(oas) |> tangent_space(riemann) |> logistic,
  }
}
`

func TestGoldenEndToEnd(t *testing.T) {
	set := golden.Load(t)
	ran := map[string]*exec.Result{}
	set.Each(t, "endtoend", func(t *testing.T, c *golden.Case) {
		name := strings.TrimPrefix(c.ID, "endtoend/")
		for _, split := range []string{"within_session", "cross_session", "cross_subject"} {
			method, ok := strings.CutPrefix(name, split+"_")
			if !ok {
				continue
			}
			key := fmt.Sprint(c.Params["data"])
			if ran[key] == nil {
				ran[key] = endToEndRun(t, set, c)
			}
			compareEndToEnd(t, c, ran[key], split, method)
			return
		}
		t.Skip("judged by the reference packages")
	})
}

func endToEndRun(t *testing.T, set *golden.Set, c *golden.Case) *exec.Result {
	filter, epoch := c.Params["filter"].(map[string]any), c.Params["epoch"].(map[string]any)
	text := fmt.Sprintf(endToEnd, filter["l_freq"], filter["h_freq"], epoch["tmin"], epoch["tmax"])
	return runs(t, text, exec.Options{Open: given(goldenRecordings(t, set, c))})
}

func goldenRecordings(t *testing.T, set *golden.Set, c *golden.Case) []*value.Recording {
	var recs []*value.Recording
	for _, id := range c.Params["data"].([]any) {
		d := set.Case("endtoend/" + id.(string))
		if d == nil {
			t.Fatalf("the set lacks %s", id)
		}
		x, events := d.In(t, "x"), d.In(t, "events")
		fs, _ := d.Number("fs")
		subject, _ := d.Number("subject")
		session, _ := d.Number("session")
		names := map[int]string{}
		for name, v := range d.Params["event_id"].(map[string]any) {
			names[int(v.(float64))] = name
		}
		rec := &value.Recording{
			Path: d.ID, SHA256: d.ID, Rate: fs, Classes: []string{"left_hand", "right_hand"},
			Key: value.Key{Subject: fmt.Sprint(subject), Session: fmt.Sprint(session)},
		}
		channels, n := x.Shape[0], x.Shape[1]
		for ch := range channels {
			rec.Channels = append(rec.Channels, value.Channel{Name: fmt.Sprint("EEG", ch+1), Kind: "eeg", Unit: "uV", Rate: fs})
			rec.X = append(rec.X, x.Data[ch*n:(ch+1)*n])
		}
		for e := range events.Shape[0] {
			rec.Events = append(rec.Events, value.Event{Onset: events.Data[3*e] / fs, Label: names[int(events.Data[3*e+2])]})
		}
		recs = append(recs, rec)
	}
	return recs
}

// compareEndToEnd lays predictions out as subject × session × trial, in the order
// of the recordings, and judges them with the vectors' own tolerances.
func compareEndToEnd(t *testing.T, c *golden.Case, r *exec.Result, split, method string) {
	t.Helper()
	m := found(t, r, split, method)
	n := r.Data.Trials
	pred, decision, fold := make([]float64, n), make([]float64, n), make([]float64, n)
	group := make([]int, n) // fold within its group, as the vectors count
	for f, cell := range m.Cells {
		for k, trial := range cell.Test {
			pred[trial] = float64(cell.Predicted[k])
			decision[trial] = cell.Decision[k][1] - cell.Decision[k][0]
			group[trial] = f
		}
	}
	fragile := c.Out(t, "fragile").Data
	want := c.Out(t, "pred").Data
	for i := range pred {
		if fragile[i] == 1 {
			pred[i] = want[i]
		}
		fold[i] = float64(group[i])
	}
	c.Check(t, "pred", pred)
	c.Check(t, "decision", decision)
	c.Check(t, "fold", foldNumbers(fold, c.Out(t, "fold").Data))
	accuracy, auc := perSession(t, c, m, r, n)
	c.Check(t, "session_accuracy", accuracy)
	c.Check(t, "session_auc", auc)
}

// foldNumbers renumbers running folds within each group when the vectors do so:
// their largest number tells how many folds a group has.
func foldNumbers(running, want []float64) []float64 {
	most := 0.0
	for _, v := range want {
		most = math.Max(most, v)
	}
	out := make([]float64, len(running))
	for i, v := range running {
		out[i] = math.Mod(v, most+1)
	}
	return out
}

func found(t *testing.T, r *exec.Result, split, method string) *exec.MethodResult {
	t.Helper()
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			if s.Name == split && m.Name == method {
				return m
			}
		}
	}
	t.Fatalf("no result of %s under %s", method, split)
	return nil
}

// perSession scores each session of each test fold by itself and averages a
// session's folds.
func perSession(t *testing.T, c *golden.Case, m *exec.MethodResult, r *exec.Result, n int) (accuracy, auc []float64) {
	t.Helper()
	shape := c.Out(t, "session_accuracy").Shape
	sessions := shape[0] * shape[1]
	per := n / sessions
	truth := truthOf(t, c)
	accuracy, auc = make([]float64, sessions), make([]float64, sessions)
	folds := make([]float64, sessions)
	for _, cell := range m.Cells {
		bySession := map[int][]int{}
		for k, trial := range cell.Test {
			bySession[trial/per] = append(bySession[trial/per], k)
		}
		for s, ks := range bySession {
			var y []int
			var d []float64
			right := 0.0
			for _, k := range ks {
				label := truth[cell.Test[k]]
				y, d = append(y, label), append(d, cell.Decision[k][1]-cell.Decision[k][0])
				if cell.Predicted[k] == label {
					right++
				}
			}
			a, err := metric.AUC(y, d, nil)
			if err != nil {
				t.Fatal(err)
			}
			accuracy[s] += right / float64(len(ks))
			auc[s] += a
			folds[s]++
		}
	}
	for s := range folds {
		accuracy[s] /= folds[s]
		auc[s] /= folds[s]
	}
	return accuracy, auc
}

func truthOf(t *testing.T, c *golden.Case) []int {
	t.Helper()
	set := golden.Load(t)
	var y []int
	for _, id := range c.Params["data"].([]any) {
		events := set.Case("endtoend/"+id.(string)).In(t, "events")
		for e := range events.Shape[0] {
			y = append(y, int(events.Data[3*e+2])-1)
		}
	}
	return y
}
