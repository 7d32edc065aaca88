package exec

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/data"
)

// trials prepares every recording by itself, joins their trials and applies the
// maps of data that follow. Recordings keep their order whatever finishes first.
func (r *runner) trials(ctx context.Context, recordings []*value.Recording) *value.Trials {
	parts := make([]*value.Trials, len(recordings))
	outlines := make([]*value.Recording, len(recordings))
	problems := make([][]diag.Problem, len(recordings))
	var group errgroup.Group
	group.SetLimit(r.opt.Threads)
	r.within = max(1, r.opt.Threads/max(1, len(recordings)))
	for i, rec := range recordings {
		group.Go(func() error {
			if ctx.Err() == nil {
				parts[i], outlines[i], problems[i] = r.prepare(rec)
			}
			return nil
		})
	}
	_ = group.Wait()
	r.reportAll(slices.Concat(problems...))
	if r.failed() || ctx.Err() != nil {
		return nil
	}
	r.reportAll(data.CheckTogether(outlines))
	if r.failed() {
		return nil
	}
	all, err := value.Join(parts)
	if err != nil {
		r.report(diag.StageFailed{At: r.plan.Source.Span, Stage: r.plan.Source.Op.Name, Path: "the recordings together", Reason: err.Error()})
		return nil
	}
	r.memo = map[string]*memo{}
	root := r.plan.Data
	for root.From != nil {
		root = root.From
	}
	r.memo[root.Key] = ready(all)
	out, err := r.mapped(r.plan.Data)
	if err != nil {
		r.report(diag.StageFailed{At: r.plan.Data.Stage.Span, Stage: r.plan.Data.Stage.Show(), Path: "the trials", Reason: err.Error()})
		return nil
	}
	return out
}

// reportAll reports problems of recordings where the script names them.
func (r *runner) reportAll(problems []diag.Problem) {
	for _, p := range data.Locate(r.plan.Source.Span, problems) {
		r.report(p)
	}
}

// prepare takes one recording from its file to its trials, and outlines what was
// cut into them.
func (r *runner) prepare(rec *value.Recording) (*value.Trials, *value.Recording, []diag.Problem) {
	last := len(r.plan.Prepare) - 1
	cut := r.plan.Prepare[last]
	path := rec.Path
	ready, problems := r.opt.Cache.recording(rec.SHA256+r.plan.Before, func() (*value.Recording, []diag.Problem) {
		return r.before(rec, r.plan.Prepare[:last])
	})
	if problems != nil {
		return nil, nil, problems
	}
	t, err := op.Of(cut.Bound).Does.(op.Cut)(cut.Bound, ready)
	if err != nil {
		return nil, nil, []diag.Problem{stageProblem(cut, path, err)}
	}
	return t, outline(ready), nil
}

// before applies the stages before the one that cuts trials.
func (r *runner) before(rec *value.Recording, stages []*types.Stage) (*value.Recording, []diag.Problem) {
	path := rec.Path
	if len(rec.Channels) == 0 || rec.Rate <= 0 {
		return nil, []diag.Problem{diag.StageFailed{
			Stage: r.plan.Source.Op.Name, Path: path,
			Reason: "the file holds no channel of the kinds that are kept",
		}}
	}
	owned := false // whether the samples may be overwritten
	broken := notFinite(rec)
	for _, st := range stages {
		var err error
		switch does := op.Of(st.Bound).Does.(type) {
		case op.Signal:
			if problems := still(broken, rec); problems != nil {
				return nil, problems
			}
			if !owned {
				rec = rec.With(cloneRows(rec.X))
				owned = true
			}
			rec, err = alongTime(does, st.Bound, rec, r.within)
		case op.Recording:
			rec, err = does(st.Bound, rec)
			owned = false
		default:
			err = fmt.Errorf("it is for trials, and these are recordings")
		}
		if err != nil {
			return nil, []diag.Problem{stageProblem(st, path, err)}
		}
	}
	return rec, still(broken, rec)
}

// alongTime applies a signal map to each run of samples without a gap, since
// nothing may reach across one.
func alongTime(does op.Signal, c op.Call, rec *value.Recording, threads int) (*value.Recording, error) {
	segments := rec.Segments
	if len(segments) == 0 {
		segments = []value.Segment{{End: rec.Samples()}}
	}
	out := *rec
	out.X = make([][]float64, len(rec.X))
	out.Segments = nil
	at := 0
	for _, s := range segments {
		part := make([][]float64, len(rec.X))
		for ch, row := range rec.X {
			part[ch] = row[s.First:s.End]
		}
		y, err := does(c, op.Series{X: part, Rate: rec.Rate, Whole: true, Threads: threads})
		if err != nil {
			return nil, err
		}
		n := 0
		for ch, row := range y.X {
			n = len(row)
			if len(segments) == 1 {
				out.X[ch] = row
			} else {
				out.X[ch] = append(out.X[ch], row...)
			}
		}
		out.Rate = y.Rate
		out.Segments = append(out.Segments, value.Segment{First: at, End: at + n, Start: s.Start})
		at += n
	}
	return &out, nil
}

