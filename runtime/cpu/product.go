package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// A productProgram runs a sum of products tile by tile.
type productProgram struct {
	m    *machine
	work *ck.Product
	r    roles
	a, b ck.Access // by role
	k    int
	// Where the inner loops lead in the left and in the right operand, which begin
	// at aLow and bLow from the loops' place.
	aAt, bAt   kernel.Offsets
	aLow, bLow int
	sums       bool // outer loops are summed: tiles are added to what is there
	// Parts run over the outer loops' first, or over all; see split.
	sizes    []int
	chunkM   int // rows of a part's tile
	chunkN   int
	parts    int
	shards   int
	partials []float32
	left     once
	right    once
	job      job
	frame    frame
	state    []productState
	dots     bool // elements are scalar products of rows; see dotted
}

// once holds the panels of an operand that are packed before everything else.
type once struct {
	size   int // floats of a panel, 0 when panels are packed on the way
	panels []float32
	place  []int // by outer loop: step among the panels
	job    job
	// steady says that the operand stays the same while stale is false: the body of
	// a scan sees weights that do not change between steps.
	steady, stale bool
}

type productState struct {
	index        []int
	lastA, lastB int
	packed       kernel.Packed
	dims, steps  []int
}

// product makes a program; steady tells values that stay the same from run to run
// until renew is called.
func (m *machine) product(w *ck.Product, steady func(value int) bool) (*productProgram, error) {
	p := &productProgram{m: m, work: w, r: rolesOf(collapsed(w)), a: w.A, b: w.B}
	if p.r.swapped {
		p.a, p.b = w.B, w.A
	}
	p.k = p.r.depth()
	left, right := p.r.table(func(l ploop) int { return l.a }), p.r.table(func(l ploop) int { return l.b })
	p.aLow, p.bLow = lowered(left), lowered(right)
	var err error
	if p.aAt, err = kernel.NewOffsets(left); err != nil {
		return nil, err
	}
	p.left.steady, p.right.steady = steady(p.a.Value), p.r.packs && steady(p.b.Value)
	p.left.stale, p.right.stale = true, true
	p.dots = p.r.dotted() && !p.left.steady && !p.right.steady
	p.split()
	if p.r.packs {
		right = right[:0]
		for k := range p.k {
			right = append(right, int32(k*p.chunkN))
		}
		p.bLow = 0
	}
	if p.bAt, err = kernel.NewOffsets(right); err != nil {
		return nil, err
	}
	p.job.do, p.left.job.do, p.right.job.do = p.part, p.packLeftPanel, p.packRightPanel
	for range m.pool.workers {
		p.state = append(p.state, productState{index: make([]int, len(p.sizes)), dims: make([]int, 0, 8), steps: make([]int, 0, 8)})
	}
	return p, nil
}

// Work of the program.
func (p *productProgram) Work() ck.Work { return p.work }

// split cuts the work in parts whose number does not depend on the workers: along
// kept outer loops, else along a summed one with a sum for each part, else along
// the rows or columns of the one tile.
func (p *productProgram) split() {
	flops := 2 * p.k * p.r.m.size * p.r.n.size
	p.chunkM, p.chunkN = p.r.m.size, p.r.n.size
	for _, l := range p.r.outer {
		flops *= l.size
		p.sizes = append(p.sizes, l.size)
		p.sums = p.sums || !l.kept
	}
	p.shards, p.parts = 1, 1
	const worth = 200_000
	want := min(64, flops/worth)
	switch {
	case want < 2:
	case len(p.r.outer) > 0 && p.r.outer[0].kept && p.r.outer[0].size >= min(want, 4):
		p.parts = min(p.r.outer[0].size, 64)
	case len(p.r.outer) > 0 && !p.r.outer[0].kept && p.r.outer[0].size >= 2:
		p.parts = min(p.r.outer[0].size, maxShards, want)
		p.shards = p.parts
	default:
		p.splitTile(want)
	}
	if p.shards > 1 {
		p.partials = make([]float32, p.shards*p.outCount())
	}
	p.cutTile()
	p.packOnce()
}

// splitTile makes a tile smaller so that there are parts: many rows by rows, whose
// panels then fit the caches, else columns.
func (p *productProgram) splitTile(want int) {
	m, n := p.r.m.size, p.r.n.size
	switch {
	case m >= 64 && len(p.r.outer) == 0:
		rows := max(16, min(128, mostPanel/p.k, (m+3)/4))
		p.chunkM = (rows + 3) / 4 * 4
	case n >= 128:
		pieces := min(want, n/64)
		p.chunkN = ((n+pieces-1)/pieces + 15) / 16 * 16
	case m >= 16:
		pieces := min(want, m/8)
		p.chunkM = ((m+pieces-1)/pieces + 3) / 4 * 4
	}
}

