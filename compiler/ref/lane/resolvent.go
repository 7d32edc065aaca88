package lane

// Resolvents takes weighted inverses of shifted tridiagonal matrices of order n from
// others, two of each lane at a time.
type Resolvents struct {
	set                *Set
	g, by, diag, lines [][2]Quad
}

// NewResolvents has the buffers for matrices of order n.
func (s *Set) NewResolvents(n int) *Resolvents {
	b := make([][2]Quad, 4*n)
	return &Resolvents{set: s, g: b[:n], by: b[n : 2*n], diag: b[2*n : 3*n], lines: b[3*n:]}
}

// Subtract takes weight (x t + y I)^-1, for both of each pair, from the lower
// triangle of z. t has the diagonal d and e below it, as many entries as z has rows.
// With the pivots f from the first and g from the last row, the diagonal of the
// inverse is 1/(f + g - a), and below it row i is -b/g times the row above (Meurant
// 1992).
func (r *Resolvents) Subtract(z Square, d, e []Quad, x, y, weight *[2]Quad) {
	n := z.N
	if n == 0 {
		return
	}
	d, e = d[:n], e[:n]
	if r.set.avx2 {
		pivots(&d[0][0], &e[0][0], &x[0][0], &y[0][0], &weight[0][0], &r.g[0][0][0], &r.by[0][0][0], &r.diag[0][0][0], n)
		subtractInverses(&z.Data[0][0], quadBytes*n, &r.lines[0][0][0], &r.by[0][0][0], &r.diag[0][0][0], n)
		return
	}
	for j := range 2 {
		for l := range Lanes {
			r.pivots(d, e, x[j][l], y[j][l], weight[j][l], j, l)
		}
	}
	for i := range n {
		row := z.Row(i)
		for k := range row[:i] {
			for j := range 2 {
				t := times(&r.lines[k][j], &r.by[i][j])
				r.lines[k][j] = t
				for l := range t {
					row[k][l] -= t[l]
				}
			}
		}
		for j := range 2 {
			t := r.diag[i][j]
			for l := range t {
				row[i][l] -= t[l]
			}
			r.lines[i][j] = t
		}
	}
}

func (r *Resolvents) pivots(d, e []Quad, x, y, weight float64, j, l int) {
	n := len(d)
	a := func(i int) float64 { return float64(d[i][l]*x) + y }
	g := a(n - 1)
	r.g[n-1][j][l] = g
	for i := n - 2; i >= 0; i-- {
		b := e[i][l] * x
		g = a(i) - float64(b*b)/g
		r.g[i][j][l] = g
	}
	f := a(0)
	r.diag[0][j][l] = weight / (f + r.g[0][j][l] - a(0))
	for i := 1; i < n; i++ {
		b := e[i-1][l] * x
		r.by[i][j][l] = 0 - b/r.g[i][j][l]
		f = a(i) - float64(b*b)/f
		r.diag[i][j][l] = weight / (f + r.g[i][j][l] - a(i))
	}
}
