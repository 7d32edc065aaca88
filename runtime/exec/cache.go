package exec

import (
	"sync"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A Cache keeps what several plans of one program have in common: opened sources,
// and recordings as they are before trials are cut, by content. A nil Cache keeps
// nothing, which is right for a single plan: it holds all samples in memory.
type Cache struct {
	mu      sync.Mutex
	entries map[string]*entry
}

type entry struct {
	once     sync.Once
	recs     []*value.Recording
	problems []diag.Problem
}

// NewCache is empty.
func NewCache() *Cache { return &Cache{entries: map[string]*entry{}} }

// recordings makes the value of a key once, however many ask for it at a time.
func (c *Cache) recordings(key string, make func() ([]*value.Recording, []diag.Problem)) ([]*value.Recording, []diag.Problem) {
	if c == nil {
		return make()
	}
	c.mu.Lock()
	e, ok := c.entries[key]
	if !ok {
		e = &entry{}
		c.entries[key] = e
	}
	c.mu.Unlock()
	e.once.Do(func() { e.recs, e.problems = make() })
	return e.recs, e.problems
}

func (c *Cache) recording(key string, make func() (*value.Recording, []diag.Problem)) (*value.Recording, []diag.Problem) {
	recs, problems := c.recordings("recording "+key, func() ([]*value.Recording, []diag.Problem) {
		rec, problems := make()
		return []*value.Recording{rec}, problems
	})
	return recs[0], problems
}
