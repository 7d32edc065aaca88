package exec

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/train"
)

// training is what a cell hands to what it trains by steps.
func (r *runner) training(ctx context.Context, m plan.Method, s *SplitResult, fold int, f op.Fold, job int) train.Options {
	o := train.Options{
		Exact: r.opt.Exact, Pool: r.programs,
		Context: ctx, Seed: r.plan.Seed, Fold: fold, Threads: max(1, r.opt.Threads/max(1, min(r.total, r.opt.Threads))),
		Path: r.plan.Study + "/" + m.Name + "/" + s.Name,
	}
	for _, sp := range r.plan.Splits {
		if sp.Name == s.Name {
			o.Grouping = train.Grouping{Of: sp.Call.Choice("of"), Within: sp.Call.Choice("within")}
		}
	}
	if r.opt.Checkpoints != "" {
		o.Checkpoints = filepath.Join(r.opt.Checkpoints, r.place(m, s, f))
	}
	if r.opt.Progress != nil {
		o.Progress = func(p train.Progress) {
			r.epoch(job, Event{What: "epoch", Total: r.total, Split: s.Name, Method: m.Name, Fold: foldName(f), Epoch: p})
		}
	}
	return o
}

// idlePrograms is how many compiled programs wait for the next fold, for every
// thread: steps and judges of two sizes, what prepares trials, and what predicts.
const idlePrograms = 6

// trains reports whether a method of a plan trains by steps.
func trains(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Methods, func(m plan.Method) bool { return slices.ContainsFunc(m.Learn, iterative) })
}

// iterative reports whether a stage, or one inside, is trained by steps.
func iterative(st *types.Stage) bool {
	if st.Bound != nil {
		if _, ok := op.Of(st.Bound).Does.(op.Iterative); ok {
			return true
		}
	}
	return slices.ContainsFunc(st.Inside(), iterative)
}

// numerics names how networks were run.
func numerics(exact bool) string {
	if exact {
		return "exact"
	}
	return "fast"
}

// place is where files of a cell lie: study, protocol, method, split and fold.
func (r *runner) place(m plan.Method, s *SplitResult, f op.Fold) string {
	parts := []string{r.plan.Study}
	if r.plan.Protocol != "" {
		parts = append(parts, r.plan.Protocol)
	}
	parts = append(parts, m.Name, s.Name, foldName(f))
	for i, p := range parts {
		parts[i] = fileName(p)
	}
	return filepath.Join(parts...)
}

// fileName keeps letters, digits and a few signs of a name.
func fileName(name string) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("-_.=", c) {
			return c
		}
		return '_'
	}, name)
	return strings.TrimLeft(strings.ReplaceAll(clean, "__", "_"), ".")
}

// saveWeights writes the networks that a fitted method holds.
func (r *runner) saveWeights(model op.Model, m plan.Method, s *SplitResult, f op.Fold) error {
	c, ok := model.(chain)
	if !ok || r.opt.Weights == "" {
		return nil
	}
	n := 0
	for _, part := range c {
		trained, ok := part.(*train.Model)
		if !ok {
			continue
		}
		name := filepath.Join(r.opt.Weights, r.place(m, s, f))
		if n++; n > 1 {
			name += "_" + strconv.Itoa(n)
		}
		meta := map[string]string{"study": r.plan.Study, "method": m.Name, "split": s.Text, "fold": foldName(f), "seed": strconv.FormatInt(r.plan.Seed, 10)}
		if err := trained.Save(name, meta); err != nil {
			return err
		}
	}
	return nil
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
