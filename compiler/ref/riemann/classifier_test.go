package riemann

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/learn"
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
	knn, _ := c.Number("knn")
	k := must[*KNN](t)(FitKNN("riemann", int(knn), p.train, p.labels, len(p.classes)))
	field := must[*MeanField](t)(FitMeanField("riemann", nil, p.train, p.labels, len(p.classes)))
	fg := must[*FgMDM](t)(FitFgMDM("riemann", p.train, p.labels, len(p.classes)))
	ts := must[*TangentSpace](t)(FitTangentSpace("riemann", p.train, nil))
	checkAll(t, c, func(name string) ([]float64, bool) {
		if rest, ok := strings.CutPrefix(name, "mdm_"); ok {
			return p.mdm(t, rest)
		}
		switch name {
		case "fgmdm_dist":
			return p.values(t, fg.Distances), true
		case "fgmdm_pred":
			return p.predictions(t, fg.Predict), true
		case "fgmdm_proba":
			return p.values(t, fg.Proba), true
		case "fgda_transform":
			return mapAll(t, p.test[:c.Outputs[name].Shape[0]], fg.Filter.Apply), true
		case "ts_reference":
			return linalg.Rows(ts.Reference), true
		case "ts_features":
			return p.values(t, ts.Transform), true
		case "knn_pred":
			return p.predictions(t, k.Predict), true
		case "knn_proba":
			return p.values(t, k.Proba), true
		case "meanfield_dist":
			return p.values(t, field.Distances), true
		case "meanfield_pred":
			return p.predictions(t, field.Predict), true
		}
		if rest, ok := strings.CutPrefix(name, "tslr_"); ok {
			return p.logistic(t, ts, c, rest)
		}
		if rest, ok := strings.CutPrefix(name, "svc_riemann_"); ok {
			return p.machine(t, ts, c, rest)
		}
		return nil, false
	})
}

func (p problem) values(t *testing.T, f func(*mat.SymDense) ([]float64, error)) []float64 {
	var out []float64
	for _, x := range p.test {
		out = append(out, must[[]float64](t)(f(x))...)
	}
	return out
}

func (p problem) predictions(t *testing.T, f func(*mat.SymDense) (int, error)) []float64 {
	var out []int
	for _, x := range p.test {
		out = append(out, must[int](t)(f(x)))
	}
	return p.names(out)
}

// names gives classes their labels of the vectors.
func (p problem) names(classes []int) []float64 {
	var out []float64
	for _, k := range classes {
		out = append(out, float64(p.classes[k]))
	}
	return out
}

// setting reads a number of a nested parameter.
func setting(c *golden.Case, group, name string) float64 {
	g, _ := c.Params[group].(map[string]any)
	v, _ := g[name].(float64)
	return v
}

func (p problem) logistic(t *testing.T, ts *TangentSpace, c *golden.Case, what string) ([]float64, bool) {
	train, test := must[*mat.Dense](t)(ts.features(p.train)), must[*mat.Dense](t)(ts.features(p.test))
	l, err := learn.FitLogistic(train, p.labels, len(p.classes), learn.LogisticOptions{C: setting(c, "logistic", "C")})
	if err != nil {
		t.Fatal(err)
	}
	switch what {
	case "coef":
		return l.Coef.RawMatrix().Data, true
	case "decision":
		return l.Decision(test).RawMatrix().Data, true
	case "proba":
		return l.Probabilities(test).RawMatrix().Data, true
	case "pred":
		return p.names(l.Predict(test)), true
	}
	return nil, false
}

// machine is a linear support vector machine on tangent vectors, whose products
// are the Riemannian kernel at the mean of the training set.
func (p problem) machine(t *testing.T, ts *TangentSpace, c *golden.Case, what string) ([]float64, bool) {
	train, test := must[*mat.Dense](t)(ts.features(p.train)), must[*mat.Dense](t)(ts.features(p.test))
	s, err := learn.FitSVM(train, p.labels, len(p.classes), learn.SVMOptions{C: setting(c, "svc", "C")})
	if err != nil {
		t.Fatal(err)
	}
	switch what {
	case "pred":
		return p.names(s.Predict(test)), true
	case "decision":
		return s.Decision(test).RawMatrix().Data, true
	}
	return nil, false
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
