package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E4 family: what is learnt, where, and from which trials.
var learningCodes = []Code{
	{"E401", "a learner stands in data that all folds share"},
	{"E402", "a network stands outside train"},
	{"E403", "adapt needs a learner without labels"},
	{"E404", "a split would cut through trials"},
	{"E405", "a study has no methods"},
	{"E406", "there is nothing to tune"},
	{"E407", "a split keeps finer groups than it cuts"},
	{"E408", "a corpus shares recordings with the data"},
	{"E409", "the batch is named outside training"},
	{"E410", "there is nothing to train"},
	{"E411", "a study or protocol has no data"},
	{"E412", "data stand inside a method"},
	{"E413", "a named part is not in the network"},
	{"W401", "a method learns nothing"},
	{"W402", "there is nothing to compare"},
}

// LearnerInData learns from trials it is later tested on.
type LearnerInData struct {
	At    source.Span
	Stage string // the operator's name
	Type  string // Recordings ~> Recordings
	What  string // its mean, its filters: what would be computed
	Where string // data, or the name of a let that data uses
	Moved string // the method with the stage in front, "" when it cannot be moved
	Edits []Edit
	Net   bool
}

func (p LearnerInData) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E401", At: p.At, Message: fmt.Sprintf("`%s` learns, but `%s` is shared by every fold", p.Stage, p.Where),
		Label: p.Type, Rule: "what it learns would be computed from trials it is later tested on",
	}
	if p.What != "" {
		d.Rule = p.What + " would be computed from trials it is later tested on"
	}
	if p.Moved != "" {
		d.Fix = &Fix{Text: "start each method with it", Edits: p.Edits}
	} else {
		d.Hint = "start each method with it"
	}
	return d
}

// UntrainedNet has weights that nothing would train.
type UntrainedNet struct {
	At    source.Span
	Stage string
	Type  string
	Fixed string // train(...) around it
}

func (p UntrainedNet) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E402", At: p.At, Message: fmt.Sprintf("`%s` has weights, but nothing trains them", p.Stage),
		Label: p.Type, Rule: "a network stands inside `train` or `pretrain`; elsewhere its weights would stay random",
	}
	if p.Fixed != "" {
		d.Fix = &Fix{Text: p.Fixed, Edits: []Edit{{Span: p.At, New: p.Fixed}}}
	} else {
		d.Hint = fmt.Sprintf("train(%s)", p.Stage)
	}
	return d
}

// BadAdapt is adapt before something that cannot be refitted without labels.
type BadAdapt struct {
	At     source.Span
	Stage  string
	Labels bool // it needs labels; else it learns nothing
}

func (p BadAdapt) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E403", At: p.At, Message: fmt.Sprintf("`%s` learns nothing, so it cannot adapt", p.Stage),
		Label: "a map", Rule: "adapt refits a learner on the target's unlabelled data",
	}
	if p.Labels {
		d.Message = fmt.Sprintf("`%s` needs labels, and the target has none", p.Stage)
		d.Label = "learns from labels"
		d.Hint = "adapt recenter(...) or another learner that does not look at labels"
	}
	return d
}

// SplitThroughTrials groups finer than trials.
type SplitThroughTrials struct {
	At    source.Span
	Split string
	Unit  string // window
}

func (p SplitThroughTrials) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E404", At: p.At, Message: fmt.Sprintf("`of: %s` would put windows of one trial on both sides of the split", p.Unit),
		Label: "finer than a trial", Rule: "folds are cut along subject, session, run or trial; overlapping windows never straddle them",
		Fix: instead(p.At, "trial"),
	}
}

// NoMethods is a study that compares nothing.
type NoMethods struct {
	At    source.Span
	Study string
}

func (p NoMethods) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E405", At: p.At, Message: fmt.Sprintf("study `%s` has no methods", p.Study),
		Rule: "a study judges methods on data", Hint: "methods = { csp_lda: csp(6) |> log_variance |> lda }",
	}
}

// NothingToTune is a candidate that learns nothing, or an empty list of them.
type NothingToTune struct {
	At    source.Span
	Stage string // "" when the list is empty
	Type  string
}

func (p NothingToTune) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E406", At: p.At, Message: fmt.Sprintf("`%s` learns nothing, so there is nothing to tune", p.Stage), Label: p.Type,
		Rule: "tune fits each candidate on the training side and keeps the best",
	}
	if p.Stage == "" {
		d.Message, d.Label = "the list of candidates is empty", "no candidates"
	}
	return d
}

