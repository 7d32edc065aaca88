package train_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/runtime/train"
)

// equal compares networks byte for byte.
func equal(t *testing.T, a, b *train.Model) {
	t.Helper()
	for r := range a.Networks {
		for path, x := range a.Networks[r] {
			if !slices.Equal(x, b.Networks[r][path]) {
				t.Errorf("network %d: %s differs", r+1, path)
			}
		}
	}
}

// A training that is interrupted anywhere and resumed gives the bytes of one that
// was not.
func TestResumedIsUninterrupted(t *testing.T) {
	on := waves(1, 44, 2, 3, 16, 1)
	const text = `
block encoder() : [channel, time] uV -> [filter, channel, time] = conv(over: time, kernel: 4, to: filter=4) |> norm(per: filter)
let m = train(
  pretrain(encoder, task: masked(patch: 4), epochs: 2, batch: 16) |> small_head,
  epochs: 4, batch: 10, repeats: 2, validation: 20 %, stop: patience(3),
)
block small_head() : [filter, channel, time] -> [class] = elu |> dropout(25 %) |> dense(class)
`
	whole := fit(t, text, on, train.Options{Seed: 1, Path: "p"})
	for cut := 1; cut <= 11; cut++ {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		o := train.Options{Seed: 1, Path: "p", Checkpoints: filepath.Join(t.TempDir(), "m", "fold_1"), Context: ctx, Progress: func(train.Progress) {
			if n++; n == cut {
				stop()
			}
		}}
		st := typed(t, small+text, on)
		if _, err := train.Fit(st, on, o); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		o.Context, o.Progress = t.Context(), func(train.Progress) { n++ }
		m, err := train.Fit(st, on, o)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, whole, m.(*train.Model))
		if n > 12 {
			t.Errorf("cut after %d epochs, %d were run", cut, n)
		}
	}
}

func TestCheckpointOfAnotherNetwork(t *testing.T) {
	on := waves(1, 20, 2, 3, 16, 1)
	o := train.Options{Seed: 1, Checkpoints: filepath.Join(t.TempDir(), "m")}
	fit(t, `let m = train(small, epochs: 1, batch: 8)`, on, o)
	for text, want := range map[string][]string{
		`let m = train(conv(over: time, kernel: 3, to: filter=2) |> dense(class), epochs: 1, batch: 8)`: {"another network", "it lacks conv.kernel [filter=2, time.tap=3]", "small.norm.scale [filter=4]"},
		`let m = train(small, epochs: 2, batch: 8)`:                                                     {"other settings"},
	} {
		_, err := train.Fit(typed(t, small+text, on), on, o)
		var bad *train.CheckpointError
		if !errors.As(err, &bad) {
			t.Fatalf("%s: %v", text, err)
		}
		for _, w := range want {
			if !strings.Contains(bad.Error(), w) {
				t.Errorf("%q is not in %q", w, bad.Error())
			}
		}
	}
	if err := os.WriteFile(o.Checkpoints+".safetensors", []byte("nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	var bad *train.CheckpointError
	if _, err := train.Fit(typed(t, small+`let m = train(small, epochs: 1, batch: 8)`, on), on, o); !errors.As(err, &bad) {
		t.Errorf("a broken file: %v", err)
	}
}
