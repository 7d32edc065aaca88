package lane

var minusHalf = Quad{-0.5, -0.5, -0.5, -0.5}

// A Block is the leading part of rows of quads Stride apart.
type Block struct {
	Data   []Quad
	Stride int
}

func (b Block) row(i, n int) []Quad { return b.Data[i*b.Stride : i*b.Stride+n] }

// ReflectBoth replaces the leading block of the order of u, given by its lower
// triangle, by its product with I - tau u u' from both sides. w is scratch.
func (s *Set) ReflectBoth(a Block, u []Quad, tau *Quad, w []Quad) {
	m := len(u)
	if m == 0 {
		return
	}
	w = w[:m]
	_ = a.row(m-1, m)
	if s.avx2 {
		callReflectBoth(a, u, tau, w)
		return
	}
	symmetricTimesGo(w, a, u)
	correctGo(w, u, tau)
	for i := range u {
		row := a.row(i, i+1)
		for k := range row {
			t := times(&w[k], &u[i])
			addProduct(&t, &u[k], &w[i])
			for l := range t {
				row[k][l] -= t[l]
			}
		}
	}
}

func symmetricTimesGo(p []Quad, a Block, u []Quad) {
	for i := range u {
		row := a.row(i, i+1)
		var sum Quad
		for k := range row[:i] {
			addProduct(&sum, &u[k], &row[k])
			t := times(&row[k], &u[i])
			for l := range t {
				p[k][l] += t[l]
			}
		}
		addProduct(&sum, &row[i], &u[i])
		p[i] = sum
	}
}

func correctGo(w, u []Quad, tau *Quad) {
	var sum Quad
	for k := range w {
		addProduct(&sum, &w[k], &u[k])
	}
	half := times(&minusHalf, tau)
	half = times(tau, &half)
	half = times(&sum, &half)
	for k := range w {
		v := times(&w[k], tau)
		addProduct(&v, &u[k], &half)
		w[k] = v
	}
}

// ReflectRight applies I - tau u u' from the right to the leading entries of rows
// of z.
func (s *Set) ReflectRight(z Block, rows int, u []Quad, tau *Quad) {
	m := len(u)
	if rows == 0 || m == 0 {
		return
	}
	_ = z.row(rows-1, m)
	if s.avx2 {
		reflectRows(&z.Data[0][0], quadBytes*z.Stride, rows, &u[0][0], &tau[0], m)
		return
	}
	for i := range rows {
		row := z.row(i, m)
		var sum Quad
		for k := range row {
			addProduct(&sum, &row[k], &u[k])
		}
		sum = times(tau, &sum)
		for k := range row {
			takeProduct(&row[k], &u[k], &sum)
		}
	}
}

const quadBytes = 32
