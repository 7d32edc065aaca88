package stat

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// each visits the cases of the family that have an input.
func each(t *testing.T, has func(c *golden.Case) bool, f func(t *testing.T, c *golden.Case)) {
	golden.Load(t).Each(t, "stats", func(t *testing.T, c *golden.Case) {
		if !has(c) {
			t.Skip("the case has no input of this test; another test of the family judges it, or no operator needs it")
		}
		f(t, c)
	})
}

func named(function string) func(*golden.Case) bool {
	return func(c *golden.Case) bool { return strings.HasPrefix(c.Text("function"), function) }
}

func expects(output string) func(*golden.Case) bool {
	return func(c *golden.Case) bool { return c.Has(output) }
}

// ok fails the test on an error and passes the value on.
func ok[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestBinomialGolden(t *testing.T) {
	each(t, named("scipy.stats.binomtest"), func(t *testing.T, c *golden.Case) {
		var got []float64
		kn := c.In(t, "k_n").Data
		for i := 0; i < len(kn); i += 2 {
			k, n := int(kn[i]), int(kn[i+1])
			for _, corrected := range []bool{false, true} {
				in := ok(Wilson(k, n, 0.95, corrected))(t)
				got = append(got, in.Low, in.High)
			}
			in := ok(ClopperPearson(k, n, 0.95))(t)
			got = append(got, in.Low, in.High,
				ok(BinomialTest(k, n, 0.5, TwoSided))(t),
				ok(BinomialTest(k, n, 0.5, Greater))(t),
				ok(BinomialTest(k, n, 0.25, TwoSided))(t))
		}
		c.Check(t, "result", got)
	})
}

func TestChanceLevelGolden(t *testing.T) {
	each(t, named("binomial significance"), func(t *testing.T, c *golden.Case) {
		alpha, _ := c.Number("alpha")
		var got []float64
		for _, classes := range c.Params["classes"].([]any) {
			for _, n := range c.In(t, "n").Data {
				got = append(got, ok(ChanceLevel(int(n), int(classes.(float64)), alpha))(t))
			}
		}
		c.Check(t, "threshold", got)
	})
}

func TestMcNemarGolden(t *testing.T) {
	each(t, func(c *golden.Case) bool { _, in := c.Inputs["b_c"]; return in }, func(t *testing.T, c *golden.Case) {
		var got []float64
		bc := c.In(t, "b_c").Data
		for i := 0; i < len(bc); i += 2 {
			exact, mid, chi, corrected, err := McNemar(int(bc[i]), int(bc[i+1]))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, exact, mid, chi.Statistic, chi.P, corrected.Statistic, corrected.P)
		}
		c.Check(t, "result", got)
	})
}

// script replays stored indices as draws.
type script struct {
	index []float64
}

func (s *script) Intn(int) int {
	v := int(s.index[0])
	s.index = s.index[1:]
	return v
}

func TestBootstrapGolden(t *testing.T) {
	each(t, named("bootstrap"), func(t *testing.T, c *golden.Case) {
		statistic := Mean
		if c.Text("statistic") == "median" {
			statistic = func(x []float64) float64 { return Quantile(x, 0.5) }
		}
		level, _ := c.Number("level")
		index := c.In(t, "index")
		b := ok(Bootstrap(c.In(t, "x").Data, statistic, index.Shape[0], level, &script{index.Data}))(t)
		pair := func(i Interval) []float64 { return []float64{i.Low, i.High} }
		c.Check(t, "estimates", b.Estimates)
		c.Check(t, "percentile", pair(b.Percentile))
		c.Check(t, "basic", pair(b.Basic))
		c.Check(t, "bca", pair(b.BCa))
		c.Check(t, "z0", []float64{b.Z0})
		c.Check(t, "acceleration", []float64{b.Acceleration})
		c.Check(t, "se", []float64{b.SE})
	})
}

func TestStudentGolden(t *testing.T) {
	each(t, expects("paired_ci95"), func(t *testing.T, c *golden.Case) {
		a, b := c.In(t, "a").Data, c.In(t, "b").Data
		d := make([]float64, len(a))
		for i := range d {
			d[i] = a[i] - b[i]
		}
		in := ok(MeanInterval(d, 0.95))(t)
		c.Check(t, "paired_ci95", []float64{in.Low, in.High})
		test := ok(TTest(d))(t)
		c.Check(t, "paired_t", []float64{test.Statistic, test.P})
	})
	each(t, expects("t_p"), func(t *testing.T, c *golden.Case) {
		ratio, _ := c.Number("test_train_ratio")
		test := ok(CorrectedResampledT(c.In(t, "d").Data, ratio))(t)
		c.Check(t, "t_p", []float64{test.Statistic, test.P})
	})
}

var wilcoxonName = regexp.MustCompile(`^(approx|exact|auto)_(two_sided|greater|less)(?:_(wilcox|pratt|zsplit)_(cc|nocc))?$`)

