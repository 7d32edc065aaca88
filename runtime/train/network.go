package train

import (
	"math"
	"time"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/step"
)

// A history is what has been seen of one network, epoch by epoch.
type history struct {
	Loss []float64 // training loss with penalties
	Held []float64 // loss of the validation part, empty without one
	Best int       // number of epochs after which the held-out loss was lowest
}

// A run is one network in training.
type run struct {
	*fitting
	stream stream
	repeat int

	steps  []*program // of the full batch and of the last, smaller one; nil for none
	judges []*program // of the validation part likewise
	values Values
	best   Values
	history
	taken int // steps

	x, target []float32
}

// network trains the network of one repeat.
func (f *fitting) network(repeat int) (Values, error) {
	r := &run{fitting: f, repeat: repeat, stream: stream{f.Seed, f.Path, uint64(f.Fold), uint64(repeat)}}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	defer r.close()
	if err := r.resume(); err != nil {
		return nil, err
	}
	for !r.finished() {
		if err := r.epoch(); err != nil {
			return nil, err
		}
		if err := r.save(); err != nil {
			return nil, err
		}
		r.tell()
	}
	if r.best != nil && f.call.Choice("restore") == "best" {
		r.values.take(r.best)
	}
	return r.values, nil
}

// prepare builds and compiles what the epochs run, and begins the weights.
func (r *run) prepare() error {
	first := (*step.Function)(nil)
	for _, batch := range sizes(r.train.n, r.batch) {
		f, err := r.recipe.Train(batch)
		if err != nil {
			return err
		}
		if first == nil {
			first = f
			if len(f.Trained) == 0 {
				return &NothingTrainedError{}
			}
		}
		p, err := compile(f, r.Threads)
		if err != nil {
			return err
		}
		r.steps = append(r.steps, p)
	}
	if r.held != nil {
		for _, batch := range sizes(r.held.n, max(r.batch, leastJudged)) {
			f, err := r.recipe.Held(batch)
			if err != nil {
				return err
			}
			p, err := compile(f, r.Threads)
			if err != nil {
				return err
			}
			r.judges = append(r.judges, p)
		}
	}
	widest := max(r.batch, leastJudged)
	r.x, r.target = make([]float32, widest*r.train.item), make([]float32, widest*r.train.classes)
	r.values = begin(first, r.stream)
	return r.inherit(first)
}

// leastJudged is how many trials are predicted at once when there are so many.
const leastJudged = 64

// sizes of batches that n trials make: the full one, and the last if it is smaller.
func sizes(n, batch int) []int {
	switch {
	case n <= batch:
		return []int{n}
	case n%batch == 0:
		return []int{batch}
	}
	return []int{batch, n % batch}
}

func (r *run) close() {
	for _, p := range append(r.steps, r.judges...) {
		p.Close()
	}
}

// finished after the last epoch, or when the stop rule says so.
func (r *run) finished() bool {
	if len(r.Loss) >= r.epochs {
		return true
	}
	stop := r.call.Sub("stop")
	if stop == nil || len(r.Held) == 0 {
		return false
	}
	return op.Of(stop).Does.(op.Stop)(stop, r.Held)
}

// epoch takes every training trial once.
func (r *run) epoch() error {
	n := len(r.Loss)
	order := everyOf(r.train.n)
	r.stream.of("order", uint64(n)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	sum := 0.0
	before := r.taken
	var at *program
	for len(order) > 0 {
		if err := r.Context.Err(); err != nil {
			return err
		}
		p := r.steps[0]
		if len(order) < p.Batch {
			p = r.steps[1]
		}
		if p != at {
			r.hand(at, p)
			at = p
		}
		loss, err := r.step(p, order[:p.Batch])
		if err != nil {
			return err
		}
		if bad := r.wrong(p, loss); bad != "" {
			return r.explain(bad, before, loss)
		}
		sum += loss * float64(p.Batch)
		order = order[p.Batch:]
	}
	at.store(r.values)
	r.Loss = append(r.Loss, sum/float64(r.train.n))
	return r.judge()
}

// hand moves values from the program that ran last to the next.
func (r *run) hand(from, to *program) {
	if from != nil {
		from.store(r.values)
	}
	to.load(r.values)
}

// step runs one step on a batch and gives its loss.
func (r *run) step(p *program, index []int) (float64, error) {
	r.train.batch(index, r.x, r.target)
	p.Set(p.X, r.x[:p.Batch*r.train.item])
	if p.Target >= 0 {
		p.Set(p.Target, r.target[:p.Batch*r.train.classes])
		p.Set(p.ClassShare, r.train.weights())
	}
	p.Set(p.Key, r.stream.key(r.taken))
	rate := r.rate()
	r.taken++
	p.scalar(p.Count, float64(r.taken))
	p.scalar(p.Rate, rate)
	if err := p.Run(); err != nil {
		return 0, err
	}
	return p.number(p.Loss), nil
}

// rate of learning in the step to come.
func (r *run) rate() float64 {
	base := r.recipe.Optimizer.Float("rate")
	s := r.call.Sub("schedule")
	if s == nil {
		return base
	}
	per := (r.train.n + r.batch - 1) / r.batch
	return op.Of(s).Does.(op.Schedule)(s, base, op.Moment{
		Step: r.taken, StepsPerEpoch: per, Epoch: len(r.Loss), Epochs: r.epochs, Held: r.Held,
	})
}

// judge scores the validation part and keeps the best weights.
func (r *run) judge() error {
	if r.held == nil {
		return nil
	}
	scored, err := r.scored()
	if err != nil {
		return err
	}
	r.Held = append(r.Held, scored)
	if r.Best == 0 || scored < r.Held[r.Best-1] {
		r.Best = len(r.Held)
		r.best = r.values.clone()
	}
	return nil
}

// scored is the mean loss over the validation part.
func (r *run) scored() (float64, error) {
	order := everyOf(r.held.n)
	sum := 0.0
	for _, p := range r.judges {
		p.load(r.values)
	}
	for len(order) > 0 {
		p := r.judges[0]
		if len(order) < p.Batch {
			p = r.judges[1]
		}
		r.held.batch(order[:p.Batch], r.x, r.target)
		p.Set(p.X, r.x[:p.Batch*r.held.item])
		p.Set(p.Target, r.target[:p.Batch*r.held.classes])
		p.Set(p.ClassShare, r.train.weights())
		if err := p.Run(); err != nil {
			return 0, err
		}
		sum += p.number(p.Loss) * float64(p.Batch)
		order = order[p.Batch:]
	}
	return sum / float64(r.held.n), nil
}

// tell reports the epoch that ended.
func (r *run) tell() {
	if r.Progress == nil {
		return
	}
	e := len(r.Loss)
	p := Progress{
		Phase: r.phase, Repeat: r.repeat + 1, Repeats: r.repeats, Epoch: e, Epochs: r.epochs,
		Loss: r.Loss[e-1], Held: math.NaN(), Score: math.NaN(),
	}
	if len(r.Held) == e {
		p.Held = r.Held[e-1]
	}
	done, all := r.repeat*r.epochs+e, r.repeats*r.epochs
	p.Left = time.Duration(float64(time.Since(r.began)) * float64(all-done) / float64(done))
	r.Options.Progress(p)
}
