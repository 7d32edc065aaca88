package cpu

// An assigner hands strips of scratch to registers and takes them back.
type assigner struct {
	p    *loopProgram
	last []int // step that reads a register last
	free []int
}

// assign gives strips of scratch to the registers that need one, and takes them
// back after their last use. A register that is only stored is made in place.
func (p *loopProgram) assign() {
	a := &assigner{p: p, last: make([]int, len(p.regs))}
	for i, r := range p.regs {
		a.last[i] = i
		if r.computed() {
			for k := range r.op.Arity() {
				a.last[r.in[k]] = i
			}
		}
	}
	for k, st := range p.stores {
		if r := &p.regs[st.reg]; st.dense && r.direct < 0 && p.movesReg(st.reg) && (r.form == applied || r.form == copied) {
			r.direct = k
		}
		a.last[st.reg] = len(p.regs)
	}
	for _, f := range p.folds {
		a.last[f.reg] = len(p.regs)
	}
	for _, i := range p.fixed {
		a.give(&p.regs[i])
	}
	for _, i := range p.moving {
		later := a.takeBack(i)
		a.give(&p.regs[i])
		a.free = append(a.free, later...)
	}
}

// computed reports whether a register is made by an instruction.
func (r *reg) computed() bool { return r.form == applied || r.form == single }

// give finds a strip for a register that needs one.
func (a *assigner) give(r *reg) {
	if r.direct >= 0 || !r.computed() && r.form != copied {
		return
	}
	if n := len(a.free); n > 0 {
		r.off = a.free[n-1]
		a.free = a.free[:n-1]
		return
	}
	r.off = a.p.strips
	a.p.strips++
}

// takeBack frees the strips of what step i reads last. Those in later may only be
// used after it: a scalar may not lie within the strip that is made of it.
func (a *assigner) takeBack(i int) (later []int) {
	r := &a.p.regs[i]
	if !r.computed() {
		return nil
	}
	for k := range r.op.Arity() {
		in := &a.p.regs[r.in[k]]
		if a.last[r.in[k]] != i || in.off < 0 || !a.p.movesReg(r.in[k]) {
			continue
		}
		a.last[r.in[k]] = -1 // once
		if in.form == r.form {
			a.free = append(a.free, in.off)
		} else {
			later = append(later, in.off)
		}
	}
	return later
}

func (p *loopProgram) movesReg(i int) bool {
	for _, k := range p.moving {
		if k == i {
			return true
		}
	}
	return false
}
