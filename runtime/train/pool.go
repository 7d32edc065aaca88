package train

import (
	"fmt"
	"sync"

	"github.com/eegp-lang/eegp/compiler/step"
)

// A Pool keeps programs that were compiled, so that trainings of the same text on
// trials of the same shape, such as the folds of a study, share them. A program
// serves one training at a time. A pool may be used by many trainings at once.
type Pool struct {
	most int
	mu   sync.Mutex
	idle []idle // the longest unused first
	made int
}

type idle struct {
	key string
	*program
}

// NewPool keeps at most so many programs that nobody uses.
func NewPool(most int) *Pool { return &Pool{most: most} }

// take gives a program that nobody uses, nil when there is none.
func (p *Pool) take(key string) *program {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.idle) - 1; i >= 0; i-- {
		if found := p.idle[i]; found.key == key {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return found.program
		}
	}
	p.made++
	return nil
}

// give takes a program back.
func (p *Pool) give(key string, used *program) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, idle{key, used})
	for len(p.idle) > p.most {
		p.idle[0].Close()
		p.idle = p.idle[1:]
	}
}

// Compiled is how many programs had to be compiled so far.
func (p *Pool) Compiled() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

// Close gives back what the idle programs hold, and keeps none from then on.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range p.idle {
		i.Close()
	}
	p.idle, p.most = nil, 0
}

// A maker compiles the functions of one recipe, or takes them from a pool.
type maker struct {
	recipe  *step.Recipe
	pool    *Pool
	threads int
	name    string // of all that decides the recipe's functions but for the fields below
}

// purpose of a function.
type purpose string

const (
	stepping   purpose = "step"
	preparing  purpose = "prepare"
	judging    purpose = "judge"
	predicting purpose = "predict"
)

func (m *maker) key(p purpose, batch int) string {
	r := m.recipe
	return fmt.Sprint(p, " ", batch, " ", m.threads, " ", r.Shape, " ", r.Classes, " ", r.Exact, " ", r.Changing, "\n", m.name)
}

// function is built when no program of it is at hand.
func (m *maker) function(p purpose, batch int) (*step.Function, error) {
	switch p {
	case stepping:
		return m.recipe.Train(batch)
	case judging:
		return m.recipe.Held(batch)
	}
	return m.recipe.Predict(batch)
}

// program is one that nobody else uses until it is given back.
func (m *maker) program(p purpose, batch int) (*program, error) {
	key := m.key(p, batch)
	if found := m.pool.take(key); found != nil {
		return found, nil
	}
	f, err := m.function(p, batch)
	if err != nil {
		return nil, err
	}
	return m.compiled(key, f)
}

func (m *maker) compiled(key string, f *step.Function) (*program, error) {
	made, err := compile(f, m.threads)
	if err != nil {
		return nil, err
	}
	made.key = key
	return made, nil
}

// done gives programs back.
func (m *maker) done(programs ...*program) {
	for _, p := range programs {
		m.pool.give(p.key, p)
	}
}
