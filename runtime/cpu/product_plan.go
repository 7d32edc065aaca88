package cpu

import (
	"slices"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
)

// A ploop is a loop of a product with its steps in the three arrays.
type ploop struct {
	size    int
	a, b, c int
	kept    bool
}

// roles says which loops of a product a tile takes and how the others are walked.
// The left operand is packed, the right one is read in rows along n.
type roles struct {
	swapped bool // the right operand is the product's A
	m, n    ploop
	inner   []ploop // summed loops of one tile, outermost first
	outer   []ploop // walked around tiles, kept and summed
	packs   bool    // rows along n are not contiguous: the right operand is packed too
	strided bool    // the result is not contiguous along n
}

// collapsed drops loops of one item and joins those that all arrays meet as one.
func collapsed(p *ck.Product) []ploop {
	var loops []ploop
	for i, l := range p.Loops {
		if l.Size > 1 {
			loops = append(loops, ploop{l.Size, p.A.Stride[i], p.B.Stride[i], p.Out.Stride[i], i < p.Kept})
		}
	}
	for again := true; again; {
		again = false
		for i := range loops {
			for j := range loops {
				o, in := loops[i], loops[j]
				if i == j || o.kept != in.kept || o.a != in.a*in.size || o.b != in.b*in.size || o.c != in.c*in.size {
					continue
				}
				loops[i] = ploop{o.size * in.size, in.a, in.b, in.c, o.kept}
				loops = slices.Delete(loops, j, j+1)
				again = true
				break
			}
			if again {
				break
			}
		}
	}
	return loops
}

// mostInner bounds the summed products of one tile, and with it the panel that is
// packed for it.
const mostInner = 2048

// rolesOf chooses a tile. Rows along n should be contiguous in the result, then in
// the operand, and long.
func rolesOf(loops []ploop) roles {
	best, score := roles{}, -1
	for _, swapped := range []bool{false, true} {
		for j := range loops {
			l := turned(loops[j], swapped)
			if !l.kept || l.a != 0 || l.b == 0 {
				continue
			}
			s := min(l.size, 64)
			if l.c == 1 {
				s += 1000
			}
			if l.b == 1 {
				s += 500
			}
			if s > score {
				best, score = rolesWith(loops, j, swapped), s
			}
		}
	}
	if score < 0 {
		best = rolesWith(loops, -1, false)
	}
	return best
}

// turned is a loop with its operands exchanged.
func turned(l ploop, swapped bool) ploop {
	if swapped {
		l.a, l.b = l.b, l.a
	}
	return l
}

// rolesWith fills in the other loops once n is chosen; -1 stands for one column.
func rolesWith(loops []ploop, n int, swapped bool) roles {
	r := roles{swapped: swapped, m: ploop{size: 1, kept: true}, n: ploop{size: 1, b: 1, c: 1, kept: true}}
	m := -1
	for i, l := range loops {
		l = turned(l, swapped)
		if l.kept && i != n && l.b == 0 && l.a > 0 && (m < 0 || l.size > loops[m].size) {
			m = i
		}
	}
	var sums []ploop
	for i, l := range loops {
		l = turned(l, swapped)
		switch {
		case i == n:
			r.n = l
		case i == m:
			r.m = l
		case l.kept:
			r.outer = append(r.outer, l)
		default:
			sums = append(sums, l)
		}
	}
	r.packs, r.strided = r.n.b != 1, r.n.c != 1
	// The loops that move least through the right operand are innermost.
	slices.SortStableFunc(sums, func(x, y ploop) int { return reach(y) - reach(x) })
	deep := 1
	for len(sums) > 0 {
		l := sums[len(sums)-1]
		if piece := divisor(l.size, mostLong); len(r.inner) == 0 && l.size > 2*mostLong && piece >= mostLong/4 {
			// A long sum is cut, so that panels stay in the caches.
			sums = append(sums[:len(sums)-1], ploop{l.size / piece, l.a * piece, l.b * piece, 0, false})
			l.size = piece
			sums = append(sums, l)
		}
		if len(r.inner) > 0 && deep*l.size > mostInner {
			break
		}
		deep *= l.size
		r.inner = append([]ploop{l}, r.inner...)
		sums = sums[:len(sums)-1]
	}
	r.outer = append(r.outer, sums...)
	// What changes the left panel is outermost, so that a panel is used often; then
	// what changes the right one.
	slices.SortStableFunc(r.outer, func(x, y ploop) int { return rank(y) - rank(x) })
	return r
}

// mostLong is how long a summed loop may be before it is cut.
const mostLong = 512

// divisor is the largest one of n up to most.
func divisor(n, most int) int {
	for d := min(n, most); d > 1; d-- {
		if n%d == 0 {
			return d
		}
	}
	return 1
}

func reach(l ploop) int { return max(l.a, -l.a) + max(l.b, -l.b) }

func rank(l ploop) int {
	n := 0
	if l.a != 0 {
		n += 2
	}
	if l.b != 0 {
		n++
	}
	return n
}

// depth is the number of products in a tile's sum.
func (r *roles) depth() int {
	k := 1
	for _, l := range r.inner {
		k *= l.size
	}
	return k
}

// dotted reports whether a tile is better made of scalar products: both operands lie
// along the sum, and so few rows would use the right one that packing it would cost
// more than they do.
func (r *roles) dotted() bool {
	return r.packs && r.m.size <= 4 && len(r.inner) == 1 && r.inner[0].size >= 64 && r.inner[0].a == 1 && r.inner[0].b == 1
}

// table lists where the inner loops lead by a step of each.
func (r *roles) table(step func(ploop) int) []int32 {
	at := []int32{0}
	for _, l := range r.inner {
		next := make([]int32, 0, len(at)*l.size)
		for _, base := range at {
			for i := range l.size {
				next = append(next, base+int32(i*step(l)))
			}
		}
		at = next
	}
	return at
}

// lowered shifts a table so that no entry is negative, and says by how much.
func lowered(at []int32) int {
	low := min(0, slices.Min(at))
	for i := range at {
		at[i] -= low
	}
	return int(low)
}
