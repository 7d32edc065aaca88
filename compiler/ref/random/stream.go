// Package random holds the two sources of chance. Stream is counter-based:
// its values depend on the seed, the path of the declaration that draws and
// the integers given (fold, step, ...), never on order or threads. Mersenne
// repeats numpy's RandomState draw by draw, for comparison with published
// results.
package random

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
)

// A Stream is an endless sequence of random numbers that is a pure function of
// its key. It is not safe for concurrent use; make one stream per task with
// its own index instead.
type Stream struct {
	key    [2]uint32
	lane   [2]uint32 // upper half of the counter
	block  uint64    // lower half: the block that words was taken from next
	words  [4]uint32
	left   int // words not yet handed out
	normal float64
	cached bool
}

// New returns the stream of a seed, a declaration path and any integers that
// tell draws of that declaration apart (fold, repeat, step, subject). The
// SHA-256 of the three gives the 64-bit key and the upper 64 bits of the
// counter, so different names give streams that do not overlap.
func New(seed uint64, path string, idx ...uint64) *Stream {
	s := new(Stream)
	s.Renew(make([]byte, 0, 16+len(path)+8*len(idx)), seed, path, idx...)
	return s
}

// Renew makes s the stream that New gives for the same arguments. It writes in the
// room of name and allocates nothing if that is long enough.
func (s *Stream) Renew(name []byte, seed uint64, path string, idx ...uint64) {
	name = name[:0]
	name = binary.LittleEndian.AppendUint64(name, seed)
	name = binary.LittleEndian.AppendUint64(name, uint64(len(path)))
	name = append(name, path...)
	for _, i := range idx {
		name = binary.LittleEndian.AppendUint64(name, i)
	}
	sum := sha256.Sum256(name)
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(sum[4*i:]) }
	*s = Stream{key: [2]uint32{word(0), word(1)}, lane: [2]uint32{word(2), word(3)}}
}

// Words are the key and the upper half of the counter, for kernels that compute
// blocks themselves; see Block.
func (s *Stream) Words() (key, lane [2]uint32) { return s.key, s.lane }

// Block is the i-th group of four 32-bit words of the stream, whatever was
// drawn before: random access for kernels that count instead of iterate.
func (s *Stream) Block(i uint64) [4]uint32 {
	return Philox([4]uint32{uint32(i), uint32(i >> 32), s.lane[0], s.lane[1]}, s.key)
}

// Uint32 draws the next 32 bits.
func (s *Stream) Uint32() uint32 {
	if s.left == 0 {
		s.words = s.Block(s.block)
		s.block++
		s.left = len(s.words)
	}
	w := s.words[len(s.words)-s.left]
	s.left--
	return w
}

// Uint64 draws 64 bits, the earlier word as the upper half.
func (s *Stream) Uint64() uint64 {
	hi := uint64(s.Uint32())
	return hi<<32 | uint64(s.Uint32())
}

// Float64 draws uniformly from [0, 1) in steps of 2^-53.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// Normal draws from the standard normal distribution (Box and Muller 1958);
// the two values of a pair are handed out one after the other.
func (s *Stream) Normal() float64 {
	if s.cached {
		s.cached = false
		return s.normal
	}
	r := math.Sqrt(-2 * math.Log(1-s.Float64())) // 1-u is never zero
	sin, cos := math.Sincos(2 * math.Pi * s.Float64())
	s.normal, s.cached = r*sin, true
	return r * cos
}

// Intn draws uniformly from 0..n-1 without bias (Lemire 2019); it is 0 for n < 1.
func (s *Stream) Intn(n int) int {
	if n <= 1 {
		return 0
	}
	hi, lo := bits.Mul64(s.Uint64(), uint64(n))
	if lo < uint64(n) {
		for floor := -uint64(n) % uint64(n); lo < floor; {
			hi, lo = bits.Mul64(s.Uint64(), uint64(n))
		}
	}
	return int(hi)
}

// Shuffle permutes n items in place through swap, from the last to the first
// (Fisher and Yates).
func (s *Stream) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, s.Intn(i+1))
	}
}
