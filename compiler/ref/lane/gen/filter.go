package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// cascade filters four rows in place, four samples at a time: a square of four by
// four is turned in registers so that a vector is one sample of all rows, and turned
// back. A section's coefficients are repeated over the lanes.
func cascade(name string, backward bool) {
	begin(name, "func(r0, r1, r2, r3 *float64, blocks int, coef, state *float64, sections int)",
		"filters blocks of four samples of four rows from their first block on, or backward to it.")
	var rows [4]Register
	for i, p := range []string{"r0", "r1", "r2", "r3"} {
		rows[i] = param(p)
	}
	blocks, coef, state, sections := param("blocks"), param("coef"), param("state"), param("sections")
	offset := nothing()
	step := int32(quad)
	if backward {
		MOVQ(blocks, offset)
		SHLQ(Imm(5), offset)
		SUBQ(Imm(quad), offset)
		step = -quad
	}
	counted(name+"_block", blocks, func() {
		var v [4]VecVirtual
		for i, r := range rows {
			v[i] = load(indexed(r, offset))
		}
		v = turned(v)
		c, z, left := copied(coef), copied(state), copied(sections)
		counted(name+"_section", left, func() {
			section(v, c, z, backward)
			ADDQ(Imm(5*quad), c)
			ADDQ(Imm(2*quad), z)
		})
		v = turned(v)
		for i, r := range rows {
			VMOVUPD(v[i], indexed(r, offset))
		}
		ADDQ(I32(step), offset)
	})
	end()
}

// turned is the transpose of four by four.
func turned(v [4]VecVirtual) (w [4]VecVirtual) {
	var t [4]VecVirtual
	for i := range t {
		t[i], w[i] = YMM(), YMM()
	}
	VUNPCKLPD(v[1], v[0], t[0])
	VUNPCKHPD(v[1], v[0], t[1])
	VUNPCKLPD(v[3], v[2], t[2])
	VUNPCKHPD(v[3], v[2], t[3])
	VPERM2F128(Imm(0x20), t[2], t[0], w[0])
	VPERM2F128(Imm(0x20), t[3], t[1], w[1])
	VPERM2F128(Imm(0x31), t[2], t[0], w[2])
	VPERM2F128(Imm(0x31), t[3], t[1], w[3])
	return w
}

func section(v [4]VecVirtual, c, z Register, backward bool) {
	var k [5]VecVirtual
	for i := range k {
		k[i] = load(at(c, i*quad))
	}
	z1, z2 := load(at(z, 0)), load(at(z, quad))
	for i := range v {
		x := v[i]
		if backward {
			x = v[3-i]
		}
		y := mul(k[0], x)
		addTo(y, z1)
		VMULPD(k[1], x, z1)
		addTo(z1, z2)
		takeFrom(z1, mul(k[3], y))
		VMULPD(k[2], x, z2)
		takeFrom(z2, mul(k[4], y))
		VMOVAPD(y, x)
	}
	VMOVUPD(z1, at(z, 0))
	VMOVUPD(z2, at(z, quad))
}
