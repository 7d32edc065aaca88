package riemann

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

func checkPotato(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	threshold, _ := c.Number("threshold")
	rounds, _ := c.Number("n_iter_max")
	train := covs[:30]
	p := must[*Potato](t)(FitPotato(train, PotatoOptions{Threshold: threshold, MaxIter: int(rounds)}))
	scores := func(p *Potato) []float64 {
		var out []float64
		for _, x := range covs {
			out = append(out, must[float64](t)(p.Score(x)))
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "z":
			return scores(p), true
		case "center":
			return linalg.Rows(p.Center), true
		case "log_mean":
			return []float64{p.Mean}, true
		case "log_std":
			return []float64{p.Std}, true
		case "pred", "proba":
			var out []float64
			for _, x := range covs {
				v := must[float64](t)(p.Proba(x))
				if name == "pred" {
					v = 0
					if must[bool](t)(p.Clean(x)) {
						v = 1
					}
				}
				out = append(out, v)
			}
			return out, true
		case "euclid_z":
			return scores(must[*Potato](t)(FitPotato(train, PotatoOptions{
				Metric:    "euclid",
				Threshold: setting(c, "euclid", "threshold"), MaxIter: int(setting(c, "euclid", "n_iter_max")),
			}))), true
		case "updated_z":
			return scores(updatedPotato(t, c, covs)), true
		}
		return nil, false
	})
}

// updatedPotato fits the first matrices and moves on with a later range, as the
// parameters "first 20" and "31..35" say.
func updatedPotato(t *testing.T, c *golden.Case, covs []*mat.SymDense) *Potato {
	group, _ := c.Params["updated"].(map[string]any)
	var n, from, to int
	fmt.Sscanf(group["fit"].(string), "first %d", &n)
	fmt.Sscanf(group["partial_fit"].(string), "%d..%d", &from, &to)
	p := must[*Potato](t)(FitPotato(covs[:n], PotatoOptions{Threshold: setting(c, "updated", "threshold")}))
	if err := p.Update(covs[from:to+1], setting(c, "updated", "alpha")); err != nil {
		t.Fatal(err)
	}
	return p
}

// A domainSet is the matrices, vectors and labels of one domain.
type domainSet struct {
	index   []int
	covs    []*mat.SymDense
	vectors [][]float64
	labels  []int
}

func readDomains(t *testing.T, c *golden.Case) []domainSet {
	covs, y, domain := symmetric(c.In(t, "X")), integers(c.In(t, "y")), integers(c.In(t, "domain"))
	classes := slices.Compact(slices.Sorted(slices.Values(y)))
	v := c.In(t, "Tv")
	width := v.Shape[1]
	sets := make([]domainSet, slices.Max(domain)+1)
	for i, d := range domain {
		s := &sets[d]
		s.index = append(s.index, i)
		s.covs = append(s.covs, covs[i])
		s.vectors = append(s.vectors, v.Data[i*width:(i+1)*width])
		s.labels = append(s.labels, slices.Index(classes, y[i]))
	}
	return sets
}

// perDomain applies f to every domain and puts the results back in order.
func perDomain(sets []domainSet, f func(domainSet) [][]float64) []float64 {
	total := 0
	for _, s := range sets {
		total += len(s.index)
	}
	rows := make([][]float64, total)
	for _, s := range sets {
		for k, r := range f(s) {
			rows[s.index[k]] = r
		}
	}
	return slices.Concat(rows...)
}

func checkTransfer(t *testing.T, c *golden.Case) {
	sets := readDomains(t, c)
	names, _ := c.Params["domains"].([]any)
	target := slices.Index(names, any(c.Text("target")))
	final := setting(c, "scale", "final_dispersion")
	recentred := slices.Clone(sets)
	for d := range sets {
		recentred[d].covs = applyAll(t, sets[d].covs, must[*Whitener](t)(FitRecenter("riemann", sets[d].covs, nil)).Apply)
	}
	stretched := slices.Clone(recentred)
	for d, s := range recentred {
		stretched[d].covs = applyAll(t, s.covs, must[*Stretcher](t)(FitStretch("riemann", s.covs, nil, final, true)).Apply)
	}
	matrices := func(in []domainSet, fit func([]*mat.SymDense) func(*mat.SymDense) (*mat.SymDense, error)) []float64 {
		return perDomain(in, func(s domainSet) [][]float64 { return rowsOf(applyAll(t, s.covs, fit(s.covs))) })
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "center":
			return perDomain(recentred, func(s domainSet) [][]float64 { return rowsOf(s.covs) }), true
		case "center_euclid":
			return matrices(sets, func(covs []*mat.SymDense) func(*mat.SymDense) (*mat.SymDense, error) {
				return must[*Whitener](t)(FitRecenter("euclid", covs, nil)).Apply
			}), true
		case "scale":
			return perDomain(stretched, func(s domainSet) [][]float64 { return rowsOf(s.covs) }), true
		case "scale_uncentered":
			return matrices(sets, func(covs []*mat.SymDense) func(*mat.SymDense) (*mat.SymDense, error) {
				return must[*Stretcher](t)(FitStretch("riemann", covs, nil, final, false)).Apply
			}), true
		case "center_vectors":
			return perDomain(sets, func(s domainSet) [][]float64 { return CenterVectors(s.vectors) }), true
		case "scale_vectors":
			return perDomain(sets, func(s domainSet) [][]float64 { return StretchVectors(s.vectors) }), true
		case "mdwm_dist":
			return mdwmDistances(t, sets, target, setting(c, "mdwm", "domain_tradeoff")), true
		case "rotate_cost_before", "rotate_cost_after":
			return rotationCosts(t, stretched, target, strings.HasSuffix(name, "after")), true
		}
		return nil, false
	})
}

func applyAll(t *testing.T, covs []*mat.SymDense, f func(*mat.SymDense) (*mat.SymDense, error)) []*mat.SymDense {
	out := make([]*mat.SymDense, len(covs))
	for i, a := range covs {
		out[i] = must[*mat.SymDense](t)(f(a))
	}
	return out
}

func rowsOf(covs []*mat.SymDense) [][]float64 {
	out := make([][]float64, len(covs))
	for i, a := range covs {
		out[i] = linalg.Rows(a)
	}
	return out
}

func mdwmDistances(t *testing.T, sets []domainSet, target int, tradeoff float64) []float64 {
	var source []*mat.SymDense
	var labels []int
	for d, s := range sets {
		if d != target {
			source, labels = append(source, s.covs...), append(labels, s.labels...)
		}
	}
	to := sets[target]
	m := must[*MDM](t)(FitMDWM("riemann", source, labels, to.covs, to.labels, slices.Max(labels)+1, tradeoff))
	var out []float64
	for _, x := range to.covs {
		out = append(out, must[[]float64](t)(m.Distances(x))...)
	}
	return out
}

func rotationCosts(t *testing.T, sets []domainSet, target int, rotate bool) []float64 {
	classes := slices.Max(sets[target].labels) + 1
	means := func(s domainSet) []*mat.SymDense {
		return must[[]*mat.SymDense](t)(ClassMeans("riemann", s.covs, s.labels, classes, nil))
	}
	goal := means(sets[target])
	var out []float64
	for d, s := range sets {
		if d == target {
			continue
		}
		source := means(s)
		var q *mat.Dense
		if rotate {
			q = must[*mat.Dense](t)(FitRotation(source, goal, Options{}))
		}
		out = append(out, must[float64](t)(RotationCost(q, source, goal)))
	}
	return out
}
