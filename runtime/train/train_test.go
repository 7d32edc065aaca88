package train_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/train"
)

// waves are trials of two or more classes: class k is a sine of k+1 periods on
// channel k among noise.
func waves(seed uint64, n, classes, channels, samples int, noise float64) *value.Trials {
	s := random.New(seed, "waves")
	x := value.NewTensor([]string{"trial", "channel", "time"}, []int{n, channels, samples})
	x.Rate = 64
	t := &value.Trials{X: x}
	for k := range classes {
		t.Classes = append(t.Classes, fmt.Sprint("c", k))
	}
	for i := range n {
		y := i % classes
		t.Labels = append(t.Labels, y)
		o := value.Origin{Recording: fmt.Sprint("r", i/20), Trial: i}
		o.Subject, o.Session, o.Run = "s1", "1", fmt.Sprint(i/20)
		t.Origin = append(t.Origin, o)
		item := t.Item(i)
		for k := range item {
			item[k] = noise * s.Normal()
		}
		for k := range samples {
			if k*(y+1)/4%2 == 0 {
				item[y*samples+k]++
			}
		}
	}
	return t
}

// small is a network that the float64 judge runs quickly.
const small = `
block small(drop = 0 %) : [channel, time] uV -> [class] =
  linear(mix: channel, to: filter=4)
  |> conv(over: time, kernel: 4, mix: filter, to: filter=4)
  |> norm(per: filter, momentum: 0.1)
  |> elu
  |> pool(mean, over: time, by: 4)
  |> dropout(drop)
  |> dense(class)
`

// typed is the stage called m of a text, on trials.
func typed(t testing.TB, text string, on *value.Trials) *types.Stage {
	t.Helper()
	return netkit.Typed(t, text, "m", netkit.Axes("channel", on.X.Shape[1], "time", on.X.Shape[2], "class", len(on.Classes)), on.X.Rate)
}

func fit(t testing.TB, text string, on *value.Trials, o train.Options) *train.Model {
	t.Helper()
	m, err := train.Fit(typed(t, small+text, on), on, o)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*train.Model)
}

func accuracy(t testing.TB, m op.Model, on *value.Trials) float64 {
	t.Helper()
	out, err := m.Apply(on.Unlabelled())
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	judged := op.Judge(on, out)
	for i, y := range judged.Predicted {
		if y == on.Labels[i] {
			right++
		}
	}
	return float64(right) / float64(on.Len())
}

func TestTrainLearns(t *testing.T) {
	learn, test := waves(1, 60, 2, 3, 16, 0.3), waves(2, 40, 2, 3, 16, 0.3)
	m := fit(t, `let m = train(small(drop: 25 %), epochs: 15, batch: 16, optimizer: adamw(rate: 0.01))`, learn, train.Options{Seed: 1})
	if a := accuracy(t, m, test); a < 0.9 {
		t.Errorf("accuracy %.2f on new trials", a)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	on := waves(1, 44, 3, 3, 16, 0.3)
	text := `let m = train(small(drop: 25 %), epochs: 3, batch: 8, repeats: 2)`
	a := fit(t, text, on, train.Options{Seed: 1, Path: "a"})
	b := fit(t, text, on, train.Options{Seed: 1, Path: "a", Threads: 3})
	c := fit(t, text, on, train.Options{Seed: 2, Path: "a"})
	for r := range a.Networks {
		for path, x := range a.Networks[r] {
			if !slices.Equal(x, b.Networks[r][path]) {
				t.Errorf("%s differs with another number of threads", path)
			}
		}
	}
	if slices.Equal(a.Networks[0]["small.linear.kernel"], a.Networks[1]["small.linear.kernel"]) {
		t.Error("two repeats are one")
	}
	if slices.Equal(a.Networks[0]["small.linear.kernel"], c.Networks[0]["small.linear.kernel"]) {
		t.Error("two seeds give one network")
	}
}

func TestBestIsRestored(t *testing.T) {
	on := waves(1, 40, 2, 3, 16, 3)
	var seen []train.Progress
	o := train.Options{Seed: 1, Grouping: train.Grouping{Of: "trial", Within: "session"}, Progress: func(p train.Progress) { seen = append(seen, p) }}
	m := fit(t, `let m = train(small, epochs: 40, batch: 8, stop: patience(3), optimizer: adamw(rate: 0.02))`, on, o)
	if len(seen) == 40 {
		t.Fatal("nothing stopped it")
	}
	best := 0
	for i, p := range seen {
		if p.Held < seen[best].Held {
			best = i
		}
	}
	if len(seen)-1-best != 3 {
		t.Errorf("it stopped after epoch %d, and the best was %d", len(seen), best+1)
	}
	again := fit(t, fmt.Sprintf(`let m = train(small, epochs: %d, batch: 8, validation: 20 %%, restore: last, optimizer: adamw(rate: 0.02))`, best+1), on, o)
	for path, x := range m.Networks[0] {
		if !slices.Equal(x, again.Networks[0][path]) {
			t.Errorf("%s is not that of the best epoch", path)
		}
	}
}

func TestInterruptionEnds(t *testing.T) {
	on := waves(1, 40, 2, 3, 16, 3)
	ctx, stop := context.WithCancel(t.Context())
	n := 0
	_, err := train.Fit(typed(t, small+`let m = train(small, batch: 8)`, on), on, train.Options{Context: ctx, Progress: func(train.Progress) {
		if n++; n == 2 {
			stop()
		}
	}})
	if err != context.Canceled || n != 2 {
		t.Errorf("after %d epochs: %v", n, err)
	}
}
