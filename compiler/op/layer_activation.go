package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
)

// each is an elementwise layer without parameters.
func each(f func(b *layer.Build, x *graph.Node) *graph.Node) Layer {
	return func(b *layer.Build, _ Call, x *graph.Node) *graph.Node { return f(b, x) }
}

// after is an example of an activation: behind a convolution, whose result has no
// unit.
func after(stage string) string {
	return `train(linear(mix: channel, to: filter=2) |> ` + stage + ` |> mean(over: time) |> dense(class), epochs: 1)`
}

var activationRows = append(append(append([]Row{}, pointRows...), gateRows...), dropoutRows...)

// Functions of one value at a time.
var pointRows = []Row{
	{Sig: `relu : [..r] u -> [..r] u`, Doc: "The identity above zero, zero below.", Try: after(`relu`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Max(b.Num(0), x)
	})},
	{Sig: `leaky_relu(slope: Real = 0.01) : [..r] u -> [..r] u`, Doc: "The identity above zero, a flat line below.", Notes: "The slope is PyTorch's; Keras uses 0.3.", Try: after(`leaky_relu`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return b.Select(b.Step(x), x, b.Scale(x, c.Float("slope")))
	})},
	{Sig: `prelu(per: Axes = none) : [..r, per] u -> [..r, per] u`, Doc: "The identity above zero, a line with a learned slope below.", Notes: "One slope for everything, or one for each entry of `per`; it begins at 0.25 as in PyTorch (He et al. 2015).", Try: after(`prelu(per: filter)`), Does: Net(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		slope := b.Weight("slope", x.Shape.Only(c.Axes("per").Names()...), layer.Init{Rule: "constant", Value: 0.25})
		return b.Select(b.Step(x), x, b.Mul(slope.Node, x))
	})},
	{Sig: `elu(alpha: Real = 1) : [..r] u -> [..r] u`, Doc: "The identity above zero, an exponential below.", Try: after(`elu`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return elu(b, x, c.Float("alpha"), 1)
	})},
	{Sig: `celu(alpha: Real in 0.000001..1000000 = 1) : [..r] -> [..r]`, Doc: "An elu without a kink, whatever alpha is.", Notes: "alpha * (exp(x/alpha) - 1) below zero.", Try: after(`celu`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return elu(b, x, c.Float("alpha"), c.Float("alpha"))
	})},
	{Sig: `selu : [..r] -> [..r]`, Doc: "An elu scaled so that mean 0 and variance 1 are kept.", Notes: "Klambauer et al. 2017; goes with `dropout(kind: alpha)` and `init: lecun_normal`.", Try: after(`selu`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Scale(elu(b, x, seluAlpha, 1), seluScale)
	})},
	{Sig: `gelu(approximate in [none, tanh] = none) : [..r] -> [..r]`, Doc: "The input times the probability that a normal value is smaller.", Notes: "x/2 * (1 + erf(x/sqrt(2))), or the older approximation by tanh.", Try: after(`gelu`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return gelu(b, x, c.Choice("approximate") == "tanh")
	})},
	{Sig: `silu : [..r] -> [..r]`, Doc: "The input times its sigmoid, also called swish.", Try: after(`silu`), Does: each(silu)},
	{Sig: `swish(per: Axes = none) : [..r, per] -> [..r, per]`, Doc: "The input times the sigmoid of a learned multiple of it.", Notes: "x * sigmoid(beta*x); beta begins at 1 (Ramachandran et al. 2017).", Try: after(`swish`), Does: Net(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		beta := b.Weight("beta", x.Shape.Only(c.Axes("per").Names()...), layer.Ones)
		return b.Mul(x, b.Sigmoid(b.Mul(beta.Node, x)))
	})},
	{Sig: `mish : [..r] -> [..r]`, Doc: "The input times the tanh of its softplus.", Try: after(`mish`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Mul(x, b.Tanh(layer.Softplus(b, x)))
	})},
	{Sig: `softplus(beta: Real in 0.000001..1000000 = 1) : [..r] -> [..r]`, Doc: "A smooth relu: log(1 + exp(beta*x)) / beta.", Notes: "Exact at both ends, without a change to a line.", Try: after(`softplus`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return b.Scale(layer.Softplus(b, b.Scale(x, c.Float("beta"))), 1/c.Float("beta"))
	})},
	{Sig: `softsign : [..r] -> [..r]`, Doc: "x / (1 + |x|).", Try: after(`softsign`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Div(x, b.Add(b.Abs(x), b.Num(1)))
	})},
	{Sig: `sigmoid : [..r] -> [..r]`, Doc: "1 / (1 + exp(-x)).", Try: after(`sigmoid`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Sigmoid(x) })},
	{Sig: `log_sigmoid : [..r] -> [..r]`, Doc: "The logarithm of the sigmoid.", Try: after(`log_sigmoid`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Neg(layer.Softplus(b, b.Neg(x)))
	})},
	{Sig: `hard_sigmoid(slope: Real in 0..1 = 0.16666666666666666) : [..r] -> [..r]`, Doc: "A sigmoid of straight lines.", Notes: "slope * x + 1/2, cut to 0..1. The slope is 1/6 in PyTorch and Keras 3, and 0.2 in Keras 2, where ConvLSTM uses it.", Try: after(`hard_sigmoid`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		return within(b, b.Add(b.Scale(x, c.Float("slope")), b.Num(0.5)), 0, 1)
	})},
	{Sig: `hard_swish : [..r] -> [..r]`, Doc: "The input times its hard sigmoid.", Try: after(`hard_swish`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node {
		return b.Mul(x, within(b, b.Add(b.Scale(x, 1.0/6), b.Num(0.5)), 0, 1))
	})},
	{Sig: `tanh : [..r] -> [..r]`, Doc: "The hyperbolic tangent.", Fold: math.Tanh, Try: after(`tanh`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Tanh(x) })},
	{Sig: `clip(to: Range Real) : [..r] -> [..r]`, Doc: "Cuts values off at both ends.", Notes: "Beyond the ends the gradient is zero. `clip(-1..1)` is the hard tanh, `clip(0..6)` relu6.", Try: after(`clip(-1..1)`), Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		r, _ := c.Range("to")
		return within(b, x, r.Lo.Float(), r.Hi.Float())
	})},
	{Sig: `square : [..r] u -> [..r] u^2`, Doc: "The square of each value.", Try: after(`square`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Square(x) })},
	{Sig: `sqrt : [..r] -> [..r]`, Doc: "The square root, of a plain number.", Fold: math.Sqrt, Try: after(`abs |> sqrt`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Sqrt(x) })},
	{Sig: `abs : [..r] u -> [..r] u`, Doc: "The magnitude of each value.", Try: after(`abs`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Abs(x) })},
	{Sig: `exp : [..r] -> [..r]`, Doc: "The exponential, of a plain number.", Fold: math.Exp, Try: after(`clip(-5..5) |> exp`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Exp(x) })},
	{Sig: `log : [..r] -> [..r]`, Doc: "The natural logarithm, of a plain number.", Fold: math.Log, Try: after(`exp |> log`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Log(x) })},
	{
		Sig: `safe_log(floor: Real = 0.000001) : [..r] -> [..r]`, Doc: "The logarithm of values that are at least a floor.",
		Notes: "Below the floor the gradient is zero. ShallowConvNet is `square |> pool(mean, ..) |> safe_log`.",
		Try:   after(`square |> safe_log`),
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return b.Log(b.Max(x, b.Num(c.Float("floor"))))
		}),
	},
	{Sig: `log1p : [..r] -> [..r]`, Doc: "The logarithm of 1 + x, exact for small x.", Fold: math.Log1p, Try: after(`square |> log1p`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Log1p(x) })},
	{Sig: `sin : [..r] -> [..r]`, Doc: "The sine of an angle in radians.", Fold: math.Sin, Try: after(`sin`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Sin(x) })},
	{Sig: `cos : [..r] -> [..r]`, Doc: "The cosine of an angle in radians.", Fold: math.Cos, Try: after(`cos`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Cos(x) })},
	{Sig: `erf : [..r] -> [..r]`, Doc: "The error function.", Fold: math.Erf, Try: after(`erf`), Does: each(func(b *layer.Build, x *graph.Node) *graph.Node { return b.Erf(x) })},
}

