package cpu

import (
	"runtime"
	"sync/atomic"
)

// A job is work in parts that do not depend on each other. do is called with the
// number of a part and that of the worker, 0 being the caller.
type job struct{ do func(part, worker int) }

// A pool runs the parts of one job at a time on several workers. Workers look for
// the next job for a while and then sleep; the caller works too. Which worker runs
// a part must not matter to its result.
type pool struct {
	workers int
	// state is the number of the job, its parts, and the next part, so that a
	// worker that comes late cannot take a part of the wrong job.
	state atomic.Uint64
	job   atomic.Pointer[job]
	left  atomic.Int64
	sleep []sleeper
	done  atomic.Bool
}

type sleeper struct {
	asleep atomic.Bool
	wake   chan struct{}
}

const (
	partBits = 20
	maxParts = 1<<partBits - 1
	// spins is how often a worker looks for work before it sleeps, about 50 µs.
	spins = 20000
)

func newPool(workers int) *pool {
	p := &pool{workers: max(1, workers)}
	p.sleep = make([]sleeper, p.workers)
	for w := 1; w < p.workers; w++ {
		p.sleep[w].wake = make(chan struct{}, 1)
		go p.serve(w)
	}
	return p
}

// close ends the workers.
func (p *pool) close() {
	p.done.Store(true)
	p.rouse()
}

func (p *pool) rouse() {
	for w := 1; w < p.workers; w++ {
		if p.sleep[w].asleep.CompareAndSwap(true, false) {
			p.sleep[w].wake <- struct{}{}
		}
	}
}

// run does all parts of a job and returns when they are done.
func (p *pool) run(j *job, parts int) {
	if p.workers == 1 || parts <= 1 {
		for i := range parts {
			j.do(i, 0)
		}
		return
	}
	if parts > maxParts {
		panic("cpu: too many parts")
	}
	p.job.Store(j)
	p.left.Store(int64(parts))
	number := p.state.Load()>>(2*partBits) + 1
	p.state.Store(number<<(2*partBits) | uint64(parts)<<partBits)
	p.rouse()
	p.take(0)
	for i := 0; p.left.Load() > 0; i++ {
		if i%64 == 63 {
			runtime.Gosched()
		}
	}
}

// take does parts until none is left, and reports whether it did any.
func (p *pool) take(worker int) bool {
	any := false
	for {
		s := p.state.Load()
		part, parts := s&maxParts, s>>partBits&maxParts
		if part >= parts {
			return any
		}
		j := p.job.Load()
		if p.state.CompareAndSwap(s, s+1) {
			j.do(int(part), worker)
			p.left.Add(-1)
			any = true
		}
	}
}

func (p *pool) serve(worker int) {
	idle := 0
	for !p.done.Load() {
		if p.take(worker) {
			idle = 0
			continue
		}
		if idle++; idle%64 == 0 {
			runtime.Gosched()
		}
		if idle < spins {
			continue
		}
		p.doze(worker)
		idle = 0
	}
}

// doze sleeps until there is a job.
func (p *pool) doze(worker int) {
	s := &p.sleep[worker]
	s.asleep.Store(true)
	state := p.state.Load()
	if p.done.Load() || state&maxParts < state>>partBits&maxParts {
		if s.asleep.CompareAndSwap(true, false) {
			return
		}
	}
	<-s.wake
}
