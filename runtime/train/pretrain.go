package train

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/lang/types"
)

// A prepared stage is part of a network that was trained by itself, with what it
// has learnt by path below it.
type prepared struct {
	stage  *types.Stage
	values []Values // one for each repeat
}

// prepare pretrains what the network holds, on its training trials without labels.
func (f *fitting) pretrain() error {
	for i, st := range tasksIn(f.recipe.Net) {
		values, err := f.pretrained(st, i)
		if err != nil {
			return err
		}
		f.prepared = append(f.prepared, prepared{st, values})
	}
	return nil
}

// tasksIn lists the stages that are trained by a task, outermost only.
func tasksIn(st *types.Stage) []*types.Stage {
	if st.Form == types.OpForm {
		if it, ok := op.Of(st.Bound).Does.(op.Iterative); ok && it.Task {
			return []*types.Stage{st}
		}
	}
	var out []*types.Stage
	for _, in := range st.Inside() {
		out = append(out, tasksIn(in)...)
	}
	return out
}

// pretrained trains one stage by its task, once for every repeat.
func (f *fitting) pretrained(st *types.Stage, number int) ([]Values, error) {
	c := st.Bound
	inner := &fitting{
		Options: f.Options, stage: st, call: c, phase: fmt.Sprint(st.Name, number+1), epochs: c.Int("epochs"),
		batch: min(c.Int("batch"), f.train.n), repeats: f.repeats, began: time.Now(),
		train: newSet(f.trials.Unlabelled(), nil),
	}
	if !sameTrial(st, f.recipe.Shape) {
		return nil, fmt.Errorf("%s does not stand first in the network, and it can only be trained on trials as they are", st.Show())
	}
	inner.identity = identity(st, f.trials.Unlabelled()) + fmt.Sprint(" ", f.Seed, " ", f.Path, " ", f.Fold, f.numerics())
	task := c.Sub("task")
	does, ok := op.Of(task).Does.(op.Task)
	if !ok {
		return nil, fmt.Errorf("%s is no task to train by", task.Show())
	}
	inner.recipe = &step.Recipe{
		Net: st, Shape: f.recipe.Shape, Classes: f.recipe.Classes, Optimizer: c.Sub("optimizer"), Clip: c.Float("clip"),
		Task: func(b *layer.Build, net func(*graph.Node) *graph.Node, x *graph.Node) *graph.Node {
			return does(b, task, net, x)
		},
		Exact: f.Exact,
	}
	inner.make = inner.maker()
	if err := inner.all(); err != nil {
		return nil, fmt.Errorf("%s: %w", st.Show(), err)
	}
	// What is handed on is named by the path below the stage.
	first, err := inner.recipe.Train(inner.batch)
	if err != nil {
		return nil, err
	}
	var out []Values
	for _, v := range inner.finishedNetworks {
		out = append(out, below(v, placeOf(first.Places, st)))
	}
	return out, nil
}

// sameTrial reports whether a stage takes trials as they are.
func sameTrial(st *types.Stage, shape graph.Shape) bool {
	in, ok := types.Inner(st.In)
	if ok && in.Open {
		return true // the recordings were not known when it was checked
	}
	if !ok || len(in.Axes) != len(shape) {
		return false
	}
	for _, a := range in.Axes {
		n, known := a.Size.Int()
		if !shape.Has(a.Name) || known && int(n) != shape.Of(a.Name) {
			return false
		}
	}
	return true
}

func placeOf(places []layer.Place, st *types.Stage) string {
	i := slices.IndexFunc(places, func(p layer.Place) bool { return p.Stage == st })
	if i < 0 {
		return ""
	}
	return places[i].Path + "."
}

// below is the weights and running values under a path, without it.
func below(v Values, prefix string) Values {
	out := Values{}
	for path, x := range v {
		if rest, ok := strings.CutPrefix(path, prefix); ok && !strings.Contains(rest, "/") {
			out[rest] = x
		}
	}
	return out
}

// inherit begins the weights of stages that were pretrained as those were left.
func (r *run) inherit() error {
	for _, p := range r.prepared {
		prefix := placeOf(r.steps[0].Places, p.stage)
		for path, x := range p.values[r.repeat] {
			to, ok := r.values[prefix+path]
			if !ok || len(to) != len(x) {
				return fmt.Errorf("%s has no weight %s to begin with", p.stage.Show(), path)
			}
			copy(to, x)
		}
	}
	return nil
}
