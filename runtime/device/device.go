// Package device is what an engine asks of a place where kernels run.
package device

import "github.com/eegp-lang/eegp/compiler/kernel"

// A Device compiles kernels, holds memory and runs launches in order.
type Device interface {
	// Compile makes a kernel of a plan ready for any memory.
	Compile(k *kernel.Kernel, in *kernel.Plan) (Program, error)
	// Alloc gives n floats, all zero.
	Alloc(n int) (Buffer, error)
	// Run starts launches one after the other, each seeing what those before it
	// wrote, and returns when the last is done.
	Run([]Launch) error
	// Copy makes dst what src is; both have the same length.
	Copy(dst, src Region) error
}

// A Program is a compiled kernel. Only the device that made it can run it.
type Program interface{ Work() kernel.Work }

// A Buffer is memory of a device.
type Buffer interface {
	Len() int
	// Read and Write move floats between host and device.
	Read(dst []float32, at int)
	Write(src []float32, at int)
	// Host is the memory itself where the host shares it, else nil.
	Host() []float32
}

// A Region is a part of a buffer.
type Region struct {
	In      Buffer
	At, Len int
}

// A Launch runs a program on the values of its plan, by their number.
type Launch struct {
	Program Program
	Values  *Table
}

// A Table is where the values of a plan lie. Bound is what the device made of it.
type Table struct {
	Regions []Region
	Bound   any
}
