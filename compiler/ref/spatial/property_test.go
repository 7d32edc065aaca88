package spatial

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// twoClasses are trials whose first channel is loud in class 0 and whose last is
// loud in class 1, mixed by a fixed matrix.
func twoClasses(trials, channels, samples int) ([]*mat.Dense, []int) {
	mixing := mat.NewDense(channels, channels, nil)
	for i := range channels {
		for j := range channels {
			mixing.Set(i, j, math.Cos(float64(3*i*j+i+2*j)))
		}
	}
	state := uint64(11)
	var out []*mat.Dense
	var labels []int
	for k := range trials {
		s := mat.NewDense(channels, samples, nil)
		for i := range channels {
			gain := 1.0
			if k%2 == 0 && i == 0 || k%2 == 1 && i == channels-1 {
				gain = 5
			}
			row := s.RawRowView(i)
			for n := range row {
				state = state*6364136223846793005 + 1442695040888963407
				row[n] = gain * (float64(state>>11)/(1<<53) - 0.5)
			}
		}
		x := mat.NewDense(channels, samples, nil)
		x.Mul(mixing, s)
		out, labels = append(out, x), append(labels, k%2)
	}
	return out, labels
}

func TestCSPSeparatesTheLoudSources(t *testing.T) {
	trials, labels := twoClasses(20, 6, 200)
	c := must[*CSP](t)(FitCSP(trials, labels, 2, CSPOptions{Components: 2, Order: "alternate"}))
	for i, x := range trials {
		f := must[[]float64](t)(c.Transform(x))
		if (f[0] > f[1]) != (labels[i] == 0) {
			t.Errorf("trial %d of class %d has log power %.3g and %.3g", i, labels[i], f[0], f[1])
		}
	}
	sum := linalg.WeightedSum(c.Covs, []float64{1, 1})
	white := linalg.Sandwich(c.Filters, sum)
	if d := linalg.Frobenius(linalg.Sub(white, linalg.Identity(6))); d > 1e-9 {
		t.Errorf("w (C0+C1) w^T differs from the identity by %g", d)
	}
	var product mat.Dense
	product.Mul(c.Filters, c.Patterns.T())
	if !mat.EqualApprox(&product, linalg.Identity(6), 1e-9) {
		t.Error("filters and patterns are not inverse")
	}
}

func TestCSPDoesNotDependOnScale(t *testing.T) {
	trials, labels := twoClasses(20, 5, 200)
	louder := make([]*mat.Dense, len(trials))
	for i, x := range trials {
		louder[i] = mat.DenseCopyOf(x)
		louder[i].Scale(1e-6, x)
	}
	a := must[*CSP](t)(FitCSP(trials, labels, 2, CSPOptions{}))
	b := must[*CSP](t)(FitCSP(louder, labels, 2, CSPOptions{}))
	for k, v := range a.Eigenvalues {
		if math.Abs(v-b.Eigenvalues[k]) > 1e-10 {
			t.Errorf("eigenvalue %d: %g in uV, %g in V", k, v, b.Eigenvalues[k])
		}
	}
	for i := range trials {
		f, g := must[[]float64](t)(a.Transform(trials[i])), must[[]float64](t)(b.Transform(louder[i]))
		for k := range f {
			if math.Abs(f[k]-g[k]) > 1e-8 {
				t.Fatalf("trial %d, feature %d: %g and %g", i, k, f[k], g[k])
			}
		}
	}
}

func TestCSPRefusesLostRank(t *testing.T) {
	trials, labels := twoClasses(10, 4, 100)
	for _, x := range trials { // an average reference
		for n := range 100 {
			mean := 0.0
			for i := range 4 {
				mean += x.At(i, n) / 4
			}
			for i := range 4 {
				x.Set(i, n, x.At(i, n)-mean)
			}
		}
	}
	var lost *linalg.NotSPD
	_, err := FitCSP(trials, labels, 2, CSPOptions{})
	if !errors.As(err, &lost) || lost.Rank != 3 || lost.Size != 4 {
		t.Errorf("got %v", err)
	}
	if _, err := FitXDAWN(trials, labels, 2, XDAWNOptions{Filters: 1}); !errors.As(err, &lost) {
		t.Errorf("got %v", err)
	}
	shrunk := CSPOptions{Cov: ClassCovOptions{Reg: "oas"}}
	if _, err := FitCSP(trials, labels, 2, shrunk); err != nil {
		t.Errorf("shrinkage restores rank: %v", err)
	}
}

