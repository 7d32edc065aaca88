package engine_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/runtime/engine"
)

func shape(pairs ...any) graph.Shape {
	s := graph.Shape{}
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, graph.Axis{Name: pairs[i].(string), Size: pairs[i+1].(int)})
	}
	return s
}

// draws fills values between low and high, rounded to float32.
func draws(s graph.Shape, name string, low, high float64) graph.Array {
	a := graph.NewArray(s)
	r := random.New(7, name)
	for i := range a.Data {
		a.Data[i] = float64(float32(low + (high-low)*r.Float64()))
	}
	return a
}

func narrow(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

// wide is the largest value of an array, what its errors are measured against.
func wide(a graph.Array) float64 {
	m := 0.0
	for _, v := range a.Data {
		if !math.IsInf(v, 0) {
			m = max(m, math.Abs(v))
		}
	}
	return m
}

// tolerance is that of the rows a function is made of.
func tolerance(outs []*graph.Node) float64 {
	tol := 2e-6
	for _, n := range graph.Order(outs...) {
		tol = max(tol, n.Prim.Tol)
	}
	return tol
}

func load(t testing.TB, f *graph.Function, in []graph.Array, threads int) engine.Program {
	t.Helper()
	p, err := engine.Compile(f, engine.Options{Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	for i, a := range in {
		p.Set(i, narrow(a.Data))
	}
	return p
}

// everywhere runs a function on every path of the processor and by the judge.
func everywhere(t testing.TB, f *graph.Function, in []graph.Array, tol float64) {
	t.Helper()
	want, err := interp.Function(f, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets() {
		run, err := processor(set).Compile(t, f)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // once more over used memory
			got, err := run(in)
			if err != nil {
				t.Fatalf("%s: %v", set.Name(), err)
			}
			for i, w := range want {
				same(t, f.Outputs[i], narrow(got[i].Data), w, tol)
			}
		}
	}
}

func same(t testing.TB, n *graph.Node, got []float32, want graph.Array, tol float64) {
	t.Helper()
	if len(got) != len(want.Data) {
		t.Fatalf("%v has %d values, not %d", n.Head(), len(got), len(want.Data))
	}
	scale := wide(want)
	for k, v := range got {
		w := want.Data[k]
		if float64(v) == w || math.IsNaN(w) && v != v {
			continue
		}
		if d := math.Abs(float64(v) - w); !(d <= tol*(scale+math.Abs(w)+1e-3)) {
			t.Fatalf("%v at %d: %g, the judge says %g (off by %.2g of %.3g)", n.Head(), k, v, w, d, scale)
		}
	}
}

// function makes inputs of shapes and what f makes of them.
func function(shapes []graph.Shape, f func(b *prim.Build, in []*graph.Node) []*graph.Node) *graph.Function {
	b := prim.On(graph.New())
	fn := &graph.Function{}
	for i, s := range shapes {
		fn.Inputs = append(fn.Inputs, b.Input(string(rune('a'+i)), s))
	}
	fn.Outputs = f(b, fn.Inputs)
	return fn
}
