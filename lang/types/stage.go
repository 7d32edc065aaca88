package types

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// Kind is the leakage rule of a stage: maps may stand anywhere, nets inside
// train, learners in methods. Values are ordered by strength.
type Kind int

const (
	Map Kind = iota
	Net
	Learner
)

func (k Kind) String() string { return [...]string{"map", "net", "learner"}[k] }

// Marks tell more about what a stage needs.
type Marks struct {
	Labels       bool // learns from the labels
	Future       bool // needs later samples
	Random       bool // draws random numbers
	Transductive bool // adapts to the target's unlabelled data
}

// Or joins marks, as a pipeline does.
func (m Marks) Or(n Marks) Marks {
	return Marks{
		m.Labels || n.Labels, m.Future || n.Future, m.Random || n.Random,
		m.Transductive || n.Transductive,
	}
}

// String lists the marks: "labels, future".
func (m Marks) String() string {
	var names []string
	for _, r := range []struct {
		on   bool
		name string
	}{{m.Labels, "labels"}, {m.Future, "future"}, {m.Random, "random"}, {m.Transductive, "transductive"}} {
		if r.on {
			names = append(names, r.name)
		}
	}
	return strings.Join(names, ", ")
}

// Form says how a stage is built.
type Form int

const (
	OpForm     Form = iota // one operator: Bound
	SeqForm                // Parts in order
	AdaptForm              // adapt Parts[0]
	BlockForm              // a block of the language: Block, Parts or Body
	SourceForm             // recordings come from here: Bound
)

// A Stage is an elaborated pipeline element. A data pipeline is a SeqForm whose
// first part is a SourceForm, or a lone SourceForm. In and Out are concrete once
// the stage has been applied to its input; before, they are the open types of
// its signature.
type Stage struct {
	Form  Form
	Name  string // the operator's or block's name
	Bound *Bound // OpForm, SourceForm
	Block *Block // BlockForm
	// Parts are the stages of a SeqForm or of a block written with =; the one
	// stage of an AdaptForm; what an operator such as train holds, once applied.
	Parts []*Stage
	// Body is the result of a block written with braces, and Input the term that
	// stands for its x, once applied.
	Body  *Term
	Input *Term
	// Fns are the functions that an operator was given (the step of scan, the loss
	// of train), typed on what they are handed, once applied.
	Fns   []*Function
	Kind  Kind
	Marks Marks
	In    Type
	Out   Type
	Span  source.Span
	// Weight counts the operators within, so that nesting stays bounded.
	Weight int
	// Let is the name of the let this stage is the value of: a let of a block, or
	// of the file for a network. "" for a stage written in place.
	Let string
	// Path is the text that named this part of another stage: net.layers[1..2];
	// Part is the same as data.
	Path string
	Part *Part
}

// A Block is a user's block with its arguments.
type Block struct {
	Name string
	Decl *syntax.Block
	Args []Arg
	Env  any // the checker's own: where the block was declared
}

// IsData reports whether the stage yields recordings by itself.
func (s *Stage) IsData() bool {
	return s.Form == SourceForm || s.Form == SeqForm && len(s.Parts) > 0 && s.Parts[0].IsData()
}

// Type of the stage as a value: what it yields when it is data.
func (s *Stage) Type() Type {
	if s.IsData() {
		return s.Out
	}
	return StageType{Kind: s.Kind, Marks: s.Marks, In: s.In, Out: s.Out}
}

// Flat lists the stages of a pipeline in order, opening sequences and applied
// blocks written with =. What adapt, train and residual hold stays inside.
func (s *Stage) Flat() []*Stage {
	if len(s.Parts) == 0 || s.Form != SeqForm && s.Form != BlockForm {
		return []*Stage{s}
	}
	var out []*Stage
	for _, p := range s.Parts {
		out = append(out, p.Flat()...)
	}
	return out
}

// Show prints the stage canonically.
func (s *Stage) Show() string { return s.show(false) }

// ShowFull prints it with every default filled in: the text that is hashed.
func (s *Stage) ShowFull() string { return s.show(true) }

func (s *Stage) show(full bool) string {
	if s.Path != "" {
		return s.Path
	}
	switch s.Form {
	case SeqForm:
		parts := make([]string, len(s.Parts))
		for i, p := range s.Parts {
			parts[i] = p.show(full)
		}
		return strings.Join(parts, " |> ")
	case AdaptForm:
		inner := s.Parts[0].show(full)
		if s.Parts[0].Form == SeqForm {
			inner = "(" + inner + ")"
		}
		return "adapt " + inner
	case BlockForm:
		return s.Name + showArgs(s.Block.Args, full, len(s.Block.Args) > 0)
	}
	return s.Bound.show(full)
}

// A Term is a tensor computed inside a block or a function. Terms are shared: one
// that is used twice is one pointer, and a function or an inner block that uses a
// term from around it holds that very pointer.
type Term struct {
	Form  TermForm
	Op    string // arithmetic: + - * / ^ neg; comparisons, which give 0 or 1: == != < <= > >=
	Stage *Stage // the stage applied, typed
	In    []*Term
	Const Num
	Name  string // the input's name; "?" for a number that is not known
	Out   Type
	Let   string // the innermost let whose value was being computed; "" in a result
	Span  source.Span
}

// TermForm says what a term is.
type TermForm int

const (
	InputTerm TermForm = iota // the block's input, or a function's parameter
	ConstTerm                 // a number
	ApplyTerm                 // Stage applied to In[0]
	ArithTerm                 // Op over In, axes of equal name joined
)

// Show prints the term; shared parts print again, deep ones as dots.
func (t *Term) Show() string { return t.show(6) }

func (t *Term) show(depth int) string {
	if depth == 0 {
		return "..."
	}
	switch t.Form {
	case InputTerm:
		return t.Name
	case ConstTerm:
		return t.Const.Show()
	case ApplyTerm:
		return t.In[0].show(depth-1) + " |> " + t.Stage.Show()
	}
	parts := make([]string, len(t.In))
	for i, x := range t.In {
		parts[i] = x.show(depth - 1)
	}
	return "(" + strings.Join(parts, " "+t.Op+" ") + ")"
}

// A Closure is a function of the language as a value. Env is the checker's own.
type Closure struct {
	Name   string
	Params []string
	Span   source.Span
	Env    any
}

// Show prints the name, or fn(v, i) for one without.
func (c *Closure) Show() string {
	if c.Name != "" {
		return c.Name
	}
	return "fn(" + strings.Join(c.Params, ", ") + ")"
}
