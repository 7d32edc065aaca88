package train_test

import (
	"math"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/runtime/train"
)

// A loss of one's own that says what an operator says trains the same network.
func TestOwnLossIsLikeTheOperator(t *testing.T) {
	on := waves(1, 32, 2, 3, 16, 1)
	const own = `
fn mine(score: [class], target: [class], scale = 1) -> [] =
  -sum(target * log_softmax(score, over: class), over: class) * scale
`
	a := fit(t, `let m = train(small, epochs: 3, batch: 16)`, on, train.Options{Seed: 1})
	b := fit(t, own+`let m = train(small, epochs: 3, batch: 16, loss: mine)`, on, train.Options{Seed: 1})
	if d := distance32(a, b); d > 1e-5 {
		t.Errorf("weights differ by %g", d)
	}
}

// Schedules that wait for the held-out loss cut a validation part, and the rate
// falls when it is flat.
func TestPlateauCutsAValidationPart(t *testing.T) {
	on := waves(1, 40, 2, 3, 16, 3)
	held := 0
	fit(t, `let m = train(small, epochs: 4, batch: 8, schedule: plateau(patience: 1))`, on, train.Options{Seed: 1, Progress: func(p train.Progress) {
		if !math.IsNaN(p.Held) {
			held++
		}
		if p.Score < 0 || p.Score > 1 || p.Left < 0 {
			t.Errorf("progress %+v", p)
		}
	}})
	if held != 4 {
		t.Errorf("%d epochs had a held-out loss", held)
	}
}

// Whole runs are held out when the study leaves runs out.
func TestValidationFollowsTheSplit(t *testing.T) {
	on := waves(1, 60, 2, 3, 16, 1) // three runs
	text := `let m = train(small, epochs: 1, batch: 8, validation: `
	run := train.Options{Seed: 1, Grouping: train.Grouping{Of: "run", Within: "all"}}
	byShare := fit(t, text+`30 %)`, on, run)
	byRun := fit(t, text+`leave_out(1, of: run))`, on, train.Options{Seed: 1})
	same := 0
	for first := 0; first < 60; first += 20 {
		// Holding one run out by hand is one of the three.
		var rest []int
		for i := range on.Len() {
			if i < first || i >= first+20 {
				rest = append(rest, i)
			}
		}
		alone := fit(t, `let m = train(small, epochs: 1, batch: 8)`, on.Take(rest), train.Options{Seed: 1})
		for _, m := range []*train.Model{byShare, byRun} {
			if slices.Equal(alone.Networks[0]["small.dense.kernel"], m.Networks[0]["small.dense.kernel"]) {
				same++
			}
		}
	}
	if same != 2 {
		t.Errorf("%d of 2 hold out a whole run", same)
	}
}

// The bound of a gradient and the bound of a weight hold.
func TestBoundsHold(t *testing.T) {
	on := waves(1, 32, 2, 3, 16, 1)
	m := fit(t, `let m = train(held, epochs: 4, batch: 16, clip: 0.5, optimizer: sgd(rate: 1))
block held() : [channel, time] uV -> [class] = dense(class, max_norm: 0.3)
`, on, train.Options{Seed: 1})
	w := m.Networks[0]["held.dense.kernel"]
	for k := range 2 {
		sum := 0.0
		for _, v := range w[k*48 : (k+1)*48] {
			sum += float64(v) * float64(v)
		}
		if n := math.Sqrt(sum); n > 0.3+1e-6 {
			t.Errorf("norm %g of a weight that is bounded at 0.3", n)
		}
	}
}
