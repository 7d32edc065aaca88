package lane

// Rows are numbers of a matrix, one row Stride after the other.
type Rows struct {
	Data   []float64
	Stride int
}

func (r Rows) row(i, k int) []float64 { return r.Data[i*r.Stride : i*r.Stride+k] }

// callSteps bounds the products of one call into assembly.
const callSteps = 1 << 12

// MulTrans writes the products of m rows of a with n rows of b, each of length k,
// into dst, m×n. A product is four interleaved sums, (s0 + s2) + (s1 + s3).
func (s *Set) MulTrans(dst, a, b Rows, m, n, k int) { s.mulTrans(dst, a, b, m, n, k, false) }

// Gram writes the lower triangle of the products of m rows of a with each other.
func (s *Set) Gram(dst, a Rows, m, k int) { s.mulTrans(dst, a, a, m, m, k, true) }

func (s *Set) mulTrans(dst, a, b Rows, m, n, k int, lower bool) {
	for i := 0; i < m; i += 2 {
		two := min(2, m-i)
		end := n
		if lower {
			end = min(n, i+two)
		}
		for j := 0; j < end; {
			columns := 1
			if end-j >= 4 || end-j >= 2 && j+4 <= n {
				columns = 4
			}
			var acc [8]Quad
			s.dots(&acc, a, b, i, two, j, columns, k)
			for c := range min(columns, end-j) {
				dst.Data[i*dst.Stride+j+c] = folded(&acc[c])
				if two == 2 {
					dst.Data[(i+1)*dst.Stride+j+c] = folded(&acc[columns+c])
				}
			}
			j += columns
		}
	}
}

func folded(q *Quad) float64 { return (q[0] + q[2]) + (q[1] + q[3]) }

// dots sums the products of two rows of a with columns rows of b, 1 or 4.
func (s *Set) dots(acc *[8]Quad, a, b Rows, i, two, j, columns, k int) {
	done := 0
	if s.avx2 {
		done = k &^ 3
		s.dotBlocks(acc, a, b, i, two, j, columns, done)
	}
	for r := range two {
		x := a.row(i+r, k)
		for c := range columns {
			dotInto(&acc[r*columns+c], x, b.row(j+c, k), done)
		}
	}
}

// dotInto adds the products from one place on, a multiple of four, to a quad.
func dotInto(q *Quad, x, y []float64, from int) {
	y = y[:len(x)]
	s0, s1, s2, s3 := q[0], q[1], q[2], q[3]
	k := from
	for ; k+4 <= len(x); k += 4 {
		u, v := x[k:k+4:k+4], y[k:k+4:k+4]
		s0 += float64(u[0] * v[0])
		s1 += float64(u[1] * v[1])
		s2 += float64(u[2] * v[2])
		s3 += float64(u[3] * v[3])
	}
	*q = Quad{s0, s1, s2, s3}
	for ; k < len(x); k++ {
		q[k&3] += float64(x[k] * y[k])
	}
}

// Dot is the inner product in the order of MulTrans.
func (s *Set) Dot(x, y []float64) float64 {
	var out [1]float64
	s.mulTrans(Rows{Data: out[:]}, Rows{Data: x}, Rows{Data: y}, 1, 1, len(x), false)
	return out[0]
}
