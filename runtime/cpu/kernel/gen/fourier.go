package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// fouriers writes the passes of transforms whose signals lie in lanes. A pass
// takes blocks of radix*q items apart into radix blocks of q (or, inverse, puts
// them together); its results are left in the order that the passes give.
func fouriers() {
	for _, inverse := range []bool{false, true} {
		newPass(4, inverse, true).write()
		newPass(4, inverse, false).write()
		newPass(5, inverse, true).write()
	}
}

// A complexVec is a complex number for each of eight lanes.
type complexVec struct{ re, im VecVirtual }

// A fourierPass is one routine. Without turns q is 1 and all factors are 1.
type fourierPass struct {
	name    string
	radix   int
	inverse bool
	turns   bool
	x, q    Register // the place in the first of radix columns, and from one to the next
	q3      Register
	factors Register
}

func newPass(radix int, inverse, turns bool) *fourierPass {
	name := fmt.Sprintf("fourier%d", radix)
	if !turns {
		name += "last"
	}
	if inverse {
		name += "inverse"
	}
	return &fourierPass{name: name, radix: radix, inverse: inverse, turns: turns}
}

func (p *fourierPass) write() {
	if p.turns {
		p.writeTurning()
		return
	}
	TEXT(p.name, NOSPLIT, "func(x *float32, blocks int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s transforms blocks of %d items each.", p.name, p.radix))
	p.x = param("x")
	n := param("blocks")
	Label(p.name + "_block")
	p.butterfly()
	ADDQ(U32(uint32(p.radix*laneStep)), p.x)
	DECQ(n)
	JNZ(LabelRef(p.name + "_block"))
	VZEROUPPER()
	RET()
}

func (p *fourierPass) writeTurning() {
	TEXT(p.name, NOSPLIT, "func(x *float32, blocks, q int, factors *float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s transforms blocks of %d columns of q items; factors are those of each item.", p.name, p.radix))
	p.x, p.q, p.factors = param("x"), param("q"), GP64()
	n, j, rest := param("blocks"), GP64(), GP64()
	SHLQ(Imm(6), p.q)
	p.q3 = GP64()
	LEAQ(Mem{Base: p.q, Index: p.q, Scale: 2}, p.q3)
	MOVQ(p.q3, rest)
	if p.radix == 5 {
		ADDQ(p.q, rest)
	}
	Label(p.name + "_block")
	paramInto("factors", p.factors.(GPVirtual))
	paramInto("q", j.(GPVirtual))
	Label(p.name + "_item")
	p.butterfly()
	ADDQ(Imm(laneStep), p.x)
	ADDQ(Imm(uint64(8*(p.radix-1))), p.factors)
	DECQ(j)
	JNZ(LabelRef(p.name + "_item"))
	ADDQ(rest, p.x)
	DECQ(n)
	JNZ(LabelRef(p.name + "_block"))
	VZEROUPPER()
	RET()
}

func (p *fourierPass) butterfly() {
	if p.radix == 4 {
		p.four()
	} else {
		p.five()
	}
}

// column is where item k of a butterfly lies; part is 0 for its real parts, 1 for
// its imaginary ones.
func (p *fourierPass) column(k, part int) Mem {
	m := Mem{Base: p.x, Disp: 32 * part}
	switch {
	case !p.turns:
		m.Disp += laneStep * k
	case k == 3:
		m.Index, m.Scale = p.q3, 1
	case k > 0:
		m.Index, m.Scale = p.q, uint8(k)
	}
	return m
}

// read loads item k, turned back if the pass is inverse.
func (p *fourierPass) read(k int) complexVec {
	v := complexVec{load(p.column(k, 0)), load(p.column(k, 1))}
	if p.inverse {
		v = p.turn(k, v)
	}
	return v
}

// put stores item k, turned if the pass is not inverse.
func (p *fourierPass) put(k int, v complexVec) {
	if !p.inverse {
		v = p.turn(k, v)
	}
	p.store(k, v)
}

func (p *fourierPass) store(k int, v complexVec) {
	VMOVUPS(v.re, p.column(k, 0))
	VMOVUPS(v.im, p.column(k, 1))
}

