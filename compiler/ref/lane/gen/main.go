// Command gen writes the AVX2 assembly of package lane and its Go declarations.
// Run it through go generate in the folder above. It is a module of its own so that
// who builds eegp needs no assembler library.
//
// Products are never fused with additions: the assembly rounds as the plain Go
// does, and both give the same bits.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	cascade("cascadeForward", false)
	cascade("cascadeBackward", true)
	for _, columns := range []int{1, 4} {
		dots(columns)
	}
	quadProducts()
	reflections()
	resolvents()
	Generate()
}

// quad is the bytes of four lanes.
const quad = 32

func begin(name, sig, doc string) {
	TEXT(name, NOSPLIT, sig)
	Pragma("noescape")
	Doc(name + " " + doc)
}

func end() {
	VZEROUPPER()
	RET()
}

func param(name string) Register { return Load(Param(name), GP64()) }

func at(base Register, disp int) Mem { return Mem{Base: base, Disp: disp} }

func indexed(base, index Register) Mem { return Mem{Base: base, Index: index, Scale: 1} }

func load(m Op) VecVirtual {
	y := YMM()
	VMOVUPD(m, y)
	return y
}

func zero() VecVirtual {
	y := YMM()
	VXORPD(y, y, y)
	return y
}

func mul(a Op, b VecVirtual) VecVirtual {
	y := YMM()
	VMULPD(a, b, y)
	return y
}

// addTo is s += a.
func addTo(s VecVirtual, a Op) { VADDPD(a, s, s) }

// takeFrom is s -= a.
func takeFrom(s VecVirtual, a Op) { VSUBPD(a, s, s) }

// counted emits a loop that runs n times and leaves n at zero; none when it is zero.
func counted(label string, n Register, body func()) {
	TESTQ(n, n)
	JZ(LabelRef(label + "_end"))
	Label(label)
	body()
	DECQ(n)
	JNZ(LabelRef(label))
	Label(label + "_end")
}

func copied(r Register) Register {
	c := GP64()
	MOVQ(r, c)
	return c
}

func nothing() Register {
	c := GP64()
	XORQ(c, c)
	return c
}
