package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Tiles hold rows x vectors sums in registers: up to twelve, which leaves four of
// the sixteen for what they are made of. Rows of A are interleaved by four.
const (
	interleave = 4
	unroll     = 4
)

func contractions() {
	for _, t := range []struct{ rows, most int }{{4, 3}, {2, 6}, {1, 8}} {
		for v := 1; v <= t.most; v++ {
			if v > 4 && v < t.most {
				continue
			}
			for _, masked := range []bool{false, true} {
				newTile(t.rows, v, masked).write()
			}
		}
	}
}

type tile struct {
	name          string
	rows, vectors int
	masked        bool

	sum   [][]VecVirtual
	mask  VecVirtual // nil when registers are short: then reloaded for each row of B
	maskP Register
	aStep Register // bytes from one k to the next, for single rows
}

func newTile(rows, vectors int, masked bool) *tile {
	name := fmt.Sprintf("tile%dx%d", rows, vectors)
	if masked {
		name += "masked"
	}
	return &tile{name: name, rows: rows, vectors: vectors, masked: masked}
}

func (t *tile) label(s string) string    { return t.name + "_" + s }
func (t *tile) ref(s string) LabelRef    { return LabelRef(t.label(s)) }
func (t *tile) lastMasked(v int) bool    { return t.masked && v == t.vectors-1 }
func (t *tile) at(r Register, v int) Mem { return Mem{Base: r, Disp: 32 * v} }
func (t *tile) roomy() bool              { return t.rows*t.vectors < 12 || t.rows < 4 }
func param(name string) Register         { return Load(Param(name), GP64()) }
func paramInto(name string, r GPVirtual) { Load(Param(name), r) }

// write emits the loops over nj panels of columns and, in each, ni blocks of rows.
// A block's sums over k stay in registers; rows of B are found through off.
func (t *tile) write() {
	TEXT(t.name, NOSPLIT, "func(nj, ni, k int, a, b *float32, off *int32, c *float32, aStep, aBlock, ldc, add int, mask *int32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sums %d rows by %d vectors; aStep, aBlock and ldc are bytes.", t.name, t.rows, t.vectors))
	b, off, c, ldc, nj := param("b"), param("off"), param("c"), param("ldc"), param("nj")
	if t.masked {
		t.maskP = param("mask")
		if t.roomy() {
			t.mask = YMM()
			VMOVUPS(Mem{Base: t.maskP}, t.mask)
		}
	}
	if t.rows == 1 {
		t.aStep = param("aStep")
	}
	a, row, ni := GP64(), GP64(), GP64()
	Label(t.label("columns"))
	paramInto("a", a)
	paramInto("ni", ni)
	MOVQ(c, row)
	Label(t.label("rows"))
	t.clear()
	t.products(a, b, off)
	t.store(row, ldc)
	aBlock := param("aBlock")
	ADDQ(aBlock, a)
	LEAQ(Mem{Base: row, Index: ldc, Scale: 4}, row)
	DECQ(ni)
	JNZ(t.ref("rows"))
	ADDQ(U32(uint32(32*t.vectors)), b)
	ADDQ(U32(uint32(32*t.vectors)), c)
	DECQ(nj)
	JNZ(t.ref("columns"))
	VZEROUPPER()
	RET()
}

func (t *tile) clear() {
	if t.sum == nil {
		t.sum = make([][]VecVirtual, t.rows)
		for r := range t.sum {
			t.sum[r] = make([]VecVirtual, t.vectors)
			for v := range t.sum[r] {
				t.sum[r][v] = YMM()
			}
		}
	}
	for _, row := range t.sum {
		for _, s := range row {
			VXORPS(s, s, s)
		}
	}
}

