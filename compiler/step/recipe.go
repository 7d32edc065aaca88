// Package step assembles the functions that training runs: one step from a batch
// to the next weights, the held-out loss, and the scores of a network. It knows
// losses, optimizers and tasks by their meaning, none by name.
package step

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/rewrite"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Recipe says what is trained and how. Net is typed on one trial.
type Recipe struct {
	Net     *types.Stage
	Augment *types.Stage // what is done to a trial while training, nil for nothing
	Shape   graph.Shape  // of one trial
	Classes int

	// Exactly one of the two judges: the loss of scores against targets, or a task
	// that needs no labels.
	Loss func(b *layer.Build, score, target, share *graph.Node) *graph.Node
	Task func(b *layer.Build, net func(x *graph.Node) *graph.Node, x *graph.Node) *graph.Node

	Optimizer *types.Bound
	Clip      float64 // largest norm of the whole gradient, 0 for no bound
	Frozen    []layer.Frozen

	// Exact computes the network as it is written: no rewrites.
	Exact bool
	// Changing: trials are others at every step, or steps are too few for anything to
	// be prepared once a trial. Augmented trials always change.
	Changing bool
}

// changes reports whether nothing of a trial can be kept from step to step.
func (r *Recipe) changes() bool { return r.Changing || r.Augment != nil }

// Score is the axis of what a network gives for every class.
const Score = "class"

// built is a network in one mode with its loss.
type built struct {
	*layer.Build
	x, target, share *graph.Node
	score            *graph.Node // nil for tasks
	loss             *graph.Node // without penalties; nil when not asked for
	why              []rewrite.Reason
}

// build lowers the network of a batch in one mode and rewrites it. judged tells
// whether the loss is needed.
func (r *Recipe) build(batch int, training, judged bool) (out *built, err error) {
	if out, err = r.lowered(batch, training, judged); err != nil || r.Exact {
		return out, err
	}
	// A step needs the loss and no scores.
	outs := []*graph.Node{out.loss, out.score}
	if training {
		outs[1] = nil
	}
	for _, s := range out.States {
		outs = append(outs, s.Next)
	}
	data := []*graph.Node{out.x, out.target, out.share, out.Key}
	outs, out.why, err = rewrite.Outputs(out.Graph(), append(outs, out.Penalties...), data, rewrite.Options{Changing: !training || r.changes()})
	if err != nil {
		return nil, err
	}
	out.loss = outs[0]
	if !training {
		out.score = outs[1]
	}
	for i, s := range out.States {
		s.Next = outs[2+i]
	}
	out.Penalties = outs[2+len(out.States):]
	return out, nil
}

// lowered is the network as written.
func (r *Recipe) lowered(batch int, training, judged bool) (out *built, err error) {
	defer graph.Catch(&err)
	b := layer.New(graph.New(), training, r.Classes)
	b.Frozen = r.Frozen
	out = &built{Build: b}
	trials := graph.Axis{Name: layer.Batch, Size: batch}
	out.x = b.Input("x", append(graph.Shape{trials}, r.Shape...))
	out.target = b.Input("target", graph.Shape{trials, {Name: Score, Size: r.Classes}})
	out.share = b.Input("share", graph.Shape{{Name: Score, Size: r.Classes}})
	if training {
		b.Target = out.target
	}
	x := out.x
	if training && r.Augment != nil {
		leave := b.Enter("augment", r.Augment)
		x, err = lower.Stage(b, r.Augment, x)
		leave()
		if err != nil {
			return nil, err
		}
	}
	if r.Task != nil {
		walk := func(st *types.Stage, x *graph.Node) *graph.Node {
			y, err := lower.Stage(b, st, x)
			if err != nil {
				panic(err)
			}
			return y
		}
		b.Walk = walk
		forward := func(x *graph.Node) *graph.Node { return walk(r.Net, x) }
		leave := b.Enter("task", r.Net)
		out.loss = r.Task(b, forward, x)
		leave()
		return out, nil
	}
	if out.score, err = lower.Stage(b, r.Net, x); err != nil {
		return nil, err
	}
	// Scores that do not depend on the trial are those of each.
	if !out.score.Shape.Without(layer.Batch).Same(out.target.Shape.Without(layer.Batch)) {
		return nil, &ShapeError{Got: out.score.Shape.Without(layer.Batch), Want: out.target.Shape.Without(layer.Batch)}
	}
	out.score = b.Ordered(out.score, out.target.Shape)
	if judged {
		target := out.target
		if b.Target != nil {
			target = b.Target // random stages may have mixed it
		}
		out.loss = r.Loss(b, out.score, target, out.share)
	}
	if out.loss != nil && !out.loss.Scalar() {
		return nil, fmt.Errorf("the loss gives %v, and one number is needed", out.loss.Shape)
	}
	return out, nil
}

// A ShapeError is a network that does not give one score for each class.
type ShapeError struct{ Got, Want graph.Shape }

func (e *ShapeError) Error() string {
	return fmt.Sprintf("the network gives %v, and the study has %v", e.Got, e.Want)
}

// optimizer finds the row behind a recipe's optimizer.
func (r *Recipe) optimizer() (op.Optimizer, error) {
	row := op.Of(r.Optimizer)
	if o, ok := row.Does.(op.Optimizer); ok {
		return o, nil
	}
	return op.Optimizer{}, fmt.Errorf("%s is no optimizer", r.Optimizer.Show())
}
