package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

const (
	conventionChoices = `convention in [torch, keras] = torch`
	rateBounds        = `Real in 0..1000`
)

const rateNotes = "`rate` is the learning rate, in units of the weight, that schedules start from. "

const epsilonNotes = "`epsilon` is by default that of the convention: 1e-8 in PyTorch, 1e-7 in Keras. "

// Optimizers. g is the gradient of one weight, its mean over the batch; t counts steps
// from 1.
var optimizerRows = []Row{
	{
		Sig: `sgd(rate: ` + rateBounds + ` = 0.01, momentum: Real in 0..1 = 0, nesterov: Bool = no, dampening: Real in 0..1 = 0, decay: Real in 0..1000 = 0, ` + conventionChoices + `) : Optimizer`,
		Doc: "Steps against the gradient, with momentum if asked.",
		Notes: rateNotes + "PyTorch: v = momentum v + (1 - dampening) g, v = g in the first step, w -= rate v. Keras: v = momentum v - rate g, w += v, so that a " +
			"change of the rate reaches the momentum at once. With `nesterov` the step looks ahead: g + momentum v, or momentum v - rate g. `decay` adds decay w to the gradient.",
		Try:  `train(dense(class), epochs: 1, optimizer: sgd(rate: 0.01, momentum: 0.9, nesterov: yes))`,
		Does: Optimizer{Slots: []string{"velocity"}, Step: stepSGD},
	},
	{
		Sig: `adam(rate: ` + rateBounds + ` = 0.001, beta1: Real in 0..1 = 0.9, beta2: Real in 0..1 = 0.999, epsilon: Real in 0..1 = none, decay: Real in 0..1000 = 0, ` + conventionChoices + `) : Optimizer`,
		Doc: "Steps of a size that the gradient's own scale sets.",
		Notes: rateNotes + "Kingma and Ba 2015. m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2; with M = m/(1 - beta1^t) and V = v/(1 - beta2^t), PyTorch takes " +
			"w -= rate M / (sqrt(V) + epsilon); in Keras epsilon stands outside of the correction, w -= rate sqrt(1 - beta2^t)/(1 - beta1^t) m / (sqrt(v) + epsilon). " +
			epsilonNotes + "`decay` adds decay w to the gradient; adamw shrinks weights by themselves.",
		Try: `train(dense(class), epochs: 1, optimizer: adam(rate: 0.001, convention: keras))`,
		Does: Optimizer{Slots: []string{"m", "v"}, Step: func(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
			return stepAdam(b, c, w, decayed(b, c, w, g), s, t, rate)
		}},
	},
	{
		Sig: `adamw(rate: ` + rateBounds + ` = 0.001, decay: Real in 0..1000 = 0.01, beta1: Real in 0..1 = 0.9, beta2: Real in 0..1 = 0.999, epsilon: Real in 0..1 = none, ` + conventionChoices + `) : Optimizer`,
		Doc: "Adam with decoupled weight decay.",
		Notes: rateNotes + "w -= rate decay w, then the step of adam, of the gradient at the weights before (Loshchilov and Hutter 2019). " + epsilonNotes +
			"The default decay is PyTorch's; Keras' is 0.004.",
		Try: `train(dense(class), epochs: 1, optimizer: adamw(rate: 0.0003, decay: 0.01))`,
		Does: Optimizer{Slots: []string{"m", "v"}, Step: func(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
			return stepAdam(b, c, shrunk(b, c, w, rate), g, s, t, rate)
		}},
	},
	{
		Sig:   `amsgrad(rate: ` + rateBounds + ` = 0.001, beta1: Real in 0..1 = 0.9, beta2: Real in 0..1 = 0.999, epsilon: Real in 0..1 = none, decay: Real in 0..1000 = 0, ` + conventionChoices + `) : Optimizer`,
		Doc:   "Adam whose scale never falls.",
		Notes: rateNotes + "As adam, with the largest v so far in place of v, before its correction (Reddi et al. 2018). " + epsilonNotes,
		Try:   `train(dense(class), epochs: 1, optimizer: amsgrad)`,
		Does: Optimizer{Slots: []string{"m", "v", "most"}, Step: func(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
			return stepAdam(b, c, w, decayed(b, c, w, g), s, t, rate)
		}},
	},
	{
		Sig:   `adamax(rate: ` + rateBounds + ` = 0.002, beta1: Real in 0..1 = 0.9, beta2: Real in 0..1 = 0.999, epsilon: Real in 0..1 = 1e-8, decay: Real in 0..1000 = 0) : Optimizer`,
		Doc:   "Adam with the largest gradient as its scale.",
		Notes: rateNotes + "u = max(beta2 u, |g| + epsilon), w -= rate/(1 - beta1^t) m/u (Kingma and Ba 2015, section 7).",
		Try:   `train(dense(class), epochs: 1, optimizer: adamax)`,
		Does:  Optimizer{Slots: []string{"m", "u"}, Step: stepAdamax},
	},
	{
		Sig: `rmsprop(rate: ` + rateBounds + ` = 0.001, share: Real in 0..1 = none, momentum: Real in 0..1 = 0, centred: Bool = no, epsilon: Real in 0..1 = none, decay: Real in 0..1000 = 0, ` + conventionChoices + `) : Optimizer`,
		Doc: "Divides the gradient by its running size.",
		Notes: rateNotes + "v = share v + (1 - share) g^2 (Tieleman and Hinton 2012). PyTorch: share 0.99, w -= rate g / (sqrt(v) + epsilon); Keras: share 0.9, w -= rate g / sqrt(v + epsilon). " +
			"`centred` takes the square of the running mean of g off v. " + epsilonNotes,
		Try:  `train(dense(class), epochs: 1, optimizer: rmsprop(momentum: 0.9))`,
		Does: Optimizer{Slots: []string{"v", "mean", "velocity"}, Step: stepRMS},
	},
	{
		Sig:   `adagrad(rate: ` + rateBounds + ` = 0.01, initial: Real in 0..1000 = 0, epsilon: Real in 0..1 = 1e-10, decay: Real in 0..1000 = 0) : Optimizer`,
		Doc:   "Divides the gradient by the size of all so far.",
		Notes: rateNotes + "s += g^2, w -= rate g / (sqrt(initial + s) + epsilon) (Duchi et al. 2011). Keras starts at `initial: 0.1` with epsilon 1e-7.",
		Try:   `train(dense(class), epochs: 1, optimizer: adagrad)`,
		Does:  Optimizer{Slots: []string{"s"}, Step: stepAdagrad},
	},
	{
		Sig:   `lion(rate: ` + rateBounds + ` = 0.0001, beta1: Real in 0..1 = 0.9, beta2: Real in 0..1 = 0.99, decay: Real in 0..1000 = 0) : Optimizer`,
		Doc:   "Steps of one size, in the direction of the sign of a running gradient.",
		Notes: rateNotes + "w -= rate decay w, w -= rate sign(beta1 m + (1 - beta1) g), m = beta2 m + (1 - beta2) g (Chen et al. 2023). Rates are three to ten times smaller than adam's.",
		Try:   `train(dense(class), epochs: 1, optimizer: lion(rate: 0.0001))`,
		Does:  Optimizer{Slots: []string{"m"}, Step: stepLion},
	},
}

