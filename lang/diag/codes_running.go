package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E8 family: what goes wrong, or deserves a second look, while a study runs.
var runningCodes = []Code{
	{"E801", "this version cannot run an operator"},
	{"E802", "there are fewer trials than folds"},
	{"E803", "a class has no training trial in a fold"},
	{"E804", "channels depend on each other"},
	{"E805", "a method met a value that is no number"},
	{"E806", "no trial is left"},
	{"E807", "a method could not be fitted"},
	{"E808", "a result cannot be written"},
	{"E809", "there is only one class"},
	{"W811", "a score lies below the majority predictor"},
	{"W812", "a score has no value in some folds"},
	{"W813", "the run was interrupted"},
	{"W814", "trials were left out"},
	{"E815", "a stage failed on a recording"},
}

// NotYet is an operator that checks and cannot run.
type NotYet struct {
	At    source.Span
	Name  string
	Needs string
}

func (p NotYet) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E801", At: p.At,
		Message: fmt.Sprintf("`%s` is part of the language, but this version of eegp cannot run it", p.Name),
		Label:   "needs " + p.Needs,
		Rule:    "`eegp check` accepts it, so the script stays valid",
		Hint:    "leave this part out to run the rest of the study",
	}
}

// FewTrials is a split that asks for more parts than there are.
type FewTrials struct {
	At         source.Span
	Split      string
	Group      string
	What       string
	Have, Need int
	Most       int // how many a split that leaves out may leave out, 0 for others
}

func (p FewTrials) Diagnose() Diagnostic {
	where := ""
	if p.Group != "" {
		where = p.Group + " has"
	} else {
		where = "there are"
	}
	d := Diagnostic{
		Code: "E802", At: p.At,
		Message: fmt.Sprintf("`%s` needs at least %d %s, but %s only %d", p.Split, p.Need, p.What, where, p.Have),
		Rule:    "every part must be tested once and trained on otherwise",
	}
	switch {
	case p.Most > 0:
		d.Hint = fmt.Sprintf("leave out at most %d", p.Most)
	case p.Have >= 2:
		d.Hint = fmt.Sprintf("ask for at most %d parts, or cut `within` something larger", p.Have)
	case p.Group == "":
		d.Hint = "add recordings"
	default:
		d.Hint = "cut `within` something larger, or add recordings"
	}
	return d
}

// ClassMissing is a fold whose training side lacks a class.
type ClassMissing struct {
	At           source.Span
	Split, Fold  string
	Class        string
	TrainedTrial int
}

func (p ClassMissing) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E803", At: p.At,
		Message: fmt.Sprintf("in %s of `%s` the class %s has no training trial", p.Fold, p.Split, p.Class),
		Label:   fmt.Sprintf("%s, none of %s", several(p.TrainedTrial, "training trial"), p.Class),
		Rule:    "a method can only learn classes it has seen",
		Hint:    "split so that every training side has every class, for example kfold(5, of: trial), or choose classes with trials(.., on: [..])",
	}
}

// RankLoss is a covariance without full rank.
type RankLoss struct {
	At         source.Span
	Method     string
	Rank, Size int
	Flat       []string // flat channels, when they are the reason
}

func (p RankLoss) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E804", At: p.At,
		Message: fmt.Sprintf("the covariance of %d channels has no full rank, so `%s` cannot invert it", p.Size, p.Method),
		Rule:    "a flat channel, an average reference or interpolated channels make channels depend on each other",
		Hint:    "drop a dependent channel, or shrink: covariances(oas), csp(4, estimator: oas)",
	}
	if p.Rank > 0 {
		d.Message = fmt.Sprintf("%d channels carry only %d independent signals, so `%s` cannot invert their covariance",
			p.Size, p.Rank, p.Method)
	}
	if len(p.Flat) > 0 {
		d.Hint = fmt.Sprintf("drop the flat channels: drop([%s])", strings.Join(p.Flat, ", "))
	}
	return d
}

// BadFeature is a NaN or infinity where a learner needs numbers.
type BadFeature struct {
	At     source.Span
	Method string
	Fold   string
	Detail string
}

func (p BadFeature) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E805", At: p.At,
		Message: fmt.Sprintf("`%s` met a value that is no number in %s", p.Method, p.Fold),
		Label:   p.Detail,
		Rule:    "learners need finite numbers; the logarithm of a flat channel's power is minus infinity",
		Hint:    "drop channels that are flat, such as one that is the reference, or leave such trials out with reject(flat: 1 uV)",
	}
}

// NothingLeft is a data pipeline that ends without trials.
type NothingLeft struct {
	At      source.Span
	Dropped int
}

