package op

import (
	"github.com/eegp-lang/eegp/lang/types"
)

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
