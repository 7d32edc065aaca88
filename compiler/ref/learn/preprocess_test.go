package learn

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"gonum.org/v1/gonum/mat"
)

func symmetricValues(s *mat.SymDense) []float64 {
	p := s.SymmetricDim()
	var out []float64
	for i := range p {
		for j := range p {
			out = append(out, s.At(i, j))
		}
	}
	return out
}

func TestPreprocessGolden(t *testing.T) {
	eachClassifier(t, hasPrefix("sklearn scalers"), func(fx *fixture) {
		done := map[string]bool{}
		check := func(name string, got []float64) {
			done[name] = true
			fx.check(name, got)
		}
		checkScalers(fx, check)
		checkPCA(fx, check)
		f, p, err := FScores(fx.train, fx.y, fx.classes())
		if err != nil {
			fx.t.Fatal(err)
		}
		check("f_score", f)
		check("f_pvalue", p)
		mi, err := MutualInformation(jittered(fx.train), fx.y, fx.classes(), 3)
		if err != nil {
			fx.t.Fatal(err)
		}
		check("mi_ksg", mi)
		for name := range fx.Outputs {
			if k, ok := strings.CutPrefix(name, "kbest"); ok {
				n, _ := strconv.Atoi(k)
				check(name, integers(KBest(f, n)))
			}
		}
		n, features := fx.train.Dims()
		first := mat.DenseCopyOf(fx.train.Slice(0, n, 0, min(6, features)))
		lw, _ := LedoitWolf(first)
		oas, _ := OAS(first)
		check("cov_lw", symmetricValues(lw))
		check("cov_oas", symmetricValues(oas))
		check("cov_shrunk", symmetricValues(ShrunkCovariance(EmpiricalCovariance(first), 0.2)))
		fx.reportUnchecked(func(name string) bool { return done[name] })
	})
}

// jittered divides features by their deviation and adds noise of 1e-10 from
// numpy's stream, as the library does before it looks for neighbours; the
// stored features are quantised, so the noise decides many equal distances.
func jittered(x *mat.Dense) *mat.Dense {
	n, p := x.Dims()
	s := standardScaler(x)
	s.Shift = make([]float64, p)
	out := s.Apply(x)
	size := make([]float64, p)
	for i := range n {
		for j, v := range out.RawRowView(i) {
			size[j] += math.Abs(v) / float64(n)
		}
	}
	noise := random.NewMersenne(0)
	for i := range n {
		row := out.RawRowView(i)
		for j := range row {
			row[j] += 1e-10 * math.Max(1, size[j]) * noise.Normal()
		}
	}
	return out
}

func integers(v []int) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func checkScalers(fx *fixture, check func(string, []float64)) {
	c := fx.In(fx.t, "X_const")
	all := dense(c)
	n := len(fx.y)
	train := mat.DenseCopyOf(all.Slice(0, n, 0, c.Shape[1]))
	test := mat.DenseCopyOf(all.Slice(n, c.Shape[0], 0, c.Shape[1]))
	for name, fit := range map[string]func(*mat.Dense) (*Scaler, error){
		"standard": FitStandard, "minmax": FitMinMax, "robust": FitRobust,
	} {
		s, err := fit(train)
		if err != nil {
			fx.t.Fatal(err)
		}
		check(name, flat(s.Apply(test)))
		if name == "standard" {
			check("scale", s.Scale)
			check("var", columnVariances(train, columnMeans(train)))
		}
	}
	check("l2", flat(UnitLength(test)))
}

func checkPCA(fx *fixture, check func(string, []float64)) {
	c, err := FitPCA(fx.train, fx.Outputs["pca_var"].Shape[0], 0)
	if err != nil {
		fx.t.Fatal(err)
	}
	check("pca", flat(c.Apply(fx.test, false)))
	check("pca_white", flat(c.Apply(fx.test, true)))
	check("pca_components", flat(c.Components))
	check("pca_var", c.Variances)
	check("pca_ratio", c.Shares)
	c, err = FitPCA(fx.train, 0, 0.9)
	if err != nil {
		fx.t.Fatal(err)
	}
	check("pca_n_for_90", []float64{float64(len(c.Variances))})
}

func TestKBestOrder(t *testing.T) {
	got := KBest([]float64{1, math.NaN(), 3, 1, 2}, 3)
	if len(got) != 3 || got[0] != 2 || got[1] != 3 || got[2] != 4 {
		t.Errorf("best three are %v, want [2 3 4]", got)
	}
}
