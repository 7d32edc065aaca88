package onnx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A Model is what is exported: the outputs of a network computed from its inputs,
// with the values of its weights and running states by name.
type Model struct {
	Name    string
	Inputs  []*graph.Node // stay inputs, by their names
	Outputs map[string]*graph.Node
	Order   []string // of the outputs
	Weights map[string][]float32
	Version string      // of eegp
	Notes   [][2]string // key and value, kept in the file
}

// Encode writes a model. It says which primitive has no counterpart in ONNX.
func Encode(m Model) ([]byte, error) {
	g := &graphProto{name: m.Name, doc: "axes: " + axesOf(m)}
	w := &writer{g: g, names: map[*graph.Node][]string{}, weights: m.Weights, consts: map[string]string{}, top: g}
	for _, in := range m.Inputs {
		name := in.Arg.(prim.Named).Name
		w.names[in] = []string{name}
		g.in = append(g.in, value{name: name, shape: sizes(in.Shape), doc: in.Shape.String()})
	}
	var outs []*graph.Node
	for _, name := range m.Order {
		outs = append(outs, m.Outputs[name])
	}
	if err := w.write(outs); err != nil {
		return nil, err
	}
	for i, name := range m.Order {
		g.nodes = append(g.nodes, node{op: "Identity", name: name, in: []string{w.name(outs[i])}, out: []string{name}})
		g.out = append(g.out, value{name: name, shape: sizes(outs[i].Shape), doc: outs[i].Shape.String()})
	}
	return encodeModel(g, "eegp", m.Version, m.Notes), nil
}

func axesOf(m Model) string {
	var parts []string
	for _, in := range m.Inputs {
		parts = append(parts, in.Arg.(prim.Named).String())
	}
	for _, name := range m.Order {
		parts = append(parts, name+" "+m.Outputs[name].Shape.String())
	}
	return strings.Join(parts, "; ")
}

func sizes(s graph.Shape) []int {
	out := make([]int, len(s))
	for i, a := range s {
		out[i] = a.Size
	}
	return out
}

// A writer adds the nodes of a graph, or of a scan's body, to g. Constants go to
// the outermost graph, which bodies see.
type writer struct {
	g, top  *graphProto
	names   map[*graph.Node][]string // results of each node by name
	weights map[string][]float32
	consts  map[string]string
	count   int
}

// name of a node's only result.
func (w *writer) name(n *graph.Node) string { return w.names[n][0] }

// fresh is a name that nothing else has.
func (w *writer) fresh(hint string) string {
	w.count++
	return fmt.Sprintf("%s_%d", hint, w.count)
}

// op adds a node with one result.
func (w *writer) op(op string, in []string, attrs ...attr) string {
	out := w.fresh(strings.ToLower(op))
	w.g.nodes = append(w.g.nodes, node{op: op, name: out, in: in, out: []string{out}, attrs: attrs})
	return out
}

func (w *writer) ints(values ...int) string {
	key := fmt.Sprint(values)
	if name, ok := w.consts[key]; ok {
		return name
	}
	name := w.fresh("ints")
	t := tensor{name: name, shape: []int{len(values)}, ints: make([]int64, len(values))}
	for i, v := range values {
		t.ints[i] = int64(v)
	}
	w.top.constants = append(w.top.constants, t)
	w.consts[key] = name
	return name
}

func (w *writer) number(v float64) string {
	key := fmt.Sprint("number ", v)
	if name, ok := w.consts[key]; ok {
		return name
	}
	name := w.fresh("number")
	w.top.constants = append(w.top.constants, tensor{name: name, shape: []int{}, floats: []float32{float32(v)}})
	w.consts[key] = name
	return name
}

func (w *writer) write(outs []*graph.Node) error {
	for _, n := range graph.Order(outs...) {
		if w.names[n] != nil {
			continue
		}
		names, err := w.node(n)
		if err != nil {
			return err
		}
		w.names[n] = names
	}
	return nil
}

func one(name string) ([]string, error) { return []string{name}, nil }

func (w *writer) node(n *graph.Node) ([]string, error) {
	switch a := n.Arg.(type) {
	case *prim.Constant:
		return w.constant(n, a)
	case prim.Named:
		values, ok := w.weights[a.Name]
		if !ok || len(values) != a.Shape.Count() {
			return nil, fmt.Errorf("%s has no value", a.Name)
		}
		w.top.constants = append(w.top.constants, tensor{name: a.Name, shape: sizes(a.Shape), floats: values})
		return one(a.Name)
	case prim.PartArg:
		return one(w.names[n.In[0]][a.Index])
	case prim.ContractArg:
		return one(w.contract(n, a))
	case prim.ScanArg:
		return w.scan(n, a)
	case prim.AxesArg:
		return w.reduce(n, a)
	}
	if n.Prim.Class == graph.Map {
		return w.mapped(n)
	}
	return w.view(n)
}

