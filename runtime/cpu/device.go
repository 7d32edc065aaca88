// Package cpu runs kernels in float32 on the processor. Every element of a result
// is computed by one worker in an order that does not depend on how many workers
// there are, so a run gives the same bytes on one thread as on several.
package cpu

import (
	"fmt"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
	"github.com/eegp-lang/eegp/runtime/device"
)

// A frame is the memory of a plan's values by their number.
type frame [][]float32

// A program is a kernel that is ready to run.
type program interface {
	device.Program
	run(f frame)
	// scratch is how many floats of its own a worker needs.
	scratch() int
}

// A machine is what programs share: micro-kernels, workers, and scratch memory.
type machine struct {
	set     *kernel.Set
	pool    *pool
	scratch [][]float32 // by worker
	shared  []float32   // of the program that runs
	conv    convWay
}

// A sharer is a program whose workers share memory while it runs.
type sharer interface{ shared() int }

// Device is the processor.
type Device struct{ m *machine }

// New is the processor with a number of threads and a set of micro-kernels (nil
// for the best that the machine has).
func New(threads int, set *kernel.Set) *Device {
	if set == nil {
		set = kernel.Best()
	}
	p := newPool(threads)
	return &Device{&machine{set: set, pool: p, scratch: make([][]float32, p.workers), conv: chosenWay()}}
}

// Close ends the workers. Programs of the device must not run any more.
func (d *Device) Close() { d.m.pool.close() }

// Compile makes a kernel of a plan ready.
func (d *Device) Compile(k *ck.Kernel, in *ck.Plan) (device.Program, error) {
	p, err := d.m.compile(k, in, func(int) bool { return false })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.Name, err)
	}
	return p, nil
}

// compile makes a program; steady tells values that stay the same from run to run,
// until a program that cares is renewed.
func (m *machine) compile(k *ck.Kernel, in *ck.Plan, steady func(value int) bool) (p program, err error) {
	switch w := k.Work.(type) {
	case *ck.Loop:
		p = m.loop(w, in)
	case *ck.Product:
		if s, ok := m.spectral(w); ok {
			p = s
		} else {
			p, err = m.product(w, steady)
		}
	case *ck.Draw:
		p = m.draw(w, in.Values[w.Out].Count())
	case *ck.Pick:
		p = m.picks(w)
	case *ck.Overlap:
		p = m.overlap(w)
	case *ck.Covariance:
		p = m.covariance(w)
	case *ck.Scan:
		p, err = m.scan(w)
	default:
		return nil, fmt.Errorf("the processor cannot do %T", k.Work)
	}
	if err != nil {
		return nil, err
	}
	n := p.scratch()
	for i := range m.scratch {
		if len(m.scratch[i]) < n {
			m.scratch[i] = make([]float32, n)
		}
	}
	if s, ok := p.(sharer); ok && len(m.shared) < s.shared() {
		m.shared = make([]float32, s.shared())
	}
	return p, nil
}

// A hostBuffer is a buffer in the program's own memory.
type hostBuffer struct{ data []float32 }

func (b *hostBuffer) Len() int                    { return len(b.data) }
func (b *hostBuffer) Read(dst []float32, at int)  { copy(dst, b.data[at:]) }
func (b *hostBuffer) Write(src []float32, at int) { copy(b.data[at:], src) }
func (b *hostBuffer) Host() []float32             { return b.data }

// Alloc gives zeroed memory.
func (d *Device) Alloc(n int) (device.Buffer, error) {
	return &hostBuffer{make([]float32, n)}, nil
}

// Run runs launches in order.
func (d *Device) Run(launches []device.Launch) error {
	for i := range launches {
		l := &launches[i]
		p, ok := l.Program.(program)
		if !ok {
			return fmt.Errorf("launch %d was compiled for another device", i)
		}
		p.run(bound(l.Values))
	}
	return nil
}

// bound is a table as slices, made once.
func bound(t *device.Table) frame {
	if f, ok := t.Bound.(*frame); ok {
		return *f
	}
	f := make(frame, len(t.Regions))
	for i, r := range t.Regions {
		if r.In != nil {
			f[i] = r.In.Host()[r.At : r.At+r.Len]
		}
	}
	t.Bound = &f
	return f
}

// Copy copies between regions of the processor.
func (d *Device) Copy(dst, src device.Region) error {
	copy(dst.In.Host()[dst.At:dst.At+dst.Len], src.In.Host()[src.At:src.At+src.Len])
	return nil
}
