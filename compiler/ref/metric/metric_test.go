package metric

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"gonum.org/v1/gonum/mat"
)

func ints(v []float64) []int {
	out := make([]int, len(v))
	for i, x := range v {
		out[i] = int(x)
	}
	return out
}

// coded replaces labels by their place in the list.
func coded(v []float64, labels []int) []int {
	out := ints(v)
	for i, x := range out {
		out[i] = slices.Index(labels, x)
	}
	return out
}

func weightsOf(t *testing.T, c *golden.Case) []float64 {
	if _, ok := c.Inputs["w"]; ok {
		return c.In(t, "w").Data
	}
	return nil
}

func hasInputs(c *golden.Case, names ...string) bool {
	for _, n := range names {
		if _, ok := c.Inputs[n]; !ok {
			return false
		}
	}
	return true
}

func rows(m [][]float64) []float64 { return slices.Concat(m...) }

// checkAll compares every output that has a value and logs the others.
func checkAll(t *testing.T, c *golden.Case, value func(name string) []float64) {
	for name := range c.Outputs {
		if got := value(name); got != nil {
			c.Check(t, name, got)
		} else {
			t.Logf("nothing here computes the output %s, so it is not judged", name)
		}
	}
}

func one(v float64) []float64 { return []float64{v} }

func must(t *testing.T) func(v float64, err error) []float64 {
	return func(v float64, err error) []float64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return one(v)
	}
}

func labelScore(c, plain *Confusion, name string) []float64 {
	switch name {
	case "accuracy":
		return one(c.Accuracy())
	case "balanced_accuracy":
		return one(c.BalancedAccuracy(false))
	case "balanced_adjusted":
		return one(c.BalancedAccuracy(true))
	case "kappa":
		return one(c.Kappa(Unweighted))
	case "kappa_linear":
		return one(c.Kappa(LinearWeights))
	case "kappa_quadratic":
		return one(c.Kappa(QuadraticWeights))
	case "f1_per_class":
		return c.FPerClass(1)
	case "mcc":
		return one(c.MCC())
	case "mcc_normalised":
		return one((c.MCC() + 1) / 2)
	case "confusion":
		return rows(c.Counts)
	case "confusion_true":
		return rows(plain.Normalised())
	case "hamming":
		return one(c.Hamming())
	}
	return averagedScore(c, name)
}

var averaged = regexp.MustCompile(`^(f[0-9]|precision|recall|jaccard)_(macro|micro|weighted)$`)

func averagedScore(c *Confusion, name string) []float64 {
	m := averaged.FindStringSubmatch(name)
	if m == nil {
		return nil
	}
	a := map[string]Average{"macro": Macro, "micro": Micro, "weighted": Weighted}[m[2]]
	switch m[1] {
	case "precision":
		return one(c.Precision(a))
	case "recall":
		return one(c.Recall(a))
	case "jaccard":
		return one(c.Jaccard(a))
	}
	beta, _ := strconv.ParseFloat(m[1][1:], 64)
	return one(c.F(beta, a))
}

func TestLabels(t *testing.T) {
	golden.Load(t).Each(t, "metrics", func(t *testing.T, c *golden.Case) {
		list, ok := c.Params["labels"].([]any)
		if !ok || !hasInputs(c, "y", "p") {
			t.Skip("not about labels")
		}
		var labels []int
		for _, v := range list {
			labels = append(labels, int(v.(float64)))
		}
		y, p := coded(c.In(t, "y").Data, labels), coded(c.In(t, "p").Data, labels)
		weighted, err := Count(y, p, weightsOf(t, c), len(labels))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := Count(y, p, nil, len(labels))
		if err != nil {
			t.Fatal(err)
		}
		checkAll(t, c, func(name string) []float64 { return labelScore(weighted, plain, name) })
	})
}

func TestScores(t *testing.T) {
	golden.Load(t).Each(t, "metrics", func(t *testing.T, c *golden.Case) {
		positive, ok := c.Number("positive")
		if !ok || !hasInputs(c, "y", "s") {
			t.Skip("not about scores of two classes")
		}
		y := ints(c.In(t, "y").Data)
		for i, v := range y {
			y[i] = 0
			if v == int(positive) {
				y[i] = 1
			}
		}
		s, w := c.In(t, "s").Data, weightsOf(t, c)
		curve, err := NewCurve(Positives(y, 1), s, w)
		if err != nil {
			t.Fatal(err)
		}
		checkAll(t, c, func(name string) []float64 {
			if v := curveScore(curve, name); v != nil {
				return v
			}
			return twoClassScore(t, name, y, s, w)
		})
	})
}

func curveScore(c *Curve, name string) []float64 {
	fpr, tpr := c.ROC()
	precision, recall := c.PrecisionRecall()
	switch name {
	case "roc_auc":
		return one(c.AUC())
	case "average_precision":
		return one(c.AveragePrecision())
	case "roc_auc_maxfpr_0p2":
		return one(c.PartialAUC(0.2))
	case "roc_fpr":
		return fpr
	case "roc_tpr":
		return tpr
	case "roc_thresholds":
		return c.Thresholds
	case "pr_precision":
		return precision
	case "pr_recall":
		return recall
	case "pr_auc_trapezoid":
		return one(c.PrecisionRecallArea())
	case "youden":
		return one(c.Youden())
	}
	return nil
}

func twoClassScore(t *testing.T, name string, y []int, s, w []float64) []float64 {
	p := TwoClasses(s)
	switch name {
	case "brier":
		v := must(t)(Brier(y, p, w))
		return one(v[0] / 2)
	case "log_loss":
		return must(t)(LogLoss(y, p, w))
	case "ece10":
		expected, _, err := Calibration(y, p, 10)
		return must(t)(expected, err)
	}
	return nil
}

