package train

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Model is a trained network, or several whose probabilities are averaged.
type Model struct {
	Networks []Values
	make     *maker
	stage    *types.Stage
	classes  []string
}

// Apply gives the probability of every class for each trial. A network sees trials
// in batches, but none of them looks at another.
func (m *Model) Apply(t *value.Trials) (*value.Trials, error) {
	k := m.make.recipe.Classes
	out := value.NewTensor([]string{"trial", step.Score}, []int{t.Len(), k})
	if t.Len() == 0 {
		return t.With(out), nil
	}
	s := newSet(t, nil)
	p, err := m.make.program(predicting, min(s.n, leastJudged))
	if err != nil {
		return nil, err
	}
	defer m.make.done(p)
	x := make([]float32, p.Batch*s.item)
	for _, values := range m.Networks {
		p.load(values)
		for first := 0; first < s.n; first += p.Batch {
			// What is left over in the last batch are trials that were there before.
			n := min(p.Batch, s.n-first)
			copy(x, s.x[first*s.item:(first+n)*s.item])
			p.Set(p.X, x)
			if err := p.Run(); err != nil {
				return nil, err
			}
			scores := p.Output(p.Score)
			for i := range n {
				addSoftmax(out.Data[(first+i)*k:(first+i+1)*k], scores[i*k:(i+1)*k], 1/float64(len(m.Networks)))
			}
		}
	}
	return t.With(out), nil
}

// addSoftmax adds share times the softmax of scores.
func addSoftmax(to []float64, scores []float32, share float64) {
	top := math.Inf(-1)
	for _, v := range scores {
		top = math.Max(top, float64(v))
	}
	sum := 0.0
	for _, v := range scores {
		sum += math.Exp(float64(v) - top)
	}
	for i, v := range scores {
		to[i] += share * math.Exp(float64(v)-top) / sum
	}
}
