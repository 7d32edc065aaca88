package train_test

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/runtime/train"
)

const trials, channels, samples, classes = 6, 3, 24, 2

// augmented runs a stage on trials of which item (i, c, t) is known, in training or
// not, and gives the trials and the targets.
func augmented(t *testing.T, stage string, training bool) (x, y, target graph.Array) {
	t.Helper()
	st := netkit.Typed(t, "let m = "+stage+"\n", "m", netkit.Axes("channel", channels, "time", samples), 100)
	b := layer.New(graph.New(), training, classes)
	in := b.Input("x", netkit.Axes("batch", trials, "channel", channels, "time", samples))
	want := b.Input("target", netkit.Axes("batch", trials, "class", classes))
	if training {
		b.Target = want
	}
	out, err := lower.Stage(b, st, in)
	if err != nil {
		t.Fatal(err)
	}
	x = graph.NewArray(in.Shape)
	s := random.New(1, stage)
	for i := range x.Data {
		x.Data[i] = 5 + s.Normal()
	}
	target = graph.NewArray(want.Shape)
	for i := range trials {
		target.Data[i*classes+i%classes] = 1
	}
	key := graph.NewArray(b.Key.Shape)
	key.Data = []float64{1, 2, 3}
	outs := []*graph.Node{out}
	if b.Target != nil {
		outs = append(outs, b.Target)
	}
	got, err := interp.Run(map[*graph.Node]graph.Array{in: x, want: target, b.Key: key}, outs...)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > 1 {
		target = got[1]
	}
	return x, got[0], target
}

func row(a graph.Array, i, c int) []float64 {
	return a.Data[(i*channels+c)*samples : (i*channels+c+1)*samples]
}

// changed counts the trials that are others.
func changed(x, y graph.Array) int {
	n := 0
	for i := range trials {
		for c := range channels {
			if d := distance(row(x, i, c), row(y, i, c)); d > 1e-9 {
				n++
				break
			}
		}
	}
	return n
}

