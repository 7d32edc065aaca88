package goldens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A descent is an optimizer on a judged network: nodes of one step, and the values
// that it carries.
type descent struct {
	*judged
	loss, entropy *graph.Node
	count, rate   *graph.Node
	carried       []carried
	run           func(environment) []graph.Array
}

type carried struct{ old, next *graph.Node }

// descend builds the step of every weight; bounded applies the limits of layers.
func descend(j *judged, optimizer op.Call, bounded bool) *descent {
	b, how := j.Training, op.Of(optimizer).Does.(op.Optimizer)
	d := &descent{judged: j, count: b.Input("count", nil), rate: b.Input("rate", nil)}
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
		var slots []*graph.Node
		for _, name := range how.Slots {
			slot := b.Input(w.Path+"."+name, w.Shape)
			slots, j.env[slot] = append(slots, slot), graph.NewArray(w.Shape)
		}
		next, kept := how.Step(b, optimizer, w.Node, g, slots, d.count, d.rate)
		if bounded {
			next = layer.Bounded(b, w, next)
		}
		d.carried = append(d.carried, carried{w.Node, next})
		for k, slot := range slots {
			d.carried = append(d.carried, carried{slot, kept[k]})
		}
	}
	for _, s := range j.States {
		d.carried = append(d.carried, carried{s.Node, s.Next})
	}
	return d
}

// step goes step n, counted from 1, and gives the losses before it.
func (d *descent) step(t *testing.T, n int, rate float64) (loss, entropy float64) {
	t.Helper()
	scalar := func(v float64) graph.Array { return graph.Array{Shape: graph.Shape{}, Data: []float64{v}} }
	d.env[d.count], d.env[d.rate] = scalar(float64(n)), scalar(rate)
	if d.run == nil {
		outs := []*graph.Node{d.loss, d.entropy}
		for _, c := range d.carried {
			outs = append(outs, c.next)
		}
		d.run = d.c.ready(t, d.env, outs...)
	}
	got := d.run(d.env)
	for i, c := range d.carried {
		d.env[c.old] = got[2+i]
	}
	return got[0].Data[0], got[1].Data[0]
}

// Ten steps of Adam on one batch, from the reference's weights.
func trainings(t *testing.T, m Machine) {
	m.each(t, "train", func(t *testing.T, c *vector) {
		tw, ok := twins[c.Params.Text(t, "model")]
		if !ok {
			t.Fatal("the library has no such network")
		}
		if testing.Short() && strings.HasPrefix(tw.net, "eegnex") {
			t.Skip("-short: a trajectory of EEGNeX takes seconds")
		}
		adam := netkit.Option(t, fmt.Sprintf("adam(epsilon: %g, convention: %s)", c.Params.Float(t, "eps"), c.Params.Text(t, "adam")))
		d := descend(judge(t, c, tw, tw.expr(false)), adam, c.Params.Bool(t, "max_norm"))
		var losses, entropies []float64
		for n := range c.Params.Int(t, "steps") {
			loss, entropy := d.step(t, n+1, c.Params.Float(t, "lr"))
			losses, entropies = append(losses, loss), append(entropies, entropy)
		}
		got := d.judged.run(t, d.loss, d.entropy, d.Applied)
		c.check(t, "out.loss", append(losses, got[0].Data[0]), nil)
		c.check(t, "out.loss_ce", append(entropies, got[1].Data[0]), nil)
		c.check(t, "out.logits_eval_final", like(got[2], d.target.Shape), nil)
		for _, w := range d.tensors {
			var data []float64
			for i, order := range w.orders {
				data = append(data, like(d.env[w.inputs[i]], order)...)
			}
			nn.CheckFinal(t, c.m.Precision, c.Case, w.golden, data, nil)
		}
	})
}