// The constants of Klambauer et al. 2017.
const (
	seluAlpha = 1.6732632423543772
	seluScale = 1.0507009873554805
)

// elu is alpha*(exp(x/width)-1) below zero.
func elu(b *layer.Build, x *graph.Node, alpha, width float64) *graph.Node {
	low := b.Min(x, b.Num(0))
	if width != 1 {
		low = b.Scale(low, 1/width)
	}
	return b.Select(b.Step(x), x, b.Scale(b.Expm1(low), alpha))
}

func silu(b *layer.Build, x *graph.Node) *graph.Node { return b.Mul(x, b.Sigmoid(x)) }

func gelu(b *layer.Build, x *graph.Node, approximate bool) *graph.Node {
	share := b.Erf(b.Scale(x, math.Sqrt2/2))
	if approximate {
		cube := b.Mul(x, b.Square(x))
		share = b.Tanh(b.Scale(b.Add(x, b.Scale(cube, 0.044715)), math.Sqrt(2/math.Pi)))
	}
	return b.Mul(b.Scale(x, 0.5), b.Add(share, b.Num(1)))
}

// within cuts values off at both ends.
func within(b *layer.Build, x *graph.Node, low, high float64) *graph.Node {
	return b.Min(b.Max(x, b.Num(low)), b.Num(high))
}

