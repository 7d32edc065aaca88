package op

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/ref/split"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

var splits = []Row{
	{
		Sig: `kfold(k: Int in 2..1000 = 5, of in [trial, run, session, subject] = trial, within in [all, run, session, subject] = session, shuffle: Bool = yes, moabb_compatible: Bool = no) : Split`,
		Doc: "Cuts the data into k parts and tests each in turn.",
		Notes: `Parts of trials are stratified: every fold has nearly the same share of each class.
within cuts each session (subject, run) by itself; all pools everything. of cuts
whole runs, sessions or subjects, so that each stays on one side; they are dealt
to the folds by size. Windows of one trial always stay together.
moabb_compatible: yes shuffles as scikit-learn's StratifiedKFold(shuffle=True,
random_state=seed) does, afresh in every session, so that folds equal MOABB's.`,
		Try:  `split = kfold(3)`,
		Does: Split(kfold),
	},
	{
		Sig: `leave_out(n: Int in 1..100 = 1, of in [trial, run, session, subject] = subject, within in [all, session, subject] = all) : Split`,
		Doc: "Tests every combination of n runs, sessions or subjects in turn, training on all others.",
		Notes: "Combinations come in the order of their names. within: subject leaves sessions or runs " +
			"out for each subject by itself.",
		Try:  `split = leave_out(1, of: session, within: subject)`,
		Does: Split(leaveOut),
	},
	{
		Sig: `holdout(share: Real in 0..1 = 0.2, of in [trial, run, session, subject] = trial, within in [all, run, session, subject] = session) : Split`,
		Doc: "Tests one random share of the data once.",
		Notes: "Of trials, the share is taken from every class. Of runs, sessions or subjects, whole ones are " +
			"taken, at least one.",
		Try:     `split = holdout(25 %)`,
		Inspect: properShare,
		Does:    Split(holdout),
	},
	{
		Sig:  `online(train: Selection, window: s, step: s, idle: Names = none) : Split`,
		Doc:  "Pseudo-online: trains on the selection, then slides a window over the rest.",
		Does: Later{Needs: "pseudo-online evaluation", As: types.SplitRole}, PastOnly: true, Result: slid,
	},
	{
		Sig:  `first(n: Int in 1..100 = 1, of in [trial, run, session, subject] = session) : Selection`,
		Doc:  "The first runs, sessions or subjects, in the order of their names.",
		Does: Later{Needs: "pseudo-online evaluation", As: types.OptionRole},
	},
}

// units numbers the trials' units of a level: trials that share a number may not
// be parted. Numbers follow the order of names; names gives them.
func units(t *Index, level string, keep []int) (number []int, names []string) {
	key := func(i int) string { return unitKey(t.Origin[i], level) }
	for _, i := range keep {
		names = append(names, key(i))
	}
	if level == "trial" {
		// Trials keep the order of the recording, which is that of first sight.
		seen := map[string]int{}
		var order []string
		for _, n := range names {
			if _, ok := seen[n]; !ok {
				seen[n] = len(order)
				order = append(order, n)
			}
			number = append(number, seen[n])
		}
		return number, order
	}
	order := slices.Clone(names)
	slices.SortFunc(order, natural)
	order = slices.Compact(order)
	at := make(map[string]int, len(order))
	for i, n := range order {
		at[n] = i
	}
	for _, n := range names {
		number = append(number, at[n])
	}
	return number, order
}

func unitKey(o value.Origin, level string) string {
	switch level {
	case "all":
		return ""
	case "subject":
		return o.Subject
	case "session":
		return join(o.Subject, o.Session)
	case "run":
		return join(o.Subject, o.Session, o.Run)
	}
	return join(o.Recording, o.Subject, o.Session, o.Run, fmt.Sprint(o.Trial))
}

func join(parts ...string) string { return strings.Join(parts, "\x00") }

// called is a unit's name for a reader: subject S001, session 2.
func called(o value.Origin, level string) string {
	var parts []string
	for _, p := range []struct{ level, name string }{{"subject", o.Subject}, {"session", o.Session}, {"run", o.Run}} {
		if p.name != "" && level != "all" {
			parts = append(parts, p.level+" "+p.name)
		}
		if p.level == level {
			break
		}
	}
	return strings.Join(parts, ", ")
}

// groupsWithin lists the trials of every group of a level, in order of names.
func groupsWithin(t *Index, level string) (groups [][]int, names []string) {
	all := make([]int, len(t.Origin))
	for i := range all {
		all[i] = i
	}
	number, keys := units(t, level, all)
	groups, names = make([][]int, len(keys)), make([]string, len(keys))
	for i, g := range number {
		groups[g] = append(groups[g], i)
		names[g] = called(t.Origin[i], level)
	}
	return groups, names
}

// A FoldError says in which group a split could not be made.
type FoldError struct {
	Group string
	Err   error
}

func (e *FoldError) Error() string {
	if e.Group == "" {
		return e.Err.Error()
	}
	return e.Group + ": " + e.Err.Error()
}

func (e *FoldError) Unwrap() error { return e.Err }

