// Command gen writes the AVX2 assembly of package kernel and its Go declarations.
// Run it through go generate in the folder above. It is a module of its own so that
// who builds eegp needs no assembler library.
package main

import (
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	openConstants()
	contractions()
	unaries()
	binaries()
	pow()
	reductions()
	transpose()
	adam()
	lanes()
	fouriers()
	spectra()
	closeConstants()
	Generate()
}

// Constants lie in one table, each repeated over the eight lanes of a vector, so
// that an instruction takes them straight from memory.
var (
	table     Mem
	constants []uint64 // pairs of lanes
)

// openConstants begins the table with eight lanes set and eight clear: the masks
// of a tail are read from its middle.
func openConstants() {
	table = GLOBL("constants", RODATA|NOPTR)
	for i := range 16 {
		v := uint32(0)
		if i < 8 {
			v = math.MaxUint32
		}
		DATA(4*i, U32(v))
	}
}

// word is the place of a constant given by its bits.
func word(bits uint32) Mem { return pair(uint64(bits)<<32 | uint64(bits)) }

// double is the place of a float64 constant.
func double(v float64) Mem { return pair(math.Float64bits(v)) }

func pair(bits uint64) Mem {
	i := slices.Index(constants, bits)
	if i < 0 {
		i = len(constants)
		constants = append(constants, bits)
	}
	return table.Offset(64 + 32*i)
}

func closeConstants() {
	for i, bits := range constants {
		for lane := range 4 {
			DATA(64+32*i+8*lane, U64(bits))
		}
	}
}

// num is the place of a constant given by its value.
func num(v float64) Mem { return word(math.Float32bits(float32(v))) }

// tailMask loads the mask of the first rest lanes, rest from 0 to 7.
func tailMask(rest Register) VecVirtual {
	at, back := GP64(), GP64()
	LEAQ(table, at)
	MOVQ(U64(8), back)
	SUBQ(rest, back)
	m := YMM()
	VMOVUPS(Mem{Base: at, Index: back, Scale: 4}, m)
	return m
}
