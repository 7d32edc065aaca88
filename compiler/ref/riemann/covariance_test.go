package riemann

import (
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

func checkEstimators(t *testing.T, c *golden.Case) {
	q, _ := c.Number("hub_q")
	nu, _ := c.Number("stu_nu")
	trials := dense(c.In(t, "x"))
	checkAll(t, c, func(name string) ([]float64, bool) {
		e := Estimator{Name: name, Quantile: q, Nu: nu}
		var shrinkage func(*mat.Dense, bool) (*mat.SymDense, float64, error)
		switch name {
		case "scm_assume_centered":
			e = Estimator{Name: "scm", AssumeCentered: true}
		case "lwf_shrinkage":
			shrinkage = LedoitWolf
		case "oas_shrinkage":
			shrinkage = OAS
		default:
			if !slices.Contains(Estimators(), name) {
				return nil, false
			}
		}
		var out []float64
		for _, x := range trials {
			if shrinkage != nil {
				_, s, err := shrinkage(x, false)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, s)
				continue
			}
			out = append(out, linalg.Rows(must[*mat.SymDense](t)(e.Estimate(x)))...)
		}
		return out, true
	})
}
