package riemann

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

func someCovs(t *testing.T, trials, channels int) []*mat.SymDense {
	covs := make([]*mat.SymDense, trials)
	for i := range covs {
		covs[i] = must[*mat.SymDense](t)(Covariance("scm", waves(i, channels, 200)))
	}
	return covs
}

func near(t *testing.T, what string, got, want *mat.SymDense, tol float64) {
	t.Helper()
	if d := linalg.Frobenius(linalg.Sub(got, want)) / linalg.Frobenius(want); !(d <= tol) {
		t.Errorf("%s: relative difference %g", what, d)
	}
}

func TestRiemannianMeanMovesWithLinearMaps(t *testing.T) {
	covs := someCovs(t, 9, 5)
	w := mat.DenseCopyOf(waves(77, 5, 5))
	moved := make([]*mat.SymDense, len(covs))
	for i, c := range covs {
		moved[i] = linalg.Sandwich(w, c)
	}
	mean := must[*mat.SymDense](t)(Mean("riemann", covs, nil))
	near(t, "mean of w c w^T", must[*mat.SymDense](t)(Mean("riemann", moved, nil)), linalg.Sandwich(w, mean), 1e-7)
	a := must[float64](t)(Distance("riemann", covs[0], covs[1]))
	b := must[float64](t)(Distance("riemann", moved[0], moved[1]))
	if math.Abs(a-b) > 1e-8 {
		t.Errorf("distance %g, after a linear map %g", a, b)
	}
}

func TestEveryMeanOfCopiesIsTheCopy(t *testing.T) {
	c := someCovs(t, 1, 4)[0]
	for _, metric := range MeanMetrics() {
		m := must[*mat.SymDense](t)(Mean(metric, []*mat.SymDense{c, c, c}, nil))
		near(t, metric, m, c, 1e-9)
	}
}

func TestWeightsCountLikeCopies(t *testing.T) {
	covs := someCovs(t, 3, 4)
	repeated := []*mat.SymDense{covs[0], covs[1], covs[1], covs[2], covs[2], covs[2]}
	for _, metric := range MeanMetrics() {
		if metric == "alm" {
			continue // takes no weights
		}
		weighted := must[*mat.SymDense](t)(Mean(metric, covs, []float64{10, 20, 30}))
		tol := 1e-8
		if metric == "ale" {
			tol = 1e-2 // the joint diagonaliser sees the copies
		}
		near(t, metric, must[*mat.SymDense](t)(Mean(metric, repeated, nil)), weighted, tol)
	}
}

func TestGeodesicMidpointIsMeanOfTwo(t *testing.T) {
	covs := someCovs(t, 2, 5)
	for _, metric := range []string{"riemann", "logeuclid", "euclid", "logchol", "wasserstein"} {
		mid := must[*mat.SymDense](t)(Geodesic(metric, covs[0], covs[1], 0.5))
		near(t, metric, must[*mat.SymDense](t)(Mean(metric, covs, nil)), mid, 1e-8)
	}
}

func TestTangentLengthIsDistance(t *testing.T) {
	covs := someCovs(t, 2, 6)
	v := must[[]float64](t)(Tangent("riemann", covs[0], covs[1]))
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	d := must[float64](t)(Distance("riemann", covs[0], covs[1]))
	if math.Abs(math.Sqrt(sum)-d) > 1e-9 {
		t.Errorf("length %g, distance %g", math.Sqrt(sum), d)
	}
	for _, metric := range TangentMetrics() {
		back := must[*mat.SymDense](t)(Untangent(metric, covs[0], must[[]float64](t)(Tangent(metric, covs[0], covs[1]))))
		near(t, metric, back, covs[1], 1e-8)
	}
}

func TestDistancesVanishOnlyAtTheSameMatrix(t *testing.T) {
	covs := someCovs(t, 2, 4)
	for _, metric := range DistanceMetrics() {
		if d := must[float64](t)(Distance(metric, covs[0], covs[0])); math.Abs(d) > 1e-5 {
			t.Errorf("%s: %g from itself", metric, d)
		}
		if d := must[float64](t)(Distance(metric, covs[0], covs[1])); !(d > 1e-3) {
			t.Errorf("%s: %g from another", metric, d)
		}
	}
}

func TestRecentredMeanIsIdentity(t *testing.T) {
	covs := someCovs(t, 7, 4)
	w := must[*Whitener](t)(FitRecenter("riemann", covs, nil))
	var moved []*mat.SymDense
	for _, c := range covs {
		moved = append(moved, must[*mat.SymDense](t)(w.Apply(c)))
	}
	near(t, "mean", must[*mat.SymDense](t)(Mean("riemann", moved, nil)), linalg.Identity(4), 1e-8)
}

