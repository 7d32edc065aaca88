package train

import (
	"math"
	"slices"
	"time"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/step"
)

// A history is what has been seen of one network, epoch by epoch.
type history struct {
	Loss  []float64 // training loss with penalties
	Held  []float64 // loss of the validation part, empty without one
	Score []float64 // share of the validation part that is right
	Best  int       // number of epochs after which the held-out loss was lowest
}

// A run is one network in training.
type run struct {
	*fitting
	stream stream
	repeat int

	steps  []*program // of the full batch and of the last, smaller one
	judges []*program // of the validation part likewise
	layout []step.Value
	values Values
	best   Values
	start  Values // values at the beginning of the epoch
	done   bool   // a checkpoint holds the trained network
	history
	taken int // steps

	tables    []*kept // of each of steps
	x, target []float32
	row       []float32 // what is prepared of a batch
	share     []float32
}

// network trains the network of one repeat.
func (f *fitting) network(repeat int) (Values, error) {
	r := &run{fitting: f, repeat: repeat, stream: f.stream(repeat)}
	defer r.close()
	if err := r.prepare(); err != nil {
		return nil, err
	}
	if r.done {
		return r.values, nil
	}
	for !r.finished() {
		if err := r.epoch(); err != nil {
			return nil, err
		}
		if err := r.save(false); err != nil {
			return nil, err
		}
		r.tell()
	}
	if r.best != nil && r.restores() {
		r.values.take(r.best)
	}
	return r.values, r.save(true)
}

// prepare builds and compiles what the epochs run, and begins the weights.
func (r *run) prepare() error {
	for _, batch := range sizes(r.train.n, r.batch) {
		if err := r.add(&r.steps, stepping, batch); err != nil {
			return err
		}
	}
	first := r.steps[0].Function
	if len(first.Trained) == 0 {
		return &NothingTrainedError{}
	}
	r.layout = first.Values
	r.values = begin(first, r.stream)
	if err := r.inherit(); err != nil {
		return err
	}
	if err := r.resume(first); err != nil || r.done {
		return err
	}
	widest := r.batch
	if r.held != nil {
		widest = max(r.batch, leastJudged)
		for _, batch := range sizes(r.held.n, widest) {
			if err := r.add(&r.judges, judging, batch); err != nil {
				return err
			}
		}
	}
	r.x, r.target = make([]float32, widest*r.train.item), make([]float32, widest*r.train.classes)
	r.share = r.train.weights()
	return r.prepareTables()
}

// prepareTables prepares the training trials for every step.
func (r *run) prepareTables() error {
	for _, p := range r.steps {
		k, err := r.keptFor(p)
		if err != nil {
			return err
		}
		r.tables = append(r.tables, k)
		r.row = make([]float32, max(len(r.row), p.Batch*k.widest()))
	}
	return nil
}

// add takes or compiles a program for a batch size.
func (r *run) add(to *[]*program, what purpose, batch int) error {
	p, err := r.make.program(what, batch)
	if err != nil {
		return err
	}
	*to = append(*to, p)
	return nil
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
	r.make.done(r.steps...)
	r.make.done(r.judges...)
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

// order of the training trials in an epoch.
func (r *run) order(epoch int) []int {
	order := everyOf(r.train.n)
	r.stream.of("order", uint64(epoch)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// epoch takes every training trial once.
func (r *run) epoch() error {
	order := r.order(len(r.Loss))
	r.start = r.values.clone()
	before, sum := r.taken, 0.0
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
			return r.explain(bad, before)
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
	r.give(p, r.train, index)
	r.tables[slices.Index(r.steps, p)].hand(p, index, r.row)
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

// give sets the trials of a batch with their targets.
func (r *run) give(p *program, s *set, index []int) {
	s.batch(index, r.x, r.target)
	p.Set(p.X, r.x[:p.Batch*s.item])
	p.Set(p.Target, r.target[:p.Batch*s.classes])
	p.Set(p.ClassShare, r.share)
}

// rate of learning in the step to come.
func (r *run) rate() float64 { return r.rateAt(r.taken) }

// rateAt is the rate of a step of this epoch, given the steps taken before it.
func (r *run) rateAt(taken int) float64 {
	base := r.recipe.Optimizer.Float("rate")
	s := r.call.Sub("schedule")
	if s == nil {
		return base
	}
	per := (r.train.n + r.batch - 1) / r.batch
	return op.Of(s).Does.(op.Schedule)(s, base, op.Moment{
		Step: taken, StepsPerEpoch: per, Epoch: len(r.Loss), Epochs: r.epochs, Held: r.Held,
	})
}

// judge scores the validation part and keeps the best weights.
func (r *run) judge() error {
	if r.held == nil {
		return nil
	}
	loss, score, err := r.scored()
	if err != nil {
		return err
	}
	r.Held, r.Score = append(r.Held, loss), append(r.Score, score)
	if r.Best == 0 || loss < r.Held[r.Best-1] {
		r.Best = len(r.Held)
		r.best = r.values.clone()
	}
	return nil
}

// scored is the mean loss over the validation part, and the share that is right.
func (r *run) scored() (loss, score float64, err error) {
	for _, p := range r.judges {
		p.load(r.values)
	}
	order := everyOf(r.held.n)
	for len(order) > 0 {
		p := r.judges[0]
		if len(order) < p.Batch {
			p = r.judges[1]
		}
		r.give(p, r.held, order[:p.Batch])
		if err := p.Run(); err != nil {
			return 0, 0, err
		}
		loss += p.number(p.Loss) * float64(p.Batch)
		if p.Score >= 0 {
			score += float64(r.held.right(order[:p.Batch], p.Output(p.Score)))
		}
		order = order[p.Batch:]
	}
	n := float64(r.held.n)
	return loss / n, score / n, nil
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
		p.Held, p.Score = r.Held[e-1], r.Score[e-1]
	}
	r.ran++
	left := (r.repeats-r.repeat)*r.epochs - e
	p.Left = time.Duration(float64(time.Since(r.began)) * float64(left) / float64(r.ran))
	r.Options.Progress(p)
}
