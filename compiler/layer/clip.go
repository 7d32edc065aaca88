package layer

import "github.com/eegp-lang/eegp/compiler/graph"

// ClipValue keeps every entry of a gradient within most of zero.
func ClipValue(b *Build, g *graph.Node, most float64) *graph.Node {
	return b.Min(b.Max(g, b.Num(-most)), b.Num(most))
}

// ClipNorm scales a gradient down to a norm of most at the most, without touching a
// shorter one (Keras' clipnorm; torch.renorm of a whole tensor).
func ClipNorm(b *Build, g *graph.Node, most float64) *graph.Node {
	return ClipGlobalNorm(b, []*graph.Node{g}, most, 0).Gradients[0]
}

// A Clipped set of gradients with the norm that they had together.
type Clipped struct {
	Gradients []*graph.Node
	Norm      *graph.Node
}

// ClipGlobalNorm scales gradients by one factor, min(1, most / (norm + epsilon)) of the
// norm of all: epsilon is 1e-6 in PyTorch's clip_grad_norm_ and 0 in Keras'
// global_clipnorm.
func ClipGlobalNorm(b *Build, gs []*graph.Node, most, epsilon float64) Clipped {
	var total *graph.Node
	for _, g := range gs {
		s := b.Sum(b.Square(g), g.Shape.Names()...)
		if total == nil {
			total = s
		} else {
			total = b.Add(total, s)
		}
	}
	out := Clipped{Norm: b.Sqrt(total)}
	// A norm of zero gives an infinite quotient, of which the minimum is one.
	by := b.Min(b.Num(1), b.Div(b.Num(most), b.Add(out.Norm, b.Num(epsilon))))
	for _, g := range gs {
		out.Gradients = append(out.Gradients, b.Mul(g, by))
	}
	return out
}

// Average moves an exponential average of a weight on: decay * average + (1 - decay) * w.
func Average(b *Build, average, w *graph.Node, decay float64) *graph.Node {
	return b.Add(b.Scale(average, decay), b.Scale(w, 1-decay))
}

// RunningMean moves the mean of the weights of steps 1 to t on (stochastic weight
// averaging, Izmailov et al. 2018).
func RunningMean(b *Build, mean, w, t *graph.Node) *graph.Node {
	return b.Add(mean, b.Div(b.Sub(w, mean), t))
}
