package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// strip emits a map over n elements: eight at a time, then the rest by masked load
// and store. Operands of maps of several have a step in bytes, 32 or, for a scalar
// repeated eight times, 0.
func strip(name, doc string, operands []string, f func(in []VecVirtual) VecVirtual) {
	steps := len(operands) > 1
	sig := "func(dst"
	for _, o := range operands {
		sig += ", " + o
	}
	sig += " *float32"
	if steps {
		for _, o := range operands {
			sig += ", " + o + "Step"
		}
		sig += " int"
	}
	TEXT(name, NOSPLIT, sig+", n int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is dst[i] = %s.", name, doc))
	dst, n := param("dst"), param("n")
	var at, step []Register
	for _, o := range operands {
		at = append(at, param(o))
		if steps {
			step = append(step, param(o+"Step"))
		}
	}
	rest := GP64()
	MOVQ(n, rest)
	ANDQ(Imm(7), rest)
	SHRQ(Imm(3), n)
	JZ(LabelRef(name + "_rest"))
	Label(name + "_loop")
	in := make([]VecVirtual, len(at))
	for i := range at {
		in[i] = YMM()
		VMOVUPS(Mem{Base: at[i]}, in[i])
		if steps {
			ADDQ(step[i], at[i])
		} else {
			ADDQ(Imm(32), at[i])
		}
	}
	VMOVUPS(f(in), Mem{Base: dst})
	ADDQ(Imm(32), dst)
	DECQ(n)
	JNZ(LabelRef(name + "_loop"))
	Label(name + "_rest")
	TESTQ(rest, rest)
	JZ(LabelRef(name + "_end"))
	mask := tailMask(rest)
	for i := range at {
		in[i] = YMM()
		VMASKMOVPS(Mem{Base: at[i]}, mask, in[i])
	}
	VMASKMOVPS(f(in), mask, Mem{Base: dst})
	Label(name + "_end")
	VZEROUPPER()
	RET()
}

// The rest are instructions as expressions: each result is a new register.

func load(m Op) VecVirtual {
	r := YMM()
	VMOVUPS(m, r)
	return r
}

// three makes an expression of an instruction of the form dst = a op b.
func three[F func(...Op) | func(b, a, dst Op)](ins F) func(a VecVirtual, b Op) VecVirtual {
	return func(a VecVirtual, b Op) VecVirtual {
		r := YMM()
		switch ins := any(ins).(type) {
		case func(...Op):
			ins(b, a, r)
		case func(b, a, dst Op):
			ins(b, a, r)
		}
		return r
	}
}

var (
	addv = three(VADDPS)
	subv = three(VSUBPS)
	mulv = three(VMULPS)
	divv = three(VDIVPS)
	minv = three(VMINPS) // b where either is NaN
	maxv = three(VMAXPS) // b where either is NaN
	andv = three(VANDPS)
	orv  = three(VORPS)
	xorv = three(VXORPS)
	addi = three(VPADDD)
	subi = three(VPSUBD)
	andi = three(VPAND)
	mini = three(VPMINSD)
)

func left(a VecVirtual, n uint64) VecVirtual {
	r := YMM()
	VPSLLD(Imm(n), a, r)
	return r
}

// right keeps the sign.
func right(a VecVirtual, n uint64) VecVirtual {
	r := YMM()
	VPSRAD(Imm(n), a, r)
	return r
}

// muladd is a*b+c.
func muladd(a, b VecVirtual, c Op) VecVirtual {
	r := YMM()
	VMOVAPS(a, r)
	VFMADD213PS(c, b, r)
	return r
}

// minus is a-b*c.
func minus(a, b VecVirtual, c Op) VecVirtual {
	r := YMM()
	VMOVAPS(a, r)
	VFNMADD231PS(c, b, r)
	return r
}

// Comparison predicates, quiet; the second letter group tells what NaN gives.
const (
	equalOQ     = 0x00
	unordQ      = 0x03
	notEqualUQ  = 0x04
	lessOQ      = 0x11
	lessEqOQ    = 0x12
	notLessUQ   = 0x15
	greaterEqOQ = 0x1d
	greaterOQ   = 0x1e
)

func compare(predicate uint64, a VecVirtual, b Op) VecVirtual {
	r := YMM()
	VCMPPS(Imm(predicate), b, a, r)
	return r
}

// choose is yes where the mask's sign bit is set, else no.
func choose(mask VecVirtual, yes Op, no VecVirtual) VecVirtual {
	r := YMM()
	VBLENDVPS(mask, yes, no, r)
	return r
}

// clampLow and clampHigh keep NaN.
func clampHigh(x VecVirtual, most float64) VecVirtual { return minv(load(num(most)), x) }
func clampLow(x VecVirtual, least float64) VecVirtual { return maxv(load(num(least)), x) }

func round(x VecVirtual) VecVirtual {
	r := YMM()
	VROUNDPS(Imm(8), x, r)
	return r
}

func toInt(x VecVirtual) VecVirtual {
	r := YMM()
	VCVTPS2DQ(x, r)
	return r
}

func toFloat(x VecVirtual) VecVirtual {
	r := YMM()
	VCVTDQ2PS(x, r)
	return r
}

// horner is the polynomial in x with these coefficients, the constant first.
func horner(x VecVirtual, c ...float64) VecVirtual {
	p := load(num(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		VFMADD213PS(num(c[i]), x, p)
	}
	return p
}
