package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// transpose turns eight rows into columns, eight columns at a time.
func transpose() {
	packRows()
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
	for _, v := range turned(row) {
		VMOVUPS(v, Mem{Base: dst})
		ADDQ(dstStep, dst)
	}
	ADDQ(Imm(32), src)
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}

// packRows interleaves four rows: columns of four follow each other.
func packRows() {
	const name = "packRows"
	TEXT(name, NOSPLIT, "func(dst, src *float32, srcStep, blocks int)")
	Pragma("noescape")
	Doc("packRows interleaves four rows of 8*blocks elements; the step is in bytes.")
	dst, src, srcStep, n := param("dst"), param("src"), param("srcStep"), param("blocks")
	var at [4]Register
	for i := range at {
		at[i] = src
		if i > 0 {
			p := GP64()
			MOVQ(at[i-1], p)
			ADDQ(srcStep, p)
			at[i] = p
		}
	}
	Label(name + "_loop")
	var row [4]VecVirtual
	for i := range row {
		row[i] = load(Mem{Base: at[i]})
	}
	var pair [4]VecVirtual
	for i := range 2 {
		pair[2*i], pair[2*i+1] = YMM(), YMM()
		VUNPCKLPS(row[2*i+1], row[2*i], pair[2*i])
		VUNPCKHPS(row[2*i+1], row[2*i], pair[2*i+1])
	}
	var four [4]VecVirtual
	for k := range four {
		four[k] = YMM()
		VSHUFPS(Imm(uint64(0x44+0xaa*(k&1))), pair[2+k/2], pair[k/2], four[k])
	}
	for i := range 4 {
		out := YMM()
		VPERM2F128(Imm(uint64(0x20+0x11*(i/2))), four[2*(i%2)+1], four[2*(i%2)], out)
		VMOVUPS(out, Mem{Base: dst, Disp: 32 * i})
	}
	ADDQ(U32(128), dst)
	for _, p := range at {
		ADDQ(Imm(32), p)
	}
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}
