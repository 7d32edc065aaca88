package kernel

// portable computes the panel in tiles of 2x4: eight sums, four values of B and two
// of A fill the sixteen registers of baseline amd64.
func (p *panel) portable() {
	whole := p.n &^ 3
	for j := 0; j < whole; j += 4 {
		for i := 0; i < p.a.M; i += 2 {
			p.tile2x4(i, j)
		}
	}
	for j := whole; j < p.n; j++ {
		for i := 0; i < p.a.M; i += MR {
			p.tile4x1(i, j)
		}
	}
}

// tile2x4 takes one value of B at a time: the bounds checks between keep the
// compiler from loading all first and running out of registers, which costs a third.
func (p *panel) tile2x4(i, j int) {
	a, half := p.rows(i), uint(i)&2
	b := p.b[j:]
	var s00, s01, s02, s03, s10, s11, s12, s13 float32
	for _, o := range p.off {
		if len(a) < MR {
			break // never: it spares checks below
		}
		at := uint(uint32(o))
		b3 := b[at+3]
		a0, a1 := a[half], a[half+1]
		a = a[MR:]
		s03 += a0 * b3
		s13 += a1 * b3
		b2 := b[at+2]
		s02 += a0 * b2
		s12 += a1 * b2
		b1 := b[at+1]
		s01 += a0 * b1
		s11 += a1 * b1
		b0 := b[at]
		s00 += a0 * b0
		s10 += a1 * b0
	}
	c := (*[4]float32)(p.c[i*p.ldc+j:])
	put4(c, s00, s01, s02, s03, p.add)
	if i+1 < p.a.M {
		c = (*[4]float32)(p.c[(i+1)*p.ldc+j:])
		put4(c, s10, s11, s12, s13, p.add)
	}
}

func put4(c *[4]float32, s0, s1, s2, s3 float32, add bool) {
	if add {
		s0, s1, s2, s3 = c[0]+s0, c[1]+s1, c[2]+s2, c[3]+s3
	}
	c[0], c[1], c[2], c[3] = s0, s1, s2, s3
}

func (p *panel) tile4x1(i, j int) {
	a := p.rows(i)
	b := p.b[j:]
	var s [MR]float32
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	for k, o := range p.off {
		l := (*[MR]float32)(a[k*MR:])
		v := b[o]
		s0 += l[0] * v
		s1 += l[1] * v
		s2 += l[2] * v
		s3 += l[3] * v
	}
	s = [MR]float32{s0, s1, s2, s3}
	for r := range min(MR, p.a.M-i) {
		at := &p.c[(i+r)*p.ldc+j]
		if p.add {
			*at += s[r]
		} else {
			*at = s[r]
		}
	}
}
