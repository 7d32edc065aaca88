package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// reflections are the steps of Householder tridiagonalisation and its way back, for
// four matrices in lanes. Strides are bytes.
func reflections() {
	dotQuads()
	symmetricTimes()
	correct()
	rankTwo()
	reflectRows()
}

func dotQuads() {
	begin("dotQuads", "func(s, x, y *float64, n int)", "writes the sum of n products into s.")
	s, x, y, n := param("s"), param("x"), param("y"), param("n")
	sum := zero()
	offset := nothing()
	counted("dotQuads_loop", n, func() {
		addTo(sum, mul(indexed(x, offset), load(indexed(y, offset))))
		ADDQ(Imm(quad), offset)
	})
	VMOVUPD(sum, at(s, 0))
	end()
}

func symmetricTimes() {
	const name = "symmetricTimes"
	begin(name, "func(p, a *float64, stride int, u *float64, m int)",
		"writes the block of order m of a, given by its lower triangle, times u into p.")
	p, row, stride, u, m := param("p"), param("a"), param("stride"), param("u"), param("m")
	inside := nothing() // bytes left of the diagonal
	counted(name+"_row", m, func() {
		x, s := load(indexed(u, inside)), zero()
		k := nothing()
		CMPQ(k, inside)
		JGE(LabelRef(name + "_diagonal"))
		Label(name + "_entry")
		v := load(indexed(row, k))
		addTo(s, mul(indexed(u, k), v))
		t := mul(v, x)
		addTo(t, indexed(p, k))
		VMOVUPD(t, indexed(p, k))
		ADDQ(Imm(quad), k)
		CMPQ(k, inside)
		JLT(LabelRef(name + "_entry"))
		Label(name + "_diagonal")
		addTo(s, mul(indexed(row, inside), x))
		VMOVUPD(s, indexed(p, inside))
		ADDQ(Imm(quad), inside)
		ADDQ(stride, row)
	})
	end()
}

func correct() {
	begin("correct", "func(w, u, tau, half *float64, m int)",
		"makes w of a product p with u: tau p - tau² (p·u)/2 u; half holds -1/2.")
	w, u, tau, half, m := param("w"), param("u"), param("tau"), param("half"), param("m")
	s := zero()
	n, k := copied(m), nothing()
	counted("correct_dot", n, func() {
		addTo(s, mul(indexed(w, k), load(indexed(u, k))))
		ADDQ(Imm(quad), k)
	})
	t := load(at(tau, 0))
	h := mul(at(half, 0), t)
	VMULPD(t, h, h)
	VMULPD(s, h, h)
	XORQ(k, k)
	counted("correct_loop", m, func() {
		v := mul(indexed(w, k), t)
		addTo(v, mul(indexed(u, k), h))
		VMOVUPD(v, indexed(w, k))
		ADDQ(Imm(quad), k)
	})
	end()
}

func rankTwo() {
	const name = "rankTwo"
	begin(name, "func(a *float64, stride int, u, w *float64, m int)",
		"takes u w' + w u' from the lower triangle of order m of a.")
	row, stride, u, w, m := param("a"), param("stride"), param("u"), param("w"), param("m")
	inside := nothing()
	counted(name+"_row", m, func() {
		x, y := load(indexed(u, inside)), load(indexed(w, inside))
		k := nothing()
		Label(name + "_entry")
		t := mul(indexed(w, k), x)
		addTo(t, mul(indexed(u, k), y))
		v := load(indexed(row, k))
		takeFrom(v, t)
		VMOVUPD(v, indexed(row, k))
		ADDQ(Imm(quad), k)
		CMPQ(k, inside)
		JLE(LabelRef(name + "_entry"))
		ADDQ(Imm(quad), inside)
		ADDQ(stride, row)
	})
	end()
}

func reflectRows() {
	const name = "reflectRows"
	begin(name, "func(z *float64, stride, rows int, u, tau *float64, m int)",
		"applies I - tau u u' from the right to the first m entries of rows of z.")
	z, stride, rows, u, m := param("z"), param("stride"), param("rows"), param("u"), param("m")
	tau := load(at(param("tau"), 0))
	SHLQ(Imm(5), m)
	counted(name+"_row", rows, func() {
		s := zero()
		k := nothing()
		Label(name + "_dot")
		addTo(s, mul(indexed(z, k), load(indexed(u, k))))
		ADDQ(Imm(quad), k)
		CMPQ(k, m)
		JLT(LabelRef(name + "_dot"))
		VMULPD(tau, s, s)
		XORQ(k, k)
		Label(name + "_entry")
		v := load(indexed(z, k))
		takeFrom(v, mul(indexed(u, k), s))
		VMOVUPD(v, indexed(z, k))
		ADDQ(Imm(quad), k)
		CMPQ(k, m)
		JLT(LabelRef(name + "_entry"))
		ADDQ(stride, z)
	})
	end()
}
