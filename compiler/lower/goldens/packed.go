package goldens

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A packed case is a reference vector with several inputs and outputs, driven
// through the language: a network has one input and one output, so all inputs lie
// behind each other along an axis `packed`, which the text cuts and splits again,
// and so do the outputs.
type packed struct {
	ins     []piece
	outs    []piece
	body    string   // lets that compute the outputs from the inputs
	axes    string   // further axes that the text uses
	apart   []string // outputs that are judged elsewhere
	decls   string   // in front of the block
	weights []bound
	watched map[string][]string         // reference output -> paths of watched values, items of its first axis
	draws   map[string]func() []float64 // values of random draws by path
}

// A piece is an array of the case with the name that it has in the text and the
// names of its axes behind the batch, in the order in which they are stored.
type piece struct{ array, name, axes string }

// bound says which arrays of the case a weight is: axes names those of one array
// in stored order, with merged axes taken apart; several arrays are items of the
// weight's axis `along`. gates tells which gate of the array each gate of the
// weight is; part chooses one of parts equal parts of the array, or span the values
// from one place to another; the weight is less than the array by `less`, at the
// place along its last axis, where the text adds that.
type bound struct {
	path        string
	arrays      []string
	axes        string
	along       string
	gates       []int
	part, parts int
	span        [2]int
	less        func(last int) float64
}

// within is the part of an array that the weight is.
func (b bound) within(n int) (from, to int) {
	if b.span[1] > 0 {
		return b.span[0], b.span[1]
	}
	return b.part * n / b.parts, (b.part + 1) * n / b.parts
}

// rows is an array of the case with the batch first.
func rows(t *testing.T, c *vector, name string) ([]float64, int) {
	a := c.Array(t, name)
	k := slices.Index(a.Axes, "batch")
	if k < 0 {
		return a.Data, 1
	}
	order := append([]string{"batch"}, slices.Delete(slices.Clone(a.Axes), k, k+1)...)
	return a.To(t, order...).Data, a.Shape[k]
}

// sizes of an array's axes behind the batch.
func sizes(t *testing.T, c *vector, p piece) graph.Shape {
	e, ok := c.Entry(p.array)
	if !ok {
		t.Fatalf("%s has no array %s", c.ID, p.array)
	}
	var lengths []int
	for i, n := range e.Shape {
		if i >= len(e.Axes) || e.Axes[i] != "batch" {
			lengths = append(lengths, n)
		}
	}
	s := graph.Shape{}
	for i, name := range strings.Fields(p.axes) {
		s = append(s, graph.Axis{Name: name, Size: lengths[i]})
	}
	if len(s) != len(lengths) {
		t.Fatalf("%s: %s has %d axes behind the batch, not %s", c.ID, p.array, len(lengths), p.axes)
	}
	return s
}

// known axes need no declaration.
const known = " batch channel time freq band class filter depth feature token component direction "

// program is the text of the case.
func (p packed) program(t *testing.T, c *vector) (text string, length int) {
	var lets, outs []string
	axes := append([]string{"packed"}, strings.Fields(p.axes)...)
	declare := func(s graph.Shape) {
		for _, a := range s {
			name := strings.TrimRight(a.Name, "'")
			if !strings.Contains(known, " "+name+" ") && !slices.Contains(axes, name) {
				axes = append(axes, name)
			}
		}
	}
	for _, in := range p.ins {
		s := sizes(t, c, in)
		declare(s)
		cut := fmt.Sprintf("  let %s = x |> slice(over: packed, from: %d, size: %d)", in.name, length, s.Count())
		switch {
		case len(s) == 1:
			cut += fmt.Sprintf(" |> rename(%s=packed)", s[0].Name)
		case len(s) == 0:
			cut += " |> sum(over: packed)"
		default:
			cut += " |> split(packed, to: " + s.String() + ")"
		}
		lets = append(lets, cut)
		length += s.Count()
	}
	for _, out := range p.outs {
		s := sizes(t, c, out)
		declare(s)
		outs = append(outs, fmt.Sprintf("(%s |> merge([%s], to: packed))", out.name, strings.Join(s.Names(), ", ")))
	}
	result := outs[0]
	if len(outs) > 1 {
		result += " |> concat(with: [" + strings.Join(outs[1:], ", ") + "], over: packed)"
	}
	return fmt.Sprintf("axis %s\n%s\nblock net() : [packed] -> [packed] {\n%s\n%s\n  %s\n}\n",
		strings.Join(axes, ", "), p.decls, strings.Join(lets, "\n"), p.body, result), max(1, length)
}

