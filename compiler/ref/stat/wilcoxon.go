package stat

import (
	"fmt"
	"math"
)

// Zeros says what the signed-rank test does with differences of zero.
type Zeros int

const (
	// DropZeros leaves them out (Wilcoxon 1945).
	DropZeros Zeros = iota
	// RankZeros ranks them and leaves out their ranks (Pratt 1959).
	RankZeros
	// SplitZeros gives half of their ranks to either side.
	SplitZeros
)

// signed are the ranks of absolute differences with their signs.
type signed struct {
	rank        []float64 // of the differences that were ranked
	sign        []float64
	plus, minus float64 // rank sums
	zeros       int
}

func rankSigned(d []float64, zeros Zeros) (*signed, error) {
	s := &signed{}
	if err := checkSample(d, 1); err != nil {
		return nil, err
	}
	var size []float64
	for _, v := range d {
		if v == 0 {
			s.zeros++
			if zeros == DropZeros {
				continue
			}
		}
		size = append(size, math.Abs(v))
		s.sign = append(s.sign, sign(v))
	}
	if s.zeros == len(d) {
		return nil, fmt.Errorf("all %d differences are zero", len(d))
	}
	s.rank = ranks(size)
	for i, r := range s.rank {
		switch {
		case s.sign[i] > 0:
			s.plus += r
		case s.sign[i] < 0:
			s.minus += r
		case zeros == SplitZeros:
			s.plus += r / 2
			s.minus += r / 2
		}
	}
	return s, nil
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// statistic is the smaller rank sum two-sided, the positive one otherwise.
func (s *signed) statistic(side Side) float64 {
	if side == TwoSided {
		return math.Min(s.plus, s.minus)
	}
	return s.plus
}

// The number of differences up to which Wilcoxon is exact, as in SciPy, and up
// to which WilcoxonExact can be asked for.
const (
	exactDefault = 50
	exactLimit   = 500
)

// WilcoxonExact is the signed-rank test over all sign patterns of the midranks,
// zeros dropped, for up to 500 differences; it is exact with ties too.
func WilcoxonExact(d []float64, side Side) (Test, error) {
	s, err := rankSigned(d, DropZeros)
	if err != nil {
		return Test{}, err
	}
	n := len(s.rank)
	if n > exactLimit {
		return Test{}, fmt.Errorf("%d differences, the exact test takes up to %d", n, exactLimit)
	}
	share := make([]float64, n*(n+1)+1) // of the patterns, by twice the positive rank sum
	share[0] = 1
	for _, r := range s.rank {
		by := int(math.Round(2 * r))
		for sum := len(share) - 1; sum >= 0; sum-- {
			share[sum] /= 2
			if sum >= by {
				share[sum] += share[sum-by] / 2
			}
		}
	}
	at := int(math.Round(2 * s.plus))
	var below, above float64
	for sum, p := range share {
		if sum <= at {
			below += p
		}
		if sum >= at {
			above += p
		}
	}
	p := map[Side]float64{Greater: above, Less: below, TwoSided: math.Min(1, 2*math.Min(above, below))}
	return Test{s.statistic(side), p[side]}, nil
}

// WilcoxonNormal is the signed-rank test by the normal approximation with
// correction for ties and, if wanted, for continuity.
func WilcoxonNormal(d []float64, side Side, zeros Zeros, corrected bool) (Test, error) {
	s, err := rankSigned(d, zeros)
	if err != nil {
		return Test{}, err
	}
	n, z := float64(len(s.rank)), float64(s.zeros)
	mean, spread := n*(n+1)/4, n*(n+1)*(2*n+1)
	ranked := s.rank
	if zeros == RankZeros {
		mean -= z * (z + 1) / 4
		spread -= z * (z + 1) * (2*z + 1)
		ranked = nil
		for i, r := range s.rank {
			if s.sign[i] != 0 {
				ranked = append(ranked, r)
			}
		}
	}
	spread -= tieSum(ranked) / 2
	t := s.statistic(side)
	shift := 0.0
	if corrected {
		shift = map[Side]float64{TwoSided: sign(t-mean) / 2, Greater: 0.5, Less: -0.5}[side]
	}
	score := (t - mean - shift) / math.Sqrt(spread/24)
	switch side {
	case Greater:
		return Test{t, normalSurvival(score)}, nil
	case Less:
		return Test{t, normalCDF(score)}, nil
	}
	return Test{t, 2 * normalSurvival(math.Abs(score))}, nil
}

// Wilcoxon is the signed-rank test: exact up to 50 differences, else by the
// normal approximation without continuity correction; zeros are dropped.
func Wilcoxon(d []float64, side Side) (Test, error) {
	left := 0
	for _, v := range d {
		if v != 0 {
			left++
		}
	}
	if left <= exactDefault {
		return WilcoxonExact(d, side)
	}
	return WilcoxonNormal(d, side, DropZeros, false)
}
