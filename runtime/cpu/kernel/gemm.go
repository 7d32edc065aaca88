package kernel

// blockK is how many products a tile adds before it returns to C: a panel of that
// many rows of B stays in the first-level cache. The value is part of the result,
// as each block is one chain of additions, so it is the same in all sets.
const blockK = 256

// Gemm computes C = A·B, or C += A·B when accumulate: c[i*ldc+j] over a.M rows and
// n columns, where row k of B is the n floats of b from rows[k] on. a.K must be
// rows.Len(). Element (i, j) adds its products in the order of k, in blocks of 256,
// whatever its place: results do not depend on how m or n was cut. The AVX2 set
// fuses each product with its addition.
func (s *Set) Gemm(c []float32, ldc int, a Packed, b []float32, rows Offsets, n int, accumulate bool) {
	if a.M == 0 || n == 0 {
		return
	}
	rows.check(b, n)
	c = c[:(a.M-1)*ldc+n]
	if a.K == 0 && !accumulate {
		for i := range a.M {
			clear(c[i*ldc : i*ldc+n])
		}
	}
	for k := 0; k < a.K; k += blockK {
		kb := min(blockK, a.K-k)
		p := panel{c: c, ldc: ldc, a: a, first: k, b: b, off: rows.at[k : k+kb], n: n, add: accumulate || k > 0}
		if s.avx2 {
			p.avx2()
		} else {
			p.portable()
		}
	}
}

// A panel is one block of k of a contraction.
type panel struct {
	c     []float32
	ldc   int
	a     Packed
	first int // first k of the block
	b     []float32
	off   []int32
	n     int
	add   bool
}

// rows is A from row i, a multiple of MR, at the panel's first k.
func (p *panel) rows(i int) []float32 {
	return p.a.Data[(i/MR*p.a.K+p.first)*MR:]
}
