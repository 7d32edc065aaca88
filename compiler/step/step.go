package step

import (
	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

// A Role says what a value of training is.
type Role int

const (
	Weight Role = iota
	Slot        // what an optimizer keeps for a weight
	State       // a running value of a layer
)

func (r Role) String() string { return [...]string{"weight", "slot", "state"}[r] }

// A Value is carried from step to step. Its path names it in checkpoints.
type Value struct {
	Path  string
	Role  Role
	Shape graph.Shape
	In    int // place among the inputs
	Out   int // place among the outputs; -1 for what keeps still
	// Weight and State tell how it begins; both are nil for slots, which begin at 0.
	Weight *layer.Weight
	State  *layer.State
}

// A Function computes one thing of a batch. X is [batch, ..] in the order of the
// recipe's shape, Target [batch, class] with shares that sum to one, ClassShare the
// weight of every class, n over classes times n of the class; -1 for what is not there.
type Function struct {
	*graph.Function
	Batch                 int
	X, Target, ClassShare int
	Key, Count, Rate      int   // of steps: random key, number of the step from 1, learning rate
	Loss, Norm, Score     int   // outputs: of steps the loss with penalties and the norm of the gradient
	Squares               []int // outputs: squared norm of the gradient of each weight in Trained
	Trained               []*layer.Weight
	Values                []Value       // weights, states and, of steps, slots
	Places                []layer.Place // of stages that are trained by themselves first
	Checked               []*graph.Node // what the loss is computed from, to look for what went bad
	// Why tells what rewrites did and what kept them from it.
	Why []rewrite.Reason
	// Prepare computes from X alone what is kept of every trial while trials stay the
	// same, [batch, ..] each; nil when nothing is. Prepared are the inputs of the step
	// that take it.
	Prepare  *graph.Function
	Prepared []int
	inputs   map[*graph.Node]int
}

func newFunction(batch int) *Function {
	f := &Function{Function: &graph.Function{}, Batch: batch, inputs: map[*graph.Node]int{}}
	for _, p := range []*int{&f.X, &f.Target, &f.ClassShare, &f.Key, &f.Count, &f.Rate, &f.Loss, &f.Norm, &f.Score} {
		*p = -1
	}
	return f
}

func (f *Function) input(n *graph.Node) int {
	if i, ok := f.inputs[n]; ok {
		return i
	}
	f.inputs[n] = len(f.Inputs)
	f.Inputs = append(f.Inputs, n)
	return len(f.Inputs) - 1
}

func (f *Function) output(n *graph.Node) int {
	f.Outputs = append(f.Outputs, n)
	return len(f.Outputs) - 1
}

// carry adds a value with what it becomes; next is nil for what keeps still.
func (f *Function) carry(v Value, node, next *graph.Node) {
	v.In, v.Out, v.Shape = f.input(node), -1, node.Shape
	if next != nil {
		v.Out = f.output(next)
		f.Carry = append(f.Carry, graph.Carried{In: v.In, Out: v.Out})
	}
	f.Values = append(f.Values, v)
}

// Train is one step on a batch.
func (r *Recipe) Train(batch int) (f *Function, err error) {
	defer graph.Catch(&err)
	how, err := r.optimizer()
	if err != nil {
		return nil, err
	}
	n, err := r.build(batch, true, true)
	if err != nil {
		return nil, err
	}
	b := n.Build
	f = newFunction(batch)
	f.Why = n.why
	f.X, f.Target, f.ClassShare, f.Key = f.input(n.x), f.input(n.target), f.input(n.share), f.input(b.Key)
	count, rate := b.Input("step", graph.Shape{}), b.Input("rate", graph.Shape{})
	f.Count, f.Rate = f.input(count), f.input(rate)
	loss := n.loss
	for _, p := range b.Penalties {
		loss = b.Add(loss, p)
	}
	f.Loss = f.output(loss)
	f.Checked = graph.Order(loss)
	weights, grads, norm := r.gradients(f, n, loss)
	f.Norm = f.output(norm)
	if r.Clip > 0 {
		// As PyTorch's clip_grad_norm_: one factor for all, never above one.
		by := b.Min(b.Num(1), b.Div(b.Num(r.Clip), b.Add(norm, b.Num(1e-6))))
		for i, g := range grads {
			grads[i] = b.Mul(g, by)
		}
	}
	moving := map[*layer.Weight]*graph.Node{}
	for i, w := range weights {
		moving[w] = grads[i]
	}
	f.Places = b.Places
	for _, w := range b.Weights {
		r.update(f, b, how, w, moving[w], count, rate)
	}
	for _, s := range b.States {
		next := s.Next
		if next != nil {
			next = b.Ordered(next, s.Shape)
		}
		f.carry(Value{Path: s.Path, Role: State, State: s}, s.Node, next)
	}
	if !r.Exact && !r.changes() {
		f.prepare(b.Graph(), n.x)
	}
	return f, b.Graph().Verify(f.Outputs...)
}

// prepare takes out of the step what a trial decides by itself.
func (f *Function) prepare(g *graph.Graph, x *graph.Node) {
	kept, fed, result := rewrite.Feed(g, f.Outputs, rewrite.Hoist(f.Outputs, x))
	if len(kept) == 0 {
		return
	}
	f.Prepare, f.Outputs = &graph.Function{Inputs: []*graph.Node{x}, Outputs: kept}, result
	for _, n := range fed {
		f.Prepared = append(f.Prepared, f.input(n))
	}
}

// Kept is how many numbers are prepared for each trial.
func (f *Function) Kept() int {
	n := 0
	for _, i := range f.Prepared {
		n += f.Inputs[i].Shape.Without(layer.Batch).Count()
	}
	return n
}

// gradients of what is trained, and the norm of all of them together.
func (r *Recipe) gradients(f *Function, n *built, loss *graph.Node) (weights []*layer.Weight, grads []*graph.Node, norm *graph.Node) {
	b := n.Build
	var nodes []*graph.Node
	var all []*layer.Weight
	for _, w := range b.Weights {
		if !w.Frozen {
			all, nodes = append(all, w), append(nodes, w.Node)
		}
	}
	total := b.Num(0)
	for i, g := range grad.Of(b.Graph(), loss, nodes) {
		if g == nil {
			continue // the loss does not depend on it
		}
		weights, grads = append(weights, all[i]), append(grads, g)
		square := b.Sum(b.Square(g), g.Shape.Names()...)
		f.Squares = append(f.Squares, f.output(square))
		total = b.Add(total, square)
	}
	f.Trained = weights
	return weights, grads, b.Sqrt(total)
}

// update adds a weight with its slots; g is nil for what keeps still.
func (r *Recipe) update(f *Function, b *layer.Build, how op.Optimizer, w *layer.Weight, g, count, rate *graph.Node) {
	if g == nil {
		f.carry(Value{Path: w.Path, Role: Weight, Weight: w}, w.Node, nil)
		return
	}
	slots := make([]*graph.Node, len(how.Slots))
	for i, name := range how.Slots {
		slots[i] = b.Input(slotPath(w.Path, name), w.Shape)
	}
	next, kept := how.Step(b, r.Optimizer, w.Node, g, slots, count, rate)
	next = b.Ordered(layer.Bounded(b, w, next), w.Shape)
	f.carry(Value{Path: w.Path, Role: Weight, Weight: w}, w.Node, next)
	for i, name := range how.Slots {
		f.carry(Value{Path: slotPath(w.Path, name), Role: Slot}, slots[i], b.Ordered(kept[i], w.Shape))
	}
}

func slotPath(weight, slot string) string { return weight + "/" + slot }

// Held is the loss without penalties and the scores of a batch, as when predicting.
func (r *Recipe) Held(batch int) (*Function, error) { return r.still(batch, true) }

// Predict is the scores of a batch.
func (r *Recipe) Predict(batch int) (*Function, error) { return r.still(batch, false) }

func (r *Recipe) still(batch int, judged bool) (f *Function, err error) {
	defer graph.Catch(&err)
	n, err := r.build(batch, false, judged)
	if err != nil {
		return nil, err
	}
	f = newFunction(batch)
	f.X, f.Why = f.input(n.x), n.why
	if n.loss != nil {
		f.Target, f.ClassShare, f.Key = f.input(n.target), f.input(n.share), f.input(n.Key)
		f.Loss = f.output(n.loss)
	}
	if n.score != nil {
		f.Score = f.output(n.score)
	}
	for _, w := range n.Weights {
		f.carry(Value{Path: w.Path, Role: Weight, Weight: w}, w.Node, nil)
	}
	for _, s := range n.States {
		f.carry(Value{Path: s.Path, Role: State, State: s}, s.Node, nil)
	}
	return f, n.Graph().Verify(f.Outputs...)
}
