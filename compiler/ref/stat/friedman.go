package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Ranked compares k methods over n data sets or subjects (Demsar 2006).
type Ranked struct {
	MeanRank      []float64 // method; rank 1 has the highest score, ties share
	Friedman      Test      // chi-square corrected for ties
	ImanDavenport Test      // F from that chi-square
	NemenyiP      [][]float64
	n, k          float64
}

// Friedman ranks scores[i][m] of method m on data set i; higher is better.
func Friedman(scores [][]float64) (*Ranked, error) {
	if len(scores) < 2 {
		return nil, fmt.Errorf("%d data sets, need at least 2", len(scores))
	}
	k := len(scores[0])
	if k < 2 {
		return nil, fmt.Errorf("%d methods, need at least 2", k)
	}
	r := &Ranked{MeanRank: make([]float64, k), n: float64(len(scores)), k: float64(k)}
	ties := 0.0
	for i, row := range scores {
		if len(row) != k {
			return nil, fmt.Errorf("data set %d has %d scores, data set 0 has %d", i, len(row), k)
		}
		if err := checkSample(row, 2); err != nil {
			return nil, fmt.Errorf("data set %d: %w", i, err)
		}
		down := make([]float64, k)
		for m, v := range row {
			down[m] = -v
		}
		for m, v := range ranks(down) {
			r.MeanRank[m] += v / r.n
		}
		ties += tieSum(down)
	}
	r.test(ties)
	return r, nil
}

func (r *Ranked) test(ties float64) {
	n, k := r.n, r.k
	sum := 0.0
	for _, m := range r.MeanRank {
		sum += m * m
	}
	chi := 12*n/(k*(k+1))*sum - 3*n*(k+1)
	chi /= 1 - ties/(n*k*(k*k-1))
	r.Friedman = Test{chi, chiSurvival(chi, k-1)}
	f := (n - 1) * chi / (n*(k-1) - chi)
	d1, d2 := k-1, (k-1)*(n-1)
	r.ImanDavenport = Test{f, mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))}
	for _, a := range r.MeanRank {
		var row []float64
		for _, b := range r.MeanRank {
			q := math.Abs(a-b) / math.Sqrt(k*(k+1)/(6*n)) * math.Sqrt2
			row = append(row, RangeSurvival(q, int(k)))
		}
		r.NemenyiP = append(r.NemenyiP, row)
	}
}

// CriticalDifference is the distance of mean ranks that is significant at alpha
// in Nemenyi's test.
func (r *Ranked) CriticalDifference(alpha float64) float64 {
	return RangeQuantile(alpha, int(r.k)) / math.Sqrt2 * math.Sqrt(r.k*(r.k+1)/(6*r.n))
}

// RangeSurvival is the upper tail of the studentised range of k normal values
// with known variance: 1 - k * integral of phi(z) (Phi(z) - Phi(z-q))^(k-1).
func RangeSurvival(q float64, k int) float64 {
	if q <= 0 {
		return 1
	}
	// Simpson's rule; phi is below 1e-22 outside.
	const low, high, steps = -10.0, 18.0, 5600
	h := (high - low) / steps
	sum := 0.0
	for i := range steps + 1 {
		z := low + float64(i)*h
		v := math.Exp(-z*z/2) * math.Pow(normalCDF(z)-normalCDF(z-q), float64(k-1))
		switch {
		case i == 0 || i == steps:
		case i%2 == 1:
			v *= 4
		default:
			v *= 2
		}
		sum += v
	}
	return math.Max(0, 1-float64(k)*sum*h/3/math.Sqrt(2*math.Pi))
}

// RangeQuantile is the value the studentised range of k exceeds with
// probability alpha.
func RangeQuantile(alpha float64, k int) float64 {
	low, high := 0.0, 40.0
	for range 60 {
		mid := (low + high) / 2
		if RangeSurvival(mid, k) > alpha {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}
