package layer

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// impossible is the logarithm of a probability of zero: finite, so that differences of
// two stay numbers in single precision.
const impossible = -1e30

// state is the axis of places in a label sequence with blanks between its labels.
const state = "ctc state"

// A Labelling says how CTC reads its values: Over is the axis of the scores' steps,
// Position the axis of the labels, Class that of the classes, Blank the class that
// stands for no label.
type Labelling struct {
	Over, Position, Class string
	Blank                 int
}

// CTC is the negative log likelihood of label sequences, summed over all alignments
// (Graves et al. 2006), for each trial. scores are logits; labels are class numbers
// along Position, of which lengths count; steps of the scores count up to used (nil for
// all). Gradients beyond the steps used are zero.
func CTC(b *Build, l Labelling, scores, labels, lengths, used *graph.Node) *graph.Node {
	states := 2*labels.Shape.Of(l.Position) + 1
	// States alternate between blanks and labels.
	label, odd := make([]float64, states), make([]float64, states)
	for s := range states {
		label[s] = -1
		if s%2 == 1 {
			label[s], odd[s] = float64(s/2), 1
		}
	}
	isLabel := b.Vector(state, odd)
	word := b.Gather(labels, l.Position, b.Vector(state, label))
	word = b.Select(isLabel, word, b.Num(float64(l.Blank)))
	emission := b.Gather(LogSoftmax(b, scores, l.Class), l.Class, word)
	// A blank between may be left out where the labels differ.
	leap := b.Mul(isLabel, b.Sub(b.Num(1), b.Equal(word, back(b, word, min(2, states-1), -1))))

	last := forwardPass(b, l, emission, leap, used)
	ends := b.Scale(lengths, 2)
	at := b.Iota(state, states)
	final := b.Add(b.Equal(at, ends), b.Equal(at, b.Sub(ends, b.Num(1))))
	last = b.Select(final, last, b.Num(impossible))
	top := b.Stop(b.Highest(last, state))
	return b.Neg(b.Add(top, b.Log(b.Sum(b.Exp(b.Sub(last, top)), state))))
}

// back reads the states by places before, and fill where there is none.
func back(b *Build, x *graph.Node, by int, fill float64) *graph.Node {
	return b.Pad(b.Slice(x, state, 0, x.Shape.Of(state)-by, 1), state, by, 0, fill)
}

// forwardPass is the log likelihood of all alignments that end in each state. leap says
// where the state before may be left out; steps count up to used, nil for all.
func forwardPass(b *Build, l Labelling, emission, leap, used *graph.Node) *graph.Node {
	steps := graph.Axis{Name: l.Over, Size: emission.Shape.Of(l.Over)}
	shape := emission.Shape.Without(l.Over)
	states := shape.Of(state)
	alpha, e, t := b.Hole(shape), b.Hole(shape), b.Hole(graph.Shape{})
	one, two := back(b, alpha, 1, impossible), b.Num(impossible)
	if states > 2 {
		two = b.Select(leap, back(b, alpha, 2, impossible), two)
	}
	top := b.Stop(b.Max(alpha, b.Max(one, two)))
	total := b.Add(b.Add(b.Exp(b.Sub(alpha, top)), b.Exp(b.Sub(one, top))), b.Exp(b.Sub(two, top)))
	next := b.Add(e, b.Add(top, b.Log(total)))
	if used != nil {
		next = b.Select(b.Less(t, used), next, alpha)
	}
	first := make([]float64, states)
	for s := 1; s < states; s++ {
		first[s] = impossible
	}
	return b.Scan(prim.Steps{
		Axis:  steps,
		Carry: []*graph.Node{alpha}, Init: []*graph.Node{b.Expand(b.Vector(state, first), shape)},
		Slice: []*graph.Node{e, t}, Over: []*graph.Node{emission, b.Iota(l.Over, steps.Size)},
		Next: []*graph.Node{b.Ordered(next, shape)},
	}).Last[0]
}
