package engine_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// step is a step of training a network by cross entropy: the loss, the gradients of
// all weights, and the states that it leaves.
func step(t testing.TB, name string, in graph.Shape, classes int) (*graph.Function, *lower.Network) {
	t.Helper()
	n := netkit.Program(t, "use std.models ("+name+")\n\nlet net = "+name+"\n", "net", in, classes, 128)
	b := prim.On(n.Graph)
	out := n.Learning
	target := b.Input("target", out.Shape)
	high := b.Stop(b.Highest(out, "class"))
	log := b.Sub(b.Sub(out, high), b.Log(b.Sum(b.Exp(b.Sub(out, high)), "class")))
	loss := b.Scale(b.Sum(b.Mul(log, target), out.Shape.Names()...), -1/float64(in.Of("batch")))
	f := &graph.Function{Inputs: []*graph.Node{n.Input, target, n.Training.Key}, Outputs: []*graph.Node{loss, out}}
	var ws []*graph.Node
	for _, w := range n.Weights {
		ws = append(ws, w.Node)
	}
	for _, g := range grad.Of(n.Graph, loss, ws) {
		if g != nil {
			f.Outputs = append(f.Outputs, g)
		}
	}
	for _, s := range n.States {
		f.Inputs = append(f.Inputs, s.Node)
		if s.Next != nil {
			f.Outputs = append(f.Outputs, s.Next)
		}
	}
	f.Inputs = append(f.Inputs, ws...)
	return f, n
}

// stepValues are inputs for step: random trials, one-hot targets, weights about 0
// (norm scales about 1).
func stepValues(f *graph.Function) []graph.Array {
	in := make([]graph.Array, len(f.Inputs))
	for i, n := range f.Inputs {
		name := netkit.Name(n)
		switch name {
		case "target":
			in[i] = graph.NewArray(n.Shape)
			k := n.Shape.Of("class")
			for b := range n.Shape.Of("batch") {
				in[i].Data[b*k+b%k] = 1
			}
		case "key":
			in[i] = graph.Array{Shape: n.Shape, Data: []float64{3, 5, 7}}
		case "x":
			in[i] = draws(n.Shape, name, -1, 1)
		default:
			in[i] = draws(n.Shape, name, -0.3, 0.3)
			if len(name) > 5 && (name[len(name)-5:] == "scale" || name[len(name)-5:] == "iance") {
				for k := range in[i].Data {
					in[i].Data[k] = float64(float32(in[i].Data[k] + 1))
				}
			}
		}
	}
	return in
}

func TestEEGNetAgreesWithTheJudge(t *testing.T) {
	f, _ := step(t, "eegnet", shape("batch", 3, "channel", 5, "time", 96), 4)
	agree(t, f, stepValues(f), 3e-5)
}

func TestEEGNeXAgreesWithTheJudge(t *testing.T) {
	f, _ := step(t, "eegnex", shape("batch", 2, "channel", 3, "time", 64), 4)
	agree(t, f, stepValues(f), 3e-5)
}

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name, net string
		in        graph.Shape
	}{
		{"EEGNet22x256", "eegnet", shape("batch", 64, "channel", 22, "time", 256)},
		{"EEGNeX22x256", "eegnex", shape("batch", 64, "channel", 22, "time", 256)},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, _ := step(b, c.net, c.in, 4)
			p := load(b, f, stepValues(f), 1)
			if err := p.Run(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := p.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