// Softmax, and units that gate one half of an axis by the other.
var gateRows = []Row{
	{
		Sig: `softmax(over: Axes, temperature: Real in 0.000001..1000000 = 1, mask: Tensor = none) : [..r, over] -> [..r, over]`, Doc: "Positive numbers that sum to one.",
		Notes: "The input is divided by `temperature`. Where `mask` is 0 the result is 0; where everything is masked, all of it is.",
		Try:   after(`softmax(over: filter)`),
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := c.Axes("over").Names()
			if t := c.Float("temperature"); t != 1 {
				x = b.Scale(x, 1/t)
			}
			var mask *graph.Node
			if t := c.Term("mask"); t != nil {
				mask = b.Term(t)
			}
			return softmax(b, x, mask, over)
		}),
	},
	{Sig: `log_softmax(over: Axes) : [..r, over] -> [..r, over]`, Doc: "The logarithm of the softmax.", Try: after(`log_softmax(over: filter)`), Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		return layer.LogSoftmax(b, x, over...)
	})},
	{Sig: `logsumexp(over: Axes) : [..r, over] -> [..r]`, Doc: "A smooth maximum: the logarithm of the sum of exponentials.", Try: `train(linear(mix: channel, to: filter=2) |> logsumexp(over: time) |> dense(class), epochs: 1)`, Does: overAxes(func(b *layer.Build, x *graph.Node, over []string) *graph.Node {
		highest := b.Stop(b.Highest(x, over...))
		return b.Add(highest, b.Log(b.Sum(b.Exp(b.Sub(x, highest)), over...)))
	})},
	{
		Sig: `maxout(over: Axis, pieces: Int in 2..1000 = 2) : [..r, over=n] u -> [..r, over=n/pieces] u`, Doc: "The largest of each few neighbours along an axis.",
		Notes: "Goodfellow et al. 2013. The axis falls into contiguous pieces.",
		Try:   after(`maxout(over: filter)`), Result: divided("pieces"),
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			axis, pieces := c.Axes("over").Names()[0], c.Int("pieces")
			n := x.Shape.Of(axis)
			return b.Highest(b.Split(x, axis, graph.Shape{{Name: axis, Size: n / pieces}, {Name: layer.Tap(axis), Size: pieces}}), layer.Tap(axis))
		}),
	},
	{
		Sig: `glu(kind in [glu, geglu, swiglu, reglu, gtu, bilinear] = glu, over: Axis) : [..r, over=n] u -> [..r, over=n/2] u`, Doc: "One half of an axis gates the other.",
		Notes: "With a the first and b the second half: glu a*sigmoid(b) (Dauphin et al. 2017), geglu a*gelu(b), reglu a*relu(b), swiglu silu(a)*b, bilinear a*b (Shazeer 2020), gtu tanh(a)*sigmoid(b).",
		Try:   after(`glu(over: filter)`), Result: divided(""),
		Does: Layer(lowerGLU),
	},
}

func softmax(b *layer.Build, x, mask *graph.Node, over []string) *graph.Node {
	if mask != nil {
		x = b.Select(mask, x, b.Num(math.Inf(-1)))
	}
	highest := b.Stop(b.Highest(x, over...))
	if mask == nil {
		e := b.Exp(b.Sub(x, highest))
		return b.Div(e, b.Sum(e, over...))
	}
	// The largest exponential is 1, so the sum is small only where all is masked.
	e := b.Exp(b.Sub(x, b.Max(highest, b.Num(-math.MaxFloat32))))
	return b.Div(e, b.Max(b.Sum(e, over...), b.Num(tiny)))
}

func lowerGLU(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	axis := c.Axes("over").Names()[0]
	half := x.Shape.Of(axis) / 2
	first, second := b.Slice(x, axis, 0, half, 1), b.Slice(x, axis, half, half, 1)
	switch c.Choice("kind") {
	case "geglu":
		return b.Mul(first, gelu(b, second, false))
	case "reglu":
		return b.Mul(first, b.Max(b.Num(0), second))
	case "swiglu":
		return b.Mul(silu(b, first), second)
	case "gtu":
		return b.Mul(b.Tanh(first), b.Sigmoid(second))
	case "bilinear":
		return b.Mul(first, second)
	}
	return b.Mul(first, b.Sigmoid(second))
}
