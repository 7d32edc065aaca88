package train

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/value"
)

// A set is trials as a device takes them: float32, one after the other.
type set struct {
	n, item int
	x       []float32
	labels  []int
	classes int
}

// newSet takes some of the trials, all of them when index is nil.
func newSet(t *value.Trials, index []int) *set {
	if index == nil {
		index = everyOf(t.Len())
	}
	s := &set{n: len(index), item: t.X.Stride(), classes: len(t.Classes)}
	s.x = make([]float32, s.n*s.item)
	for to, from := range index {
		for k, v := range t.Item(from) {
			s.x[to*s.item+k] = float32(v)
		}
		if t.Labels != nil {
			s.labels = append(s.labels, t.Labels[from])
		}
	}
	return s
}

func everyOf(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// shapeOf one trial.
func shapeOf(t *value.Trials) graph.Shape {
	s := graph.Shape{}
	for i, name := range t.X.Axes[1:] {
		s = append(s, graph.Axis{Name: name, Size: t.X.Shape[i+1]})
	}
	return s
}

// count of the trials of each class.
func (s *set) count() []int {
	n := make([]int, s.classes)
	for _, y := range s.labels {
		n[y]++
	}
	return n
}

// weights of classes: n over classes times n of the class, 0 for one without trials.
func (s *set) weights() []float32 {
	out := make([]float32, s.classes)
	for c, n := range s.count() {
		if n > 0 {
			out[c] = float32(float64(s.n) / (float64(s.classes) * float64(n)))
		}
	}
	return out
}

// batch gathers trials by number into x and their one-hot targets into target; rows
// beyond index stay as they were.
func (s *set) batch(index []int, x, target []float32) {
	for to, from := range index {
		copy(x[to*s.item:(to+1)*s.item], s.x[from*s.item:(from+1)*s.item])
		if s.labels == nil {
			continue
		}
		row := target[to*s.classes : (to+1)*s.classes]
		clear(row)
		row[s.labels[from]] = 1
	}
}

// right counts the trials whose highest score is that of their class.
func (s *set) right(index []int, scores []float32) int {
	n := 0
	for i, from := range index {
		row := scores[i*s.classes : (i+1)*s.classes]
		best := 0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
		}
		if best == s.labels[from] {
			n++
		}
	}
	return n
}
