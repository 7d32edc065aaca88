package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A covarianceProgram computes covariances of windows in float64, a matrix a part.
type covarianceProgram struct {
	m     *machine
	work  *ck.Covariance
	parts int
	mean  int // signals that a matrix is the mean of
	job   job
	frame frame
	state []covarianceState
}

type covarianceState struct {
	row, mean []float64
	sums      *prim.WindowCovariance
}

func (m *machine) covariance(w *ck.Covariance) *covarianceProgram {
	p := &covarianceProgram{m: m, work: w, parts: w.Loops[:w.Kept].Count(), mean: w.Loops[w.Kept:].Count()}
	window := prim.GramArg{Size: w.Size, Stride: w.Stride, Dilation: w.Dilation, Left: w.Left, Count: w.Count}
	p.job.do = p.part
	for range m.pool.workers {
		p.state = append(p.state, covarianceState{make([]float64, w.Length), make([]float64, w.Size*w.Size), prim.NewWindowCovariance(window)})
	}
	return p
}

// Work of the program.
func (p *covarianceProgram) Work() ck.Work { return p.work }

func (p *covarianceProgram) scratch() int { return 0 }

func (p *covarianceProgram) run(f frame) {
	p.frame = f
	p.m.pool.run(&p.job, p.parts)
}

func (p *covarianceProgram) part(part, worker int) {
	s, w := &p.state[worker], p.work
	at := w.In.Base + unrolled(part, w.Loops[:w.Kept], w.In.Stride)
	out := p.frame[w.Out.Value][w.Out.Base+unrolled(part, w.Loops[:w.Kept], w.Out.Stride):]
	for i := range p.mean {
		src := p.frame[w.In.Value][at+unrolled(i, w.Loops[w.Kept:], w.In.Stride[w.Kept:]):]
		for k := range s.row {
			s.row[k] = float64(src[k*w.Step])
		}
		s.sums.Add(s.row)
	}
	s.sums.Mean(s.mean)
	for k, v := range s.mean {
		out[k] = float32(v)
	}
}
