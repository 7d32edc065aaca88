package fuse_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

func shape(pairs ...any) graph.Shape {
	s := graph.Shape{}
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, graph.Axis{Name: pairs[i].(string), Size: pairs[i+1].(int)})
	}
	return s
}

// plan fuses what f makes of one input.
func plan(t *testing.T, s graph.Shape, f func(b *prim.Build, x *graph.Node) []*graph.Node) *kernel.Plan {
	t.Helper()
	b := prim.On(graph.New())
	x := b.Input("x", s)
	p, err := fuse.Function(&graph.Function{Inputs: []*graph.Node{x}, Outputs: f(b, x)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wide counts the kernels that walk at least n elements.
func wide(p *kernel.Plan, n int) int {
	count := 0
	for _, k := range p.Kernels {
		if l, ok := k.Work.(*kernel.Loop); ok && l.Axes.Count() < n {
			continue
		}
		count++
	}
	return count
}

var maps = shape("batch", 8, "filter", 4, "time", 512)

func TestPassesOverWideValues(t *testing.T) {
	elu := func(b *prim.Build, x *graph.Node) *graph.Node {
		return b.Select(b.Step(x), x, b.Expm1(b.Min(x, b.Num(0))))
	}
	norm := func(b *prim.Build, x *graph.Node) *graph.Node {
		centred := b.Sub(x, b.Mean(x, "batch", "time"))
		v := b.Mean(b.Square(centred), "batch", "time")
		return b.Mul(centred, b.Recip(b.Sqrt(b.Add(v, b.Num(1e-3)))))
	}
	pool := func(b *prim.Build, x *graph.Node) *graph.Node {
		return b.Mean(b.Window(x, "time", "tap", 4, 4, 1), "tap")
	}
	for _, c := range []struct {
		name string
		want int
		f    func(b *prim.Build, x *graph.Node) []*graph.Node
	}{
		{"a chain of maps and views is one pass", 1, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{b.Exp(b.Rename(b.Neg(elu(b, x)), "time", "token"))}
		}},
		{"activation and pooling are one pass", 1, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{pool(b, elu(b, x))}
		}},
		{"batch norm takes a pass for the mean, for the variance and for the result", 3, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{norm(b, x)}
		}},
		{"norm, activation and pooling take no more", 3, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{pool(b, elu(b, norm(b, x)))}
		}},
		{"several sums of one value are one pass", 1, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{b.Sum(x, "batch", "time"), b.Sum(b.Square(x), "batch", "time"), b.Highest(x, "time")}
		}},
		{"a concatenation of maps is one pass over each", 1, func(b *prim.Build, x *graph.Node) []*graph.Node {
			return []*graph.Node{b.Concat("filter", b.Exp(x), b.Neg(x), x)}
		}},
		{"the gradient of norm, activation and pooling", 6, func(b *prim.Build, x *graph.Node) []*graph.Node {
			y := pool(b, elu(b, norm(b, x)))
			loss := b.Sum(b.Square(y), y.Shape.Names()...)
			return []*graph.Node{loss, grad.Of(b.Graph(), loss, []*graph.Node{x})[0]}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan(t, maps, c.f)
			if got := wide(p, maps.Count()); got != c.want {
				t.Errorf("%d passes, not %d:\n%s", got, c.want, fuse.Text(p))
			}
		})
	}
}

// The gradient of a norm sums what the norm and the gradient of its shift have
// summed: only the result is another pass over wide values.
func TestSumsThatFollowFromOthers(t *testing.T) {
	b := prim.On(graph.New())
	x, up := b.Input("x", maps), b.Input("up", maps)
	scale, shift := b.Input("scale", maps.Only("filter")), b.Input("shift", maps.Only("filter"))
	centred := b.Sub(x, b.Mean(x, "batch", "time"))
	v := b.Mean(b.Square(centred), "batch", "time")
	y := b.Add(b.Mul(centred, b.Mul(scale, b.Recip(b.Sqrt(b.Add(v, b.Num(1e-3)))))), shift)
	grads := grad.Through(b.Graph(), []*graph.Node{y}, []*graph.Node{up}, []*graph.Node{x, scale, shift})
	p, err := fuse.Function(&graph.Function{Inputs: []*graph.Node{x, up, scale, shift}, Outputs: grads})
	if err != nil {
		t.Fatal(err)
	}
	if got := wide(p, maps.Count()); got != 3 { // mean, variance with the sums of up, result
		t.Errorf("%d passes, not 3:\n%s", got, fuse.Text(p))
	}
}

