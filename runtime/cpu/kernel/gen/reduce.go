package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func reductions() {
	blockSum("sumBlock", "func(x *float32, n int) float32", false)
	blockSum("dotBlock", "func(x, y *float32, n int) float32", true)
	greatest("maxStripe", "the greatest of n elements, n at least 8; NaN where one is NaN", false)
	greatest("maxAbsStripe", "the greatest magnitude of n elements, n at least 8, NaN aside", true)
}

// blockSum sums n elements, or products, n a multiple of 32, in 32 lanes that are
// folded in halves.
func blockSum(name, sig string, products bool) {
	TEXT(name, NOSPLIT, sig)
	Pragma("noescape")
	Doc(name + " adds n elements, a multiple of 32, in the order of Sum.")
	x, n := param("x"), param("n")
	var y Register
	if products {
		y = param("y")
	}
	var lane [4]VecVirtual
	for i := range lane {
		lane[i] = zero()
	}
	Label(name + "_loop")
	for i := range lane {
		v := load(Mem{Base: x, Disp: 32 * i})
		if products {
			v = mulv(v, Mem{Base: y, Disp: 32 * i})
		}
		VADDPS(v, lane[i], lane[i])
	}
	ADDQ(U32(128), x)
	if products {
		ADDQ(U32(128), y)
	}
	SUBQ(Imm(32), n)
	JNZ(LabelRef(name + "_loop"))
	s := addv(addv(lane[0], lane[2]), addv(lane[1], lane[3]))
	foldAndReturn(s, VADDPS)
}

// foldAndReturn folds eight lanes in halves and returns the first.
func foldAndReturn(s VecVirtual, ins func(...Op)) {
	h := XMM()
	VEXTRACTF128(Imm(1), s, h)
	ins(h, s.AsX(), h)
	t := XMM()
	VMOVHLPS(h, h, t)
	ins(t, h, h)
	VMOVSHDUP(h, t)
	ins(t, h, h)
	Store(h, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// greatest takes the last vector so that it ends with the strip and overlaps the one
// before.
func greatest(name, doc string, magnitude bool) {
	TEXT(name, NOSPLIT, "func(x *float32, n int) float32")
	Pragma("noescape")
	Doc(name + " is " + doc + ".")
	x, n := param("x"), param("n")
	last := GP64()
	LEAQ(Mem{Base: x, Index: n, Scale: 4, Disp: -32}, last)
	top := load(num(math.Inf(-1)))
	nan := zero()
	take := func(at Register) {
		v := load(Mem{Base: at})
		if magnitude {
			VMAXPS(top, abs(v), top) // top where either is NaN
			return
		}
		VORPS(compare(unordQ, v, v), nan, nan)
		VMAXPS(v, top, top)
	}
	Label(name + "_loop")
	CMPQ(x, last)
	JGE(LabelRef(name + "_last"))
	take(x)
	ADDQ(Imm(32), x)
	JMP(LabelRef(name + "_loop"))
	Label(name + "_last")
	take(last)
	if magnitude {
		foldAndReturn(top, VMAXPS)
		return
	}
	some := GP32()
	VMOVMSKPS(nan, some)
	TESTL(some, some)
	JZ(LabelRef(name + "_numbers"))
	answer := load(word(nanBits))
	Store(answer.AsX(), ReturnIndex(0))
	VZEROUPPER()
	RET()
	Label(name + "_numbers")
	foldAndReturn(top, VMAXPS)
}
