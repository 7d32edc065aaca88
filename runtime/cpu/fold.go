package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// A folding is one reduction of a loop. Blocks are added to an accumulator that is
// dense over the kept loops in walking order; parts that would meet in it have one
// each, and they are joined in the order of the parts.
type folding struct {
	how    ck.How
	reg    int
	to     *way
	outer  []int // steps in the accumulator along outer loops
	base   int
	keptIn bool // the kept loops of the block come before the reduced ones
	across bool // outer loops are reduced
	// count of the accumulator, and the block's kept and reduced elements for one
	// item of its first loop.
	count       int
	keep, drop  int
	firstKept   bool
	kept        []int // sizes of the kept loops, and their steps in the result
	steps       []int
	shards      int
	partials    []float32 // of all shards; nil when the result is the accumulator
	placeLength int
}

func (p *loopProgram) arrangeFolds() {
	for i := range p.a.folds {
		p.folds = append(p.folds, p.folding(&p.a.folds[i]))
	}
}

func (p *loopProgram) folding(f *folded) folding {
	b := p.a.block
	g := folding{how: f.how, reg: f.reg, to: &f.to, firstKept: f.kept[b], keep: 1, drop: 1, count: 1}
	acc := make([]int, len(f.kept)) // dense steps of the accumulator
	for i := len(f.kept) - 1; i >= 0; i-- {
		if f.kept[i] {
			acc[i] = g.count
			g.count *= p.a.sizes[i]
		}
	}
	for i, k := range f.kept {
		if k {
			g.kept, g.steps = append(g.kept, p.a.sizes[i]), append(g.steps, f.to.step[i])
		} else if i < b || i == b && p.a.chunk < p.a.sizes[b] {
			g.across = true
		}
		if i > b {
			if k {
				g.keep *= p.a.sizes[i]
			} else {
				g.drop *= p.a.sizes[i]
			}
		}
	}
	g.outer = append(append([]int{}, acc[:b]...), acc[b]*p.a.chunk)
	g.keptIn = g.firstKept
	if g.how == ck.FoldPlace {
		g.placeLength = p.a.sizes[b]
	}
	return g
}

// share decides who adds where. Only the outermost loop is cut when something is
// summed across outer loops.
func (f *folding) share(p *loopProgram) {
	f.shards = 1
	if f.across && p.parts > 1 && f.outer[0] == 0 {
		f.shards = p.parts
	}
	_, direct := dense(f.kept, f.steps)
	if f.shards > 1 || !direct {
		f.partials = make([]float32, f.shards*f.count)
		return
	}
	f.base = f.to.base
}

// memory is the accumulator of a part.
func (f *folding) memory(fr frame, part int) []float32 {
	if f.partials == nil {
		return fr[f.to.value]
	}
	if f.shards == 1 {
		return f.partials
	}
	return f.partials[part*f.count : (part+1)*f.count]
}

// begin empties the accumulators.
func (f *folding) begin(fr frame) {
	zero := float32(0)
	if f.how == ck.FoldMax {
		zero = lowest
	}
	if f.partials != nil {
		fill(f.partials, zero)
		return
	}
	fill(fr[f.to.value][f.base:f.base+f.count], zero)
}

// end joins the shards and puts the result in its order.
func (f *folding) end(set *kernel.Set, fr frame) {
	if f.partials == nil {
		return
	}
	first := f.partials[:f.count]
	for k := 1; k < f.shards; k++ {
		f.join(set, first, f.partials[k*f.count:(k+1)*f.count])
	}
	place(set, fr[f.to.value], f.to.base, first, f.kept, f.steps)
}

func (f *folding) join(set *kernel.Set, acc, x []float32) {
	if f.how == ck.FoldMax {
		set.MaxInto(acc, x)
		return
	}
	set.AddInto(acc, x)
}

// add folds a block of n items into the accumulator at a place.
func (f *folding) add(set *kernel.Set, acc []float32, at int, x []float32, n int) {
	switch {
	case f.how == ck.FoldPlace:
		acc[at] = float32(set.ArgMax(x))
	case f.firstKept && f.drop == 1: // only kept loops
		f.join(set, acc[at:at+len(x)], x)
	case !f.firstKept && f.keep == 1: // only reduced loops
		f.one(acc, at, f.total(set, x))
	case f.firstKept: // rows of reduced elements
		f.rows(set, acc[at:at+n*f.keep], x)
	default: // reduced items of kept rows
		row := acc[at : at+f.keep]
		for i := 0; i < len(x); i += f.keep {
			f.join(set, row, x[i:i+f.keep])
		}
	}
}

func (f *folding) total(set *kernel.Set, x []float32) float32 {
	if f.how == ck.FoldMax {
		return set.Max(x)
	}
	return set.Sum(x)
}

func (f *folding) one(acc []float32, at int, v float32) {
	if f.how == ck.FoldMax {
		acc[at] = max(acc[at], v)
		return
	}
	acc[at] += v
}

// rows folds each row of drop elements; short ones in a plain loop.
func (f *folding) rows(set *kernel.Set, acc, x []float32) {
	d := f.drop
	if d > 32 {
		for i := range acc {
			f.one(acc, i, f.total(set, x[i*d:(i+1)*d]))
		}
		return
	}
	if f.how == ck.FoldMax {
		for i := range acc {
			m := acc[i]
			for _, v := range x[i*d : (i+1)*d] {
				m = max(m, v)
			}
			acc[i] = m
		}
		return
	}
	switch d {
	case 2:
		for i := range acc {
			p := (*[2]float32)(x[2*i:])
			acc[i] += p[0] + p[1]
		}
	case 4:
		for i := range acc {
			p := (*[4]float32)(x[4*i:])
			acc[i] += p[0] + p[1] + (p[2] + p[3])
		}
	case 8:
		for i := range acc {
			p := (*[8]float32)(x[8*i:])
			acc[i] += p[0] + p[1] + (p[2] + p[3]) + (p[4] + p[5] + (p[6] + p[7]))
		}
	default:
		for i := range acc {
			sum := float32(0)
			for _, v := range x[i*d : (i+1)*d] {
				sum += v
			}
			acc[i] += sum
		}
	}
}
