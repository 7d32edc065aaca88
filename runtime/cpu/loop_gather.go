package cpu

// gather reads a box, or what of it lies inside.
func (p *loopProgram) gather(s *loopState, r *reg, i int, dst []float32, n int) {
	s.dims = append(s.dims[:0], r.dims...)
	s.dims[0] = n
	if !r.boxed {
		spread(p.m.set, dst, s.data[i], s.offs[i], s.dims, r.steps)
		return
	}
	b := p.a.block
	for d := range b {
		if s.index[d] < r.way.lo[d] || s.index[d] >= r.way.hi[d] {
			fill(dst, r.way.fill)
			return
		}
	}
	first := s.index[b] * p.a.chunk
	p.clip(dst, s.data[i], s.offs[i], r, 0, first, s.dims)
}

// clip reads the part of a box that lies inside, loop by loop.
func (p *loopProgram) clip(dst, src []float32, at int, r *reg, d, first int, dims []int) {
	lo, hi := max(0, r.way.lo[p.a.block+d]-first), min(dims[0], r.way.hi[p.a.block+d]-first)
	inner := 1
	for _, x := range dims[1:] {
		inner *= x
	}
	if lo >= hi {
		fill(dst, r.way.fill)
		return
	}
	fill(dst[:lo*inner], r.way.fill)
	fill(dst[hi*inner:dims[0]*inner], r.way.fill)
	step := r.steps[d]
	if len(dims) == 1 {
		line(dst[lo:hi], src, at+lo*step, step)
		return
	}
	for k := lo; k < hi; k++ {
		p.clip(dst[k*inner:(k+1)*inner], src, at+k*step, r, d+1, 0, dims[1:])
	}
}
