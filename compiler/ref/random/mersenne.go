package random

import "math"

const (
	mtSize  = 624
	mtShift = 397
)

// Mersenne is MT19937 (Matsumoto and Nishimura 1998) with the derived draws of
// numpy.random.RandomState, whose stream numpy has frozen. Splits of published
// EEG benchmarks are drawn from it. It is not safe for concurrent use.
type Mersenne struct {
	state  [mtSize]uint32
	next   int
	gauss  float64
	cached bool
}

// NewMersenne seeds as RandomState(seed) does (init_genrand).
func NewMersenne(seed uint32) *Mersenne {
	m := &Mersenne{next: mtSize}
	m.state[0] = seed
	for i := 1; i < mtSize; i++ {
		prev := m.state[i-1]
		m.state[i] = 1812433253*(prev^prev>>30) + uint32(i)
	}
	return m
}

func (m *Mersenne) refill() {
	for i := range m.state {
		y := m.state[i]&0x80000000 | m.state[(i+1)%mtSize]&0x7fffffff
		v := m.state[(i+mtShift)%mtSize] ^ y>>1
		if y&1 != 0 {
			v ^= 0x9908b0df
		}
		m.state[i] = v
	}
	m.next = 0
}

// Uint32 is the next tempered output.
func (m *Mersenne) Uint32() uint32 {
	if m.next == mtSize {
		m.refill()
	}
	y := m.state[m.next]
	m.next++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// Float64 is random_sample: uniform in [0, 1) with 53 bits from two outputs.
func (m *Mersenne) Float64() float64 {
	a, b := m.Uint32()>>5, m.Uint32()>>6
	return (float64(a)*(1<<26) + float64(b)) * 0x1p-53
}

// Intn is randint(0, n): the smallest mask of ones that covers n-1, draws above
// it rejected; one output per try while the range fits 32 bits, else two with
// the upper half first. It is 0, and draws nothing, for n < 2.
func (m *Mersenne) Intn(n int) int {
	if n <= 1 {
		return 0
	}
	top := uint64(n - 1)
	mask := top
	for shift := 1; shift < 64; shift *= 2 {
		mask |= mask >> shift
	}
	for {
		v := uint64(m.Uint32())
		if top > math.MaxUint32 {
			v = v<<32 | uint64(m.Uint32())
		}
		if v &= mask; v <= top {
			return int(v)
		}
	}
}

// Shuffle is shuffle: Fisher and Yates from the last item to the first.
func (m *Mersenne) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, m.Intn(i+1))
	}
}

// Perm is permutation(n): a shuffle of 0..n-1.
func (m *Mersenne) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	m.Shuffle(n, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// Normal is randn: Marsaglia's polar method, the first value of a pair kept
// for the next call.
func (m *Mersenne) Normal() float64 {
	if m.cached {
		m.cached = false
		return m.gauss
	}
	for {
		x, y := 2*m.Float64()-1, 2*m.Float64()-1
		r2 := float64(x*x) + float64(y*y) // the conversions forbid fusing
		if r2 >= 1 || r2 == 0 {
			continue
		}
		f := math.Sqrt(-2 * math.Log(r2) / r2)
		m.gauss, m.cached = f*x, true
		return f * y
	}
}
