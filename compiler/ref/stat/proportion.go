package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

func checkCounts(k, n int) error {
	if n < 1 || k < 0 || k > n {
		return fmt.Errorf("%d successes in %d trials", k, n)
	}
	return nil
}

// Wilson is the score interval of a proportion (Wilson 1927) of k successes in n
// trials; corrected adds the continuity correction (Newcombe 1998).
func Wilson(k, n int, level float64, corrected bool) (Interval, error) {
	if err := checkCounts(k, n); err != nil {
		return Interval{}, err
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	count := float64(n)
	p := float64(k) / count
	q := 1 - p
	z := normalQuantile(0.5 + level/2)
	scale := 2 * (count + z*z)
	centre := (2*float64(k) + z*z) / scale
	low := z * math.Sqrt(z*z+4*count*p*q) / scale
	high := low
	if corrected {
		low = (1 + z*math.Sqrt(z*z-2-1/count+4*p*(count*q+1))) / scale
		high = (1 + z*math.Sqrt(z*z+2-1/count+4*p*(count*q-1))) / scale
	}
	in := Interval{centre - low, centre + high}
	if k == 0 {
		in.Low = 0
	}
	if k == n {
		in.High = 1
	}
	return in, nil
}

// ClopperPearson is the exact interval of a proportion (1934).
func ClopperPearson(k, n int, level float64) (Interval, error) {
	if err := checkCounts(k, n); err != nil {
		return Interval{}, err
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	tail := (1 - level) / 2
	in := Interval{0, 1}
	if k > 0 {
		in.Low = betaQuantile(float64(k), float64(n-k+1), tail)
	}
	if k < n {
		in.High = betaQuantile(float64(k+1), float64(n-k), 1-tail)
	}
	return in, nil
}

// betaQuantile inverts the regularised incomplete beta function by bisection in
// float64 until no number lies between the ends.
func betaQuantile(a, b, p float64) float64 {
	low, high := 0.0, 1.0
	for range 200 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if mathext.RegIncBeta(a, b, mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return low + (high-low)/2
}

// logBinomial is the log probability of k successes in n trials.
func logBinomial(k, n int, p float64) float64 {
	switch {
	case p == 0 && k == 0, p == 1 && k == n:
		return 0
	case p == 0 || p == 1:
		return math.Inf(-1)
	}
	top, _ := math.Lgamma(float64(n) + 1)
	left, _ := math.Lgamma(float64(k) + 1)
	right, _ := math.Lgamma(float64(n-k) + 1)
	return top - left - right + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p)
}

// BinomialTest is the exact p-value of k successes in n trials under a success
// probability. Two-sided, it sums every outcome no more probable than k, with a
// relative slack of 1e-7 for rounding.
func BinomialTest(k, n int, p float64, side Side) (float64, error) {
	if err := checkCounts(k, n); err != nil {
		return 0, err
	}
	if !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("success probability %v", p)
	}
	limit := logBinomial(k, n, p) + math.Log1p(1e-7)
	sum := 0.0
	for i := range n + 1 {
		l := logBinomial(i, n, p)
		if side == TwoSided && l <= limit || side == Greater && i >= k || side == Less && i <= k {
			sum += math.Exp(l)
		}
	}
	return math.Min(1, sum), nil
}

// ChanceLevel is the largest accuracy over n trials that guessing among equally
// likely classes reaches with probability up to 1-alpha; an accuracy must be
// greater to be significant (Combrisson and Jerbi 2015).
func ChanceLevel(n, classes int, alpha float64) (float64, error) {
	if n < 1 || classes < 2 {
		return 0, fmt.Errorf("chance level of %d trials over %d classes", n, classes)
	}
	if err := checkLevel(1 - alpha); err != nil {
		return 0, err
	}
	sum := 0.0
	for k := range n {
		sum += math.Exp(logBinomial(k, n, 1/float64(classes)))
		if sum >= 1-alpha {
			return float64(k) / float64(n), nil
		}
	}
	return 1, nil
}

// McNemar compares two classifiers on the same trials by those that only one of
// them gets right: the exact p-value, the mid-p value, and the chi-square with
// and without continuity correction. No such trial gives p = 1 throughout.
func McNemar(onlyFirst, onlySecond int) (exact, mid float64, chi, corrected Test, err error) {
	if onlyFirst < 0 || onlySecond < 0 {
		return 0, 0, chi, corrected, fmt.Errorf("%d and %d discordant trials", onlyFirst, onlySecond)
	}
	n, least := onlyFirst+onlySecond, min(onlyFirst, onlySecond)
	if n == 0 {
		return 1, 1, Test{0, 1}, Test{0, 1}, nil
	}
	tail := 0.0
	for k := range least + 1 {
		tail += math.Exp(logBinomial(k, n, 0.5))
	}
	at := math.Exp(logBinomial(least, n, 0.5))
	exact, mid = math.Min(1, 2*tail), 2*tail-at
	if onlyFirst == onlySecond {
		mid = 1 - at/2
	}
	d := math.Abs(float64(onlyFirst - onlySecond))
	c := math.Max(0, d-1)
	chi.Statistic, corrected.Statistic = d*d/float64(n), c*c/float64(n)
	chi.P, corrected.P = chiSurvival(chi.Statistic, 1), chiSurvival(corrected.Statistic, 1)
	return exact, mid, chi, corrected, nil
}

// chiSurvival is the upper tail of the chi-square distribution.
func chiSurvival(x, df float64) float64 {
	if x <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(df/2, x/2)
}
