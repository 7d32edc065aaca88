package spatial

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"gonum.org/v1/gonum/mat"
)

func checkCSPCov(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	labels, classes := classLabels(c.In(t, "y"))
	n := count(c, "n_train")
	b := must[*Bilinear](t)(FitCSPCov(c.Text("metric"), count(c, "nfilter"), covs[:n], labels[:n], classes))
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "filters":
			return flat(b.Filters), true
		case "patterns":
			return flat(b.Patterns), true
		case "log_features":
			return logPowers(t, b, covs), true
		case "matrices_abs":
			var out []float64
			for _, x := range covs {
				out = append(out, absolute(linalg.Rows(must[*mat.SymDense](t)(b.Apply(x))))...)
			}
			return out, true
		}
		return nil, false
	})
}

func logPowers(t *testing.T, b *Bilinear, covs []*mat.SymDense) []float64 {
	var out []float64
	for _, x := range covs {
		out = append(out, must[[]float64](t)(b.LogPower(x))...)
	}
	return out
}

func absolute(v []float64) []float64 {
	for i, x := range v {
		v[i] = math.Abs(x)
	}
	return v
}

func checkSPoC(t *testing.T, c *golden.Case) {
	trials, covs := dense(c.In(t, "x")), symmetric(c.In(t, "X"))
	target := c.In(t, "target").Data
	n := count(c, "nfilter")
	py := must[*Bilinear](t)(FitSPoC(n, covs, target))
	plain := must[[]*mat.SymDense](t)(TrialCovariances(trials, ClassCovOptions{}))
	mne := must[*Bilinear](t)(FitSPoC(0, plain, target))
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "py_filters":
			return flat(py.Filters), true
		case "py_patterns":
			return flat(py.Patterns), true
		case "py_features":
			return logPowers(t, py, covs), true
		case "mne_filters":
			return flat(mne.Filters), true
		case "mne_patterns":
			return flat(mne.Patterns), true
		case "mne_features":
			return slices.Concat(trialPowers(t, mne, n, trials, math.Log)...), true
		case "mne_oas_z":
			shrunk := must[[]*mat.SymDense](t)(TrialCovariances(trials, ClassCovOptions{Reg: "oas"}))
			b := must[*Bilinear](t)(FitSPoC(0, shrunk, target))
			return zScores(t, trialPowers(t, b, n, trials, func(v float64) float64 { return v })), true
		}
		return nil, false
	})
}

// trialPowers is f of the mean power of every trial through the first n filters.
func trialPowers(t *testing.T, b *Bilinear, n int, trials []*mat.Dense, f func(float64) float64) [][]float64 {
	var out [][]float64
	for _, x := range trials {
		p := power(must[*mat.Dense](t)(project(b.Filters, n, x)))
		for k := range p {
			p[k] = f(p[k])
		}
		out = append(out, p)
	}
	return out
}

// zScores standardises every column by its population standard deviation.
func zScores(t *testing.T, rows [][]float64) []float64 {
	out := make([]float64, 0, len(rows)*len(rows[0]))
	columns := make([][]float64, len(rows[0]))
	for k := range columns {
		col := make([]float64, len(rows))
		for i, r := range rows {
			col[i] = r[k]
		}
		columns[k] = must[[]float64](t)(standardised(col))
	}
	for i := range rows {
		for k := range columns {
			out = append(out, columns[k][i])
		}
	}
	return out
}

func checkTikhonov(t *testing.T, c *golden.Case) {
	labels, _ := classLabels(c.In(t, "y"))
	alpha, _ := c.Number("alpha")
	b, covs, values, err := FitCSPTikhonov(alpha, c.Outputs["values0"].Shape[0], dense(c.In(t, "x")), labels)
	if err != nil {
		t.Fatal(err)
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "C":
			return linalg.Rows(covs...), true
		case "values0":
			return values[0], true
		case "values1":
			return values[1], true
		case "filters":
			return flat(b.Filters), true
		}
		return nil, false
	})
}

// nested reads a number of a nested parameter.
func nested(c *golden.Case, group, name string) int {
	g, _ := c.Params[group].(map[string]any)
	v, _ := g[name].(float64)
	return int(v)
}

