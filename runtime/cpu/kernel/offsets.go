package kernel

import (
	"fmt"
	"math"
)

// Offsets says where each row of a contraction's right operand begins: element k
// of the list is the index of row k's first float. Rows may overlap, so a
// convolution reads sliding windows of a signal where it lies.
type Offsets struct {
	at  []int32
	max int
	run bool // each row begins one float after the last
}

// NewOffsets keeps at, which must not change afterwards. Entries are indices, not
// bytes; a negative one is an error.
func NewOffsets(at []int32) (Offsets, error) {
	o := Offsets{at: at, max: -1, run: true}
	for k, v := range at {
		if v < 0 {
			return Offsets{}, fmt.Errorf("row %d begins at %d, before its array", k, v)
		}
		o.max = max(o.max, int(v))
		o.run = o.run && v == at[0]+int32(k)
	}
	return o, nil
}

// Grid lists outer*inner rows: row o*inner+i begins at base + o*outerStep + i*innerStep.
// Channels and taps of a convolution are one such grid; a matrix of K rows is
// Grid(0, K, stride, 1, 0). Steps may be negative so long as no row is.
func Grid(base, outer, outerStep, inner, innerStep int) (Offsets, error) {
	at := make([]int32, 0, outer*inner)
	for o := range outer {
		for i := range inner {
			v := base + o*outerStep + i*innerStep
			if v < 0 || v > math.MaxInt32 {
				return Offsets{}, fmt.Errorf("row %d begins at %d, outside of 0 to %d", len(at), v, math.MaxInt32)
			}
			at = append(at, int32(v))
		}
	}
	return NewOffsets(at)
}

// Len is the number of rows.
func (o Offsets) Len() int { return len(o.at) }

// check meets the bounds check of b when a row of n floats would leave it.
func (o Offsets) check(b []float32, n int) {
	if len(o.at) > 0 && n > 0 {
		_ = b[o.max+n-1]
	}
}
