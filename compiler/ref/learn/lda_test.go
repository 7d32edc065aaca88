package learn

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func ldaOptions(s settings) LDAOptions {
	o := LDAOptions{Solver: map[string]LDASolver{"svd": LDASVD, "lsqr": LDALeastSquares, "eigen": LDAEigen}[s.text("solver")]}
	o.Shrink.Auto = s.text("shrinkage") == "auto"
	o.Shrink.Share = s.number("shrinkage", 0)
	if p, ok := s["priors"].([]any); ok {
		for _, v := range p {
			o.Priors = append(o.Priors, v.(float64))
		}
	}
	return o
}

func TestLDAGolden(t *testing.T) {
	has := func(c *golden.Case) bool { return strings.HasSuffix(c.Text("function"), "LinearDiscriminantAnalysis") }
	eachClassifier(t, has, func(fx *fixture) {
		names, at := configs(fx.Case, "configs")
		for _, name := range names {
			l, err := FitLDA(fx.train, fx.y, fx.classes(), ldaOptions(at[name]))
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			fx.check(name+"_coef", flat(l.Coef))
			fx.check(name+"_intercept", l.Intercept)
			fx.check(name+"_decision", flat(l.Decision(fx.test)))
			fx.check(name+"_proba", flat(l.Probabilities(fx.test)))
			fx.checkPrediction(name+"_pred", l.Predict(fx.test))
			if fx.Has(name + "_transform") {
				fx.check(name+"_transform", flat(l.Transform(fx.test)))
			}
			if fx.Has(name + "_covariance") {
				p := l.Covariance.SymmetricDim()
				full := make([]float64, 0, p*p)
				for i := range p {
					for j := range p {
						full = append(full, l.Covariance.At(i, j))
					}
				}
				fx.check(name+"_covariance", full)
			}
		}
	})
}
