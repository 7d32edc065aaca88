package learn

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func kernelOf(s settings) Kernel {
	k := Kernel{
		Kind:   map[string]KernelKind{"rbf": RBFKernel, "poly": PolynomialKernel}[s.text("kernel")],
		Degree: int(s.number("degree", 3)),
		Offset: s.number("coef0", 0),
		Gamma:  s.number("gamma", 0),
	}
	if s.text("gamma") == "auto" {
		k.Gamma = GammaAuto
	}
	return k
}

func TestSVMGolden(t *testing.T) {
	has := func(c *golden.Case) bool { return strings.HasPrefix(c.Text("function"), "sklearn SVC") }
	eachClassifier(t, has, func(fx *fixture) {
		names, at := configs(fx.Case, "configs")
		for _, name := range names {
			s := at[name]
			m, err := FitSVM(fx.train, fx.y, fx.classes(), SVMOptions{
				Kernel: kernelOf(s), C: s.number("C", 1), Balanced: s.text("class_weight") == "balanced",
			})
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			fx.check(name+"_decision", flat(m.Decision(fx.test)))
			fx.check(name+"_ovo", flat(m.Machines(fx.test)))
			fx.checkPrediction(name+"_pred", m.Predict(fx.test))
			if coef, intercept := m.Coefficients(); coef != nil {
				fx.check(name+"_coef", flat(coef))
				fx.check(name+"_intercept", intercept)
			}
		}
		names, at = configs(fx.Case, "linsvc")
		for _, name := range names {
			m, err := FitLinearSVM(fx.train, fx.y, fx.classes(), LinearSVMOptions{
				C: at[name].number("C", 1), NoIntercept: !at[name].flag("fit_intercept", true),
			})
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			fx.check(name+"_decision", flat(m.Decision(fx.test)))
			fx.checkPrediction(name+"_pred", m.Predict(fx.test))
		}
	})
}
