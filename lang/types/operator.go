package types

import "github.com/eegp-lang/eegp/lang/diag"

// An Operator is one row of the table the checker is handed. Sig alone is
// enough; the functions refine it. None of them may keep state.
type Operator struct {
	Name  string // may be dotted: simulated.motor_imagery
	Sig   *Signature
	Doc   string // one sentence
	Role  Role
	Kind  Kind // of a stage; follows from the arrow except for nets
	Marks Marks
	Ready bool // false: it checks, and running it says that it is not there yet

	Batch    bool   // it may name the axis batch (norm, losses)
	PastOnly bool   // a split under which only the past is known (online)
	Keeps    bool   // its inner stage must give the type that it takes (repeat, residual)
	Repeats  string // the parameter that counts the copies of an inner stage
	Learns   string // what a learner would compute from test trials, for E401: its mean

	// Result refines the type that the signature gives. It may return out itself.
	Result func(b *Bound, in, out Type) (Type, diag.Problem)
	// Join gives the type of several inner stages side by side from what each gives;
	// without it the last one counts.
	Join func(b *Bound, outs []Type) (Type, diag.Problem)
	// Inspect finds mistakes a type cannot show, such as a band edge at half
	// the rate. It is called once the input's type is known.
	Inspect func(b *Bound, in Type) []diag.Problem
	// Ahead is how many seconds the operator looks into the future at a rate;
	// 0 is causal. Rate 0 means unknown.
	Ahead func(b *Bound, rate float64) float64
	// Schema is the type of a source's recordings when its arguments alone
	// tell; otherwise the checker asks its environment for headers.
	Schema func(b *Bound) (Type, bool)
	// Note is a remark for `check --explain`: "751 samples: both ends kept".
	Note func(b *Bound, in, out Type) string
	// Weights counts trainable numbers for an input, for nets.
	Weights func(b *Bound, in Tensor) (int64, bool)
	// Running counts the running values that a net keeps beside its weights; nil for
	// none.
	Running func(b *Bound, in Tensor) (int64, bool)
	// Fold computes an elementwise function of a plain number (exp, log).
	Fold func(x float64) float64
	// Eval computes a value function from its arguments (tick, shape, params).
	Eval func(b *Bound, c Context) (Value, bool)
	// Lambda types a stage whose function argument is neither a Step nor a Loss:
	// call elaborates it with the given argument types and returns its result. What
	// the last call made of it is kept in the stage's Fns.
	Lambda func(b *Bound, in, out Type, call func(param string, args ...Type) Type) Type
}

// A Context lets an operator's Eval look at where it stands.
type Context interface {
	// Axis of the block's input.
	Axis(name string) (Axis, bool)
	// Apply gives the type of a stage on an input.
	Apply(s *Stage, in Type) (Type, bool)
	// Weights counts the trainable numbers of a stage on an input.
	Weights(s *Stage, in Type) (int64, bool)
	// Running counts the running values of a stage on an input.
	Running(s *Stage, in Type) (int64, bool)
}

// Role tells what a call of the operator is.
type Role int

const (
	StageRole  Role = iota // a stage from input to output
	SourceRole             // recordings
	SplitRole
	ScoreRole
	CompareRole
	ValueRole  // a number or other value (tick, shape)
	OptionRole // an argument of others: patience, masked, adamw
)

var roleNames = [...]string{"stage", "source", "split", "score", "compare", "value", "option"}

func (r Role) String() string { return roleNames[r] }
