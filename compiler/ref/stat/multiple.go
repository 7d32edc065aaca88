package stat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Correction of p-values for many tests.
type Correction int

const (
	// Bonferroni multiplies by the number of tests.
	Bonferroni Correction = iota
	// Sidak assumes independence: 1-(1-p)^m.
	Sidak
	// Holm (1979) steps down from the smallest p-value.
	Holm
	// BenjaminiHochberg (1995) controls the false discovery rate.
	BenjaminiHochberg
	// BenjaminiYekutieli (2001) does so under any dependence.
	BenjaminiYekutieli
)

// Adjust gives adjusted p-values in the order of p, at most 1.
func Adjust(p []float64, c Correction) ([]float64, error) {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, fmt.Errorf("p-value %d is %v", i, v)
		}
	}
	m := float64(len(p))
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := make([]float64, len(p))
	switch c {
	case Bonferroni, Sidak:
		for i, v := range p {
			out[i] = math.Min(1, v*m)
			if c == Sidak {
				out[i] = -math.Expm1(m * math.Log1p(-v))
			}
		}
	case Holm:
		most := 0.0
		for r, i := range order {
			most = math.Max(most, math.Min(1, p[i]*(m-float64(r))))
			out[i] = most
		}
	case BenjaminiHochberg, BenjaminiYekutieli:
		scale := 1.0
		if c == BenjaminiYekutieli {
			scale = 0
			for r := range p {
				scale += 1 / float64(r+1)
			}
		}
		least := 1.0
		for r := len(order) - 1; r >= 0; r-- {
			least = math.Min(least, p[order[r]]*m*scale/float64(r+1))
			out[order[r]] = least
		}
	default:
		return nil, fmt.Errorf("unknown correction %d", c)
	}
	return out, nil
}
