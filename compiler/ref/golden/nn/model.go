package nn

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// A Layer is one line of params.layers of a model: the shape after it, without
// the batch.
type Layer struct {
	Name  string
	Shape []int
	Axes  []string
}

// Layers lists the layers of a model, model_full or train case.
func (c *Case) Layers(t testing.TB) []Layer {
	t.Helper()
	rows, ok := c.Params["layers"].([]any)
	if !ok {
		t.Fatalf("%s lists no layers", c.ID)
	}
	var out []Layer
	for _, r := range rows {
		row, ok := r.([]any)
		if !ok || len(row) != 3 {
			t.Fatalf("%s: a layer is [name, shape, axes], not %v", c.ID, r)
		}
		p := Params{"name": row[0], "shape": row[1], "axes": row[2]}
		out = append(out, Layer{p.Text(t, "name"), p.Ints(t, "shape"), p.Texts(t, "axes")})
	}
	return out
}

// Tensor reads an input, weight or state by its full name ("in.x", "in.labels",
// "w.conv1.kernel", "state.bn1.mean"), whether the case stores it, computes it,
// or refers to another case for it.
func (c *Case) Tensor(t testing.TB, name string) Array {
	t.Helper()
	if c.Has(name) {
		return c.Array(t, name)
	}
	if source := c.source(t); source != c && source.Has(name) {
		return source.Array(t, name)
	}
	scale, ok := c.procedural(t)[name]
	if !ok {
		t.Fatalf("%s has no tensor %q; it has %s", c.ID, name, strings.Join(c.Tensors(t), ", "))
	}
	a := c.layout(t, name)
	stream := c.Params.Group(t, "procedural").Text(t, "prefix") + "/" + name
	a.Data = Scaled(stream, size(a.Shape), scale[0], scale[1])
	return a
}

// Tensors lists the weights of a model in the order of the network, then its
// states (running statistics).
func (c *Case) Tensors(t testing.TB) []string {
	t.Helper()
	source := c.source(t)
	out := source.Names("w.")
	states := source.Names("state.")
	computed := c.procedural(t)
	for _, index := range c.Names("in.index.") {
		name := "w." + strings.TrimPrefix(index, "in.index.")
		if _, ok := computed[name]; ok && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for name := range computed {
		if strings.HasPrefix(name, "state.") && !slices.Contains(states, name) {
			states = append(states, name)
		}
	}
	if len(computed) > 0 {
		slices.Sort(states)
	}
	return append(out, states...)
}

// source is the case that holds the data of a train case, c itself otherwise.
func (c *Case) source(t testing.TB) *Case {
	t.Helper()
	if !c.Params.Has("data_from") {
		return c
	}
	from := c.set.Case(c.Params.Text(t, "data_from"))
	if from == nil {
		t.Fatalf("%s: its data are in %v, which is not in the set", c.ID, c.Params["data_from"])
	}
	return from
}

// procedural gives offset and scale of every tensor that is computed.
func (c *Case) procedural(t testing.TB) map[string][2]float64 {
	t.Helper()
	if !c.Params.Has("procedural") {
		return nil
	}
	out := map[string][2]float64{}
	tensors := c.Params.Group(t, "procedural").Group(t, "tensors")
	for name := range tensors {
		v := tensors.Floats(t, name)
		if len(v) != 2 {
			t.Fatalf("%s: %s has %v for offset and scale", c.ID, name, v)
		}
		out[name] = [2]float64{v[0], v[1]}
	}
	return out
}

// layout is a tensor's axes and shape where no stored array tells them.
func (c *Case) layout(t testing.TB, name string) Array {
	t.Helper()
	if e, ok := c.Entry(name); ok {
		return Array{Axes: e.Axes, Shape: e.Shape}
	}
	if source := c.source(t); source != c && source.Has(name) {
		return source.layout(t, name)
	}
	channels, samples := c.Params.Int(t, "C"), c.Params.Int(t, "T")
	if name == "in.x" {
		return Array{Axes: []string{"batch", "chan", "time"}, Shape: []int{c.Params.Int(t, "batch"), channels, samples}}
	}
	flat := 0
	for _, l := range c.Layers(t) {
		if l.Name == "flatten" {
			flat = size(l.Shape)
		}
	}
	model, ok := c.set.Models(t)[c.Params.Text(t, "model")]
	axes := model.Axes[name]
	if !ok || axes == nil {
		t.Fatalf("%s: params.json does not tell the shape of %q", c.ID, name)
	}
	shape := model.shape(name, channels, samples, c.Params.Int(t, "classes"), flat)
	return Array{Axes: axes, Shape: shape}
}

// Stats are the three numbers that stand for a tensor too large to store: the
// sum, the L2 norm and the largest magnitude.
func Stats(data []float64) [3]float64 {
	var sum, squares, most float64
	for _, v := range data {
		sum += v
		squares += v * v
		most = max(most, math.Abs(v))
	}
	return [3]float64{sum, math.Sqrt(squares), most}
}
