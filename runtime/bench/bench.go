// Package bench times networks as the runtime trains and applies them, on random
// trials.
package bench

import (
	"fmt"
	"time"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// A Network says what is timed: a step of training, or the scores of a batch.
type Network struct {
	Stage   *types.Stage // typed on one trial of Shape
	Shape   graph.Shape
	Classes int
	Batch   int
	Train   bool
	Threads int
	// Loss and Optimizer of a step.
	Loss, Optimizer *types.Bound
}

// A Bench is a compiled network with its data.
type Bench struct {
	Processor string // the kernels in use
	program   engine.Program
	function  *step.Function
	steps     int
	key       []float32
}

// New compiles a network and gives it random weights and trials.
func New(n Network) (*Bench, error) {
	loss, ok := op.Of(n.Loss).Does.(op.Loss)
	if !ok {
		return nil, fmt.Errorf("%s is no loss", n.Loss.Show())
	}
	r := &step.Recipe{Net: n.Stage, Shape: n.Shape, Classes: n.Classes, Optimizer: n.Optimizer, Loss: func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
		return loss(b, n.Loss, score, target, share)
	}}
	build := r.Predict
	if n.Train {
		build = r.Train
	}
	f, err := build(n.Batch)
	if err != nil {
		return nil, err
	}
	p, err := engine.Compile(f.Function, engine.Options{Threads: n.Threads})
	if err != nil {
		return nil, err
	}
	b := &Bench{Processor: kernel.Name(), program: p, function: f, key: []float32{1, 2, 0}}
	b.fill(n)
	return b, nil
}

func (b *Bench) fill(n Network) {
	f, p := b.function, b.program
	for _, v := range f.Values {
		value := make([]float32, v.Shape.Count())
		switch {
		case v.Weight != nil:
			value = v.Weight.Init.Values(v.Shape, random.New(1, v.Path))
		case v.State != nil:
			for i := range value {
				value[i] = float32(v.State.First)
			}
		}
		p.Set(v.In, value)
	}
	r := random.New(1, "trials")
	x := make([]float32, n.Batch*n.Shape.Count())
	for i := range x {
		x[i] = float32(r.Normal())
	}
	p.Set(f.X, x)
	if f.Target < 0 {
		return
	}
	target, share := make([]float32, n.Batch*n.Classes), make([]float32, n.Classes)
	for i := range n.Batch {
		target[i*n.Classes+r.Intn(n.Classes)] = 1
	}
	for i := range share {
		share[i] = 1
	}
	p.Set(f.Target, target)
	p.Set(f.ClassShare, share)
	p.Set(f.Rate, []float32{1e-3})
}

// Time runs n times.
func (b *Bench) Time(n int) ([]time.Duration, error) {
	out := make([]time.Duration, n)
	for i := range out {
		began := time.Now()
		if b.function.Count >= 0 {
			b.steps++
			b.key[2] = float32(b.steps)
			b.program.Set(b.function.Key, b.key)
			b.program.Set(b.function.Count, []float32{float32(b.steps)})
		}
		if err := b.program.Run(); err != nil {
			return nil, fmt.Errorf("run %d: %w", i+1, err)
		}
		out[i] = time.Since(began)
	}
	return out, nil
}

// Close gives back what the bench holds.
func (b *Bench) Close() { b.program.Close() }
