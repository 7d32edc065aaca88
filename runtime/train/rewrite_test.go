package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/runtime/train"
)

// spatial is a network that is rewritten: its filter over channels moves in front,
// and statistics of its maps come from covariances that are prepared once a trial.
const spatial = `
block spatial() : [channel, time] uV -> [class] =
  conv(over: time, kernel: 8, to: filter=4)
  |> norm(per: filter)
  |> linear(mix: channel, per: filter, to: depth=2)
  |> elu
  |> pool(mean, over: time, by: 4)
  |> dropout(25 %)
  |> dense(class)
let m = train(spatial, epochs: 6, batch: 10, repeats: 2, validation: 20 %, stop: patience(5))
`

// Rewrites change results by rounding alone.
func TestNumericsAgree(t *testing.T) {
	on := waves(1, 44, 2, 5, 32, 1)
	fast, exact := fit(t, spatial, on, train.Options{Seed: 1}), fit(t, spatial, on, train.Options{Seed: 1, Exact: true})
	differs := false
	for r, values := range exact.Networks {
		for path, want := range values {
			for i, w := range want {
				g := fast.Networks[r][path][i]
				differs = differs || g != w
				if d := math.Abs(float64(g - w)); !(d <= 2e-3) {
					t.Fatalf("network %d, %s item %d: %g, exactly %g", r+1, path, i, g, w)
				}
			}
		}
	}
	if !differs {
		t.Error("nothing was rewritten")
	}
}

func TestPreparedTrialsOnThreadsAndAfterAnInterruption(t *testing.T) {
	on := waves(1, 44, 2, 5, 32, 1)
	whole := fit(t, spatial, on, train.Options{Seed: 1, Path: "p"})
	equal(t, whole, fit(t, spatial, on, train.Options{Seed: 1, Path: "p", Threads: 3}))
	for cut := 1; cut <= 11; cut += 3 {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		o := train.Options{Seed: 1, Path: "p", Checkpoints: filepath.Join(t.TempDir(), "m"), Context: ctx, Progress: func(train.Progress) {
			if n++; n == cut {
				stop()
			}
		}}
		st := typed(t, spatial, on)
		if _, err := train.Fit(st, on, o); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		o.Context, o.Progress = t.Context(), nil
		m, err := train.Fit(st, on, o)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, whole, m.(*train.Model))
	}
}

// A checkpoint of other numerics is not gone on from.
func TestNumericsOfCheckpoints(t *testing.T) {
	on := waves(1, 44, 2, 5, 32, 1)
	o := train.Options{Seed: 1, Checkpoints: filepath.Join(t.TempDir(), "m")}
	st := typed(t, spatial, on)
	if _, err := train.Fit(st, on, o); err != nil {
		t.Fatal(err)
	}
	o.Exact = true
	var bad *train.CheckpointError
	if _, err := train.Fit(st, on, o); !errors.As(err, &bad) {
		t.Errorf("%v", err)
	}
}

// Trainings that share a pool compile once, and give what they give alone.
func TestPoolSharesPrograms(t *testing.T) {
	on := waves(1, 44, 2, 5, 32, 1)
	folds := [][]int{every(44)[:40], every(44)[4:], append(every(44)[:20], every(44)[24:]...)}
	pool := train.NewPool(10)
	defer pool.Close()
	after := 0
	for i, f := range folds {
		part := on.Take(f)
		alone := fit(t, spatial, part, train.Options{Seed: 1, Fold: i})
		shared := fit(t, spatial, part, train.Options{Seed: 1, Fold: i, Pool: pool})
		equal(t, alone, shared)
		if accuracy(t, alone, on) != accuracy(t, shared, on) {
			t.Error("predictions differ")
		}
		if i == 0 {
			after = pool.Compiled()
		}
	}
	if n := pool.Compiled(); n != after {
		t.Errorf("%d programs after the first fold, %d after all", after, n)
	}
}

func every(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
