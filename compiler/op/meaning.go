package op

import (
	"github.com/eegp-lang/eegp/compiler/ref/split"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Meaning is what an operator computes. A row has exactly one, and its kind
// (map, net, learner, source, split, score, comparison, value) follows from it.
type Meaning interface{ role() types.Role }

// Maps. A map treats every recording or trial by itself: what it does to one
// may not depend on another, since maps run before folds are cut.
type (
	// Signal maps one recording or one trial. It may write to the series, which
	// belongs to it.
	Signal func(c Call, s Series) (Series, error)

	// Recording maps a whole recording where channels or events matter.
	Recording func(c Call, r *value.Recording) (*value.Recording, error)

	// Cut makes trials of one recording.
	Cut func(c Call, r *value.Recording) (*value.Trials, error)

	// Trials maps trials, each by itself. It may drop trials or cut one into
	// several, and only then may the numbers of trials differ.
	Trials func(c Call, t *value.Trials) (*value.Trials, error)
)

// A Series is channel × time: µV at a rate in Hz. Whole tells a recording from a
// trial, whose ends are padded differently.
type Series struct {
	X     [][]float64
	Rate  float64
	Whole bool
}

// A Learner is fitted on training trials. It gets their labels only when its row
// carries the mark labels. The fitted Model sees trials without labels.
type Learner func(c Call, t *value.Trials, h Host) (Model, error)

// A Model is a fitted learner.
type Model interface {
	// Apply transforms trials one by one; it may not look from one to another.
	Apply(t *value.Trials) (*value.Trials, error)
}

// A Host is what a learner that fits other learners may ask of the runtime.
type Host interface {
	// Fit fits a method on trials, as the study would.
	Fit(s *types.Stage, t *value.Trials) (Model, error)
	// Folds cuts trials by a split, with the program's seed.
	Folds(split Call, t *value.Trials) ([]Fold, error)
	// Score judges an outcome by a score that is a number.
	Score(score Call, o Outcome) (float64, error)
}

// A Source describes recordings; the runtime opens what it describes.
type Source func(c Call) Request

// A Request is what a source asks the runtime to open: one of the two is set.
type Request struct {
	Files      *Files
	Simulation *Simulation
}

// A Split cuts trials into folds. It sees where trials come from and their
// classes, never their data.
type Split func(c Call, t *Index, seed int64) ([]Fold, error)

// An Index is what a split may know of the trials.
type Index struct {
	Labels  []int
	Classes []string
	Origin  []value.Origin
}

// A Fold is a named pair of index lists. Group names the part of the data that
// the fold was cut within, "" when it spans everything.
type Fold struct {
	split.Fold
	Name  string
	Group string
}

// A Score judges the predictions of one fold, by a number or by a table.
type Score struct {
	Of         func(c Call, o Outcome) (float64, error)
	Table      func(o Outcome) ([][]float64, error)
	Proportion bool    // a share of trials, so that a binomial interval holds
	Low, High  float64 // the ends of its scale
}

// An Outcome is the truth and what a method said. Decision has one score a class.
type Outcome struct {
	Labels    []int
	Predicted []int
	Decision  [][]float64
	Classes   []string
}

// A Scalar is a function of numbers that the checker evaluates itself.
type Scalar struct{}

// Later marks an operator that belongs to the language but that this version
// cannot run; the text completes "it needs ...".
type Later struct {
	Needs string
	As    types.Role
	Net   bool
}

func (Signal) role() types.Role    { return types.StageRole }
func (Recording) role() types.Role { return types.StageRole }
func (Cut) role() types.Role       { return types.StageRole }
func (Trials) role() types.Role    { return types.StageRole }
func (Learner) role() types.Role   { return types.StageRole }
func (Source) role() types.Role    { return types.SourceRole }
func (Split) role() types.Role     { return types.SplitRole }
func (Score) role() types.Role     { return types.ScoreRole }
func (Scalar) role() types.Role    { return types.ValueRole }
func (l Later) role() types.Role   { return l.As }

// isNet reports whether an operator has weights that only training can set.
func isNet(m Meaning) bool {
	l, ok := m.(Later)
	return ok && l.Net
}
