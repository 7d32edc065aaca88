package lane

// A Section is one biquad, (B0 + B1/z + B2/z²) / (1 + A1/z + A2/z²).
type Section struct{ B0, B1, B2, A1, A2 float64 }

// A State is what a section remembers, transposed direct form II.
type State struct{ Z1, Z2 Quad }

// A Cascade filters four channels at a time by sections, first to last, and carries
// their states. A biquad's next output waits for its last one; four channels, and the
// sections behind each other, fill that wait.
type Cascade struct {
	State []State // a section each

	set  *Set
	coef [][5]Quad
	rows []Quad // of the portable kernel
}

// blockLen samples of all lanes stay in the first-level cache while every section
// passes over them.
const blockLen = 512

// callBlocks of four samples are one call into assembly: about 10 µs a section.
const callBlocks = 1 << 10

// NewCascade is at rest.
func (s *Set) NewCascade(sections []Section) *Cascade {
	c := &Cascade{set: s, State: make([]State, len(sections)), coef: make([][5]Quad, len(sections))}
	for i, q := range sections {
		for k, v := range [5]float64{q.B0, q.B1, q.B2, q.A1, q.A2} {
			c.coef[i][k] = Quad{v, v, v, v}
		}
	}
	return c
}

// Forward filters rows of one length in place. Rows may be the same slice: the lanes
// then do the same work.
func (c *Cascade) Forward(rows *[Lanes][]float64) {
	n := len(rows[0])
	at := 0
	if c.set.avx2 && len(c.coef) > 0 {
		at = n &^ 3
		c.vectors(rows, 0, at, false)
	}
	for ; at < n; at += blockLen {
		c.block(rows, at, min(at+blockLen, n), false)
	}
}

// Backward is Forward from the last sample to the first.
func (c *Cascade) Backward(rows *[Lanes][]float64) {
	n := len(rows[0])
	if c.set.avx2 && len(c.coef) > 0 {
		c.vectors(rows, n&3, n, true)
		n &= 3
	}
	for ; n > 0; n -= blockLen {
		c.block(rows, max(0, n-blockLen), n, true)
	}
}

// block filters samples first..end in plain Go.
func (c *Cascade) block(rows *[Lanes][]float64, first, end int, backward bool) {
	if first == end {
		return
	}
	if c.rows == nil {
		c.rows = make([]Quad, blockLen)
	}
	x := c.rows[:end-first]
	r0, r1, r2, r3 := rows[0][first:end], rows[1][first:end], rows[2][first:end], rows[3][first:end]
	last := len(x) - 1
	for i := range x {
		to := i
		if backward {
			to = last - i
		}
		x[to] = Quad{r0[i], r1[i], r2[i], r3[i]}
	}
	for i := range c.coef {
		c.section(x, i)
	}
	for i := range x {
		v := &x[i]
		if backward {
			v = &x[last-i]
		}
		r0[i], r1[i], r2[i], r3[i] = v[0], v[1], v[2], v[3]
	}
}

func (c *Cascade) section(x []Quad, which int) {
	q, st := &c.coef[which], &c.State[which]
	b0, b1, b2, a1, a2 := q[0][0], q[1][0], q[2][0], q[3][0], q[4][0]
	for lane := 0; lane < Lanes; lane += 2 {
		p0, p1, z0, z1 := st.Z1[lane], st.Z1[lane+1], st.Z2[lane], st.Z2[lane+1]
		for i := range x {
			v := (*[2]float64)(x[i][lane:])
			u, w := v[0], v[1]
			y := float64(b0*u) + p0
			v[0] = y
			p0 = float64(b1*u) + z0 - float64(a1*y)
			z0 = float64(b2*u) - float64(a2*y)
			y = float64(b0*w) + p1
			v[1] = y
			p1 = float64(b1*w) + z1 - float64(a1*y)
			z1 = float64(b2*w) - float64(a2*y)
		}
		st.Z1[lane], st.Z1[lane+1], st.Z2[lane], st.Z2[lane+1] = p0, p1, z0, z1
	}
}