func (w *writer) constant(n *graph.Node, a *prim.Constant) ([]string, error) {
	if v, ok := a.Scalar(); ok {
		return one(w.number(v))
	}
	t := tensor{name: w.fresh("const"), shape: sizes(n.Shape), floats: make([]float32, len(a.Data))}
	for i, v := range a.Data {
		t.floats[i] = float32(v)
	}
	w.top.constants = append(w.top.constants, t)
	return one(t.name)
}

// aligned is a value with the axes of a shape in order, 1 where it lacks one, so
// that ONNX repeats it by position as eegp does by name.
func (w *writer) aligned(n *graph.Node, to graph.Shape) string {
	name := w.name(n)
	if len(n.Shape) == 0 {
		return name
	}
	own := to.Only(n.Shape.Names()...)
	name = w.ordered(name, n.Shape, own.Names())
	shape := make([]int, len(to))
	first := len(to)
	for i, a := range to {
		shape[i] = 1
		if n.Shape.Has(a.Name) {
			shape[i], first = a.Size, min(first, i)
		}
	}
	if len(own) == len(to)-first {
		return name // the leading ones are implied
	}
	return w.op("Reshape", []string{name, w.ints(shape[first:]...)})
}

// ordered is a value of a shape stored in another order of its axes.
func (w *writer) ordered(name string, s graph.Shape, axes []string) string {
	if slices.Equal(s.Names(), axes) {
		return name
	}
	perm := make([]int, len(axes))
	for i, a := range axes {
		perm[i] = s.Index(a)
	}
	return w.op("Transpose", []string{name}, attr{"perm", perm})
}

// simple are maps with an operator of their own.
var simple = map[*graph.Prim]string{}

func init() {
	for p, op := range map[*graph.Prim]string{
		prim.Neg: "Neg", prim.Recip: "Reciprocal", prim.Exp: "Exp", prim.Log: "Log", prim.Sin: "Sin", prim.Cos: "Cos",
		prim.Sqrt: "Sqrt", prim.Tanh: "Tanh", prim.Erf: "Erf", prim.Sigmoid: "Sigmoid", prim.Floor: "Floor", prim.Sign: "Sign",
		prim.Abs: "Abs", prim.Add: "Add", prim.Sub: "Sub", prim.Mul: "Mul", prim.Div: "Div", prim.Max: "Max", prim.Min: "Min",
		prim.Pow: "Pow",
	} {
		simple[p] = op
	}
}

func (w *writer) mapped(n *graph.Node) ([]string, error) {
	in := make([]string, len(n.In))
	for i, x := range n.In {
		in[i] = w.aligned(x, n.Shape)
	}
	float := func(name string) string { return w.op("Cast", []string{name}, attr{"to", typeFloat}) }
	switch n.Prim {
	case prim.Expm1:
		return one(w.op("Sub", []string{w.op("Exp", in), w.number(1)}))
	case prim.Log1p:
		return one(w.op("Log", []string{w.op("Add", []string{in[0], w.number(1)})}))
	case prim.Step:
		return one(float(w.op("Greater", []string{in[0], w.number(0)})))
	case prim.Less:
		return one(float(w.op("Less", in)))
	case prim.Equal:
		return one(float(w.op("Equal", in)))
	case prim.Select:
		yes := w.op("Cast", in[:1], attr{"to", typeBool})
		return one(w.op("Where", []string{yes, in[1], in[2]}))
	case prim.Via:
		return one(w.op("Identity", in[:1]))
	}
	if op, ok := simple[n.Prim]; ok {
		return one(w.op(op, in))
	}
	return nil, fmt.Errorf("ONNX has no operator for %s", n.Prim.Name)
}

func (w *writer) reduce(n *graph.Node, a prim.AxesArg) ([]string, error) {
	x := n.In[0]
	axes := make([]int, len(a))
	for i, name := range a {
		axes[i] = x.Shape.Index(name)
	}
	in := w.name(x)
	switch n.Prim {
	case prim.Sum:
		return one(w.op("ReduceSum", []string{in, w.ints(axes...)}, attr{"keepdims", 0}))
	case prim.Highest:
		return one(w.op("ReduceMax", []string{in}, attr{"axes", axes}, attr{"keepdims", 0}))
	case prim.ArgHighest:
		at := w.op("ArgMax", []string{in}, attr{"axis", axes[0]}, attr{"keepdims", 0})
		return one(w.op("Cast", []string{at}, attr{"to", typeFloat}))
	}
	return nil, fmt.Errorf("ONNX has no operator for %s", n.Prim.Name)
}
