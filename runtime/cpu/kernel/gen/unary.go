package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const (
	signBit  = 1 << 31
	oneBits  = 0x3F800000
	sqrtHalf = 0x3F3504F3
	nanBits  = 0x7FC00000
)

func unaries() {
	unary := func(name, doc string, f func(x VecVirtual) VecVirtual) {
		strip(name, doc, []string{"x"}, func(in []VecVirtual) VecVirtual { return f(in[0]) })
	}
	unary("negStrip", "-x[i]", func(x VecVirtual) VecVirtual { return xorv(x, word(signBit)) })
	unary("absStrip", "|x[i]|", abs)
	unary("recipStrip", "1/x[i]", func(x VecVirtual) VecVirtual { return divv(load(num(1)), x) })
	unary("sqrtStrip", "sqrt(x[i])", func(x VecVirtual) VecVirtual {
		r := YMM()
		VSQRTPS(x, r)
		return r
	})
	unary("floorStrip", "floor(x[i])", func(x VecVirtual) VecVirtual {
		r := YMM()
		VROUNDPS(Imm(9), x, r)
		return r
	})
	unary("signStrip", "sign(x[i])", func(x VecVirtual) VecVirtual {
		return subv(andv(step(x), num(1)), andv(compare(lessOQ, x, zero()), num(1)))
	})
	unary("stepStrip", "1 where x[i] > 0, else 0", func(x VecVirtual) VecVirtual { return andv(step(x), num(1)) })
	unary("expStrip", "exp(x[i])", func(x VecVirtual) VecVirtual { return exp(clampHigh(clampLow(x, -105), 89)) })
	unary("expm1Strip", "exp(x[i])-1", expm1)
	unary("logStrip", "log(x[i])", log)
	unary("log1pStrip", "log(1+x[i])", log1p)
	unary("sinStrip", "sin(x[i]), |x[i]| up to 1e5", func(x VecVirtual) VecVirtual { return sinCos(x, 0) })
	unary("cosStrip", "cos(x[i]), |x[i]| up to 1e5", func(x VecVirtual) VecVirtual { return sinCos(x, 1) })
	unary("tanhStrip", "tanh(x[i])", tanh)
	unary("sigmoidStrip", "1/(1+exp(-x[i]))", sigmoid)
	unary("erfStrip", "erf(x[i])", erf)
}

func zero() VecVirtual {
	r := YMM()
	VXORPS(r, r, r)
	return r
}

func abs(x VecVirtual) VecVirtual  { return andv(x, word(^uint32(signBit))) }
func step(x VecVirtual) VecVirtual { return compare(greaterOQ, x, zero()) }
func sign(x VecVirtual) VecVirtual { return andv(x, word(signBit)) }

// expParts gives whole k and q = exp(r)-1 with x = k ln 2 + r. The head of ln 2 has
// ten bits, so that its product with k is exact.
func expParts(x VecVirtual, coefficients ...float64) (k, q VecVirtual) {
	const head = 0.693359375
	k = round(mulv(x, num(1/math.Ln2)))
	r := minus(x, k, num(head))
	VFNMADD231PS(num(math.Ln2-head), k, r)
	return toInt(k), muladd(horner(r, coefficients...), mulv(r, r), r)
}

// Minimax fits of (exp(r)-1-r)/r^2, of errors 2^-26 and 2^-32 relative to exp(r)-1.
var (
	expShort = []float64{0.49999998041501226, 0.16666538684510193, 0.041667221446184961, 0.0083671807303772588, 0.0013882383332128156}
	expLong  = []float64{0.5000000046819475, 0.16666666352388243, 0.04166634871127356, 0.008333391632984341, 0.0013941652474281322, 0.00019845962230107751}
)

// power is 2^(k+shift) where that is a normal number.
func power(k VecVirtual, shift int) VecVirtual {
	return left(addi(k, word(uint32(127+shift))), 23)
}

// exp multiplies by its power of two in two halves: results may be denormal or
// overflow.
func exp(x VecVirtual) VecVirtual {
	k, q := expParts(x, expShort...)
	half := right(k, 1)
	s := power(half, 0)
	return mulv(muladd(q, s, s), power(subi(k, half), 0))
}

// expm1 works with half the power, which does not overflow before the result.
func expm1(x VecVirtual) VecVirtual {
	k, q := expParts(clampHigh(clampLow(x, -40), 89), expLong...)
	s := power(k, -1)
	h := muladd(q, s, subv(s, num(0.5)))
	return addv(h, h)
}

func tanh(x VecVirtual) VecVirtual {
	a := abs(x)
	k, q := expParts(clampHigh(addv(a, a), 20), expLong...)
	s := power(k, 0)
	t := muladd(q, s, subv(s, num(1)))
	return orv(divv(t, addv(t, num(2))), sign(x))
}

