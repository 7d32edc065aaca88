package op

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

var (
	net     = Later{Needs: "networks", As: types.StageRole, Net: true}
	netMap  = Later{Needs: "networks", As: types.StageRole}
	netWith = Later{Needs: "networks", As: types.OptionRole}
)

// Layers and training. They check in full: shapes, weights and kinds.
var networks = []Row{
	{
		Sig: `conv(over: Axes, kernel: Extent, mix: Axes = none, per: Axes = none, to: NewAxes = none, stride: Int in 1..1000 = 1, dilation: Int in 1..1000 = 1, pad in [same, valid, causal] = same, bias: Bool = no) : [..r, over, mix, per] u -> [..r, over, per, to] v`,
		Doc: "Slides learned weights along axes.", Does: net, Weights: convWeights,
	},
	{
		Sig: `linear(mix: Axes, per: Axes = none, to: NewAxes = none, max_norm: Real = none, bias: Bool = no) : [..r, mix, per] u -> [..r, per, to] v`,
		Doc: "Contracts axes with learned weights.", Does: net, Weights: productOf("mix", "per", "to"),
	},
	{
		Sig: `dense(to: NewAxes, max_norm: Real = none) : [..r] u -> [to] v`,
		Doc: "Contracts everything with learned weights, and adds a bias.", Does: net, Weights: denseWeights,
	},
	{
		Sig: `norm(per: Axes) : [..r, per] u -> [..r, per]`,
		Doc: "Normalises over the batch, with a learned scale and shift.", Does: net, Batch: true, Weights: normWeights,
	},
	{
		Sig: `pool(how in [mean, max, log_variance] = mean, over: Axis, by: Extent, pad in [same, valid] = same) : [..r, over=n] u -> [..r, over=n/by] u`,
		Doc: "Shrinks an axis by summarising neighbouring values.", Does: netMap,
	},
	{
		Sig: `dropout(share: Real in 0..1 = 0.5) : [..r] u -> [..r] u`,
		Doc: "Silences values at random while training.", Does: netMap, Random: true,
	},
	{Sig: `elu : [..r] u -> [..r] u`, Doc: "The identity above zero, an exponential below.", Does: netMap},
	{Sig: `relu : [..r] u -> [..r] u`, Doc: "The identity above zero, zero below.", Does: netMap},
	{Sig: `sum(over: Axis) : [..r, over] u -> [..r] u`, Doc: "Adds over an axis.", Does: netMap},
	{Sig: `mean(over: Axis) : [..r, over] u -> [..r] u`, Doc: "Averages over an axis.", Does: netMap},
	{Sig: `softmax(over: Axis) : [..r, over] -> [..r, over]`, Doc: "Positive numbers that sum to one.", Does: netMap},
	{Sig: `spike : [..r] -> [..r]`, Doc: "A step with a smooth gradient.", Does: netMap},
	{Sig: `rename(axes: Renames) : [..r] u -> [..r] u`, Doc: "Gives an axis another name.", Does: netMap, Result: renamed},
	{
		Sig: `scan(over: Axis, from: Real = 0, step: Fn) : [..r, over] u -> [..r, over] v`,
		Doc: "Carries a value along an axis.", Does: netMap, Lambda: scanned,
	},
	{Sig: `residual(inner: Stage) : inner`, Doc: "Adds what comes out of a stage to what went in.", Does: netMap, Keeps: true},
	{
		Sig: `repeat(times: Int in 1..1000, inner: Stage) : inner`,
		Doc: "The same stage several times, each with weights of its own.", Does: netMap, Keeps: true, Repeats: "times",
	},
	{
		Sig:  `train(net: Net, epochs: Int in 1..100000 = 100, loss: Fn in [cross_entropy, balanced] = cross_entropy, optimizer: Optimizer = adamw, stop: Stop = none, freeze: List Stage = none, repeats: Int in 1..1000 = 1) : net ~> Scores`,
		Doc:  "Trains a network on the training side of each fold.",
		Does: Later{Needs: "networks", As: types.StageRole}, Labels: true,
	},
	{
		Sig: `pretrain(net: Net, task: Task, epochs: Int in 1..100000 = 100, on: Recordings = none) : net -> net`,
		Doc: "Trains a network without labels before it is used.", Does: net,
	},
	{Sig: `masked(share: Real in 0..1 = 0.5) : Task`, Doc: "Guess what was hidden.", Does: netWith},
	{
		Sig: `adamw(rate: Real in 0..1 = 0.001, decay: Real in 0..1 = 0) : Optimizer`,
		Doc: "Adam with decoupled weight decay.", Does: netWith,
	},
	{
		Sig: `patience(epochs: Int in 1..10000) : Stop`,
		Doc: "Stops when the held-out loss no longer falls.", Does: netWith,
	},
}

