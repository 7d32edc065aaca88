package op

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/value"
)

func fitTune(c Call, t *value.Trials, h Host) (Model, error) {
	candidates, score := c.Stages("candidates"), c.Sub("score")
	folds, err := h.Folds(c.Sub("inner"), t)
	if err != nil {
		return nil, fmt.Errorf("the inner split of tune: %w", err)
	}
	best, bestScore := -1, math.Inf(-1)
	for i, candidate := range candidates {
		sum := 0.0
		for _, f := range folds {
			m, err := h.Fit(candidate, t.Take(f.Train))
			if err != nil {
				return nil, err
			}
			held := t.Take(f.Test)
			out, err := m.Apply(held.Unlabelled())
			if err != nil {
				return nil, err
			}
			s, err := h.Score(score, Judge(held, out))
			if err != nil {
				return nil, err
			}
			sum += s
		}
		// A NaN never beats anything, and equal scores keep the earlier candidate.
		if mean := sum / float64(len(folds)); mean > bestScore {
			best, bestScore = i, mean
		}
	}
	if best < 0 {
		return nil, fmt.Errorf("no candidate of tune has a score")
	}
	return h.Fit(candidates[best], t)
}

// Judge pairs the truth of trials with the scores a method gave them. The
// prediction is the class with the highest score, the earlier one on a tie.
func Judge(truth, scored *value.Trials) Outcome {
	o := Outcome{Labels: truth.Labels, Classes: truth.Classes}
	for i := range scored.Len() {
		row := scored.Item(i)
		best := 0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
		}
		o.Decision = append(o.Decision, row)
		o.Predicted = append(o.Predicted, best)
	}
	return o
}