func TestRecentringFollowsTheRecordings(t *testing.T) {
	covs := someCovs(t, 3, 4)
	w := must[*Whitener](t)(FitRecenter("riemann", covs[:1], nil))
	if err := w.Update(covs[1], 0.5); err != nil {
		t.Fatal(err)
	}
	near(t, "reference after two", w.Reference, must[*mat.SymDense](t)(Mean("riemann", covs[:2], nil)), 1e-8)
	moved := must[*mat.SymDense](t)(w.Apply(w.Reference))
	near(t, "the reference itself", moved, linalg.Identity(4), 1e-9)
	pca := must[*Whitener](t)(FitWhitening("riemann", covs, nil, 2))
	if err := pca.Update(covs[1], 0.5); err == nil {
		t.Error("principal components cannot follow, yet they were updated")
	}
}

// flatTrial repeats a channel, so its covariance lacks rank.
func flatTrial() *mat.Dense {
	x := waves(3, 4, 100)
	copy(x.RawRowView(3), x.RawRowView(0))
	return x
}

func TestLostRankIsRefused(t *testing.T) {
	flat := must[*mat.SymDense](t)(Covariance("scm", flatTrial()))
	full := someCovs(t, 1, 4)[0]
	var lost *linalg.NotSPD
	for _, metric := range []string{"riemann", "logeuclid", "logchol", "kullback_sym", "harmonic"} {
		if _, err := Mean(metric, []*mat.SymDense{full, flat}, nil); !errors.As(err, &lost) {
			t.Errorf("mean %s: %v", metric, err)
		}
		if _, err := Distance(metric, flat, full); !errors.As(err, &lost) {
			t.Errorf("distance %s: %v", metric, err)
		}
	}
	if lost == nil || lost.Rank != 3 {
		t.Errorf("rank of the last error: %+v", lost)
	}
	shrunk := must[*mat.SymDense](t)(Covariance("oas", flatTrial()))
	if _, err := Mean("riemann", []*mat.SymDense{full, shrunk}, nil); err != nil {
		t.Errorf("a shrunk covariance has full rank: %v", err)
	}
}

func TestBadInputIsExplained(t *testing.T) {
	covs := append(someCovs(t, 2, 3), someCovs(t, 1, 4)...)
	one := mat.NewDense(2, 1, []float64{1, 2})
	still := mat.NewDense(2, 3, []float64{1, 1, 1, 1, 2, 3})
	cases := []struct {
		name string
		err  error
		says string
	}{
		{"no matrices", second(Mean("riemann", nil, nil)), "no matrices"},
		{"sizes", second(Mean("riemann", covs, nil)), "one size"},
		{"metric", second(Mean("riemman", covs[:2], nil)), "no mean is called"},
		{"weights", second(Mean("euclid", covs[:2], []float64{1})), "1 weights"},
		{"negative weight", second(Mean("euclid", covs[:2], []float64{1, -1})), "not negative"},
		{"zero weights", second(Mean("euclid", covs[:2], []float64{0, 0})), "sum to 0"},
		{"estimator", second(Covariance("ocs", one)), "no covariance estimator"},
		{"one sample", second(Covariance("cov", one)), "more than 1 samples"},
		{"constant channel", second(Covariance("corr", still)), "channel 0"},
		{"distance sizes", second(Distance("riemann", covs[0], covs[2])), "not defined"},
		{"labels", second(FitMDM("riemann", "riemann", covs[:2], []int{0}, 2, nil)), "1 labels"},
		{"label range", second(FitMDM("riemann", "riemann", covs[:2], []int{0, 2}, 2, nil)), "from 0 to 1"},
		{"empty class", second(FitMDM("riemann", "riemann", covs[:2], []int{0, 0}, 2, nil)), "class 1 has no"},
		{"vector length", second(FromUpper([]float64{1, 2})), "no upper triangle"},
	}
	for _, c := range cases {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: got %v, want words like %q", c.name, c.err, c.says)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestResultsDoNotChangeInputsOrRepeat(t *testing.T) {
	covs := someCovs(t, 4, 5)
	before := linalg.Rows(covs...)
	first := must[*mat.SymDense](t)(Mean("riemann", covs, nil))
	again := must[*mat.SymDense](t)(Mean("riemann", covs, nil))
	if !slices.Equal(linalg.Rows(first), linalg.Rows(again)) {
		t.Error("two runs differ")
	}
	if !slices.Equal(before, linalg.Rows(covs...)) {
		t.Error("the mean changed its input")
	}
	x := waves(1, 5, 50)
	kept := slices.Clone(x.RawMatrix().Data)
	for _, name := range Estimators() {
		must[*mat.SymDense](t)(Covariance(name, x))
	}
	if !slices.Equal(kept, x.RawMatrix().Data) {
		t.Error("an estimator changed its trial")
	}
}
