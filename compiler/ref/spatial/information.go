package spatial

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// ParzenInformation is the mutual information, in bits, of one feature (a value
// per trial) with the class by Parzen windows (Ang et al. 2008): H(c) minus the
// mean of H(c|f_j), densities from Gaussian kernels of width
// (4/(3n))^(1/5) times the population standard deviation, the trial itself
// included. labels run from 0 to classes-1.
func ParzenInformation(feature []float64, labels []int, classes int) (float64, error) {
	if len(feature) != len(labels) || len(feature) == 0 {
		return 0, fmt.Errorf("%d feature values got %d labels", len(feature), len(labels))
	}
	n := float64(len(feature))
	mean, std := 0.0, 0.0
	for _, v := range feature {
		mean += v / n
	}
	for _, v := range feature {
		std += (v - mean) * (v - mean) / n
	}
	if !(std > 0) {
		return 0, nil // a constant says nothing
	}
	h := math.Pow(4/(3*n), 0.2) * math.Sqrt(std)
	prior := make([]float64, classes)
	for _, y := range labels {
		prior[y] += 1 / n
	}
	conditional := 0.0
	for _, v := range feature {
		p := make([]float64, classes)
		total := 0.0
		for k, w := range feature {
			g := math.Exp(-(v - w) * (v - w) / (2 * h * h))
			p[labels[k]] += g
			total += g
		}
		for k := range p {
			p[k] /= total
		}
		conditional += entropy(p) / n
	}
	return entropy(prior) - conditional, nil
}

// entropy is in bits.
func entropy(p []float64) float64 {
	sum := 0.0
	for _, v := range p {
		if v > 0 {
			sum -= v * math.Log2(v)
		}
	}
	return sum
}

// NeighbourInformation is the mutual information, in nat, of one feature with
// the class by nearest neighbours (Ross 2014), not below zero: the distance to
// the k-th neighbour of the own class against the number of trials closer than
// it. Classes with a single trial are left out.
func NeighbourInformation(feature []float64, labels []int, classes, neighbours int) (float64, error) {
	if len(feature) != len(labels) || neighbours < 1 {
		return 0, fmt.Errorf("%d feature values got %d labels and %d neighbours", len(feature), len(labels), neighbours)
	}
	groups := make([][]float64, classes)
	for i, y := range labels {
		groups[y] = append(groups[y], feature[i])
	}
	var all []float64
	for _, g := range groups {
		if len(g) > 1 {
			all = append(all, g...)
		}
	}
	if len(all) == 0 {
		return 0, nil
	}
	sum, n := 0.0, float64(len(all))
	for _, g := range groups {
		if len(g) < 2 {
			continue
		}
		k := min(neighbours, len(g)-1)
		for _, v := range g {
			r := math.Nextafter(kthDistance(g, v, k), 0)
			within := float64(countWithin(all, v, r))
			sum += mathext.Digamma(float64(k)) - mathext.Digamma(float64(len(g))) - mathext.Digamma(within)
		}
	}
	return math.Max(mathext.Digamma(n)+sum/n, 0), nil
}

// kthDistance is the distance from v, which is one of g, to its k-th neighbour.
func kthDistance(g []float64, v float64, k int) float64 {
	d := make([]float64, len(g))
	for i, w := range g {
		d[i] = math.Abs(w - v)
	}
	slices.Sort(d)
	return d[k]
}

// countWithin counts the entries no further than r from v. Distances are compared
// as kthDistance computes them: a neighbour at v ± r could round either way.
func countWithin(all []float64, v, r float64) int {
	n := 0
	for _, w := range all {
		if math.Abs(w-v) <= r {
			n++
		}
	}
	return n
}

// BestPairs lists the k features of highest score, best first (the lower index
// on a tie), and, ascending, those features with their partners: features 2i and
// 2i+1 belong together, as CSP in alternate order arranges them.
func BestPairs(score []float64, k int) (best, selected []int, err error) {
	if k < 1 || k > len(score) || len(score)%2 != 0 {
		return nil, nil, fmt.Errorf("%d features in pairs cannot give the best %d", len(score), k)
	}
	best = make([]int, len(score))
	for i := range best {
		best[i] = i
	}
	slices.SortStableFunc(best, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return 0
	})
	best = best[:k]
	for _, i := range best {
		selected = append(selected, i, i^1)
	}
	slices.Sort(selected)
	return best, slices.Compact(selected), nil
}