// Methods of evoked and steady-state potentials, and of running decisions.
var stimulusRows = []Row{
	{
		Sig:  `filter_bank(bands: List Range Hz, phase in [zero, causal] = zero) : [..r, time] u -> [..r, band=bands, time] u`,
		Doc:  "Filters into several bands at once.",
		Does: Later{Needs: "filter banks", As: types.StageRole},
	},
	{
		Sig:  `cca(harmonics: Int in 1..20 = 5) : [..r, channel, time] u -> [..r, class]`,
		Doc:  "Canonical correlation with sines of each class's frequency.",
		Does: Later{Needs: "steady-state methods", As: types.StageRole},
	},
	{
		Sig:  `trca(ensemble: Bool = no) : [..r, channel, time] u ~> [..r, class]`,
		Doc:  "Task-related component analysis.",
		Does: Later{Needs: "steady-state methods", As: types.StageRole}, Labels: true,
	},
	{
		Sig:  `combine(over: Axis, by: List Real) : [..r, over] u -> [..r] u`,
		Doc:  "A weighted sum over an axis.",
		Does: Later{Needs: "steady-state methods", As: types.StageRole},
	},
	{
		Sig: `smooth(over: Axis, span: s) : Scores -> Scores`, Doc: "Averages decisions over time.",
		Does: Later{Needs: "pseudo-online evaluation", As: types.StageRole},
	},
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

// scanned types what a scan emits: the step sees one slice and the carried value.
func scanned(c Call, in, out types.Type, call func(string, ...types.Type) types.Type) types.Type {
	of, ok := types.Inner(in)
	if !ok {
		return out
	}
	names := c.Axes("over").Names()
	item := of.Without(names...)
	carry := item
	carry.Unit = types.Measure{}
	r, ok := call("step", carry, item).(types.RecordOf)
	if !ok {
		return out
	}
	for i, key := range r.Keys {
		emit, tensor := r.Elems[i].(types.Tensor)
		if key != "emit" || !tensor {
			continue
		}
		for _, name := range names {
			a, _ := of.Axis(name)
			emit = emit.With(a)
		}
		return types.Rewrap(in, emit)
	}
	return out
}

// sizeOf axes given as an argument: written sizes, else those of the input.
func sizeOf(c Call, in types.Tensor, param string) (int64, bool) {
	n := int64(1)
	for _, x := range c.Axes(param) {
		s := x.Size
		if !x.Sized {
			a, ok := in.Axis(x.Name)
			if !ok {
				return 0, false
			}
			s = a.Size
		}
		k, ok := s.Int()
		if !ok {
			return 0, false
		}
		n *= k
	}
	return n, true
}

func productOf(names ...string) func(Call, types.Tensor) (int64, bool) {
	return func(c Call, in types.Tensor) (int64, bool) {
		n := int64(1)
		for _, name := range names {
			k, ok := sizeOf(c, in, name)
			if !ok {
				return 0, false
			}
			n *= k
		}
		return n, true
	}
}

func convWeights(c Call, in types.Tensor) (int64, bool) {
	n, ok := productOf("mix", "per", "to")(c, in)
	for _, over := range c.Axes("over") {
		a, _ := in.Axis(over.Name)
		kernel, known := c.Samples("kernel", a.Rate)
		n, ok = n*int64(kernel), ok && known
	}
	return n, ok
}

func normWeights(c Call, in types.Tensor) (int64, bool) {
	n, ok := sizeOf(c, in, "per")
	return 2 * n, ok
}

func denseWeights(c Call, in types.Tensor) (int64, bool) {
	to := c.Axes("to").Names()
	all := int64(1)
	for _, a := range in.Without(to...).Axes {
		k, ok := a.Size.Int()
		if !ok {
			return 0, false
		}
		all *= k
	}
	out, ok := sizeOf(c, in, "to")
	return all*out + out, ok
}