func (p NothingLeft) Diagnose() Diagnostic {
	if p.Dropped == 0 {
		return Diagnostic{
			Code: "E806", At: p.At,
			Message: "there is no trial",
			Label:   "no event of these classes",
			Rule:    "a trial is cut around every event whose label is mapped to a class",
			Hint:    "`eegp info FILE` lists the events of a recording",
		}
	}
	return Diagnostic{
		Code: "E806", At: p.At,
		Message: "no trial is left",
		Label:   "left out: " + several(p.Dropped, "trial"),
		Rule:    "trials that reach beyond their recording, across a gap or over a rejection limit are left out",
		Hint:    "make the window shorter or the limit larger; `eegp info FILE` lists the events and the duration",
	}
}

// FitFailed is a learner that gave up for a reason of its own.
type FitFailed struct {
	At           source.Span
	Method, Fold string
	Reason       string
}

func (p FitFailed) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E807", At: p.At,
		Message: fmt.Sprintf("`%s` could not be fitted in %s", p.Method, p.Fold),
		Label:   p.Reason,
		Rule:    "the other methods and folds go on without it",
	}
}

// Unwritable is an output that could not be written.
type Unwritable struct {
	Path   string
	Reason string
}

func (p Unwritable) Diagnose() Diagnostic {
	return Diagnostic{
		Code:    "E808",
		Message: fmt.Sprintf("cannot write `%s`: %s", p.Path, p.Reason),
		Rule:    "an older file of this name is untouched",
		Hint:    "name another place, or make room there",
	}
}

// several says how many of something there are.
func several(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// OneClass is a data set in which there is nothing to decide.
type OneClass struct {
	At    source.Span
	Class string
}

func (p OneClass) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E809", At: p.At,
		Message: fmt.Sprintf("all trials are of the class %s", p.Class),
		Rule:    "a classifier needs at least two classes",
		Hint:    "name more classes in trials(.., on: [..]) or map more labels in events: {..}; `eegp info FILE` lists the labels",
	}
}

// BelowChance is a method that does worse than not looking.
type BelowChance struct {
	At            source.Span
	Method, Score string
	Value, Chance float64
	Split         string
}

func (p BelowChance) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W811", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("%s of `%s` under %s is %.3f, below the majority predictor's %.3f", p.Score, p.Method, p.Split, p.Value, p.Chance),
		Rule:    "a score below chance is chance, or labels that are mixed up between training and test",
		Hint:    "look at the interval; if it excludes the majority value, check the event map",
	}
}

// Unscored are folds in which a score has no value.
type Unscored struct {
	At            source.Span
	Method, Score string
	Folds, Of     int
	Reason        string
}

func (p Unscored) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W812", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("%s of `%s` has no value in %d of %d folds", p.Score, p.Method, p.Folds, p.Of),
		Label:   p.Reason,
		Rule:    "the mean is over the folds that have one",
		Hint:    "larger folds, or a score that needs no second class in the test fold, such as accuracy",
	}
}

// Interrupted is a run that was stopped from outside.
type Interrupted struct{ Done, Of int }

func (p Interrupted) Diagnose() Diagnostic {
	if p.Of == 0 {
		return Diagnostic{
			Code: "W813", Severity: Warning,
			Message: "interrupted before a method was fitted",
			Hint:    "run again",
		}
	}
	return Diagnostic{
		Code: "W813", Severity: Warning,
		Message: fmt.Sprintf("interrupted: %d of %d cells are done, and the scores are over those", p.Done, p.Of),
		Rule:    "a cell is one method on one fold",
		Hint:    "run again for the rest",
	}
}

// LeftOut are trials that could not be cut or were rejected.
type LeftOut struct {
	At        source.Span
	Count, Of int
}

func (p LeftOut) Diagnose() Diagnostic {
	were := "were"
	if p.Count == 1 {
		were = "was"
	}
	return Diagnostic{
		Code: "W814", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("%d of %d trials %s left out", p.Count, p.Of, were),
		Rule:    "they reach beyond their recording, across a gap, or over a rejection limit",
	}
}

// StageFailed is a map that could not treat a recording, or a source that
// refuses its arguments.
type StageFailed struct {
	At          source.Span
	Stage, Path string // Path is "" for a source
	Reason      string
}

func (p StageFailed) Diagnose() Diagnostic {
	if p.Path == "" {
		name, _, _ := strings.Cut(p.Stage, "(")
		return Diagnostic{
			Code: "E815", At: p.At,
			Message: fmt.Sprintf("`%s` cannot work with these arguments", p.Stage),
			Label:   p.Reason,
			Hint:    fmt.Sprintf("`eegp doc %s` tells what it takes", name),
		}
	}
	return Diagnostic{
		Code: "E815", At: p.At,
		Message: fmt.Sprintf("`%s` failed on %s", p.Stage, p.Path),
		Label:   p.Reason,
		Rule:    "a stage that fails on one recording stops the study, since its trials would be missing from every score",
	}
}
