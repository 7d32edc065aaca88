package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// spectra is the product of spectra: for every bin eight sums, in two halves of
// four that stay in registers, over depth products of a number with eight lanes.
func spectra() {
	const name = "spectra"
	TEXT(name, NOSPLIT, "func(bins, depth int, y *float32, yStep int, w *float32, wStep int, h *float32, hStep, add int)")
	Pragma("noescape")
	Doc("spectra adds products of lanes of h with conjugates of single numbers of w to eight y; steps are bytes.")
	p := &spectral{
		name: name, y: param("y"), yStep: param("yStep"), w: param("w"), wStep: param("wStep"), h: param("h"), hStep: param("hStep"),
		wp: GP64(), hp: GP64(), k: GP64(), y3: GP64(), yp: GP64(),
	}
	bins := param("bins")
	LEAQ(Mem{Base: p.yStep, Index: p.yStep, Scale: 2}, p.y3)
	Label(name + "_bin")
	for half := range 2 {
		p.half(half)
	}
	for _, r := range []Register{p.y, p.w, p.h} {
		ADDQ(Imm(laneStep), r)
	}
	DECQ(bins)
	JNZ(LabelRef(name + "_bin"))
	VZEROUPPER()
	RET()
}

type spectral struct {
	name          string
	y, yStep, y3  Register
	w, wStep      Register
	h, hStep      Register
	yp, wp, hp, k Register
	sum           [4]complexVec
}

func (p *spectral) half(half int) {
	label := func(s string) string { return fmt.Sprintf("%s_%s%d", p.name, s, half) }
	if half == 0 {
		MOVQ(p.y, p.yp)
	} else {
		LEAQ(Mem{Base: p.y, Index: p.yStep, Scale: 4}, p.yp)
	}
	for i := range p.sum {
		p.sum[i] = complexVec{YMM(), YMM()}
		VXORPS(p.sum[i].re, p.sum[i].re, p.sum[i].re)
		VXORPS(p.sum[i].im, p.sum[i].im, p.sum[i].im)
	}
	add := param("add")
	TESTQ(add, add)
	JZ(LabelRef(label("from")))
	for i, s := range p.sum {
		VMOVUPS(p.result(i, 0), s.re)
		VMOVUPS(p.result(i, 1), s.im)
	}
	Label(label("from"))
	MOVQ(p.w, p.wp)
	MOVQ(p.h, p.hp)
	paramInto("depth", p.k.(GPVirtual))
	Label(label("product"))
	h := complexVec{load(Mem{Base: p.hp}), load(Mem{Base: p.hp, Disp: 32})}
	for i, s := range p.sum {
		re, im := YMM(), YMM()
		VBROADCASTSS(Mem{Base: p.wp, Disp: 16*half + 4*i}, re)
		VBROADCASTSS(Mem{Base: p.wp, Disp: 32 + 16*half + 4*i}, im)
		VFMADD231PS(h.re, re, s.re)
		VFMADD231PS(h.im, re, s.im)
		VFMADD231PS(h.im, im, s.re)
		VFNMADD231PS(h.re, im, s.im)
	}
	ADDQ(p.wStep, p.wp)
	ADDQ(p.hStep, p.hp)
	DECQ(p.k)
	JNZ(LabelRef(label("product")))
	for i, s := range p.sum {
		VMOVUPS(s.re, p.result(i, 0))
		VMOVUPS(s.im, p.result(i, 1))
	}
}

// result is where sum i of a half lies.
func (p *spectral) result(i, part int) Mem {
	m := Mem{Base: p.yp, Disp: 32 * part}
	switch {
	case i == 3:
		m.Index, m.Scale = p.y3, 1
	case i > 0:
		m.Index, m.Scale = p.yStep, uint8(i)
	}
	return m
}
