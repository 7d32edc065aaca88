package train

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/step"
)

// Preparing pays when trials are seen often enough, and while it fits: fewPasses is
// the number of epochs over all repeats below which nothing is prepared, mostKept the
// floats that are prepared at most for a training set (1 GiB).
const (
	fewPasses = 4
	mostKept  = 1 << 28
)

// A kept table is what was prepared of every training trial, one row a trial for
// each input that takes it.
type kept struct {
	rows  [][]float32
	sizes []int
}

// settle decides once whether trials are prepared.
func (f *fitting) settle() error {
	r := f.recipe
	if r.Exact || r.Augment != nil {
		return nil
	}
	if r.Changing = f.epochs*f.repeats < fewPasses; r.Changing {
		return nil
	}
	p, err := f.make.program(stepping, sizes(f.train.n, f.batch)[0])
	if err != nil {
		return err
	}
	if p.Kept() > mostKept/f.train.n {
		p.Close()
		r.Changing = true
		return nil
	}
	f.make.done(p)
	return nil
}

// keptFor is the table of a step, which steps of another batch size share when
// they need the same.
func (f *fitting) keptFor(p *program) (*kept, error) {
	if p.Prepare == nil {
		return nil, nil
	}
	name := meaning(p.Function)
	if k, ok := f.kept[name]; ok {
		return k, nil
	}
	k, err := f.prepareTrials(p)
	if err != nil {
		return nil, err
	}
	if f.kept == nil {
		f.kept = map[string]*kept{}
	}
	f.kept[name] = k
	return k, nil
}

// meaning of what a step has prepared, whatever its batch.
func meaning(f *step.Function) string {
	return strings.ReplaceAll(graph.Text(f.Prepare.Outputs...), fmt.Sprintf("%s=%d", layer.Batch, f.Batch), layer.Batch)
}

// prepareTrials computes the table of a step, a batch of trials at a time.
func (f *fitting) prepareTrials(of *program) (*kept, error) {
	key := f.make.key(preparing, of.Batch)
	p := f.make.pool.take(key)
	if p == nil {
		var err error
		own := &step.Function{Function: of.Prepare, Batch: of.Batch}
		if p, err = f.make.compiled(key, own); err != nil {
			return nil, err
		}
	}
	defer f.make.done(p)
	k := &kept{}
	for _, n := range of.Prepare.Outputs {
		size := n.Shape.Count() / of.Batch
		k.sizes = append(k.sizes, size)
		k.rows = append(k.rows, make([]float32, size*f.train.n))
	}
	s := f.train
	for first := 0; first < s.n; first += of.Batch {
		if err := f.Context.Err(); err != nil {
			return nil, err
		}
		// The last batch is filled up with trials before it.
		first = min(first, s.n-of.Batch)
		p.Set(0, s.x[first*s.item:(first+of.Batch)*s.item])
		if err := p.Run(); err != nil {
			return nil, err
		}
		for i, size := range k.sizes {
			copy(k.rows[i][first*size:], p.Output(i))
		}
	}
	return k, nil
}

// hand gives a step what is kept of the trials of a batch.
func (k *kept) hand(p *program, index []int, buffer []float32) {
	if k == nil {
		return
	}
	for i, size := range k.sizes {
		x := buffer[:len(index)*size]
		for to, from := range index {
			copy(x[to*size:(to+1)*size], k.rows[i][from*size:(from+1)*size])
		}
		p.Set(p.Prepared[i], x)
	}
}

// widest is the largest row of a table.
func (k *kept) widest() int {
	most := 0
	if k != nil {
		for _, s := range k.sizes {
			most = max(most, s)
		}
	}
	return most
}
