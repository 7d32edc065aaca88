package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// A tapsProgram makes the gradient of taps by spectra. Lanes are eight of the
// signals that taps tell apart; of two rows that are summed one is the real part
// and one the imaginary part of a complex signal, so that the real part of the
// product with the conjugate is the sum of both rows' products.
type tapsProgram struct {
	m       *machine
	work    *ck.Product
	c       convolution
	p       spectralPlan
	fourier *kernel.Fourier
	signals tour // c.apart and
	filters tour // c.across, in whole groups of eight
	shards  int
	sums    job
	results job
	frame   frame
}

// mostSums bounds the floats of all shards' sums when there is a choice.
const mostSums = 1 << 21

func (m *machine) tapsOf(w *ck.Product, c convolution, plan spectralPlan, fourier *kernel.Fourier) *tapsProgram {
	p := &tapsProgram{m: m, work: w, c: c, p: plan, fourier: fourier, signals: c.apart.padded(8), filters: c.across.padded(8)}
	p.shards = max(1, min(8, p.pairs()/deep, mostSums/p.sumsSize()))
	p.sums.do, p.results.do = p.addShard, p.finish
	return p
}

// Work of the program.
func (p *tapsProgram) Work() ck.Work { return p.work }

// pairs of rows in all sections.
func (p *tapsProgram) pairs() int { return p.p.sections * pieces(p.c.within.count(), 2) }

// sumsSize is the floats of the sums of a shard: for eight filters and eight
// signals in lanes, eight spectra.
func (p *tapsProgram) sumsSize() int { return p.signals.count() / 8 * p.filters.count() * p.p.room() }

func (p *tapsProgram) scratch() int { return (p.signals.count()/8 + 1) * deep * p.p.room() }

func (p *tapsProgram) shared() int { return p.shards * p.sumsSize() }

func (p *tapsProgram) run(f frame) {
	p.frame = f
	p.m.pool.run(&p.sums, p.shards)
	p.m.pool.run(&p.results, p.signals.count()/8*p.filters.count())
}

// addShard adds the products of a shard's pairs of rows.
func (p *tapsProgram) addShard(shard, worker int) {
	sums := p.m.shared[shard*p.sumsSize():][:p.sumsSize()]
	h, room := p.m.scratch[worker], p.p.room()
	w := h[p.signals.count()/8*deep*room:]
	from, to := shard*p.pairs()/p.shards, (shard+1)*p.pairs()/p.shards
	for pair := from; pair < to; pair += deep {
		depth := min(deep, to-pair)
		for a := range p.signals.count() / 8 {
			for k := range depth {
				p.loadSignal(h[(a*deep+k)*room:], pair+k, a)
			}
		}
		for b := range p.filters.count() / 8 {
			for k := range depth {
				p.loadOther(w[k*room:], pair+k, b)
			}
			for a := range p.signals.count() / 8 {
				y := sums[(b*p.signals.count()/8+a)*8*room:]
				p.m.set.Spectra(y, room, w, room, h[a*deep*room:], room, p.p.n, depth, pair > from)
			}
		}
	}
}

// place of a pair: its first row and its section.
func (p *tapsProgram) place(pair int) (row, from, count int) {
	rows := pieces(p.c.within.count(), 2)
	from, count = p.p.section(pair / rows)
	return 2 * (pair % rows), from, count
}

// loadSignal makes the spectra of eight signals in a pair of rows.
func (p *tapsProgram) loadSignal(dst []float32, pair, eight int) {
	row, from, _ := p.place(pair)
	src := p.frame[p.c.signal][p.c.signalAt+from:]
	p.load(dst, src, p.c.within.first, row, p.signals.first[8*eight:8*eight+8], p.p.reach(from))
}

// loadOther makes the spectra of what the signals slide along.
func (p *tapsProgram) loadOther(dst []float32, pair, eight int) {
	row, from, count := p.place(pair)
	src := p.frame[p.c.other][p.c.otherAt+from:]
	p.load(dst, src, p.c.within.second, row, p.filters.first[8*eight:8*eight+8], count)
}

// load reads n items of eight lanes in two rows; where there is no second one its
// parts are zero.
func (p *tapsProgram) load(dst, src []float32, rows []int32, row int, lanes []int32, n int) {
	if row+1 == len(rows) {
		clear(dst[:n*kernel.Lane])
	} else {
		p.m.set.LanesIn(dst[8:], src[rows[row+1]:], lanes, n)
	}
	p.m.set.LanesIn(dst, src[rows[row]:], lanes, n)
	clear(dst[n*kernel.Lane : p.p.n*kernel.Lane])
	p.m.set.Transform(p.fourier, dst)
}

// finish adds up the shards' sums for one filter and eight signals, and writes the
// taps.
func (p *tapsProgram) finish(part, _ int) {
	room, groups := p.p.room(), p.signals.count()/8
	filter, a := part/8/groups*8+part%8, part/8%groups
	if filter >= p.c.across.count() {
		return
	}
	size := p.p.n * kernel.Lane
	y := p.m.shared[part*room:][:size]
	for s := 1; s < p.shards; s++ {
		p.m.set.AddInto(y, p.m.shared[s*p.sumsSize()+part*room:][:size])
	}
	p.m.set.TransformBack(p.fourier, y)
	out, scale := p.frame[p.c.out], 1/float32(p.p.n)
	for l := range min(8, p.c.apart.count()-8*a) {
		at := p.c.outAt + int(p.filters.second[filter]) + int(p.c.apart.second[8*a+l])
		for k := range p.c.u {
			out[at+k*p.c.uStep] = y[k*kernel.Lane+l] * scale
		}
	}
}