// run judges outputs and gradients in float64.
func (p packed) run(t *testing.T, c *vector) {
	t.Helper()
	text, length := p.program(t, c)
	batch := 1
	packedIn := []float64{}
	var parts [][]float64
	for _, in := range p.ins {
		var data []float64
		data, batch = rows(t, c, in.array)
		parts = append(parts, data)
	}
	for b := range batch {
		for _, data := range parts {
			n := len(data) / batch
			packedIn = append(packedIn, data[b*n:(b+1)*n]...)
		}
	}
	if len(parts) == 0 {
		packedIn = []float64{0}
	}
	shape := netkit.Axes("batch", batch, "packed", length)
	n := netkit.Program(t, text, "net", shape, 0, 0)
	env := environment{n.Input: {Shape: shape, Data: packedIn}}
	p.setWeights(t, c, n, env)

	outs, ups := []*graph.Node{n.Learning}, []*graph.Node{}
	up := p.upstream(t, c, batch)
	env[hold(n, &ups, "packed up", up)] = up
	for _, name := range sortedKeys(p.watched) {
		data := p.watchedUp(t, c, name)
		for i, path := range p.watched[name] {
			k := slices.IndexFunc(n.Training.Watched, func(w layer.Watched) bool { return w.Path == path })
			if k < 0 {
				t.Fatalf("%s: nothing is watched at %s", c.ID, path)
			}
			node := n.Training.Watched[k].Node
			outs = append(outs, node)
			size := node.Shape.Count()
			a := graph.Array{Shape: p.watchedShape(c, name, node.Shape), Data: data[i*size : (i+1)*size]}
			env[hold(n, &ups, fmt.Sprintf("up %s %d", name, i), a)] = a
		}
	}
	for _, node := range graph.Order(outs...) {
		if d, ok := node.Arg.(prim.Draw); ok {
			if f := p.draws[d.Path]; f != nil {
				env[node] = graph.Array{Shape: node.Shape, Data: f()}
			}
		}
	}
	wrt := []*graph.Node{n.Input}
	for _, w := range n.Weights {
		wrt = append(wrt, w.Node)
	}
	grads := grad.Through(n.Graph, outs, ups, wrt)
	all := slices.Clone(outs)
	for i, g := range grads {
		if g == nil {
			grads[i] = prim.On(n.Graph).Expand(prim.On(n.Graph).Num(0), wrt[i].Shape)
		}
		all = append(all, grads[i])
	}
	got := c.run(t, env, all...)
	p.judgeOuts(t, c, got, batch)
	p.judgeGrads(t, c, n, got[len(outs):], batch)
	if t.Failed() {
		t.Log(text)
	}
}

func hold(n *lower.Network, ups *[]*graph.Node, name string, a graph.Array) *graph.Node {
	node := prim.On(n.Graph).Input(name, a.Shape)
	*ups = append(*ups, node)
	return node
}

