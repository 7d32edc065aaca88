package data

import (
	"fmt"
	"math"
	"math/cmplx"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/eegp-lang/eegp/compiler/ref/learn"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/compiler/ref/spatial"
	"github.com/eegp-lang/eegp/compiler/value"
)

// epochs cuts the trials of a recording, band-passed, with their classes.
func epochs(t *testing.T, rec *value.Recording, low, high, from, to float64) (trials []*mat.Dense, labels []int) {
	t.Helper()
	x := make([][]float64, len(rec.X))
	for c := range x {
		x[c] = slices.Clone(rec.X[c])
	}
	sos, err := signal.Butterworth(4, signal.Band{Kind: signal.BandPass, Low: low, High: high}, rec.Rate)
	if err != nil {
		t.Fatal(err)
	}
	if err := signal.ZeroPhase(x, sos); err != nil {
		t.Fatal(err)
	}
	for _, e := range rec.Events {
		first := int(math.Round((e.Onset + from) * rec.Rate))
		n := int(math.Round((to - from) * rec.Rate))
		trial := mat.NewDense(len(x), n, nil)
		for c := range x {
			trial.SetRow(c, x[c][first:first+n])
		}
		trials, labels = append(trials, trial), append(labels, slices.Index(rec.Classes, e.Label))
	}
	return trials, labels
}

// cspAccuracy trains common spatial patterns and a linear discriminant on one
// recording and judges them on another.
func cspAccuracy(t *testing.T, train, test *value.Recording) float64 {
	t.Helper()
	classes := len(train.Classes)
	trials, labels := epochs(t, train, 8, 30, 0.5, 3.5)
	csp, err := spatial.FitCSP(trials, labels, classes, spatial.CSPOptions{Components: 4})
	if err != nil {
		t.Fatal(err)
	}
	features := func(trials []*mat.Dense) *mat.Dense {
		out := mat.NewDense(len(trials), 4, nil)
		for i, trial := range trials {
			f, err := csp.Transform(trial)
			if err != nil {
				t.Fatal(err)
			}
			out.SetRow(i, f)
		}
		return out
	}
	lda, err := learn.FitLDA(features(trials), labels, classes, learn.LDAOptions{})
	if err != nil {
		t.Fatal(err)
	}
	trials, labels = epochs(t, test, 8, 30, 0.5, 3.5)
	right := 0
	for i, got := range lda.Predict(features(trials)) {
		if got == labels[i] {
			right++
		}
	}
	return float64(right) / float64(len(labels))
}

func TestMotorImageryCanBeDecoded(t *testing.T) {
	var all []float64
	for seed := range uint64(3) {
		m := DefaultMotorImagery()
		m.Seed = seed
		recs, _, err := m.Simulate()
		if err != nil {
			t.Fatal(err)
		}
		for s := range m.Subjects {
			all = append(all, cspAccuracy(t, recs[2*s], recs[2*s+1]))
		}
	}
	t.Logf("accuracy on the other session, by subject: %.2f", all)
	if mean := stat.Mean(all, nil); mean < 0.80 || mean > 0.95 {
		t.Errorf("mean accuracy is %.3f, wanted 0.80 to 0.95", mean)
	}
}

// small is two of everything, short enough to compare.
func small() Simulation {
	return Simulation{Subjects: 2, Sessions: 2, Runs: 2, Trials: 3, Channels: motorMontage, Rate: 128, Shift: 1, Line: 50, Seed: 5}
}

func TestSimulationIsAFunctionOfItsParameters(t *testing.T) {
	m := MotorImagery{Simulation: small(), Classes: []string{"feet", "tongue", "left_hand"}}
	a, truth, err := m.Simulate()
	if err != nil {
		t.Fatal(err)
	}
	b, again, _ := m.Simulate()
	if !reflect.DeepEqual(a, b) || !reflect.DeepEqual(truth, again) {
		t.Error("two runs differ")
	}
	equal(t, "recordings", len(a), 8)
	equal(t, "key", a[3].Key, value.Key{Dataset: "simulated.motor_imagery", Subject: "1", Session: "2", Run: "2"})
	equal(t, "events", len(a[0].Events), 9)
	equal(t, "sources", len(truth[0].Sources), 4)
	if !slices.Equal(a[0].Classes, []string{"feet", "left_hand", "tongue"}) {
		t.Errorf("classes %v", a[0].Classes)
	}
	hashes := map[string]bool{}
	for _, r := range a {
		hashes[r.SHA256] = true
	}
	m.Seed++
	c, _, _ := m.Simulate()
	hashes[c[0].SHA256] = true
	equal(t, "different hashes", len(hashes), 9)
	if slices.Equal(a[0].X[0], c[0].X[0]) || slices.Equal(a[0].X[0], a[1].X[0]) {
		t.Error("another seed or run gave the same samples")
	}
	// Fewer subjects leave the first one as it was.
	m.Seed, m.Subjects = 5, 1
	d, _, _ := m.Simulate()
	if !slices.Equal(a[3].X[7], d[3].X[7]) {
		t.Error("a subject depends on how many others there are")
	}
}

