// Package netkit lets tests write a network as text and run it on arrays: by the
// float64 interpreter, with gradients. Only tests use it.
package netkit

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/stdlib"
)

// Axes lists names and sizes in turn: Axes("batch", 2, "time", 20).
func Axes(pairs ...any) graph.Shape {
	s := graph.Shape{}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = append(s, graph.Axis{Name: pairs[i].(string), Size: pairs[i+1].(int)})
	}
	return s
}

// Typed checks a program and types the stage that is called name in it on the
// axes of on (without the batch; a class axis tells the number of classes).
// rate is that of a time axis in Hz, 0 for none.
func Typed(t testing.TB, text, name string, on graph.Shape, rate float64) *types.Stage {
	t.Helper()
	f := source.NewFile("test.eegp", "eegp 1\n\n"+text)
	report := new(diag.List)
	tree := syntax.Parse(f, report)
	p := check.File(tree, check.Env{Ops: op.Table{}, Modules: stdlib.Module, Report: report})
	fail(t, report)
	e, ok := p.Export(name)
	st, stage := e.Value.(*types.Stage)
	if !ok || !stage {
		t.Fatalf("there is no stage %s in the text", name)
	}
	in := types.Tensor{Unit: types.AnyMeasure}
	for _, a := range on {
		axis := types.Axis{Name: a.Name, Size: types.Known(int64(a.Size))}
		if a.Name == "time" {
			axis.Rate = rate
		}
		in.Axes = append(in.Axes, axis)
	}
	typed := p.Apply(st, in, report)
	fail(t, report)
	if typed == nil {
		t.Fatalf("%s does not apply to %v", name, on)
	}
	return typed
}

func fail(t testing.TB, report *diag.List) {
	t.Helper()
	if report.HasErrors() {
		t.Fatal(diag.Text(report.All()))
	}
}

// Net lowers a stage written as an expression, such as
// "conv(over: time, kernel: 4, to: filter=2) |> elu", for an input of a shape that
// begins with the batch.
func Net(t testing.TB, expr string, in graph.Shape, classes int) *lower.Network {
	t.Helper()
	return Program(t, "let net = "+expr+"\n", "net", in, classes, 0)
}

// Program lowers the stage called name of a whole text.
func Program(t testing.TB, text, name string, in graph.Shape, classes int, rate float64) *lower.Network {
	t.Helper()
	on := in.Without(layer.Batch)
	if classes > 0 && !on.Has("class") {
		on = on.With(graph.Axis{Name: "class", Size: classes})
	}
	n, err := lower.Net(Typed(t, text, name, on, rate), in.Without(layer.Batch), in.Of(layer.Batch), classes)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Lowered checks a text and lowers its `net` for an input that begins with the batch;
// an axis class of it tells how many classes there are. What the checker said of the
// result must be what comes out.
func Lowered(t testing.TB, text string, in graph.Shape) *lower.Network {
	t.Helper()
	st := Typed(t, text, "net", in.Without("batch"), 0)
	classes := 0
	if in.Has("class") {
		classes = in.Of("class")
	}
	n, err := lower.Net(st, in.Without("batch"), in.Of("batch"), classes)
	if err != nil {
		t.Fatal(err)
	}
	said, ok := types.Inner(st.Out)
	if !ok {
		t.Fatalf("the network gives %v", st.Out)
	}
	promised, sized := op.Concrete(said)
	if got := n.Learning.Shape.Without("batch"); !sized || !promised.Same(got) {
		t.Errorf("%s\nshould give %v, and gives %v", text, said, got)
	}
	return n
}

// Option types an option written as text: cross_entropy(smoothing: 0.1).
func Option(t testing.TB, text string) op.Call {
	t.Helper()
	report := new(diag.List)
	tree := syntax.Parse(source.NewFile("test.eegp", "eegp 1\n\naxis sample\n\nlet made = "+text+"\n"), report)
	p := check.File(tree, check.Env{Ops: op.Table{}, Report: report})
	e, _ := p.Export("made")
	bound, ok := e.Value.(*types.Bound)
	if report.HasErrors() || !ok {
		t.Fatalf("%s: %s", text, diag.Text(report.All()))
	}
	return bound
}

// Run evaluates nodes of a network in float64. values holds inputs by name: x,
// weights and states by path.
func Run(t testing.TB, values map[string]graph.Array, outs ...*graph.Node) []graph.Array {
	t.Helper()
	env := map[*graph.Node]graph.Array{}
	for _, n := range graph.Order(outs...) {
		if a, ok := values[Name(n)]; ok {
			env[n] = a
		}
	}
	got, err := interp.Run(env, outs...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Name of an input, "" for other nodes.
func Name(n *graph.Node) string { return lower.NameOf(n) }

// Gradients of sum(up*out) by input.
func Gradients(n *lower.Network, out, up *graph.Node, wrt ...*graph.Node) []*graph.Node {
	return grad.Through(n.Graph, []*graph.Node{out}, []*graph.Node{up}, wrt)
}
