package spatial

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// checks names, for every kind of vector, the test that judges it. The key is
// the beginning of params.function.
var checks = []struct {
	function string
	check    func(*testing.T, *golden.Case)
}{
	{"mne.decoding.CSP", checkCSP},
	{"pyriemann.spatialfilters.CSP", checkCSPCov},
	{"pyriemann SPoC", checkSPoC},
	{"definition (Lotte & Guan 2011)", checkTikhonov},
	{"pyriemann Xdawn / mne Xdawn", checkXDAWN},
	{"pyriemann XdawnCovariances", checkXDAWNCovariances},
	{"mne.preprocessing.Xdawn(correct_overlap", checkOverlap},
	{"definition", checkFBCSP},
}

func TestGolden(t *testing.T) {
	set := golden.Load(t)
	judge := func(t *testing.T, c *golden.Case) {
		function := c.Text("function")
		for _, k := range checks {
			if strings.HasPrefix(function, k.function) {
				k.check(t, c)
				return
			}
		}
		t.Skipf("no operator needs it, so it is not judged: %s", function)
	}
	set.Each(t, "spatial", judge)
	set.Each(t, "riemann", func(t *testing.T, c *golden.Case) {
		if strings.Contains(c.Text("function"), "Xdawn") {
			judge(t, c)
		}
	})
}

// checkAll judges every output that got names and logs the others.
func checkAll(t *testing.T, c *golden.Case, got func(name string) ([]float64, bool)) {
	t.Helper()
	for name := range c.Outputs {
		v, ok := got(name)
		if !ok {
			if c.Outputs[name].Compare != "info" {
				t.Logf("%s: output %s is not judged here", c.ID, name)
			}
			continue
		}
		c.Check(t, name, v)
	}
}

func dense(a golden.Array) []*mat.Dense {
	rows, cols := a.Shape[len(a.Shape)-2], a.Shape[len(a.Shape)-1]
	var out []*mat.Dense
	for at := 0; at < len(a.Data); at += rows * cols {
		out = append(out, mat.NewDense(rows, cols, a.Data[at:at+rows*cols]))
	}
	return out
}

func symmetric(a golden.Array) []*mat.SymDense {
	n := a.Shape[len(a.Shape)-1]
	var out []*mat.SymDense
	for at := 0; at < len(a.Data); at += n * n {
		out = append(out, mat.NewSymDense(n, a.Data[at:at+n*n]))
	}
	return out
}

// classLabels renumbers labels from 0 in ascending order of the class.
func classLabels(a golden.Array) (labels []int, classes int) {
	names := slices.Compact(slices.Sorted(slices.Values(a.Data)))
	for _, v := range a.Data {
		labels = append(labels, slices.Index(names, v))
	}
	return labels, len(names)
}

// flat copies a matrix row by row.
func flat(m *mat.Dense) []float64 {
	var out []float64
	rows, _ := m.Dims()
	for i := range rows {
		out = append(out, m.RawRowView(i)...)
	}
	return out
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func count(c *golden.Case, name string) int {
	v, _ := c.Number(name)
	return int(v)
}

func checkCSP(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	labels, classes := classLabels(c.In(t, "y"))
	n := count(c, "n_train")
	norm, _ := c.Params["norm_trace"].(bool)
	opts := CSPOptions{
		Components: count(c, "n_components"),
		Cov:        ClassCovOptions{Average: c.Text("cov_est"), Reg: c.Text("reg"), NormTrace: norm},
		Order:      c.Text("component_order"),
	}
	if s, ok := c.Number("reg"); ok {
		opts.Cov.Reg, opts.Cov.Shrinkage = "shrinkage", s
	}
	if log, ok := c.Params["log"].(bool); ok {
		opts.ZScore = !log
	}
	csp := must[*CSP](t)(FitCSP(trials[:n], labels[:n], classes, opts))
	features := func(part []*mat.Dense) []float64 {
		var out []float64
		for _, x := range part {
			out = append(out, must[[]float64](t)(csp.Transform(x))...)
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "covs":
			return linalg.Rows(csp.Covs...), true
		case "filters":
			return flat(csp.Filters), true
		case "patterns":
			return flat(csp.Patterns), true
		case "mean":
			return csp.Mean, true
		case "std":
			return csp.Std, true
		case "eigenvalues":
			return csp.Eigenvalues, true
		case "sample_weights":
			return csp.Weights, true
		case "features_train":
			return features(trials[:n]), true
		case "features_test":
			return features(trials[n:]), true
		}
		return nil, false
	})
}