func (t *tile) products(a, b, off Register) {
	k, ap, op := GP64(), GP64(), GP64()
	paramInto("k", k)
	MOVQ(a, ap)
	MOVQ(off, op)
	SUBQ(Imm(unroll), k)
	JLT(t.ref("few"))
	Label(t.label("many"))
	for u := range unroll {
		t.step(ap, b, op, u)
	}
	if t.rows > 1 {
		ADDQ(Imm(4*interleave*unroll), ap)
	}
	ADDQ(Imm(4*unroll), op)
	SUBQ(Imm(unroll), k)
	JGE(t.ref("many"))
	Label(t.label("few"))
	ADDQ(Imm(unroll), k)
	JZ(t.ref("done"))
	Label(t.label("one"))
	t.step(ap, b, op, 0)
	if t.rows > 1 {
		ADDQ(Imm(4*interleave), ap)
	}
	ADDQ(Imm(4), op)
	DECQ(k)
	JNZ(t.ref("one"))
	Label(t.label("done"))
}

// step adds the products of the u-th k from ap and op.
func (t *tile) step(ap, b, op Register, u int) {
	o := GP64()
	MOVLQSX(Mem{Base: op, Disp: 4 * u}, o)
	in := func(v int) Mem { return Mem{Base: b, Index: o, Scale: 4, Disp: 32 * v} }
	if t.rows == 4 {
		t.stepByRows(ap, in, u)
		return
	}
	var left []VecVirtual
	for r := range t.rows {
		l := YMM()
		VBROADCASTSS(Mem{Base: ap, Disp: 4 * (r + t.shift(u))}, l)
		left = append(left, l)
	}
	if t.rows == 1 {
		ADDQ(t.aStep, ap)
	}
	for v := range t.vectors {
		if t.rows == 1 && !t.lastMasked(v) {
			VFMADD231PS(in(v), left[0], t.sum[0][v])
			continue
		}
		x := YMM()
		t.load(in(v), v, x, x)
		for r, l := range left {
			VFMADD231PS(x, l, t.sum[r][v])
		}
	}
}

func (t *tile) shift(u int) int {
	if t.rows == 1 {
		return 0
	}
	return interleave * u
}

func (t *tile) stepByRows(ap Register, in func(int) Mem, u int) {
	l := YMM()
	var right []VecVirtual
	for v := range t.vectors {
		x := YMM()
		t.load(in(v), v, x, l)
		right = append(right, x)
	}
	for r := range t.rows {
		VBROADCASTSS(Mem{Base: ap, Disp: 4 * (r + t.shift(u))}, l)
		for v, x := range right {
			VFMADD231PS(x, l, t.sum[r][v])
		}
	}
}

// load reads vector v of a row of B; spare may hold the mask meanwhile.
func (t *tile) load(m Mem, v int, x, spare VecVirtual) {
	switch {
	case !t.lastMasked(v):
		VMOVUPS(m, x)
	case t.mask != nil:
		VMASKMOVPS(m, t.mask, x)
	default:
		VMOVUPS(Mem{Base: t.maskP}, spare)
		VMASKMOVPS(m, spare, x)
	}
}

func (t *tile) store(row, ldc Register) {
	add, p := param("add"), GP64()
	mask := t.mask
	if t.masked && mask == nil {
		mask = YMM()
		VMOVUPS(Mem{Base: t.maskP}, mask)
	}
	TESTQ(add, add)
	JZ(t.ref("put"))
	MOVQ(row, p)
	for r := range t.rows {
		for v, s := range t.sum[r] {
			if t.lastMasked(v) {
				x := YMM()
				VMASKMOVPS(t.at(p, v), mask, x)
				VADDPS(x, s, s)
			} else {
				VADDPS(t.at(p, v), s, s)
			}
		}
		ADDQ(ldc, p)
	}
	Label(t.label("put"))
	MOVQ(row, p)
	for r := range t.rows {
		for v, s := range t.sum[r] {
			if t.lastMasked(v) {
				VMASKMOVPS(s, mask, t.at(p, v))
			} else {
				VMOVUPS(s, t.at(p, v))
			}
		}
		if r+1 < t.rows {
			ADDQ(ldc, p)
		}
	}
}
