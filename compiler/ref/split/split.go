// Package split cuts trials into training and test sides. Every function takes
// counts, class numbers or group numbers (never data), and returns index
// lists; randomness comes from a Shuffler, so that the same rule can follow the
// program's seed or numpy's stream. The rules are those of scikit-learn 1.2,
// which EEG benchmarks report their folds by.
package split

import (
	"fmt"
	"slices"
)

// A Fold holds trial indices. Rules over blocks list them in ascending order,
// rules that draw at random in the order drawn.
type Fold struct {
	Train, Test []int
}

// A Shuffler permutes n items through swap. random.Stream and random.Mersenne
// are Shufflers. Where a rule accepts nil, nil means that nothing is shuffled.
type Shuffler interface {
	Shuffle(n int, swap func(i, j int))
}

// TooFewError reports that a rule needs more trials, groups or members of a
// class than there are.
type TooFewError struct {
	What       string // "trials", "groups", "trials of the largest class", ...
	Have, Need int
}

func (e *TooFewError) Error() string {
	return fmt.Sprintf("%d %s, but this split needs at least %d", e.Have, e.What, e.Need)
}

func need(what string, have, least int) error {
	if have < least {
		return &TooFewError{What: what, Have: have, Need: least}
	}
	return nil
}

func foldCount(k int) error {
	if k < 2 {
		return fmt.Errorf("%d folds asked for, a split needs at least 2", k)
	}
	return nil
}

func shuffle(v []int, s Shuffler) {
	if s != nil {
		s.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
	}
}

func iota(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}

// permutation is 0..n-1 in shuffled order.
func permutation(n int, s Shuffler) []int {
	v := iota(n)
	shuffle(v, s)
	return v
}

// fromAssignment makes k folds of the fold number each trial is tested in;
// a negative number means never tested.
func fromAssignment(tested []int, k int) []Fold {
	folds := make([]Fold, k)
	for trial, at := range tested {
		for f := range folds {
			if f == at {
				folds[f].Test = append(folds[f].Test, trial)
			} else {
				folds[f].Train = append(folds[f].Train, trial)
			}
		}
	}
	return folds
}

// code numbers values: place[i] is the index of v[i] in values.
func code(v, values []int) []int {
	at := make(map[int]int, len(values))
	for i, x := range values {
		at[x] = i
	}
	place := make([]int, len(v))
	for i, x := range v {
		place[i] = at[x]
	}
	return place
}

// distinct lists the values of v in ascending order.
func distinct(v []int) []int {
	u := slices.Clone(v)
	slices.Sort(u)
	return slices.Compact(u)
}

// countEach counts the occurrences of 0..k-1.
func countEach(v []int, k int) []int {
	n := make([]int, k)
	for _, x := range v {
		n[x]++
	}
	return n
}
