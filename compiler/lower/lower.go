// Package lower turns typed stages into the operator graph by asking the rows of
// the operator table. It knows the forms of stages and no operator by name.
package lower

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/source"
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
	env map[*types.Term]*graph.Node // of the block or function being lowered
}

// in sets what rows may ask of the walker for as long as f runs.
func (w *walker) in(f func() *graph.Node) *graph.Node {
	oldWalk, oldTerm, oldCall := w.b.Walk, w.b.Term, w.b.Call
	w.b.Walk, w.b.Term, w.b.Call = w.stage, w.term, w.call
	defer func() { w.b.Walk, w.b.Term, w.b.Call = oldWalk, oldTerm, oldCall }()
	return f()
}

func (w *walker) stage(st *types.Stage, x *graph.Node) *graph.Node {
	// What a stage uses from around it belongs there: its weights are named so, and
	// are not frozen with the stage.
	for _, t := range st.Outer() {
		w.term(t)
	}
	defer w.b.Freeze(st)()
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
	defer w.within(st.Outer())()
	w.env[st.Input] = x
	for _, t := range inTextOrder(st) {
		w.term(t)
	}
	return w.term(st.Body)
}

// inTextOrder lists the stages that a block applies as its text has them, so that
// the second linear map in the text is linear_2, whatever is needed first.
func inTextOrder(st *types.Stage) []*types.Term {
	seen := map[*types.Term]bool{}
	for _, t := range st.Outer() {
		seen[t] = true
	}
	var out []*types.Term
	var visit func(t *types.Term)
	visit = func(t *types.Term) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		for _, in := range t.Needs() {
			visit(in)
		}
		if t.Form == types.ApplyTerm && st.Block.Decl != nil && within(t.Span, st.Block.Decl.Span()) {
			out = append(out, t)
		}
	}
	visit(st.Body)
	slices.SortStableFunc(out, func(a, b *types.Term) int { return cmp.Compare(a.Span.End, b.Span.End) })
	return out
}

func within(s, around source.Span) bool {
	return s.File == around.File && s.Start >= around.Start && s.End <= around.End
}

// within opens an environment of its own that knows the terms around it which are
// used inside; it gives back the way out.
func (w *walker) within(known []*types.Term) (leave func()) {
	env := map[*types.Term]*graph.Node{}
	for _, t := range known {
		env[t] = w.term(t)
	}
	outer := w.env
	w.env = env
	return func() { w.env = outer }
}

// call lowers a function that the stage being lowered was given on arguments: one
// for each leaf of its parameters. Results are named by the fields that lead to
// them: "" for a plain result, carry, or carry.h within a record.
func (w *walker) call(param string, args ...*graph.Node) map[string]*graph.Node {
	f := w.b.Stage().Fn(param)
	if f == nil {
		w.b.Fail("the function of %s is not known", param)
	}
	defer w.within(f.Captured)()
	i := 0
	for _, p := range f.Params {
		for _, leaf := range types.Leaves(p) {
			if i == len(args) {
				w.b.Fail("the function of %s takes more than %d values", param, len(args))
			}
			w.env[leaf] = args[i]
			i++
		}
	}
	out := map[string]*graph.Node{}
	for _, r := range layer.Fields(f.Result) {
		out[r.Name] = w.term(r.Term)
	}
	return out
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
	if w.env != nil {
		w.env[t] = n
	}
	return n
}

func (w *walker) compute(t *types.Term) *graph.Node {
	b := w.b
	switch t.Form {
	case types.ConstTerm:
		if t.Name == "" {
			return b.Num(inData(t.Const))
		}
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

// arithmetic of two values; comparisons give 0 or 1.
func arithmetic(b *layer.Build, op string, x, y *graph.Node) *graph.Node {
	not := func(n *graph.Node) *graph.Node { return b.Sub(b.Num(1), n) }
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
	case "<":
		return b.Less(x, y)
	case ">":
		return b.Less(y, x)
	case "<=":
		return not(b.Less(y, x))
	case ">=":
		return not(b.Less(x, y))
	case "==":
		return b.Equal(x, y)
	case "!=":
		return not(b.Equal(x, y))
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

// inData is a number in the units that values have in a network: base units, and
// microvolts in place of volts, as recordings are held.
func inData(n types.Num) float64 { return n.Float() * math.Pow(1e6, float64(n.Dim.Voltage)) }
