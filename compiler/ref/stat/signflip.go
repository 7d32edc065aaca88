package stat

import (
	"fmt"
	"math"
)

// SignFlips are p-values of the mean difference over sign patterns.
type SignFlips struct {
	Greater, Less, TwoSided float64
	counts                  [3]int // patterns at least as extreme, same order
}

// flipSlack makes equal sums equal in spite of rounding.
const flipSlack = 1e-12

func (f *SignFlips) count(sum, observed float64) {
	if sum >= observed-flipSlack {
		f.counts[0]++
	}
	if sum <= observed+flipSlack {
		f.counts[1]++
	}
	if math.Abs(sum) >= math.Abs(observed)-flipSlack {
		f.counts[2]++
	}
}

func (f *SignFlips) share(extra, total float64) {
	f.Greater = (float64(f.counts[0]) + extra) / total
	f.Less = (float64(f.counts[1]) + extra) / total
	f.TwoSided = (float64(f.counts[2]) + extra) / total
}

// SignFlipExact counts all 2^n sign patterns of the differences, the observed
// one included, for up to 20 differences.
func SignFlipExact(d []float64) (*SignFlips, error) {
	if err := checkSample(d, 1); err != nil {
		return nil, err
	}
	if len(d) > 20 {
		return nil, fmt.Errorf("%d differences, all sign patterns are counted up to 20", len(d))
	}
	f := &SignFlips{}
	observed := Mean(d)
	for pattern := range 1 << len(d) {
		sum := 0.0
		for i, v := range d {
			if pattern>>i&1 != 0 {
				v = -v
			}
			sum += v
		}
		f.count(sum/float64(len(d)), observed)
	}
	f.share(0, math.Ldexp(1, len(d)))
	return f, nil
}

// SignFlipSampled draws a number of sign patterns, row by row, each sign from
// the lowest bit of a 32-bit draw (1 keeps it); p is (1+count)/(number+1).
func SignFlipSampled(d []float64, number int, draw func() uint32) (*SignFlips, error) {
	if err := checkSample(d, 1); err != nil {
		return nil, err
	}
	if number < 1 {
		return nil, fmt.Errorf("%d sign patterns", number)
	}
	f := &SignFlips{}
	observed := Mean(d)
	for range number {
		sum := 0.0
		for _, v := range d {
			if draw()&1 == 0 {
				v = -v
			}
			sum += v
		}
		f.count(sum/float64(len(d)), observed)
	}
	f.share(1, float64(number)+1)
	return f, nil
}