// mostPanel is how many floats of the left operand are packed at a time when there
// is a choice.
const mostPanel = 32768

// cutTile adds loops over pieces of a tile, outermost.
func (p *productProgram) cutTile() {
	m, n := (p.r.m.size+p.chunkM-1)/p.chunkM, (p.r.n.size+p.chunkN-1)/p.chunkN
	if m*n == 1 {
		return
	}
	l := ploop{size: m * n, kept: true}
	if m > 1 {
		l.a, l.c = p.chunkM*p.r.m.a, p.chunkM*p.r.m.c
	} else {
		l.b, l.c = p.chunkN*p.r.n.b, p.chunkN*p.r.n.c
	}
	p.r.outer = append([]ploop{l}, p.r.outer...)
	p.sizes = append([]int{m * n}, p.sizes...)
	p.parts, p.shards = min(m*n, 32), 1
}

// outCount is the size of the result.
func (p *productProgram) outCount() int { return p.work.Loops[:p.work.Kept].Count() }

// packOnce chooses the operands that are packed before everything else: small ones
// that several outer loops use, or that stay the same.
func (p *productProgram) packOnce() {
	if p.dots {
		return
	}
	p.left.choose(p.r.outer, p.leftSize(), func(l ploop) int { return l.a })
	if p.r.packs {
		p.right.choose(p.r.outer, p.rightSize(), func(l ploop) int { return l.b })
	}
}

func (o *once) choose(outer []ploop, size int, step func(ploop) int) {
	panels, reuse := 1, 1
	o.place = make([]int, len(outer))
	for i := len(outer) - 1; i >= 0; i-- {
		if step(outer[i]) == 0 {
			reuse *= outer[i].size
			continue
		}
		o.place[i] = panels
		panels *= outer[i].size
	}
	if reuse < 2 && !o.steady || panels*size > 1<<20 {
		return
	}
	o.size = size
	o.panels = make([]float32, panels*size)
}

// index of the panel that an outer index uses.
func (o *once) index(index []int) int {
	n := 0
	for i, x := range index {
		n += x * o.place[i]
	}
	return n
}

func (o *once) panel(i int) []float32 { return o.panels[i*o.size : (i+1)*o.size] }

// outerOf is the outer index that first uses a panel, loop by loop.
func (o *once) outerOf(panel, loop int) int {
	if loop >= len(o.place) || o.place[loop] == 0 {
		return 0
	}
	for i, step := range o.place {
		if step == 0 {
			continue
		}
		if i == loop {
			return panel / step
		}
		panel %= step
	}
	return 0
}

// pack runs the packing where it is due.
func (o *once) pack(pl *pool) {
	if o.size == 0 || o.steady && !o.stale {
		return
	}
	pl.run(&o.job, len(o.panels)/o.size)
	o.stale = false
}

// renew says that steady operands have changed.
func (p *productProgram) renew() { p.left.stale, p.right.stale = true, true }

// scratch of a worker: a left panel, a right panel, a tile.
func (p *productProgram) scratch() int {
	if p.dots {
		return 0
	}
	n := p.leftSize()
	if p.r.packs {
		n += p.rightSize()
	}
	if p.r.strided {
		n += p.chunkM * p.chunkN
	}
	return n
}

func (p *productProgram) leftSize() int  { return (kernel.PackSize(p.chunkM, p.k) + 15) &^ 15 }
func (p *productProgram) rightSize() int { return (p.k*p.chunkN + 15) &^ 15 }

func (p *productProgram) run(f frame) {
	p.frame = f
	p.left.pack(p.m.pool)
	p.right.pack(p.m.pool)
	out := f[p.work.Out.Value]
	switch {
	case p.shards > 1:
		clear(p.partials)
	case p.sums:
		clear(out)
	}
	p.m.pool.run(&p.job, p.parts)
	if p.shards > 1 {
		n := p.outCount()
		copy(out, p.partials[:n])
		for k := 1; k < p.shards; k++ {
			p.m.set.AddInto(out[:n], p.partials[k*n:(k+1)*n])
		}
	}
}

// packLeftPanel packs the left panel of a number.
func (p *productProgram) packLeftPanel(panel, _ int) {
	at := p.a.Base
	for i, l := range p.r.outer {
		at += p.left.outerOf(panel, i) * l.a
	}
	m, _ := p.extent(p.left.outerOf(panel, 0))
	p.m.set.Pack(p.left.panel(panel), p.frame[p.a.Value][at+p.aLow:], m, p.r.m.a, p.aAt)
}

// packRightPanel packs the right panel of a number.
func (p *productProgram) packRightPanel(panel, worker int) {
	at := p.b.Base
	for i, l := range p.r.outer {
		at += p.right.outerOf(panel, i) * l.b
	}
	_, n := p.extent(p.right.outerOf(panel, 0))
	p.packRight(&p.state[worker], p.right.panel(panel), p.frame[p.b.Value], at, n)
}

