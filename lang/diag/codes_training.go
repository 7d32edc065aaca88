package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// What goes wrong while a network is trained; part of the E8 family.
var trainingCodes = []Code{
	{"E816", "a training left the numbers"},
	{"E817", "a batch is larger than the training part"},
	{"E818", "a checkpoint belongs to another network"},
	{"E819", "nothing is left to train"},
	{"E820", "a network does not give one score for each class"},
	{"E821", "no validation part can be cut"},
}

// Diverged is a training whose loss, gradient or weights are no numbers any more.
type Diverged struct {
	At           source.Span
	Method, Fold string
	Epoch, Step  int
	What         string // the loss is no number
	Layer        string // in which it began, "" when not found
	Steepest     bool   // the layer only had the largest gradient before
	Rate         float64
	Clipped      bool
}

func (p Diverged) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E816", At: p.At,
		Message: fmt.Sprintf("%s in epoch %d, step %d of `%s`, in %s", p.What, p.Epoch, p.Step, p.Method, p.Fold),
		Rule:    "the other methods and folds go on without it",
		Hint:    fmt.Sprintf("scale the data, with zscore for example, or learn slower: the rate was %.3g", p.Rate),
	}
	switch {
	case p.Layer != "" && p.Steepest:
		d.Label = "the gradient was largest in " + p.Layer
	case p.Layer != "":
		d.Label = "it began in " + p.Layer
	}
	if !p.Clipped {
		d.Hint += "; clip: 1 bounds the gradient"
	}
	return d
}

// LargeBatch is a written batch that the training trials do not fill.
type LargeBatch struct {
	At            source.Span
	Method, Fold  string
	Batch, Trials int
}

func (p LargeBatch) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E817", At: p.At,
		Message: fmt.Sprintf("a batch of %d, and only %s in %s", p.Batch, several(p.Trials, "training trial"), p.Fold),
		Rule:    "what the validation part holds back is not trained on",
		Hint:    fmt.Sprintf("batch: %d or less; without batch, it is 32 or as many as there are", p.Trials),
	}
}

// OtherCheckpoint is a saved state that a training cannot go on from.
type OtherCheckpoint struct {
	At                     source.Span
	Method, Path           string
	Reason                 string // "" when the network is another
	Missing, Extra, Differ []string
}

func (p OtherCheckpoint) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E818", At: p.At,
		Message: fmt.Sprintf("`%s` is no checkpoint that `%s` can go on from", p.Path, p.Method),
		Label:   p.Reason,
		Rule:    "a training goes on only from its own state: same network, settings, trials and seed",
		Hint:    "delete the file to begin again, or name another folder with --checkpoints",
	}
	if p.Reason == "" {
		var parts []string
		for _, x := range []struct {
			what  string
			names []string
		}{{"it lacks ", p.Missing}, {"it has beside ", p.Extra}, {"", p.Differ}} {
			if len(x.names) > 0 {
				parts = append(parts, x.what+firstOf(x.names))
			}
		}
		d.Label = "it is of another network: " + strings.Join(parts, "; ")
	}
	return d
}

// firstOf lists names, the first few when there are many.
func firstOf(names []string) string {
	const most = 6
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// AllFrozen is a network in which every weight is frozen.
type AllFrozen struct {
	At     source.Span
	Method string
}

func (p AllFrozen) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E819", At: p.At, Message: fmt.Sprintf("`%s` freezes every weight, so nothing is left to train", p.Method),
		Rule: "train changes the weights that are not frozen", Hint: "freeze less, or put a layer behind what is frozen, such as dense(class)",
	}
}

// OtherScores is a network whose output is not one score for each class.
type OtherScores struct {
	At                  source.Span
	Method, Gives, Want string
}

func (p OtherScores) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E820", At: p.At, Message: fmt.Sprintf("`%s` gives %s, and the study has %s", p.Method, p.Gives, p.Want),
		Rule: "a network that is trained gives one score for each class", Hint: "end it with dense(class), which takes the number of classes from the data",
	}
}

// NoValidation is a validation part that cannot be cut.
type NoValidation struct {
	At               source.Span
	Method, Fold, By string
	Reason           string
}

func (p NoValidation) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E821", At: p.At, Message: fmt.Sprintf("`%s` cannot cut a validation part by %s in %s", p.Method, p.By, p.Fold),
		Label: p.Reason, Rule: "it comes from the training side, and every class must stay to learn from",
		Hint: "validation: 20 %, or train without a stop rule",
	}
}
