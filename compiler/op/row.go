// Package op is the operator table: what a user can write. One row holds an
// operator's signature in the language's own syntax, one sentence, an example
// that is run as a test, and exactly one meaning; the checker's environment,
// `eegp doc`, spec/ops.md and the tests follow from it. The package computes in
// float64 through compiler/ref and knows no file and no device.
package op

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Row is one operator.
type Row struct {
	Sig   string
	Doc   string // one sentence: what it does
	Notes string // conventions, units, errors and source
	Try   string // an example, run as a test
	Does  Meaning

	Labels bool // a learner that needs the labels
	Random bool // draws random numbers
	Held   bool // a schedule that waits for the held-out loss
	// Version of the numerics: a change in results raises it. 0 means 1.
	Version int

	// What the signature alone cannot tell; see types.Operator.
	Batch    bool
	PastOnly bool
	Keeps    bool
	Repeats  string
	Learns   string
	Result   func(c Call, in, out types.Type) (types.Type, diag.Problem)
	Join     func(c Call, outs []types.Type) (types.Type, diag.Problem)
	Inspect  func(c Call, in types.Type) []diag.Problem
	Ahead    func(c Call, rate float64) float64
	Schema   func(c Call) (types.Type, bool)
	Note     func(c Call, in, out types.Type) string
	Fold     func(x float64) float64
	Eval     func(c Call, ctx types.Context) (types.Value, bool)
	Lambda   func(c Call, in, out types.Type, call func(string, ...types.Type) types.Type) types.Type
}

// A Call is an operator with its arguments.
type Call = *types.Bound

// families in the order of the manual.
var families = []struct {
	Title string
	Rows  []Row
}{
	{"Sources", sources},
	{"Filters and rates", filters},
	{"Channels", channels},
	{"Trials", trialRows},
	{"Spatial filters", spatialRows},
	{"Covariances and Riemannian geometry", riemannRows},
	{"Classifiers and search", classifiers},
	{"Splits", splits},
	{"Scores", scores},
	{"Comparisons", comparisons},
	{"Numbers", scalars},
	{"Layers with weights", linearRows},
	{"Normalisation", normRows},
	{"Pooling and statistics", poolRows},
	{"Activations", activationRows},
	{"Frequencies", spectralRows},
	{"Shaping networks", combineRows},
	{"Axes", axisRows},
	{"Recurrent layers", recurrentRows},
	{"Recurrences of one's own", scanRows},
	{"Attention and positions", attentionRows},
	{"Spikes", spikingRows},
	{"Places and memories", stateRows},
	{"Training", trainRows},
	{"Tasks without labels", taskRows},
	{"Augmentation", augmentRows},
	{"Losses", lossRows},
	{"Penalties and bounds of weights", penaltyRows},
	{"Optimizers", optimizerRows},
	{"Learning rates and stops", slices.Concat(scheduleRows, stopRows)},
	{"Stimulus-locked methods", stimulusRows},
}

// A Family is a titled part of the table.
type Family struct {
	Title string
	Ops   []*Op
}

// An Op is a row with its name; its head is parsed when somebody asks for it,
// since a program uses few of all operators.
type Op struct {
	*Row
	Name string
	Head func() *types.Operator
}

type table struct {
	families []Family
	names    []string
	byName   map[string]*Op
}

// load reads the names of the table once; the result is never changed.
var load = sync.OnceValue(func() table {
	t := table{byName: map[string]*Op{}}
	for _, f := range families {
		family := Family{Title: f.Title}
		for i := range f.Rows {
			row := &f.Rows[i]
			op := &Op{Row: row, Name: nameOf(row.Sig), Head: sync.OnceValue(func() *types.Operator { return head(row) })}
			family.Ops = append(family.Ops, op)
			t.byName[op.Name] = op
			t.names = append(t.names, op.Name)
		}
		t.families = append(t.families, family)
	}
	return t
})

// nameOf a signature is what stands before its parameters or its colon.
func nameOf(sig string) string {
	return strings.TrimSpace(sig[:strings.IndexAny(sig, "(:")])
}

// head turns a row into what the checker knows. A signature that does not parse
// is a mistake in this package, and the first test finds it.
func head(r *Row) *types.Operator {
	h, err := types.ParseOperator(r.Sig)
	if err != nil {
		panic(fmt.Sprintf("operator table: %s: %v", r.Sig, err))
	}
	if h.Role != r.Does.role() {
		panic(fmt.Sprintf("operator table: %s: the signature makes a %s, the meaning a %s", r.Sig, h.Role, r.Does.role()))
	}
	if isNet(r.Does) {
		h.Kind = types.Net
	}
	h.Batch, h.PastOnly, h.Keeps, h.Repeats, h.Learns = r.Batch, r.PastOnly, r.Keeps, r.Repeats, r.Learns
	h.Doc, h.Marks = r.Doc, types.Marks{Labels: r.Labels, Random: r.Random}
	_, later := r.Does.(Later)
	h.Ready = !later
	h.Join = r.Join
	h.Result, h.Inspect, h.Ahead, h.Schema = r.Result, r.Inspect, r.Ahead, r.Schema
	h.Weights, h.Running = r.weigh()
	h.Note, h.Fold, h.Eval, h.Lambda = r.Note, r.Fold, r.Eval, r.Lambda
	return h
}

// Table is the operator table as the checker is handed it.
type Table struct{}

// Names of all operators, in the order of the manual.
func (Table) Names() []string { return load().names }

// Named is the head of an operator; nil when there is none.
func (Table) Named(name string) *types.Operator {
	if o := Named(name); o != nil {
		return o.Head()
	}
	return nil
}

// Families is the table in the order of the manual.
func Families() []Family { return load().families }

// Named finds an operator; nil when there is none.
func Named(name string) *Op { return load().byName[name] }

// Of finds the row of a call.
func Of(c Call) *Op { return Named(c.Op.Name) }

// Numerics is the version of an operator's results.
func (o *Op) Numerics() int { return max(1, o.Version) }