var numbered = regexp.MustCompile(`^(top|ece|mce)([0-9]+)$`)

func multiclassScore(t *testing.T, name string, y []int, p *mat.Dense) []float64 {
	v := must(t)
	if m := numbered.FindStringSubmatch(name); m != nil {
		k, _ := strconv.Atoi(m[2])
		if m[1] == "top" {
			return v(TopK(y, p, k, nil))
		}
		expected, maximum, err := Calibration(y, p, k)
		if m[1] == "ece" {
			return v(expected, err)
		}
		return v(maximum, err)
	}
	switch name {
	case "roc_auc_ovr_macro":
		return v(MulticlassAUC(y, p, OneVsRest, Macro))
	case "roc_auc_ovr_weighted":
		return v(MulticlassAUC(y, p, OneVsRest, Weighted))
	case "roc_auc_ovo_macro":
		return v(MulticlassAUC(y, p, OneVsOne, Macro))
	case "roc_auc_ovo_weighted":
		return v(MulticlassAUC(y, p, OneVsOne, Weighted))
	case "roc_auc_micro":
		return v(MulticlassAUC(y, p, OneVsRest, Micro))
	case "average_precision_macro":
		return v(MulticlassAveragePrecision(y, p, Macro))
	case "average_precision_micro":
		return v(MulticlassAveragePrecision(y, p, Micro))
	case "average_precision_weighted":
		return v(MulticlassAveragePrecision(y, p, Weighted))
	case "log_loss":
		return v(LogLoss(y, p, nil))
	case "brier_sum":
		return v(Brier(y, p, nil))
	case "brier_half":
		return one(v(Brier(y, p, nil))[0] / 2)
	case "entropy_mean":
		return one(Entropy(p))
	}
	return nil
}

func TestMulticlass(t *testing.T) {
	golden.Load(t).Each(t, "metrics", func(t *testing.T, c *golden.Case) {
		if !hasInputs(c, "y", "P") {
			t.Skip("not about class probabilities")
		}
		y, a := ints(c.In(t, "y").Data), c.In(t, "P")
		p := mat.NewDense(a.Shape[0], a.Shape[1], a.Data)
		checkAll(t, c, func(name string) []float64 { return multiclassScore(t, name, y, p) })
	})
}

func TestRegression(t *testing.T) {
	golden.Load(t).Each(t, "metrics", func(t *testing.T, c *golden.Case) {
		if !hasInputs(c, "t", "p") {
			t.Skip("not about numbers")
		}
		truth, predicted := c.In(t, "t").Data, c.In(t, "p").Data
		r, err := Regress(truth, predicted)
		if err != nil {
			t.Fatal(err)
		}
		exact, err := Regress(truth, truth)
		if err != nil {
			t.Fatal(err)
		}
		value := map[string]float64{
			"r2": r.R2, "r2_equal": exact.R2, "mae": r.MAE, "mse": r.MSE, "rmse": r.RMSE, "medae": r.MedianAE,
			"explained_variance": r.ExplainedVariance, "max_error": r.MaxAE, "pearson": r.Pearson,
			"spearman": r.Spearman, "kendall_b": r.Kendall, "ccc": r.Concordance,
			"pearson_p": r.PearsonP, "spearman_p": r.SpearmanP,
		}
		checkAll(t, c, func(name string) []float64 {
			if v, ok := value[name]; ok {
				return one(v)
			}
			return nil
		})
	})
}

// The larger label is positive, whatever the two labels are.
func TestLabelOrder(t *testing.T) {
	golden.Load(t).Each(t, "metrics", func(t *testing.T, c *golden.Case) {
		if !c.Has("auc") || !hasInputs(c, "y", "s") {
			t.Skip("the case has no scores for an AUC, and this test is of its labels")
		}
		y := ints(c.In(t, "y").Data)
		got := must(t)(AUC(coded(c.In(t, "y").Data, ClassesIn(y)), c.In(t, "s").Data, nil))
		c.Check(t, "auc", got)
		c.Check(t, "auc_shifted", got)
	})
}

func TestRefused(t *testing.T) {
	var single *OneClassError
	if _, err := AUC([]int{1, 1}, []float64{0, 1}, nil); !errors.As(err, &single) || single.Positive != 2 {
		t.Errorf("one class: %v", err)
	}
	p := mat.NewDense(2, 2, []float64{0.5, 0.5, 1.5, -0.5})
	cases := map[string]func() error{
		"NaN score":     func() error { _, err := AUC([]int{0, 1}, []float64{0, math.NaN()}, nil); return err },
		"no trial":      func() error { _, err := Count(nil, nil, nil, 2); return err },
		"class":         func() error { _, err := Count([]int{0}, []int{2}, nil, 2); return err },
		"length":        func() error { _, err := Count([]int{0, 1}, []int{0}, nil, 2); return err },
		"weight":        func() error { _, err := Count([]int{0}, []int{0}, []float64{-1}, 2); return err },
		"probability":   func() error { _, err := LogLoss([]int{0, 1}, p, nil); return err },
		"pooled pairs":  func() error { _, err := MulticlassAUC([]int{0, 1}, p, OneVsOne, Micro); return err },
		"no bins":       func() error { _, _, err := Calibration([]int{0}, TwoClasses([]float64{1}), 0); return err },
		"absent class":  func() error { _, err := MulticlassAUC([]int{0, 0}, p, OneVsRest, Macro); return err },
		"absent number": func() error { _, err := Regress([]float64{math.NaN()}, []float64{1}); return err },
	}
	for name, f := range cases {
		if f() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