func TestBadInputIsExplained(t *testing.T) {
	trials, labels := twoClasses(6, 3, 50)
	wide, _ := twoClasses(1, 4, 50)
	mixed := append(slices.Clone(trials[:5]), wide...)
	fit := func(x []*mat.Dense, y []int, classes int, o CSPOptions) error {
		_, err := FitCSP(x, y, classes, o)
		return err
	}
	csp := must[*CSP](t)(FitCSP(trials, labels, 2, CSPOptions{}))
	_, projected := csp.Transform(wide[0])
	_, _, pairs := BestPairs([]float64{1, 2, 3}, 1)
	_, _, outside := FitXDAWNOverlap(trials[0], Overlap{Starts: []int{0, 40}, Labels: []int{0, 1}, Classes: 2, Length: 20}, XDAWNOptions{})
	cases := []struct {
		name string
		err  error
		says string
	}{
		{"one class", fit(trials, labels, 1, CSPOptions{}), "at least two classes"},
		{"labels", fit(trials, labels[:3], 2, CSPOptions{}), "3 labels"},
		{"missing class", fit(trials, labels, 3, CSPOptions{}), "class 2 has no"},
		{"channels differ", fit(mixed, labels, 2, CSPOptions{}), "has 4 channels"},
		{"components", fit(trials, labels, 2, CSPOptions{Components: 4}), "4 components"},
		{"order", fit(trials, labels, 2, CSPOptions{Order: "size"}), "no order is called"},
		{"regularisation", fit(trials, labels, 2, CSPOptions{Cov: ClassCovOptions{Reg: "ridge"}}), "no regularisation"},
		{"shrinkage", fit(trials, labels, 2, CSPOptions{Cov: ClassCovOptions{Reg: "shrinkage", Shrinkage: 2}}), "between 0 and 1"},
		{"average", fit(trials, labels, 2, CSPOptions{Cov: ClassCovOptions{Average: "trial"}}), "concat and epoch"},
		{"other trial", projected, "fitted to 3 channels"},
		{"odd features", pairs, "in pairs"},
		{"outside", outside, "leaves the recording"},
	}
	for _, c := range cases {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: got %v, want words like %q", c.name, c.err, c.says)
		}
	}
}

func TestInformationOrdersFeatures(t *testing.T) {
	labels := make([]int, 60)
	clear, vague := make([]float64, 60), make([]float64, 60)
	for i := range labels {
		labels[i] = i % 2
		clear[i] = 3*float64(labels[i]) + math.Sin(float64(i))
		vague[i] = math.Sin(float64(5*i + 1))
	}
	for name, f := range map[string]func([]float64) (float64, error){
		"parzen":    func(v []float64) (float64, error) { return ParzenInformation(v, labels, 2) },
		"neighbour": func(v []float64) (float64, error) { return NeighbourInformation(v, labels, 2, 3) },
	} {
		a, b := must[float64](t)(f(clear)), must[float64](t)(f(vague))
		if !(a > 0.5 && a > 3*b) {
			t.Errorf("%s: %g for the clear feature, %g for the vague one", name, a, b)
		}
	}
	best, selected, err := BestPairs([]float64{0.1, 0.9, 0.9, 0.2}, 2)
	if err != nil || !slices.Equal(best, []int{1, 2}) || !slices.Equal(selected, []int{0, 1, 2, 3}) {
		t.Errorf("best %v, selected %v, %v", best, selected, err)
	}
}

func BenchmarkCSP22x1000(b *testing.B) {
	trials, labels := twoClasses(100, 22, 1000)
	for b.Loop() {
		if _, err := FitCSP(trials, labels, 2, CSPOptions{Components: 6}); err != nil {
			b.Fatal(err)
		}
	}
}