func TestSubjectsAndSessionsDiffer(t *testing.T) {
	m := MotorImagery{Simulation: small(), Classes: []string{"left_hand", "right_hand"}}
	_, truth, _ := m.Simulate()
	p := func(i int) []float64 { return truth[i].Sources[0].Pattern }
	if !slices.Equal(p(0), p(1)) {
		t.Error("runs of one session have different patterns")
	}
	if slices.Equal(p(0), p(2)) || slices.Equal(p(0), p(4)) {
		t.Error("sessions or subjects share a pattern")
	}
	session, subject := stat.Correlation(p(0), p(2), nil), stat.Correlation(p(0), p(4), nil)
	if session < 0.9 || subject < 0.5 {
		t.Errorf("patterns correlate by %.2f between sessions and %.2f between subjects", session, subject)
	}
	m.Shift = 0
	_, truth, _ = m.Simulate()
	if !slices.Equal(p(0), p(2)) || !slices.Equal(p(0), p(4)) {
		t.Error("without a shift patterns still differ")
	}
}

func TestBackgroundHasTheStatedLevel(t *testing.T) {
	m := MotorImagery{Simulation: small(), Classes: []string{"left_hand", "right_hand"}}
	m.Trials, m.SNR, m.Line = 20, -60, 0
	recs, _, _ := m.Simulate()
	power := 0.0
	for _, x := range recs[0].X {
		power += stat.Variance(x, nil) / float64(len(recs[0].X))
	}
	// Alpha is on top of it, with a mean square of 25 µV².
	want := backgroundLevel*backgroundLevel + sensorLevel*sensorLevel + alphaLevel*alphaLevel
	if math.Abs(power-want) > 0.3*want {
		t.Errorf("mean power %.0f µV², wanted about %.0f", power, want)
	}
}

func TestMotorRhythmIsWeakerInImagery(t *testing.T) {
	m := DefaultMotorImagery()
	m.Subjects, m.Sessions, m.SNR, m.Shift = 1, 1, 20, 0
	recs, _, _ := m.Simulate()
	trials, labels := epochs(t, recs[0], 8, 13, 1, 3.5)
	power := map[string][2]float64{} // of C3 and C4, by class
	for i, trial := range trials {
		class := recs[0].Classes[labels[i]]
		now := power[class]
		for k, name := range []string{"C3", "C4"} {
			row := trial.RawRowView(slices.Index(motorMontage, name))
			now[k] += mat.Dot(mat.NewVecDense(len(row), row), mat.NewVecDense(len(row), row))
		}
		power[class] = now
	}
	left, right := power["left_hand"], power["right_hand"]
	if left[1] > 0.6*right[1] || right[0] > 0.6*left[0] {
		t.Errorf("power at C3 and C4: left hand %.3g, right hand %.3g", left, right)
	}
}

func TestSSVEPFollowsItsFrequency(t *testing.T) {
	v := DefaultSSVEP()
	v.Subjects, v.Sessions = 2, 1
	recs, truth, err := v.Simulate()
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for r, rec := range recs {
		weights := truth[r].Sources[0].Pattern
		for _, e := range rec.Events {
			best, most := "", 0.0
			for _, f := range v.Frequencies {
				// Against its neighbours, since the background is stronger at low
				// frequencies.
				at := func(f float64) float64 { return tonePower(rec, weights, e.Onset+0.3, 3.5, f) }
				if p := at(f)/(at(f-0.6)+at(f+0.6)) + at(2*f)/(at(2*f-0.6)+at(2*f+0.6)); p > most {
					best, most = fmt.Sprint(f)+" Hz", p
				}
			}
			all++
			if best == e.Label {
				right++
			}
		}
	}
	if share := float64(right) / float64(all); share < 0.7 || share > 0.99 {
		t.Errorf("the strongest frequency is the right one in %.2f of the trials", share)
	}
}

// tonePower is the power at one frequency of a weighted sum of channels.
func tonePower(rec *value.Recording, weights []float64, from, length, f float64) float64 {
	first, n := int(from*rec.Rate), int(length*rec.Rate)
	sum := complex(0, 0)
	for i := range n {
		x := 0.0
		for c, w := range weights {
			x += w * rec.X[c][first+i]
		}
		sum += complex(x, 0) * cmplx.Rect(1, -2*math.Pi*f*float64(i)/rec.Rate)
	}
	return real(sum)*real(sum) + imag(sum)*imag(sum)
}

