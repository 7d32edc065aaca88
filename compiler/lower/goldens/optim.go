package goldens

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// optimizerOf writes the optimizer of a case as text, with the names that the vectors
// give its slots.
func optimizerOf(t *testing.T, p nn.Params) (text string, states []string) {
	kind, convention, _ := strings.Cut(p.Text(t, "kind"), "_")
	args := []string{fmt.Sprintf("rate: %g", p.Float(t, "lr"))}
	for _, pair := range [][2]string{
		{"momentum", "momentum"}, {"dampening", "dampening"}, {"weight_decay", "decay"}, {"eps", "epsilon"}, {"alpha", "share"}, {"rho", "share"},
	} {
		if p.Has(pair[0]) {
			args = append(args, fmt.Sprintf("%s: %g", pair[1], p.Float(t, pair[0])))
		}
	}
	if p.Has("betas") {
		b := p.Floats(t, "betas")
		args = append(args, fmt.Sprintf("beta1: %g, beta2: %g", b[0], b[1]))
	}
	for _, pair := range [][2]string{{"nesterov", "nesterov"}, {"centered", "centred"}} {
		if p.Has(pair[0]) && p.Bool(t, pair[0]) {
			args = append(args, pair[1]+": yes")
		}
	}
	if convention != "" {
		args = append(args, "convention: "+convention)
	}
	if p.Has("amsgrad") && p.Bool(t, "amsgrad") {
		kind = "amsgrad"
	}
	momentum := map[string]string{"torch": "buf", "keras": "mom"}[convention]
	states = map[string][]string{
		"sgd": {map[string]string{"torch": "buf", "keras": "v"}[convention]}, "adam": {"m", "v"}, "adamw": {"m", "v"}, "amsgrad": {"m", "v", "vmax"},
		"rmsprop": {"v", "gavg", momentum}, "lion": {"m"}, "adagrad": {"s"}, "adamax": {"m", "u"},
	}[kind]
	return kind + "(" + strings.Join(args, ", ") + ")", states
}

// A stepper updates one weight.
type stepper struct {
	g           *goldenGraph
	how         op.Optimizer
	call        op.Call
	w, gradient *graph.Node
	count, rate *graph.Node
	slots       []*graph.Node
	next        []*graph.Node // the weight, then the slots
	run         func(environment) []graph.Array
}

func (s *stepper) step(t *testing.T, values []graph.Array, gradient graph.Array, count int) []graph.Array {
	env := environment{s.w: values[0], s.gradient: gradient}
	for i, n := range s.slots {
		env[n] = values[i+1]
	}
	env[s.count] = graph.Array{Shape: graph.Shape{}, Data: []float64{float64(count)}}
	env[s.rate] = graph.Array{Shape: graph.Shape{}, Data: []float64{s.call.Float("rate")}}
	if s.run == nil {
		s.run = s.g.c.ready(t, env, s.next...)
	}
	return s.run(env)
}

func newStepper(g *goldenGraph, text string, shape graph.Shape) *stepper {
	s := &stepper{g: g, call: netkit.Option(g.t, text)}
	s.how = op.Of(s.call).Does.(op.Optimizer)
	s.w, s.gradient = g.Input("weight", shape), g.Input("gradient", shape)
	s.count, s.rate = g.Input("count", graph.Shape{}), g.Input("rate", graph.Shape{})
	for _, name := range s.how.Slots {
		s.slots = append(s.slots, g.Input("slot "+name, shape))
	}
	next, kept := s.how.Step(g.Build, s.call, s.w, s.gradient, s.slots, s.count, s.rate)
	s.next = []*graph.Node{next}
	return s.keep(kept)
}

func (s *stepper) keep(kept []*graph.Node) *stepper {
	s.next = append(s.next, kept...)
	return s
}

func goldenOptimizer(t *testing.T, c *vector) {
	g := onCase(t, c)
	text, states := optimizerOf(t, c.Params)
	w0 := c.Array(t, "w.w0")
	shape := graph.Shape{{Name: w0.Axes[0], Size: w0.Shape[0]}, {Name: w0.Axes[1], Size: w0.Shape[1]}}
	s := newStepper(g, text, shape)
	values := []graph.Array{{Shape: shape, Data: w0.Data}}
	for range s.slots {
		values = append(values, graph.NewArray(shape))
	}
	slope, measure := given(g, shape)
	if c.Has("in.x") {
		slope, measure = logistic(g, shape)
	}
	var ws, losses []float64
	kept := make([][]float64, len(s.slots))
	for k := range c.Params.Int(t, "steps") {
		losses = append(losses, measure(values[0]))
		values = s.step(t, values, slope(values[0], k), k+1)
		ws = append(ws, values[0].Data...)
		for i := range kept {
			kept[i] = append(kept[i], values[i+1].Data...)
		}
	}
	losses = append(losses, measure(values[0]))
	c.check(t, "out.w", ws, nil)
	if c.Has("out.loss") {
		c.check(t, "out.loss", losses, nil)
	}
	for i, name := range states {
		if c.Has("out.state_" + name) {
			c.check(t, "out.state_"+name, kept[i], nil)
		}
	}
}

