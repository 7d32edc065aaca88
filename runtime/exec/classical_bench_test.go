//go:build unix

package exec_test

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// The benchmarks below are timed in turns with numpy and scipy by
// spec/bench/classical.py.

// processor reports the time of processors from its call to that of what it gives.
func processor(b *testing.B) func() {
	used := func() float64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
	}
	before := used()
	return func() { b.ReportMetric((used()-before)/float64(b.N), "cpu-ms/op") }
}

func BenchmarkFilter64x1M(b *testing.B) {
	sos, err := signal.Butterworth(4, signal.Band{Kind: signal.BandPass, Low: 8, High: 30}, 250)
	if err != nil {
		b.Fatal(err)
	}
	state := uint64(1)
	x := make([][]float64, 64)
	for c := range x {
		x[c] = make([]float64, 1_000_000)
		for i := range x[c] {
			state = state*6364136223846793005 + 1442695040888963407
			x[c][i] = float64(state>>11)/(1<<53) - 0.5
		}
	}
	defer processor(b)()
	for b.Loop() {
		if err := signal.ZeroPhase(x, sos); err != nil {
			b.Fatal(err)
		}
	}
}

// mixed is one recording of trials of noise that classes mix differently.
func mixed(trials, channels, samples, classes int) *value.Recording {
	const rate = 250.0
	s := random.New(1, "mixed")
	rec := &value.Recording{Path: "mixed", Rate: rate, SHA256: "mixed"}
	for k := range classes {
		rec.Classes = append(rec.Classes, fmt.Sprint("class", k))
	}
	for ch := range channels {
		rec.Channels = append(rec.Channels, value.Channel{Name: fmt.Sprint("E", ch), Kind: "eeg", Unit: "uV", Rate: rate})
		rec.X = append(rec.X, make([]float64, trials*samples))
	}
	for t := range trials {
		rec.Events = append(rec.Events, value.Event{Onset: float64(t*samples) / rate, Label: rec.Classes[t%classes]})
		for i := t * samples; i < (t+1)*samples; i++ {
			shared := s.Normal()
			for ch := range channels {
				gain := 1.0
				if ch%classes == t%classes {
					gain = 1.3
				}
				rec.X[ch][i] = 10 * (gain*s.Normal() + 0.5*shared)
			}
		}
	}
	return rec
}

func BenchmarkTangentFiveFolds(b *testing.B) {
	p := only(b, `eegp 1
seed 1

study tangent {
  data = files("mixed.edf", events: { "class0": class0, "class1": class1, "class2": class2, "class3": class3 }) |> trials(0..4 s)
  split = kfold(5, of: trial)
  methods = { ts_lr: covariances(oas) |> tangent_space(riemann) |> logistic }
}
`)
	recs := given([]*value.Recording{mixed(288, 22, 1000, 4)})
	exec.Run(b.Context(), p, exec.Options{Open: recs}) // once for the memory, as the others
	defer processor(b)()
	for b.Loop() {
		r := exec.Run(b.Context(), p, exec.Options{Open: recs})
		if len(r.Splits) != 1 || r.Splits[0].Methods[0].Cells[4] == nil {
			b.Fatal("it did not run")
		}
	}
}
