package cpu

import (
	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A covarianceProgram computes covariances of windows in float64, a matrix a part.
type covarianceProgram struct {
	m      *machine
	work   *ck.Covariance
	window prim.GramArg
	parts  int
	mean   int // signals that a matrix is the mean of
	job    job
	frame  frame
	state  []covarianceState
}

type covarianceState struct{ row, one, sum []float64 }

func (m *machine) covariance(w *ck.Covariance) *covarianceProgram {
	p := &covarianceProgram{m: m, work: w, parts: w.Loops[:w.Kept].Count(), mean: w.Loops[w.Kept:].Count()}
	p.window = prim.GramArg{Size: w.Size, Stride: w.Stride, Dilation: w.Dilation, Left: w.Left, Count: w.Count}
	p.job.do = p.part
	for range m.pool.workers {
		n := w.Size * w.Size
		p.state = append(p.state, covarianceState{make([]float64, w.Length), make([]float64, n), make([]float64, n)})
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
	clear(s.sum)
	for i := range p.mean {
		src := p.frame[w.In.Value][at+unrolled(i, w.Loops[w.Kept:], w.In.Stride[w.Kept:]):]
		for k := range s.row {
			s.row[k] = float64(src[k*w.Step])
		}
		prim.WindowCovariance(s.one, s.row, p.window)
		for k, v := range s.one {
			s.sum[k] += v
		}
	}
	for k, v := range s.sum {
		out[k] = float32(v / float64(p.mean))
	}
}
