package split

import (
	"fmt"
	"slices"
)

// KFold cuts n trials into k blocks of consecutive positions, after one shuffle
// when s is given; the first n mod k blocks hold one trial more.
func KFold(n, k int, s Shuffler) ([]Fold, error) {
	if err := foldCount(k); err != nil {
		return nil, err
	}
	if err := need("trials", n, k); err != nil {
		return nil, err
	}
	tested := make([]int, n)
	order := permutation(n, s)
	start := 0
	for f := range k {
		size := n / k
		if f < n%k {
			size++
		}
		for _, trial := range order[start : start+size] {
			tested[trial] = f
		}
		start += size
	}
	return fromAssignment(tested, k), nil
}

// StratifiedKFold gives each of k folds nearly the same share of every class.
// Classes are numbered by first appearance in y. With the sorted class numbers
// dealt to the folds in turn, fold f owes class c as many trials as it was
// dealt; each class, in that order, shuffles its list of fold numbers with s
// and writes it to its trials. A class with fewer trials than folds is absent
// from some of them; it is an error when even the largest class is that small.
func StratifiedKFold(y []int, k int, s Shuffler) ([]Fold, error) {
	tested, err := stratify(y, k, s)
	if err != nil {
		return nil, err
	}
	return fromAssignment(tested, k), nil
}

func stratify(y []int, k int, s Shuffler) ([]int, error) {
	if err := foldCount(k); err != nil {
		return nil, err
	}
	classes := firstAppearance(y)
	coded := code(y, classes)
	largest := 0
	for _, n := range countEach(coded, len(classes)) {
		largest = max(largest, n)
	}
	if err := need("trials of the largest class", largest, k); err != nil {
		return nil, err
	}
	allocation := deal(coded, k, len(classes))
	tested := make([]int, len(y))
	for c := range classes {
		var folds []int
		for f := range k {
			folds = append(folds, slices.Repeat([]int{f}, allocation[f][c])...)
		}
		shuffle(folds, s)
		next := 0
		for trial, class := range coded {
			if class == c {
				tested[trial] = folds[next]
				next++
			}
		}
	}
	return tested, nil
}

// deal counts, for each fold, the classes it gets when the sorted class numbers
// go round the folds like cards.
func deal(coded []int, k, classes int) [][]int {
	sorted := slices.Clone(coded)
	slices.Sort(sorted)
	allocation := make([][]int, k)
	for f := range allocation {
		allocation[f] = make([]int, classes)
	}
	for i, c := range sorted {
		allocation[i%k][c]++
	}
	return allocation
}

func firstAppearance(y []int) []int {
	seen := map[int]bool{}
	var order []int
	for _, v := range y {
		if !seen[v] {
			seen[v] = true
			order = append(order, v)
		}
	}
	return order
}

// Repeated runs a rule several times and joins the folds. A rule that shuffles
// continues its stream from one repeat to the next.
func Repeated(times int, rule func() ([]Fold, error)) ([]Fold, error) {
	if times < 1 {
		return nil, fmt.Errorf("%d repeats asked for, need at least 1", times)
	}
	var all []Fold
	for range times {
		folds, err := rule()
		if err != nil {
			return nil, err
		}
		all = append(all, folds...)
	}
	return all, nil
}

// LeaveOneOut tests every trial once against all others.
func LeaveOneOut(n int) ([]Fold, error) {
	if err := need("trials", n, 2); err != nil {
		return nil, err
	}
	return fromAssignment(iota(n), n), nil
}

// Predefined takes the fold each trial is tested in; -1 trains always. Folds
// are in ascending order of their number; numbers that do not occur are left out.
func Predefined(testFold []int) ([]Fold, error) {
	numbers := slices.DeleteFunc(distinct(testFold), func(f int) bool { return f == -1 })
	if err := need("folds", len(numbers), 1); err != nil {
		return nil, err
	}
	tested := make([]int, len(testFold))
	for i, f := range testFold {
		tested[i] = slices.Index(numbers, f)
	}
	return fromAssignment(tested, len(numbers)), nil
}
