package lane

// A Square is four matrices of one order n in lanes, row after row.
type Square struct {
	N    int
	Data []Quad
}

// NewSquare is zero.
func NewSquare(n int) Square { return Square{n, make([]Quad, n*n)} }

// Row i of the matrices.
func (q Square) Row(i int) []Quad { return q.Data[i*q.N : (i+1)*q.N] }

// MulNumbers writes f a into dst for one matrix f of numbers, row-major n×n.
func (s *Set) MulNumbers(dst Square, f []float64, a Square) {
	n := a.N
	for i := 0; i < n; i += 2 {
		two := min(2, n-i)
		for j := 0; j < n; {
			columns := wide(n - j)
			p := product{f: f[i*n:], fr: n, q: a.Data[j:], qk: n, qc: 1, dst: dst.Data[i*n+j:], dr: n, dc: 1}
			s.product(&p, two, columns, n)
			j += columns
		}
	}
}

// MulNumbersTrans writes the lower triangle of a f' into dst.
func (s *Set) MulNumbersTrans(dst Square, a Square, f []float64) {
	n := a.N
	for j := 0; j < n; j += 2 {
		two := min(2, n-j)
		for i := j; i < n; {
			columns := wide(n - i)
			p := product{f: f[j*n:], fr: n, q: a.Data[i*n:], qk: 1, qc: n, dst: dst.Data[i*n+j:], dr: 1, dc: n}
			s.product(&p, two, columns, n)
			i += columns
		}
	}
}

func wide(left int) int {
	if left >= 4 {
		return 4
	}
	return 1
}

// A product is rows of numbers times columns of quads, with the steps of both.
type product struct {
	f      []float64
	fr     int
	q      []Quad
	qk, qc int
	dst    []Quad
	dr, dc int
}

func (s *Set) product(p *product, rows, columns, k int) {
	if s.avx2 {
		p.call(rows, columns, k)
		return
	}
	for r := range rows {
		f := p.f[r*p.fr : r*p.fr+k]
		for c := range columns {
			var sum Quad
			at := c * p.qc
			for _, v := range f {
				q := &p.q[at]
				sum[0] += float64(q[0] * v)
				sum[1] += float64(q[1] * v)
				sum[2] += float64(q[2] * v)
				sum[3] += float64(q[3] * v)
				at += p.qk
			}
			p.dst[r*p.dr+c*p.dc] = sum
		}
	}
}

// Dots is the sum of the products of quads.
func (s *Set) Dots(x, y []Quad) (sum Quad) {
	y = y[:len(x)]
	if s.avx2 && len(x) > 0 {
		callDots(&sum, x, y)
		return sum
	}
	for k := range x {
		addProduct(&sum, &x[k], &y[k])
	}
	return sum
}

func addProduct(s, x, y *Quad) {
	s[0] += float64(x[0] * y[0])
	s[1] += float64(x[1] * y[1])
	s[2] += float64(x[2] * y[2])
	s[3] += float64(x[3] * y[3])
}

func takeProduct(s, x, y *Quad) {
	s[0] -= float64(x[0] * y[0])
	s[1] -= float64(x[1] * y[1])
	s[2] -= float64(x[2] * y[2])
	s[3] -= float64(x[3] * y[3])
}

func times(x, y *Quad) Quad {
	return Quad{x[0] * y[0], x[1] * y[1], x[2] * y[2], x[3] * y[3]}
}
