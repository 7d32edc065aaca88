package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Parameters that all learned maps have.
const (
	initNames     = `glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, torch, orthogonal, trunc_normal, zeros, ones`
	initChoices   = `init in [` + initNames + `] = glorot_uniform`
	kernelChoices = `max_norm: Real = none, parametrised in [plain, weight_norm, spectral_norm, max_norm] = plain, ` + initChoices + `, l1: Real = 0, l2: Real = 0`
)

// kernelNotes explain them.
const kernelNotes = "`max_norm` bounds the norm of the weights over all that one output sums, after every step of training; with `parametrised: max_norm` the bound " +
	"is part of the layer and gradients flow through it. `weight_norm` learns direction and length apart (Salimans and Kingma 2016), " +
	"`spectral_norm` divides by the largest singular value, estimated by one power iteration a step (Miyato et al. 2018). " +
	"`init` is Keras' glorot_uniform; `torch` draws kernel and bias within 1/sqrt(inputs), as PyTorch does. `l1` and `l2` add the sum of magnitudes or squares to the loss."

// learned applies a kernel with its bias, bound and penalties. groups cuts the
// first mixed axis and the first new one into blocks that do not see each other.
type learned struct {
	over   []layer.Slide
	mix    []string
	per    []string
	to     graph.Shape
	groups int
	// apply is how the kernel meets its input.
	apply func(x, kernel *graph.Node, to graph.Shape) *graph.Node
}

func (l learned) lower(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	mixed := x.Shape.Only(l.mix...)
	if l.groups > 1 {
		first := l.mix[0]
		mixed = mixed.With(graph.Axis{Name: first, Size: x.Shape.Of(first) / l.groups})
	}
	k := layer.Init{Rule: c.Choice("init"), Rows: l.to.Names()}
	k.FanIn, k.FanOut = layer.Fans(mixed, l.over, l.mix, l.to)
	// The shape of a kernel follows that of the input, with its groups.
	like := x.Shape
	for _, a := range mixed {
		like = like.With(a)
	}
	w := b.Weight("kernel", layer.KernelShape(like, l.over, l.mix, l.per, l.to), k)
	kernel := parametrised(b, c, w, append(l.to.Names(), l.per...))
	penalise(b, c, w.Node)
	y := grouped(b, x, kernel, l)
	if c.Bool("bias") {
		begin := layer.Zeros
		if k.Rule == "torch" {
			begin = layer.Init{Rule: "torch", FanIn: k.FanIn}
		}
		y = b.Add(y, b.Weight("bias", y.Shape.Only(append(l.to.Names(), l.per...)...), begin).Node)
	}
	return y
}

// grouped applies a kernel block by block where there are groups.
func grouped(b *layer.Build, x, kernel *graph.Node, l learned) *graph.Node {
	if l.groups <= 1 {
		return l.apply(x, kernel, l.to)
	}
	in, out := l.mix[0], l.to[0]
	block := graph.Axis{Name: out.Name + ".group", Size: l.groups}
	to := slices.Clone(l.to)
	to[0].Size = out.Size / l.groups
	x = b.Split(x, in, graph.Shape{block, {Name: in, Size: x.Shape.Of(in) / l.groups}})
	kernel = b.Split(kernel, out.Name, graph.Shape{block, to[0]})
	return b.Merge(l.apply(x, kernel, to), []string{block.Name, out.Name}, out.Name)
}

// parametrised is the kernel as it is used; rows are the axes of its outputs.
func parametrised(b *layer.Build, c Call, w *layer.Weight, rows []string) *graph.Node {
	over := w.Shape.Without(rows...).Names()
	switch c.Choice("parametrised") {
	case "weight_norm":
		length := b.Weight("length", w.Shape.Only(rows...), layer.Ones)
		return b.Mul(w.Node, b.Div(length.Node, layer.Norm(b, w.Node, over...)))
	case "spectral_norm":
		return spectral(b, w, rows, over)
	case "max_norm":
		return layer.Renormed(b, w.Node, bound(c), over)
	}
	if c.Has("max_norm") {
		w.Limit = &layer.Limit{Most: c.Float("max_norm"), Over: over}
	}
	return w.Node
}

// bound of a parametrised kernel is 1 where none is written.
func bound(c Call) float64 {
	if c.Has("max_norm") {
		return c.Float("max_norm")
	}
	return 1
}

// spectral divides a kernel by an estimate of its largest singular value. The
// left singular vector is a running value that training improves at every step;
// no gradient flows through the vectors.
func spectral(b *layer.Build, w *layer.Weight, rows, cols []string) *graph.Node {
	unit := func(n *graph.Node) *graph.Node { return b.Div(n, layer.Norm(b, n, n.Shape.Names()...)) }
	fixed := b.Stop(w.Node)
	left := b.State("left", w.Shape.Only(rows...), 1)
	u := unit(left.Node)
	v := unit(b.Build.Contract(fixed, u, rows...))
	if b.Training {
		u = unit(b.Build.Contract(fixed, v, cols...))
		left.Next = u
	}
	sigma := b.Build.Contract(b.Build.Contract(w.Node, v, cols...), u, rows...)
	return b.Div(w.Node, sigma)
}

// penalise adds l1 and l2 of a weight to the loss.
func penalise(b *layer.Build, c Call, w *graph.Node) {
	if l := c.Float("l1"); l > 0 {
		b.Penalise(b.Scale(layer.L1(b, w), l))
	}
	if l := c.Float("l2"); l > 0 {
		b.Penalise(b.Scale(layer.L2(b, w), l))
	}
}

// groupsDivide checks that the mixed and the new axis fall into equal groups.
func groupsDivide(c Call, in types.Type) []diag.Problem {
	groups := int64(c.Int("groups"))
	if groups <= 1 {
		return nil
	}
	at, parts := c.ArgSpan("groups"), int(groups)
	mix, to := c.Axes("mix"), c.Axes("to")
	if len(mix) == 0 || len(to) == 0 {
		return []diag.Problem{diag.DoesNotDivide{At: at, Stage: c.Op.Name, Parts: parts, Needs: "mix and to"}}
	}
	axis, _ := axisOf(in, mix[0].Name)
	for _, a := range []types.Axis{{Name: mix[0].Name, Size: axis.Size}, {Name: to[0].Name, Size: to[0].Size}} {
		if n, known := a.Size.Int(); known && n > 0 && n%groups != 0 {
			return []diag.Problem{diag.DoesNotDivide{At: at, Stage: c.Op.Name, Axis: a.Name, Size: int(n), Parts: parts}}
		}
	}
	return nil
}

// divided checks that an axis falls into pieces: as many items each as a
// parameter says, or two halves where none is named.
func divided(param string) func(c Call, in, out types.Type) (types.Type, diag.Problem) {
	return func(c Call, in, out types.Type) (types.Type, diag.Problem) {
		parts, at := 2, c.ArgSpan("over")
		if param != "" {
			parts, at = c.Int(param), c.ArgSpan(param)
		}
		for _, a := range c.Axes("over").Names() {
			axis, _ := axisOf(in, a)
			if n, known := axis.Size.Int(); known && n > 0 && parts > 0 && n%int64(parts) != 0 {
				return out, diag.DoesNotDivide{At: at, Stage: c.Op.Name, Axis: a, Size: int(n), Parts: parts}
			}
		}
		return out, nil
	}
}
