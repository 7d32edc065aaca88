package cpu_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/runtime/cpu"
	micro "github.com/eegp-lang/eegp/runtime/cpu/kernel"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// A conv is a convolution of [batch, in, channel, time] along time by out filters of
// taps, with zeros on the left and what comes out of it.
type conv struct{ batch, in, channel, time, out, taps, left, length int }

func (c conv) String() string {
	return fmt.Sprintf("%dx%dx%dx%d to %d by %d from %d to %d", c.batch, c.in, c.channel, c.time, c.out, c.taps, c.left, c.length)
}

// function gives the convolved signal and, for a gradient of it, those of the
// signal and of the taps.
func (c conv) function() *graph.Function {
	b := prim.On(graph.New())
	x := b.Input("x", graph.Shape{{Name: "batch", Size: c.batch}, {Name: "f.in", Size: c.in}, {Name: "channel", Size: c.channel}, {Name: "time", Size: c.time}})
	w := b.Input("w", graph.Shape{{Name: "f", Size: c.out}, {Name: "f.in", Size: c.in}, {Name: "tap", Size: c.taps}})
	out := graph.Shape{{Name: "batch", Size: c.batch}, {Name: "f", Size: c.out}, {Name: "channel", Size: c.channel}, {Name: "time", Size: c.length}}
	y := b.ContractBy(x, w, prim.ContractArg{
		Out: out, Sum: graph.Shape{{Name: "f.in", Size: c.in}, {Name: "tap", Size: c.taps}},
		A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: 1}}, Offset: -c.left, Div: 1}},
	})
	up := b.Input("up", out)
	outs := append([]*graph.Node{y}, grad.Through(b.Graph(), []*graph.Node{y}, []*graph.Node{up}, []*graph.Node{x, w})...)
	return &graph.Function{Inputs: []*graph.Node{x, w, up}, Outputs: outs}
}

// convs are pads of every kind around lengths that fill sections and that do not.
func convs() []conv {
	r := random.New(3, "convolutions")
	pick := func(from, to int) int { return from + int(r.Float64()*float64(to-from+1)) }
	all := []conv{{2, 3, 9, 256, 17, 64, 31, 256}, {1, 1, 1, 300, 1, 17, 0, 284}, {1, 20, 5, 100, 9, 40, 39, 100}}
	for i := range 24 {
		c := conv{batch: pick(1, 4), in: pick(1, 11), channel: pick(1, 9), time: pick(140, 420), out: pick(1, 11), taps: pick(17, 130)}
		switch i % 3 {
		case 0: // valid
			c.length = c.time - c.taps + 1
		case 1: // same
			c.left, c.length = (c.taps-1)/2, c.time
		case 2: // causal
			c.left, c.length = c.taps-1, c.time
		}
		all = append(all, c)
	}
	return all
}

func values(f *graph.Function) []graph.Array {
	in := make([]graph.Array, len(f.Inputs))
	for i, n := range f.Inputs {
		in[i] = graph.NewArray(n.Shape)
		r := random.New(11, n.Head())
		for k := range in[i].Data {
			in[i].Data[k] = float64(float32(2*r.Float64() - 1))
		}
	}
	return in
}

func sets() []*micro.Set {
	all := []*micro.Set{micro.Portable()}
	if s, ok := micro.AVX2(); ok {
		all = append(all, s)
	}
	return all
}

// ran runs a plan and gives its outputs in one row.
func ran(t testing.TB, plan *kernel.Plan, in []graph.Array, set *micro.Set, threads int) [][]float32 {
	t.Helper()
	dev := cpu.New(threads, set)
	defer dev.Close()
	p, err := engine.Load(plan, engine.Options{Device: dev})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range in {
		x := make([]float32, len(a.Data))
		for k, v := range a.Data {
			x[k] = float32(v)
		}
		p.Set(i, x)
	}
	for range 2 { // once more over used memory
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
	}
	// Several runs: one alone would also count what a worker that ends leaves behind.
	if n := testing.AllocsPerRun(5, func() { _ = p.Run() }); n != 0 {
		t.Errorf("%v allocations in a run", n)
	}
	out := make([][]float32, len(plan.Outputs))
	for i := range out {
		out[i] = append(out[i], p.Output(i)...)
	}
	return out
}

// spectralKernels counts the kernels of a plan that run by spectra.
func spectralKernels(t testing.TB, plan *kernel.Plan, set *micro.Set) int {
	t.Helper()
	dev := cpu.New(1, set)
	defer dev.Close()
	n := 0
	for _, k := range plan.Kernels {
		p, err := dev.Compile(k, plan)
		if err != nil {
			t.Fatal(err)
		}
		if cpu.BySpectra(p) {
			n++
		}
	}
	return n
}

// Convolutions by spectra, and the gradients of signal and taps, are those of the
// judge on every path and the same bits on several threads.
func TestSpectralConvolutionsAgreeWithTheJudge(t *testing.T) {
	t.Setenv("EEGP_CONV", "fft")
	for _, c := range convs() {
		f := c.function()
		plan, err := fuse.Function(f)
		if err != nil {
			t.Fatal(err)
		}
		in := values(f)
		want, err := interp.Function(f, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sets() {
			if n := spectralKernels(t, plan, set); n != 3 && c.in*c.out > 1 {
				t.Errorf("%v: %d of three products by spectra", c, n)
			}
			got := ran(t, plan, in, set, 1)
			again := ran(t, plan, in, set, 3)
			for i, w := range want {
				if d := apart(got[i], w.Data); !(d <= 2e-6) {
					t.Errorf("%v, %s, output %d: off by %.2g of the largest", c, set.Name(), i, d)
				}
				for k, v := range got[i] {
					if math.Float32bits(v) != math.Float32bits(again[i][k]) {
						t.Fatalf("%v, %s, output %d at %d: %g on one thread, %g on three", c, set.Name(), i, k, v, again[i][k])
					}
				}
			}
		}
	}
}

// apart is the largest difference, by the largest value.
func apart(got []float32, want []float64) float64 {
	most, scale := 0.0, 0.0
	for k, w := range want {
		most = max(most, math.Abs(float64(got[k])-w))
		scale = max(scale, math.Abs(w))
		if math.IsNaN(float64(got[k])) {
			return math.NaN()
		}
	}
	return most / scale
}

// Tiles stay where spectra would not gain: short taps, groups, few filters.
func TestTheCheaperWayIsTaken(t *testing.T) {
	set, ok := micro.AVX2()
	if !ok {
		t.Skip("this machine has no AVX2, whose prices are tested")
	}
	for _, c := range []struct {
		conv
		way  string
		want int
	}{
		{conv{64, 8, 22, 256, 32, 64, 31, 256}, "auto", 3},
		{conv{64, 8, 22, 256, 32, 64, 31, 256}, "direct", 0},
		{conv{64, 8, 22, 256, 32, 4, 1, 256}, "auto", 0},
		{conv{64, 1, 22, 256, 1, 16, 7, 256}, "auto", 0},
	} {
		t.Setenv("EEGP_CONV", c.way)
		plan, err := fuse.Function(c.function())
		if err != nil {
			t.Fatal(err)
		}
		if n := spectralKernels(t, plan, set); n != c.want {
			t.Errorf("%v, %s: %d products by spectra, not %d", c.conv, c.way, n, c.want)
		}
	}
}
