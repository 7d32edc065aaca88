package cpu

import (
	"math"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// A form is how a register of a loop is made for a block.
type form uint8

const (
	number  form = iota
	alias        // the block lies dense in memory
	scalar       // one element goes with the whole block
	copied       // a box that must be gathered
	applied      // an instruction over the block
	single       // an instruction over scalars
)

// A reg is one step of a loop, ready to run.
type reg struct {
	form
	op     ck.Op
	in     [3]int
	num    [1]float32
	way    *way
	off    int   // place of its strip in the scratch, in strips; -1 for none
	direct int   // the store whose memory it is made in, -1 for none
	outer  []int // steps along outer loops
	dims   []int // of the block, inner loops; the first is the chunk
	steps  []int
	boxed  bool // the block may leave the box
}

// A loopProgram runs a loop kernel.
type loopProgram struct {
	m      *machine
	work   *ck.Loop
	a      *arranged
	sizes  []int // outer loops, the last counts chunks
	regs   []reg
	fixed  []int // registers that no outer loop changes, and the others, in order
	moving []int
	stores []storing
	folds  []folding
	strips int // scratch, in strips
	width  int // floats of a strip
	parts  int
	job    job
	frame  frame
	state  []*loopState
	// margins are the sizes of the values that Margin fills around the edges.
	margins [][]int
}

type storing struct {
	way   *way
	reg   int
	dense bool
	outer []int
	dims  []int
	steps []int
}

// loopState is what one worker needs to run parts of a loop.
type loopState struct {
	index  []int
	offs   []int // by register, then by store, then by fold
	regs   [][]float32
	dims   []int
	steps  []int
	data   [][]float32 // by register: the value it loads
	outs   [][]float32 // by store
	accs   [][]float32 // by fold
	filler []float32
}

func (m *machine) loop(l *ck.Loop, in *ck.Plan) *loopProgram {
	p := &loopProgram{m: m, work: fusedMulAdd(l)}
	p.a = arrange(p.work)
	a := p.a
	p.width = a.chunk * a.inner
	p.sizes = append(append([]int{}, a.sizes[:a.block]...), (a.sizes[a.block]+a.chunk-1)/a.chunk)
	p.prepare()
	p.arrangeFolds()
	p.assign()
	p.partition()
	p.job.do = p.part
	for _, mg := range l.Margin {
		var sizes []int
		for _, a := range in.Values[mg.Value].Shape {
			sizes = append(sizes, a.Size)
		}
		p.margins = append(p.margins, sizes)
	}
	for range m.pool.workers {
		p.state = append(p.state, p.newState())
	}
	return p
}

// outerSteps of a way: its loops outside of the block, then a chunk.
func (p *loopProgram) outerSteps(w *way) []int {
	b := p.a.block
	return append(append([]int{}, w.step[:b]...), w.step[b]*p.a.chunk)
}

func (p *loopProgram) blockDims() []int {
	return append([]int{p.a.chunk}, p.a.sizes[p.a.block+1:]...)
}

// prepare chooses the form of each register and what moves with the outer loops.
func (p *loopProgram) prepare() {
	moves := make([]bool, len(p.work.Steps))
	for i, s := range p.work.Steps {
		r := reg{off: -1, direct: -1}
		switch s.Kind {
		case ck.Number:
			r.form, r.num = number, [1]float32{s.Num}
		case ck.Load:
			r = p.loading(&p.a.loads[i])
			moves[i] = r.boxed || nonzero(r.outer)
		case ck.Apply:
			r.form, r.op, r.in = single, s.Op, s.In
			for k := range s.Op.Arity() {
				in := p.regs[s.In[k]]
				if in.form == alias || in.form == copied || in.form == applied {
					r.form = applied
				}
				moves[i] = moves[i] || moves[s.In[k]]
			}
		}
		p.regs = append(p.regs, r)
		if moves[i] {
			p.moving = append(p.moving, i)
		} else {
			p.fixed = append(p.fixed, i)
		}
	}
	for i := range p.a.stores {
		w := &p.a.stores[i]
		st := storing{way: w, reg: p.work.Stores[i].Reg, outer: p.outerSteps(w), dims: p.blockDims(), steps: w.step[p.a.block:]}
		_, st.dense = dense(p.a.sizes[p.a.block:], st.steps)
		p.stores = append(p.stores, st)
	}
}

func nonzero(steps []int) bool {
	for _, s := range steps {
		if s != 0 {
			return true
		}
	}
	return false
}

func (p *loopProgram) loading(w *way) reg {
	b := p.a.block
	r := reg{off: -1, direct: -1, way: w, outer: p.outerSteps(w), dims: p.blockDims(), steps: w.step[b:], boxed: w.lo != nil}
	_, whole := dense(p.a.sizes[b:], r.steps)
	switch {
	case r.boxed:
		r.form = copied
	case !nonzero(r.steps):
		r.form = scalar
	case whole:
		r.form = alias
	default:
		r.form = copied
	}
	return r
}

// grain is how many elements are worth a part of their own.
const grain = 16384

// partition cuts the outermost loop, or all outer loops where nothing is summed
// across them, in a number of parts that does not depend on the workers.
func (p *loopProgram) partition() {
	outer := 1
	for _, s := range p.sizes {
		outer *= s
	}
	total := outer * p.width
	p.parts = max(1, min(total/grain, 64))
	if p.summed() {
		p.parts = min(p.parts, p.sizes[0], maxShards)
	} else {
		p.parts = min(p.parts, outer)
	}
	for i := range p.folds {
		p.folds[i].share(p)
	}
}

// maxShards bounds the copies of a sum that are added up in the end.
const maxShards = 16

// summed reports whether a fold adds across outer loops.
func (p *loopProgram) summed() bool {
	for _, f := range p.folds {
		if f.across {
			return true
		}
	}
	return false
}

func (p *loopProgram) newState() *loopState {
	n := len(p.regs)
	return &loopState{
		index: make([]int, len(p.sizes)), offs: make([]int, n+len(p.stores)+len(p.folds)),
		regs: make([][]float32, n), data: make([][]float32, n),
		dims: make([]int, 0, len(p.a.sizes)), steps: make([]int, 0, len(p.a.sizes)),
		outs: make([][]float32, len(p.stores)), accs: make([][]float32, len(p.folds)),
	}
}

// Work of the program.
func (p *loopProgram) Work() ck.Work { return p.work }

func (p *loopProgram) scratch() int { return (p.strips + 1) * p.width }

func (p *loopProgram) run(f frame) {
	for i, mg := range p.work.Margin {
		margin(f[mg.Value], mg.Fill, p.margins[i], mg.Lo, mg.Hi)
	}
	p.frame = f
	for i := range p.folds {
		p.folds[i].begin(f)
	}
	p.m.pool.run(&p.job, p.parts)
	for i := range p.folds {
		p.folds[i].end(p.m.set, f)
	}
}

// part runs a share of the outer loops.
func (p *loopProgram) part(part, worker int) {
	s := p.state[worker]
	from, to := p.share(part)
	p.begin(s, part, from, worker)
	for i := from; i < to; i++ {
		n := p.items(s)
		for _, k := range p.moving {
			p.make(s, k, n)
		}
		p.finish(s, n)
		p.advance(s)
	}
}

// share is the range of outer indices of a part.
func (p *loopProgram) share(part int) (from, to int) {
	n := p.sizes[0]
	rest := 1
	for _, s := range p.sizes[1:] {
		rest *= s
	}
	if !p.summed() {
		n, rest = n*rest, 1
	}
	return part * n / p.parts * rest, (part + 1) * n / p.parts * rest
}

// items is how many items of the block's first loop the present chunk has.
func (p *loopProgram) items(s *loopState) int {
	c := s.index[len(s.index)-1]
	return min(p.a.chunk, p.a.sizes[p.a.block]-c*p.a.chunk)
}

// begin puts a worker at an outer index and makes the fixed registers.
func (p *loopProgram) begin(s *loopState, part, at, worker int) {
	for i := len(p.sizes) - 1; i >= 0; i-- {
		s.index[i] = at % p.sizes[i]
		at /= p.sizes[i]
	}
	buf := p.m.scratch[worker]
	for i := range p.regs {
		r := &p.regs[i]
		if r.off >= 0 {
			s.regs[i] = buf[r.off*p.width : (r.off+1)*p.width]
		}
		switch r.form {
		case number:
			s.regs[i] = r.num[:]
		case alias, scalar, copied:
			s.data[i] = p.frame[r.way.value]
			s.offs[i] = r.way.base + along(s.index, r.outer)
		}
	}
	n := len(p.regs)
	for i := range p.stores {
		s.outs[i] = p.frame[p.stores[i].way.value]
		s.offs[n+i] = p.stores[i].way.base + along(s.index, p.stores[i].outer)
	}
	for i := range p.folds {
		s.accs[i] = p.folds[i].memory(p.frame, part)
		s.offs[n+len(p.stores)+i] = p.folds[i].base + along(s.index, p.folds[i].outer)
	}
	s.filler = buf[p.strips*p.width : (p.strips+1)*p.width]
	for _, i := range p.fixed {
		p.make(s, i, p.a.chunk)
	}
}

func along(index, steps []int) int {
	n := 0
	for i, x := range index {
		n += x * steps[i]
	}
	return n
}

// advance moves to the next outer index.
func (p *loopProgram) advance(s *loopState) {
	for d := len(p.sizes) - 1; d >= 0; d-- {
		s.index[d]++
		back := 0
		wrapped := s.index[d] == p.sizes[d]
		if wrapped {
			s.index[d] = 0
			back = p.sizes[d]
		}
		p.shift(s, d, 1-back)
		if !wrapped {
			return
		}
	}
}

func (p *loopProgram) shift(s *loopState, d, by int) {
	for _, i := range p.moving {
		if o := p.regs[i].outer; o != nil {
			s.offs[i] += o[d] * by
		}
	}
	n := len(p.regs)
	for i := range p.stores {
		s.offs[n+i] += p.stores[i].outer[d] * by
	}
	n += len(p.stores)
	for i := range p.folds {
		s.offs[n+i] += p.folds[i].outer[d] * by
	}
}

// make computes a register for a chunk of n items.
func (p *loopProgram) make(s *loopState, i, n int) {
	r := &p.regs[i]
	size := n * p.a.inner
	switch r.form {
	case number:
	case alias:
		s.regs[i] = s.data[i][s.offs[i] : s.offs[i]+size]
	case scalar:
		s.regs[i] = s.data[i][s.offs[i] : s.offs[i]+1]
	case copied:
		dst := p.target(s, r, i, size)
		s.regs[i] = dst
		p.gather(s, r, i, dst, n)
	case applied:
		dst := p.target(s, r, i, size)
		p.apply(s, r, dst)
		s.regs[i] = dst
	case single:
		dst := s.regs[i][:1]
		p.apply(s, r, dst)
		s.regs[i] = dst
	}
}

func (p *loopProgram) target(s *loopState, r *reg, i, size int) []float32 {
	if r.direct >= 0 {
		at := s.offs[len(p.regs)+r.direct]
		return s.outs[r.direct][at : at+size]
	}
	return s.regs[i][:size:cap(s.regs[i])]
}

func (p *loopProgram) apply(s *loopState, r *reg, dst []float32) {
	set := p.m.set
	a := s.regs[r.in[0]]
	switch r.op.Arity() {
	case 1:
		set.Unary(unaryOps[r.op], dst, a)
	case 2:
		set.Binary(binaryOps[r.op], dst, a, s.regs[r.in[1]])
	case 3:
		op := kernel.Select
		if r.op == ck.MulAdd {
			op = kernel.MulAdd
		}
		set.Ternary(op, dst, a, s.regs[r.in[1]], s.regs[r.in[2]])
	}
}

// finish stores and folds the registers of a chunk of n items.
func (p *loopProgram) finish(s *loopState, n int) {
	size := n * p.a.inner
	for k := range p.stores {
		st := &p.stores[k]
		r := &p.regs[st.reg]
		if r.direct == k {
			continue
		}
		at := s.offs[len(p.regs)+k]
		v := p.whole(s, st.reg, size)
		if st.dense {
			copy(s.outs[k][at:at+size], v)
			continue
		}
		s.dims = append(s.dims[:0], st.dims...)
		s.dims[0] = n
		place(p.m.set, s.outs[k], at, v, s.dims, st.steps)
	}
	for k := range p.folds {
		f := &p.folds[k]
		f.add(p.m.set, s.accs[k], s.offs[len(p.regs)+len(p.stores)+k], p.whole(s, f.reg, size), n)
	}
}

// whole is a register as a strip of size elements.
func (p *loopProgram) whole(s *loopState, i, size int) []float32 {
	switch p.regs[i].form {
	case number, scalar, single:
		fill(s.filler[:size], s.regs[i][0])
		return s.filler[:size]
	}
	return s.regs[i][:size]
}

var lowest = float32(math.Inf(-1))
