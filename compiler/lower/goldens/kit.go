package goldens

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
)

// A goldenGraph builds nodes on the arrays of a case.
type goldenGraph struct {
	*layer.Build
	t   *testing.T
	c   *vector
	env environment
	in  map[string]*graph.Node // by its name without prefix
	// alias gives axes of results the words of the vectors.
	alias map[string]string
}

func onCase(t *testing.T, c *vector) *goldenGraph {
	return &goldenGraph{Build: layer.New(graph.New(), true, 0), t: t, c: c, env: environment{}, in: map[string]*graph.Node{}}
}

// input is an array of the case: in.x or w.k. renames give axes other names in turn.
func (g *goldenGraph) input(name string, renames ...string) *graph.Node {
	g.t.Helper()
	a := g.c.Array(g.t, name)
	s := graph.Shape{}
	for i, n := range a.Shape {
		axis := fmt.Sprint("axis", i)
		if i < len(a.Axes) {
			axis = a.Axes[i]
		}
		if k := slices.Index(renames, axis); k >= 0 && k%2 == 0 {
			axis = renames[k+1]
		}
		s = append(s, graph.Axis{Name: axis, Size: n})
	}
	_, short, _ := strings.Cut(name, ".")
	n := g.Input(short, s)
	g.env[n] = graph.Array{Shape: s, Data: a.Data}
	g.in[short] = n
	return n
}

// hot is a one-hot array of labels along class; labels outside make zeros.
func (g *goldenGraph) hot(name string, classes int) *graph.Node {
	return g.Equal(g.input(name), g.Iota("class", classes))
}

// loss is what a loss written as text makes of nodes.
func (g *goldenGraph) loss(text string, score, target *graph.Node) *graph.Node {
	g.t.Helper()
	return g.lossWith(text, score, target, nil)
}

func (g *goldenGraph) lossWith(text string, score, target, share *graph.Node) (out *graph.Node) {
	g.t.Helper()
	c := netkit.Option(g.t, text)
	var err error
	func() {
		defer graph.Catch(&err)
		out = op.Of(c).Does.(op.Loss)(g.Build, c, score, target, share)
	}()
	if err != nil {
		g.t.Fatal(err)
	}
	if len(out.Shape) > 0 {
		g.t.Fatalf("%s gives %v", text, out.Shape)
	}
	return out
}

// each is a loss of every item along axes, as a reduction of none has it.
func (g *goldenGraph) each(text string, score, target *graph.Node, axes ...string) *graph.Node {
	if len(axes) == 0 {
		return g.loss(text, score, target)
	}
	var parts []*graph.Node
	for i := range score.Shape.Of(axes[0]) {
		part := g.each(text, g.Slice(score, axes[0], i, 1, 1), g.Slice(target, axes[0], i, 1, 1), axes[1:]...)
		if part.Shape.Has(axes[0]) {
			part = g.Sum(part, axes[0])
		}
		parts = append(parts, part)
	}
	return g.Concat(axes[0], parts...)
}

// check compares outputs, by name, and the gradients of everything that has one.
func (g *goldenGraph) check(outs map[string]*graph.Node) {
	t, c := g.t, g.c
	t.Helper()
	var nodes, ups, wrt, wanted []*graph.Node
	var names, gradients []string
	for _, full := range c.Names("out.") {
		name := strings.TrimPrefix(full, "out.")
		n, ok := outs[name]
		if !ok {
			t.Errorf("no output %s", name)
			continue
		}
		nodes, names = append(nodes, n), append(names, full)
		if c.Has("up." + name) {
			u := c.Array(t, "up."+name)
			up := g.Input("up."+name, n.Shape)
			g.env[up] = graph.Array{Shape: n.Shape, Data: u.Data}
			if len(u.Axes) > 0 {
				g.env[up] = graph.Array{Shape: n.Shape, Data: u.To(t, g.axes(n.Shape, u.Axes)...).Data}
			}
			wanted, ups = append(wanted, n), append(ups, up)
		}
	}
	for _, full := range c.Names("grad.") {
		name := strings.TrimPrefix(full, "grad.")
		if g.in[name] == nil {
			t.Errorf("no input %s", name)
			continue
		}
		wrt, gradients = append(wrt, g.in[name]), append(gradients, full)
	}
	for i, n := range grad.Through(g.Graph(), wanted, ups, wrt) {
		if n == nil {
			n = g.Expand(g.Num(0), wrt[i].Shape)
		}
		nodes, names = append(nodes, n), append(names, gradients[i])
	}
	if err := g.Graph().Verify(nodes...); err != nil {
		t.Fatal(err)
	}
	for i, a := range c.run(t, g.env, nodes...) {
		c.check(t, names[i], a.Data, g.axes(a.Shape, c.Array(t, names[i]).Axes))
	}
}

// axes of a result in the words of the vectors: an axis that they do not know is the
// one at its place.
func (g *goldenGraph) axes(s graph.Shape, known []string) []string {
	if len(s) == 0 || len(known) == 0 {
		return nil
	}
	out := s.Names()
	for i, a := range out {
		if word, ok := g.alias[a]; ok {
			out[i] = word
			continue
		}
		if !slices.Contains(known, a) && i < len(known) {
			out[i] = known[i]
		}
	}
	return out
}

// list writes numbers as the language does.
func list(values []float64) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = fmt.Sprintf("%.17g", v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
