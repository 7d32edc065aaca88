// Package train fits networks: it cuts the validation part, runs steps over batches
// and epochs, stops early, keeps the best weights, saves and resumes. The same seed
// gives the same bytes, however many threads there are and wherever it was
// interrupted.
package train

import (
	"context"
	"fmt"
	"time"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// Options of a training.
type Options struct {
	Context  context.Context
	Seed     int64
	Path     string // of the declaration: study, method, split
	Fold     int
	Grouping Grouping
	Threads  int // of one program, at least 1
	// Exact runs networks as they are written: no rewrites.
	Exact bool
	// Pool shares compiled programs with other trainings; nil keeps none.
	Pool *Pool
	// Progress is told after every epoch. It may be nil.
	Progress func(Progress)
	// Checkpoints is a file name without its ending that states are saved under after
	// every epoch, and resumed from; "" for none.
	Checkpoints string
}

// Progress of a training after an epoch.
type Progress struct {
	Phase           string // train, or the name of what is pretrained
	Repeat, Repeats int    // from 1
	Epoch, Epochs   int
	Loss            float64       // mean over the steps of the epoch, with penalties
	Held            float64       // loss of the validation part; NaN without one
	Score           float64       // share of the validation part that is right; NaN without one
	Left            time.Duration // estimated, until all epochs are done
}

// Fit trains the network that a typed stage of the table's meaning Iterative holds.
func Fit(st *types.Stage, t *value.Trials, o Options) (op.Model, error) {
	if o.Context == nil {
		o.Context = context.Background()
	}
	o.Threads = max(1, o.Threads)
	if o.Pool == nil {
		o.Pool = NewPool(ofOneFit)
		defer o.Pool.Close()
	}
	f, err := newFitting(st, t, o)
	if err != nil {
		return nil, err
	}
	if err := f.pretrain(); err != nil {
		return nil, err
	}
	if err := f.all(); err != nil {
		return nil, err
	}
	return &Model{Networks: f.finishedNetworks, make: f.make, stage: st, classes: t.Classes}, nil
}

// ofOneFit is how many programs a training by itself keeps: steps and judges of two
// sizes, and what prepares trials for them.
const ofOneFit = 6

// A fitting is what the networks of one training share.
type fitting struct {
	Options
	stage       *types.Stage
	call        *types.Bound
	recipe      *step.Recipe
	make        *maker
	kept        map[string]*kept // tables of prepared trials
	phase       string
	train, held *set // held is nil without a validation part
	epochs      int
	batch       int
	repeats     int
	began       time.Time
	trials      *value.Trials // those of train, for what is pretrained
	identity    string        // of the training, for checkpoints
	prepared    []prepared
	ran         int // epochs since it began

	saved            *saved   // a checkpoint of an earlier run
	finishedNetworks []Values // one for each repeat that is done
}

// trainPhase is the phase of the network itself; what is pretrained has its own.
const trainPhase = "train"

// all trains the network of every repeat.
func (f *fitting) all() (err error) {
	if f.saved, err = f.load(); err != nil {
		return err
	}
	if err := f.settle(); err != nil {
		return err
	}
	for r := range f.repeats {
		v, err := f.network(r)
		if err != nil {
			return err
		}
		f.finishedNetworks = append(f.finishedNetworks, v)
	}
	return nil
}

// stream of the draws of one repeat.
func (f *fitting) stream(repeat int) stream {
	path := f.Path
	if f.phase != trainPhase {
		path += "/" + f.phase
	}
	return stream{f.Seed, path, uint64(f.Fold), uint64(repeat)}
}

// restores reports whether the weights of the best epoch are taken. What has no
// such choice takes the last.
func (f *fitting) restores() bool { return f.call.Choice("restore") == "best" }

func newFitting(st *types.Stage, t *value.Trials, o Options) (*fitting, error) {
	c := st.Bound
	f := &fitting{
		Options: o, stage: st, call: c, phase: trainPhase, epochs: c.Int("epochs"), batch: c.Int("batch"),
		repeats: max(1, c.Int("repeats")), began: time.Now(), trials: t,
	}
	if len(st.Parts) != 1 {
		return nil, fmt.Errorf("%s was not typed on trials", st.Show())
	}
	f.identity = identity(st, t) + fmt.Sprint(" ", o.Seed, " ", o.Path, " ", o.Fold, o.numerics())
	if err := oneClass(t); err != nil {
		return nil, err
	}
	f.recipe = &step.Recipe{
		Net: st.Parts[0], Augment: op.Retyped(c.Stage("augment"), st.Parts[0].In), Shape: shapeOf(t), Classes: len(t.Classes),
		Optimizer: c.Sub("optimizer"), Clip: c.Float("clip"), Frozen: frozen(st.Parts[0], c.Stages("freeze")), Exact: o.Exact,
	}
	f.make = f.maker()
	var err error
	if f.recipe.Loss, err = lossOf(st); err != nil {
		return nil, err
	}
	train := everyOf(t.Len())
	if f.validates() {
		var held []int
		if train, held, err = holdOut(c.Value("validation"), t, o.Grouping, o.Seed); err != nil {
			return nil, &ValidationError{By: types.Show(c.Value("validation")), Err: err}
		}
		f.held = newSet(t, held)
		f.trials = t.Take(train)
	}
	f.train = newSet(t, train)
	if f.batch > f.train.n {
		if c.Written("batch") {
			return nil, &BatchError{Batch: f.batch, Trials: f.train.n}
		}
		f.batch = f.train.n
	}
	return f, nil
}

// validates reports whether something needs a validation part.
func (f *fitting) validates() bool {
	c := f.call
	return c.Has("stop") || c.Written("validation") || c.Written("restore") && c.Choice("restore") == "best" || f.waits()
}

// waits reports whether the schedule looks at the held-out loss.
func (f *fitting) waits() bool {
	s := f.call.Sub("schedule")
	return s != nil && op.Of(s).Held
}

// oneClass refuses trials that hold fewer than two classes.
func oneClass(t *value.Trials) error {
	first := -1
	for _, y := range t.Labels {
		if first >= 0 && y != first {
			return nil
		}
		first = y
	}
	name := "none"
	if first >= 0 {
		name = t.Classes[first]
	}
	return &OneClassError{Class: name, Trials: t.Len()}
}

// lossOf a typed stage: an operator with its arguments, or a function.
func lossOf(st *types.Stage) (func(b *layer.Build, score, target, share *graph.Node) *graph.Node, error) {
	c := st.Bound
	if b := c.Sub("loss"); b != nil {
		loss, ok := op.Of(b).Does.(op.Loss)
		if !ok {
			return nil, fmt.Errorf("%s is no loss", b.Show())
		}
		return func(l *layer.Build, score, target, share *graph.Node) *graph.Node {
			return loss(l, b, score, target, share)
		}, nil
	}
	if fn := st.Fn("loss"); fn != nil {
		return ownLoss(fn), nil
	}
	return nil, fmt.Errorf("%s is no loss", types.Show(c.Value("loss")))
}

// frozen finds the parts that keep still in a typed network.
func frozen(net *types.Stage, parts []*types.Stage) []layer.Frozen {
	var out []layer.Frozen
	for _, part := range parts {
		named := types.PartOf(part)
		if named == nil {
			continue // the checker has refused it
		}
		from, to := named.Copies()
		for _, found := range net.Find(named) {
			if from == 0 {
				out = append(out, layer.Frozen{Stage: found})
				continue
			}
			if r := repeated(found); r != nil {
				out = append(out, layer.Frozen{Stage: r.Parts[0], From: from, To: to})
			}
		}
	}
	return out
}

// repeated opens sequences of one down to a repeated stage.
func repeated(st *types.Stage) *types.Stage {
	for st.Form == types.SeqForm && len(st.Parts) == 1 {
		st = st.Parts[0]
	}
	if st.Form != types.OpForm || st.Bound.Op.Repeats == "" || len(st.Parts) != 1 {
		return nil
	}
	return st
}

// Within is the options of a training inside a search: its draws are its own, and
// its checkpoints are named by what is trained on which trials.
func (o Options) Within(st *types.Stage, t *value.Trials) Options {
	o.Path += "/" + st.Show()
	if o.Checkpoints != "" {
		o.Checkpoints += "-" + identity(st, t)
	}
	return o
}
