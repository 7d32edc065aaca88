package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/train"
)

// A host fits stages for the cell it belongs to.
type host struct {
	seed  int64
	train train.Options // of what is trained by steps
}

// Folds cuts training trials for a learner that searches.
func (h host) Folds(b op.Call, t *value.Trials) ([]op.Fold, error) {
	cut, ok := op.Of(b).Does.(op.Split)
	if !ok {
		return nil, fmt.Errorf("%s cannot cut training trials", b.Show())
	}
	return cut(b, &op.Index{Labels: t.Labels, Classes: t.Classes, Origin: t.Origin}, h.seed)
}

// Score judges by a score that is a number.
func (h host) Score(b op.Call, o op.Outcome) (float64, error) {
	s, ok := op.Of(b).Does.(op.Score)
	if !ok || s.Of == nil {
		return 0, fmt.Errorf("%s is no number to choose by", b.Show())
	}
	return s.Of(b, o)
}

// Fit fits a stage on training trials, for a learner that searches.
func (h host) Fit(s *types.Stage, t *value.Trials) (op.Model, error) {
	h.train = h.train.Within(s, t)
	return h.fit(plan.Unroll(s), t)
}

// fit fits stages one after the other, each on what those before it make of the
// training trials.
func (h host) fit(stages []*types.Stage, t *value.Trials) (op.Model, error) {
	var c chain
	for i, st := range stages {
		m, err := h.fitOne(st, t)
		if err != nil {
			return nil, &stageError{st, err}
		}
		c = append(c, m)
		if i == len(stages)-1 {
			break
		}
		out, err := m.Apply(t.Unlabelled())
		if err != nil {
			return nil, &stageError{st, err}
		}
		// The labels of training trials stay known; the model never saw them pass.
		t = relabelled(out, t)
	}
	return c, nil
}

func (h host) fitOne(st *types.Stage, t *value.Trials) (op.Model, error) {
	if st.Form == types.AdaptForm {
		return adapted{stages: plan.Unroll(st.Parts[0]), host: h}, nil
	}
	if st.Bound == nil {
		return fixed{st}, nil
	}
	row := op.Of(st.Bound)
	if _, ok := row.Does.(op.Iterative); ok {
		return train.Fit(st, t, h.train)
	}
	learner, ok := row.Does.(op.Learner)
	if !ok {
		return fixed{st}, nil
	}
	if !row.Labels {
		t = t.Unlabelled()
	}
	return learner(typedCall(st), t, h)
}

// typedCall is the call of a stage with the stages that it holds as they were typed
// on its input.
func typedCall(st *types.Stage) op.Call {
	sig := st.Bound.Op.Sig
	if sig.In == nil || sig.In.Stage == "" || len(st.Parts) == 0 {
		return st.Bound
	}
	c := *st.Bound
	c.Args = slices.Clone(c.Args)
	for i, a := range c.Args {
		if a.Name != sig.In.Stage {
			continue
		}
		if _, one := a.Value.(*types.Stage); one {
			c.Args[i].Value = st.Parts[0]
			continue
		}
		list := make(types.List, len(st.Parts))
		for k, p := range st.Parts {
			list[k] = p
		}
		c.Args[i].Value = list
	}
	return &c
}

// relabelled gives the labels of trials to what became of them. Maps may have
// dropped or cut trials; then their origin tells which is which.
func relabelled(out, from *value.Trials) *value.Trials {
	c := *out
	if out.Len() == from.Len() {
		c.Labels = from.Labels
		return &c
	}
	label := map[[2]any]int{}
	key := func(o value.Origin) [2]any {
		return [2]any{o.Recording + "\x00" + o.Subject + "\x00" + o.Session + "\x00" + o.Run, o.Trial}
	}
	for i, o := range from.Origin {
		label[key(o)] = from.Labels[i]
	}
	c.Labels = make([]int, out.Len())
	for i, o := range out.Origin {
		c.Labels[i] = label[key(o)]
	}
	return &c
}

// A stageError says which stage of a method failed.
type stageError struct {
	stage *types.Stage
	err   error
}

