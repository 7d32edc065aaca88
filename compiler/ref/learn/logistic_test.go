package learn

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func logisticOptions(s settings) LogisticOptions {
	o := LogisticOptions{
		C:                 s.number("C", 1),
		NoIntercept:       !s.flag("fit_intercept", true),
		Balanced:          s.text("class_weight") == "balanced",
		PenaliseIntercept: s.text("solver") == "liblinear",
	}
	switch {
	case s.text("multi_class") == "multinomial":
		o.Form = Multinomial
	case s.text("multi_class") == "ovr", s.text("solver") == "liblinear":
		o.Form = OneVsRest
	}
	switch s.text("penalty") {
	case "elasticnet":
		o.L1Ratio = s.number("l1_ratio", 0)
	case "l1":
		o.L1Ratio = 1
	}
	return o
}

// A purely absolute penalty does not change when all classes' weights of one
// feature move together, as long as as many are positive as negative: the
// optimum is an interval. alignFlat moves such features onto the stored member
// of it, when that keeps every sign.
func alignFlat(got, want []float64, classes int) {
	features := len(got) / classes
	for j := range features {
		shift, signs := 0.0, 0
		kept := true
		for k := range classes {
			g, w := got[k*features+j], want[k*features+j]
			shift += (w - g) / float64(classes)
			kept = kept && g*w > 0
			if g > 0 {
				signs++
			} else {
				signs--
			}
		}
		for k := range classes {
			if kept && signs == 0 {
				got[k*features+j] += shift
			}
		}
	}
}

func TestLogisticGolden(t *testing.T) {
	has := func(c *golden.Case) bool { return strings.HasPrefix(c.Text("function"), "sklearn LogisticRegression") }
	eachClassifier(t, has, func(fx *fixture) {
		names, at := configs(fx.Case, "configs")
		for param, output := range map[string]string{"enet": "saga_enet", "l1": "saga_l1"} {
			if s, ok := fx.Params[param].(map[string]any); ok {
				names = append(names, output)
				at[output] = s
			}
		}
		for _, name := range names {
			l, err := FitLogistic(fx.train, fx.y, fx.classes(), logisticOptions(at[name]))
			if err != nil {
				fx.t.Fatalf("%s: %v", name, err)
			}
			coef := flat(l.Coef)
			if at[name].text("penalty") == "l1" && fx.classes() > 2 && fx.Has(name+"_coef") {
				alignFlat(coef, fx.Out(fx.t, name+"_coef").Data, fx.classes())
			}
			fx.check(name+"_coef", coef)
			fx.check(name+"_intercept", l.Intercept)
			fx.check(name+"_decision", flat(l.Decision(fx.test)))
			fx.check(name+"_proba", flat(l.Probabilities(fx.test)))
			fx.checkPrediction(name+"_pred", l.Predict(fx.test))
		}
	})
}
