package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// resolvents are the inverses of shifted tridiagonal matrices, two at a time: the
// quads of both lie side by side.
func resolvents() {
	pivots()
	subtractInverses()
}

const pair = 2 * quad

// pivots follows the recurrences from both ends: g while it goes up, then the ratios
// -b/g and the diagonal.
func pivots() {
	const name = "pivots"
	begin(name, "func(d, e, x, y, weight, below, by, diagonal *float64, n int)",
		"gives, of the inverses of x t + y, the diagonals times weight and the ratios of a row to the one above.")
	d, e, x, y, weight, g, by, diag, n := param("d"), param("e"), param("x"), param("y"), param("weight"),
		param("below"), param("by"), param("diagonal"), param("n")
	xs := [2]VecVirtual{load(at(x, 0)), load(at(x, quad))}
	ys := [2]VecVirtual{load(at(y, 0)), load(at(y, quad))}
	row, wide := copied(n), GP64()
	DECQ(row)
	SHLQ(Imm(5), row)
	MOVQ(row, wide)
	SHLQ(Imm(1), wide)
	var p [2]VecVirtual
	a := func(j int) VecVirtual {
		v := mul(indexed(d, row), xs[j])
		addTo(v, ys[j])
		return v
	}
	for j := range p {
		p[j] = a(j)
		VMOVUPD(p[j], Mem{Base: g, Index: wide, Scale: 1, Disp: j * quad})
	}
	up := copied(n)
	DECQ(up)
	counted(name+"_up", up, func() {
		SUBQ(Imm(quad), row)
		SUBQ(Imm(pair), wide)
		for j := range p {
			b := mul(indexed(e, row), xs[j])
			VMULPD(b, b, b)
			VDIVPD(p[j], b, b)
			v := a(j)
			VSUBPD(b, v, p[j])
			VMOVUPD(p[j], Mem{Base: g, Index: wide, Scale: 1, Disp: j * quad})
		}
	})
	none := zero()
	f := [2]VecVirtual{zero(), zero()}
	first := func(j int) {
		v := a(j)
		VMOVAPD(v, f[j])
		finish(f[j], v, g, weight, diag, wide, j)
	}
	first(0)
	first(1)
	DECQ(n)
	counted(name+"_down", n, func() {
		ADDQ(Imm(quad), row)
		ADDQ(Imm(pair), wide)
		for j := range f {
			b := mul(Mem{Base: e, Index: row, Scale: 1, Disp: -quad}, xs[j])
			r := YMM()
			VDIVPD(Mem{Base: g, Index: wide, Scale: 1, Disp: j * quad}, b, r)
			VSUBPD(r, none, r)
			VMOVUPD(r, Mem{Base: by, Index: wide, Scale: 1, Disp: j * quad})
			VMULPD(b, b, b)
			VDIVPD(f[j], b, b)
			v := a(j)
			VSUBPD(b, v, f[j])
			finish(f[j], v, g, weight, diag, wide, j)
		}
	})
	end()
}

// finish writes weight/(f + g - a).
func finish(f, a VecVirtual, g, weight, diag, wide Register, j int) {
	s := YMM()
	VADDPD(Mem{Base: g, Index: wide, Scale: 1, Disp: j * quad}, f, s)
	takeFrom(s, a)
	w := load(at(weight, j*quad))
	VDIVPD(s, w, w)
	VMOVUPD(w, Mem{Base: diag, Index: wide, Scale: 1, Disp: j * quad})
}

// subtractInverses takes both inverses from the lower triangle of z. A row of an
// inverse is minus the ratio times the row above, by its lower triangle.
func subtractInverses() {
	const name = "subtractInverses"
	begin(name, "func(z *float64, stride int, lines, by, diagonal *float64, n int)",
		"takes two inverses from the lower triangle of z; lines is scratch for a row of both.")
	z, stride, lines, by, diag, n := param("z"), param("stride"), param("lines"), param("by"), param("diagonal"), param("n")
	inside := nothing()
	counted(name+"_row", n, func() {
		k, wide := nothing(), nothing()
		r := [2]VecVirtual{load(at(by, 0)), load(at(by, quad))}
		CMPQ(k, inside)
		JGE(LabelRef(name + "_diagonal"))
		Label(name + "_entry")
		v := load(indexed(z, k))
		for j := range r {
			t := mul(Mem{Base: lines, Index: wide, Scale: 1, Disp: j * quad}, r[j])
			VMOVUPD(t, Mem{Base: lines, Index: wide, Scale: 1, Disp: j * quad})
			takeFrom(v, t)
		}
		VMOVUPD(v, indexed(z, k))
		ADDQ(Imm(quad), k)
		ADDQ(Imm(pair), wide)
		CMPQ(k, inside)
		JLT(LabelRef(name + "_entry"))
		Label(name + "_diagonal")
		s := load(indexed(z, inside))
		for j := range r {
			t := load(at(diag, j*quad))
			takeFrom(s, t)
			VMOVUPD(t, Mem{Base: lines, Index: wide, Scale: 1, Disp: j * quad})
		}
		VMOVUPD(s, indexed(z, inside))
		ADDQ(Imm(pair), by)
		ADDQ(Imm(pair), diag)
		ADDQ(Imm(quad), inside)
		ADDQ(stride, z)
	})
	end()
}