func checkXDAWN(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	labels, classes := classLabels(c.In(t, "y"))
	estimators := map[string]string{"scm": "scm", "lwf": "lwf", "none": "scm", "oas": "oas", "ledoit": "lwf"}
	checkAll(t, c, func(name string) ([]float64, bool) {
		part := strings.SplitN(name, "_", 3)
		if len(part) != 3 || estimators[part[1]] == "" {
			return nil, false
		}
		opts := XDAWNOptions{Estimator: estimators[part[1]]}
		switch part[0] {
		case "py":
			opts.Filters = nested(c, "py", "nfilter")
		case "mne":
			opts.Filters, opts.Uncentred = nested(c, "mne", "n_components"), true
		default:
			return nil, false
		}
		x := must[*XDAWN](t)(FitXDAWN(trials, labels, classes, opts))
		switch part[2] {
		case "filters":
			return flat(x.Filters), true
		case "patterns":
			return flat(x.Patterns), true
		case "evokeds":
			return flat(x.Evokeds), true
		case "trial_rms":
			var out []float64
			for _, trial := range trials[:c.Outputs[name].Shape[0]] {
				for _, v := range power(must[*mat.Dense](t)(x.Transform(trial))) {
					out = append(out, math.Sqrt(v))
				}
			}
			return out, true
		}
		return nil, false
	})
}

func checkXDAWNCovariances(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	labels, classes := classLabels(c.In(t, "y"))
	covariances := func(group string) (*XDAWN, []*mat.SymDense) {
		p, _ := c.Params[group].(map[string]any)
		filtered, set := p["applyfilters"].(bool)
		x := must[*XDAWN](t)(FitXDAWN(trials, labels, classes,
			XDAWNOptions{Filters: nested(c, group, "nfilter"), Estimator: p["xdawn_estimator"].(string)}))
		var out []*mat.SymDense
		for _, trial := range trials {
			out = append(out, must[*mat.SymDense](t)(x.Covariance(p["estimator"].(string), trial, set && !filtered)))
		}
		return x, out
	}
	a, covsA := covariances("a")
	_, covsB := covariances("b")
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "filters":
			return flat(a.Filters), true
		case "patterns":
			return flat(a.Patterns), true
		case "evokeds":
			return flat(a.Evokeds), true
		case "cov_abs":
			return absolute(linalg.Rows(covsA...)), true
		case "cov_eigenvalues":
			return eigenvalues(t, covsA), true
		case "b_eigenvalues":
			return eigenvalues(t, covsB), true
		}
		return nil, false
	})
}

func eigenvalues(t *testing.T, covs []*mat.SymDense) []float64 {
	var out []float64
	for _, a := range covs {
		out = append(out, must[*linalg.Eigen](t)(linalg.Eigh(a)).Values...)
	}
	return out
}

func checkOverlap(t *testing.T, c *golden.Case) {
	x, events := dense(c.In(t, "x"))[0], c.In(t, "events")
	fs, _ := c.Number("fs")
	tmin, _ := c.Number("tmin")
	tmax, _ := c.Number("tmax")
	first, last := int(math.RoundToEven(tmin*fs)), int(math.RoundToEven(tmax*fs))
	length := last - first + 1
	var starts []int
	ids := golden.Array{Shape: []int{events.Shape[0]}}
	for at := 0; at < len(events.Data); at += 3 {
		starts = append(starts, int(events.Data[at])+first)
		ids.Data = append(ids.Data, events.Data[at+2])
	}
	labels, classes := classLabels(ids)
	opts := XDAWNOptions{Filters: c.Outputs["filters"].Shape[1], Uncentred: true}
	fit, evoked, err := FitXDAWNOverlap(x, Overlap{Starts: starts, Labels: labels, Classes: classes, Length: length, Mirror: true}, opts)
	if err != nil {
		t.Fatal(err)
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "filters":
			return flat(fit.Filters), true
		case "evoked":
			return flat(riemann.Stack(evoked...)), true
		case "filters_plain":
			var trials []*mat.Dense
			for _, s := range starts {
				trials = append(trials, mat.DenseCopyOf(x.Slice(0, x.RawMatrix().Rows, s, s+length)))
			}
			return flat(must[*XDAWN](t)(FitXDAWN(trials, labels, classes, opts)).Filters), true
		}
		return nil, false
	})
}
