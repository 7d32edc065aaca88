// Package exec runs a plan: it opens recordings, applies maps once, fits methods
// fold by fold, and keeps what finished when it is interrupted. It knows classes
// of operators, never a name of one.
package exec

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/train"
)

// Options of a run.
type Options struct {
	// Open gives the recordings of a source. Problems may be warnings only.
	Open func(ctx context.Context, source *types.Bound, seed int64) ([]*value.Recording, []diag.Problem)
	// Cache is shared by the plans of one program; nil for a single plan.
	Cache *Cache
	// Threads is how many cells or recordings are worked on at once; 0 means all cores.
	Threads int
	// Checkpoints is a folder that trainings are saved in after every epoch, and
	// resumed from; Weights one that trained networks are saved in. "" for none.
	Checkpoints, Weights string
	// Exact runs networks as they are written: no rewrites.
	Exact bool
	// Progress is told what happens, one call at a time. It may be nil.
	Progress func(Event)
}

// An Event of a run.
type Event struct {
	What   string // opened, prepared, epoch, cell
	Study  string
	Done   int // of Total, cells only
	Total  int
	Split  string
	Method string
	Fold   string
	Scores map[string]float64
	Epoch  train.Progress // of an epoch
}

// A runner holds what the jobs of one run share.
type runner struct {
	plan     *plan.Plan
	opt      Options
	result   *Result
	problems diag.List
	mu       sync.Mutex // guards problems, events and counts
	done     int        // cells told of, in the order of the plan
	total    int
	waiting  map[int]Event   // finished cells whose turn has not come
	epochs   map[int][]Event // epochs of such cells
	memo     map[string]*memo
	within   int // threads of each recording while it is prepared
	programs *train.Pool
}

// Run runs a plan. The result holds what finished; when its Problems contain an
// error, something did not.
func Run(ctx context.Context, p *plan.Plan, opt Options) *Result {
	began := time.Now()
	if opt.Threads <= 0 {
		opt.Threads = runtime.GOMAXPROCS(0)
	}
	r := &runner{
		plan: p, opt: opt, memo: map[string]*memo{}, waiting: map[int]Event{}, epochs: map[int][]Event{},
		programs: train.NewPool(idlePrograms * opt.Threads),
		result:   &Result{Study: p.Study, Protocol: p.Protocol, Seed: p.Seed, Key: p.Key, Transductive: p.Transductive},
	}
	defer r.programs.Close()
	if trains(p) {
		r.result.Numerics = numerics(opt.Exact)
	}
	r.run(ctx)
	r.result.Problems = r.problems.All()
	r.result.Elapsed = time.Since(began)
	return r.result
}

func (r *runner) run(ctx context.Context) {
	key := fmt.Sprintf("source %d %s", r.plan.Seed, r.plan.Source.ShowFull())
	recordings, problems := r.opt.Cache.recordings(key, func() ([]*value.Recording, []diag.Problem) {
		return r.opt.Open(ctx, r.plan.Source, r.plan.Seed)
	})
	for _, p := range problems {
		r.report(p)
	}
	if r.failed() || r.interrupted(ctx) {
		return
	}
	r.event(Event{What: "opened", Total: len(recordings)})
	trials := r.trials(ctx, recordings)
	// An interruption is told first: it may be why there are no trials.
	if r.interrupted(ctx) || trials == nil || r.failed() {
		return
	}
	r.facts(recordings, trials)
	if !r.usable(trials) {
		return
	}
	r.reaches(recordings, trials)
	r.event(Event{What: "prepared", Total: trials.Len()})
	r.cells(ctx, trials)
	r.summarise(trials)
	r.interrupted(ctx)
}

func (r *runner) report(p diag.Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems.Report(p)
}

func (r *runner) failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.problems.HasErrors()
}

func (r *runner) event(e Event) {
	if r.opt.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Study = r.plan.Study
	r.opt.Progress(e)
}

