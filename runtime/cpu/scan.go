package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/memory"
)

// A scanProgram runs a body for every item of an axis. The body's values lie in
// memory of the scan; its inputs and results are pointed at the item of the step.
type scanProgram struct {
	m     *machine
	work  *ck.Scan
	body  []program
	inner frame
	// turns are the two places of each carry while nobody asks for its history.
	turns [][2][]float32
	sizes []int // of the carries
	emits []int
	// products keep panels of what every step sees.
	products []*productProgram
}

func (m *machine) scan(w *ck.Scan) (*scanProgram, error) {
	p := &scanProgram{m: m, work: w}
	pointed := map[int]bool{}
	for _, c := range w.Carries {
		pointed[c.In], pointed[c.Next] = true, true
		n := w.Body.Values[c.In].Count()
		p.sizes = append(p.sizes, n)
		p.turns = append(p.turns, [2][]float32{make([]float32, n), make([]float32, n)})
	}
	for _, s := range w.Slices {
		pointed[s.Inner] = true
	}
	free := map[int]bool{}
	for _, f := range w.Free {
		pointed[f.Inner], free[f.Inner] = true, true
	}
	for _, e := range w.Emits {
		pointed[e.Inner] = true
		p.emits = append(p.emits, w.Body.Values[e.Inner].Count())
	}
	layout := memory.Of(w.Body, func(v int) bool { return pointed[v] })
	p.inner = newFrame(w.Body, layout, make([]float32, layout.Size))
	for _, k := range w.Body.Kernels {
		prog, err := m.compile(k, w.Body, func(v int) bool { return free[v] })
		if err != nil {
			return nil, err
		}
		p.body = append(p.body, prog)
		if r, ok := prog.(*productProgram); ok {
			p.products = append(p.products, r)
		}
	}
	return p, nil
}

// newFrame points values into an arena, and constants at what they are.
func newFrame(plan *ck.Plan, l memory.Layout, arena []float32) frame {
	f := make(frame, len(plan.Values))
	for v, value := range plan.Values {
		switch at := l.At[v]; {
		case value.Known != nil:
			f[v] = value.Known
		case at >= 0:
			f[v] = arena[at : at+value.Count()]
		}
	}
	return f
}

// Work of the program.
func (p *scanProgram) Work() ck.Work { return p.work }

func (p *scanProgram) scratch() int { return 0 }

func (p *scanProgram) run(f frame) {
	w := p.work
	for _, r := range p.products {
		r.renew()
	}
	for _, x := range w.Free {
		p.inner[x.Inner] = f[x.Outer]
	}
	for i, c := range w.Carries {
		p.inner[c.Next] = f[c.First] // what the first step takes over
		if n := p.sizes[i]; w.Steps == 0 && c.Last >= 0 {
			copy(f[c.Last][:n], f[c.First])
		}
	}
	for s := range w.Steps {
		t := s
		if w.Reverse {
			t = w.Steps - 1 - s
		}
		p.point(f, s, t)
		for _, k := range p.body {
			k.run(p.inner)
		}
	}
}

// point sets the values of step s, which treats item t.
func (p *scanProgram) point(f frame, s, t int) {
	w := p.work
	for i, c := range w.Carries {
		n := p.sizes[i]
		was := p.inner[c.Next][:n]
		if c.Found >= 0 {
			here := f[c.Found][t*n : (t+1)*n]
			if s == 0 {
				copy(here, was)
			}
			was = here
		}
		p.inner[c.In] = was
		p.inner[c.Next] = p.next(f, i, s, t)
	}
	for _, x := range w.Slices {
		p.inner[x.Inner] = f[x.Outer][t*x.Step:]
	}
	for i, x := range w.Emits {
		n := p.emits[i]
		p.inner[x.Inner] = f[x.Outer][t*n : (t+1)*n]
	}
}

// next is where step s leaves a carry: where the next step is to find it.
func (p *scanProgram) next(f frame, i, s, t int) []float32 {
	c, n := p.work.Carries[i], p.sizes[i]
	switch {
	case s == p.work.Steps-1 && c.Last >= 0:
		return f[c.Last][:n]
	case c.Found >= 0 && s < p.work.Steps-1:
		if t++; p.work.Reverse {
			t -= 2
		}
		return f[c.Found][t*n : (t+1)*n]
	}
	return p.turns[i][s&1]
}
