package op

import (
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
		Sig: `scan(over: Axis, from: State = 0, step: Step) : [..r, over] u -> [..r, over] v`,
		Doc: "Carries a state along an axis.", Does: netMap,
	},
	{
		Sig:  `train(net: Net, epochs: Int in 1..100000 = 100, loss: Loss in [cross_entropy, balanced] = cross_entropy, optimizer: Optimizer = adamw, stop: Stop = none, freeze: List Part = none, repeats: Int in 1..1000 = 1) : net ~> Scores`,
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
