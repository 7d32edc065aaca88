package lower_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A descent is Adam on a judged network: nodes of one step, and the values that
// it carries. Decays are those of the reference, 0.9 and 0.999.
type descent struct {
	*judged
	loss, entropy *graph.Node
	size, guard   *graph.Node // the step's length and what is added to the root
	carried       []carried
}

type carried struct{ old, next *graph.Node }

const decay1, decay2 = 0.9, 0.999

// descend builds the step of every weight; bounded applies the limits of layers.
func descend(j *judged, bounded bool) *descent {
	b := j.b
	d := &descent{judged: j, size: b.Input("size", nil), guard: b.Input("guard", nil)}
	d.entropy, _, d.loss = j.judgedLoss()
	nodes := make([]*graph.Node, len(j.Weights))
	for i, w := range j.Weights {
		nodes[i] = w.Node
	}
	for i, g := range grad.Of(j.Graph, d.loss, nodes) {
		if g == nil {
			continue
		}
		w := j.Weights[i]
		m, v := b.Input("m "+w.Path, w.Shape), b.Input("v "+w.Path, w.Shape)
		j.env[m], j.env[v] = graph.NewArray(w.Shape), graph.NewArray(w.Shape)
		m2 := b.Add(b.Scale(m, decay1), b.Scale(g, 1-decay1))
		v2 := b.Add(b.Scale(v, decay2), b.Scale(b.Square(g), 1-decay2))
		next := b.Sub(w.Node, b.Mul(d.size, b.Div(m2, b.Add(b.Sqrt(v2), d.guard))))
		if bounded {
			next = layer.Bounded(j.Training, w, next)
		}
		d.carried = append(d.carried, carried{m, m2}, carried{v, v2}, carried{w.Node, next})
	}
	for _, s := range j.States {
		d.carried = append(d.carried, carried{s.Node, s.Next})
	}
	return d
}

// step goes one step and gives the losses before it. Keras adds epsilon to the root
// of the raw second moment, PyTorch to that of the corrected one.
func (d *descent) step(t *testing.T, n int, rate, epsilon float64, convention string) (loss, entropy float64) {
	first, second := 1-math.Pow(decay1, float64(n)), math.Sqrt(1-math.Pow(decay2, float64(n)))
	guard := epsilon
	if convention == "torch" {
		guard *= second
	}
	scalar := func(v float64) graph.Array { return graph.Array{Shape: graph.Shape{}, Data: []float64{v}} }
	d.env[d.size], d.env[d.guard] = scalar(rate*second/first), scalar(guard)
	outs := []*graph.Node{d.loss, d.entropy}
	for _, c := range d.carried {
		outs = append(outs, c.next)
	}
	got := d.run(t, outs...)
	for i, c := range d.carried {
		d.env[c.old] = got[2+i]
	}
	return got[0].Data[0], got[1].Data[0]
}

// Ten steps of Adam on one batch, from the reference's weights.
func TestTraining(t *testing.T) {
	nn.Load(t).Each(t, "train", func(t *testing.T, c *nn.Case) {
		tw, ok := twins[c.Params.Text(t, "model")]
		if !ok {
			t.Skip("not there yet")
		}
		d := descend(judge(t, c, tw, tw.expr(false)), c.Params.Bool(t, "max_norm"))
		var losses, entropies []float64
		for n := range c.Params.Int(t, "steps") {
			loss, entropy := d.step(t, n+1, c.Params.Float(t, "lr"), c.Params.Float(t, "eps"), c.Params.Text(t, "adam"))
			losses, entropies = append(losses, loss), append(entropies, entropy)
		}
		got := d.run(t, d.loss, d.entropy, d.Applied)
		nn.Check64(t, c, "out.loss", append(losses, got[0].Data[0]), nil)
		nn.Check64(t, c, "out.loss_ce", append(entropies, got[1].Data[0]), nil)
		nn.Check64(t, c, "out.logits_eval_final", like(got[2], d.target.Shape), nil)
		for _, w := range d.tensors {
			var data []float64
			for i, order := range w.orders {
				data = append(data, like(d.env[w.inputs[i]], order)...)
			}
			nn.CheckFinal(t, nn.Float64, c, w.golden, data, nil)
		}
	})
}
