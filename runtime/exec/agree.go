package exec

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/data"
)

// Recordings may differ in rate and channels, and have samples that are no
// numbers, until the stages that could mend it have had their turn: resample,
// pick and drop. So this is judged here and not when files are read.

// mendable takes out what stages may mend from the problems of reading.
func mendable(problems []diag.Problem) []diag.Problem {
	return slices.DeleteFunc(problems, func(p diag.Problem) bool {
		switch p.(type) {
		case diag.RatesDiffer, diag.ChannelsDiffer, diag.NotFinite:
			return true
		}
		return false
	})
}

// notFinite lists the channels with samples that are no numbers.
func notFinite(rec *value.Recording) []diag.NotFinite {
	var found []diag.NotFinite
	for _, p := range data.Check(rec) {
		if n, ok := p.(diag.NotFinite); ok {
			found = append(found, n)
		}
	}
	return found
}

// still are the problems of channels that no stage has left out.
func still(found []diag.NotFinite, rec *value.Recording) []diag.Problem {
	var problems []diag.Problem
	for _, p := range found {
		if slices.ContainsFunc(rec.Channels, func(c value.Channel) bool { return c.Name == p.Channel }) {
			problems = append(problems, p)
		}
	}
	return problems
}

// outline is a recording without its samples.
func outline(rec *value.Recording) *value.Recording {
	return &value.Recording{Path: rec.Path, Rate: rec.Rate, Channels: rec.Channels}
}
