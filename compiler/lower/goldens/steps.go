package goldens

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/step"
)

// Steps judges the steps that training runs along the reference's trajectories, with
// rewrites and trials that are prepared once, and without. Only networks of the
// library whose name begins with of are judged.
func Steps(t *testing.T, m Machine, of string) {
	m.each(t, "train", func(t *testing.T, c *vector) {
		tw := twins[c.Params.Text(t, "model")]
		if !strings.HasPrefix(tw.net, of) {
			t.Skipf("this run judges steps of %s only", of)
		}
		if testing.Short() && strings.HasPrefix(tw.net, "eegnex") {
			t.Skip("-short: a trajectory of EEGNeX takes seconds")
		}
		prepares := false
		for _, how := range []struct {
			name            string
			exact, changing bool
		}{{"prepared", false, false}, {"changing", false, true}, {"exact", true, false}} {
			t.Run(how.name, func(t *testing.T) {
				w := newWalk(t, c, tw, how.exact, how.changing)
				prepares = prepares || w.Prepare != nil
				if how.changing && !prepares {
					t.Skip("the network prepares nothing for a trial, so this is the run before")
				}
				var losses []float64
				for n := range c.Params.Int(t, "steps") {
					losses = append(losses, w.step(t, n+1, c.Params.Float(t, "lr")))
				}
				c.check(t, "out.loss", append(losses, w.step(t, len(losses)+1, 0)), nil)
			})
		}
	})
}

// A walk is a function of steps with its values.
type walk struct {
	*step.Function
	in  []graph.Array
	run Runner
}

func newWalk(t *testing.T, c *vector, tw twin, exact, changing bool) *walk {
	t.Helper()
	j := judge(t, c, tw, tw.expr(false))
	if !c.Params.Bool(t, "max_norm") && slices.ContainsFunc(j.Weights, func(w *layer.Weight) bool { return w.Limit != nil }) {
		t.Skip("steps keep the bounds of layers, and this trajectory leaves them")
	}
	in := j.Input.Shape
	on := in.Without(layer.Batch).With(j.target.Shape[1])
	loss := netkit.Option(t, "cross_entropy")
	r := &step.Recipe{
		Net:   netkit.Typed(t, "use "+tw.use+"\n\nlet net = "+tw.expr(false)+"\n", "net", on, 0),
		Shape: in.Without(layer.Batch), Classes: on.Of("class"), Exact: exact, Changing: changing,
		Optimizer: netkit.Option(t, fmt.Sprintf("adam(epsilon: %g, convention: %s)", c.Params.Float(t, "eps"), c.Params.Text(t, "adam"))),
		Loss: func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
			return op.Of(loss).Does.(op.Loss)(b, loss, score, target, share)
		},
	}
	f, err := r.Train(in.Of(layer.Batch))
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{Function: f}
	if w.run, err = c.m.Compile(t, f.Function); err != nil {
		t.Fatal(err)
	}
	for _, n := range f.Inputs {
		w.in = append(w.in, graph.NewArray(n.Shape))
	}
	w.fill(t, j)
	return w
}

// fill gives the values of a judged network, and prepares its trials.
func (w *walk) fill(t *testing.T, j *judged) {
	t.Helper()
	byPath := map[string]graph.Array{}
	for n, a := range j.env {
		byPath[netkit.Name(n)] = a
	}
	for _, v := range w.Values {
		if v.Role != step.Slot {
			copy(w.in[v.In].Data, like(byPath[v.Path], v.Shape))
		}
	}
	copy(w.in[w.X].Data, j.env[j.Input].Data)
	copy(w.in[w.Target].Data, j.env[j.target].Data)
	if w.Prepare == nil {
		return
	}
	prepare, err := j.c.m.Compile(t, w.Prepare)
	if err != nil {
		t.Fatal(err)
	}
	got, err := prepare(w.in[w.X : w.X+1])
	if err != nil {
		t.Fatal(err)
	}
	for i, to := range w.Prepared {
		w.in[to] = got[i]
	}
}

// step goes step n and gives the loss before it.
func (w *walk) step(t *testing.T, n int, rate float64) float64 {
	t.Helper()
	w.in[w.Count].Data[0], w.in[w.Rate].Data[0] = float64(n), rate
	out, err := w.run(w.in)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range w.Carry {
		w.in[k.In] = out[k.Out]
	}
	return out[w.Loss].Data[0]
}
