package cpu

import (
	"slices"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
)

// A lane is a loop of a move with its steps in up to three arrays.
type lane struct {
	size int
	step [3]int
}

// lanes puts loops in an order whose last one moves by one where there is such a
// loop, drops those of one item, and joins neighbours.
func lanes(sizes []int, strides ...[]int) []lane {
	var out []lane
	for i, n := range sizes {
		if n == 1 {
			continue
		}
		l := lane{size: n}
		for k, s := range strides {
			l.step[k] = s[i]
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b lane) int { return widest(b) - widest(a) })
	for i := len(out) - 2; i >= 0; i-- {
		o, in := out[i], out[i+1]
		if o.step[0] == in.step[0]*in.size && o.step[1] == in.step[1]*in.size && o.step[2] == in.step[2]*in.size {
			out = slices.Replace(out, i, i+2, lane{o.size * in.size, in.step})
		}
	}
	return out
}

func widest(l lane) int {
	n := 0
	for _, s := range l.step[:2] {
		n = max(n, s, -s)
	}
	return n
}

// A pickProgram gathers or scatters rows: runs of elements that go by one number.
type pickProgram struct {
	m     *machine
	work  *ck.Pick
	loops []lane // list, table, which
	frame frame
}

func (m *machine) picks(w *ck.Pick) *pickProgram {
	var sizes []int
	for _, a := range w.Loops {
		sizes = append(sizes, a.Size)
	}
	return &pickProgram{m: m, work: w, loops: lanes(sizes, w.List.Stride, w.Table.Stride, w.Which.Stride)}
}

// Work of the program.
func (p *pickProgram) Work() ck.Work { return p.work }

func (p *pickProgram) scratch() int { return 0 }

func (p *pickProgram) run(f frame) {
	p.frame = f
	if p.work.Into {
		clear(f[p.work.Table.Value])
	}
	p.walk(0, p.work.List.Base, p.work.Table.Base, p.work.Which.Base)
}

func (p *pickProgram) walk(d, list, table, which int) {
	if d == len(p.loops) || d == len(p.loops)-1 && p.loops[d].step[2] == 0 {
		p.row(d, list, table, which)
		return
	}
	l := p.loops[d]
	for range l.size {
		p.walk(d+1, list, table, which)
		list, table, which = list+l.step[0], table+l.step[1], which+l.step[2]
	}
}

// row moves the elements that the last loop, if one is left, finds under a number.
func (p *pickProgram) row(d, list, table, which int) {
	n, ls, ts := 1, 1, 1
	if d < len(p.loops) {
		n, ls, ts = p.loops[d].size, p.loops[d].step[0], p.loops[d].step[1]
	}
	l, t := p.frame[p.work.List.Value], p.frame[p.work.Table.Value]
	k := int(p.frame[p.work.Which.Value][which])
	inside := k >= 0 && k < p.work.Length
	table += k * p.work.Step
	switch {
	case p.work.Into && inside:
		addLine(p.m, t, table, ts, l, list, ls, n)
	case p.work.Into:
	case !inside:
		for i := range n {
			l[list+i*ls] = 0
		}
	case ls == 1:
		line(l[list:list+n], t, table, ts)
	default:
		for i := range n {
			l[list+i*ls] = t[table+i*ts]
		}
	}
}

// addLine adds n elements of src, step by step, to dst.
func addLine(m *machine, dst []float32, at, step int, src []float32, from, by, n int) {
	if step == 1 && by == 1 {
		m.set.AddInto(dst[at:at+n], src[from:from+n])
		return
	}
	for range n {
		dst[at] += src[from]
		at, from = at+step, from+by
	}
}

// An overlapProgram adds windows up where they came from.
type overlapProgram struct {
	m     *machine
	work  *ck.Overlap
	loops []lane
	frame frame
}

func (m *machine) overlap(w *ck.Overlap) *overlapProgram {
	var sizes []int
	for _, a := range w.Loops {
		sizes = append(sizes, a.Size)
	}
	p := &overlapProgram{m: m, work: w, loops: lanes(sizes, w.From.Stride, w.To.Stride)}
	// Taps outside of the axis that they slide along keep rows long.
	slices.SortStableFunc(p.loops, func(a, b lane) int {
		if s := b.step[1] - a.step[1]; s != 0 {
			return s
		}
		return a.size - b.size
	})
	return p
}

// Work of the program.
func (p *overlapProgram) Work() ck.Work { return p.work }

func (p *overlapProgram) scratch() int { return 0 }

func (p *overlapProgram) run(f frame) {
	p.frame = f
	clear(f[p.work.To.Value])
	p.walk(0, p.work.From.Base, p.work.To.Base)
}

func (p *overlapProgram) walk(d, from, to int) {
	src, dst := p.frame[p.work.From.Value], p.frame[p.work.To.Value]
	switch len(p.loops) - d {
	case 0:
		dst[to] += src[from]
	case 1:
		l := p.loops[d]
		addLine(p.m, dst, to, l.step[1], src, from, l.step[0], l.size)
	default:
		l := p.loops[d]
		for range l.size {
			p.walk(d+1, from, to)
			from, to = from+l.step[0], to+l.step[1]
		}
	}
}
