package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// adam updates weights and both moments in one pass. The coefficients are those of
// package kernel, in its order.
func adam() {
	const name = "adamStrip"
	TEXT(name, NOSPLIT, "func(w, grad, m, v *float32, c *[9]float32, n int)")
	Pragma("noescape")
	Doc("adamStrip updates n weights w and moments m and v by the gradients.")
	var at [4]Register
	for i, p := range []string{"w", "grad", "m", "v"} {
		at[i] = param(p)
	}
	c, n, rest := param("c"), param("n"), GP64()
	var k [9]VecVirtual
	for i := range k {
		k[i] = YMM()
		VBROADCASTSS(Mem{Base: c, Disp: 4 * i}, k[i])
	}
	MOVQ(n, rest)
	ANDQ(Imm(7), rest)
	SHRQ(Imm(3), n)
	JZ(LabelRef(name + "_rest"))
	Label(name + "_loop")
	adamStep(at, k, func(m Mem) VecVirtual { return load(m) }, func(x VecVirtual, m Mem) { VMOVUPS(x, m) })
	for _, p := range at {
		ADDQ(Imm(32), p)
	}
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	Label(name + "_rest")
	TESTQ(rest, rest)
	JZ(LabelRef(name + "_end"))
	mask := tailMask(rest)
	adamStep(at, k, func(m Mem) VecVirtual {
		r := YMM()
		VMASKMOVPS(m, mask, r)
		return r
	}, func(x VecVirtual, m Mem) { VMASKMOVPS(x, mask, m) })
	Label(name + "_end")
	VZEROUPPER()
	RET()
}

func adamStep(at [4]Register, k [9]VecVirtual, get func(Mem) VecVirtual, put func(VecVirtual, Mem)) {
	const (
		beta1, rest1, beta2, rest2 = 0, 1, 2, 3
		rate, root, eps, l2, keep  = 4, 5, 6, 7, 8
	)
	place := func(i int) Mem { return Mem{Base: at[i]} }
	w := get(place(0))
	g := muladd(w, k[l2], get(place(1)))
	m := muladd(g, k[rest1], mulv(get(place(2)), k[beta1]))
	put(m, place(2))
	v := muladd(mulv(g, g), k[rest2], mulv(get(place(3)), k[beta2]))
	put(v, place(3))
	VSQRTPS(v, v)
	m = mulv(divv(m, muladd(v, k[root], k[eps])), k[rate])
	VFMSUB213PS(m, k[keep], w)
	put(w, place(0))
}