func TestConvolutionNeedsNoWindowsInMemory(t *testing.T) {
	p := plan(t, maps, func(b *prim.Build, x *graph.Node) []*graph.Node {
		w := b.Const(graph.NewArray(shape("out", 3, "filter", 4, "tap", 16)))
		return []*graph.Node{b.ContractBy(x, w, prim.ContractArg{
			Out: shape("batch", 8, "out", 3, "time", 512), Sum: shape("filter", 4, "tap", 16),
			A: []prim.Reading{{Axis: "time", Terms: []prim.Coef{{Loop: "time", By: 1}, {Loop: "tap", By: 1}}, Offset: -7, Div: 1}},
		})}
	})
	for _, v := range p.Values {
		if v.Count() > 2*maps.Count() {
			t.Errorf("%v is written out", v.Shape)
		}
	}
}

func TestGradientsOfRecurrentWeightsLeaveTheScan(t *testing.T) {
	b := prim.On(graph.New())
	x, w := b.Input("x", shape("time", 20, "batch", 4, "unit", 6)), b.Input("w", shape("unit", 6, "from", 6))
	h, in := b.Hole(shape("batch", 4, "unit", 6)), b.Hole(shape("batch", 4, "unit", 6))
	next := b.Tanh(b.Add(b.Contract(b.Rename(h, "unit", "from"), w, "from"), in))
	s := b.Scan(prim.Steps{
		Axis: graph.Axis{Name: "time", Size: 20}, Carry: []*graph.Node{h}, Init: []*graph.Node{b.Expand(b.Num(0), h.Shape)},
		Slice: []*graph.Node{in}, Over: []*graph.Node{x}, Next: []*graph.Node{next},
	})
	loss := b.Sum(b.Square(s.Last[0]), "batch", "unit")
	p, err := fuse.Function(&graph.Function{Inputs: []*graph.Node{x, w}, Outputs: []*graph.Node{grad.Of(b.Graph(), loss, []*graph.Node{w})[0]}})
	if err != nil {
		t.Fatal(err)
	}
	outside := 0
	for _, k := range p.Kernels {
		if w, ok := k.Work.(*kernel.Product); ok && w.Loops.Has("time") && w.Loops.Has("batch") {
			outside++
		}
	}
	if outside != 1 {
		t.Errorf("%d products over all steps:\n%s", outside, fuse.Text(p))
	}
}

func TestTextTellsWorkAndBytes(t *testing.T) {
	p := plan(t, maps, func(b *prim.Build, x *graph.Node) []*graph.Node { return []*graph.Node{b.Exp(b.Neg(x))} })
	want := "  0 #1 = loop [batch=8, filter=4, time=512] of [#0] {-a; exp(a)}: 147 k flops, 131 k bytes\n"
	if got := fuse.Text(p); got != want {
		t.Errorf("%q", got)
	}
}

func TestAnUnknownPrimitiveIsAnError(t *testing.T) {
	b := prim.On(graph.New())
	x := b.Input("x", shape("a", 3))
	call := &graph.Prim{Name: "eigen", Class: graph.Call, Arity: 1, Infer: func(in []graph.Shape, _ graph.Arg) (graph.Shape, error) { return in[0], nil }}
	_, err := fuse.Function(&graph.Function{Inputs: []*graph.Node{x}, Outputs: []*graph.Node{b.Graph().Node(call, nil, x)}})
	if err == nil || !strings.Contains(err.Error(), "eigen") {
		t.Errorf("%v", err)
	}
}
