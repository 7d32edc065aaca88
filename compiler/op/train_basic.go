package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// The optimizer and the stop rule that training starts with.
var basicTrainRows = []Row{
	{
		Sig: `adamw(rate: Real in 0..1 = 0.001, decay: Real in 0..1 = 0) : Optimizer`,
		Doc: "Adam with decoupled weight decay.",
		Does: Optimizer{Slots: []string{"m", "v"}, Step: func(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
			m := b.Add(b.Scale(s[0], 0.9), b.Scale(g, 0.1))
			v := b.Add(b.Scale(s[1], 0.999), b.Scale(b.Square(g), 0.001))
			mean := b.Div(m, b.Sub(b.Num(1), b.Pow(b.Num(0.9), t)))
			square := b.Div(v, b.Sub(b.Num(1), b.Pow(b.Num(0.999), t)))
			w = b.Sub(w, b.Mul(b.Mul(rate, b.Num(c.Float("decay"))), w))
			return b.Sub(w, b.Mul(rate, b.Div(mean, b.Add(b.Sqrt(square), b.Num(1e-8))))), []*graph.Node{m, v}
		}},
	},
	{
		Sig: `patience(epochs: Int in 1..10000) : Stop`,
		Doc: "Stops when the held-out loss no longer falls.",
		Does: Stop(func(c Call, held []float64) bool {
			best := 0
			for i, h := range held {
				if h < held[best] {
					best = i
				}
			}
			return len(held)-1-best >= c.Int("epochs")
		}),
	},
}
