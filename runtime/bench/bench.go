// Package bench times networks as the runtime trains and applies them, on random
// trials.
package bench

import (
	"fmt"
	"runtime"
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
	// Exact runs the network as it is written; Changing prepares nothing once a trial,
	// as when trials are augmented.
	Exact, Changing bool
	// Loss and Optimizer of a step.
	Loss, Optimizer *types.Bound
}

// A Bench is a compiled network with its data.
type Bench struct {
	Processor string // the kernels in use
	program   engine.Program
	function  *step.Function
	steps     int
	Prepared  int           // numbers prepared for each trial
	Preparing time.Duration // of a batch, once in a training
	key       []float32
	count     []float32
}

// Function is what is timed, before it is compiled.
func (n Network) Function() (*step.Function, error) {
	loss, ok := op.Of(n.Loss).Does.(op.Loss)
	if !ok {
		return nil, fmt.Errorf("%s is no loss", n.Loss.Show())
	}
	r := &step.Recipe{Net: n.Stage, Shape: n.Shape, Classes: n.Classes, Optimizer: n.Optimizer, Exact: n.Exact, Changing: n.Changing, Loss: func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
		return loss(b, n.Loss, score, target, share)
	}}
	build := r.Predict
	if n.Train {
		build = r.Train
	}
	return build(n.Batch)
}

// New compiles a network and gives it random weights and trials.
func New(n Network) (*Bench, error) {
	f, err := n.Function()
	if err != nil {
		return nil, err
	}
	p, err := engine.Compile(f.Function, engine.Options{Threads: n.Threads})
	if err != nil {
		return nil, err
	}
	b := &Bench{Processor: kernel.Name(), program: p, function: f, key: []float32{1, 2, 0}, count: []float32{0}}
	x := b.fill(n)
	if err := b.prepare(n, x); err != nil {
		p.Close()
		return nil, err
	}
	return b, nil
}

// prepare computes what a training keeps of every trial.
func (b *Bench) prepare(n Network, x []float32) error {
	f := b.function
	if f.Prepare == nil {
		return nil
	}
	p, err := engine.Compile(f.Prepare, engine.Options{Threads: n.Threads})
	if err != nil {
		return err
	}
	defer p.Close()
	p.Set(0, x)
	for range 2 { // the first run is not counted
		began := time.Now()
		if err := p.Run(); err != nil {
			return err
		}
		b.Preparing = time.Since(began)
	}
	for i, to := range f.Prepared {
		b.program.Set(to, p.Output(i))
	}
	b.Prepared = f.Kept()
	return nil
}

// fill gives random weights and trials, which it returns.
func (b *Bench) fill(n Network) (x []float32) {
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
	x = make([]float32, n.Batch*n.Shape.Count())
	for i := range x {
		x[i] = float32(r.Normal())
	}
	p.Set(f.X, x)
	if f.Target < 0 {
		return x
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
	return x
}

// Time runs n times.
func (b *Bench) Time(n int) ([]time.Duration, error) {
	out := make([]time.Duration, n)
	for i := range out {
		began := time.Now()
		if err := b.run(); err != nil {
			return nil, fmt.Errorf("run %d: %w", i+1, err)
		}
		out[i] = time.Since(began)
	}
	return out, nil
}

func (b *Bench) run() error {
	if b.function.Count >= 0 {
		b.steps++
		b.key[2], b.count[0] = float32(b.steps), float32(b.steps)
		b.program.Set(b.function.Key, b.key)
		b.program.Set(b.function.Count, b.count)
	}
	return b.program.Run()
}

// Allocations of one run, by all goroutines.
func (b *Bench) Allocations() (int, error) {
	var before, after runtime.MemStats
	const runs = 5
	runtime.ReadMemStats(&before)
	for range runs {
		if err := b.run(); err != nil {
			return 0, err
		}
	}
	runtime.ReadMemStats(&after)
	return int(after.Mallocs-before.Mallocs) / runs, nil
}

// Close gives back what the bench holds.
func (b *Bench) Close() { b.program.Close() }
