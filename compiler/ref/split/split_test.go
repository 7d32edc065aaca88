package split

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// arg reads the number of a function written with its argument, as in
// "GroupKFold(3)"; the name is returned without it.
func arg(function string) (name string, n int) {
	name, rest, _ := strings.Cut(function, "(")
	n, _ = strconv.Atoi(strings.TrimSuffix(rest, ")"))
	return name, n
}

func ints(t *testing.T, c *golden.Case, input string) []int {
	if _, ok := c.Inputs[input]; !ok {
		return nil
	}
	return toInts(c.In(t, input).Data)
}

func toInts(v []float64) []int {
	out := make([]int, len(v))
	for i, x := range v {
		out[i] = int(x)
	}
	return out
}

func toFloats(v []int) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func number(c *golden.Case, name string) int {
	v, _ := c.Number(name)
	return int(v)
}

// stream is the numpy stream of the case, nil when it does not shuffle.
func stream(c *golden.Case) Shuffler {
	seed, ok := c.Number("random_state")
	if !ok {
		return nil
	}
	return random.NewMersenne(uint32(seed))
}

func folds(t *testing.T, c *golden.Case) ([]Fold, error) {
	y, groups, s := ints(t, c, "y"), ints(t, c, "groups"), stream(c)
	n, k := number(c, "n"), number(c, "n_splits")
	test, _ := c.Number("test_size")
	switch name, p := arg(c.Text("function")); name {
	case "KFold":
		return KFold(n, k, s)
	case "StratifiedKFold":
		return StratifiedKFold(y, k, s)
	case "RepeatedKFold":
		return Repeated(number(c, "n_repeats"), func() ([]Fold, error) { return KFold(n, k, s) })
	case "RepeatedStratifiedKFold":
		return Repeated(number(c, "n_repeats"), func() ([]Fold, error) { return StratifiedKFold(y, k, s) })
	case "ShuffleSplit":
		return Shuffled(n, k, test, s)
	case "StratifiedShuffleSplit":
		return StratifiedShuffled(y, k, test, s)
	case "LeaveOneGroupOut":
		return LeaveGroupsOut(groups, 1)
	case "LeavePGroupsOut":
		return LeaveGroupsOut(groups, p)
	case "GroupKFold":
		return GroupKFold(groups, p)
	case "StratifiedGroupKFold":
		return StratifiedGroupKFoldLegacy(y, groups, k, s)
	case "TimeSeriesSplit":
		return TimeSeries(n, k, TimeSeriesOptions{
			Test: number(c, "test_size"), Gap: number(c, "gap"), MaxTrain: number(c, "max_train_size"),
		})
	case "LeaveOneOut":
		return LeaveOneOut(n)
	case "PredefinedSplit":
		var fold []int
		for _, f := range c.Params["test_fold"].([]any) {
			fold = append(fold, int(f.(float64)))
		}
		return Predefined(fold)
	}
	return nil, nil
}

// assignment marks train 1, test 2 and unused 0.
func assignment(folds []Fold, n int) []float64 {
	out := make([]float64, 0, len(folds)*n)
	for _, f := range folds {
		row := make([]float64, n)
		for _, i := range f.Train {
			row[i] = 1
		}
		for _, i := range f.Test {
			row[i] = 2
		}
		out = append(out, row...)
	}
	return out
}

func testFold(folds []Fold, n int) []float64 {
	out := make([]float64, n)
	for f := range folds {
		for _, i := range folds[f].Test {
			out[i] = float64(f)
		}
	}
	return out
}

func lists(folds []Fold, side func(Fold) []int) []float64 {
	var out []float64
	for _, f := range folds {
		out = append(out, toFloats(side(f))...)
	}
	return out
}

func TestGolden(t *testing.T) {
	golden.Load(t).Each(t, "splits", func(t *testing.T, c *golden.Case) {
		if name, _, _ := strings.Cut(c.Text("function"), " "); name == "train_test_split" || name == "sklearn.utils.resample" {
			t.Skip("TestTrainTestSplit and TestResample judge it")
		}
		got, err := folds(t, c)
		if err != nil {
			t.Fatal(err)
		}
		if got == nil {
			t.Skipf("%s is not a split", c.Text("function"))
		}
		for name, e := range c.Outputs {
			n := e.Shape[len(e.Shape)-1]
			switch name {
			case "assignment":
				c.Check(t, name, assignment(got, n))
			case "test_fold":
				c.Check(t, name, testFold(got, n))
			case "train", "train_order":
				c.Check(t, name, lists(got, func(f Fold) []int { return f.Train }))
			case "test", "test_order":
				c.Check(t, name, lists(got, func(f Fold) []int { return f.Test }))
			default:
				t.Logf("nothing here computes the output %s, so it is not judged", name)
			}
		}
	})
}

