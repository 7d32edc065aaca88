package learn

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// fits are all classifiers behind one signature.
var fits = map[string]func(x *mat.Dense, y []int, classes int) error{
	"lda": func(x *mat.Dense, y []int, k int) error { _, err := FitLDA(x, y, k, LDAOptions{}); return err },
	"logistic": func(x *mat.Dense, y []int, k int) error {
		_, err := FitLogistic(x, y, k, LogisticOptions{})
		return err
	},
	"svm": func(x *mat.Dense, y []int, k int) error { _, err := FitSVM(x, y, k, SVMOptions{}); return err },
	"linear svm": func(x *mat.Dense, y []int, k int) error {
		_, err := FitLinearSVM(x, y, k, LinearSVMOptions{})
		return err
	},
	"knn": func(x *mat.Dense, y []int, k int) error {
		_, err := FitKNN(x, y, k, KNNOptions{Neighbours: 1})
		return err
	},
	"qda": func(x *mat.Dense, y []int, k int) error { _, err := FitQDA(x, y, k, 0); return err },
	"naive bayes": func(x *mat.Dense, y []int, k int) error {
		_, err := FitNaiveBayes(x, y, k, NaiveBayesOptions{})
		return err
	},
	"ridge": func(x *mat.Dense, y []int, k int) error {
		_, err := FitRidgeClassifier(x, y, k, RidgeOptions{Alpha: 1})
		return err
	},
	"anova":       func(x *mat.Dense, y []int, k int) error { _, _, err := FScores(x, y, k); return err },
	"information": func(x *mat.Dense, y []int, k int) error { _, err := MutualInformation(x, y, k, 3); return err },
}

func TestClassifiersRefuse(t *testing.T) {
	for name, fit := range fits {
		x, y := overlapping(1, 12, 2, 2, false)
		if err := fit(x, y, 2); err != nil {
			t.Errorf("%s: sound input: %v", name, err)
		}
		var absent *AbsentClassError
		if err := fit(x, y, 3); !errors.As(err, &absent) || absent.Class != 2 {
			t.Errorf("%s: class 2 of 3 absent: %v", name, err)
		}
		var few *TooFewError
		if err := fit(mat.NewDense(1, 2, nil), []int{0}, 2); !errors.As(err, &few) || few.Need < 2 {
			t.Errorf("%s: one trial: %v", name, err)
		}
		if fit(x, y[:5], 2) == nil || fit(x, make([]int, 12), 1) == nil {
			t.Errorf("%s: a missing label or a single class was accepted", name)
		}
		y[3] = 7
		if fit(x, y, 2) == nil {
			t.Errorf("%s: label 7 of 2 classes was accepted", name)
		}
		y[3] = 1
		x.Set(4, 1, math.NaN())
		var bad *NonFiniteError
		if err := fit(x, y, 2); !errors.As(err, &bad) || bad.Trial != 4 || bad.Feature != 1 {
			t.Errorf("%s: NaN in trial 4: %v", name, err)
		}
	}
}

