package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// laneStep is the bytes of an item of eight complex signals: eight real parts, then
// eight imaginary ones.
const laneStep = 64

// lanes moves eight signals between where they lie and lanes, eight items at a time.
func lanes() {
	lanesIn()
	lanesOut()
}

func lanesIn() {
	const name = "lanesIn"
	TEXT(name, NOSPLIT, "func(dst, src *float32, at *int32, blocks int)")
	Pragma("noescape")
	Doc("lanesIn reads 8*blocks items of eight signals, which begin at the offsets at.")
	dst, src, at, n := param("dst"), param("src"), param("at"), param("blocks")
	Label(name + "_loop")
	var row [8]VecVirtual
	for i := range row {
		row[i] = load(Mem{Base: src, Index: offset(at, i), Scale: 4})
	}
	for i, v := range turned(row) {
		VMOVUPS(v, Mem{Base: dst, Disp: laneStep * i})
	}
	ADDQ(Imm(32), src)
	ADDQ(U32(8*laneStep), dst)
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}

func lanesOut() {
	const name = "lanesOut"
	TEXT(name, NOSPLIT, "func(dst *float32, at *int32, src *float32, blocks int)")
	Pragma("noescape")
	Doc("lanesOut writes 8*blocks items of eight signals, which begin at the offsets at.")
	dst, at, src, n := param("dst"), param("at"), param("src"), param("blocks")
	Label(name + "_loop")
	var row [8]VecVirtual
	for i := range row {
		row[i] = load(Mem{Base: src, Disp: laneStep * i})
	}
	for i, v := range turned(row) {
		VMOVUPS(v, Mem{Base: dst, Index: offset(at, i), Scale: 4})
	}
	ADDQ(U32(8*laneStep), src)
	ADDQ(Imm(32), dst)
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	VZEROUPPER()
	RET()
}

func offset(at Register, i int) Register {
	o := GP64()
	MOVLQSX(Mem{Base: at, Disp: 4 * i}, o)
	return o
}

// turned is the transpose of eight rows: pairs are interleaved, pairs of pairs
// shuffled, halves exchanged.
func turned(row [8]VecVirtual) [8]VecVirtual {
	var pair, four, out [8]VecVirtual
	for i := 0; i < 8; i += 2 {
		pair[i], pair[i+1] = YMM(), YMM()
		VUNPCKLPS(row[i+1], row[i], pair[i])
		VUNPCKHPS(row[i+1], row[i], pair[i+1])
	}
	for i := 0; i < 8; i += 4 {
		for k := range 4 {
			four[i+k] = YMM()
			VSHUFPS(Imm(uint64(0x44+0xaa*(k&1))), pair[i+2+k/2], pair[i+k/2], four[i+k])
		}
	}
	for j := range out {
		out[j] = YMM()
		VPERM2F128(Imm(uint64(0x20+0x11*(j/4))), four[4+j%4], four[j%4], out[j])
	}
	return out
}
