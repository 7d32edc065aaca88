package goldens

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A tensor of the reference is one input of the network in an order of axes, or
// several inputs one after the other.
type tensor struct {
	golden string // conv1.kernel
	inputs []*graph.Node
	orders []graph.Shape
}

// A judged network is one under test in both modes.
type judged struct {
	*lower.Network
	c       *vector
	b       *prim.Build
	tensors []tensor
	states  map[string]*layer.State // by the name of the reference: bn1.mean
	target  *graph.Node
	env     environment
}

func judge(t *testing.T, c *vector, tw twin, expr string) *judged {
	t.Helper()
	batch, classes := c.Params.Int(t, "batch"), c.Params.Int(t, "classes")
	in := netkit.Axes("batch", batch, "channel", c.Params.Int(t, "C"), "time", c.Params.Int(t, "T"))
	n := netkit.Program(t, "use "+tw.use+"\n\nlet net = "+expr+"\n", "net", in, classes, 0)
	if c.m.Rewrite != nil {
		var err error
		if n, err = c.m.Rewrite(n); err != nil {
			t.Fatal(err)
		}
	}
	j := &judged{Network: n, c: c, b: prim.On(n.Graph), states: map[string]*layer.State{}}
	j.target = j.b.Input("target", netkit.Axes("batch", batch, "class", classes))
	j.match(t, tw.tensors)
	x := c.Tensor(t, "in.x")
	j.env = environment{n.Input: {Shape: in, Data: x.Data}, j.target: graph.NewArray(j.target.Shape)}
	for i, k := range c.Tensor(t, "in.labels").Ints() {
		j.env[j.target].Data[i*classes+k] = 1
	}
	for _, w := range j.tensors {
		data := c.Tensor(t, "w."+w.golden).Data
		for i, order := range w.orders {
			j.env[w.inputs[i]] = graph.Array{Shape: order, Data: data[:order.Count()]}
			data = data[order.Count():]
		}
	}
	for name, s := range j.states {
		j.env[s.Node] = graph.Array{Shape: s.Shape, Data: c.Tensor(t, "state."+name).Data}
	}
	return j
}

// match finds the input of every tensor; none may remain on either side.
func (j *judged) match(t *testing.T, table string) {
	t.Helper()
	weights, states := map[string]*layer.Weight{}, map[string]*layer.State{}
	for _, w := range j.Weights {
		weights[within(w.Path)] = w
	}
	for _, s := range j.States {
		states[within(s.Path)] = s
	}
	rename := strings.NewReplacer("gamma", "scale", "beta", "shift", "var", "variance")
	for _, full := range j.c.Tensors(t) {
		kind, name, _ := strings.Cut(full, ".")
		ours, order, ok := lookup(table, name)
		if !ok {
			t.Fatalf("no line for %s", full)
		}
		ours = rename.Replace(ours)
		if kind == "state" {
			if states[ours] == nil {
				t.Fatalf("no state %s for %s", ours, full)
			}
			j.states[name] = states[ours]
			delete(states, ours)
			continue
		}
		w := tensor{golden: name}
		for _, path := range strings.Split(ours, "+") {
			ours := weights[path]
			if ours == nil {
				t.Fatalf("no weight %s for %s; there are %v", path, full, paths(weights))
			}
			w.inputs = append(w.inputs, ours.Node)
			w.orders = append(w.orders, ordered(t, ours.Shape, order))
			delete(weights, path)
		}
		j.tensors = append(j.tensors, w)
	}
	if len(weights)+len(states) > 0 {
		t.Fatalf("no reference for %v", paths(weights))
	}
}

// within drops the name of the network from a path.
func within(path string) string { return path[strings.Index(path, ".")+1:] }

func paths(m map[string]*layer.Weight) []string {
	var out []string
	for p, w := range m {
		out = append(out, p+" "+w.Shape.String())
	}
	return out
}

// lookup finds the line of a tensor (sep.depthwise) or of its layer (conv1).
func lookup(table, name string) (ours string, order []string, ok bool) {
	owner, part, _ := strings.Cut(name, ".")
	for _, line := range strings.Split(table, "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case f[0] == name:
			return f[1], f[2:], true
		case f[0] == owner:
			if part == "bias" && len(f) > 3 {
				f = f[:2]
			}
			return f[1] + "." + part, f[2:], true
		}
	}
	return "", nil, false
}

// ordered puts the axes of a shape in an order; those not named stay away only
// when they have one item.
func ordered(t *testing.T, s graph.Shape, order []string) graph.Shape {
	t.Helper()
	if len(order) == 0 {
		return s
	}
	out := graph.Shape{}
	for _, a := range order {
		if s.Has(a) {
			out = append(out, graph.Axis{Name: a, Size: s.Of(a)})
		}
	}
	if len(out) != len(s) {
		t.Fatalf("%v has not the axes %v", s, order)
	}
	return out
}

