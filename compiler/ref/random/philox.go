package random

import "math/bits"

// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). The published known
// answers are in the tests.
const (
	philoxM0     = 0xD2511F53
	philoxM1     = 0xCD9E8D57
	philoxWeyl0  = 0x9E3779B9 // golden ratio
	philoxWeyl1  = 0xBB67AE85 // sqrt(3)-1
	philoxRounds = 10
)

// Philox maps a 128-bit counter under a 64-bit key to 128 random bits. It is a
// bijection of the counter for every key.
func Philox(counter [4]uint32, key [2]uint32) [4]uint32 {
	for range philoxRounds {
		hi0, lo0 := bits.Mul32(philoxM0, counter[0])
		hi1, lo1 := bits.Mul32(philoxM1, counter[2])
		counter = [4]uint32{hi1 ^ counter[1] ^ key[0], lo1, hi0 ^ counter[3] ^ key[1], lo0}
		key[0] += philoxWeyl0
		key[1] += philoxWeyl1
	}
	return counter
}
