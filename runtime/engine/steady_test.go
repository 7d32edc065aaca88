package engine_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// bitsOf are the bits of everything that two runs give.
func bitsOf(t *testing.T, f *graph.Function, in []graph.Array, threads int) []uint32 {
	p := load(t, f, in, threads)
	var out []uint32
	for range 2 {
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range f.Outputs {
		for _, v := range p.Output(i) {
			out = append(out, math.Float32bits(v))
		}
	}
	return out
}

func TestThreadsChangeNoBit(t *testing.T) {
	for _, net := range []string{"eegnet:eegnet.per_filter", "eegnex:eegnex.per_filter(kernel: 16)", "benchmark:cnn_lstm(width: 6, units: 8, hidden: 8)"} {
		f, _ := step(t, net, shape("batch", 16, "channel", 12, "time", 128), 4)
		in := stepValues(f)
		one := bitsOf(t, f, in, 1)
		for _, threads := range []int{2, 3} {
			for k, bits := range bitsOf(t, f, in, threads) {
				if bits != one[k] {
					t.Fatalf("%s: value %d differs on %d threads", net, k, threads)
				}
			}
		}
	}
}

func TestRunsAllocateNothing(t *testing.T) {
	for _, net := range []string{"eegnet:eegnet.per_filter", "benchmark:cnn_lstm(width: 6, units: 8, hidden: 8)"} {
		for _, threads := range []int{1, 2} {
			f, _ := step(t, net, shape("batch", 8, "channel", 12, "time", 96), 4)
			p := load(t, f, stepValues(f), threads)
			if n := testing.AllocsPerRun(5, func() {
				if err := p.Run(); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("%s on %d threads: %v allocations in a run", net, threads, n)
			}
		}
	}
}