// loss of the training mode: cross entropy, penalties, and their sum.
func (j *judged) judgedLoss() (entropy, penalty, loss *graph.Node) {
	b, z := j.b, j.Learning
	norm := b.Sub(z, b.Stop(b.Highest(z, "class")))
	log := b.Sub(norm, b.Log(b.Sum(b.Exp(norm), "class")))
	entropy = b.Neg(b.Mean(b.Sum(b.Mul(j.target, log), "class"), "batch"))
	penalty = b.Num(0)
	for _, p := range j.Training.Penalties {
		penalty = b.Add(penalty, p)
	}
	return entropy, penalty, b.Add(entropy, penalty)
}

func (j *judged) run(t *testing.T, outs ...*graph.Node) []graph.Array {
	t.Helper()
	return j.c.run(t, j.env, outs...)
}

// like brings a result into an order of axes.
func like(a graph.Array, order graph.Shape) []float64 { return prim.Stored(a, order).Data }

// traced lists layers of the reference with what the network's give while training.
// It tells which layer is the first to deviate.
func (j *judged) traced(t *testing.T, table string) (names []string, out []*graph.Node) {
	t.Helper()
	if !j.c.Has("out.trace") {
		return nil, nil
	}
	for _, l := range j.c.Layers(t) {
		ours, _, ok := lookup(table, l.Name+".")
		if !ok || l.Name == "dense1" { // whose activation counts as part of it there
			continue
		}
		for _, traced := range j.Training.Trace {
			if within(traced.Path) == strings.TrimSuffix(ours, ".") {
				names, out = append(names, l.Name), append(out, traced.Out)
			}
		}
	}
	return names, out
}

// checkModel compares everything that a case holds of a network.
func checkModel(t *testing.T, c *vector, tw twin, expr string) {
	j := judge(t, c, tw, expr)
	entropy, penalty, loss := j.judgedLoss()
	softmax := j.b.Exp(j.Learning)
	outs := []*graph.Node{entropy, penalty, loss, j.Learning, j.Applied, j.b.Div(softmax, j.b.Sum(softmax, "class"))}
	inputs := []*graph.Node{j.Input}
	for _, w := range j.tensors {
		inputs = append(inputs, w.inputs...)
	}
	grads := grad.Of(j.Graph, loss, inputs)
	for i, g := range grads {
		if g == nil { // such as a recurrent kernel that sees no second step
			grads[i] = j.b.Scale(inputs[i], 0)
		}
	}
	outs = append(outs, grads...)
	layers, activations := j.traced(t, tw.tensors)
	outs = append(outs, activations...)
	var states []string
	for name := range j.states {
		states = append(states, name)
		outs = append(outs, j.states[name].Next)
	}
	got := j.run(t, outs...)
	for i, name := range []string{"out.loss_ce", "out.loss_reg", "out.loss"} {
		c.check(t, name, got[i].Data, nil)
	}
	for i, name := range []string{"out.logits", "out.logits_eval", "out.prob"} {
		c.check(t, name, like(got[3+i], j.target.Shape), []string{"batch", "class"})
	}
	got = got[6:]
	nn.CheckGrad(t, c.m.Precision, c.Case, "x", like(got[0], j.Input.Shape), nil)
	got = got[1:]
	for _, w := range j.tensors {
		var data []float64
		for i, order := range w.orders {
			data = append(data, like(got[i], order)...)
		}
		got = got[len(w.orders):]
		nn.CheckGrad(t, c.m.Precision, c.Case, w.golden, data, nil)
	}
	for i, name := range layers {
		nn.CheckTrace(t, c.m.Precision, c.Case, name, got[i].Data)
	}
	got = got[len(layers):]
	for i, name := range states {
		nn.CheckState(t, c.m.Precision, c.Case, name+"_new", got[i].Data)
	}
}

func models(t *testing.T, m Machine) {
	m.each(t, "model", func(t *testing.T, c *vector) {
		tw, ok := twins[c.Params.Text(t, "model")]
		if !ok {
			t.Fatal("the library has no such network")
		}
		checkModel(t, c, tw, tw.expr(true))
	})
}

func publishedModels(t *testing.T, m Machine) {
	m.each(t, "model_full", func(t *testing.T, c *vector) {
		tw, ok := twins[c.Params.Text(t, "model")]
		if !ok {
			t.Fatal("the library has no such network")
		}
		if testing.Short() && strings.HasPrefix(tw.net, "eegnex") {
			t.Skip("-short: EEGNeX takes a third of a billion multiply-adds a trial")
		}
		checkModel(t, c, tw, tw.expr(false))
	})
}
