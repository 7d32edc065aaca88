package engine

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/memory"
	"github.com/eegp-lang/eegp/runtime/cpu"
	"github.com/eegp-lang/eegp/runtime/device"
)

// Options say where a function runs.
type Options struct {
	// Device that runs it; nil for the processor.
	Device device.Device
	// Threads of the processor when Device is nil; below 1 means one.
	Threads int
}

// compiled runs a function in float32 on a device.
type compiled struct {
	dev      device.Device
	close    func()
	plan     *kernel.Plan
	launches []device.Launch
	table    *device.Table
}

// Compile makes a function ready to run in float32. Its results do not depend on
// the number of threads.
func Compile(f *graph.Function, opt Options) (Program, error) {
	plan, err := fuse.Function(f)
	if err != nil {
		return nil, err
	}
	return Load(plan, opt)
}

// Load makes a plan ready to run.
func Load(plan *kernel.Plan, opt Options) (Program, error) {
	c := &compiled{dev: opt.Device, plan: plan, close: func() {}}
	if c.dev == nil {
		d := cpu.New(opt.Threads, nil)
		c.dev, c.close = d, d.Close
	}
	if err := c.load(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *compiled) load() error {
	if err := c.place(); err != nil {
		return err
	}
	for _, k := range c.plan.Kernels {
		p, err := c.dev.Compile(k, c.plan)
		if err != nil {
			return err
		}
		c.launches = append(c.launches, device.Launch{Program: p, Values: c.table})
	}
	return nil
}

// place allocates the arena and writes the constants.
func (c *compiled) place() error {
	layout := memory.Of(c.plan, func(int) bool { return false })
	known := 0
	for _, v := range c.plan.Values {
		known += len(v.Known)
	}
	arena, err := c.dev.Alloc(layout.Size)
	if err != nil {
		return err
	}
	constants, err := c.dev.Alloc(known)
	if err != nil {
		return err
	}
	c.table = &device.Table{Regions: make([]device.Region, len(c.plan.Values))}
	at := 0
	for i, v := range c.plan.Values {
		switch {
		case v.Known != nil:
			constants.Write(v.Known, at)
			c.table.Regions[i] = device.Region{In: constants, At: at, Len: len(v.Known)}
			at += len(v.Known)
		case layout.At[i] >= 0:
			c.table.Regions[i] = device.Region{In: arena, At: layout.At[i], Len: v.Count()}
		}
	}
	return nil
}

func (c *compiled) Set(i int, value []float32) {
	r := c.table.Regions[c.plan.Inputs[i]]
	if len(value) != r.Len {
		panic(fmt.Sprintf("input %d has %d values, not %d", i, len(value), r.Len))
	}
	r.In.Write(value, r.At)
}

func (c *compiled) Run() error {
	if err := c.dev.Run(c.launches); err != nil {
		return err
	}
	for _, k := range c.plan.Carry {
		to, from := c.table.Regions[c.plan.Inputs[k.In]], c.table.Regions[c.plan.Outputs[k.Out]]
		if err := c.dev.Copy(to, from); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiled) Output(i int) []float32 { return read(c.table.Regions[c.plan.Outputs[i]]) }
func (c *compiled) Input(i int) []float32  { return read(c.table.Regions[c.plan.Inputs[i]]) }
func (c *compiled) Close()                 { c.close() }

// read is the region itself where the device shares memory with the host.
func read(r device.Region) []float32 {
	if h := r.In.Host(); h != nil {
		return h[r.At : r.At+r.Len : r.At+r.Len]
	}
	out := make([]float32, r.Len)
	r.In.Read(out, r.At)
	return out
}