// decayed adds the gradient of decay w^2/2.
func decayed(b *layer.Build, c Call, w, g *graph.Node) *graph.Node {
	if d := c.Float("decay"); d > 0 {
		return b.Add(g, b.Scale(w, d))
	}
	return g
}

// shrunk takes the share rate * decay off a weight.
func shrunk(b *layer.Build, c Call, w, rate *graph.Node) *graph.Node {
	if d := c.Float("decay"); d > 0 {
		return b.Mul(w, b.Sub(b.Num(1), b.Scale(rate, d)))
	}
	return w
}

// blend is share * old + (1 - share) * new.
func blend(b *layer.Build, old, fresh *graph.Node, share float64) *graph.Node {
	return b.Add(b.Scale(old, share), b.Scale(fresh, 1-share))
}

// warm is 1 - share^t, what a running average that began at zero has seen. The usual
// formula loses most of its digits in single precision; expm1 keeps them.
func warm(b *layer.Build, share float64, t *graph.Node) *graph.Node {
	if share == 0 {
		return b.Num(1)
	}
	return b.Neg(b.Expm1(b.Scale(t, math.Log(share))))
}

func keras(c Call) bool { return c.Choice("convention") == "keras" }

// epsilonOf a call, or the default of its convention.
func epsilonOf(b *layer.Build, c Call) *graph.Node {
	switch {
	case c.Has("epsilon"):
		return b.Num(c.Float("epsilon"))
	case keras(c):
		return b.Num(1e-7)
	}
	return b.Num(1e-8)
}