func (e *stageError) Error() string { return e.stage.Show() + ": " + e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// A chain is fitted stages in order.
type chain []op.Model

func (c chain) Apply(t *value.Trials) (*value.Trials, error) {
	var err error
	for _, m := range c {
		if t, err = m.Apply(t); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// fixed is a map between learners: there is nothing to fit.
type fixed struct{ stage *types.Stage }

func (f fixed) Apply(t *value.Trials) (*value.Trials, error) { return applyMap(f.stage, t) }

// adapted refits label-free learners on the trials it is applied to, each session
// by itself. It keeps nothing from training.
type adapted struct {
	stages []*types.Stage
	host   host
}

func (a adapted) Apply(t *value.Trials) (*value.Trials, error) {
	t = t.Unlabelled()
	var order []string
	members := map[string][]int{}
	for i, o := range t.Origin {
		k := o.Dataset + "\x00" + o.Subject + "\x00" + o.Session
		if _, ok := members[k]; !ok {
			order = append(order, k)
		}
		members[k] = append(members[k], i)
	}
	parts := make([]*value.Trials, len(order))
	for g, k := range order {
		own := t.Take(members[k])
		m, err := a.host.fit(a.stages, own)
		if err != nil {
			return nil, err
		}
		if parts[g], err = m.Apply(own); err != nil {
			return nil, err
		}
	}
	if len(order) == 0 {
		return t, nil
	}
	joined, err := value.Join(parts)
	if err != nil {
		return nil, err
	}
	// Join lists session after session; the trials go back to their places.
	back := make([]int, t.Len())
	at := 0
	for _, k := range order {
		for _, i := range members[k] {
			back[i] = at
			at++
		}
	}
	return joined.Take(back), nil
}

// cell fits a method on the training side of a fold and judges it on the test side.
// It is nil when the run was interrupted before it was done.
func (r *runner) cell(ctx context.Context, t *value.Trials, m plan.Method, s *SplitResult, fold int, f op.Fold, job int) *Cell {
	c := &Cell{Fold: fold, Test: slices.Clone(f.Test)}
	began := now()
	c.Err = r.judge(c, t, m, s, f, host{seed: r.plan.Seed, train: r.training(ctx, m, s, fold, f, job)})
	if c.Err != nil && ctx.Err() != nil && errors.Is(c.Err, ctx.Err()) {
		return nil
	}
	c.Elapsed = now().Sub(began)
	if c.Err != nil {
		c.problem = r.cellProblem(m, s, f, t, c.Err)
	}
	return c
}

func (r *runner) judge(c *Cell, t *value.Trials, m plan.Method, s *SplitResult, f op.Fold, h host) error {
	if class, ok := absent(t, f.Train); ok {
		return &absentError{class: class, train: len(f.Train)}
	}
	all, err := r.mapped(m.From)
	if err != nil {
		return err
	}
	if all.Len() != t.Len() {
		return fmt.Errorf("a stage of the method changes the number of trials; such stages belong in data")
	}
	who := withoutData(t)
	model, err := h.fit(m.Learn, relabelled(all.Take(f.Train), who.Take(f.Train)))
	if err != nil {
		return err
	}
	if err := r.saveWeights(model, m, s, f); err != nil {
		return err
	}
	test := who.Take(f.Test)
	out, err := model.Apply(all.Take(f.Test).Unlabelled())
	if err != nil {
		return err
	}
	o := op.Judge(test, out)
	c.Predicted, c.Decision = o.Predicted, o.Decision
	majority := constant(test, frequencies(t, f.Train))
	for _, score := range r.plan.Scores {
		c.Scores = append(c.Scores, scoreOf(score, o))
		c.Baseline = append(c.Baseline, scoreOf(score, majority))
	}
	return nil
}

// withoutData is who the trials are and their labels, cheap to take from.
func withoutData(t *value.Trials) *value.Trials {
	c := *t
	c.X = value.NewTensor([]string{"trial", "none"}, []int{t.Len(), 0})
	return &c
}

// absent is a class of the data without a training trial.
func absent(t *value.Trials, train []int) (string, bool) {
	everywhere, here := make([]int, len(t.Classes)), make([]int, len(t.Classes))
	for _, y := range t.Labels {
		everywhere[y]++
	}
	for _, i := range train {
		here[t.Labels[i]]++
	}
	for c, n := range here {
		if n == 0 && everywhere[c] > 0 {
			return t.Classes[c], true
		}
	}
	return "", false
}

// frequencies is the share of each class among training trials.
func frequencies(t *value.Trials, train []int) []float64 {
	p := make([]float64, len(t.Classes))
	for _, i := range train {
		p[t.Labels[i]] += 1 / float64(len(train))
	}
	return p
}

// constant is the outcome of a predictor that always gives the same scores.
func constant(test *value.Trials, scores []float64) op.Outcome {
	o := op.Outcome{Labels: test.Labels, Classes: test.Classes}
	best := 0
	for k, v := range scores {
		if v > scores[best] {
			best = k
		}
	}
	for range test.Len() {
		o.Predicted = append(o.Predicted, best)
		o.Decision = append(o.Decision, scores)
	}
	return o
}
