package goldens

import (
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A layerVector is how a reference case is written as a network. Axes are in the
// order of the case's storage: a name, `-` for an axis of length 1 that the
// network has not, or filter=3*depth=2 for one that is two axes of the network.
type layerVector struct {
	text    string            // an expression, or a text that declares `net`
	in      string            // axes of in.x, or of the input called input
	input   string            // in.x unless given
	out     string            // axes of out.y
	weights map[string]string // of the case: its path in the network and its axes
	states  map[string]string
	applied bool // judge the network when it predicts
}

// A layerRun is a case under test.
type layerRun struct {
	layerVector
	c   *vector
	net *lower.Network
	env environment
}

// axesOf reads a list of axes against the shape of an array.
func axesOf(t testing.TB, spec string, shape []int) graph.Shape {
	t.Helper()
	words := strings.Fields(spec)
	if len(words) != len(shape) {
		t.Fatalf("axes %q do not fit %v", spec, shape)
	}
	out := graph.Shape{}
	for i, word := range words {
		if word == "-" {
			continue
		}
		parts := strings.Split(word, "*")
		for _, p := range parts {
			name, size, sized := strings.Cut(p, "=")
			n := shape[i]
			if sized {
				n, _ = strconv.Atoi(size)
			}
			out = append(out, graph.Axis{Name: name, Size: n})
		}
	}
	return out
}

// stored brings an array of the case into the order of a node.
func stored(t testing.TB, a nn.Array, spec string, like graph.Shape) graph.Array {
	t.Helper()
	s := withBatch(axesOf(t, spec, a.Shape), like)
	as := grouped(s, like)
	if !s.Same(as) {
		t.Fatalf("the case has %v, the network %v", s, like)
	}
	return graph.Array{Shape: like, Data: prim.Stored(graph.Array{Shape: s, Data: a.Data}, as).Data}
}

// withBatch is the shape of a case whose trials are an axis like any other: the
// network then has one trial.
func withBatch(s, like graph.Shape) graph.Shape {
	if like.Has("batch") && !s.Has("batch") {
		return append(netkit.Axes("batch", 1), s...)
	}
	return s
}

// grouped is a shape of the network with its filters cut into groups, when the
// case has them apart.
func grouped(s, like graph.Shape) graph.Shape {
	if !s.Has("group") {
		return like
	}
	out := graph.Shape{}
	for _, a := range like {
		if a.Name == "filter" {
			out = append(out, graph.Axis{Name: "group", Size: s.Of("group")})
			a.Size /= s.Of("group")
		}
		out = append(out, a)
	}
	return out
}

func (v layerVector) run(t *testing.T, c *vector) *layerRun {
	t.Helper()
	if v.input == "" {
		v.input = "in.x"
	}
	x := c.Array(t, v.input)
	in := withBatch(axesOf(t, v.in, x.Shape), netkit.Axes("batch", 1))
	text := v.text
	if !strings.Contains(text, "let net") && !strings.Contains(text, "block net") {
		text = "let net = " + text + "\n"
	}
	r := &layerRun{layerVector: v, c: c, env: environment{}}
	r.net = netkit.Lowered(t, text+extraAxes, in)
	r.env[r.net.Input] = graph.Array{Shape: in, Data: x.Data}
	r.env[r.net.Training.Key] = graph.NewArray(prim.KeyShape)
	for name, where := range v.weights {
		n := r.place(t, where)
		r.env[n] = stored(t, c.Array(t, name), spec(where), n.Shape)
	}
	for name, where := range v.states {
		n := r.place(t, where)
		r.env[n] = stored(t, c.Array(t, name), spec(where), n.Shape)
	}
	return r
}

// extraAxes are names that the cases use and the language does not know.
const extraAxes = "\naxis sample, head, unit, left, right, i, j, k, query, key, dim, out\n"

// spec is what follows the path.
func spec(where string) string { _, s, _ := strings.Cut(where, " "); return s }

// place finds a weight or state by the end of its path.
func (r *layerRun) place(t *testing.T, where string) *graph.Node {
	t.Helper()
	path, _, _ := strings.Cut(where, " ")
	var have []string
	for _, w := range r.net.Weights {
		if w.Path == path {
			return w.Node
		}
		have = append(have, w.Path)
	}
	for _, s := range r.net.States {
		if s.Path == path {
			return s.Node
		}
		have = append(have, s.Path)
	}
	t.Fatalf("there is no %s among %v", path, have)
	return nil
}

func (r *layerRun) eval(t *testing.T, outs ...*graph.Node) []graph.Array {
	t.Helper()
	return r.c.run(t, r.env, outs...)
}

// check compares a node with an array of the case.
func (r *layerRun) check(t *testing.T, name, axes string, got graph.Array) {
	t.Helper()
	want := r.c.Array(t, name)
	s := withBatch(axesOf(t, axes, want.Shape), got.Shape)
	got.Shape = grouped(s, got.Shape)
	if !s.Same(got.Shape) {
		t.Fatalf("%s is %v, want %v", name, got.Shape, s)
	}
	r.c.check(t, name, prim.Stored(got, s).Data, nil)
}

func (r *layerRun) result() *graph.Node {
	if r.applied {
		return r.net.Applied
	}
	return r.net.Learning
}

// judge checks the output and every gradient of the case.
func (v layerVector) judge(t *testing.T, c *vector) {
	t.Helper()
	v.run(t, c).judge(t)
}

// judge compares the output, further ones, and every gradient.
func (r *layerRun) judge(t *testing.T, also ...result) {
	t.Helper()
	outs := r.outputs(also...)
	r.compare(t, append(outs, r.gradients(t, outs...)...)...)
}

// A result is a node beside the array of the case that it must equal.
type result struct {
	name, axes string
	node       *graph.Node
}

// compare computes results together and judges each.
func (r *layerRun) compare(t *testing.T, all ...result) {
	t.Helper()
	nodes := make([]*graph.Node, len(all))
	for i, a := range all {
		nodes[i] = a.node
	}
	for i, got := range r.eval(t, nodes...) {
		r.check(t, all[i].name, all[i].axes, got)
	}
}

// outputs are all that enter the scalar of the case.
func (r *layerRun) outputs(also ...result) []result {
	return append(also, result{"out.y", r.out, r.result()})
}

func (r *layerRun) gradients(t *testing.T, of ...result) []result {
	t.Helper()
	var outs, ups []*graph.Node
	b := prim.On(r.net.Graph)
	for _, o := range of {
		up := r.c.Array(t, strings.Replace(o.name, "out.", "up.", 1))
		outs, ups = append(outs, o.node), append(ups, b.Const(stored(t, up, o.axes, o.node.Shape)))
	}
	var all []result
	for _, name := range r.c.Names("grad.") {
		axes, node := r.in, r.net.Input
		if "in."+name[5:] != r.input {
			where, ok := r.weights["w."+name[5:]]
			if !ok {
				where, ok = r.weights["in."+name[5:]]
			}
			if !ok {
				t.Fatalf("%s is not mapped", name)
			}
			axes, node = spec(where), r.place(t, where)
		}
		all = append(all, result{name, axes, grad.Through(r.net.Graph, outs, ups, []*graph.Node{node})[0]})
	}
	return all
}