func stepSGD(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
	g = decayed(b, c, w, g)
	mu, ahead := c.Float("momentum"), c.Bool("nesterov")
	if keras(c) {
		pull := b.Mul(g, rate)
		v := b.Sub(b.Scale(s[0], mu), pull)
		if ahead {
			return b.Add(w, b.Sub(b.Scale(v, mu), pull)), []*graph.Node{v}
		}
		return b.Add(w, v), []*graph.Node{v}
	}
	if mu == 0 {
		return b.Sub(w, b.Mul(g, rate)), s
	}
	later := b.Add(b.Scale(s[0], mu), b.Scale(g, 1-c.Float("dampening")))
	v := b.Select(b.Equal(t, b.Num(1)), g, later)
	d := v
	if ahead {
		d = b.Add(g, b.Scale(v, mu))
	}
	return b.Sub(w, b.Mul(d, rate)), []*graph.Node{v}
}

// stepAdam is adam, or amsgrad when there is a third slot.
func stepAdam(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
	b1, b2 := c.Float("beta1"), c.Float("beta2")
	m, v := blend(b, s[0], g, b1), blend(b, s[1], b.Square(g), b2)
	kept, size := []*graph.Node{m, v}, v
	if len(s) > 2 {
		size = b.Max(s[2], v)
		kept = append(kept, size)
	}
	warm1, warm2 := warm(b, b1, t), warm(b, b2, t)
	root, epsilon := b.Sqrt(size), epsilonOf(b, c)
	if keras(c) {
		step := b.Div(b.Mul(rate, b.Sqrt(warm2)), warm1)
		return b.Sub(w, b.Mul(step, b.Div(m, b.Add(root, epsilon)))), kept
	}
	lower := b.Add(b.Div(root, b.Sqrt(warm2)), epsilon)
	return b.Sub(w, b.Mul(b.Div(rate, warm1), b.Div(m, lower))), kept
}

func stepAdamax(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, t, rate *graph.Node) (*graph.Node, []*graph.Node) {
	g = decayed(b, c, w, g)
	m := blend(b, s[0], g, c.Float("beta1"))
	u := b.Max(b.Scale(s[1], c.Float("beta2")), b.Add(b.Abs(g), b.Num(c.Float("epsilon"))))
	step := b.Div(rate, warm(b, c.Float("beta1"), t))
	return b.Sub(w, b.Mul(step, b.Div(m, u))), []*graph.Node{m, u}
}

func stepRMS(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, _, rate *graph.Node) (*graph.Node, []*graph.Node) {
	g = decayed(b, c, w, g)
	share := c.Float("share")
	if !c.Has("share") {
		share = 0.99
		if keras(c) {
			share = 0.9
		}
	}
	v, mean := blend(b, s[0], b.Square(g), share), s[1]
	size := v
	if c.Bool("centred") {
		mean = blend(b, s[1], g, share)
		size = b.Sub(v, b.Square(mean))
	}
	epsilon, mu := epsilonOf(b, c), c.Float("momentum")
	if keras(c) {
		step := b.Mul(rate, b.Div(g, b.Sqrt(b.Add(size, epsilon))))
		if mu == 0 {
			return b.Sub(w, step), []*graph.Node{v, mean, s[2]}
		}
		velocity := b.Add(b.Scale(s[2], mu), step)
		return b.Sub(w, velocity), []*graph.Node{v, mean, velocity}
	}
	step := b.Div(g, b.Add(b.Sqrt(size), epsilon))
	if mu == 0 {
		return b.Sub(w, b.Mul(rate, step)), []*graph.Node{v, mean, s[2]}
	}
	velocity := b.Add(b.Scale(s[2], mu), step)
	return b.Sub(w, b.Mul(rate, velocity)), []*graph.Node{v, mean, velocity}
}

func stepAdagrad(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, _, rate *graph.Node) (*graph.Node, []*graph.Node) {
	g = decayed(b, c, w, g)
	sum := b.Add(s[0], b.Square(g))
	root := b.Sqrt(b.Add(sum, b.Num(c.Float("initial"))))
	return b.Sub(w, b.Mul(rate, b.Div(g, b.Add(root, b.Num(c.Float("epsilon")))))), []*graph.Node{sum}
}

func stepLion(b *layer.Build, c Call, w, g *graph.Node, s []*graph.Node, _, rate *graph.Node) (*graph.Node, []*graph.Node) {
	way := b.Sign(blend(b, s[0], g, c.Float("beta1")))
	return b.Sub(shrunk(b, c, w, rate), b.Mul(rate, way)), []*graph.Node{blend(b, s[0], g, c.Float("beta2"))}
}
