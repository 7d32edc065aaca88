package kernel

import (
	"fmt"
	"os"
)

// A Set is one implementation of every kernel. Sets agree to rounding; Sum, SumSq
// and Dot agree to the bit.
type Set struct {
	name string
	avx2 bool
}

var (
	portable = &Set{name: "portable"}
	avx2     = &Set{name: "avx2", avx2: true}
	best, _  = Choose(os.Getenv("EEGP_CPU"))
)

// Name is "portable" or "avx2".
func (s *Set) Name() string { return s.name }

// Portable is the set in plain Go.
func Portable() *Set { return portable }

// AVX2 is the set for amd64 with AVX2 and FMA3; ok is false where the machine or
// the build lacks them.
func AVX2() (set *Set, ok bool) {
	if !hasAVX2 {
		return nil, false
	}
	return avx2, true
}

// Best is the set this process uses, chosen once at its start.
func Best() *Set { return best }

// Name is the name of the set this process uses.
func Name() string { return best.name }

// Choose is the set of that name; the empty name leaves the choice to the machine.
// With an error comes the machine's choice, so that a caller may warn and go on.
func Choose(name string) (*Set, error) {
	machine := portable
	if hasAVX2 {
		machine = avx2
	}
	switch name {
	case "":
		return machine, nil
	case portable.name:
		return portable, nil
	case avx2.name:
		if !hasAVX2 {
			return machine, fmt.Errorf("EEGP_CPU=avx2: this machine has no AVX2 with FMA; leave EEGP_CPU unset or use portable")
		}
		return avx2, nil
	}
	return machine, fmt.Errorf("EEGP_CPU=%s is not known; use portable or avx2, or leave it unset", name)
}