func distance(a, b []float64) float64 {
	most := 0.0
	for i := range a {
		most = math.Max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

var augmentations = []string{
	"noise(0.5)", "noise(sd: 2 uV)", "time_shift(50 ms)", "time_shift(3)", "crop(0.5)", "channel_dropout(0.5)", "sign_flip", "ft_surrogate",
	"ft_surrogate(channels: apart)", "mixup(1)", "recombine(4)",
}

func TestAugmentationIsForTrainingOnly(t *testing.T) {
	for _, stage := range augmentations {
		if x, y, _ := augmented(t, stage, false); changed(x, y) != 0 {
			t.Errorf("%s changes trials when predicting", stage)
		}
		if x, y, _ := augmented(t, stage, true); changed(x, y) == 0 {
			t.Errorf("%s changes nothing", stage)
		}
		if strings.HasPrefix(stage, "mixup") {
			continue
		}
		with := strings.TrimSuffix(stage, ")")
		switch {
		case !strings.Contains(stage, "("):
			with += "("
		default:
			with += ", "
		}
		if x, y, _ := augmented(t, with+"chance: 0)", true); changed(x, y) != 0 {
			t.Errorf("%s changes trials without a chance", stage)
		}
	}
}

func TestTimeShift(t *testing.T) {
	x, y, _ := augmented(t, "time_shift(3, chance: 1)", true)
	seen := map[int]bool{}
	for i := range trials {
		found := false
		for by := -3; by <= 3 && !found; by++ {
			found = true
			for c := range channels {
				from, to := row(x, i, c), row(y, i, c)
				for k := range to {
					want := 0.0
					if k-by >= 0 && k-by < samples {
						want = from[k-by]
					}
					found = found && to[k] == want
				}
			}
			seen[by] = seen[by] || found
		}
		if !found {
			t.Errorf("trial %d is no shift", i)
		}
	}
	if len(seen) < 2 {
		t.Error("all trials move alike")
	}
}

func TestCropKeepsAStretch(t *testing.T) {
	x, y, _ := augmented(t, "crop(0.5, chance: 1)", true)
	for i := range trials {
		n, last := 0, -1
		for k, v := range row(y, i, 0) {
			if v == 0 {
				continue
			}
			if last >= 0 && k != last+1 || v != row(x, i, 0)[k] {
				t.Errorf("trial %d has a hole at %d", i, k)
			}
			n, last = n+1, k
		}
		if n != samples/2 {
			t.Errorf("trial %d keeps %d samples", i, n)
		}
	}
}

// Surrogates keep the amplitude of every frequency.
func TestSurrogatesKeepSpectra(t *testing.T) {
	for _, stage := range []string{"ft_surrogate(chance: 1)", "ft_surrogate(channels: apart, chance: 1)"} {
		x, y, _ := augmented(t, stage, true)
		for i := range trials {
			for c := range channels {
				a, b := spectrum(row(x, i, c)), spectrum(row(y, i, c))
				if d := distance(a, b); d > 1e-6 {
					t.Errorf("%s: amplitudes differ by %g", stage, d)
				}
			}
		}
	}
}

func spectrum(x []float64) []float64 {
	out := make([]float64, len(x)/2+1)
	for k := range out {
		re, im := 0.0, 0.0
		for i, v := range x {
			sin, cos := math.Sincos(2 * math.Pi * float64(k*i) / float64(len(x)))
			re, im = re+v*cos, im+v*sin
		}
		out[k] = math.Hypot(re, im)
	}
	return out
}

func TestMixupMixesTargets(t *testing.T) {
	x, y, target := augmented(t, "mixup(1)", true)
	for i := range trials {
		next := (i + 1) % trials
		// Classes alternate, so the share is that of the own class.
		own := target.Data[i*classes+i%classes]
		if sum := target.Data[i*classes] + target.Data[i*classes+1]; math.Abs(sum-1) > 1e-9 || own <= 0 || own >= 1 {
			t.Errorf("target %v", target.Data[i*classes:(i+1)*classes])
		}
		for k, v := range row(y, i, 1) {
			if want := own*row(x, i, 1)[k] + (1-own)*row(x, next, 1)[k]; math.Abs(v-want) > 1e-9 {
				t.Errorf("trial %d, sample %d: %g, want %g", i, k, v, want)
			}
		}
	}
}

func TestRecombinationStaysWithinClasses(t *testing.T) {
	x, y, _ := augmented(t, "recombine(4, chance: 1)", true)
	others := 0
	for i := range trials {
		for p := range 4 {
			from := -1
			for j := range trials {
				if distance(row(x, j, 2)[p*6:(p+1)*6], row(y, i, 2)[p*6:(p+1)*6]) == 0 {
					from = j
				}
			}
			if from < 0 || from%classes != i%classes {
				t.Errorf("part %d of trial %d is of trial %d", p, i, from)
			}
			if from != i {
				others++
			}
		}
	}
	if others == 0 {
		t.Error("nothing is recombined")
	}
}

// Augmentation as an argument of train, compiled.
func TestTrainAugments(t *testing.T) {
	on := waves(1, 40, 2, 3, 16, 0.3)
	plain := fit(t, `let m = train(small, epochs: 2, batch: 16)`, on, train.Options{Seed: 1})
	for _, stage := range augmentations {
		m := fit(t, `let m = train(small, epochs: 2, batch: 16, augment: `+stage+` |> noise(0.01))`, on, train.Options{Seed: 1})
		if distance32(m, plain) == 0 {
			t.Errorf("%s changes nothing", stage)
		}
	}
}

func distance32(a, b *train.Model) float64 {
	most := 0.0
	for path, x := range a.Networks[0] {
		for i := range x {
			most = math.Max(most, math.Abs(float64(x[i]-b.Networks[0][path][i])))
		}
	}
	return most
}
