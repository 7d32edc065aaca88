package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// deep is how many spectra are multiplied at a time, so that they stay in the
// second cache.
const deep = 8

// A spectralProgram convolves signals by their spectra, sixteen signals at a time:
// eight are the real parts of complex ones, eight the imaginary parts, which a real
// filter keeps apart.
type spectralProgram struct {
	m       *machine
	work    *ck.Product
	c       convolution
	p       spectralPlan
	fourier *kernel.Fourier
	rows    tour // c.apart, in whole groups of sixteen
	filters tour // c.across, in whole groups of eight
	taps    job
	signals job
	frame   frame
}

// spectral makes a program where a product is a convolution that gains from it.
func (m *machine) spectral(w *ck.Product) (program, bool) {
	if m.conv == byTile {
		return nil, false
	}
	c, ok := convolutionOf(w)
	if !ok {
		return nil, false
	}
	plan, cost, tiles, ok := planOf(&c, m.set)
	if !ok || m.conv == byCost && cost > 0.9*tiles {
		return nil, false
	}
	fourier, err := kernel.NewFourier(plan.n)
	switch {
	case err != nil:
		return nil, false
	case c.u >= c.v && c.uStep == 1:
		return m.convolved(w, c, plan, fourier), true
	case c.u < c.v && c.vStep == 1:
		return m.tapsOf(w, c, plan, fourier), true
	}
	return nil, false
}

func (m *machine) convolved(w *ck.Product, c convolution, plan spectralPlan, fourier *kernel.Fourier) *spectralProgram {
	p := &spectralProgram{m: m, work: w, c: c, p: plan, fourier: fourier, rows: c.apart.padded(16), filters: c.across.padded(8)}
	p.taps.do, p.signals.do = p.transformTaps, p.convolve
	return p
}

// Work of the program.
func (p *spectralProgram) Work() ck.Work { return p.work }

// scratch of a worker: spectra of signals, then of results.
func (p *spectralProgram) scratch() int {
	results := p.filters.count()
	if p.c.within.count() <= deep {
		results = 8
	}
	return (deep + results) * p.p.room()
}

// shared are the spectra of the taps.
func (p *spectralProgram) shared() int {
	return p.filters.count() / 8 * p.c.within.count() * p.p.room()
}

func (p *spectralProgram) run(f frame) {
	p.frame = f
	p.m.pool.run(&p.taps, p.filters.count()/8*p.c.within.count())
	p.m.pool.run(&p.signals, p.p.sections*p.rows.count()/16)
}

// tapsAt are the spectra of eight filters' taps for signal i and those after it.
func (p *spectralProgram) tapsAt(eight, i int) []float32 {
	return p.m.shared[(eight*p.c.within.count()+i)*p.p.room():]
}

// transformTaps makes the spectra of the taps of eight filters for one signal,
// divided by n as the transform back is not.
func (p *spectralProgram) transformTaps(part, _ int) {
	eight, i := part/p.c.within.count(), part%p.c.within.count()
	dst := p.tapsAt(eight, i)[:p.p.n*kernel.Lane]
	clear(dst)
	taps, scale := p.frame[p.c.other], 1/float32(p.p.n)
	for j := range 8 {
		at := p.c.otherAt + int(p.c.within.second[i]) + int(p.filters.first[8*eight+j])
		for k := range p.c.v {
			dst[k*kernel.Lane+j] = taps[at+k*p.c.vStep] * scale
		}
	}
	p.m.set.Transform(p.fourier, dst)
}

// convolve makes one section of sixteen signals' results.
func (p *spectralProgram) convolve(part, worker int) {
	groups := p.rows.count() / 16
	from, count := p.p.section(part / groups)
	row, room := part%groups*16, p.p.room()
	h := p.m.scratch[worker]
	y := h[deep*room:]
	signals := p.c.within.count()
	for i := 0; i < signals; i += deep {
		depth := min(deep, signals-i)
		for k := range depth {
			p.load(h[k*room:], i+k, row, from)
		}
		last := i+deep >= signals
		for eight := range p.filters.count() / 8 {
			sums := y
			if signals > deep {
				sums = y[8*eight*room:]
			}
			p.m.set.Spectra(sums, room, p.tapsAt(eight, i), room, h, room, p.p.n, depth, i > 0)
			if last {
				p.store(sums, eight, row, from, count)
			}
		}
	}
}

// load makes the spectra of a section of signal i in sixteen rows.
func (p *spectralProgram) load(dst []float32, i, row, from int) {
	n := p.p.reach(from)
	src := p.frame[p.c.signal][p.c.signalAt+int(p.c.within.first[i])+from:]
	p.m.set.LanesIn(dst, src, p.rows.first[row:row+8], n)
	p.m.set.LanesIn(dst[8:], src, p.rows.first[row+8:row+16], n)
	clear(dst[n*kernel.Lane : p.p.n*kernel.Lane])
	p.m.set.Transform(p.fourier, dst)
}

// store writes eight filters' results for the rows that there are.
func (p *spectralProgram) store(sums []float32, eight, row, from, count int) {
	for j := range min(8, p.c.across.count()-8*eight) {
		y := sums[j*p.p.room():]
		p.m.set.TransformBack(p.fourier, y)
		out := p.frame[p.c.out][p.c.outAt+int(p.filters.second[8*eight+j])+from:]
		for half := range 2 {
			if first := row + 8*half; first < p.c.apart.count() {
				rows := p.rows.second[first:min(first+8, p.c.apart.count())]
				p.m.set.LanesOut(out, rows, y[8*half:], count)
			}
		}
	}
}
