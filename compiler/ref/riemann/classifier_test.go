package riemann

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// A trained problem: classes renumbered from 0 in ascending order.
type problem struct {
	classes     []int
	train, test []*mat.SymDense
	labels      []int // of train
	weights     []float64
}

func readProblem(t *testing.T, c *golden.Case) problem {
	covs, y := symmetric(c.In(t, "X")), integers(c.In(t, "y"))
	n, _ := c.Number("n_train")
	p := problem{train: covs[:int(n)], test: covs[int(n):], weights: c.In(t, "w").Data}
	p.classes = slices.Compact(slices.Sorted(slices.Values(y)))
	for _, v := range y[:int(n)] {
		p.labels = append(p.labels, slices.Index(p.classes, v))
	}
	return p
}

func checkClassifiers(t *testing.T, c *golden.Case) {
	p := readProblem(t, c)
	checkAll(t, c, func(name string) ([]float64, bool) {
		if rest, ok := strings.CutPrefix(name, "mdm_"); ok {
			return p.mdm(t, rest)
		}
		return nil, false
	})
}

// mdm answers the output named <metric>_<what>; "weighted" weights the matrices
// and "mixed" takes log-Euclidean means with the Riemannian distance.
func (p problem) mdm(t *testing.T, name string) ([]float64, bool) {
	at := strings.LastIndex(name, "_")
	if at < 0 {
		return nil, false
	}
	mean, what := name[:at], name[at+1:]
	distance, weights := mean, []float64(nil)
	switch mean {
	case "weighted":
		mean, distance, weights = "riemann", "riemann", p.weights
	case "mixed":
		mean, distance = "logeuclid", "riemann"
	}
	m := must[*MDM](t)(FitMDM(mean, distance, p.train, p.labels, len(p.classes), weights))
	if what == "means" {
		return linalg.Rows(m.Means...), true
	}
	var out []float64
	for _, x := range p.test {
		switch what {
		case "dist":
			out = append(out, must[[]float64](t)(m.Distances(x))...)
		case "pred":
			out = append(out, float64(p.classes[must[int](t)(m.Predict(x))]))
		case "proba":
			out = append(out, must[[]float64](t)(m.Proba(x))...)
		default:
			return nil, false
		}
	}
	return out, true
}
