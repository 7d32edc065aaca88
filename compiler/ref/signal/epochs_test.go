package signal

import (
	"math"
	"slices"
	"testing"
)

func TestWindows(t *testing.T) {
	closed := must(Closed(0, 3, 128))(t)
	open := must(HalfOpen(0, 3, 128))(t)
	if closed.Len() != 385 || open.Len() != 384 {
		t.Errorf("0 to 3 s at 128 Hz: %d and %d samples", closed.Len(), open.Len())
	}
	if w := must(Closed(0.005, 0.015, 100))(t); w != (Window{0, 2}) {
		t.Errorf("half samples round to %v, want to even", w)
	}
	for _, bad := range [][3]float64{{1, 0, 100}, {0, math.NaN(), 100}, {0, 1, 0}, {0, math.Inf(1), 100}, {0, 1e300, 100}} {
		if _, err := Closed(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("the window %v was accepted", bad)
		}
	}
	if _, err := HalfOpen(0, 0, 100); err == nil {
		t.Error("an empty window was accepted")
	}
}

func TestFixedLengthErrors(t *testing.T) {
	for _, bad := range [][3]float64{{100, 1, 1}, {100, 1, 2}, {100, 0, 0}, {0, 1, 0}, {100, 1, -1}, {100, math.NaN(), 0}, {100, 1, 0.996}} {
		if starts, n, err := FixedLength(1000, bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("rate %g, duration %g, overlap %g: windows of %d at %v", bad[0], bad[1], bad[2], n, starts)
		}
	}
	if _, err := Sliding(100, 10, 0); err == nil {
		t.Error("windows without a step were accepted")
	}
}

func TestDecimationKeepsTheEventOnTheGrid(t *testing.T) {
	for first := -9; first <= 9; first++ {
		w := Window{First: first, Last: first + 20}
		for step := 1; step <= 5; step++ {
			keep := w.Decimated(step)
			if len(keep) == 0 || keep[0] >= step || len(keep) > 1 && keep[1]-keep[0] != step {
				t.Fatalf("%v by %d keeps %v", w, step, keep)
			}
			if (w.First+keep[0])%step != 0 {
				t.Errorf("%v by %d starts at %d", w, step, w.First+keep[0])
			}
		}
	}
}

func TestEpochsAtTheEnds(t *testing.T) {
	x := [][]float64{make([]float64, 100)}
	e := Epoching{Rate: 100, Window: Window{-10, 9}}
	out := must(e.Cut(x, []int{9, 10, 90, 91, -500, 500}))(t)
	want := []Drop{BeforeData, Kept, Kept, AfterData, BeforeData, AfterData}
	if !slices.Equal(out.Drops, want) || !slices.Equal(out.Kept, []int{1, 2}) {
		t.Errorf("%v, kept %v", out.Drops, out.Kept)
	}
}

func TestEpochsAreCopies(t *testing.T) {
	x := [][]float64{{1, 2, 3, 4}}
	trend := ConstantTrend
	e := Epoching{Rate: 1, Window: Window{0, 3}, Detrend: &trend}
	must(e.Cut(x, []int{0}))(t)
	if x[0][0] != 1 {
		t.Error("cutting epochs changed the recording")
	}
}

func TestLimits(t *testing.T) {
	l := Limits{Most: 2, Least: 1}
	for name, c := range map[string]struct {
		x      []float64
		broken bool
	}{
		"equal to the most":  {[]float64{-1, 1}, false},
		"above the most":     {[]float64{-1, 1.5}, true},
		"equal to the least": {[]float64{0, 1}, false},
		"flat":               {[]float64{3, 3}, true},
		"NaN":                {[]float64{0, math.NaN(), 1}, true},
	} {
		if _, broken := l.Exceeded([][]float64{{0, 1.5}, c.x}); broken != c.broken {
			t.Errorf("%s: broken is %v", name, broken)
		}
	}
	if _, broken := (Limits{}).Exceeded([][]float64{{0, 1e9}}); broken {
		t.Error("no limits were exceeded")
	}
}

func TestStandardisation(t *testing.T) {
	trials := [][][]float64{{{1, 2, 3}, {5, 5, 5}}, {{4, 5}, {5, 5}}}
	z := must(LearnZScore(trials))(t)
	if z.Mean[0] != 3 || math.Abs(z.Std[0]-math.Sqrt2) > 1e-15 || z.Std[1] != 0 {
		t.Errorf("learned %+v", z)
	}
	noError(t, z.Apply(trials[1]))
	if math.Abs(trials[1][0][1]-math.Sqrt2) > 1e-15 || trials[1][1][0] != 0 {
		t.Errorf("applied: %v", trials[1])
	}
	Standardize(trials[0])
	if m, s := Mean(trials[0][0]), Std(trials[0][0], 0); math.Abs(m) > 1e-15 || math.Abs(s-1) > 1e-15 {
		t.Errorf("mean %g, deviation %g", m, s)
	}
	if trials[0][1][0] != 0 {
		t.Errorf("a constant channel became %v", trials[0][1])
	}
	if _, err := LearnZScore(nil); err == nil {
		t.Error("a z-score was learned from nothing")
	}
	if err := z.Apply([][]float64{{1}}); err == nil {
		t.Error("a trial with too few channels was standardised")
	}
}
