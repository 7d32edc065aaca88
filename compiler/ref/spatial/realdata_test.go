package spatial

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"gonum.org/v1/gonum/mat"
)

func TestRealRecordings(t *testing.T) {
	set := golden.Load(t)
	if !slices.ContainsFunc(set.Cases, func(c *golden.Case) bool {
		_, err := os.Stat(filepath.Join(set.Dir, c.File))
		return c.Family == "realdata" && err == nil
	}) {
		t.Skip("the set holds no real recordings; EEGP_GOLDEN names one that does")
	}
	set.Each(t, "realdata", func(t *testing.T, c *golden.Case) {
		switch {
		case c.Params["classes"] != nil:
			checkMotorImagery(t, c)
		case c.Params["xdawn"] != nil:
			checkP300(t, c)
		case c.Params["classes_hz"] != nil:
			checkSSVEP(t, c)
		default:
			t.Skip("no pipeline here runs on this recording")
		}
	})
}

func number(c *golden.Case, group, name string) float64 {
	g, _ := c.Params[group].(map[string]any)
	v, _ := g[name].(float64)
	return v
}

// checkMotorImagery runs the three pipelines over runs (fold = run) and over the
// stored stratified folds.
func checkMotorImagery(t *testing.T, c *golden.Case) {
	fs, _ := c.Number("fs")
	var runs []int
	for name := range c.Inputs {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "run")); err == nil {
			runs = append(runs, n)
		}
	}
	slices.Sort(runs)
	var all session
	var byRun []float64
	for k, n := range runs {
		x := filtered(t, dense(c.In(t, "run"+strconv.Itoa(n)))[0], number(c, "filter", "l_freq"), number(c, "filter", "h_freq"), fs)
		events := c.In(t, "events"+strconv.Itoa(n)).Data
		var onsets []int
		for at := 0; at < len(events); at += 3 {
			onsets = append(onsets, int(events[at]))
			all.labels = append(all.labels, int(events[at+2])-1)
			byRun = append(byRun, float64(k))
		}
		all.trials = append(all.trials, cutTrials(x, onsets, number(c, "epoch", "tmin"), number(c, "epoch", "tmax"), fs)...)
	}
	everywhere := func(a, b int) bool { return true }
	for name, run := range map[string]pipeline{"csp_lda": cspLDA, "cov_mdm": covMDM, "ts_lr": tangentLogistic} {
		for _, suffix := range []string{"", "_skf"} {
			fold := byRun
			if suffix != "" {
				fold = c.Out(t, name+suffix+"_fold").Data
			}
			d := foldDecisions(t, []session{all}, fold, everywhere, run)
			c.Check(t, name+suffix+"_decision", d)
			c.Check(t, name+suffix+"_pred", positive(d))
		}
	}
}

// positive is 1 where a decision value is above zero.
func positive(d []float64) []float64 {
	out := make([]float64, len(d))
	for i, v := range d {
		if v > 0 {
			out[i] = 1
		}
	}
	return out
}

