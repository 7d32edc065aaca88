package exec

import (
	"errors"
	"io/fs"

	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/runtime/train"
)

// trainingProblem turns the failure of a training into what the user should know;
// nil when it was no training that failed.
func trainingProblem(at source.Span, name, fold string, stage *stageError, err error) diag.Problem {
	arg := func(param string) source.Span {
		if stage != nil && stage.stage.Bound != nil {
			return stage.stage.Bound.ArgSpan(param)
		}
		return at
	}
	var (
		diverged   *train.DivergedError
		batch      *train.BatchError
		checkpoint *train.CheckpointError
		still      *train.NothingTrainedError
		shape      *step.ShapeError
		validation *train.ValidationError
		unwritten  *train.WriteError
	)
	switch {
	case errors.As(err, &diverged):
		return diag.Diverged{
			At: at, Method: name, Fold: fold, Epoch: diverged.Epoch, Step: diverged.Step, What: diverged.What,
			Layer: diverged.Layer, Steepest: diverged.Steepest, Rate: diverged.Rate,
			Clipped: stage != nil && stage.stage.Bound != nil && stage.stage.Bound.Float("clip") > 0,
		}
	case errors.As(err, &batch):
		return diag.LargeBatch{At: arg("batch"), Method: name, Fold: fold, Batch: batch.Batch, Trials: batch.Trials}
	case errors.As(err, &checkpoint):
		return diag.OtherCheckpoint{
			At: at, Method: name, Path: checkpoint.Path, Reason: checkpoint.Reason,
			Missing: checkpoint.Missing, Extra: checkpoint.Extra, Differ: checkpoint.Differ,
		}
	case errors.As(err, &still):
		return diag.AllFrozen{At: arg("freeze"), Method: name}
	case errors.As(err, &shape):
		return diag.OtherScores{At: arg("net"), Method: name, Gives: shape.Got.String(), Want: shape.Want.String()}
	case errors.As(err, &unwritten):
		return diag.Unwritable{Path: unwritten.Path, Reason: plainReason(unwritten.Err)}
	case errors.As(err, &validation):
		return diag.NoValidation{At: arg("validation"), Method: name, Fold: fold, By: validation.By, Reason: validation.Err.Error()}
	}
	return nil
}

// plainReason of a failure of the file system, without the call and the path.
func plainReason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
