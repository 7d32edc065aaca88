// Package lower turns typed stages into the operator graph by asking the rows of
// the operator table. It knows the forms of stages and no operator by name.
package lower

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Network is a stage lowered in both modes, which share their weights.
type Network struct {
	Graph    *graph.Graph
	Input    *graph.Node // [batch, ..] of the mode's batch size
	Training *layer.Build
	Learning *graph.Node // the output while training
	Applied  *graph.Node // the output when predicting
	Weights  []*layer.Weight
	States   []*layer.State // with Next, of the training mode
}

// Stage lowers a typed stage on an input that a build holds.
func Stage(b *layer.Build, st *types.Stage, x *graph.Node) (out *graph.Node, err error) {
	defer graph.Catch(&err)
	w := &walker{b: b}
	return w.in(func() *graph.Node { return w.stage(st, x) }), nil
}

// Net lowers a typed stage for trials of a shape, batch by batch. The input has
// the axes of shape behind the batch.
func Net(st *types.Stage, shape graph.Shape, batch, classes int) (n *Network, err error) {
	n = &Network{Graph: graph.New()}
	n.Training = layer.New(n.Graph, true, classes)
	n.Input = n.Training.Input("x", append(graph.Shape{{Name: layer.Batch, Size: batch}}, shape...))
	if n.Learning, err = Stage(n.Training, st, n.Input); err != nil {
		return nil, err
	}
	still := layer.New(n.Graph, false, classes)
	if n.Applied, err = Stage(still, st, n.Input); err != nil {
		return nil, err
	}
	n.Weights, n.States = n.Training.Weights, n.Training.States
	return n, nil
}

type walker struct {
	b   *layer.Build
	env map[*types.Term]*graph.Node // the block being lowered
}

// in sets what rows may ask of the walker for as long as f runs.
func (w *walker) in(f func() *graph.Node) *graph.Node {
	oldWalk, oldTerm := w.b.Walk, w.b.Term
	w.b.Walk = w.stage
	w.b.Term = w.term
	defer func() { w.b.Walk, w.b.Term = oldWalk, oldTerm }()
	return f()
}

func (w *walker) stage(st *types.Stage, x *graph.Node) *graph.Node {
	switch st.Form {
	case types.SeqForm:
		for _, p := range st.Parts {
			x = w.stage(p, x)
		}
		return x
	case types.BlockForm:
		return w.block(st, x)
	case types.OpForm:
		return w.operator(st, x)
	}
	w.b.Fail("%s cannot stand in a network", st.Show())
	return nil
}

func (w *walker) block(st *types.Stage, x *graph.Node) *graph.Node {
	defer w.b.Enter(st.Name, st)()
	if st.Body == nil {
		for _, p := range st.Parts {
			x = w.stage(p, x)
		}
		return x
	}
	outer := w.env
	w.env = map[*types.Term]*graph.Node{}
	defer func() { w.env = outer }()
	bind(st.Body, x, w.env, map[*types.Term]bool{})
	return w.term(st.Body)
}

// bind gives the input terms of a block's body its input.
func bind(t *types.Term, x *graph.Node, env map[*types.Term]*graph.Node, seen map[*types.Term]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	if t.Form == types.InputTerm {
		env[t] = x
	}
	for _, in := range t.In {
		bind(in, x, env, seen)
	}
}

func (w *walker) operator(st *types.Stage, x *graph.Node) *graph.Node {
	o := op.Of(st.Bound)
	lower := o.Lower()
	if lower == nil {
		w.b.Fail("%s cannot stand in a network", o.Name)
	}
	defer w.b.Enter(o.Name, st)()
	first := len(w.b.Graph().Nodes)
	out := lower(w.b, st.Bound, x)
	w.b.Note(st, x, out, first)
	return out
}

// term lowers what a block computes; shared terms once.
func (w *walker) term(t *types.Term) *graph.Node {
	if n, ok := w.env[t]; ok {
		return n
	}
	n := w.compute(t)
	w.env[t] = n
	return n
}

func (w *walker) compute(t *types.Term) *graph.Node {
	b := w.b
	switch t.Form {
	case types.ConstTerm:
		return b.Num(t.Const.Float())
	case types.ApplyTerm:
		return w.stage(t.Stage, w.term(t.In[0]))
	case types.ArithTerm:
		x := w.term(t.In[0])
		if len(t.In) == 1 {
			return b.Neg(x)
		}
		return arithmetic(b, t.Op, x, w.term(t.In[1]))
	}
	b.Fail("%s has no value here", t.Show())
	return nil
}

func arithmetic(b *layer.Build, op string, x, y *graph.Node) *graph.Node {
	switch op {
	case "+":
		return b.Add(x, y)
	case "-":
		return b.Sub(x, y)
	case "*":
		return b.Mul(x, y)
	case "/":
		return b.Div(x, y)
	case "^":
		return b.Pow(x, y)
	}
	panic(fmt.Sprintf("arithmetic %q", op))
}

// NameOf an input, "" for other nodes.
func NameOf(n *graph.Node) string {
	if a, ok := n.Arg.(prim.Named); ok {
		return a.Name
	}
	return ""
}
