package kernel

import "math"

// Sums have one fixed order in every set, so that all sets agree to the bit. A
// strip is cut into blocks of blockSum elements, the last filled up with zeros. In
// a block, lane l of 32 adds elements l, l+32, l+64 and so on; the 32 lanes are
// folded in halves, lane l with lane l+16, then l+8, l+4, l+2, l+1. Blocks are added
// in float64. Products are rounded to float32 before they are added.
const (
	blockSum = 256
	lanes    = 32
)

// Sum adds the elements of x in the fixed order.
func (s *Set) Sum(x []float32) float32 {
	var total float64
	for ; len(x) >= blockSum; x = x[blockSum:] {
		total += float64(s.sumBlock((*[blockSum]float32)(x), blockSum))
	}
	if len(x) > 0 {
		var rest [blockSum]float32
		total += float64(s.sumBlock(&rest, padded(&rest, x)))
	}
	return float32(total)
}

// SumSq adds the squares of x in the fixed order.
func (s *Set) SumSq(x []float32) float32 { return s.Dot(x, x) }

// Dot adds the products of x and y, as long as x, in the fixed order.
func (s *Set) Dot(x, y []float32) float32 {
	y = y[:len(x)]
	var total float64
	for len(x) >= blockSum {
		total += float64(s.dotBlock((*[blockSum]float32)(x), (*[blockSum]float32)(y), blockSum))
		x, y = x[blockSum:], y[blockSum:]
	}
	if len(x) > 0 {
		var p, q [blockSum]float32
		padded(&p, x)
		total += float64(s.dotBlock(&p, &q, padded(&q, y)))
	}
	return float32(total)
}

// padded copies x to block and gives its length rounded up to whole rows of lanes.
func padded(block *[blockSum]float32, x []float32) int {
	return (copy(block[:], x) + lanes - 1) / lanes * lanes
}

func (s *Set) sumBlock(x *[blockSum]float32, n int) float32 {
	if s.avx2 {
		return sumBlockAVX2(x, n)
	}
	lane := *(*[lanes]float32)(x[:lanes])
	for i := lanes; i < n; i += lanes {
		for l, v := range (*[lanes]float32)(x[i:]) {
			lane[l] += v
		}
	}
	return fold(&lane)
}

func (s *Set) dotBlock(x, y *[blockSum]float32, n int) float32 {
	if s.avx2 {
		return dotBlockAVX2(x, y, n)
	}
	var lane [lanes]float32
	for i := 0; i < n; i += lanes {
		q := (*[lanes]float32)(y[i:])
		for l, v := range (*[lanes]float32)(x[i:]) {
			lane[l] += float32(v * q[l])
		}
	}
	return fold(&lane)
}

func fold(lane *[lanes]float32) float32 {
	for half := lanes / 2; half > 0; half /= 2 {
		for l := range half {
			lane[l] += lane[l+half]
		}
	}
	return lane[0]
}

// Max is the greatest element of x, NaN if one is NaN, and -Inf for an empty strip.
func (s *Set) Max(x []float32) float32 {
	if s.avx2 && len(x) >= 8 {
		return maxAVX2(x)
	}
	least := float32(math.Inf(-1))
	m0, m1, m2, m3 := least, least, least, least
	for ; len(x) >= 4; x = x[4:] {
		m0, m1, m2, m3 = max(m0, x[0]), max(m1, x[1]), max(m2, x[2]), max(m3, x[3])
	}
	m0 = max(m0, m1, m2, m3)
	for _, v := range x {
		m0 = max(m0, v)
	}
	return m0
}

// ArgMax is the index of the greatest element, the first among equals; a NaN counts
// as greater than any number. For an empty strip it is -1.
func (s *Set) ArgMax(x []float32) int {
	if len(x) == 0 {
		return -1
	}
	m := s.Max(x)
	for i, v := range x {
		if v == m || v != v {
			return i
		}
	}
	return -1
}

// AddInto adds x to dst elementwise: one step of a sum down the rows.
func (s *Set) AddInto(dst, x []float32) { s.Binary(Add, dst, dst, x[:len(dst)]) }

// MaxInto replaces dst by the greater of dst and x elementwise.
func (s *Set) MaxInto(dst, x []float32) { s.Binary(Max, dst, dst, x[:len(dst)]) }
