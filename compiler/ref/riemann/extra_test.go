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

func checkCovMisc(t *testing.T, c *golden.Case) {
	trials, covs := dense(c.In(t, "x")), symmetric(c.In(t, "C"))
	s, _ := c.Number("shrinkage")
	alpha, _ := c.Number("alpha")
	slide, _ := c.Params["eegtocov"].(map[string]any)
	normalize := func(kind string) []float64 {
		return mapAll(t, covs, func(a *mat.SymDense) (*mat.SymDense, error) { return Normalize(kind, a) })
	}
	perTrial := func(f func(*mat.Dense) (*mat.SymDense, error)) []float64 {
		var out []float64
		for _, x := range trials {
			out = append(out, linalg.Rows(must[*mat.SymDense](t)(f(x)))...)
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "norm_corr", "norm_trace":
			return normalize(strings.TrimPrefix(name, "norm_")), true
		case "norm_det":
			return normalize("determinant"), true
		case "nondiag":
			var out []float64
			for _, a := range covs {
				out = append(out, NonDiagonality(a))
			}
			return out, true
		case "sliding":
			w := must[[]*mat.SymDense](t)(SlidingCovariances(slide["estimator"].(string), trials[0],
				int(slide["window"].(float64)), slide["overlapp"].(float64), slide["padding"].(bool)))
			return linalg.Rows(w...), true
		case "shrunk":
			return mapAll(t, covs, func(a *mat.SymDense) (*mat.SymDense, error) { return Shrink(a, s) }), true
		case "special_X":
			return perTrial(func(x *mat.Dense) (*mat.SymDense, error) { return SpecialCovariance("scm", x, alpha) }), true
		case "block":
			var sizes []int
			for _, v := range c.Params["blocks"].([]any) {
				sizes = append(sizes, int(v.(float64)))
			}
			return perTrial(func(x *mat.Dense) (*mat.SymDense, error) { return BlockCovariance("scm", x, sizes) }), true
		}
		return nil, false
	})
}

// eigenvalues flattens the ascending eigenvalues of every matrix.
func eigenvalues(t *testing.T, covs []*mat.SymDense) []float64 {
	var out []float64
	for _, a := range covs {
		out = append(out, must[*linalg.Eigen](t)(linalg.Eigh(a)).Values...)
	}
	return out
}

func checkERP(t *testing.T, c *golden.Case) {
	trials, y := dense(c.In(t, "x")), integers(c.In(t, "y"))
	names := slices.Compact(slices.Sorted(slices.Values(y)))
	labels := make([]int, len(y))
	for i, v := range y {
		labels[i] = slices.Index(names, v)
	}
	one := []int{slices.Index(names, 1)}
	fit := func(estimator string, classes []int, components int) []*mat.SymDense {
		e := must[*ERP](t)(FitERP(estimator, trials, labels, classes, components))
		var out []*mat.SymDense
		for _, x := range trials {
			out = append(out, must[*mat.SymDense](t)(e.Transform(x)))
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "erp_all":
			return linalg.Rows(fit("scm", nil, 0)...), true
		case "erp_class1_oas":
			return linalg.Rows(fit("oas", one, 0)...), true
		case "erp_svd2_eigenvalues":
			classes := one // two rows are added per class
			if c.Outputs[name].Shape[1] > trials[0].RawMatrix().Rows+2 {
				classes = nil
			}
			return eigenvalues(t, fit("scm", classes, 2)), true
		}
		return nil, false
	})
}

// numbers reads "o3_l2" as 3 and 2.
func numbers(t *testing.T, s string) (order, lag int) {
	o, l, _ := strings.Cut(strings.TrimPrefix(s, "o"), "_l")
	var err error
	if order, err = strconv.Atoi(o); err == nil {
		lag, err = strconv.Atoi(l)
	}
	if err != nil {
		t.Fatal(err)
	}
	return order, lag
}

func checkDelay(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	params, _ := c.Params["delays"].(map[string]any)
	covs := func(estimator string, f func(*mat.Dense) (*mat.Dense, error)) []float64 {
		var out []float64
		for _, x := range trials {
			y := must[*mat.Dense](t)(f(x))
			out = append(out, linalg.Rows(must[*mat.SymDense](t)(Covariance(estimator, y)))...)
		}
		return out
	}
	checkAll(t, c, func(name string) ([]float64, bool) {
		if s, ok := strings.CutPrefix(name, "acm_data_"); ok {
			order, lag := numbers(t, s)
			var out []float64
			for _, x := range trials[:c.Outputs[name].Shape[0]] {
				out = append(out, must[*mat.Dense](t)(DelayEmbed(x, order, lag)).RawMatrix().Data...)
			}
			return out, true
		}
		if s, ok := strings.CutPrefix(name, "acm_"); ok {
			order, lag := numbers(t, s)
			return covs("oas", func(x *mat.Dense) (*mat.Dense, error) { return DelayEmbed(x, order, lag) }), true
		}
		var delays []int
		switch d := params[strings.TrimPrefix(name, "delays_")].(type) {
		case float64:
			for k := 1; k < int(d); k++ {
				delays = append(delays, k)
			}
		case []any:
			for _, v := range d {
				delays = append(delays, int(v.(float64)))
			}
		default:
			return nil, false
		}
		return covs("scm", func(x *mat.Dense) (*mat.Dense, error) { return DelayCircular(x, delays) }), true
	})
}

// byFrequency orders ...frequency matrices as channel, channel, frequency.
func byFrequency(m []*mat.Dense) []float64 {
	var out []float64
	rows, cols := m[0].Dims()
	for i := range rows {
		for j := range cols {
			for _, f := range m {
				out = append(out, f.At(i, j))
			}
		}
	}
	return out
}

