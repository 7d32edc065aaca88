package exec

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/engine"
)

// atOnce is how many trials a lowered map takes at a time.
const atOnce = 64

// applyLowered applies a map that is written with layers, or a block in braces, to
// trials: it is compiled and runs in float32, each trial by itself.
func applyLowered(st *types.Stage, t *value.Trials) (*value.Trials, error) {
	batch := min(t.Len(), atOnce)
	if batch == 0 {
		return t, nil
	}
	shape := graph.Shape{{Name: layer.Batch, Size: batch}}
	for i, name := range t.X.Axes[1:] {
		shape = append(shape, graph.Axis{Name: name, Size: t.X.Shape[i+1]})
	}
	b := layer.New(graph.New(), false, len(t.Classes))
	in := b.Input("x", shape)
	out, err := lower.Stage(b, st, in)
	if err != nil {
		return nil, err
	}
	out = batchFirst(b, out, batch)
	p, err := engine.Compile(&graph.Function{Inputs: []*graph.Node{in}, Outputs: []*graph.Node{out}}, engine.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	x := value.NewTensor([]string{t.X.Axes[0]}, []int{t.Len()})
	for _, a := range out.Shape[1:] {
		x.Axes, x.Shape = append(x.Axes, a.Name), append(x.Shape, a.Size)
	}
	x.Data = make([]float64, t.Len()*out.Shape.Count()/batch)
	if of, ok := types.Inner(st.Out); ok {
		if a, ok := of.Axis("time"); ok {
			x.Rate, x.Start = a.Rate, a.Start
		}
	}
	return t.With(x), fill(p, t, x, batch)
}

// batchFirst stores trials one after the other; what does not depend on the trial is
// repeated for each.
func batchFirst(b *layer.Build, n *graph.Node, batch int) *graph.Node {
	want := append(graph.Shape{{Name: layer.Batch, Size: batch}}, n.Shape.Without(layer.Batch)...)
	return b.Ordered(n, want)
}

// fill runs a program over trials, a few at a time.
func fill(p engine.Program, t *value.Trials, to *value.Tensor, batch int) error {
	item, n := t.X.Stride(), to.Stride()
	x := make([]float32, batch*item)
	for first := 0; first < t.Len(); first += batch {
		// The last batch goes back, so that it is full.
		first := min(first, t.Len()-batch)
		for i, v := range t.X.Data[first*item : (first+batch)*item] {
			x[i] = float32(v)
		}
		p.Set(0, x)
		if err := p.Run(); err != nil {
			return err
		}
		for i, v := range p.Output(0) {
			to.Data[first*n+i] = float64(v)
		}
	}
	return nil
}

// isLowered reports whether a stage runs by its graph.
func isLowered(st *types.Stage) bool {
	return st.Form == types.BlockForm && st.Body != nil
}
