package graph

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// A Class decides how passes and devices treat a primitive; none asks for a name.
type Class int

const (
	Source   Class = iota // const, input, iota, random: free
	Map                   // elementwise: joins anything
	View                  // becomes index arithmetic
	Reduce                // one a kernel, maps around it
	Contract              // sum of products: one a kernel, maps around it
	Move                  // gather and scatter
	Scan                  // its body is run along an axis
	Call                  // a library routine, never fused
)

func (c Class) String() string {
	return [...]string{"source", "map", "view", "reduce", "contract", "move", "scan", "call"}[c]
}

// A Prim is one row of the primitive table.
type Prim struct {
	Name  string
	Class Class
	Arity int // number of inputs, -1 for any
	// Infer gives the shape of the result, or says in a few words why there is none.
	Infer func(in []Shape, arg Arg) (Shape, error)
	// Outs gives the shapes of a primitive with several results; Shape is then nil.
	Outs func(in []Shape, arg Arg) ([]Shape, error)
	// Grad gives the gradient for every input from that of each result (nil where
	// nothing flows); nil entries mean that no gradient flows there.
	Grad func(r Reverse, n *Node, up []*Node) []*Node
	// Code of a map is one expression over a, b and c: exp(a), a*b.
	Code string
	// Ref of a map is its slow meaning.
	Ref func(a, b, c float64) float64
	// Eval is the slow meaning of the other classes.
	Eval func(n *Node, in []Array, run Runner) ([]Array, error)
	// Tol is the relative error that a float32 device may make, 0 for the usual.
	Tol float64
}

// An Arg is what a node knows beside its inputs. Its text identifies it: equal
// texts are equal arguments.
type Arg interface{ String() string }

// A Reverse is the pass that asks rows for gradients.
type Reverse interface {
	Graph() *Graph
	// Through differentiates sum(ups*outs) with respect to some nodes, which it takes
	// as inputs: nothing flows behind them. nil where nothing flows.
	Through(outs, ups, wrt []*Node) []*Node
	// Wants reports whether a gradient for the node is of use to anyone.
	Wants(n *Node) bool
}

// A Runner evaluates the body of a scan in an environment.
type Runner func(env map[*Node]Array, outs []*Node) ([]Array, error)

// An Array is a dense float64 value, row-major in the order of its shape.
type Array struct {
	Shape Shape
	Data  []float64
}

// NewArray allocates zeros.
func NewArray(s Shape) Array { return Array{s, make([]float64, s.Count())} }

// A Node is one value. Nodes are immutable and hash-consed: equal work is one node.
type Node struct {
	ID    int
	Prim  *Prim
	Arg   Arg
	In    []*Node
	Shape Shape
	Outs  []Shape     // of a primitive with several results
	Span  source.Span // the line to blame
}

// Scalar reports whether the value has no axes.
func (n *Node) Scalar() bool { return len(n.Shape) == 0 }

func (n *Node) String() string { return fmt.Sprintf("%%%d", n.ID) }

// A Graph conses nodes. It is not safe for concurrent use.
type Graph struct {
	Nodes []*Node
	table map[string]*Node
	fresh int
	span  source.Span
}

// New is an empty graph.
func New() *Graph { return &Graph{table: map[string]*Node{}} }

// At sets the span that new nodes carry, and gives back the one before.
func (g *Graph) At(s source.Span) source.Span {
	old := g.span
	g.span = s
	return old
}

// Fresh is a number that no other call returns: for the placeholders of scans.
func (g *Graph) Fresh() int { g.fresh++; return g.fresh }

// A Fault is a node that cannot be. Building panics with one, since the checker
// should have found the mistake; Catch turns it into an error at the border.
type Fault struct {
	At   source.Span
	Prim string
	Why  error
}

func (f *Fault) Error() string { return f.Prim + ": " + f.Why.Error() }
func (f *Fault) Unwrap() error { return f.Why }

// Catch is deferred where building begins.
func Catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Fault:
		*err = r
	default:
		panic(r)
	}
}

// Fail stops building.
func (g *Graph) Fail(prim string, format string, args ...any) {
	panic(&Fault{At: g.span, Prim: prim, Why: fmt.Errorf(format, args...)})
}

// Node finds or makes a node.
func (g *Graph) Node(p *Prim, arg Arg, in ...*Node) *Node {
	var key strings.Builder
	key.WriteString(p.Name)
	if arg != nil {
		key.WriteByte(' ')
		key.WriteString(arg.String())
	}
	shapes := make([]Shape, len(in))
	for i, x := range in {
		if x == nil {
			g.Fail(p.Name, "input %d is missing", i)
		}
		fmt.Fprintf(&key, " %%%d", x.ID)
		shapes[i] = x.Shape
	}
	if n, ok := g.table[key.String()]; ok {
		return n
	}
	if p.Arity >= 0 && len(in) != p.Arity {
		g.Fail(p.Name, "takes %d inputs, not %d", p.Arity, len(in))
	}
	n := &Node{ID: len(g.Nodes), Prim: p, Arg: arg, In: in, Span: g.span}
	var err error
	if p.Outs != nil {
		n.Outs, err = p.Outs(shapes, arg)
	} else {
		n.Shape, err = p.Infer(shapes, arg)
	}
	if err != nil {
		g.Fail(p.Name, "%w", err)
	}
	g.Nodes = append(g.Nodes, n)
	g.table[key.String()] = n
	return n
}

// A Function is what is compiled: outputs computed from inputs. Carry pairs an
// input with the output that becomes its value before the next call, so that
// weights and optimizer state stay on the device.
type Function struct {
	Inputs  []*Node
	Outputs []*Node
	Carry   []Carried
}

// Carried pairs the place of an input with that of an output.
type Carried struct{ In, Out int }
