package train

import (
	"math"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/step"
)

// explain says in which layer a step went bad. The epoch is run again up to that
// step, which gives the same values; then the step is taken apart in float64. before
// is the number of steps that were taken when the epoch began.
func (r *run) explain(what string, before int) error {
	failed := r.taken - 1
	bad := &DivergedError{Epoch: len(r.Loss) + 1, Step: r.taken - before, What: what, Rate: r.rateAt(failed)}
	order := r.order(len(r.Loss))
	r.values, r.taken = r.start, before
	largest := ""
	var at *program
	for r.taken < failed {
		p := r.steps[0]
		if len(order) < p.Batch {
			p = r.steps[1]
		}
		if p != at {
			r.hand(at, p)
			at = p
		}
		if _, err := r.step(p, order[:p.Batch]); err != nil {
			return bad // it will not be found, and what is wrong is known
		}
		largest = steepest(p)
		order = order[p.Batch:]
	}
	if at != nil {
		at.store(r.values)
	}
	bad.Layer = r.firstBad(order)
	if bad.Layer == "" {
		bad.Layer, bad.Steepest = largest, largest != ""
	}
	return bad
}

// steepest is the layer whose gradient was largest in the last step of a program.
func steepest(p *program) string {
	best, most := "", 0.0
	for i, out := range p.Squares {
		if s := p.number(out); s > most {
			best, most = layerOf(p.Trained[i].Path), s
		}
	}
	return best
}

// layerOf a weight is its path without its own name.
func layerOf(path string) string {
	if i := strings.LastIndexByte(path, '.'); i > 0 {
		return path[:i]
	}
	return path
}

// mostTaken bounds the trials that a step is taken apart with.
const mostTaken = 8

// firstBad is the first layer in which a weight, or what is computed of trials, is
// no number of the device; "" when all are.
func (r *run) firstBad(order []int) string {
	for _, v := range r.layout {
		if v.Role != step.Slot && !finite32(r.values[v.Path]) {
			return layerOf(v.Path)
		}
	}
	as := *r.recipe
	as.Exact = true // layers as they are written
	f, err := as.Train(min(len(order), mostTaken))
	if err != nil || len(order) == 0 {
		return ""
	}
	env := map[*graph.Node]graph.Array{}
	set := func(input int, x []float32) {
		if input < 0 {
			return
		}
		a := graph.NewArray(f.Inputs[input].Shape)
		for i := range a.Data {
			a.Data[i] = float64(x[i])
		}
		env[f.Inputs[input]] = a
	}
	r.train.batch(order[:f.Batch], r.x, r.target)
	set(f.X, r.x)
	set(f.Target, r.target)
	set(f.ClassShare, r.share)
	set(f.Key, r.stream.key(r.taken))
	for _, v := range f.Values {
		if v.Role != step.Slot {
			set(v.In, r.values[v.Path])
		}
	}
	for _, n := range f.Checked {
		if n.Outs != nil {
			continue
		}
		got, err := interp.Run(env, n)
		if err != nil {
			return ""
		}
		env[n] = got[0]
		if !finite(got[0].Data) {
			return r.near(f, n)
		}
	}
	return ""
}

// near names the layer that a node was made for: by its weights when it has some,
// else by its text.
func (r *run) near(f *step.Function, n *graph.Node) string {
	for _, v := range f.Values {
		if v.Weight != nil && v.Weight.Part != nil && v.Weight.Part.Span == n.Span {
			return layerOf(v.Path)
		}
	}
	if n.Span.IsZero() {
		return "the trials themselves"
	}
	text, _, _ := strings.Cut(n.Span.Text(), "\n")
	return strings.TrimSpace(text)
}

func finite32(x []float32) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.Abs(v) > math.MaxFloat32 {
			return false
		}
	}
	return true
}
