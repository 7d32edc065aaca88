package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

var (
	addd = three(VADDPD)
	subd = three(VSUBPD)
	muld = three(VMULPD)
	divd = three(VDIVPD)
	mind = three(VMINPD)
	maxd = three(VMAXPD)
)

// pow raises positive normal bases, exp(b log a), in float64: four lanes twice. It
// says whether any lane was something else, for its caller to do again.
func pow() {
	const name = "powBlock"
	TEXT(name, NOSPLIT, "func(dst, a, b *float32, n int) (other uint32)")
	Pragma("noescape")
	Doc("powBlock is dst[i] = pow(a[i], b[i]) for 8*n elements; other is not 0 where some base is not positive and normal, or some power not below 2^31.")
	dst, a, b, n := param("dst"), param("a"), param("b"), param("n")
	plain := load(word(math.MaxUint32))
	Label(name + "_loop")
	base, power := load(Mem{Base: a}), load(Mem{Base: b})
	for _, ok := range []VecVirtual{
		compare(greaterEqOQ, base, num(0x1p-126)), compare(lessOQ, base, num(math.Inf(1))),
		compare(lessOQ, abs(power), num(1<<31)),
	} {
		VANDPS(ok, plain, plain)
	}
	e, m := logParts(base)
	var half [2]VecVirtual
	for h := range half {
		half[h] = narrowed(expDouble(muld(widened(power, h), logDouble(widenedInt(e, h), widened(m, h)))))
	}
	out := YMM()
	VINSERTF128(Imm(1), half[1].AsX(), half[0], out)
	VMOVUPS(out, Mem{Base: dst})
	for _, p := range []Register{dst, a, b} {
		ADDQ(Imm(32), p)
	}
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	other := GP32()
	VMOVMSKPS(plain, other)
	XORL(U32(0xff), other)
	Store(other, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func lowerOrUpper(x VecVirtual, h int) Register {
	if h == 0 {
		return x.AsX()
	}
	u := XMM()
	VEXTRACTF128(Imm(1), x, u)
	return u
}

func widened(x VecVirtual, h int) VecVirtual {
	r := YMM()
	VCVTPS2PD(lowerOrUpper(x, h), r)
	return r
}

func widenedInt(x VecVirtual, h int) VecVirtual {
	r := YMM()
	VCVTDQ2PD(lowerOrUpper(x, h), r)
	return r
}

// narrowed has its four floats in the lower half.
func narrowed(x VecVirtual) VecVirtual {
	r := YMM()
	VCVTPD2PSY(x, r.AsX())
	return r
}

func hornerDouble(x VecVirtual, c ...float64) VecVirtual {
	p := load(double(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		VFMADD213PD(double(c[i]), x, p)
	}
	return p
}

// logDouble is the logarithm of m*2^e by the series of atanh in (m-1)/(m+1).
func logDouble(e, m VecVirtual) VecVirtual {
	s := divd(subd(m, double(1)), addd(m, double(1)))
	z := muld(s, s)
	p := hornerDouble(z, 1.0/3, 1.0/5, 1.0/7, 1.0/9, 1.0/11, 1.0/13, 1.0/15)
	sum := s
	VFMADD231PD(muld(z, p), s, sum)
	r := addd(sum, sum)
	VFMADD231PD(double(math.Ln2), e, r)
	return r
}

func expDouble(t VecVirtual) VecVirtual {
	t = maxd(mind(t, double(120)), double(-120))
	k := YMM()
	VROUNDPD(Imm(8), muld(t, double(1/math.Ln2)), k)
	VFNMADD231PD(double(math.Ln2), k, t)
	q := hornerDouble(t, expLong...)
	VFMADD213PD(t, muld(t, t), q)
	ki, s := XMM(), YMM()
	VCVTPD2DQY(k, ki)
	VPMOVSXDQ(ki, s)
	VPADDQ(pair(1023), s, s)
	VPSLLQ(Imm(52), s, s)
	VFMADD213PD(s, s, q)
	return q
}
