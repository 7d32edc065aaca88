package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// transpose turns eight rows into columns, eight columns at a time: pairs of rows
// are interleaved, pairs of pairs shuffled, halves exchanged.
func transpose() {
	const name = "transposeRows"
	TEXT(name, NOSPLIT, "func(dst *float32, dstStep int, src *float32, srcStep, blocks int)")
	Pragma("noescape")
	Doc("transposeRows writes eight rows of 8*blocks elements as columns; steps are bytes.")
	dst, dstStep, src, srcStep, n := param("dst"), param("dstStep"), param("src"), param("srcStep"), param("blocks")
	p := GP64()
	Label(name + "_loop")
	var row [8]VecVirtual
	MOVQ(src, p)
	for i := range row {
		row[i] = load(Mem{Base: p})
		if i < 7 {
			ADDQ(srcStep, p)
		}
	}
	var pair [8]VecVirtual
	for i := 0; i < 8; i += 2 {
		pair[i], pair[i+1] = YMM(), YMM()
		VUNPCKLPS(row[i+1], row[i], pair[i])
		VUNPCKHPS(row[i+1], row[i], pair[i+1])
	}
	var four [8]VecVirtual
	for i := 0; i < 8; i += 4 {
		for k := range 4 {
			four[i+k] = YMM()
			VSHUFPS(Imm(uint64(0x44+0xaa*(k&1))), pair[i+2+k/2], pair[i+k/2], four[i+k])
		}
	}
	for j := range 8 {
		out := YMM()
		VPERM2F128(Imm(uint64(0x20+0x11*(j/4))), four[4+j%4], four[j%4], out)
		VMOVUPS(out, Mem{Base: dst})
		ADDQ(dstStep, dst)
	}
	ADDQ(Imm(32), src)
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}
