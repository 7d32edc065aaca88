package train

import (
	"errors"
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/split"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Grouping says what the study's split keeps together: the level that it cuts
// (of) and the one it stays within.
type Grouping struct{ Of, Within string }

// levels from the coarsest to the finest.
var levels = []string{"subject", "session", "run", "trial"}

// holdOut cuts the validation part of training trials. A share is cut along the
// groups of the study's split, or along finer ones where there are too few of them;
// of a split the first fold of every group is taken.
func holdOut(by types.Value, t *value.Trials, g Grouping, seed int64) (train, held []int, err error) {
	index := &op.Index{Labels: t.Labels, Classes: t.Classes, Origin: t.Origin}
	if b, ok := by.(*types.Bound); ok {
		train, held, err = firstFolds(b, index, seed)
		if err == nil && (len(held) == 0 || !keepsClasses(t, train)) {
			err = fmt.Errorf("a class has no trial left to learn from")
		}
		return train, held, err
	}
	share, ok := by.(types.Num)
	if !ok {
		return nil, nil, fmt.Errorf("%s cannot cut a validation part", types.Show(by))
	}
	from := max(0, slices.Index(levels, g.Of))
	if g.Of == "" {
		from = len(levels) - 1
	}
	within := g.Within
	if within == "" {
		within = "all"
	}
	for _, of := range levels[from:] {
		for _, in := range []string{within, "all"} {
			train, held, err = firstFolds(op.ShareOf(share.Float(), of, in), index, seed)
			if err == nil && len(held) > 0 && keepsClasses(t, train) {
				return train, held, nil
			}
		}
	}
	if err == nil {
		err = fmt.Errorf("a class has no trial left to learn from, or none is held out")
	}
	return nil, nil, err
}

// firstFolds holds out the test side of the first fold of every group.
func firstFolds(b *types.Bound, index *op.Index, seed int64) (train, held []int, err error) {
	cut, ok := op.Of(b).Does.(op.Split)
	if !ok {
		return nil, nil, fmt.Errorf("%s cannot cut training trials", b.Show())
	}
	folds, err := cut(b, index, seed)
	var few *split.TooFewError
	if errors.As(err, &few) {
		what := "parts"
		if of := b.Choice("of"); of != "" {
			what = of + "s"
		}
		return nil, nil, fmt.Errorf("it needs %d %s on the training side, and there are only %d", few.Need, what, few.Have)
	}
	if err != nil {
		return nil, nil, err
	}
	out := make([]bool, len(index.Origin))
	seen := map[string]bool{}
	for _, f := range folds {
		if seen[f.Group] {
			continue
		}
		seen[f.Group] = true
		for _, i := range f.Test {
			out[i] = true
		}
	}
	for i, is := range out {
		if is {
			held = append(held, i)
		} else {
			train = append(train, i)
		}
	}
	return train, held, nil
}

// keepsClasses reports whether every class of the trials is among some of them.
func keepsClasses(t *value.Trials, some []int) bool {
	have := make([]bool, len(t.Classes))
	for _, i := range some {
		have[t.Labels[i]] = true
	}
	for _, y := range t.Labels {
		if !have[y] {
			return false
		}
	}
	return true
}
