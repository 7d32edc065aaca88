// Package goldens judges the reference vectors of networks: layers, losses,
// optimizers and whole models, each written in the language or lowered from its
// operators, with the outputs and gradients that the vectors hold. It computes with
// the machine it is given, so the interpreter and every device meet the same cases.
// Only tests use it.
package goldens

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/interp"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A Machine computes functions of a graph.
type Machine struct {
	// Precision of its arithmetic, which says how near results must be.
	Precision nn.Precision
	// Compile makes a function ready. What it gives takes arrays in the order and
	// shapes of the function's inputs and may be called again until the test ends.
	// An input may be any node, such as a draw; what it is made of does not count.
	Compile func(t testing.TB, f *graph.Function) (Runner, error)
	// Rewrite, unless nil, is done to whole networks before they are judged.
	Rewrite func(n *lower.Network) (*lower.Network, error)
	// meet, unless nil, is told of every vector.
	meet func(id string)
}

// A Runner is a function that is ready.
type Runner func(in []graph.Array) ([]graph.Array, error)

// Interpreter is the judge in float64.
func Interpreter() Machine {
	return Machine{Precision: nn.Float64, Compile: func(_ testing.TB, f *graph.Function) (Runner, error) {
		return func(in []graph.Array) ([]graph.Array, error) { return interp.Function(f, in) }, nil
	}}
}

// A Family is the vectors of one kind.
type Family struct {
	Name  string // as the vectors have it
	parts []func(t *testing.T, m Machine)
}

// Families lists all families. Together they judge every vector of a network.
func Families() []Family {
	type parts = []func(t *testing.T, m Machine)
	return []Family{
		{"act", parts{activations}},
		{"attn", parts{attention, attentionTexts, positions}},
		{"conv", parts{convolutions}},
		{"dense", parts{linearMaps}},
		{"drop", parts{dropouts, recurrentDropouts}},
		{"loss", parts{losses}},
		{"model", parts{models}},
		{"model_full", parts{publishedModels}},
		{"norm", parts{norms}},
		{"optim", parts{optimizers}},
		{"pool", parts{pools}},
		{"rnn", parts{recurrents, convLSTMs}},
		{"spec", parts{spectra}},
		{"ssm", parts{spikes, neurons, spikingNetworks, recurrences, stateSpaces, legendres}},
		{"train", parts{trainings}},
	}
}

// Run judges every vector of the family as a subtest of its own.
func (f Family) Run(t *testing.T, m Machine) {
	for _, part := range f.parts {
		part(t, m)
	}
}

// A vector is a case on a machine.
type vector struct {
	*nn.Case
	m Machine
}

func (m Machine) each(t *testing.T, family string, f func(t *testing.T, c *vector)) {
	t.Helper()
	nn.Load(t).Each(t, family, m.on(f))
}

func (m Machine) eachOp(t *testing.T, family, op string, f func(t *testing.T, c *vector)) {
	t.Helper()
	nn.Load(t).EachOp(t, family, op, m.on(f))
}

func (m Machine) on(f func(t *testing.T, c *vector)) func(t *testing.T, c *nn.Case) {
	return func(t *testing.T, c *nn.Case) {
		if m.meet != nil {
			m.meet(c.ID)
		}
		f(t, &vector{c, m})
	}
}

// check compares a result with the array called name; its axes may be in another
// order than the vector's.
func (c *vector) check(t testing.TB, name string, got []float64, axes []string) {
	t.Helper()
	nn.Check(t, c.m.Precision, c.Case, name, got, axes)
}

// An environment gives inputs, and whatever else is not to be computed, their values.
type environment = map[*graph.Node]graph.Array

// ready compiles outputs for environments that give values to the same nodes.
func (c *vector) ready(t testing.TB, like environment, outs ...*graph.Node) func(environment) []graph.Array {
	t.Helper()
	f := &graph.Function{Outputs: outs}
	for _, n := range graph.Order(outs...) {
		if _, given := like[n]; given {
			f.Inputs = append(f.Inputs, n)
		}
	}
	run, err := c.m.Compile(t, f)
	if err != nil {
		t.Fatal(err)
	}
	return func(env environment) []graph.Array {
		t.Helper()
		in := make([]graph.Array, len(f.Inputs))
		for i, n := range f.Inputs {
			if !env[n].Shape.Same(n.Shape) {
				t.Fatalf("%v needs %v, got %v", n.Head(), n.Shape, env[n].Shape)
			}
			in[i] = prim.Stored(env[n], n.Shape)
		}
		got, err := run(in)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}

// run computes outputs once.
func (c *vector) run(t testing.TB, env environment, outs ...*graph.Node) []graph.Array {
	t.Helper()
	return c.ready(t, env, outs...)(env)
}
