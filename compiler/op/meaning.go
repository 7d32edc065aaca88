package op

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
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
// trial, whose ends are padded differently. Threads is how many may work on it, 0
// for one; they may not change a result.
type Series struct {
	X       [][]float64
	Rate    float64
	Whole   bool
	Threads int
}

// A Learner is fitted on training trials. It gets their labels only when its row
// carries the mark labels. The fitted Model sees trials without labels.
type Learner func(c Call, t *value.Trials, h Host) (Model, error)

// A Model is a fitted learner.
type Model interface {
	// Apply transforms trials one by one; it may not look from one to another.
	Apply(t *value.Trials) (*value.Trials, error)
}

// Layers are lowered to the operator graph. A Layer is a map; a Net has weights or
// running states, which only training can set.
type (
	Layer func(b *layer.Build, c Call, x *graph.Node) *graph.Node
	Net   func(b *layer.Build, c Call, x *graph.Node) *graph.Node
)

// What training is made of. Losses and optimizers are lowered to the graph of a
// step; schedules and stops decide between epochs.
type (
	// Loss gives a scalar, the mean over the trials of a batch. score is what the
	// network gives, before any softmax; target has the same axes (for classes:
	// one-hot, or shares that sum to one); share holds a weight for each class.
	Loss func(b *layer.Build, c Call, score, target, share *graph.Node) *graph.Node

	// Optimizer updates one weight from its gradient. Slots name the values that
	// it keeps for each weight, which begin at zero; t counts steps from 1 and rate
	// is the learning rate, both scalars.
	Optimizer struct {
		Slots []string
		Step  func(b *layer.Build, c Call, w, g *graph.Node, slots []*graph.Node, t, rate *graph.Node) (next *graph.Node, kept []*graph.Node)
	}

	// Schedule gives the learning rate of a step.
	Schedule func(c Call, base float64, at Moment) float64

	// Stop decides after an epoch whether training ends.
	Stop func(c Call, held []float64) bool

	// Iterative marks a stage whose loop the runtime owns. With Task it stands in a
	// network and prepares the weights of what it holds by a task; without, it is a
	// learner by itself.
	Iterative struct {
		Role types.Role
		Task bool
	}

	// Task gives the loss of a network that is trained without labels, a scalar: net
	// applies the network to an input with the axes of x, [batch, ..]. It may make
	// weights of its own for what it needs behind the network.
	Task func(b *layer.Build, c Call, net func(x *graph.Node) *graph.Node, x *graph.Node) *graph.Node
)

// A Moment is how far a training has come.
type Moment struct {
	Step, StepsPerEpoch int       // steps done
	Epoch, Epochs       int       // epochs done, and at most
	Held                []float64 // held-out loss after each epoch so far
}

// Lower gives how an operator is lowered; nil for one that is none of layers.
func (o *Op) Lower() func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	switch f := o.Does.(type) {
	case Layer:
		return f
	case Net:
		return f
	case Iterative:
		if f.Task {
			return walkInner
		}
	}
	return nil
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

func (Signal) role() types.Role      { return types.StageRole }
func (Recording) role() types.Role   { return types.StageRole }
func (Cut) role() types.Role         { return types.StageRole }
func (Trials) role() types.Role      { return types.StageRole }
func (Learner) role() types.Role     { return types.StageRole }
func (Layer) role() types.Role       { return types.StageRole }
func (Net) role() types.Role         { return types.StageRole }
func (Loss) role() types.Role        { return types.OptionRole }
func (Optimizer) role() types.Role   { return types.OptionRole }
func (Schedule) role() types.Role    { return types.OptionRole }
func (Stop) role() types.Role        { return types.OptionRole }
func (i Iterative) role() types.Role { return i.Role }
func (Task) role() types.Role        { return types.OptionRole }
func (Source) role() types.Role      { return types.SourceRole }
func (Split) role() types.Role       { return types.SplitRole }
func (Score) role() types.Role       { return types.ScoreRole }
func (Scalar) role() types.Role      { return types.ValueRole }
func (l Later) role() types.Role     { return l.As }

// isNet reports whether an operator has weights that only training can set.
func isNet(m Meaning) bool {
	if _, ok := m.(Net); ok {
		return true
	}
	if i, ok := m.(Iterative); ok {
		return i.Task
	}
	l, ok := m.(Later)
	return ok && l.Net
}