func checkCospectra(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	num := func(name string) float64 { v, _ := c.Number(name); return v }
	checkAll(t, c, func(name string) ([]float64, bool) {
		var out []float64
		for _, x := range trials {
			high := num("fmax")
			if strings.HasPrefix(name, "cross") {
				high = 0
			}
			s := must[*CrossSpectrum](t)(NewCrossSpectrum(x, int(num("window")), num("overlap"), num("fs"), num("fmin"), high))
			switch name {
			case "freqs":
				return s.Freqs, true
			case "cospectra", "cross_re":
				out = append(out, byFrequency(s.Re)...)
			case "cross_im":
				out = append(out, byFrequency(s.Im)...)
			default:
				kind, ok := strings.CutPrefix(name, "coh_")
				if !ok {
					return nil, false
				}
				out = append(out, byFrequency(must[[]*mat.Dense](t)(s.Coherence(kind)))...)
			}
		}
		return out, true
	})
}

func checkKernels(t *testing.T, c *golden.Case) {
	xs, ys := symmetric(c.In(t, "X")), symmetric(c.In(t, "Y"))
	ref := symmetric(c.In(t, "Cref"))[0]
	reg, _ := c.Number("reg")
	checkAll(t, c, func(name string) ([]float64, bool) {
		metric, kind, _ := strings.Cut(name, "_")
		at, others := ref, ys
		switch kind {
		case "XX":
			others = nil
		case "nocref":
			at = nil
		}
		k := must[*Kernel](t)(NewKernel(metric, xs, at))
		return must[*mat.Dense](t)(k.Matrix(xs, others, reg)).RawMatrix().Data, true
	})
}

func checkChannelKernels(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	metrics, _ := c.Params["metrics"].(map[string]any)
	checkAll(t, c, func(name string) ([]float64, bool) {
		p, ok := metrics[name].(map[string]any)
		if !ok {
			return nil, false
		}
		gamma, _ := p["gamma"].(float64)
		degree, _ := p["degree"].(float64)
		var out []float64
		for _, x := range trials {
			out = append(out, linalg.Rows(must[*mat.SymDense](t)(ChannelKernel(name, x, gamma, int(degree))))...)
		}
		return out, true
	})
}

func checkAlignment(t *testing.T, c *golden.Case) {
	trials := dense(c.In(t, "x"))
	w := must[*Whitener](t)(FitEuclideanAlignment(trials))
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch name {
		case "R":
			return linalg.Rows(w.Reference), true
		case "y":
			var out []float64
			for _, x := range trials {
				out = append(out, must[*mat.Dense](t)(w.ApplyTrial(x)).RawMatrix().Data...)
			}
			return out, true
		}
		return nil, false
	})
}

func checkWhitening(t *testing.T, c *golden.Case) {
	covs := symmetric(c.In(t, "X"))
	n, _ := c.Number("n_components")
	checkAll(t, c, func(name string) ([]float64, bool) {
		switch {
		case slices.Contains(MeanMetrics(), name):
			w := must[*Whitener](t)(FitRecenter(name, covs, nil))
			return mapAll(t, covs, w.Apply), true
		case strings.HasPrefix(name, "euclid") && strings.HasSuffix(name, "_filters"):
			w := must[*Whitener](t)(FitWhitening("euclid", covs, nil, int(n)))
			return w.Filters.RawMatrix().Data, true
		}
		return nil, false
	})
}

func checkJoint(t *testing.T, c *golden.Case) {
	methods := map[string]func([]*mat.SymDense, linalg.JointOptions) (*mat.Dense, error){
		"ajd_pham": linalg.JointPham, "uwedge": linalg.JointWedge, "rjd": linalg.JointOrthogonal,
	}
	exact, noisy, mixing := symmetric(c.In(t, "X")), symmetric(c.In(t, "Xn")), dense(c.In(t, "mixing"))[0]
	// The stored values are those of a run to convergence.
	opts := linalg.JointOptions{Eps: 1e-12, Sweeps: 500}
	checkAll(t, c, func(name string) ([]float64, bool) {
		for method, f := range methods {
			what, ok := strings.CutPrefix(name, method+"_")
			if !ok {
				continue
			}
			covs := exact
			if strings.HasPrefix(what, "noisy") {
				covs = noisy
			}
			v := must[*mat.Dense](t)(f(covs, opts))
			if strings.HasSuffix(what, "leak") {
				return []float64{leak(v, mixing)}, true
			}
			return []float64{offDiagonalShare(v, covs)}, true
		}
		return nil, false
	})
}

// leak is the largest second entry of the rows of |v a|, rows scaled to maximum 1.
func leak(v, a *mat.Dense) float64 {
	var p mat.Dense
	p.Mul(v, a)
	worst := 0.0
	rows, _ := p.Dims()
	for i := range rows {
		row := p.RawRowView(i)
		for k := range row {
			row[k] = math.Abs(row[k])
		}
		slices.Sort(row)
		worst = max(worst, row[len(row)-2]/row[len(row)-1])
	}
	return worst
}

// offDiagonalShare is the mean of the energy off the diagonal over that on it.
func offDiagonalShare(v *mat.Dense, covs []*mat.SymDense) float64 {
	sum := 0.0
	for _, c := range covs {
		m := linalg.Sandwich(v, c)
		on := 0.0
		for i := range m.SymmetricDim() {
			on += m.At(i, i) * m.At(i, i)
		}
		sum += (sumSquares(m) - on) / on / float64(len(covs))
	}
	return sum
}
