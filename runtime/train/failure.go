package train

import (
	"fmt"
	"math"
)

// A BatchError is a batch that was written and that the training trials do not fill.
type BatchError struct{ Batch, Trials int }

func (e *BatchError) Error() string {
	return fmt.Sprintf("a batch of %d trials, and only %d to train on", e.Batch, e.Trials)
}

// A OneClassError is a training side without two classes.
type OneClassError struct {
	Class  string
	Trials int
}

func (e *OneClassError) Error() string {
	return fmt.Sprintf("all %d training trials are %s", e.Trials, e.Class)
}

// A NothingTrainedError is a network in which every weight is frozen.
type NothingTrainedError struct{}

func (e *NothingTrainedError) Error() string {
	return "every weight is frozen, so nothing is left to train"
}

// A DivergedError is a training that left the numbers.
type DivergedError struct {
	Epoch, Step int    // from 1
	What        string // the loss is NaN
	Layer       string // the layer in which it began, "" when not found
	Steepest    bool   // no layer was found, and this one had the largest gradient before
	Rate        float64
}

func (e *DivergedError) Error() string {
	text := fmt.Sprintf("in epoch %d, step %d, %s", e.Epoch, e.Step, e.What)
	switch {
	case e.Steepest:
		text += "; the gradient was largest in " + e.Layer
	case e.Layer != "":
		text += "; it began in " + e.Layer
	}
	return text
}

// mostTimes the loss of the first step is an explosion, not a bad start.
const mostTimes = 1e6

// wrong says what is the matter with a step, "" when nothing is.
func (r *run) wrong(p *program, loss float64) string {
	switch {
	case math.IsNaN(loss):
		return "the loss is no number"
	case math.IsInf(loss, 0):
		return "the loss is infinite"
	case len(r.Loss) > 0 && loss > mostTimes*math.Max(1, math.Abs(r.Loss[0])):
		return fmt.Sprintf("the loss is %.3g, after %.3g in the first epoch", loss, r.Loss[0])
	}
	if n := p.number(p.Norm); math.IsNaN(n) || math.IsInf(n, 0) {
		return "the gradient is no number"
	}
	return ""
}

// A ValidationError is a validation part that cannot be cut from the training side.
type ValidationError struct {
	By  string
	Err error
}

func (e *ValidationError) Error() string {
	return "no validation part can be cut by " + e.By + ": " + e.Err.Error()
}
func (e *ValidationError) Unwrap() error { return e.Err }
