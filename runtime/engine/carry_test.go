package engine_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/runtime/cpu"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// descent is gradient descent on least squares, whose weights stay in the program.
func descent() *graph.Function {
	b := prim.On(graph.New())
	x, w := b.Input("x", shape("batch", 8, "k", 5)), b.Input("w", shape("k", 5, "j", 3))
	y := b.Contract(x, w, "k")
	loss := b.Mean(b.Square(b.Sub(y, b.Num(1))), "batch", "j")
	g := grad.Of(b.Graph(), loss, []*graph.Node{w})[0]
	return &graph.Function{
		Inputs: []*graph.Node{x, w}, Outputs: []*graph.Node{loss, b.Sub(w, b.Scale(g, 0.3)), w},
		Carry: []graph.Carried{{In: 1, Out: 1}},
	}
}

func TestCarriedWeightsFollowTheJudge(t *testing.T) {
	f := descent()
	x, w := draws(shape("batch", 8, "k", 5), "x", -1, 1), draws(shape("k", 5, "j", 3), "w", -1, 1)
	judge := engine.Judge(f)
	p := load(t, f, []graph.Array{x, w}, 2)
	judge.Set(0, narrow(x.Data))
	judge.Set(1, narrow(w.Data))
	before := math.Inf(1)
	for range 5 {
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if err := judge.Run(); err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][2][]float32{{p.Output(0), judge.Output(0)}, {p.Output(2), judge.Output(2)}, {p.Input(1), judge.Input(1)}} {
			for k, v := range pair[0] {
				if math.Abs(float64(v-pair[1][k])) > 2e-6 {
					t.Fatalf("%v, the judge says %v", pair[0], pair[1])
				}
			}
		}
		if now := float64(p.Output(0)[0]); now >= before {
			t.Fatalf("the loss goes from %g to %g", before, now)
		} else {
			before = now
		}
	}
}

func TestSwappedCarriesDoNotMix(t *testing.T) {
	b := prim.On(graph.New())
	p, q := b.Input("p", shape("a", 2)), b.Input("q", shape("a", 2))
	f := &graph.Function{Inputs: []*graph.Node{p, q}, Outputs: []*graph.Node{p, q}, Carry: []graph.Carried{{In: 1, Out: 0}, {In: 0, Out: 1}}}
	prog := load(t, f, []graph.Array{{Shape: p.Shape, Data: []float64{1, 2}}, {Shape: q.Shape, Data: []float64{3, 4}}}, 1)
	if err := prog.Run(); err != nil {
		t.Fatal(err)
	}
	if prog.Input(0)[0] != 3 || prog.Input(1)[0] != 1 {
		t.Errorf("%v %v", prog.Input(0), prog.Input(1))
	}
}

// The portable kernels give what the others give, but for rounding.
func TestPortableKernelsAgree(t *testing.T) {
	f, _ := step(t, "eegnet:eegnet.per_filter", shape("batch", 4, "channel", 5, "time", 128), 4)
	in := stepValues(f)
	d := cpu.New(1, kernel.Portable())
	defer d.Close()
	portable, err := engine.Compile(f, engine.Options{Device: d})
	if err != nil {
		t.Fatal(err)
	}
	best := load(t, f, in, 1)
	for i, a := range in {
		portable.Set(i, narrow(a.Data))
	}
	for _, p := range []engine.Program{portable, best} {
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
	}
	most := 0.0
	for i := range f.Outputs[2:] {
		for _, v := range best.Output(i + 2) {
			most = max(most, math.Abs(float64(v)))
		}
	}
	for i := range f.Outputs {
		got := portable.Output(i)
		for k, v := range best.Output(i) {
			if d := math.Abs(float64(v - got[k])); d > 1e-4*math.Abs(float64(v))+2e-5*most {
				t.Fatalf("output %d at %d: %g and %g", i, k, v, got[k])
			}
		}
	}
}