// turn multiplies by factor k, or by its conjugate if inverse.
func (p *fourierPass) turn(k int, v complexVec) complexVec {
	if k == 0 || !p.turns {
		return v
	}
	f, a, b := YMM(), YMM(), YMM()
	VBROADCASTSS(Mem{Base: p.factors, Disp: 8*(k-1) + 4}, f)
	VMULPS(v.im, f, a)
	VMULPS(v.re, f, b)
	VBROADCASTSS(Mem{Base: p.factors, Disp: 8 * (k - 1)}, f)
	if p.inverse {
		VFMADD213PS(a, f, v.re)
		VFMSUB213PS(b, f, v.im)
	} else {
		VFMSUB213PS(a, f, v.re)
		VFMADD213PS(b, f, v.im)
	}
	return v
}

// sumAndDifference of two numbers, which are used up.
func sumAndDifference(a, b complexVec) (sum, difference complexVec) {
	re, im := YMM(), YMM()
	VSUBPS(b.re, a.re, re)
	VADDPS(b.re, a.re, a.re)
	VSUBPS(b.im, a.im, im)
	VADDPS(b.im, a.im, a.im)
	return a, complexVec{re, im}
}

// quarters are m - i*n and m + i*n.
func quarters(m, n complexVec) (minus, plus complexVec) {
	minus, plus = complexVec{YMM(), YMM()}, complexVec{YMM(), YMM()}
	VADDPS(n.im, m.re, minus.re)
	VSUBPS(n.re, m.im, minus.im)
	VSUBPS(n.im, m.re, plus.re)
	VADDPS(n.re, m.im, plus.im)
	return minus, plus
}

func (p *fourierPass) four() {
	a, c := sumAndDifference(p.read(0), p.read(2))
	b, d := sumAndDifference(p.read(1), p.read(3))
	first, third := sumAndDifference(a, b)
	second, fourth := quarters(c, d)
	if p.inverse {
		second, fourth = fourth, second
	}
	p.put(0, first)
	p.put(1, second)
	p.put(2, third)
	p.put(3, fourth)
}

// five follows the symmetric form: sums and differences of items that are as far
// from the first on both sides.
func (p *fourierPass) five() {
	b, e := sumAndDifference(p.read(1), p.read(4))
	c, d := sumAndDifference(p.read(2), p.read(3))
	a := complexVec{load(p.column(0, 0)), load(p.column(0, 1))}
	for part := range 2 {
		s := YMM()
		VADDPS(part2(b, part), part2(a, part), s)
		VADDPS(part2(c, part), s, s)
		VMOVUPS(s, p.column(0, part))
	}
	p.fivePair(1, a, b, c, e, d, false)
	p.fivePair(2, a, c, b, d, e, true)
}

func part2(v complexVec, part int) VecVirtual { return [2]VecVirtual{v.re, v.im}[part] }

// fivePair makes items k and 5-k: a + cos1 s + cos2 u -+ i (sin1 d + sin2 e), or
// sin2 e - sin1 d where flip; the roles of s and u, d and e are exchanged by the
// caller.
func (p *fourierPass) fivePair(k int, a, s, u, d, e complexVec, flip bool) {
	cos := func(m int) Mem { return num(math.Cos(2 * math.Pi * float64(m) / 5)) }
	sin := func(m int) Mem { return num(math.Sin(2 * math.Pi * float64(m) / 5)) }
	even := func(part int) VecVirtual {
		m := YMM()
		VMOVAPS(part2(a, part), m)
		VFMADD231PS(cos(1), part2(s, part), m)
		VFMADD231PS(cos(2), part2(u, part), m)
		return m
	}
	odd := func(part int) VecVirtual {
		n := YMM()
		if flip {
			VMULPS(sin(2), part2(e, part), n)
			VFNMADD231PS(sin(1), part2(d, part), n)
		} else {
			VMULPS(sin(1), part2(d, part), n)
			VFMADD231PS(sin(2), part2(e, part), n)
		}
		return n
	}
	low, high := k, 5-k // low takes m - i*n
	if p.inverse {
		low, high = high, low
	}
	m, n := even(0), odd(1)
	re, other := YMM(), YMM()
	VADDPS(n, m, re)
	VSUBPS(n, m, other)
	VMOVUPS(other, p.column(high, 0))
	m, n = even(1), odd(0)
	im := YMM()
	VADDPS(n, m, other)
	VMOVUPS(other, p.column(high, 1))
	VSUBPS(n, m, im)
	p.put(low, complexVec{re, im})
	if !p.inverse { // registers are short: item high waited in its place
		p.put(high, complexVec{load(p.column(high, 0)), load(p.column(high, 1))})
	}
}