// given gradients of every step.
func given(g *goldenGraph, shape graph.Shape) (slope func(w graph.Array, k int) graph.Array, measure func(w graph.Array) float64) {
	if !g.c.Has("in.grads") {
		return nil, nil
	}
	all, n := g.c.Array(g.t, "in.grads"), shape.Count()
	return func(_ graph.Array, k int) graph.Array {
			return graph.Array{Shape: shape, Data: all.Data[k*n : (k+1)*n]}
		},
		func(graph.Array) float64 { return 0 }
}

// logistic regression with the bias in the last column.
func logistic(g *goldenGraph, shape graph.Shape) (slope func(w graph.Array, k int) graph.Array, measure func(w graph.Array) float64) {
	w := g.Input("weight", shape)
	columns := shape[1].Name
	n := shape[1].Size
	x := g.input("in.x", "feature", columns)
	bias := g.Item(w, columns, n-1)
	score := g.Add(g.Build.Build.Contract(x, g.Slice(w, columns, 0, n-1, 1), columns), bias)
	loss := g.loss("cross_entropy", score, g.hot("in.labels", shape.Of("class")))
	gradient := grad.Of(g.Graph(), loss, []*graph.Node{w})[0]
	g.env[w] = graph.NewArray(shape)
	run := g.c.ready(g.t, g.env, gradient, loss)
	at := func(v graph.Array) []graph.Array {
		g.env[w] = v
		return run(g.env)
	}
	return func(v graph.Array, _ int) graph.Array { return at(v)[0] }, func(v graph.Array) float64 { return at(v)[1].Data[0] }
}

func goldenClipping(g *goldenGraph, clip func(gs []*graph.Node) layer.Clipped) {
	gs := []*graph.Node{g.input("in.g1"), g.input("in.g2")}
	out := clip(gs)
	g.check(map[string]*graph.Node{"g1": out.Gradients[0], "g2": out.Gradients[1], "norm": out.Norm})
}

// scheduleOf writes the schedule of a case as text, with the rate it starts from.
func scheduleOf(t *testing.T, p nn.Params) (text string, base float64) {
	if p.Has("lr") {
		base = p.Float(t, "lr")
	}
	f := func(name string) float64 { return p.Float(t, name) }
	n := func(name string) int { return p.Int(t, name) }
	switch p.Text(t, "kind") {
	case "cosine":
		return fmt.Sprintf("cosine(length: %d, floor: %g, by: steps)", n("t_max"), f("eta_min")), base
	case "cosine_decay":
		return fmt.Sprintf("cosine(length: %d, floor: %.17g)", n("decay_steps"), f("alpha")*base), base
	case "cosine_warm_restarts":
		return fmt.Sprintf("restarts(first: %d, longer: %d, floor: %g)", n("t0"), n("t_mult"), f("eta_min")), base
	case "cosine_decay_restarts":
		return fmt.Sprintf("restarts(first: %d, longer: %d, lower: %g, floor: %.17g)", n("first_decay_steps"), n("t_mul"), f("m_mul"), f("alpha")*base), base
	case "step":
		return fmt.Sprintf("staircase(every: %d, factor: %g)", n("step"), f("gamma")), base
	case "multistep":
		return fmt.Sprintf("milestones(at: %s, factor: %g)", strings.ReplaceAll(fmt.Sprint(p.Ints(t, "milestones")), " ", ", "), f("gamma")), base
	case "exponential":
		return fmt.Sprintf("exponential(factor: %g)", f("gamma")), base
	case "polynomial":
		return fmt.Sprintf("polynomial(length: %d, power: %g, floor: %g)", n("steps"), f("power"), f("end")), base
	case "linear_warmup":
		return fmt.Sprintf("warmup(%d)", n("warmup")), base
	case "warmup_cosine":
		return fmt.Sprintf("warmup(%d, then: cosine(floor: %g))", n("warmup"), f("eta_min")), base
	case "inverse_sqrt":
		return fmt.Sprintf("inverse_sqrt(warmup: %d)", n("warmup")), f("factor") / math.Sqrt(f("dim")*f("warmup"))
	case "one_cycle":
		shape := map[string]string{"cos": "cosine", "linear": "linear"}[p.Text(t, "anneal")]
		return fmt.Sprintf("one_cycle(length: %d, rise: %g, start: %g, end: %g, shape: %s)", n("total"), f("pct_start"), f("div"), f("final_div"), shape), f("max_lr")
	case "cyclic":
		return fmt.Sprintf("triangle(up: %d, low: %g)", n("step_up"), f("base")), f("max")
	}
	delta := "min_delta"
	if p.Is("convention", "torch") {
		delta = "threshold"
	}
	return fmt.Sprintf("plateau(patience: %d, factor: %g, cooldown: %d, delta: %g, floor: %g, convention: %s)",
		n("patience"), f("factor"), n("cooldown"), f(delta), f("min_lr"), p.Text(t, "convention")), base
}

