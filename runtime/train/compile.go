package train

import (
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// A program is a compiled function of training.
type program struct {
	*step.Function
	engine.Program
	key string // in a pool
}

// compile is the one place where training meets the engine.
func compile(f *step.Function, threads int) (*program, error) {
	p, err := engine.Compile(f.Function, engine.Options{Threads: threads})
	if err != nil {
		return nil, err
	}
	return &program{Function: f, Program: p}, nil
}

// load sets the values that a program carries.
func (p *program) load(from Values) {
	for _, v := range p.Values {
		p.Set(v.In, from[v.Path])
	}
}

// store copies the values that a program has changed.
func (p *program) store(to Values) {
	for _, v := range p.Values {
		if v.Out >= 0 {
			copy(to[v.Path], p.Input(v.In))
		}
	}
}

// scalar sets an input without axes.
func (p *program) scalar(input int, x float64) { p.Set(input, []float32{float32(x)}) }

// number is an output without axes.
func (p *program) number(output int) float64 { return float64(p.Output(output)[0]) }
