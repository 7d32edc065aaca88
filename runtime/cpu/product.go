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
	whole    int // left panels packed once, in floats; 0 when packed on the way
	panels   []float32
	place    []int // by outer loop: step among the left panels
	job      job
	pack     job
	frame    frame
	state    []productState
}

type productState struct {
	index        []int
	lastA, lastB int
	packed       kernel.Packed
	dims, steps  []int
}

func (m *machine) product(w *ck.Product) (*productProgram, error) {
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
	if p.r.packs {
		right = right[:0]
		for k := range p.k {
			right = append(right, int32(k*p.r.n.size))
		}
		p.bLow = 0
	}
	if p.bAt, err = kernel.NewOffsets(right); err != nil {
		return nil, err
	}
	p.split()
	p.job.do, p.pack.do = p.part, p.packPanel
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
	p.panelsOnce()
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
}

// splitTile makes a tile smaller so that there are parts: many rows by rows, whose
// panels then fit the caches, else columns.
func (p *productProgram) splitTile(want int) {
	m, n := p.r.m.size, p.r.n.size
	switch {
	case m >= 64 && p.whole == 0:
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
	p.place = append([]int{0}, p.place...)
	p.parts, p.shards = min(m*n, 32), 1
	if m > 1 {
		p.whole = 0 // panels of rows are packed by their part
	}
}

// outCount is the size of the result.
func (p *productProgram) outCount() int { return p.work.Loops[:p.work.Kept].Count() }

// panelsOnce packs the left operand before everything else where it is small and
// used by several outer loops.
func (p *productProgram) panelsOnce() {
	panels, reuse := 1, 1
	p.place = make([]int, len(p.r.outer))
	for i := len(p.r.outer) - 1; i >= 0; i-- {
		l := p.r.outer[i]
		if l.a == 0 {
			reuse *= l.size
			continue
		}
		p.place[i] = panels
		panels *= l.size
	}
	size := kernel.PackSize(p.r.m.size, p.k)
	if reuse < 2 || panels*size > 1<<20 {
		return
	}
	p.whole = size
	p.panels = make([]float32, panels*size)
}

// scratch of a worker: a left panel, a right panel, a tile.
func (p *productProgram) scratch() int {
	n := p.leftSize()
	if p.r.packs {
		n += p.rightSize()
	}
	if p.r.strided {
		n += p.r.m.size * p.r.n.size
	}
	return n
}

func (p *productProgram) leftSize() int  { return (kernel.PackSize(p.r.m.size, p.k) + 15) &^ 15 }
func (p *productProgram) rightSize() int { return (p.k*p.r.n.size + 15) &^ 15 }

func (p *productProgram) run(f frame) {
	p.frame = f
	if p.whole > 0 {
		p.m.pool.run(&p.pack, len(p.panels)/p.whole)
	}
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

// packPanel packs the left panel of a number.
func (p *productProgram) packPanel(part, _ int) {
	at, rest := p.a.Base, part
	for i, l := range p.r.outer {
		if p.place[i] > 0 {
			at += rest / p.place[i] * l.a
			rest %= p.place[i]
		}
	}
	p.m.set.Pack(p.panels[part*p.whole:(part+1)*p.whole], p.frame[p.a.Value][at+p.aLow:], p.r.m.size, p.r.m.a, p.aAt)
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
		p.tile(s, worker, out, p.a.Base, p.b.Base, 0, 0, p.r.m.size, p.r.n.size)
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
	a, b, c, panel := p.a.Base, p.b.Base, 0, 0
	for i, l := range p.r.outer {
		x := s.index[i]
		a, b, c, panel = a+x*l.a, b+x*l.b, c+x*l.c, panel+x*p.place[i]
	}
	m, n := p.r.m.size, p.r.n.size
	if p.chunkM < m {
		m = min(p.chunkM, m-s.index[0]*p.chunkM)
	}
	if p.chunkN < n {
		n = min(p.chunkN, n-s.index[0]*p.chunkN)
	}
	p.tile(s, worker, out, a, b, c, panel, m, n)
}

// tile computes m rows of n columns at the places a, b and c.
func (p *productProgram) tile(s *productState, worker int, out []float32, a, b, c, panel, m, n int) {
	buf := p.m.scratch[worker]
	left := kernel.Packed{M: m, K: p.k}
	if p.whole > 0 {
		left.Data = p.panels[panel*p.whole : (panel+1)*p.whole]
	} else {
		if s.lastA != a {
			s.packed = p.m.set.Pack(buf, p.frame[p.a.Value][a+p.aLow:], m, p.r.m.a, p.aAt)
			s.lastA = a
		}
		left = s.packed
	}
	buf = buf[p.leftSize():]
	rows := p.frame[p.b.Value][b+p.bLow:]
	if p.r.packs {
		rows = buf[:p.k*p.r.n.size]
		if s.lastB != b {
			p.packRight(s, rows, p.frame[p.b.Value], b, n)
			s.lastB = b
		}
		buf = buf[p.rightSize():]
	}
	if !p.r.strided {
		p.m.set.Gemm(out[c:], p.r.m.c, left, rows, p.bAt, n, p.sums)
		return
	}
	t := buf[:m*n]
	p.m.set.Gemm(t, n, left, rows, p.bAt, n, false)
	p.put(s, out, t, c, m, n)
}

// packRight lays the right operand out in rows of n for every inner index.
func (p *productProgram) packRight(s *productState, dst, src []float32, at, n int) {
	s.dims, s.steps = s.dims[:0], s.steps[:0]
	for _, l := range p.r.inner {
		s.dims, s.steps = append(s.dims, l.size), append(s.steps, l.b)
	}
	s.dims, s.steps = append(s.dims, n), append(s.steps, p.r.n.b)
	if n == p.r.n.size {
		spread(p.m.set, dst, src, at, s.dims, s.steps)
		return
	}
	// Fewer columns than the rows have room for.
	spread(p.m.set, dst[:p.k*n], src, at, s.dims, s.steps)
	for k := p.k - 1; k > 0; k-- {
		copy(dst[k*p.r.n.size:k*p.r.n.size+n], dst[k*n:(k+1)*n])
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
