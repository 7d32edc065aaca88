package riemann

import (
	"errors"
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// spread are covariances at the distance by from the identity, in directions that
// differ by trial.
func spread(t *testing.T, trials, channels int, by float64) []*mat.SymDense {
	covs := make([]*mat.SymDense, trials)
	for i := range covs {
		s := linalg.Symmetrize(waves(i, channels, channels))
		s.ScaleSym(by/linalg.Frobenius(s), s)
		covs[i] = must[*mat.SymDense](t)(linalg.Exp(s))
	}
	return covs
}

// TestKarcherGradientVanishes: seen from the mean, the logarithms of the matrices
// sum to zero within the tolerance, from nearly equal to far apart.
func TestKarcherGradientVanishes(t *testing.T) {
	for _, channels := range []int{1, 2, 9, 24} {
		for _, by := range []float64{1e-6, 0.1, 1, 3, 8} {
			covs := spread(t, 7, channels, by)
			mean := must[*mat.SymDense](t)(Mean("riemann", covs, nil))
			space := must[*TangentSpace](t)(NewTangentSpace("riemann", mean))
			sum, largest := make([]float64, channels*(channels+1)/2), 1.0
			for _, c := range covs {
				v := must[[]float64](t)(space.Transform(c))
				for k, x := range v {
					sum[k] += x / float64(len(covs))
				}
				largest = math.Max(largest, math.Exp(linalg.Frobenius(must[*mat.SymDense](t)(FromUpper(v)))))
			}
			length := 0.0
			for _, x := range sum {
				length += x * x
			}
			// Rounding grows with the condition number that the distances imply.
			if limit := 1e-10 + 1e-15*math.Min(largest, 1e8); math.Sqrt(length) > limit {
				t.Errorf("%d channels, spread %g: the gradient is %g, above %g", channels, by, math.Sqrt(length), limit)
			}
		}
	}
}

func TestKarcherRepeatsBitByBit(t *testing.T) {
	covs := spread(t, 6, 17, 2)
	first := must[*mat.SymDense](t)(Mean("riemann", covs, nil))
	for range 3 {
		if !mat.Equal(first, must[*mat.SymDense](t)(Mean("riemann", covs, nil))) {
			t.Fatal("a repeat gave other bits")
		}
	}
}

func TestKarcherStopsAtItsLimit(t *testing.T) {
	var late *NotConverged
	_, err := MeanWith("riemann", spread(t, 7, 9, 3), nil, Options{MaxIter: 2})
	if !errors.As(err, &late) || late.Steps != 2 {
		t.Errorf("got %v", err)
	}
}

// TestClassDistancesAreDistances: the factors that a fitted classifier keeps do not
// change its distances, which are the norms of the logarithms of eigenvalues.
func TestClassDistancesAreDistances(t *testing.T) {
	for _, by := range []float64{0.1, 3, 9} {
		covs := spread(t, 8, 13, by)
		m := must[*MDM](t)(FitMDM("riemann", "riemann", covs, []int{0, 1, 0, 1, 0, 1, 0, 1}, 2, nil))
		for _, c := range covs {
			d := must[[]float64](t)(m.Distances(c))
			for k, mean := range m.Means {
				sum := 0.0
				for _, v := range must[[]float64](t)(linalg.GenEighValues(c, mean)) {
					sum += math.Log(v) * math.Log(v)
				}
				if math.Abs(d[k]-math.Sqrt(sum)) > 1e-9*math.Sqrt(sum) {
					t.Errorf("spread %g: distance %g, by eigenvalues %g", by, d[k], math.Sqrt(sum))
				}
			}
		}
	}
}