func sortedKeys(m map[string][]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// stacked reports whether several watched values are items of one output.
func (p packed) stacked(c *vector, name string) bool {
	e, _ := c.Entry(name)
	return len(p.watched[name]) > 1 || len(e.Axes) > 0 && e.Axes[0] == "layer_x_dir"
}

// watchedUp is the gradient of a watched output: batch first, or items first.
func (p packed) watchedUp(t *testing.T, c *vector, name string) []float64 {
	e, _ := c.Entry(name)
	up := "up." + strings.TrimPrefix(name, "out.")
	if !c.Has(up) {
		n := 1
		for _, k := range e.Shape {
			n *= k
		}
		return make([]float64, n)
	}
	if p.stacked(c, name) {
		return c.Array(t, up).Data
	}
	data, _ := rows(t, c, up)
	return data
}

// watchedShape gives the axes of a watched value in the order of the reference,
// the batch first: axes are matched by name or by size.
func (p packed) watchedShape(c *vector, name string, s graph.Shape) graph.Shape {
	e, _ := c.Entry(name)
	out, rest := s.Only("batch"), s.Without("batch")
	for i, n := range e.Shape {
		if e.Axes[i] == "batch" || i == 0 && p.stacked(c, name) {
			continue
		}
		k := slices.IndexFunc(rest, func(a graph.Axis) bool {
			return a.Size == n && !out.Has(a.Name) && (a.Name == e.Axes[i] || !slices.Contains(e.Axes, a.Name))
		})
		out = append(out, rest[k])
	}
	return out
}

// upstream packs the gradients of the outputs; one without counts for nothing.
func (p packed) upstream(t *testing.T, c *vector, batch int) graph.Array {
	var parts [][]float64
	total := 0
	for _, out := range p.outs {
		n := sizes(t, c, out).Count()
		data := make([]float64, n*batch)
		if name := "up." + strings.TrimPrefix(out.array, "out."); c.Has(name) {
			data, _ = rows(t, c, name)
		}
		if len(data) < n*batch { // an output without a batch counts once
			data = append(slices.Clone(data), make([]float64, n*batch-len(data))...)
		}
		parts = append(parts, data)
		total += n
	}
	a := graph.NewArray(netkit.Axes("batch", batch, "packed", total))
	at := 0
	for b := range batch {
		for _, data := range parts {
			n := len(data) / batch
			at += copy(a.Data[at:], data[b*n:(b+1)*n])
		}
	}
	return a
}

// judgeRows compares data with the batch first.
func judgeRows(t *testing.T, c *vector, name string, data []float64) {
	t.Helper()
	e, _ := c.Entry(name)
	k := slices.Index(e.Axes, "batch")
	if k <= 0 {
		c.check(t, name, data, nil)
		return
	}
	c.check(t, name, data, append([]string{"batch"}, slices.Delete(slices.Clone(e.Axes), k, k+1)...))
}

func (p packed) judgeOuts(t *testing.T, c *vector, got []graph.Array, batch int) {
	t.Helper()
	for i, data := range unpack(got[0], p.outs, batch, func(q piece) int { return sizes(t, c, q).Count() }) {
		if e, _ := c.Entry(p.outs[i].array); !slices.Contains(e.Axes, "batch") {
			data = data[:len(data)/batch]
		}
		judgeRows(t, c, p.outs[i].array, data)
	}
	at := 1
	for _, name := range sortedKeys(p.watched) {
		var data []float64
		for range p.watched[name] {
			data = append(data, prim.Stored(got[at], p.watchedShape(c, name, got[at].Shape)).Data...)
			at++
		}
		if p.stacked(c, name) {
			c.check(t, name, data, nil)
		} else {
			judgeRows(t, c, name, data)
		}
	}
	for _, e := range c.Outputs {
		if slices.Contains(p.apart, e.Name) {
			continue
		}
		_, seen := p.watched[e.Name]
		if !seen && !slices.ContainsFunc(p.outs, func(q piece) bool { return q.array == e.Name }) {
			t.Errorf("%s: %s is not judged", c.ID, e.Name)
		}
	}
}

// unpack gives each piece of a packed array, the batch first.
func unpack(a graph.Array, ps []piece, batch int, count func(piece) int) [][]float64 {
	a = prim.Stored(a, netkit.Axes("batch", batch, "packed", a.Shape.Of("packed")))
	width, at := a.Shape.Of("packed"), 0
	var out [][]float64
	for _, q := range ps {
		n := count(q)
		var data []float64
		for b := range batch {
			data = append(data, a.Data[b*width+at:b*width+at+n]...)
		}
		out, at = append(out, data), at+n
	}
	return out
}

func (p packed) judgeGrads(t *testing.T, c *vector, n *lower.Network, got []graph.Array, batch int) {
	t.Helper()
	judged := map[string][]float64{}
	for i, data := range unpack(got[0], p.ins, batch, func(q piece) int { return sizes(t, c, q).Count() }) {
		name := "grad." + strings.TrimPrefix(p.ins[i].array, "in.")
		if strings.HasPrefix(p.ins[i].array, "w.") {
			name = "grad." + strings.TrimPrefix(p.ins[i].array, "w.")
		}
		if c.Has(name) {
			judgeRows(t, c, name, data)
			judged[name] = data
		}
	}
	for i, w := range n.Weights {
		b := p.bindingOf(t, c, w)
		b.spread(t, c, w, got[1+i], judged)
	}
	for _, name := range c.Names("grad.") {
		if judged[name] == nil {
			t.Errorf("%s: %s is not judged", c.ID, name)
			continue
		}
		if !slices.ContainsFunc(p.ins, func(q piece) bool { return "grad."+q.array[strings.Index(q.array, ".")+1:] == name }) {
			c.check(t, name, judged[name], nil)
		}
	}
}

func (p packed) bindingOf(t *testing.T, c *vector, w *layer.Weight) bound {
	k := slices.IndexFunc(p.weights, func(b bound) bool { return b.path == w.Path })
	if k < 0 {
		t.Fatalf("%s: the weight %s %v has no values", c.ID, w.Path, w.Shape)
	}
	b := p.weights[k]
	b.parts = max(1, b.parts)
	return b
}

func (p packed) setWeights(t *testing.T, c *vector, n *lower.Network, env environment) {
	for _, w := range n.Weights {
		b := p.bindingOf(t, c, w)
		whole := graph.Array{Shape: b.shape(w)}
		for _, name := range b.arrays {
			data := c.Array(t, name).Data
			from, to := b.within(len(data))
			whole.Data = append(whole.Data, b.turn(w, data[from:to], false)...)
		}
		if n := len(whole.Shape); b.less != nil {
			whole.Data = slices.Clone(whole.Data)
			for i := range whole.Data {
				whole.Data[i] -= b.less(i % whole.Shape[n-1].Size)
			}
		}
		if len(whole.Data) != whole.Shape.Count() {
			t.Fatalf("%s: %s is %v, the arrays hold %d values", c.ID, w.Path, w.Shape, len(whole.Data))
		}
		env[w.Node] = prim.Stored(whole, w.Shape)
	}
}

// shape of the weight in the order of the arrays.
func (b bound) shape(w *layer.Weight) graph.Shape {
	s := graph.Shape{}
	if b.along != "" {
		s = w.Shape.Only(b.along)
	}
	for _, name := range strings.Fields(b.axes) {
		s = append(s, w.Shape.Only(name)...)
	}
	return s
}

// turn reorders the gates of one array: into the weight's order, or back.
func (b bound) turn(w *layer.Weight, data []float64, back bool) []float64 {
	if b.gates == nil {
		return data
	}
	s := b.shape(w).Without(b.along)
	k := s.Index("gate")
	stride := s.Strides()[k]
	out := make([]float64, len(data))
	for i := range data {
		g := i / stride % s[k].Size
		j := i + (b.gates[g]-g)*stride
		if back {
			out[j] = data[i]
		} else {
			out[i] = data[j]
		}
	}
	return out
}

// spread writes the gradient of a weight where the arrays of the case have it.
func (b bound) spread(t *testing.T, c *vector, w *layer.Weight, g graph.Array, into map[string][]float64) {
	data := prim.Stored(g, b.shape(w)).Data
	n := len(data) / len(b.arrays)
	for i, array := range b.arrays {
		name := "grad." + array[strings.Index(array, ".")+1:]
		if into[name] == nil {
			into[name] = make([]float64, len(c.Array(t, array).Data))
		}
		from, _ := b.within(len(into[name]))
		copy(into[name][from:], b.turn(w, data[i*n:(i+1)*n], true))
	}
}
