package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// Spikes.
var spikingRows = []Row{
	{
		Sig: `spike(surrogate in [fast_sigmoid, arctan, sigmoid, triangle, boxcar, gaussian] = fast_sigmoid, slope: Real in 0.000001..1000000 = none) : [..r] -> [..r]`,
		Doc: "A step with a smooth gradient.",
		Notes: "1 where the value is at or above zero, else 0. With k for `slope`, the gradient is 1/(1+k|u|)^2 (fast_sigmoid; Zenke and Ganguli 2018, k = 25), " +
			"(k/2)/(1+(pi/2 k u)^2) (arctan, k = 2), k s (1-s) with s = sigmoid(k u) (sigmoid, k = 4), k max(0, 1-k|u|) (triangle, k = 1), " +
			"1/k within |u| < k/2 (boxcar, k = 1), or the normal density of standard deviation k (gaussian, k = 0.5).",
		Try:  `shape(spike(surrogate: arctan), on: [filter=8, time=256]) == [filter=8, time=256]`,
		Does: Layer(lowerSpike),
	},
}

var defaultSlope = map[string]float64{
	"fast_sigmoid": 25, "arctan": 2, "sigmoid": 4, "triangle": 1, "boxcar": 1, "gaussian": 0.5,
}

func lowerSpike(b *layer.Build, c Call, u *graph.Node) *graph.Node {
	k := defaultSlope[c.Choice("surrogate")]
	if c.Has("slope") {
		k = c.Float("slope")
	}
	spikes := b.Sub(b.Num(1), b.Less(u, b.Num(0)))
	// The value carries no gradient; u times a constant has the gradient wanted.
	return b.Via(spikes, b.Mul(u, b.Stop(surrogate(b, c.Choice("surrogate"), k, u))))
}

// surrogate is the gradient that stands in for that of the step at zero.
func surrogate(b *layer.Build, name string, k float64, u *graph.Node) *graph.Node {
	one := b.Num(1)
	switch name {
	case "arctan":
		return b.Div(b.Num(k/2), b.Add(one, b.Square(b.Scale(u, math.Pi/2*k))))
	case "sigmoid":
		s := b.Sigmoid(b.Scale(u, k))
		return b.Scale(b.Mul(s, b.Sub(one, s)), k)
	case "triangle":
		return b.Scale(b.Max(b.Num(0), b.Sub(one, b.Scale(b.Abs(u), k))), k)
	case "boxcar":
		return b.Scale(b.Less(b.Abs(u), b.Num(k/2)), 1/k)
	case "gaussian":
		return b.Scale(b.Exp(b.Scale(b.Square(u), -0.5/(k*k))), 1/(k*math.Sqrt(2*math.Pi)))
	}
	return b.Recip(b.Square(b.Add(one, b.Scale(b.Abs(u), k))))
}
