package op

import (
	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/metric"
	"github.com/eegp-lang/eegp/lang/types"
)

var scores = []Row{
	{
		Sig: `accuracy : Score`, Doc: "The share of correct predictions.",
		Notes: "Its interval is Wilson's, over all test trials.",
		Try:   `score = accuracy`,
		Does:  Score{Of: ofCounts(func(_ Call, c *metric.Confusion) float64 { return c.Accuracy() }), Proportion: true, High: 1},
	},
	{
		Sig: `balanced_accuracy(adjusted: Bool = no) : Score`, Doc: "The mean recall of the classes.",
		Notes: "Over the classes that occur in the test fold. adjusted: yes puts chance at 0.",
		Try:   `score = balanced_accuracy`,
		Does:  Score{Of: ofCounts(func(c Call, m *metric.Confusion) float64 { return m.BalancedAccuracy(c.Bool("adjusted")) }), Low: -1, High: 1},
	},
	{
		Sig: `kappa : Score`, Doc: "Cohen's kappa: agreement beyond what the class frequencies give by chance.",
		Notes: "Cohen 1960. 0 at chance; undefined when truth and prediction are one and the same class.",
		Try:   `score = kappa`,
		Does:  Score{Of: ofCounts(func(_ Call, m *metric.Confusion) float64 { return m.Kappa(metric.Unweighted) }), Low: -1, High: 1},
	},
	{
		Sig: `f1(average in [macro, micro, weighted] = macro) : Score`, Doc: "The harmonic mean of precision and recall.",
		Notes: "Averaged over the classes that occur in truth or prediction.",
		Try:   `score = f1`,
		Does:  Score{Of: ofCounts(f1), High: 1},
	},
	{
		Sig: `auc : Score`, Doc: "Area under the ROC curve.",
		Notes: "Two classes: the later one (by name) is positive, its score is the decision value. More classes: the " +
			"mean of each class against the others. A test fold that lacks a class has no value.",
		Try:  `score = auc`,
		Does: Score{Of: auc, High: 1},
	},
	{
		Sig: `confusion : Score`, Doc: "The table of true classes (rows) against predicted classes (columns), summed over folds.",
		Try: `score = [accuracy, confusion]`, Does: Score{Table: confusion},
	},
	{
		Sig: `itr(selection: s = 0 s, rest: s = 0 s) : Score`, Doc: "Wolpaw's information transfer rate in bits per minute.",
		Does: Later{Needs: "selection times", As: types.ScoreRole},
	},
	{
		Sig: `latency : Score`, Doc: "The time from an event to its first correct decision.",
		Does: Later{Needs: "pseudo-online evaluation", As: types.ScoreRole},
	},
	{
		Sig: `false_alarms : Score`, Doc: "Wrong decisions in an hour of idle time.",
		Does: Later{Needs: "pseudo-online evaluation", As: types.ScoreRole},
	},
}

func count(o Outcome) (*metric.Confusion, error) {
	return metric.Count(o.Labels, o.Predicted, nil, len(o.Classes))
}

// ofCounts is a score of the table of truth and prediction.
func ofCounts(of func(Call, *metric.Confusion) float64) func(Call, Outcome) (float64, error) {
	return func(c Call, o Outcome) (float64, error) {
		m, err := count(o)
		if err != nil {
			return 0, err
		}
		return of(c, m), nil
	}
}

func f1(c Call, m *metric.Confusion) float64 {
	averages := map[string]metric.Average{"macro": metric.Macro, "micro": metric.Micro, "weighted": metric.Weighted}
	return m.F(1, averages[c.Choice("average")])
}

func auc(_ Call, o Outcome) (float64, error) {
	if len(o.Classes) == 2 {
		d := make([]float64, len(o.Decision))
		for i, row := range o.Decision {
			d[i] = row[1] - row[0]
		}
		return metric.AUC(o.Labels, d, nil)
	}
	m := mat.NewDense(len(o.Decision), len(o.Classes), nil)
	for i, row := range o.Decision {
		m.SetRow(i, row)
	}
	return metric.MulticlassAUC(o.Labels, m, metric.OneVsRest, metric.Macro)
}

func confusion(o Outcome) ([][]float64, error) {
	m, err := count(o)
	if err != nil {
		return nil, err
	}
	return m.Counts, nil
}