func checkP300(t *testing.T, c *golden.Case) {
	fs, _ := c.Number("fs")
	x := filtered(t, dense(c.In(t, "x"))[0], number(c, "filter", "l_freq"), number(c, "filter", "h_freq"), fs)
	var onsets []int
	for _, v := range c.In(t, "onset").Data {
		onsets = append(onsets, int(v))
	}
	all := session{trials: cutTrials(x, onsets, number(c, "epoch", "tmin"), number(c, "epoch", "tmax"), fs)}
	all.labels, _ = classLabels(c.In(t, "y"))
	group, _ := c.Params["xdawn"].(map[string]any)
	covariances := func(t *testing.T, train session, test []*mat.Dense) (fit, held []*mat.SymDense) {
		xd := must[*XDAWN](t)(FitXDAWN(train.trials, train.labels, 2,
			XDAWNOptions{Filters: nested(c, "xdawn", "nfilter"), Estimator: group["xdawn_estimator"].(string)}))
		for i, x := range append(slices.Clone(train.trials), test...) {
			cov := must[*mat.SymDense](t)(xd.Covariance(group["estimator"].(string), x, false))
			if i < len(train.trials) {
				fit = append(fit, cov)
			} else {
				held = append(held, cov)
			}
		}
		return fit, held
	}
	mdm := func(t *testing.T, train session, test []*mat.Dense) []float64 {
		fit, held := covariances(t, train, test)
		m := must[*riemann.MDM](t)(riemann.FitMDM("riemann", "riemann", fit, train.labels, 2, nil))
		var out []float64
		for _, cov := range held {
			s := must[[]float64](t)(m.Scores(cov))
			out = append(out, s[1]-s[0])
		}
		return out
	}
	logistic := func(t *testing.T, train session, test []*mat.Dense) []float64 {
		fit, held := covariances(t, train, test)
		space := must[*riemann.TangentSpace](t)(riemann.FitTangentSpace("riemann", fit, nil))
		return logisticDecision(t, space, fit, train.labels, held)
	}
	fold := c.Out(t, "fold").Data
	everywhere := func(a, b int) bool { return true }
	for name, run := range map[string]pipeline{"xdawn_mdm": mdm, "xdawn_ts_lr": logistic} {
		d := foldDecisions(t, []session{all}, fold, everywhere, run)
		c.Check(t, name+"_decision", d)
		c.Check(t, name+"_pred", positive(d))
	}
}

// checkSSVEP classifies the covariance of the trial in a band around every
// stimulus frequency, bands stacked in class order.
func checkSSVEP(t *testing.T, c *golden.Case) {
	fs, _ := c.Number("fs")
	trials := dense(c.In(t, "E"))
	labels, classes := classLabels(c.In(t, "y"))
	banks := make([][]*mat.Dense, len(trials))
	for _, f := range c.Params["classes_hz"].([]any) {
		for i, x := range bandPassed(t, trials, f.(float64)-1, f.(float64)+1, fs) {
			banks[i] = append(banks[i], x)
		}
	}
	covs := make([]*mat.SymDense, len(trials))
	for i, bank := range banks {
		covs[i] = must[*mat.SymDense](t)(riemann.Covariance("lwf", riemann.Stack(bank...)))
	}
	fold := c.Out(t, "fold").Data
	distances, predicted := make([]float64, len(trials)*classes), make([]float64, len(trials))
	for f := range int(slices.Max(fold)) + 1 {
		var train []*mat.SymDense
		var y []int
		for i, v := range fold {
			if int(v) != f {
				train, y = append(train, covs[i]), append(y, labels[i])
			}
		}
		m := must[*riemann.MDM](t)(riemann.FitMDM("riemann", "riemann", train, y, classes, nil))
		for i, v := range fold {
			if int(v) == f {
				copy(distances[i*classes:], must[[]float64](t)(m.Distances(covs[i])))
				predicted[i] = float64(must[int](t)(m.Predict(covs[i])))
			}
		}
	}
	c.Check(t, "mdm_dist", distances)
	c.Check(t, "mdm_pred", predicted)
}

// bandPassed filters copies of the trials forward and backward with SciPy's
// default padding.
func bandPassed(t *testing.T, trials []*mat.Dense, low, high, fs float64) []*mat.Dense {
	t.Helper()
	sos := must[signal.SOS](t)(signal.Butterworth(4, must[signal.Band](t)(signal.Pass(low, high)), fs))
	out := make([]*mat.Dense, len(trials))
	for i, x := range trials {
		out[i] = mat.DenseCopyOf(x)
		if err := signal.ZeroPhasePad(rowsOf(out[i]), sos, sos.DefaultPad(), signal.Odd); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func rowsOf(x *mat.Dense) [][]float64 {
	rows := make([][]float64, x.RawMatrix().Rows)
	for r := range rows {
		rows[r] = x.RawRowView(r)
	}
	return rows
}
