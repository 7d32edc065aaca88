// Package engine runs functions of the operator graph. A Program keeps the values
// of its inputs between runs; weights and optimizer state stay where they are
// computed.
package engine

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
)

// A Program is a compiled function. Values are float32 in the storage order of
// the node's shape. It is not safe for concurrent use.
type Program interface {
	// Set gives an input its value, which is copied.
	Set(input int, value []float32)
	// Run computes the outputs, then moves carried outputs to their inputs.
	Run() error
	// Output is valid until the next Run and must not be changed.
	Output(i int) []float32
	// Input is the present value of an input, such as a carried weight; valid
	// until the next Run.
	Input(i int) []float32
	// Close gives back what the program holds.
	Close()
}

// judge runs a function by the float64 interpreter.
type judge struct {
	f   *graph.Function
	in  []graph.Array
	out []graph.Array
}

// Judge is the slow meaning of a function as a Program: float64 inside.
func Judge(f *graph.Function) Program {
	j := &judge{f: f}
	for _, n := range f.Inputs {
		j.in = append(j.in, graph.NewArray(n.Shape))
	}
	return j
}

func (j *judge) Set(i int, value []float32) {
	if len(value) != len(j.in[i].Data) {
		panic(fmt.Sprintf("input %d has %d values, not %d", i, len(j.in[i].Data), len(value)))
	}
	for k, v := range value {
		j.in[i].Data[k] = float64(v)
	}
}

func (j *judge) Run() (err error) {
	if j.out, err = interp.Function(j.f, j.in); err != nil {
		return err
	}
	for _, c := range j.f.Carry {
		j.in[c.In] = j.out[c.Out]
	}
	return nil
}

func (j *judge) Output(i int) []float32 { return narrow(j.out[i].Data) }
func (j *judge) Input(i int) []float32  { return narrow(j.in[i].Data) }
func (j *judge) Close()                 {}

func narrow(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}
