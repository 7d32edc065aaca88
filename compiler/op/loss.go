package op

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/types"
)

// Losses. Every one gives a scalar: the mean over the trials of a batch and over the
// axes that are left, unless it says otherwise.
var lossRows = slices.Concat(classLosses, valueLosses, shareLosses, pairLosses, sampleLosses, sequenceLosses)

const reduceChoices = `reduce in [mean, sum] = mean`

// reduced is the mean or the sum of what a loss gives for each item.
func reduced(b *layer.Build, c Call, each *graph.Node) *graph.Node {
	names := each.Shape.Names()
	if c.Choice("reduce") == "sum" {
		return b.Sum(each, names...)
	}
	return b.Mean(each, names...)
}

// classAxis is the axis of classes: the one of that name, or the only one there is.
func classAxis(b *layer.Build, c Call, score *graph.Node) string {
	rest := score.Shape.Without(layer.Batch)
	switch {
	case score.Shape.Has("class"):
		return "class"
	case len(rest) == 1:
		return rest[0].Name
	}
	b.Fail("%s needs scores with an axis class, and the network gives %v", c.Op.Name, rest)
	return ""
}

// alike stops when score and target differ in their axes.
func alike(b *layer.Build, c Call, score, target *graph.Node) {
	if !score.Shape.Same(target.Shape) {
		b.Fail("%s compares values of equal axes: the network gives %v, the target is %v", c.Op.Name,
			score.Shape.Without(layer.Batch), target.Shape.Without(layer.Batch))
	}
}

// vectorAxes are the axes that make one vector of a trial.
func vectorAxes(x *graph.Node) []string { return x.Shape.Without(layer.Batch).Names() }

// weightsOf a parameter that holds a number for each item of an axis; nil for none.
func weightsOf(b *layer.Build, c Call, param, axis string, size int) *graph.Node {
	if !c.Has(param) {
		return nil
	}
	list := floatsOf(c, param)
	if len(list) != size {
		b.Fail("%s has %d numbers in `%s`, and there are %d along %s", c.Op.Name, len(list), param, size, axis)
	}
	return b.Vector(axis, list)
}

// floatsOf a list of numbers.
func floatsOf(c Call, param string) []float64 {
	var out []float64
	for _, v := range c.List(param) {
		if n, ok := v.(types.Num); ok {
			out = append(out, n.Float())
		}
	}
	return out
}

// eachOf makes a loss of what a function gives for each value of score and target.
func eachOf(f func(b *layer.Build, c Call, x, y *graph.Node) *graph.Node) Loss {
	return func(b *layer.Build, c Call, score, target, _ *graph.Node) *graph.Node {
		alike(b, c, score, target)
		return reduced(b, c, f(b, c, score, target))
	}
}

// logShares are log probabilities of what the network gives, as `from` says.
func logShares(b *layer.Build, c Call, score *graph.Node, axis string) *graph.Node {
	switch c.Choice("from") {
	case "log":
		return score
	case "probabilities":
		p := b.Div(score, b.Sum(score, axis))
		return b.Log(b.Min(b.Max(p, b.Num(1e-7)), b.Num(1-1e-7)))
	}
	return layer.LogSoftmax(b, score, axis)
}