// SciPy's exact table ignores ties, so where there are ties (or zeros) its
// exact values are not comparable and the enumerated ones judge instead.
func TestWilcoxonGolden(t *testing.T) {
	sides := map[string]Side{"two_sided": TwoSided, "greater": Greater, "less": Less}
	zeros := map[string]Zeros{"wilcox": DropZeros, "pratt": RankZeros, "zsplit": SplitZeros}
	each(t, named("scipy.stats.wilcoxon"), func(t *testing.T, c *golden.Case) {
		d := c.In(t, "d").Data
		s := ok(rankSigned(d, DropZeros))(t)
		plain := s.zeros == 0 && tieSum(s.rank) == 0
		for name := range c.Outputs {
			m := wilcoxonName.FindStringSubmatch(name)
			if m == nil {
				continue
			}
			side := sides[m[2]]
			approximate := m[1] == "approx" || m[1] == "auto" && (s.zeros > 0 || len(d) > exactDefault)
			switch {
			case approximate:
				test := ok(WilcoxonNormal(d, side, zeros[m[3]], m[4] == "cc"))(t)
				c.Check(t, name, []float64{test.Statistic, test.P})
			case plain:
				test := ok(WilcoxonExact(d, side))(t)
				c.Check(t, name, []float64{test.Statistic, test.P})
			default:
				t.Logf("output %s ignores ties and is not compared", name)
			}
		}
		if c.Has("enumerated") {
			got := []float64{s.plus}
			for _, side := range []Side{TwoSided, Greater, Less} {
				got = append(got, ok(WilcoxonExact(d, side))(t).P)
			}
			c.Check(t, "enumerated", got)
		}
	})
}

func TestSignFlipGolden(t *testing.T) {
	each(t, named("paired sign-flip"), func(t *testing.T, c *golden.Case) {
		d := c.In(t, "d").Data
		all := func(f *SignFlips) []float64 { return []float64{f.Greater, f.Less, f.TwoSided} }
		if c.Has("exact") {
			c.Check(t, "exact", all(ok(SignFlipExact(d))(t)))
		}
		seed, _ := c.Number("seed")
		number, _ := c.Number("n_permutations")
		f := ok(SignFlipSampled(d, int(number), random.NewMersenne(uint32(seed)).Uint32))(t)
		c.Check(t, "sampled", all(f))
		c.Check(t, "sampled_counts", []float64{float64(f.counts[0]), float64(f.counts[1]), float64(f.counts[2])})
	})
}

func TestAdjustGolden(t *testing.T) {
	rules := map[string]Correction{"bonferroni": Bonferroni, "holm": Holm, "bh": BenjaminiHochberg, "by": BenjaminiYekutieli, "sidak": Sidak}
	each(t, expects("holm"), func(t *testing.T, c *golden.Case) {
		for name := range c.Outputs {
			c.Check(t, name, ok(Adjust(c.In(t, "p").Data, rules[name]))(t))
		}
	})
}

func TestFriedmanGolden(t *testing.T) {
	each(t, expects("mean_rank"), func(t *testing.T, c *golden.Case) {
		x := c.In(t, "X")
		rows := slices.Collect(slices.Chunk(x.Data, x.Shape[1]))
		r := ok(Friedman(rows))(t)
		c.Check(t, "mean_rank", r.MeanRank)
		c.Check(t, "chi2_p", []float64{r.Friedman.Statistic, r.Friedman.P})
		c.Check(t, "iman_davenport", []float64{r.ImanDavenport.Statistic, r.ImanDavenport.P})
		c.Check(t, "nemenyi_p", slices.Concat(r.NemenyiP...))
		for name := range c.Outputs {
			if digits, isCD := strings.CutPrefix(name, "cd_"); isCD {
				alpha, _ := strconv.ParseFloat(strings.Replace(digits, "p", ".", 1), 64)
				c.Check(t, name, []float64{r.CriticalDifference(alpha)})
			}
		}
	})
}

func TestQuantileGolden(t *testing.T) {
	each(t, named("numpy.quantile"), func(t *testing.T, c *golden.Case) {
		var got []float64
		x := c.In(t, "x")
		for _, q := range c.Params["q"].([]any) {
			for row := range slices.Chunk(x.Data, x.Shape[1]) {
				got = append(got, Quantile(row, q.(float64)))
			}
		}
		for name := range c.Outputs {
			if name == "linear" {
				c.Check(t, name, got)
			} else {
				t.Logf("nothing here computes the output %s, so it is not judged", name)
			}
		}
	})
}

func TestRefused(t *testing.T) {
	cases := map[string]func() error{
		"more successes than trials": func() error { _, err := Wilson(3, 2, 0.95, false); return err },
		"level of 1":                 func() error { _, err := ClopperPearson(1, 2, 1); return err },
		"one value":                  func() error { _, err := MeanInterval([]float64{1}, 0.95); return err },
		"no difference":              func() error { _, err := Wilcoxon([]float64{0, 0}, TwoSided); return err },
		"p above 1":                  func() error { _, err := Adjust([]float64{1.5}, Holm); return err },
		"one class":                  func() error { _, err := ChanceLevel(10, 1, 0.05); return err },
		"one resample":               func() error { _, err := Bootstrap([]float64{1, 2}, Mean, 1, 0.9, random.New(1, "b")); return err },
		"ragged table":               func() error { _, err := Friedman([][]float64{{1, 2}, {1}}); return err },
	}
	for name, f := range cases {
		if f() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