// SplitTooCoarse cuts along groups no finer than those it stays within.
type SplitTooCoarse struct {
	At         source.Span
	Of, Within string
}

func (p SplitTooCoarse) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E407", At: p.At, Message: fmt.Sprintf("one %s holds no two %ss to tell apart", p.Within, p.Of),
		Label: "within " + p.Within, Rule: "subject holds session holds run holds trial; `within` must be coarser than `of`",
	}
}

// SharedCorpus is a corpus with recordings the study is tested on.
type SharedCorpus struct {
	At     source.Span
	Corpus string
}

func (p SharedCorpus) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E408", At: p.At, Message: fmt.Sprintf("the corpus `%s` holds recordings this study is tested on", p.Corpus),
		Label: "shared with data", Rule: "what is learnt from an outside corpus must not have seen the test recordings",
	}
}

// NamesBatch is `batch` where a stage sees one trial.
type NamesBatch struct {
	At    source.Span
	Stage string
}

func (p NamesBatch) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E409", At: p.At, Message: fmt.Sprintf("`%s` cannot name `batch`: it sees one trial at a time", p.Stage),
		Rule: "only `norm` and losses may name the batch, and only in training",
	}
}

// NothingToTrain is train around a stage without weights.
type NothingToTrain struct {
	At          source.Span
	Stage, Type string
	Learner     bool
}

func (p NothingToTrain) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E410", At: p.At, Message: fmt.Sprintf("`%s` has no weights to train", p.Stage), Label: p.Type,
		Rule: "train takes a network: a stage with conv, linear, dense or another layer in it",
	}
	if p.Learner {
		d.Message = fmt.Sprintf("`%s` fits itself, it is not trained by steps", p.Stage)
		d.Hint = "put it before or after train(...), as a stage of its own"
	}
	return d
}

// NoData is a study without recordings.
type NoData struct {
	At          source.Span
	Where, Name string
}

func (p NoData) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E411", At: p.At, Message: fmt.Sprintf("%s `%s` has no data", p.Where, p.Name),
		Rule: "a study says which recordings it uses, itself or in its protocol",
		Hint: "data = simulated.motor_imagery |> trials(0.5..3.5 s)",
	}
}

// DataInMethod is a method that brings its own recordings.
type DataInMethod struct {
	At     source.Span
	Method string
}

func (p DataInMethod) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E412", At: p.At, Message: fmt.Sprintf("method `%s` brings its own recordings", p.Method), Label: "recordings",
		Rule: "methods compete on the data of the study, so each is a stage that takes them",
	}
}

// LearnsNothing is a method without a learner.
type LearnsNothing struct {
	At     source.Span
	Method string
}

func (p LearnsNothing) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W401", Severity: Warning, At: p.At, Message: fmt.Sprintf("method `%s` learns nothing", p.Method),
		Label: "a map", Rule: "it is scored all the same; every fold gives the same predictions",
	}
}

// NothingToCompare is `compare` beside a single method.
type NothingToCompare struct {
	At    source.Span
	Study string
}

func (p NothingToCompare) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W402", Severity: Warning, At: p.At, Message: fmt.Sprintf("study `%s` compares a single method", p.Study),
		Rule: "a comparison needs two methods on the same folds",
	}
}

// NoSuchLayer is a part that the network beside it does not have.
type NoSuchLayer struct {
	At     source.Span
	Param  string // freeze
	Name   string
	Near   string
	Parts  []string
	Copies int // the part is there, with so many copies
}

func (p NoSuchLayer) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E413", At: p.At, Message: fmt.Sprintf("`%s` names `%s`, which is no part of this network", p.Param, p.Name),
		Rule: "a part is a let or a block inside the network that is trained", Fix: instead(p.At, p.Near),
	}
	switch {
	case p.Copies > 0:
		d.Message = fmt.Sprintf("`%s` names `%s`, but there are only %d copies", p.Param, p.Name, p.Copies)
		d.Fix = nil
	case d.Fix != nil:
	case len(p.Parts) == 0:
		d.Hint = "its stages have no names: write a block, or a let for what is to be named"
	default:
		d.Hint = "it has " + quotedList(p.Parts, "and")
	}
	return d
}
