// Package layer is what operator rows lower networks with: nodes, the weights and
// running states that they need, whether the network is training, and what is
// added to the loss or done to a weight after a step. It knows no operator.
package layer

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Build lowers one network in one mode. Both modes of a network are built in
// one graph, so that they share its weights.
type Build struct {
	*prim.Build
	// Training: batch statistics, dropout, augmentation.
	Training bool
	// Classes of the study, for an axis `class` without a written size.
	Classes int
	// Key makes random draws differ from step to step; see prim.KeyShape.
	Key *graph.Node

	// Target is what the network should give, one-hot for classes; nil when it is
	// not training. A random stage that mixes trials mixes the targets with them.
	Target *graph.Node

	Weights   []*Weight
	States    []*State
	Penalties []*graph.Node // scalars that are added to the loss
	Watched   []Watched     // values inside of layers that have a name

	// Frozen parts keep still while the rest is trained.
	Frozen []Frozen
	still  bool // within a frozen part

	// Places are where stages stand whose weights come from elsewhere.
	Places []Place

	// Trace lists the operators lowered so far, inner ones before those that hold
	// them.
	Trace []Traced

	scope []string
	count map[string]int // how often a name was used within its scope
	stage *types.Stage   // the stage being lowered
	// Walk lowers a stage that the one being lowered holds; the walker sets it.
	Walk func(s *types.Stage, x *graph.Node) *graph.Node
	// Call lowers a function that the stage being lowered was given on nodes, one for
	// each leaf of its parameters (see Fields). Results are named likewise.
	Call func(param string, args ...*graph.Node) map[string]*graph.Node
	// Term gives the node of a tensor argument.
	Term func(t *types.Term) *graph.Node
}

// Batch is the axis of trials.
const Batch = "batch"

// New builds in a graph.
func New(g *graph.Graph, training bool, classes int) *Build {
	b := prim.On(g)
	return &Build{Build: b, Training: training, Classes: classes, Key: b.Input("key", prim.KeyShape), count: map[string]int{}}
}

// A Weight is a trainable value.
type Weight struct {
	Path  string
	Node  *graph.Node
	Shape graph.Shape
	Init  Init
	Limit *Limit
	// Frozen weights are not updated.
	Frozen bool
	// Part is the stage it belongs to, to say which layer a trouble is in.
	Part *types.Stage
}

// A State is a value that a step of training sets without a gradient, such as a
// running mean. Next is nil when the network is not training.
type State struct {
	Path  string
	Node  *graph.Node
	Shape graph.Shape
	First float64 // its value before training
	Next  *graph.Node
}

// Enter names what is lowered next; it gives back the way out. The second part
// of a name within a scope is numbered: conv, conv_2.
func (b *Build) Enter(name string, st *types.Stage) (leave func()) {
	full := strings.Join(append(b.scope, name), ".")
	b.count[full]++
	if n := b.count[full]; n > 1 {
		name = fmt.Sprintf("%s_%d", name, n)
	}
	b.scope = append(b.scope, name)
	outer := b.stage
	if st != nil {
		b.stage = st
		b.Graph().At(st.Span)
	}
	return func() {
		b.scope = b.scope[:len(b.scope)-1]
		b.stage = outer
		if outer != nil {
			b.Graph().At(outer.Span)
		}
	}
}

// Path of what is lowered now: eegnet.conv_2.
func (b *Build) Path() string { return strings.Join(b.scope, ".") }

// Stage being lowered.
func (b *Build) Stage() *types.Stage { return b.stage }

// Weight makes or finds a trainable value of the layer.
func (b *Build) Weight(name string, s graph.Shape, init Init) *Weight {
	path := b.Path() + "." + name
	w := &Weight{Path: path, Node: b.Input(path, s), Shape: s, Init: init, Frozen: b.still, Part: b.stage}
	b.Weights = append(b.Weights, w)
	return w
}

// State makes or finds a running value of the layer.
func (b *Build) State(name string, s graph.Shape, first float64) *State {
	path := b.Path() + "." + name
	st := &State{Path: path, Node: b.Input(path, s), Shape: s, First: first}
	b.States = append(b.States, st)
	return st
}

// A Watched value is computed inside of a layer and has a name, so that it can be
// looked at: the weights of an attention, the memory of a recurrence. Nothing is
// computed for it alone.
type Watched struct {
	Path string
	Node *graph.Node
}

// Watch names a value inside of the layer.
func (b *Build) Watch(name string, n *graph.Node) {
	b.Watched = append(b.Watched, Watched{b.Path() + "." + name, n})
}

// A Field is a tensor within a value made of records: its name is the keys that
// lead to it, joined by dots, and "" for a tensor by itself.
type Field struct {
	Name string
	Term *types.Term
}

// Fields lists the tensors of a value in the order of its keys.
func Fields(v types.Value) []Field {
	switch v := v.(type) {
	case *types.Term:
		return []Field{{Term: v}}
	case types.Record:
		var out []Field
		for i, key := range v.Keys {
			for _, f := range Fields(v.Values[i]) {
				if f.Name != "" {
					f.Name = "." + f.Name
				}
				out = append(out, Field{key + f.Name, f.Term})
			}
		}
		return out
	}
	return nil
}

// Penalise adds a scalar to the loss. What is frozen is not penalised: it could
// not follow.
func (b *Build) Penalise(n *graph.Node) {
	if !b.still {
		b.Penalties = append(b.Penalties, n)
	}
}

// Uniform draws values in [0, 1) for the layer; every step draws others.
func (b *Build) Uniform(name string, s graph.Shape) *graph.Node {
	return b.Build.Uniform(b.Path()+"."+name, s, b.Key)
}

// Rate of an axis of the stage's input in Hz, 0 when it has none.
func (b *Build) Rate(axis string) float64 {
	if b.stage == nil {
		return 0
	}
	if in, ok := types.Inner(b.stage.In); ok {
		a, _ := in.Axis(axis)
		return a.Rate
	}
	return 0
}

// Samples of an extent along an axis: a whole number of samples, or a duration at
// the axis's rate.
func (b *Build) Samples(n types.Num, axis string) int {
	k, ok := n.Samples(b.Rate(axis))
	if !ok {
		b.Graph().Fail(b.Path(), "the rate of %s is not known, so %s is no number of samples", axis, n.Show())
	}
	return k
}

// Fail stops lowering with a reason in the words of users.
func (b *Build) Fail(format string, args ...any) { b.Graph().Fail(b.Path(), format, args...) }

// New axes as written: their sizes, those of the input, or the number of classes.
func (b *Build) New(axes types.Axes, x graph.Shape) graph.Shape {
	out := graph.Shape{}
	for _, a := range axes {
		size := 0
		switch n, ok := a.Size.Int(); {
		case a.Sized && ok:
			size = int(n)
		case a.Name == "class" && b.Classes > 0:
			size = b.Classes
		case x.Has(a.Name):
			size = x.Of(a.Name)
		default:
			b.Fail("the size of %s is not known", a.Name)
		}
		out = append(out, graph.Axis{Name: a.Name, Size: size})
	}
	return out
}

// Traced is an operator of a network with what it gave. Its nodes are those of
// the graph from First to Last, Last excluded.
type Traced struct {
	Path        string
	Depth       int
	Stage       *types.Stage
	In, Out     *graph.Node
	First, Last int
}

// Note adds an operator to the trace.
func (b *Build) Note(st *types.Stage, in, out *graph.Node, first int) {
	b.Trace = append(b.Trace, Traced{b.Path(), len(b.scope), st, in, out, first, len(b.Graph().Nodes)})
}
