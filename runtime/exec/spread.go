package exec

import (
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// fewTrials are not worth a thread of their own.
const fewTrials = 4

// applyMapBy is applyMap by several threads. A map treats every trial by itself, so
// that runs of trials can be mapped apart and joined without a difference.
func applyMapBy(st *types.Stage, t *value.Trials, threads int) (*value.Trials, error) {
	threads = min(threads, t.Len()/fewTrials)
	if threads < 2 || !splits(st) {
		return applyMap(st, t)
	}
	parts := make([]*value.Trials, threads)
	var work errgroup.Group
	for i := range parts {
		run := trialsOf(t, i*t.Len()/threads, (i+1)*t.Len()/threads)
		work.Go(func() (err error) {
			parts[i], err = applyMap(st, run)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return value.Join(parts)
}

// splits tells whether a stage maps trials in float64; networks have threads of their
// own.
func splits(st *types.Stage) bool {
	if isLowered(st) || st.Bound == nil {
		return false
	}
	switch op.Of(st.Bound).Does.(type) {
	case op.Trials, op.Signal:
		return true
	}
	return false
}

// trialsOf views trials first..end. Those dropped before count with the first.
func trialsOf(t *value.Trials, first, end int) *value.Trials {
	run, x, n := *t, *t.X, t.X.Stride()
	x.Shape = slices.Clone(x.Shape)
	x.Shape[0] = end - first
	x.Data = x.Data[first*n : end*n]
	run.X, run.Origin = &x, t.Origin[first:end]
	if t.Labels != nil {
		run.Labels = t.Labels[first:end]
	}
	if first > 0 {
		run.Dropped = 0
	}
	return &run
}