func TestTrainTestSplit(t *testing.T) {
	golden.Load(t).Each(t, "splits", func(t *testing.T, c *golden.Case) {
		if c.Text("function") != "train_test_split" {
			t.Skipf("this test is of one rule; TestGolden judges %s", c.Text("function"))
		}
		at := func(group, name string) float64 { return c.Params[group].(map[string]any)[name].(float64) }
		plain, err := Shuffled(int(at("plain", "n")), 1, at("plain", "test_size"), stream(c))
		if err != nil {
			t.Fatal(err)
		}
		c.Check(t, "train", toFloats(plain[0].Train))
		c.Check(t, "test", toFloats(plain[0].Test))
		strat, err := StratifiedShuffled(ints(t, c, "y"), 1, at("stratified", "test_size"), stream(c))
		if err != nil {
			t.Fatal(err)
		}
		c.Check(t, "strat_train", toFloats(strat[0].Train))
		c.Check(t, "strat_test", toFloats(strat[0].Test))
	})
}

func TestResample(t *testing.T) {
	golden.Load(t).Each(t, "splits", func(t *testing.T, c *golden.Case) {
		if !strings.HasPrefix(c.Text("function"), "sklearn.utils.resample") {
			t.Skipf("this test is of one rule; TestGolden judges %s", c.Text("function"))
		}
		y := ints(t, c, "y")
		sample, err := StratifiedSample(y, c.Outputs["stratified20"].Shape[0], stream(c))
		if err != nil {
			t.Fatal(err)
		}
		c.Check(t, "stratified20", toFloats(sample))
		c.Check(t, "shuffle", toFloats(permutation(len(y), stream(c))))
		m := stream(c).(*random.Mersenne)
		drawn := make([]float64, len(y))
		for i := range drawn {
			drawn[i] = float64(m.Intn(len(y)))
		}
		c.Check(t, "bootstrap", drawn)
	})
}

// Every rule over folds tests each trial once and never trains on it.
func TestFoldsPartition(t *testing.T) {
	y := []int{0, 1, 0, 1, 1, 0, 2, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1, 1, 2, 0}
	groups := []int{0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7}
	s := random.New(3, "test")
	rules := map[string]func() ([]Fold, error){
		"kfold":            func() ([]Fold, error) { return KFold(len(y), 3, s) },
		"stratified":       func() ([]Fold, error) { return StratifiedKFold(y, 4, s) },
		"group":            func() ([]Fold, error) { return GroupKFold(groups, 3) },
		"stratified group": func() ([]Fold, error) { return StratifiedGroupKFold(y, groups, 3, s) },
		"leave one out":    func() ([]Fold, error) { return LeaveOneOut(len(y)) },
		"leave group out":  func() ([]Fold, error) { return LeaveGroupsOut(groups, 1) },
	}
	for name, rule := range rules {
		got, err := rule()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var tested []int
		for _, f := range got {
			tested = append(tested, f.Test...)
			both := append(slices.Clone(f.Train), f.Test...)
			slices.Sort(both)
			if !slices.Equal(both, iota(len(y))) {
				t.Errorf("%s: train %v and test %v do not part the trials", name, f.Train, f.Test)
			}
		}
		slices.Sort(tested)
		if !slices.Equal(tested, iota(len(y))) {
			t.Errorf("%s: tested %v", name, tested)
		}
	}
}

func TestTooFew(t *testing.T) {
	cases := map[string]func() error{
		"trials":                      func() error { _, err := KFold(3, 5, nil); return err },
		"trials of the largest class": func() error { _, err := StratifiedKFold([]int{0, 0, 1, 1}, 3, nil); return err },
		"groups":                      func() error { _, err := LeaveGroupsOut([]int{4, 4}, 1); return err },
		"folds":                       func() error { _, err := Predefined([]int{-1, -1}); return err },
		"trials of class 1": func() error {
			_, err := StratifiedShuffled([]int{0, 0, 0, 1}, 1, 0.5, random.New(1, "x"))
			return err
		},
	}
	for what, f := range cases {
		var few *TooFewError
		if err := f(); !errors.As(err, &few) || few.What != what {
			t.Errorf("too few %s: got %v", what, err)
		}
	}
	for name, f := range map[string]func() error{
		"one fold":    func() error { _, err := KFold(5, 1, nil); return err },
		"empty share": func() error { _, err := Shuffled(5, 1, 0, nil); return err },
		"no repeat":   func() error { _, err := Repeated(0, nil); return err },
	} {
		if f() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
