package exec

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// reaches warns when a zero-phase filter mixes samples of trials that a split
// may part. The checker warns from the text alone; here the events are known, so
// the warning comes only when trials lie closer than the filter reaches.
func (r *runner) reaches(recordings []*value.Recording, t *value.Trials) {
	if !slices.ContainsFunc(r.plan.Splits, func(s plan.Split) bool { return s.Call.Choice("of") == "trial" }) || len(recordings) == 0 {
		return
	}
	gap, ok := nearest(t)
	if !ok {
		return
	}
	rate := recordings[0].Rate
	for _, st := range r.plan.Prepare {
		row := op.Of(st.Bound)
		if row.Ahead == nil {
			continue
		}
		if ahead := row.Ahead(st.Bound, rate); ahead > gap {
			r.report(diag.ReachesAcross{At: st.Span, Stage: st.Name, Reach: ahead})
		}
	}
}

// nearest is the shortest time (s) between the windows of two neighbouring trials
// of one recording, negative when they overlap.
func nearest(t *value.Trials) (gap float64, ok bool) {
	last := map[string]value.Origin{}
	for _, o := range t.Origin {
		key := o.Recording + "\x00" + o.Subject + "\x00" + o.Session + "\x00" + o.Run
		before, seen := last[key]
		last[key] = o
		if !seen || before.Trial == o.Trial || t.X.Rate <= 0 {
			continue
		}
		d := float64(o.First-before.End) / t.X.Rate
		if !ok || d < gap {
			gap, ok = d, true
		}
	}
	return gap, ok
}
