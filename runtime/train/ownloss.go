package train

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/lang/types"
)

// ownLoss lowers a function of the language as a loss.
func ownLoss(fn *types.Function) func(b *layer.Build, score, target, share *graph.Node) *graph.Node {
	return func(b *layer.Build, score, target, _ *graph.Node) *graph.Node {
		return lower.Loss(b, fn, score, target)
	}
}
