package exec

import (
	"errors"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/ref/learn"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"github.com/eegp-lang/eegp/compiler/ref/split"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// absentError is a fold whose training side lacks a class.
type absentError struct {
	class string
	train int
}

func (e *absentError) Error() string { return "no training trial of " + e.class }

// splitProblem turns the refusal of a split into what the user should know.
func splitProblem(s plan.Split, err error) diag.Problem {
	p := diag.FewTrials{At: s.Call.Span, Split: s.Call.Show()}
	var group *op.FoldError
	if errors.As(err, &group) {
		p.Group = group.Group
	}
	var few *split.TooFewError
	if errors.As(err, &few) {
		p.What, p.Have, p.Need = few.What, few.Have, few.Need
		if s.Call.Has("n") {
			p.Most = few.Have - 1 // all but one may be left out
		}
		// The rules of folds know groups; here they are runs, sessions or subjects.
		if of := s.Call.Choice("of"); of != "" && of != "trial" {
			p.What = of + "s"
		}
		return p
	}
	return diag.StageFailed{At: s.Call.Span, Stage: s.Call.Show(), Reason: err.Error()}
}

// stageProblem turns the failure of a map into what the user should know.
func stageProblem(st *types.Stage, path string, err error) diag.Problem {
	var unknown *op.UnknownChannelError
	if errors.As(err, &unknown) {
		return diag.NoSuchChannel{At: st.Span, Path: path, Name: unknown.Name, Have: unknown.Have}
	}
	return diag.StageFailed{At: st.Span, Stage: st.Show(), Path: path, Reason: err.Error()}
}

// cellProblem turns the failure of a method on a fold into what the user should
// know. Folds that fail for one reason share one problem, since it points at the
// same stage.
func (r *runner) cellProblem(m plan.Method, s *SplitResult, f op.Fold, t *value.Trials, err error) diag.Problem {
	at, name := m.Span.Span, m.Name
	var stage *stageError
	if errors.As(err, &stage) {
		at, name = stage.stage.Span, stage.stage.Show()
	}
	fold := fmt.Sprintf("%s of %s", foldName(f), s.Name)
	var (
		absent   *absentError
		rank     *linalg.NotSPD
		singular *learn.SingularError
		infinite *learn.NonFiniteError
		entry    *linalg.NotFinite
	)
	switch {
	case errors.As(err, &absent):
		return diag.ClassMissing{At: r.splitSpan(s), Split: s.Text, Fold: foldName(f), Class: absent.class, TrainedTrial: absent.train}
	case errors.As(err, &rank):
		return diag.RankLoss{At: at, Method: name, Rank: rank.Rank, Size: rank.Size, Flat: flatChannels(t)}
	case errors.As(err, &singular):
		return diag.FitFailed{At: at, Method: name, Fold: fold, Reason: singular.Error()}
	case errors.As(err, &entry):
		return diag.BadFeature{At: at, Method: name, Fold: fold, Detail: entry.Error()}
	case errors.As(err, &infinite):
		return diag.BadFeature{At: at, Method: name, Fold: fold, Detail: fmt.Sprintf("feature %d of training trial %d is %v", infinite.Feature+1, infinite.Trial+1, infinite.Value)}
	}
	if p := trainingProblem(at, name, fold, stage, err); p != nil {
		return p
	}
	reason := err
	if stage != nil {
		reason = stage.err
	}
	return diag.FitFailed{At: at, Method: name, Fold: fold, Reason: reason.Error()}
}

// flatChannels names the channels that never change over all trials.
func flatChannels(t *value.Trials) []string {
	if t.X.Axis("channel") != 1 || len(t.X.Shape) != 3 || t.Len() == 0 {
		return nil
	}
	n := t.X.Shape[2]
	if n < 2 {
		return nil // one sample never changes
	}
	var flat []string
	for ch, name := range t.Channels {
		constant := true
		for i := 0; i < t.Len() && constant; i++ {
			row := t.Item(i)[ch*n : (ch+1)*n]
			for _, v := range row {
				// A filter leaves rounding noise of a constant channel.
				if v > 1e-9 || v < -1e-9 {
					constant = constant && v == row[0]
				}
			}
		}
		if constant {
			flat = append(flat, name)
		}
	}
	if len(flat) == len(t.Channels) {
		return nil // what made all of them flat is no matter of channels
	}
	return flat
}
