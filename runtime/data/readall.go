package data

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// ReadAll reads the recordings of one study on all cores, checks their samples
// and compares them with each other. Recordings and problems come in the order
// of the matches; those that cannot be read are left out. The dataset is that of
// the options, the rest of the key that of the match. events are the files of
// events, one for each match, or nil.
func ReadAll(matches []Match, events []string, opt Options) ([]*value.Recording, []diag.Problem) {
	found := make([]*value.Recording, len(matches))
	notes := make([][]diag.Problem, len(matches))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, m := range matches {
		group.Go(func() error {
			own := opt
			own.Key = m.Key
			own.Key.Dataset = opt.Key.Dataset
			if events != nil {
				own.EventsFile = events[i]
			}
			rec, problems, err := Read(m.Path, own)
			if err == nil {
				found[i] = rec
				problems = append(problems, Check(rec)...)
			}
			notes[i] = problems
			return nil // every file is tried, and reports for itself
		})
	}
	_ = group.Wait() // no task returns an error
	var recs []*value.Recording
	var problems []diag.Problem
	for i, rec := range found {
		problems = append(problems, notes[i]...)
		if rec != nil {
			recs = append(recs, rec)
		}
	}
	return recs, append(problems, CheckTogether(recs)...)
}