// interrupted notes once that the run was stopped.
func (r *runner) interrupted(ctx context.Context) bool {
	if ctx.Err() == nil {
		return false
	}
	if !r.result.Interrupted {
		r.result.Interrupted = true
		done := 0
		for _, s := range r.result.Splits {
			for _, m := range s.Methods {
				for _, c := range m.Cells {
					if c != nil {
						done++
					}
				}
			}
		}
		r.report(diag.Interrupted{Done: done, Of: r.total})
	}
	return true
}

// usable says what makes trials unfit for any method.
func (r *runner) usable(t *value.Trials) bool {
	if t.Len() == 0 {
		r.report(diag.NothingLeft{At: r.lossSpan(), Dropped: t.Dropped})
		return false
	}
	count := make([]int, len(t.Classes))
	for _, y := range t.Labels {
		count[y]++
	}
	present := 0
	last := ""
	for c, n := range count {
		if n > 0 {
			present++
			last = t.Classes[c]
		}
	}
	if present == 1 {
		r.report(diag.OneClass{At: r.cutSpan(), Class: last})
		return false
	}
	return true
}

// cells runs every method on every fold of every split.
func (r *runner) cells(ctx context.Context, t *value.Trials) {
	index := &op.Index{Labels: t.Labels, Classes: t.Classes, Origin: t.Origin}
	type job struct {
		split  *SplitResult
		method int
		fold   int
		data   op.Fold
	}
	var jobs []job
	for _, s := range r.plan.Splits {
		folds, err := s.Cut(s.Call, index, r.plan.Seed)
		if err != nil {
			r.report(splitProblem(s, err))
			continue
		}
		out := &SplitResult{Name: s.Name, Text: s.Call.Show()}
		for _, f := range folds {
			out.Folds = append(out.Folds, FoldFacts{Name: foldName(f), Train: len(f.Train), Test: len(f.Test)})
		}
		for m, method := range r.plan.Methods {
			out.Methods = append(out.Methods, &MethodResult{Name: method.Name, Text: method.Text, Cells: make([]*Cell, len(folds))})
			for f, fold := range folds {
				jobs = append(jobs, job{out, m, f, fold})
			}
		}
		r.result.Splits = append(r.result.Splits, out)
	}
	r.total = len(jobs)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.opt.Threads)
	for i, j := range jobs {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			cell := r.cell(ctx, t, r.plan.Methods[j.method], j.split, j.fold, j.data, i)
			if cell == nil {
				return ctx.Err()
			}
			j.split.Methods[j.method].Cells[j.fold] = cell
			r.finished(i, j.split, r.plan.Methods[j.method], j.data, cell)
			return nil
		})
	}
	// Jobs keep their own problems; an error here is only the interruption.
	_ = group.Wait()
	for _, s := range r.result.Splits {
		for _, m := range s.Methods {
			for _, c := range m.Cells {
				if c != nil && c.problem != nil {
					r.report(c.problem)
				}
			}
		}
	}
}

// finished tells of a cell once all cells before it are told of, so that what a
// run says does not depend on threads.
func (r *runner) finished(job int, s *SplitResult, m plan.Method, f op.Fold, c *Cell) {
	e := Event{What: "cell", Total: r.total, Split: s.Name, Method: m.Name, Fold: foldName(f), Scores: map[string]float64{}}
	for i, score := range r.plan.Scores {
		if c.Err == nil && score.Of != nil {
			e.Scores[score.Name] = c.Scores[i]
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting[job] = e
	for {
		e, ok := r.waiting[r.done]
		if !ok {
			return
		}
		delete(r.waiting, r.done)
		r.done++
		if r.opt.Progress != nil {
			e.Study, e.Done = r.plan.Study, r.done
			r.opt.Progress(e)
		}
		r.overtaken()
	}
}

func foldName(f op.Fold) string {
	if f.Group == "" {
		return f.Name
	}
	return f.Group + ", " + f.Name
}
