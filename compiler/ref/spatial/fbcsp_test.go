package spatial

import (
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"gonum.org/v1/gonum/mat"
)

func checkFBCSP(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	labels, classes := classLabels(c.In(t, "y"))
	n := count(c, "n_train")
	fs, _ := c.Number("fs")
	group, _ := c.Params["csp"].(map[string]any)
	opts := CSPOptions{
		Components: nested(c, "csp", "n_components"),
		Order:      group["component_order"].(string),
		Cov:        ClassCovOptions{Average: group["cov_est"].(string)},
	}
	bands, _ := c.Params["bands"].([]any)
	features := bankFeatures(t, trials, bands, fs, labels[:n], classes, opts)
	parzen, ksg := make([]float64, len(features[0])), make([]float64, len(features[0]))
	for k := range parzen {
		column := make([]float64, n)
		for i := range column {
			column[i] = features[i][k]
		}
		parzen[k] = must[float64](t)(ParzenInformation(column, labels[:n], classes))
		ksg[k] = must[float64](t)(NeighbourInformation(column, labels[:n], classes, 3))
	}
	best, selected, err := BestPairs(parzen, count(c, "k"))
	if err != nil {
		t.Fatal(err)
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "features":
			return slices.Concat(features...), true
		case "mibif":
			return parzen, true
		case "ksg":
			return ksg, true
		case "best":
			return floats(best), true
		case "selected":
			return floats(selected), true
		}
		return nil, false
	})
}

// bankFeatures fits CSP in every band to the first trials, which have labels, and
// joins the features of all trials.
func bankFeatures(t *testing.T, trials []*mat.Dense, bands []any, fs float64, labels []int, classes int, opts CSPOptions) [][]float64 {
	features := make([][]float64, len(trials))
	for _, b := range bands {
		edges := b.([]any)
		filtered := bandPassed(t, trials, edges[0].(float64), edges[1].(float64), fs)
		csp := must[*CSP](t)(FitCSP(filtered[:len(labels)], labels, classes, opts))
		for i, x := range filtered {
			features[i] = append(features[i], must[[]float64](t)(csp.Transform(x))...)
		}
	}
	return features
}

func floats(v []int) []float64 {
	var out []float64
	for _, x := range v {
		out = append(out, float64(x))
	}
	return out
}
