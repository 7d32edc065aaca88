package spatial

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// FitSPoC finds filters whose power follows a continuous target, one value per
// covariance (source power comodulation, Dähne et al. 2014): eigenvectors of
// (mean(z c), mean(c)) with z the target standardised by its population standard
// deviation, in the order of |lambda|. filters 0 keeps all.
func FitSPoC(filters int, covs []*mat.SymDense, target []float64) (*Bilinear, error) {
	if len(covs) == 0 || len(covs) != len(target) {
		return nil, fmt.Errorf("SPoC got %d covariances and %d target values", len(covs), len(target))
	}
	z, err := standardised(target)
	if err != nil {
		return nil, err
	}
	equal := make([]float64, len(z))
	for i := range z {
		equal[i] = 1 / float64(len(z))
		z[i] /= float64(len(z))
	}
	values, vectors, err := linalg.GenEigh(linalg.WeightedSum(covs, z), linalg.WeightedSum(covs, equal))
	if err != nil {
		return nil, fmt.Errorf("SPoC: %w", err)
	}
	rank := make([]int, len(values))
	for k := range rank {
		rank[k] = len(values) - 1 - k
	}
	slices.SortStableFunc(rank, func(a, b int) int {
		switch da, db := math.Abs(values[a]), math.Abs(values[b]); {
		case da > db:
			return -1
		case da < db:
			return 1
		}
		return 0
	})
	return newBilinear(vectors, rank, filters)
}

// TrialCovariances are the covariances that MNE-Python gives SPoC, one per
// trial, channel × time: no mean removed, divisor n-1, with a regularisation.
func TrialCovariances(trials []*mat.Dense, opts ClassCovOptions) ([]*mat.SymDense, error) {
	out := make([]*mat.SymDense, len(trials))
	for i, x := range trials {
		c, err := uncentredCovariance(x, opts)
		if err != nil {
			return nil, fmt.Errorf("trial %d: %w", i, err)
		}
		out[i] = c
	}
	return out, nil
}

func standardised(v []float64) ([]float64, error) {
	mean, std := 0.0, 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		std += (x - mean) * (x - mean) / float64(len(v))
	}
	if std = math.Sqrt(std); !(std > 0) {
		return nil, errors.New("the target does not vary")
	}
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = (x - mean) / std
	}
	return out, nil
}