func TestTargetsEvokeALatePositiveWave(t *testing.T) {
	e := DefaultERP()
	e.Subjects, e.Sessions = 2, 1
	recs, truth, err := e.Simulate()
	if err != nil {
		t.Fatal(err)
	}
	for r, rec := range recs {
		equal(t, "targets", CountLabels(rec.Events)[1].Count, 40)
		equal(t, "non-targets", CountLabels(rec.Events)[0].Count, 200)
		trials, labels := epochs(t, rec, 0.5, 20, 0, 0.7)
		rows, cols := trials[0].Dims()
		difference := mat.NewDense(rows, cols, nil)
		target := slices.Index(rec.Classes, "target")
		for i, trial := range trials {
			weight := -1.0 / 200
			if labels[i] == target {
				weight = 1.0 / 40
			}
			scaled := mat.DenseCopyOf(trial)
			scaled.Scale(weight, scaled)
			difference.Add(difference, scaled)
		}
		pz := difference.RawRowView(slices.Index(erpMontage, "Pz"))
		at := 0
		for i, v := range pz {
			if v > pz[at] {
				at = i
			}
		}
		if peak := float64(at) / rec.Rate; peak < 0.25 || peak > 0.45 {
			t.Errorf("the difference at Pz peaks at %.3f s", peak)
		}
		scalp := mat.Col(nil, at, difference)
		if c := stat.Correlation(scalp, truth[r].Sources[1].Pattern, nil); c < 0.6 {
			t.Errorf("the peak's pattern correlates by %.2f with the true one", c)
		}
	}
}

func TestSimulationRefusesNonsense(t *testing.T) {
	for name, change := range map[string]func(*MotorImagery){
		"no subject":     func(m *MotorImagery) { m.Subjects = 0 },
		"no trial":       func(m *MotorImagery) { m.Trials = 0 },
		"slow":           func(m *MotorImagery) { m.Rate = 10 },
		"no number":      func(m *MotorImagery) { m.SNR = math.NaN() },
		"mains too fast": func(m *MotorImagery) { m.Line = 64 },
		"odd channel":    func(m *MotorImagery) { m.Channels = []string{"C3", "Q4"} },
		"twice":          func(m *MotorImagery) { m.Channels = []string{"C3", "C3"} },
		"one channel":    func(m *MotorImagery) { m.Channels = []string{"C3"} },
		"one class":      func(m *MotorImagery) { m.Classes = m.Classes[:1] },
		"odd class":      func(m *MotorImagery) { m.Classes = []string{"left_hand", "nose"} },
		"class twice":    func(m *MotorImagery) { m.Classes = []string{"feet", "feet"} },
	} {
		m := DefaultMotorImagery()
		change(&m)
		if _, _, err := m.Simulate(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	v := DefaultSSVEP()
	v.Frequencies = []float64{8, 200}
	if _, _, err := v.Simulate(); err == nil {
		t.Error("a frequency above half the rate was accepted")
	}
	e := DefaultERP()
	e.Interval = 0
	if _, _, err := e.Simulate(); err == nil {
		t.Error("an interval of 0 was accepted")
	}
}

func TestPinkNoiseFallsWithFrequency(t *testing.T) {
	const rate = 256
	previous := math.Inf(1)
	for _, band := range [][2]float64{{1, 2}, {2, 4}, {4, 8}, {8, 16}, {16, 32}, {32, 64}} {
		density := pinkShare(rate, band[0], band[1]) / (band[1] - band[0])
		if fall := previous / density; fall < 1.4 || !math.IsInf(previous, 1) && fall > 3 {
			t.Errorf("from %g Hz on the density falls by %.2f an octave, wanted about 2", band[0], fall)
		}
		previous = density
	}
	near := pinkShare(rate, 0, rate/2)
	if math.Abs(near-1) > 1e-9 {
		t.Errorf("all of the spectrum is %v", near)
	}
}

func TestRhythmHasVarianceOneAtItsFrequency(t *testing.T) {
	r := newRhythm(128, 10, 2, random.New(1, "test"))
	x := make([]float64, 128*200)
	for i := range x {
		x[i] = r.next()
	}
	if v := stat.Variance(x, nil); v < 0.85 || v > 1.15 {
		t.Errorf("variance %.3f", v)
	}
	turns := 0
	for i := 1; i < len(x); i++ {
		if x[i-1] < 0 && x[i] >= 0 {
			turns++
		}
	}
	if f := float64(turns) / 200; f < 9 || f > 11 {
		t.Errorf("%.2f periods a second", f)
	}
}

func BenchmarkMotorImagery(b *testing.B) {
	for b.Loop() {
		if _, _, err := DefaultMotorImagery().Simulate(); err != nil {
			b.Fatal(err)
		}
	}
}