// goldenSchedule: rates are numbers of the host in float64, whatever the machine.
func goldenSchedule(t *testing.T, c *vector) {
	text, base := scheduleOf(t, c.Params)
	call := netkit.Option(t, text)
	epochs := 0
	if c.Params.Has("total") {
		epochs = c.Params.Int(t, "total")
	}
	var held []float64
	if c.Has("in.metric") {
		held = c.Array(t, "in.metric").Data
	}
	var rates, momenta []float64
	for k := range c.Array(t, "out.lr").Data {
		at := op.Moment{Step: k, StepsPerEpoch: 1, Epoch: k, Epochs: epochs, Held: held[:min(k+1, len(held))]}
		rates = append(rates, op.Of(call).Does.(op.Schedule)(call, base, at))
		if c.Has("out.momentum") {
			m := c.Params.Floats(t, "momentum")
			momenta = append(momenta, op.CycleMomentum(call, m[0], m[1], at))
		}
	}
	nn.Check64(t, c.Case, "out.lr", rates, nil)
	if momenta != nil {
		nn.Check64(t, c.Case, "out.momentum", momenta, nil)
	}
}

// goldenStop: the host decides when to stop.
func goldenStop(t *testing.T, c *vector) {
	call := netkit.Option(t, fmt.Sprintf("patience(%d, delta: %g)", c.Params.Int(t, "patience"), c.Params.Float(t, "min_delta")))
	held := c.Array(t, "in.metric").Data
	stopped := -1
	for k := range held {
		if op.Of(call).Does.(op.Stop)(call, held[:k+1]) {
			stopped = k
			break
		}
	}
	seen := held
	if stopped >= 0 {
		seen = held[:stopped+1]
	}
	nn.Check64(t, c.Case, "out.stop_epoch", []float64{float64(stopped)}, nil)
	nn.Check64(t, c.Case, "out.best_epoch", []float64{float64(op.Best(seen))}, nil)
}

func goldenAverage(t *testing.T, c *vector) {
	g := onCase(t, c)
	w := g.input("in.w")
	ema, mean := g.Item(w, "step", 0), g.Item(w, "step", 0)
	emas, means := []*graph.Node{ema}, []*graph.Node{mean}
	for k := 1; k < w.Shape.Of("step"); k++ {
		x := g.Item(w, "step", k)
		ema, mean = layer.Average(g.Build, ema, x, c.Params.Float(t, "decay")), layer.RunningMean(g.Build, mean, x, g.Num(float64(k+1)))
		emas, means = append(emas, ema), append(means, mean)
	}
	g.check(map[string]*graph.Node{"ema": g.Concat("step", emas...), "mean": g.Concat("step", means...)})
}

func optimizers(t *testing.T, m Machine) {
	m.each(t, "optim", func(t *testing.T, c *vector) {
		most := func(name string) float64 { return c.Params.Float(t, name) }
		switch c.Op {
		case "optimizer":
			goldenOptimizer(t, c)
		case "schedule":
			goldenSchedule(t, c)
		case "early_stopping":
			goldenStop(t, c)
		case "weight_ema":
			goldenAverage(t, c)
		case "clip_global_norm":
			g := onCase(t, c)
			goldenClipping(g, func(gs []*graph.Node) layer.Clipped {
				return layer.ClipGlobalNorm(g.Build, gs, most("max"), most("eps"))
			})
		case "clip_norm":
			g := onCase(t, c)
			goldenClipping(g, func(gs []*graph.Node) layer.Clipped {
				return layer.Clipped{Gradients: []*graph.Node{layer.ClipNorm(g.Build, gs[0], most("max")), layer.ClipNorm(g.Build, gs[1], most("max"))}}
			})
		case "clip_value":
			g := onCase(t, c)
			goldenClipping(g, func(gs []*graph.Node) layer.Clipped {
				return layer.Clipped{Gradients: []*graph.Node{layer.ClipValue(g.Build, gs[0], most("value")), layer.ClipValue(g.Build, gs[1], most("value"))}}
			})
		default:
			t.Fatalf("nothing computes %s", c.Op)
		}
	})
}