// extent is how many rows and columns the tile at the first outer index has.
func (p *productProgram) extent(first int) (m, n int) {
	m, n = p.r.m.size, p.r.n.size
	if p.chunkM < m {
		m = min(p.chunkM, m-first*p.chunkM)
	}
	if p.chunkN < n {
		n = min(p.chunkN, n-first*p.chunkN)
	}
	return m, n
}

// part runs a share of the first outer loop, and the others within.
func (p *productProgram) part(part, worker int) {
	s := &p.state[worker]
	s.lastA, s.lastB = -1, -1
	out := p.frame[p.work.Out.Value]
	if p.shards > 1 {
		n := p.outCount()
		out = p.partials[part*n : (part+1)*n]
	}
	if len(p.sizes) == 0 {
		p.tile(s, worker, out, p.a.Base, p.b.Base, 0, p.r.m.size, p.r.n.size)
		return
	}
	from, to := part*p.sizes[0]/p.parts, (part+1)*p.sizes[0]/p.parts
	clear(s.index)
	for s.index[0] = from; s.index[0] < to; {
		p.at(s, worker, out)
		d := len(p.sizes) - 1
		for ; d > 0; d-- {
			if s.index[d]++; s.index[d] < p.sizes[d] {
				break
			}
			s.index[d] = 0
		}
		if d == 0 {
			s.index[0]++
		}
	}
}

// at runs the tile of the present outer index.
func (p *productProgram) at(s *productState, worker int, out []float32) {
	a, b, c := p.a.Base, p.b.Base, 0
	for i, l := range p.r.outer {
		x := s.index[i]
		a, b, c = a+x*l.a, b+x*l.b, c+x*l.c
	}
	m, n := p.extent(s.index[0])
	p.tile(s, worker, out, a, b, c, m, n)
}

// tile computes m rows of n columns at the places a, b and c.
func (p *productProgram) tile(s *productState, worker int, out []float32, a, b, c, m, n int) {
	if p.dots {
		p.dotTile(out, a, b, c, m, n)
		return
	}
	buf := p.m.scratch[worker]
	left := kernel.Packed{M: m, K: p.k}
	if p.left.size > 0 {
		left.Data = p.left.panel(p.left.index(s.index))
	} else {
		if s.lastA != a {
			s.packed = p.m.set.Pack(buf, p.frame[p.a.Value][a+p.aLow:], m, p.r.m.a, p.aAt)
			s.lastA = a
		}
		left = s.packed
	}
	buf = buf[p.leftSize():]
	rows := p.frame[p.b.Value]
	switch {
	case !p.r.packs:
		rows = rows[b+p.bLow:]
	case p.right.size > 0:
		rows = p.right.panel(p.right.index(s.index))
	default:
		if s.lastB != b {
			p.packRight(s, buf[:p.k*p.chunkN], rows, b, n)
			s.lastB = b
		}
		rows, buf = buf[:p.k*p.chunkN], buf[p.rightSize():]
	}
	if !p.r.strided {
		p.m.set.Gemm(out[c:], p.r.m.c, left, rows, p.bAt, n, p.sums)
		return
	}
	t := buf[:m*n]
	p.m.set.Gemm(t, n, left, rows, p.bAt, n, false)
	p.put(s, out, t, c, m, n)
}

// packRight lays the right operand out in rows of chunkN for every inner index.
func (p *productProgram) packRight(s *productState, dst, src []float32, at, n int) {
	s.dims, s.steps = s.dims[:0], s.steps[:0]
	for _, l := range p.r.inner {
		s.dims, s.steps = append(s.dims, l.size), append(s.steps, l.b)
	}
	s.dims, s.steps = append(s.dims, n), append(s.steps, p.r.n.b)
	spread(p.m.set, dst[:p.k*n], src, at, s.dims, s.steps)
	if n < p.chunkN { // the last columns: fewer than the rows have room for
		for k := p.k - 1; k > 0; k-- {
			copy(dst[k*p.chunkN:k*p.chunkN+n], dst[k*n:(k+1)*n])
		}
	}
}

// put writes a tile to a result that is not contiguous along its columns.
func (p *productProgram) put(s *productState, out, t []float32, c, m, n int) {
	if !p.sums {
		s.dims, s.steps = append(s.dims[:0], m, n), append(s.steps[:0], p.r.m.c, p.r.n.c)
		place(p.m.set, out, c, t, s.dims, s.steps)
		return
	}
	for i := range m {
		at := c + i*p.r.m.c
		for _, v := range t[i*n : (i+1)*n] {
			out[at] += v
			at += p.r.n.c
		}
	}
}
