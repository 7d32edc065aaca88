package learn

import (
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"gonum.org/v1/gonum/mat"
)

// A fixture is a case cut into its training and test side, with labels as
// class numbers.
type fixture struct {
	*golden.Case
	t           *testing.T
	train, test *mat.Dense
	y           []int
	labels      []int // class number to label
}

// eachClassifier visits the cases of the family whose function contains a word.
func eachClassifier(t *testing.T, has func(c *golden.Case) bool, f func(fx *fixture)) {
	golden.Load(t).Each(t, "classifiers", func(t *testing.T, c *golden.Case) {
		if !has(c) {
			t.Skip("the case is of another learner, which has a test of its own or no operator")
		}
		f(newFixture(t, c))
	})
}

func newFixture(t *testing.T, c *golden.Case) *fixture {
	fx := &fixture{Case: c, t: t}
	if _, ok := c.Inputs["Z_train"]; ok {
		fx.train, fx.test = dense(c.In(t, "Z_train")), dense(c.In(t, "Z_test"))
	} else if n, ok := c.Number("n_train"); ok {
		x := dense(c.In(t, "X"))
		all, p := x.Dims()
		fx.train = mat.DenseCopyOf(x.Slice(0, int(n), 0, p))
		fx.test = mat.DenseCopyOf(x.Slice(int(n), all, 0, p))
	} else {
		fx.train = dense(c.In(t, "X"))
	}
	n, _ := fx.train.Dims()
	for _, v := range c.In(t, "y").Data {
		fx.y = append(fx.y, int(v))
	}
	fx.labels = slices.Clone(fx.y)
	slices.Sort(fx.labels)
	fx.labels = slices.Compact(fx.labels)
	for i, v := range fx.y {
		fx.y[i] = slices.Index(fx.labels, v)
	}
	fx.y = fx.y[:n]
	return fx
}

func (fx *fixture) classes() int { return len(fx.labels) }

// check compares when the case expects the output.
func (fx *fixture) check(name string, got []float64) {
	if fx.Has(name) {
		fx.Check(fx.t, name, got)
	}
}

// checkPrediction compares class numbers with the stored labels.
func (fx *fixture) checkPrediction(name string, got []int) {
	labels := make([]float64, len(got))
	for i, c := range got {
		labels[i] = float64(fx.labels[c])
	}
	fx.check(name, labels)
}

// reportUnchecked logs outputs for which nothing was compared.
func (fx *fixture) reportUnchecked(checked func(name string) bool) {
	for name := range fx.Outputs {
		if !checked(name) {
			fx.t.Logf("nothing here computes the output %s, so it is not judged", name)
		}
	}
}

func dense(a golden.Array) *mat.Dense { return mat.NewDense(a.Shape[0], a.Shape[1], a.Data) }

func flat(m *mat.Dense) []float64 {
	n, _ := m.Dims()
	var out []float64
	for i := range n {
		out = append(out, m.RawRowView(i)...)
	}
	return out
}

// settings of one named configuration of a case.
type settings map[string]any

func (s settings) number(name string, otherwise float64) float64 {
	if v, ok := s[name].(float64); ok {
		return v
	}
	return otherwise
}

func (s settings) text(name string) string {
	v, _ := s[name].(string)
	return v
}

func (s settings) flag(name string, otherwise bool) bool {
	if v, ok := s[name].(bool); ok {
		return v
	}
	return otherwise
}

// configs reads a parameter that maps names to settings, in sorted order.
func configs(c *golden.Case, param string) (names []string, at map[string]settings) {
	at = map[string]settings{}
	group, _ := c.Params[param].(map[string]any)
	for name, v := range group {
		if s, ok := v.(map[string]any); ok {
			at[name] = s
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, at
}
