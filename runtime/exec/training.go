package exec

import (
	"context"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/runtime/train"
)

// training is what a cell hands to what it trains by steps.
func (r *runner) training(ctx context.Context, m plan.Method, s *SplitResult, fold int, f op.Fold, job int) train.Options {
	o := train.Options{
		Context: ctx, Seed: r.plan.Seed, Fold: fold, Threads: max(1, r.opt.Threads/max(1, min(r.total, r.opt.Threads))),
		Path: r.plan.Study + "/" + m.Name + "/" + s.Name,
	}
	for _, sp := range r.plan.Splits {
		if sp.Name == s.Name {
			o.Grouping = train.Grouping{Of: sp.Call.Choice("of"), Within: sp.Call.Choice("within")}
		}
	}
	if r.opt.Progress != nil {
		o.Progress = func(p train.Progress) {
			r.epoch(job, Event{What: "epoch", Total: r.total, Split: s.Name, Method: m.Name, Fold: foldName(f), Epoch: p})
		}
	}
	return o
}

// epoch tells of an epoch of the first cell that is not finished. Those of later
// cells wait for their turn, so that what a run says does not depend on threads.
func (r *runner) epoch(job int, e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if job != r.done {
		r.epochs[job] = append(r.epochs[job], e)
		return
	}
	e.Study, e.Done = r.plan.Study, r.done
	r.opt.Progress(e)
}

// overtaken tells of the epochs of the cell whose turn has come.
func (r *runner) overtaken() {
	for _, e := range r.epochs[r.done] {
		e.Study, e.Done = r.plan.Study, r.done
		r.opt.Progress(e)
	}
	delete(r.epochs, r.done)
}