// inGroups makes folds of units within each group and gives them names.
func inGroups(c Call, t *Index, cut func(group int, labels, unit []int, names []string) ([]split.Fold, []string, error)) ([]Fold, error) {
	groups, groupNames := groupsWithin(t, c.Choice("within"))
	var out []Fold
	for g, members := range groups {
		unit, unitNames := units(t, c.Choice("of"), members)
		labels := pickInts(t.Labels, members)
		folds, names, err := cut(g, labels, unit, unitNames)
		if err != nil {
			return nil, &FoldError{Group: groupNames[g], Err: err}
		}
		for f, fold := range folds {
			out = append(out, Fold{
				Fold: split.Fold{Train: pickInts(members, fold.Train), Test: pickInts(members, fold.Test)},
				Name: names[f], Group: groupNames[g],
			})
		}
	}
	return out, nil
}

func kfold(c Call, t *Index, seed int64) ([]Fold, error) {
	k := c.Int("k")
	return inGroups(c, t, func(group int, labels, unit []int, names []string) ([]split.Fold, []string, error) {
		var s split.Shuffler
		switch {
		case c.Bool("moabb_compatible"):
			s = random.NewMersenne(uint32(seed))
		case c.Bool("shuffle"):
			s = random.New(uint64(seed), "split/"+c.ShowFull(), uint64(group))
		}
		var folds []split.Fold
		var err error
		if c.Choice("of") == "trial" {
			folds, err = split.StratifiedKFold(firstOf(unit, labels, len(names)), k, s)
			folds = spread(folds, unit)
		} else {
			folds, err = split.GroupKFold(unit, k)
		}
		return folds, numbered(len(folds)), err
	})
}

func leaveOut(c Call, t *Index, _ int64) ([]Fold, error) {
	n := c.Int("n")
	return inGroups(c, t, func(_ int, _, unit []int, names []string) ([]split.Fold, []string, error) {
		if k := combinations(len(names), n); k > mostFolds {
			return nil, nil, fmt.Errorf("%d of %d would make %.3g folds, at most %d can be run", n, len(names), k, mostFolds)
		}
		folds, err := split.LeaveGroupsOut(unit, n)
		labels := make([]string, len(folds))
		for f, fold := range folds {
			var out []string
			for _, i := range fold.Test {
				if name := lastPart(names[unit[i]]); !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
			labels[f] = "without " + c.Choice("of") + " " + strings.Join(out, ", ")
		}
		if c.Choice("of") == "trial" {
			labels = numbered(len(folds))
		}
		return folds, labels, err
	})
}

// mostFolds of one group. More would fill the memory before the first is run.
const mostFolds = 100_000

// combinations of k out of n.
func combinations(n, k int) float64 {
	c := 1.0
	for i := range min(k, n-k) {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

func holdout(c Call, t *Index, seed int64) ([]Fold, error) {
	share := c.Float("share")
	return inGroups(c, t, func(group int, labels, unit []int, names []string) ([]split.Fold, []string, error) {
		s := random.New(uint64(seed), "split/"+c.ShowFull(), uint64(group))
		var folds []split.Fold
		var err error
		if c.Choice("of") == "trial" {
			folds, err = split.StratifiedShuffled(firstOf(unit, labels, len(names)), 1, share, s)
		} else {
			folds, err = split.Shuffled(len(names), 1, share, s)
		}
		return spread(folds, unit), []string{"holdout"}, err
	})
}

// lastPart of a unit's key is its own name.
func lastPart(key string) string { return key[strings.LastIndexByte(key, 0)+1:] }

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("fold ", i+1)
	}
	return names
}

// firstOf is the label of each unit.
func firstOf(unit, labels []int, n int) []int {
	out := make([]int, n)
	for i := len(unit) - 1; i >= 0; i-- {
		out[unit[i]] = labels[i]
	}
	return out
}

// spread turns folds of units into folds of trials, ascending.
func spread(folds []split.Fold, unit []int) []split.Fold {
	out := make([]split.Fold, len(folds))
	for f, fold := range folds {
		for i, u := range unit {
			switch {
			case slices.Contains(fold.Test, u):
				out[f].Test = append(out[f].Test, i)
			case slices.Contains(fold.Train, u):
				out[f].Train = append(out[f].Train, i)
			}
		}
	}
	return out
}

func pickInts(from, at []int) []int {
	out := make([]int, len(at))
	for i, a := range at {
		out[i] = from[a]
	}
	return out
}

// natural orders names with numbers in them by the numbers: run 2 before run 10.
func natural(a, b string) int { return value.CompareNatural(a, b) }

// slid are the windows that online hands to methods.
func slid(c Call, in, _ types.Type) (types.Type, diag.Problem) {
	of, _ := types.Inner(in)
	axis, _ := of.Axis("time")
	if n, ok := c.Samples("window", axis.Rate); ok {
		axis.Size = types.Known(int64(n))
		of = of.With(axis)
	}
	return types.Trials{Of: of, Classes: types.Classes(in), Keys: types.Keys(in)}, nil
}
