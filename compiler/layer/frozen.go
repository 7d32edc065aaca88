package layer

import (
	"strconv"

	"github.com/eegp-lang/eegp/lang/types"
)

// A Frozen part of a network keeps its weights and running values, and behaves as
// when predicting: batch statistics are the running ones and nothing is dropped.
// From..To are the copies of a repeated stage whose inside Stage is, counted from
// 1; 0 when all of the stage is meant.
type Frozen struct {
	Stage    *types.Stage
	From, To int
}

// Freeze is called where a stage is entered; it gives back the way out.
func (b *Build) Freeze(st *types.Stage) (leave func()) {
	if b.still || !b.keeps(st) {
		return func() {}
	}
	training := b.Training
	b.still, b.Training = true, false
	return func() { b.still, b.Training = false, training }
}

// keeps reports whether a stage is a frozen part at the place it stands.
func (b *Build) keeps(st *types.Stage) bool {
	for _, f := range b.Frozen {
		if f.Stage != st {
			continue
		}
		if f.From == 0 {
			return true
		}
		if len(b.scope) == 0 {
			continue
		}
		// The scope around the inside of a repeated stage is the number of the copy.
		if n, err := strconv.Atoi(b.scope[len(b.scope)-1]); err == nil && f.From <= n && n <= f.To {
			return true
		}
	}
	return false
}

// A Place is the path of a stage whose weights are prepared by themselves: those
// below it begin as they were left there.
type Place struct {
	Stage *types.Stage
	Path  string
}

// Here notes the place of the stage being lowered.
func (b *Build) Here() { b.Places = append(b.Places, Place{b.stage, b.Path()}) }
