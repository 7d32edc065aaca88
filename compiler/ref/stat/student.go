package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// tTwoSided is the probability of a t value at least this far from zero.
func tTwoSided(t, df float64) float64 { return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)) }

// tQuantile of a probability above one half, by the beta distribution of
// df/(df+t^2).
func tQuantile(p, df float64) float64 {
	x := betaQuantile(df/2, 0.5, 2*(1-p))
	return math.Sqrt(df * (1 - x) / x)
}

// MeanInterval is Student's interval of the mean of independent values, such as
// one score per subject.
func MeanInterval(x []float64, level float64) (Interval, error) {
	if err := checkSample(x, 2); err != nil {
		return Interval{}, err
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	n := float64(len(x))
	half := tQuantile(0.5+level/2, n-1) * math.Sqrt(variance(x)/n)
	return Interval{Mean(x) - half, Mean(x) + half}, nil
}

// TTest tests whether the mean of d is zero, two-sided; for paired values d is
// their difference. All values equal gives NaN or an infinite statistic.
func TTest(d []float64) (Test, error) {
	return scaledT(d, 1/float64(max(1, len(d))))
}

// CorrectedResampledT tests the mean of per-fold differences when training sets
// overlap: the variance is scaled by 1/J + test/train (Nadeau and Bengio 2003).
func CorrectedResampledT(d []float64, testOverTrain float64) (Test, error) {
	if !(testOverTrain > 0) {
		return Test{}, fmt.Errorf("ratio of test to training trials is %v", testOverTrain)
	}
	return scaledT(d, 1/float64(max(1, len(d)))+testOverTrain)
}

func scaledT(d []float64, scale float64) (Test, error) {
	if err := checkSample(d, 2); err != nil {
		return Test{}, err
	}
	t := Mean(d) / math.Sqrt(scale*variance(d))
	switch {
	case math.IsNaN(t):
		return Test{t, t}, nil
	case math.IsInf(t, 0):
		return Test{t, 0}, nil
	}
	return Test{t, tTwoSided(t, float64(len(d)-1))}, nil
}
