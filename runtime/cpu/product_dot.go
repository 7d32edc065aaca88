package cpu

// dotTile computes m rows of n columns as scalar products of rows.
func (p *productProgram) dotTile(out []float32, a, b, c, m, n int) {
	left, right := p.frame[p.a.Value], p.frame[p.b.Value]
	for j := range n {
		y := right[b+j*p.r.n.b:][:p.k]
		for i := range m {
			v := p.m.set.Dot(left[a+i*p.r.m.a:][:p.k], y)
			at := c + i*p.r.m.c + j*p.r.n.c
			if p.sums {
				v += out[at]
			}
			out[at] = v
		}
	}
}