// sigmoid takes the exponential of -|x|, so that both ends keep their accuracy.
func sigmoid(x VecVirtual) VecVirtual {
	z := exp(clampLow(orv(x, word(signBit)), -105))
	return divv(choose(x, z, load(num(1))), addv(z, num(1)))
}

// logParts splits a positive normal u into 2^e times m, m in [sqrt(1/2), sqrt(2)).
func logParts(u VecVirtual) (e, m VecVirtual) {
	e = right(subi(u, word(sqrtHalf)), 23)
	return e, subi(u, left(e, 23))
}

// logSum is log(1+f) + e ln 2.
func logSum(f, e VecVirtual) VecVirtual {
	const head = 0.693359375
	p := horner(f, 0.33333312604510412, -0.25000009613265628, 0.20002118606808244, -0.16667995130157715,
		0.14219552921190431, -0.12405600410818042, 0.11888168556918037, -0.11675594641369119, 0.067465650271228958)
	z := mulv(f, f)
	y := mulv(e, num(math.Ln2-head))
	VFMADD231PS(mulv(p, f), z, y)
	VFNMADD231PS(num(0.5), z, y)
	y = addv(y, f)
	VFMADD231PS(num(head), e, y)
	return y
}

// logEnds gives the logarithm y of u its values at zero, below, and beyond.
func logEnds(y, u, x VecVirtual) VecVirtual {
	y = choose(compare(equalOQ, u, zero()), load(num(math.Inf(-1))), y)
	y = choose(compare(lessOQ, u, zero()), load(word(nanBits)), y)
	return choose(compare(notLessUQ, x, num(math.Inf(1))), x, y)
}

func log(x VecVirtual) VecVirtual {
	const up = 1 << 23
	tiny := compare(lessOQ, x, num(0x1p-126))
	u := choose(tiny, mulv(x, num(up)), x)
	e, m := logParts(u)
	ef := subv(toFloat(e), andv(tiny, num(23)))
	return logEnds(logSum(subv(m, num(1)), ef), x, x)
}

// log1p adds to the mantissa what rounding 1+x lost. For the greatest e the loss is
// far below the mantissa, so its scale may stop short.
func log1p(x VecVirtual) VecVirtual {
	one := load(num(1))
	u := addv(x, one)
	b := subv(u, one)
	lost := addv(subv(one, subv(u, b)), subv(x, b))
	e, m := logParts(u)
	scale := subi(load(word(oneBits)), left(mini(e, word(126)), 23))
	f := muladd(lost, scale, subv(m, one))
	return logEnds(logSum(f, toFloat(e)), u, x)
}

// sinCos is sin(x + quarter*pi/2). The three parts of pi/2 have 24 bits each; the
// first difference is exact.
func sinCos(x VecVirtual, quarter uint32) VecVirtual {
	first := float64(float32(math.Pi / 2))
	second := -4.3711388286737929e-08
	const third = -1.7151244994428829e-15 // pi/2 less the two before
	k := round(mulv(x, num(2/math.Pi)))
	r := minus(x, k, num(first))
	VFNMADD231PS(num(second), k, r)
	VFNMADD231PS(num(third), k, r)
	z := mulv(r, r)
	s := muladd(horner(z, -0.16666653863873659, 0.0083321130516725555, -0.00019508742384681679), mulv(z, r), r)
	c := minus(load(num(1)), z, num(0.5))
	VFMADD231PS(mulv(z, z), horner(z, 0.041666644368516914, -0.0013887251512074259, 2.4425683956281064e-05), c)
	q := toInt(k)
	if quarter != 0 {
		q = addi(q, word(quarter))
	}
	return xorv(choose(left(q, 31), c, s), left(andi(q, word(2)), 30))
}

// erf is a polynomial up to 1, beyond that one minus the exponential of a
// polynomial for log(erfc).
func erf(x VecVirtual) VecVirtual {
	a := clampHigh(abs(x), 4)
	low := muladd(horner(mulv(a, a), 0.1283791657147825, -0.37612625791817822, 0.11283584895023901, -0.026853803403217563,
		0.0051883136921169765, -0.00080100831814722382, 7.8535253539480974e-05), a, a)
	k, q := expParts(horner(a, 0.00018846694683618176, -1.1295803066294308, -0.63321640770505794, -0.10842208669007329,
		0.025210330935728019, -0.0042052812617588446, 0.00044147190875760972, -2.169754859593199e-05), expShort...)
	s := power(k, 0)
	high := subv(load(num(1)), muladd(q, s, s))
	return orv(choose(compare(lessEqOQ, a, num(1)), low, high), sign(x))
}
