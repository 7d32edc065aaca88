package train

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// ownLoss lowers a function of the language as a loss.
func ownLoss(fn *types.Function) func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
	return func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
		b.Fail("a loss of one's own cannot be lowered")
		return nil
	}
}
