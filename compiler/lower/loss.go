package lower

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// Loss lowers a loss written as a function of the language. The function tells of one
// trial; score and target are of a batch, [batch, ..], and the result is its mean over
// the trials. It fails the building as rows do; see graph.Catch.
func Loss(b *layer.Build, fn *types.Function, score, target *graph.Node) *graph.Node {
	w := &walker{b: b}
	return w.in(func() *graph.Node {
		defer w.within(fn.Captured)()
		given := []*graph.Node{score, target}
		for i, p := range fn.Params {
			leaves := types.Leaves(p)
			if i == len(given) || len(leaves) != 1 {
				b.Fail("a loss takes two values, scores and targets")
			}
			w.env[leaves[0]] = given[i]
		}
		results := types.Leaves(fn.Result)
		if len(results) != 1 {
			b.Fail("a loss gives one number")
		}
		each := w.term(results[0])
		if rest := each.Shape.Without(layer.Batch); len(rest) > 0 {
			b.Fail("a loss gives one number for each trial, not %v", rest)
		}
		return b.Mean(each, each.Shape.Names()...)
	})
}
