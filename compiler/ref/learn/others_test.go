package learn

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"gonum.org/v1/gonum/mat"
)

func hasPrefix(prefix string) func(*golden.Case) bool {
	return func(c *golden.Case) bool { return strings.HasPrefix(c.Text("function"), prefix) }
}

func TestQDANaiveBayesKNNGolden(t *testing.T) {
	eachClassifier(t, hasPrefix("sklearn QDA"), func(fx *fixture) {
		reg, _ := fx.Params["qda"].(map[string]any)
		for name, v := range reg {
			if !fx.Has(name + "_decision") {
				continue
			}
			q, err := FitQDA(fx.train, fx.y, fx.classes(), v.(float64))
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			fx.check(name+"_decision", flat(q.Decision(fx.test)))
			fx.check(name+"_proba", flat(q.Probabilities(fx.test)))
			fx.checkPrediction(name+"_pred", q.Predict(fx.test))
		}
		checkNaiveBayes(fx)
		names, at := configs(fx.Case, "knn")
		for _, name := range names {
			k, err := FitKNN(fx.train, fx.y, fx.classes(), knnOptions(at[name]))
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			fx.check(name+"_proba", flat(k.Probabilities(fx.test)))
			fx.checkPrediction(name+"_pred", k.Predict(fx.test))
		}
	})
}

func knnOptions(s settings) KNNOptions {
	o := KNNOptions{Neighbours: int(s.number("n_neighbors", 5)), ByDistance: s.text("weights") == "distance"}
	switch {
	case s.number("p", 2) == 1:
		o.Distance = Manhattan
	case s.text("metric") == "cosine":
		o.Distance = Cosine
	}
	return o
}

func checkNaiveBayes(fx *fixture) {
	nb, _ := fx.Params["nb"].(map[string]any)
	b, err := FitNaiveBayes(fx.train, fx.y, fx.classes(), NaiveBayesOptions{Smoothing: settings(nb).number("var_smoothing", 0)})
	if err != nil {
		fx.t.Fatal(err)
	}
	fx.check("nb_log_proba", flat(b.LogProbabilities(fx.test)))
	fx.checkPrediction("nb_pred", b.Predict(fx.test))
	fx.check("nb_var", flat(b.Variances))
	names, at := configs(fx.Case, "nb")
	for _, name := range names {
		o := NaiveBayesOptions{Smoothing: at[name].number("var_smoothing", 0)}
		if at[name].text("priors") == "uniform" {
			for range fx.classes() {
				o.Priors = append(o.Priors, 1)
			}
		}
		b, err := FitNaiveBayes(fx.train, fx.y, fx.classes(), o)
		if err != nil {
			fx.t.Fatal(err)
		}
		fx.check(name+"_proba", flat(b.Probabilities(fx.test)))
	}
}

func TestKNNTies(t *testing.T) {
	eachClassifier(t, hasPrefix("KNeighborsClassifier"), func(fx *fixture) {
		for name := range fx.Outputs {
			var n int
			if _, err := fmt.Sscanf(name, "k%d", &n); err != nil {
				fx.t.Logf("nothing here computes the output %s, so it is not judged", name)
				continue
			}
			k, err := FitKNN(fx.train, fx.y, fx.classes(), KNNOptions{Neighbours: n})
			if err != nil {
				fx.t.Fatal(err)
			}
			q := dense(fx.In(fx.t, "q"))
			if strings.HasSuffix(name, "_proba") {
				fx.check(name, flat(k.Probabilities(q)))
			} else {
				fx.checkPrediction(name, k.Predict(q))
			}
		}
	})
}

func column(v []float64) *mat.Dense { return mat.NewDense(len(v), 1, v) }

func TestRidgeGolden(t *testing.T) {
	eachClassifier(t, hasPrefix("sklearn RidgeClassifier"), func(fx *fixture) {
		for name, o := range map[string]RidgeOptions{
			"ridgeclf_a1":        {Alpha: 1},
			"ridgeclf_a10_noint": {Alpha: 10, NoIntercept: true},
		} {
			l, err := FitRidgeClassifier(fx.train, fx.y, fx.classes(), o)
			if err != nil {
				fx.t.Fatal(err)
			}
			fx.check(name+"_coef", flat(l.Coef))
			fx.check(name+"_decision", flat(l.Decision(fx.test)))
			fx.checkPrediction(name+"_pred", l.Predict(fx.test))
		}
		checkRegressions(fx)
	})
}

func checkRegressions(fx *fixture) {
	n := len(fx.y)
	target := fx.In(fx.t, "target").Data[:n]
	part := func(name string) settings {
		s, _ := fx.Params[name].(map[string]any)
		return s
	}
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 0.5 + 1.5*float64(i)/float64(n-1)
	}
	alpha := part("ridge").number("alpha", 1)
	for name, o := range map[string]RidgeOptions{
		"ridge": {Alpha: alpha}, "ridge_weighted": {Alpha: alpha, Weights: weights}, "ols": {},
	} {
		if !fx.Has(name + "_pred") {
			continue
		}
		l, err := FitRidge(fx.train, column(target), o)
		if err != nil {
			fx.t.Fatalf("%s: %v", name, err)
		}
		fx.check(name+"_pred", l.PredictNumbers(fx.test))
	}
	for _, name := range []string{"enet", "lasso"} {
		s := part(name)
		l, err := FitElasticNet(fx.train, target, s.number("alpha", 1), s.number("l1_ratio", 1))
		if err != nil {
			fx.t.Fatalf("%s: %v", name, err)
		}
		fx.check(name+"_coef", flat(l.Coef))
	}
	s := part("svr")
	m, err := FitSVR(fx.train, target, SVMOptions{Kernel: kernelOf(s), C: s.number("C", 1), Epsilon: s.number("epsilon", 0.1)})
	if err != nil {
		fx.t.Fatal(err)
	}
	fx.check("svr_pred", m.Predict(fx.test))
}

func TestSampleWeightGolden(t *testing.T) {
	has := func(c *golden.Case) bool { return strings.HasSuffix(c.Text("function"), "with sample_weight") }
	eachClassifier(t, has, func(fx *fixture) {
		w := fx.In(fx.t, "w").Data
		l, err := FitLogistic(fx.train, fx.y, fx.classes(), LogisticOptions{Weights: w})
		if err != nil {
			fx.t.Fatal(err)
		}
		fx.check("lr_coef", flat(l.Coef))
		fx.check("lr_intercept", l.Intercept)
		s, err := FitSVM(fx.train, fx.y, fx.classes(), SVMOptions{Weights: w})
		if err != nil {
			fx.t.Fatal(err)
		}
		fx.check("svc_decision", flat(s.Decision(fx.train)))
		b, err := FitNaiveBayes(fx.train, fx.y, fx.classes(), NaiveBayesOptions{Weights: w})
		if err != nil {
			fx.t.Fatal(err)
		}
		fx.check("nb_log_proba", flat(b.LogProbabilities(fx.train)))
	})
}

func TestPriorGolden(t *testing.T) {
	eachClassifier(t, hasPrefix("DummyClassifier"), func(fx *fixture) {
		p, err := FitPrior(fx.y, fx.classes())
		if err != nil {
			fx.t.Fatal(err)
		}
		n := fx.Outputs["pred"].Shape[0]
		fx.check("proba", flat(p.Probabilities(n)))
		fx.checkPrediction("pred", p.Predict(n))
	})
}
