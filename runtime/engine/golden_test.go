package engine_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/lower/goldens"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
	"github.com/eegp-lang/eegp/runtime/cpu"
	micro "github.com/eegp-lang/eegp/runtime/cpu/kernel"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// Every vector of a network holds in float32 on every path of the processor.
func TestVectors(t *testing.T) {
	for _, set := range sets() {
		t.Run(set.Name(), func(t *testing.T) {
			for _, f := range goldens.Families() {
				t.Run(f.Name, func(t *testing.T) { f.Run(t, processor(set)) })
			}
		})
	}
}

// sets are the micro-kernels that this machine can run.
func sets() []*micro.Set {
	all := []*micro.Set{micro.Portable()}
	if s, ok := micro.AVX2(); ok {
		all = append(all, s)
	}
	return all
}

// processor computes in float32 with a set of micro-kernels, on one thread and on
// two, which must give the same bits.
func processor(set *micro.Set) goldens.Machine {
	return goldens.Machine{Precision: nn.Float32, Compile: func(t testing.TB, f *graph.Function) (goldens.Runner, error) {
		plan, err := fuse.Function(f)
		if err != nil {
			return nil, err
		}
		one, err := onThreads(t, plan, set, 1)
		if err != nil {
			return nil, err
		}
		two, err := onThreads(t, plan, set, 2)
		if err != nil {
			return nil, err
		}
		return func(in []graph.Array) ([]graph.Array, error) {
			out, err := runOnce(one, f, in)
			if err != nil {
				return nil, err
			}
			again, err := runOnce(two, f, in)
			if err != nil {
				return nil, err
			}
			return out, sameBits(f, out, again)
		}, nil
	}}
}

func onThreads(t testing.TB, plan *kernel.Plan, set *micro.Set, threads int) (engine.Program, error) {
	dev := cpu.New(threads, set)
	t.Cleanup(dev.Close)
	return engine.Load(plan, engine.Options{Device: dev})
}

func runOnce(p engine.Program, f *graph.Function, in []graph.Array) ([]graph.Array, error) {
	for i, a := range in {
		p.Set(i, narrow(a.Data))
	}
	if err := p.Run(); err != nil {
		return nil, err
	}
	out := make([]graph.Array, len(f.Outputs))
	for i, n := range f.Outputs {
		out[i] = graph.NewArray(n.Shape)
		for k, v := range p.Output(i) {
			out[i].Data[k] = float64(v)
		}
	}
	return out, nil
}

func sameBits(f *graph.Function, one, two []graph.Array) error {
	for i, a := range one {
		for k, v := range a.Data {
			if w := two[i].Data[k]; math.Float64bits(v) != math.Float64bits(w) {
				return fmt.Errorf("%v at %d: %g on one thread, %g on two", f.Outputs[i].Head(), k, v, w)
			}
		}
	}
	return nil
}