func TestOptionsRefused(t *testing.T) {
	x, y := overlapping(1, 12, 2, 2, false)
	one := make([]float64, 12)
	one[1] = 1 // only class 1 has weight
	cases := map[string]func() error{
		"negative C":           func() error { _, err := FitLogistic(x, y, 2, LogisticOptions{C: -1}); return err },
		"class without weight": func() error { _, err := FitSVM(x, y, 2, SVMOptions{Weights: one}); return err },
		"short weights":        func() error { _, err := FitLinearSVM(x, y, 2, LinearSVMOptions{Weights: one[:3]}); return err },
		"shrunk svd":           func() error { _, err := FitLDA(x, y, 2, LDAOptions{Shrink: Shrinkage{Auto: true}}); return err },
		"shrinkage above 1":    func() error { _, err := FitQDA(x, y, 2, 1.5); return err },
		"priors":               func() error { _, err := FitLDA(x, y, 2, LDAOptions{Priors: []float64{1}}); return err },
		"too many neighbours":  func() error { _, err := FitKNN(x, y, 2, KNNOptions{Neighbours: 13}); return err },
		"gamma": func() error {
			_, err := FitSVM(x, y, 2, SVMOptions{Kernel: Kernel{Kind: RBFKernel, Gamma: -2}})
			return err
		},
		"components": func() error { _, err := FitPCA(x, 3, 0); return err },
		"underdetermined": func() error {
			_, err := FitRidge(mat.NewDense(1, 2, []float64{1, 2}), column([]float64{1}), RidgeOptions{})
			return err
		},
		"qda of a flat feature": func() error {
			_, err := FitQDA(mat.NewDense(4, 2, []float64{1, 1, 2, 1, 3, 1, 5, 1}), []int{0, 0, 1, 1}, 2, 0)
			return err
		},
	}
	for name, f := range cases {
		if f() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// Solving in the span of the trials gives the solution of the full problem, also
// when trials repeat.
func TestSpanGivesTheSameSolution(t *testing.T) {
	x, y := overlapping(2, 20, 50, 2, false)
	x.SetRow(4, x.RawRowView(6))
	y[4] = y[6]
	weights := trialWeights(nil, y, 2, false)
	compare := func(name string, fit func(s *span) ([]float64, error)) {
		var coef [2][]float64
		for r, reduce := range []bool{false, true} {
			s := newSpan(x, true, false, reduce)
			theta, err := fit(s)
			if err != nil {
				t.Fatal(err)
			}
			w, b := s.expand(theta)
			coef[r] = append(w, b)
		}
		for j, v := range coef[0] {
			if math.Abs(v-coef[1][j]) > 1e-8 {
				t.Errorf("%s: weight %d is %v in full, %v in the span", name, j, v, coef[1][j])
			}
		}
	}
	compare("logistic", func(s *span) ([]float64, error) {
		theta, err := newtonSoftmax(s, y, 1, weights)
		if err != nil {
			return nil, err
		}
		return theta[0], nil
	})
	compare("squared hinge", func(s *span) ([]float64, error) { return squaredHinge(s, y, 1, weights) })
}

// The gradient vanishes at the solution for any scale of the features and any
// penalty, relative to the gradient at zero.
func TestLogisticIsStationary(t *testing.T) {
	for _, classes := range []int{2, 4} {
		for _, c := range []float64{1e-6, 1, 1e6} {
			x, y := overlapping(3, 80, 10, classes, true)
			s := newSpan(x, true, false, false)
			weights := trialWeights(nil, y, classes, false)
			for i := range weights {
				weights[i] *= c
			}
			columns := classes
			if classes == 2 {
				columns = 1
			}
			theta, err := newtonSoftmax(s, y, columns, weights)
			if err != nil {
				t.Errorf("%d classes, C %v: %v", classes, c, err)
				continue
			}
			l := newSoftmaxLoss(s, y, columns, weights)
			start, end := gradientSize(l, nil), gradientSize(l, theta)
			if end > 1e-6*start {
				t.Errorf("%d classes, C %v: gradient fell from %v to %v only", classes, c, start, end)
			}
		}
	}
}

func gradientSize(l *softmaxLoss, columns [][]float64) float64 {
	n, q := l.z.Dims()
	theta := make([]float64, q*l.columns)
	for k, c := range columns {
		copy(theta[k*q:], c)
	}
	prob := mat.NewDense(n, l.columns, nil)
	l.probabilitiesAt(theta, prob)
	size := 0.0
	for i, g := range l.gradient(prob) {
		size = math.Max(size, math.Abs(g+l.penalty[i%q]*theta[i]))
	}
	return size
}

// A machine's weights satisfy the conditions of optimality.
func TestSVMIsOptimal(t *testing.T) {
	for _, c := range []float64{0.01, 1, 100} {
		for _, kernel := range []Kernel{{}, {Kind: RBFKernel}} {
			t.Run(fmt.Sprintf("C %v kernel %d", c, kernel.Kind), func(t *testing.T) {
				x, y := overlapping(4, 120, 6, 2, false)
				s, err := FitSVM(x, y, 2, SVMOptions{C: c, Kernel: kernel})
				if err != nil {
					t.Fatal(err)
				}
				weight := map[[6]float64]float64{}
				n, _ := s.rows.Dims()
				for r := range n {
					weight[[6]float64(s.rows.RawRowView(r))] = s.weight.At(0, r)
				}
				d := s.Decision(x)
				for i, class := range y {
					sign := float64(2*class - 1)
					alpha, margin := sign*weight[[6]float64(x.RawRowView(i))], sign*d.At(i, 0)
					const slack = 1e-6
					if alpha < 0 || alpha > c || alpha == 0 && margin < 1-slack ||
						alpha == c && margin > 1+slack || alpha > 0 && alpha < c && math.Abs(margin-1) > slack {
						t.Errorf("trial %d: weight %v with margin %v", i, alpha, margin)
					}
				}
			})
		}
	}
}

func TestLDAWithoutDifference(t *testing.T) {
	x := mat.NewDense(8, 1, []float64{-1, 1, -1, 1, -1, 1, -1, 1})
	y := []int{0, 0, 1, 1, 1, 1, 1, 1}
	l, err := FitLDA(x, y, 2, LDAOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if d := l.Decision(x).At(0, 0); math.Abs(d-math.Log(3)) > 1e-12 {
		t.Errorf("decision %v, want the log odds of the priors %v", d, math.Log(3))
	}
	if _, err := FitLDA(mat.NewDense(4, 1, []float64{1, 1, 2, 2}), []int{0, 0, 1, 1}, 2, LDAOptions{}); err == nil {
		t.Error("features without spread within classes were accepted")
	}
}

func TestFitsRepeatExactly(t *testing.T) {
	x, y := overlapping(5, 60, 80, 3, true)
	var first []float64
	for range 3 {
		l, err := FitLogistic(x, y, 3, LogisticOptions{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := FitSVM(x, y, 3, SVMOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := append(flat(l.Decision(x)), flat(s.Decision(x))...)
		if first == nil {
			first = got
		}
		for i, v := range got {
			if v != first[i] {
				t.Fatalf("value %d differs between runs: %v and %v", i, first[i], v)
			}
		}
	}
}

// The interior point reaches the optimum of the pair steps.
func TestInteriorPoint(t *testing.T) {
	x, y := overlapping(6, 90, 5, 2, false)
	for name, k := range map[string]Kernel{"linear": {}, "rbf": {Kind: RBFKernel, Gamma: 0.2}} {
		upper := trialWeights(nil, y, 2, false)
		q := pairProblem(rowsOf(k.between(x, x)), y, 0, 1, upper)
		a := q.interior()
		if a == nil {
			t.Fatalf("%s: no solution", name)
		}
		if gap := q.gapOf(a); gap > 1e-7 {
			t.Errorf("%s: the interior point leaves a gap of %v", name, gap)
		}
		pairs, rho, err := q.solve()
		if err != nil {
			t.Fatal(err)
		}
		if other := q.offset(a, q.gradient(a)); math.Abs(other-rho) > 1e-6 {
			t.Errorf("%s: offsets %v and %v", name, other, rho)
		}
		if d := q.objective(a) - q.objective(pairs); math.Abs(d) > 1e-8 {
			t.Errorf("%s: objectives differ by %v", name, d)
		}
	}
}

func (q *quadratic) objective(a []float64) float64 {
	sum := 0.0
	for i, g := range q.gradient(a) {
		sum += a[i] * (g + q.linear[i]) / 2
	}
	return sum
}

// A problem that double precision cannot solve is refused in reasonable time.
func TestSVMRefusesHopelessScales(t *testing.T) {
	x, y := overlapping(7, 60, 5, 2, false)
	x.Scale(1e8, x)
	var stuck *ConvergenceError
	if _, err := FitSVM(x, y, 2, SVMOptions{C: 1e4}); !errors.As(err, &stuck) {
		t.Errorf("overlapping classes at 1e8: %v", err)
	}
}
