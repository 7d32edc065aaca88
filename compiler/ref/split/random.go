package split

import (
	"fmt"
	"math"
	"slices"
)

// sides turns a test share in (0, 1) into counts; the test side rounds up.
func sides(n int, test float64) (train, tested int, err error) {
	if !(test > 0 && test < 1) {
		return 0, 0, fmt.Errorf("test share %v is not between 0 and 1", test)
	}
	tested = int(math.Ceil(test * float64(n)))
	train = n - tested
	if train < 1 {
		return 0, 0, &TooFewError{What: "trials", Have: n, Need: int(math.Ceil(1/(1-test))) + 1}
	}
	return train, tested, nil
}

// Shuffled draws a number of independent splits of n trials: of a permutation
// the first trials are tested, the others train, in the order drawn.
func Shuffled(n, times int, test float64, s Shuffler) ([]Fold, error) {
	_, tested, err := sides(n, test)
	if err != nil {
		return nil, err
	}
	if times < 1 {
		return nil, fmt.Errorf("%d splits asked for, need at least 1", times)
	}
	folds := make([]Fold, times)
	for i := range folds {
		order := permutation(n, s)
		folds[i] = Fold{Train: order[tested:], Test: order[:tested]}
	}
	return folds, nil
}

// StratifiedShuffled is Shuffled with class shares kept: each class gives both
// sides its most likely count (ties drawn), and both sides are shuffled.
func StratifiedShuffled(y []int, times int, test float64, s Shuffler) ([]Fold, error) {
	train, tested, err := sides(len(y), test)
	if err != nil {
		return nil, err
	}
	if times < 1 {
		return nil, fmt.Errorf("%d splits asked for, need at least 1", times)
	}
	members := membersOf(y)
	if err := need("trials to train on", train, len(members)); err != nil {
		return nil, err
	}
	if err := need("trials to test", tested, len(members)); err != nil {
		return nil, err
	}
	counts := make([]int, len(members))
	for c, m := range members {
		counts[c] = len(m)
		if err := need(fmt.Sprintf("trials of class %d", y[m[0]]), len(m), 2); err != nil {
			return nil, err
		}
	}
	folds := make([]Fold, times)
	for i := range folds {
		folds[i] = stratifiedDraw(members, counts, train, tested, s)
	}
	return folds, nil
}

func stratifiedDraw(members [][]int, counts []int, train, tested int, s Shuffler) Fold {
	forTrain := quotas(counts, train, s)
	rest := slices.Clone(counts)
	for c, n := range forTrain {
		rest[c] -= n
	}
	forTest := quotas(rest, tested, s)
	var f Fold
	for c, m := range members {
		order := take(m, permutation(len(m), s))
		f.Train = append(f.Train, order[:forTrain[c]]...)
		f.Test = append(f.Test, order[forTrain[c]:forTrain[c]+forTest[c]]...)
	}
	shuffle(f.Train, s)
	shuffle(f.Test, s)
	return f
}

// StratifiedSample draws n trials without replacement with class shares kept,
// in shuffled order.
func StratifiedSample(y []int, n int, s Shuffler) ([]int, error) {
	if n < 1 {
		return nil, fmt.Errorf("a sample of %d trials", n)
	}
	if err := need("trials", len(y), n); err != nil {
		return nil, err
	}
	members := membersOf(y)
	counts := make([]int, len(members))
	for c, m := range members {
		counts[c] = len(m)
	}
	var drawn []int
	for c, quota := range quotas(counts, n, s) {
		drawn = append(drawn, take(members[c], permutation(len(members[c]), s))[:quota]...)
	}
	shuffle(drawn, s)
	return drawn, nil
}

// membersOf lists the trials of each class, classes in ascending order.
func membersOf(y []int) [][]int {
	classes := distinct(y)
	members := make([][]int, len(classes))
	for trial, c := range code(y, classes) {
		members[c] = append(members[c], trial)
	}
	return members
}

// quotas shares n draws among classes in proportion to their counts: the floors,
// then one more to the largest remainders, equal remainders in drawn order.
// This approximates the mode of the multivariate hypergeometric distribution.
func quotas(counts []int, n int, s Shuffler) []int {
	total := 0
	for _, c := range counts {
		total += c
	}
	quota := make([]int, len(counts))
	remainder := make([]float64, len(counts))
	missing := n
	for c, count := range counts {
		exact := float64(count) / float64(total) * float64(n)
		floor := math.Floor(exact)
		quota[c], remainder[c] = int(floor), exact-floor
		missing -= quota[c]
	}
	steps := slices.Clone(remainder)
	slices.Sort(steps)
	steps = slices.Compact(steps)
	slices.Reverse(steps)
	for _, step := range steps {
		if missing <= 0 {
			break
		}
		var equal []int
		for c, r := range remainder {
			if r == step {
				equal = append(equal, c)
			}
		}
		shuffle(equal, s)
		for _, c := range equal[:min(missing, len(equal))] {
			quota[c]++
			missing--
		}
	}
	return quota
}
