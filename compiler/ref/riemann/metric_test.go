package riemann

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// power reads "0p5" or "m0p3" as a number.
func power(t *testing.T, s string) float64 {
	s = strings.Replace(strings.Replace(s, "m", "-", 1), "p", ".", 1)
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func checkMatrixFunctions(t *testing.T, c *golden.Case) {
	p, _ := c.Number("power")
	covs := symmetric(c.In(t, "C"))
	functions := map[string]func(*mat.SymDense) (*mat.SymDense, error){
		"logm": linalg.Log, "sqrtm": linalg.Sqrt, "invsqrtm": linalg.InvSqrt,
		"powm": func(a *mat.SymDense) (*mat.SymDense, error) { return linalg.Pow(a, p) },
		"nearest": func(a *mat.SymDense) (*mat.SymDense, error) {
			moved := linalg.Identity(a.SymmetricDim())
			moved.ScaleSym(-0.8, moved)
			linalg.AddScaled(moved, 1, a)
			return linalg.Nearest(moved, 1e-6)
		},
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		if name == "expm" {
			return mapAll(t, symmetric(c.In(t, "Y")), linalg.Exp), true
		}
		f, ok := functions[name]
		if !ok {
			return nil, false
		}
		return mapAll(t, covs, f), true
	})
}

func checkDistances(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	b := symmetric(c.In(t, "B"))[0]
	distances := func(f func(a, b *mat.SymDense) (float64, error)) []float64 {
		var out []float64
		for _, a := range covs {
			out = append(out, must[float64](t)(f(a, b)))
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		metric, squared := strings.CutSuffix(name, "_squared")
		if p, ok := strings.CutPrefix(name, "poweuclid_"); ok {
			return distances(func(a, b *mat.SymDense) (float64, error) {
				return DistancePowerEuclid(power(t, p), a, b)
			}), true
		}
		if metric, ok := strings.CutPrefix(name, "pair_"); ok {
			var out []float64
			for _, a := range covs {
				out = append(out, must[[]float64](t)(Distances(metric, covs, a))...)
			}
			return out, slices.Contains(DistanceMetrics(), metric)
		}
		if name == "mahalanobis" {
			d := must[[]float64](t)(Mahalanobis2(dense(c.In(t, "v"))[0], b))
			return sqrtAll(d), true
		}
		if !slices.Contains(DistanceMetrics(), metric) {
			return nil, false
		}
		out := distances(func(a, b *mat.SymDense) (float64, error) { return Distance(metric, a, b) })
		if squared {
			for i, v := range out {
				out[i] = v * v
			}
		}
		return out, true
	})
}

func checkMeans(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	w := c.In(t, "w").Data
	checkAll(t, c, func(name string) ([]float64, bool) {
		metric, weighted := strings.CutSuffix(name, "_w")
		weights := w
		if !weighted {
			weights = nil
		}
		var m *mat.SymDense
		var err error
		if p, ok := strings.CutPrefix(metric, "power_"); ok {
			m, err = PowerMean(power(t, p), covs, weights, Options{})
		} else if p, ok := strings.CutPrefix(metric, "poweuclid_"); ok {
			m, err = PowerEuclidMean(power(t, p), covs, weights)
		} else if space, ok := strings.CutPrefix(metric, "median_"); ok {
			m, err = Median(space, covs, weights, Options{})
		} else if slices.Contains(MeanMetrics(), metric) {
			m, err = Mean(metric, covs, weights)
		} else {
			return nil, false
		}
		return linalg.Rows(must[*mat.SymDense](t)(m, err)), true
	})
}

func checkSmallMeans(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "alm":
			return linalg.Rows(must[*mat.SymDense](t)(Mean("alm", covs, nil))), true
		case "two_riemann":
			return linalg.Rows(must[*mat.SymDense](t)(Mean("riemann", covs[:2], nil))), true
		}
		return nil, false
	})
}

func checkNaNMean(t *testing.T, c *golden.Case) {
	m := must[*mat.SymDense](t)(NaNMean(symmetric(c.In(t, "X")), nil, Options{}))
	c.Check(t, "y", linalg.Rows(m))
}

func checkGeodesics(t *testing.T, c *golden.Case) {
	a, b := symmetric(c.In(t, "A"))[0], symmetric(c.In(t, "B"))[0]
	alphas, _ := c.Params["alpha"].([]any)
	checkAll(t, c, func(name string) ([]float64, bool) {
		if !slices.Contains(GeodesicMetrics(), name) {
			return nil, false
		}
		var out []float64
		for _, alpha := range alphas {
			out = append(out, linalg.Rows(must[*mat.SymDense](t)(Geodesic(name, a, b, alpha.(float64))))...)
		}
		return out, true
	})
}

func checkTangent(t *testing.T, c *golden.Case) {
	covs, ref := symmetric(c.In(t, "X")), symmetric(c.In(t, "Cref"))[0]
	checkAll(t, c, func(name string) ([]float64, bool) {
		if name == "upper" {
			var out []float64
			for _, x := range covs[:c.Outputs[name].Shape[0]] {
				out = append(out, Upper(x)...)
			}
			return out, true
		}
		kind, metric, _ := strings.Cut(name, "_")
		if kind == "transport" || kind == "inner" {
			return tangentPair(t, kind, metric, covs, ref, c.Outputs[name].Shape[0]), true
		}
		if !slices.Contains(TangentMetrics(), metric) {
			return nil, false
		}
		space := must[*TangentSpace](t)(NewTangentSpace(metric, ref))
		var out []float64
		for _, x := range covs[:c.Outputs[name].Shape[0]] {
			switch kind {
			case "ts":
				out = append(out, must[[]float64](t)(space.Transform(x))...)
			case "log":
				out = append(out, linalg.Rows(must[*mat.SymDense](t)(space.Log(x)))...)
			case "back":
				v := must[[]float64](t)(space.Transform(x))
				out = append(out, linalg.Rows(must[*mat.SymDense](t)(space.Inverse(v)))...)
			default:
				return nil, false
			}
		}
		return out, true
	})
}

func sqrtAll(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Sqrt(x)
	}
	return out
}

// tangentPair judges transport and products of c - ref: the vectors store, for
// the first three matrices, the transport from ref to the sixth matrix and the
// product with the matrix three places further.
func tangentPair(t *testing.T, kind, metric string, covs []*mat.SymDense, ref *mat.SymDense, n int) []float64 {
	var out []float64
	for i := range n {
		s := linalg.Sub(covs[i], ref)
		if kind == "inner" {
			out = append(out, must[float64](t)(InnerProduct(metric, ref, s, linalg.Sub(covs[i+3], ref))))
			continue
		}
		out = append(out, linalg.Rows(must[*mat.SymDense](t)(Transport(metric, ref, covs[5], s)))...)
	}
	return out
}
