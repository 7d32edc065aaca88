package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// dots adds the products of two rows with some others to four interleaved sums each.
func dots(columns int) {
	name := fmt.Sprintf("dots2x%d", columns)
	begin(name, "func(a *float64, lda int, b *float64, ldb int, blocks int, acc *float64)",
		fmt.Sprintf("adds the products of 2 rows with %d to acc, four sums each; strides are bytes.", columns))
	a0, lda, ldb, blocks, acc := param("a"), param("lda"), param("ldb"), param("blocks"), param("acc")
	a1 := copied(a0)
	ADDQ(lda, a1)
	b := []Register{param("b")}
	for c := 1; c < columns; c++ {
		b = append(b, copied(b[c-1]))
		ADDQ(ldb, b[c])
	}
	var sum [2][]VecVirtual
	for r := range sum {
		for c := range columns {
			sum[r] = append(sum[r], load(at(acc, quad*(r*columns+c))))
		}
	}
	offset := nothing()
	counted(name+"_loop", blocks, func() {
		x0, x1 := load(indexed(a0, offset)), load(indexed(a1, offset))
		for c := range columns {
			y := load(indexed(b[c], offset))
			addTo(sum[0][c], mul(y, x0))
			VMULPD(y, x1, y)
			addTo(sum[1][c], y)
		}
		ADDQ(Imm(quad), offset)
	})
	for r := range sum {
		for c := range columns {
			VMOVUPD(sum[r][c], at(acc, quad*(r*columns+c)))
		}
	}
	end()
}

// quadProducts sums numbers times quads: rows of numbers against columns of quads.
func quadProducts() {
	for _, rows := range []int{1, 2} {
		for _, columns := range []int{1, 4} {
			quadProduct(rows, columns)
		}
	}
}

func quadProduct(rows, columns int) {
	name := fmt.Sprintf("quads%dx%d", rows, columns)
	begin(name, "func(dst *float64, dr, dc int, f *float64, fr int, q *float64, qk, qc int, k int)",
		fmt.Sprintf("sums %d rows of numbers times %d columns of quads over k; strides are bytes.", rows, columns))
	f, fr, qk, k := param("f"), param("fr"), param("qk"), param("k")
	f1 := copied(f)
	if rows == 2 {
		ADDQ(fr, f1)
	}
	q := []Register{param("q")}
	qc := param("qc")
	for c := 1; c < columns; c++ {
		q = append(q, copied(q[c-1]))
		ADDQ(qc, q[c])
	}
	var sum [][]VecVirtual
	for r := range rows {
		sum = append(sum, nil)
		for range columns {
			sum[r] = append(sum[r], zero())
		}
	}
	offset := nothing()
	counted(name+"_loop", k, func() {
		var x []VecVirtual
		for _, p := range []Register{f, f1}[:rows] {
			y := YMM()
			VBROADCASTSD(at(p, 0), y)
			x = append(x, y)
			ADDQ(Imm(8), p)
		}
		for c := range columns {
			v := load(indexed(q[c], offset))
			for r := range rows {
				addTo(sum[r][c], mul(v, x[r]))
			}
		}
		ADDQ(qk, offset)
	})
	dst, dr, dc := param("dst"), param("dr"), param("dc")
	for r := range rows {
		p := copied(dst)
		for c := range columns {
			VMOVUPD(sum[r][c], at(p, 0))
			if c+1 < columns {
				ADDQ(dc, p)
			}
		}
		if r+1 < rows {
			ADDQ(dr, dst)
		}
	}
	end()
}
