package split

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// LeaveGroupsOut tests every combination of p groups in turn, in lexicographic
// order of the ascending group numbers; p = 1 leaves out one subject, session
// or run at a time.
func LeaveGroupsOut(groups []int, p int) ([]Fold, error) {
	if p < 1 {
		return nil, fmt.Errorf("leave %d groups out: need at least 1", p)
	}
	values := distinct(groups)
	if err := need("groups", len(values), p+1); err != nil {
		return nil, err
	}
	coded := code(groups, values)
	var folds []Fold
	for chosen := iota(p); chosen != nil; chosen = nextCombination(chosen, len(values)) {
		var f Fold
		for trial, g := range coded {
			if slices.Contains(chosen, g) {
				f.Test = append(f.Test, trial)
			} else {
				f.Train = append(f.Train, trial)
			}
		}
		folds = append(folds, f)
	}
	return folds, nil
}

// nextCombination is the lexicographic successor among the ascending choices
// from 0..n-1, nil after the last.
func nextCombination(c []int, n int) []int {
	p := len(c)
	for i := p - 1; i >= 0; i-- {
		if c[i] < n-p+i {
			next := slices.Clone(c)
			for j := i; j < p; j++ {
				next[j] = c[i] + 1 + j - i
			}
			return next
		}
	}
	return nil
}

// GroupKFold keeps groups whole: the largest group first (among equals the
// higher number), each to the fold with the fewest trials so far.
func GroupKFold(groups []int, k int) ([]Fold, error) {
	if err := foldCount(k); err != nil {
		return nil, err
	}
	values := distinct(groups)
	if err := need("groups", len(values), k); err != nil {
		return nil, err
	}
	coded := code(groups, values)
	size := countEach(coded, len(values))
	order := iota(len(values))
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(b, a))
	})
	foldOf := make([]int, len(values))
	load := make([]int, k)
	for _, g := range order {
		f := slices.Index(load, slices.Min(load))
		foldOf[g] = f
		load[f] += size[g]
	}
	return fromAssignment(take(foldOf, coded), k), nil
}

func take(v, at []int) []int {
	out := make([]int, len(at))
	for i, j := range at {
		out[i] = v[j]
	}
	return out
}

// StratifiedGroupKFold keeps groups whole and class shares near equal: groups
// in descending order of the spread of their class counts, each to the fold
// that leaves the least spread of class shares over the folds. Groups of equal
// spread go in ascending order, or in shuffled order when s is given.
func StratifiedGroupKFold(y, groups []int, k int, s Shuffler) ([]Fold, error) {
	g, err := newGroupTable(y, groups, k)
	if err != nil {
		return nil, err
	}
	order := permutation(len(g.counts), s)
	foldOf := g.assign(order, g.counts, k)
	return fromAssignment(take(foldOf, g.coded), k), nil
}

// StratifiedGroupKFoldLegacy repeats scikit-learn up to 1.5, whose shuffle
// moves the class counts between groups but not the groups: the folds follow
// its stream, but their strata belong to other groups. For comparison only.
func StratifiedGroupKFoldLegacy(y, groups []int, k int, s Shuffler) ([]Fold, error) {
	g, err := newGroupTable(y, groups, k)
	if err != nil {
		return nil, err
	}
	moved := permutation(len(g.counts), s)
	counts := make([][]float64, len(moved))
	for i, from := range moved {
		counts[i] = g.counts[from]
	}
	foldOf := g.assign(iota(len(counts)), counts, k)
	return fromAssignment(take(foldOf, g.coded), k), nil
}

type groupTable struct {
	coded  []int       // group index of each trial
	counts [][]float64 // group, class
	total  []float64   // class
}

func newGroupTable(y, groups []int, k int) (*groupTable, error) {
	if err := foldCount(k); err != nil {
		return nil, err
	}
	if len(y) != len(groups) {
		return nil, fmt.Errorf("%d labels for %d group numbers", len(y), len(groups))
	}
	values, classes := distinct(groups), distinct(y)
	if err := need("groups", len(values), k); err != nil {
		return nil, err
	}
	g := &groupTable{coded: code(groups, values), total: make([]float64, len(classes))}
	for range values {
		g.counts = append(g.counts, make([]float64, len(classes)))
	}
	for i, c := range code(y, classes) {
		g.counts[g.coded[i]][c]++
		g.total[c]++
	}
	return g, nil
}

// assign gives each group a fold, taking groups in order of spread.
func (g *groupTable) assign(order []int, counts [][]float64, k int) []int {
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(spread(counts[b]), spread(counts[a]))
	})
	load := make([][]float64, k)
	for f := range load {
		load[f] = make([]float64, len(g.total))
	}
	foldOf := make([]int, len(counts))
	for _, i := range order {
		f := g.bestFold(load, counts[i])
		foldOf[i] = f
		add(load[f], counts[i], 1)
	}
	return foldOf
}

// bestFold compares, per fold, the mean over classes of the spread of class
// shares after adding the group; near ties go to the fold with fewer trials.
func (g *groupTable) bestFold(load [][]float64, group []float64) int {
	best, least, fewest := 0, math.Inf(1), math.Inf(1)
	share := make([]float64, len(load))
	for f := range load {
		add(load[f], group, 1)
		eval := 0.0
		for c, total := range g.total {
			for i := range load {
				share[i] = load[i][c] / total
			}
			eval += spread(share) / float64(len(g.total))
		}
		add(load[f], group, -1)
		trials := 0.0
		for _, n := range load[f] {
			trials += n
		}
		tie := math.Abs(eval-least) <= 1e-8+1e-5*least
		if eval < least || tie && trials < fewest {
			best, least, fewest = f, eval, trials
		}
	}
	return best
}

func add(to, v []float64, sign float64) {
	for i, x := range v {
		to[i] += sign * x
	}
}

// spread is the standard deviation with divisor n.
func spread(v []float64) float64 {
	mean, square := 0.0, 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		square += (x - mean) * (x - mean)
	}
	return math.Sqrt(square / float64(len(v)))
}
