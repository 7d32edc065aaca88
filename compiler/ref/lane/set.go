package lane

import "os"

// Lanes is how many values a kernel treats side by side.
const Lanes = 4

// A Quad is one value for each lane.
type Quad [Lanes]float64

// A Set is one implementation of every kernel. All sets give the same bits.
type Set struct{ avx2 bool }

var (
	portable = &Set{}
	avx2     = &Set{avx2: true}
	best     = choose(os.Getenv("EEGP_CPU"))
)

// Portable is the set in plain Go.
func Portable() *Set { return portable }

// AVX2 is the set for amd64 with AVX2; ok is false where the machine or the build
// lacks it.
func AVX2() (set *Set, ok bool) {
	if !hasAVX2 {
		return nil, false
	}
	return avx2, true
}

// Best is the set this process uses, chosen once at its start.
func Best() *Set { return best }

func choose(name string) *Set {
	if name == "portable" || !hasAVX2 {
		return portable
	}
	return avx2
}
