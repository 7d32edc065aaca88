package op

import "github.com/eegp-lang/eegp/lang/types"

const later = "statistics"

var comparisons = []Row{
	{
		Sig:  `wilcoxon(against: Names = none, correct in [none, holm, bh] = none) : Compare`,
		Doc:  "Wilcoxon's signed-rank test between methods, on one score a subject.",
		Does: Later{Needs: later, As: types.CompareRole},
	},
	{
		Sig:  `effect(kind in [hedges, cohen] = hedges) : Compare`,
		Doc:  "The standardised mean difference between methods.",
		Does: Later{Needs: later, As: types.CompareRole},
	},
	{
		Sig:  `pooled(how in [stouffer] = stouffer) : Compare`,
		Doc:  "Joins the p-values of several data sets.",
		Does: Later{Needs: later, As: types.CompareRole},
	},
}
