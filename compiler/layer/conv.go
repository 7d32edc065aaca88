package layer

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A Slide is how a kernel of Size taps moves along an axis.
type Slide struct {
	Axis                   string
	Size, Stride, Dilation int
	Pad                    string
	// Margin is what is put before and after the axis where Pad is "margin".
	Margin [2]int
}

// Reach is the length of axis that the kernel covers.
func (s Slide) Reach() int { return (s.Size-1)*s.Dilation + 1 }

// Padding is what a slide does to an axis of a length: zeros on its left, and the
// length that comes out, below 1 when nothing fits. `same` gives one item for
// every stride and pads evenly; of an odd number of zeros the larger part goes to
// the right, as in Keras, TensorFlow and PyTorch (`same_left`: to the left).
// `half` puts half a kernel on either side, so that an even one gains an item, and
// `end` pads on the right until every item lies in a window.
func (s Slide) Padding(length int) (left, out int) {
	reach := s.Reach()
	switch s.Pad {
	case "same", "same_left":
		out = (length + s.Stride - 1) / s.Stride
		total := max(0, (out-1)*s.Stride+reach-length)
		if s.Pad == "same" {
			return total / 2, out
		}
		return total - total/2, out
	case "causal":
		return reach - 1, (length-1)/s.Stride + 1
	case "half":
		left = s.Size / 2
		length += 2 * left
	case "margin":
		left = s.Margin[0]
		length += left + s.Margin[1]
	case "end":
		// A window that would begin behind the last item is none.
		out = max(0, length-reach+s.Stride-1)/s.Stride + 1
		return 0, min(out, (length-1)/s.Stride+1)
	}
	if length < reach {
		return left, 0
	}
	return left, (length-reach)/s.Stride + 1
}

// In is the name of an axis while it is mixed: a copy that the kernel sums over.
func In(axis string) string { return axis + ".in" }

// Tap is the name of the kernel's axis along one that it slides over.
func Tap(axis string) string { return axis + ".tap" }

// KernelShape is [to, per, mix.in, over.tap] of a learned linear map.
func KernelShape(x graph.Shape, over []Slide, mix, per []string, to graph.Shape) graph.Shape {
	k := slices.Clone(to)
	for _, a := range per {
		k = append(k, graph.Axis{Name: a, Size: x.Of(a)})
	}
	for _, a := range mix {
		k = append(k, graph.Axis{Name: In(a), Size: x.Of(a)})
	}
	for _, s := range over {
		k = append(k, graph.Axis{Name: Tap(s.Axis), Size: s.Size})
	}
	return k
}

// Contract applies a kernel of KernelShape: it slides along over, sums over the
// mixed axes, and makes the axes to. New axes stand where the first mixed axis
// stood, or behind the batch.
func (b *Build) Contract(x, kernel *graph.Node, over []Slide, mix []string, to graph.Shape) *graph.Node {
	return b.convolve(x, kernel, over, mix, to, func(s Slide, length int) (prim.Reading, int) {
		left, out := s.Padding(length)
		return prim.Reading{Axis: s.Axis, Terms: []prim.Coef{{Loop: s.Axis, By: s.Stride}, {Loop: Tap(s.Axis), By: s.Dilation}}, Offset: -left, Div: 1}, out
	})
}

// Transposed is the adjoint of a sliding kernel: every input item spreads a
// kernel. crop items fall away on the left, and length is what comes out.
func (b *Build) Transposed(x, kernel *graph.Node, s Slide, crop, length int, mix []string, to graph.Shape) *graph.Node {
	return b.Spread(x, kernel, []Slide{s}, []int{crop}, []int{length}, mix, to)
}

// Spread is Transposed along several axes; crop and length are by slide.
func (b *Build) Spread(x, kernel *graph.Node, over []Slide, crop, length []int, mix []string, to graph.Shape) *graph.Node {
	return b.convolve(x, kernel, over, mix, to, func(s Slide, _ int) (prim.Reading, int) {
		i := slices.IndexFunc(over, func(o Slide) bool { return o.Axis == s.Axis })
		return prim.Reading{Axis: s.Axis, Terms: []prim.Coef{{Loop: s.Axis, By: 1}, {Loop: Tap(s.Axis), By: -s.Dilation}}, Offset: crop[i], Div: s.Stride}, length[i]
	})
}

func (b *Build) convolve(x, kernel *graph.Node, over []Slide, mix []string, to graph.Shape, read func(Slide, int) (prim.Reading, int)) *graph.Node {
	arg := prim.ContractArg{}
	at := 0
	if len(x.Shape) > 0 && x.Shape[0].Name == Batch {
		at = 1
	}
	placed := false
	for _, a := range x.Shape {
		if slices.Contains(mix, a.Name) {
			if !placed {
				at, placed = len(arg.Out), true
			}
			arg.Sum = append(arg.Sum, graph.Axis{Name: In(a.Name), Size: a.Size})
			continue
		}
		if i := slices.IndexFunc(over, func(s Slide) bool { return s.Axis == a.Name }); i >= 0 {
			r, out := read(over[i], a.Size)
			arg.A = append(arg.A, r)
			a.Size = out
		}
		arg.Out = append(arg.Out, a)
	}
	for _, s := range over {
		arg.Sum = append(arg.Sum, graph.Axis{Name: Tap(s.Axis), Size: s.Size})
	}
	arg.Out = slices.Insert(arg.Out, at, to...)
	var renames []string
	for _, a := range mix {
		renames = append(renames, a, In(a))
	}
	return b.ContractBy(b.Rename(x, renames...), kernel, arg)
}

// Fans of a kernel for its initialisation.
func Fans(x graph.Shape, over []Slide, mix []string, to graph.Shape) (in, out int) {
	taps := 1
	for _, s := range over {
		taps *= s.Size
	}
	return x.Only(mix...).Count() * taps, to.Count() * taps
}
