package train

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/step"
)

// Values are weights, states and slots by path, each in the storage order of its
// shape.
type Values map[string][]float32

// clone copies all values.
func (v Values) clone() Values {
	out := make(Values, len(v))
	for path, x := range v {
		out[path] = slices.Clone(x)
	}
	return out
}

// takes copies what both have, in equal sizes.
func (v Values) take(from Values) {
	for path, x := range from {
		if to, ok := v[path]; ok && len(to) == len(x) {
			copy(to, x)
		}
	}
}

// begin draws the values that a function starts with. Every weight has a stream of
// its own, so that adding a layer does not change how the others begin.
func begin(f *step.Function, s stream) Values {
	out := Values{}
	for _, v := range f.Values {
		switch {
		case v.Weight != nil:
			out[v.Path] = v.Weight.Init.Values(v.Shape, s.of("weight "+v.Path, 0))
		case v.State != nil:
			out[v.Path] = filled(v.Shape.Count(), v.State.First)
		default:
			out[v.Path] = make([]float32, v.Shape.Count())
		}
	}
	return out
}

func filled(n int, x float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(x)
	}
	return out
}

// A stream names the draws of one network: seed, the path of its declaration, the
// fold and the repeat.
type stream struct {
	seed         int64
	path         string
	fold, repeat uint64
}

// of is the draws of one purpose, at a count such as the epoch.
func (s stream) of(purpose string, count uint64) *random.Stream {
	return random.New(uint64(s.seed), "train/"+s.path+"/"+purpose, s.fold, s.repeat, count)
}

// key is what random layers draw by in step n, see prim.KeyShape.
func (s stream) key(n int) []float32 {
	const word = 1<<24 - 1
	r := s.of("key", 0)
	return []float32{float32(r.Uint32() & word), float32(r.Uint32() & word), float32(n & word)}
}
