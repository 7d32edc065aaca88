package kernel

// callWork bounds k times blocks times panels of one call into assembly: at six
// cycles each that is under a tenth of a millisecond.
const callWork = 1 << 14

// vector is the floats of a vector register.
const vector = 8

// tailMasks holds, from element 8-r on, the mask of the first r lanes.
var tailMasks = [2 * vector]int32{-1, -1, -1, -1, -1, -1, -1, -1}

// avx2 computes the panel in bands: blocks of four rows, then two, then one.
func (p *panel) avx2() {
	whole := p.a.M &^ (MR - 1)
	per := max(1, callWork/len(p.off)) * MR
	for i := 0; i < whole; i += per {
		p.band(4, i, min(per, whole-i)/MR).columns(p.n)
	}
	if p.a.M&2 != 0 {
		p.band(2, whole, 1).columns(p.n)
	}
	if p.a.M&1 != 0 {
		p.band(1, p.a.M-1, 1).columns(p.n)
	}
}

func (p *panel) band(rows, i, blocks int) *band {
	return &band{
		rows: rows, blocks: blocks, a: p.rows(i)[i%MR:], aStep: MR, aBlock: MR * p.a.K,
		b: p.b, off: p.off, c: p.c[i*p.ldc:], ldc: p.ldc, add: p.add,
	}
}

// A band is blocks of rows that one kind of tile computes. Steps count floats.
type band struct {
	rows, blocks  int
	a             []float32
	aStep, aBlock int
	b             []float32
	off           []int32
	c             []float32
	ldc           int
	add           bool
}

// columns covers n columns with the widest tiles, then narrower ones; the last is
// masked when n is no whole number of vectors.
func (t *band) columns(n int) {
	most := t.most()
	left := (n + vector - 1) / vector
	full := left / most
	left -= full * most
	if t.rows == 4 && left == 1 && full > 0 {
		full, left = full-1, left+most // two tiles of two outrun three and one
	}
	if n%vector != 0 && left == 0 {
		full, left = full-1, most
	}
	j := 0
	for per := max(1, callWork/(len(t.off)*t.blocks)); full > 0; full -= per {
		c := min(per, full)
		t.call(most, c, j, 0)
		j += c * most * vector
	}
	for left > 0 {
		v := t.width(left)
		left -= v
		rest := 0
		if left == 0 {
			rest = n % vector
		}
		t.call(v, 1, j, rest)
		j += v * vector
	}
}

// most is the vectors of the widest tile.
func (t *band) most() int {
	switch t.rows {
	case 4:
		return 3
	case 2:
		return 6
	}
	return 8
}

// width is the vectors of the next tile when so many are left.
func (t *band) width(left int) int {
	switch {
	case left == t.most():
		return left
	case left > 4:
		return (left + 1) / 2
	case left == 4 && t.rows == 4:
		return 2
	}
	return left
}

// call computes count tiles of v vectors from column j; rest, if not 0, is the lanes
// that the last vector has.
func (t *band) call(v, count, j, rest int) {
	a, b, off, c := &t.a[0], &t.b[j], &t.off[0], &t.c[j]
	k, as, ab, ldc, mask := len(t.off), 4*t.aStep, 4*t.aBlock, 4*t.ldc, &tailMasks[vector-rest]
	add := 0
	if t.add {
		add = 1
	}
	kind := t.rows<<4 | v
	if rest != 0 {
		kind |= 1 << 8
	}
	switch kind {
	case 4<<4 | 1:
		tile4x1(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 4<<4 | 2:
		tile4x2(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 4<<4 | 3:
		tile4x3(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 2<<4 | 1:
		tile2x1(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 2<<4 | 2:
		tile2x2(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 2<<4 | 3:
		tile2x3(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 2<<4 | 4:
		tile2x4(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 2<<4 | 6:
		tile2x6(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<4 | 1:
		tile1x1(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<4 | 2:
		tile1x2(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<4 | 3:
		tile1x3(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<4 | 4:
		tile1x4(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<4 | 8:
		tile1x8(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 4<<4 | 1:
		tile4x1masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 4<<4 | 2:
		tile4x2masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 4<<4 | 3:
		tile4x3masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 2<<4 | 1:
		tile2x1masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 2<<4 | 2:
		tile2x2masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 2<<4 | 3:
		tile2x3masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 2<<4 | 4:
		tile2x4masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 2<<4 | 6:
		tile2x6masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 1<<4 | 1:
		tile1x1masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 1<<4 | 2:
		tile1x2masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 1<<4 | 3:
		tile1x3masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 1<<4 | 4:
		tile1x4masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	case 1<<8 | 1<<4 | 8:
		tile1x8masked(count, t.blocks, k, a, b, off, c, as, ab, ldc, add, mask)
	}
}

func depthwiseAVX2(y, w, x []float32, off []int32) {
	t := band{rows: 1, blocks: 1, a: w, aStep: 1, b: x, off: off, c: y, ldc: len(y), add: true}
	t.columns(len(y))
}