func cloneRows(x [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for i, row := range x {
		out[i] = slices.Clone(row)
	}
	return out
}

// A memo is a value that many jobs want and one makes.
type memo struct {
	once   sync.Once
	trials *value.Trials
	err    error
}

func ready(t *value.Trials) *memo {
	m := &memo{trials: t}
	m.once.Do(func() {})
	return m
}

// mapped is the trials at a node, computed once.
func (r *runner) mapped(n *plan.Node) (*value.Trials, error) {
	r.mu.Lock()
	m, ok := r.memo[n.Key]
	if !ok {
		m = &memo{}
		r.memo[n.Key] = m
	}
	r.mu.Unlock()
	m.once.Do(func() {
		var from *value.Trials
		if from, m.err = r.mapped(n.From); m.err == nil {
			m.trials, m.err = applyMapBy(n.Stage, from, r.opt.Threads)
		}
	})
	return m.trials, m.err
}

// applyMap applies a map to trials.
func applyMap(st *types.Stage, t *value.Trials) (*value.Trials, error) {
	if isLowered(st) {
		return applyLowered(st, t)
	}
	switch does := op.Of(st.Bound).Does.(type) {
	case op.Trials:
		return does(st.Bound, t)
	case op.Signal:
		return perTrial(does, st.Bound, t)
	case op.Layer:
		return applyLowered(st, t)
	}
	return nil, fmt.Errorf("%s is for recordings, and these are trials", st.Name)
}

// perTrial applies a signal map to each trial by itself.
func perTrial(does op.Signal, c op.Call, t *value.Trials) (*value.Trials, error) {
	last := len(t.X.Shape) - 1
	n := t.X.Shape[last]
	var x *value.Tensor
	for i := range t.Len() {
		item := slices.Clone(t.Item(i))
		y, err := does(c, op.Series{X: rows(item, n), Rate: t.X.Rate})
		if err != nil {
			return nil, err
		}
		if x == nil {
			shape := slices.Clone(t.X.Shape)
			shape[last] = len(y.X[0])
			x = value.NewTensor(t.X.Axes, shape)
			x.Rate, x.Start = y.Rate, t.X.Start
		}
		to := i * x.Stride()
		for _, row := range y.X {
			to += copy(x.Data[to:], row)
		}
	}
	if x == nil {
		return t, nil
	}
	return t.With(x), nil
}

func rows(item []float64, n int) [][]float64 {
	var out [][]float64
	for i := 0; i+n <= len(item) && n > 0; i += n {
		out = append(out, item[i:i+n])
	}
	return out
}

// facts fills in what is known of the data.
func (r *runner) facts(recordings []*value.Recording, t *value.Trials) {
	f := &r.result.Data
	f.Source, f.Recordings, f.Trials, f.Dropped = r.plan.Source.Show(), len(recordings), t.Len(), t.Dropped
	subjects, sessions := map[string]bool{}, map[string]bool{}
	for _, rec := range recordings {
		subjects[rec.Key.Subject] = true
		sessions[rec.Key.Subject+"\x00"+rec.Key.Session] = true
	}
	f.Subjects, f.Sessions = len(subjects), len(sessions)
	f.Type = typeOf(t)
	count := make([]int, len(t.Classes))
	for _, y := range t.Labels {
		count[y]++
	}
	for c, name := range t.Classes {
		f.Classes = append(f.Classes, ClassCount{name, count[c]})
	}
	if t.Dropped > 0 && t.Len() > 0 {
		r.report(diag.LeftOut{At: r.lossSpan(), Count: t.Dropped, Of: t.Dropped + t.Len()})
	}
}

func typeOf(t *value.Trials) string {
	var of types.Tensor
	for i, name := range t.X.Axes[1:] {
		a := types.Axis{Name: name, Size: types.Known(int64(t.X.Shape[i+1]))}
		if name == "time" {
			a.Rate = t.X.Rate
		}
		of.Axes = append(of.Axes, a)
	}
	of.Unit, _ = types.MeasureOf("uV")
	return of.String()
}
