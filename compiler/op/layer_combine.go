package op

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// What puts stages together and names axes.
var combineRows = []Row{
	{Sig: `rename(axes: Renames) : [..r] u -> [..r] u`, Doc: "Gives an axis another name.", Does: Layer(lowerRename), Result: renamed},
	{
		Sig: `residual(inner: Stage) : inner`, Doc: "Adds what comes out of a stage to what went in.", Keeps: true,
		Does: Layer(func(b *layer.Build, _ Call, x *graph.Node) *graph.Node {
			return b.Add(x, b.Ordered(b.Walk(b.Stage().Parts[0], x), x.Shape))
		}),
	},
	{
		Sig: `repeat(times: Int in 1..1000, inner: Stage) : inner`, Keeps: true, Repeats: "times",
		Doc: "The same stage several times, each with weights of its own.",
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			st := b.Stage()
			for i := range c.Int("times") {
				leave := b.Enter(fmt.Sprint(i+1), st)
				x = b.Walk(st.Parts[0], x)
				leave()
			}
			return x
		}),
	},
}

func lowerRename(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	var pairs []string
	names := c.Record("axes")
	for i, to := range names.Keys {
		pairs = append(pairs, types.Show(names.Values[i]), to)
	}
	return b.Rename(x, pairs...)
}

func renamed(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	if !ok {
		return out, nil
	}
	to := types.Tensor{Open: of.Open, Unit: of.Unit}
	names := c.Record("axes")
	for _, a := range of.Axes {
		for i, key := range names.Keys {
			if types.Show(names.Values[i]) == a.Name {
				a.Name = key
			}
		}
		to.Axes = append(to.Axes, a)
	}
	return types.Rewrap(in, to), nil
}
