package op

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/compiler/ref/spatial"
	"github.com/eegp-lang/eegp/compiler/value"
)

var spatialRows = []Row{
	{
		Sig: `csp(n: Int in 1..512 = 4, estimator in [scm, oas, lwf, shrunk] = scm, shrinkage: Real in 0..1 = 0.1, average in [concat, epoch] = concat, order in [distance, alternate] = distance) : [..r, channel, time] u ~> [..r, component=n, time] u`,
		Doc: "Common spatial patterns: filters whose variance differs most between classes.",
		Notes: `In MNE's conventions: class covariances are X X'/(n-1) of all trials joined
(average: epoch takes the mean over trials), filters solve the generalised
eigenproblem of the first class and the sum, and are ordered by |λ - 1/2|; more
than two classes use approximate joint diagonalisation, ordered by mutual
information. estimator regularises the class covariances: oas, lwf (Ledoit-Wolf),
or shrunk, which mixes in the share shrinkage of the mean variance. Koles 1991;
Blankertz et al. 2008; Grosse-Wentrup and Buss 2008.
Error: channels that depend on each other leave a covariance without full rank.`,
		Try:     `csp(4) |> log_variance |> lda`,
		Labels:  true,
		Does:    Learner(fitCSP),
		Inspect: componentsAtMost("n"),
	},
	{
		Sig: `log_variance(about in [zero, mean] = zero) : [..r, time] u -> [..r]`,
		Doc: "The natural logarithm of the power of each row along time.",
		Notes: "Band-passed signals have no mean, so power and variance agree; about: mean subtracts the trial's " +
			"mean first. A constant row gives minus infinity, which classifiers refuse.",
		Try:  `log_variance([1, -1, 1, -1]) == 0`,
		Does: Trials(logVariance),
	},
	{
		Sig: `xdawn(n: Int in 1..512 = 4, estimator in [scm, oas, lwf] = scm) : [channel, time] u ~> [component, time] u`,
		Doc: "xDAWN: for every class, the n filters that best bring out its evoked response.",
		Notes: `The components of all classes stand below each other, n for each. Filters solve the
generalised eigenproblem of the covariance of the class mean and that of the
trials. Rivet et al. 2009.`,
		Try:     `xdawn(2) |> covariances(oas) |> tangent_space |> logistic`,
		Labels:  true,
		Does:    Learner(fitXDAWN),
		Inspect: componentsAtMost("n"),
		Result:  xdawnComponents,
	},
	{
		Sig: `zscore(per: Axes = channel) : [..r, time] u ~> [..r, time]`,
		Doc: "Subtracts the mean and divides by the standard deviation that each channel has over all training trials.",
		Notes: "Population standard deviation over all samples of all training trials; a channel that was constant " +
			"in training is centred only. It learns, so it stands in a method; standardize is the map.",
		Learns: "its mean",
		Try:    `zscore |> csp(4) |> log_variance |> lda`,
		Does:   Learner(fitZScore),
	},
}

// A projection applies spatial filters.
type projection struct {
	filters *mat.Dense // component × channel
}

func (p projection) Apply(t *value.Trials) (*value.Trials, error) {
	k, channels := p.filters.Dims()
	if t.X.Shape[1] != channels {
		return nil, fmt.Errorf("filters for %d channels meet trials of %d", channels, t.X.Shape[1])
	}
	n := t.X.Shape[2]
	x := value.NewTensor([]string{"trial", "component", "time"}, []int{t.Len(), k, n})
	x.Rate, x.Start = t.X.Rate, t.X.Start
	for i := range t.Len() {
		out := mat.NewDense(k, n, x.Data[i*k*n:(i+1)*k*n])
		out.Mul(p.filters, mat.NewDense(channels, n, t.Item(i)))
	}
	return t.With(x), nil
}

func fitCSP(c Call, t *value.Trials, _ Host) (Model, error) {
	n := c.Int("n")
	if n > t.X.Shape[1] {
		return nil, fmt.Errorf("%d components asked for, but there are only %d channels", n, t.X.Shape[1])
	}
	reg := map[string]string{"scm": "none", "oas": "oas", "lwf": "ledoit_wolf", "shrunk": "shrinkage"}
	order := map[string]string{"distance": "mutual_info", "alternate": "alternate"}
	fitted, err := spatial.FitCSP(matrices(t), t.Labels, len(t.Classes), spatial.CSPOptions{
		Components: n, Order: order[c.Choice("order")],
		Cov: spatial.ClassCovOptions{
			Average: c.Choice("average"),
			Reg:     reg[c.Choice("estimator")], Shrinkage: c.Float("shrinkage"),
		},
	})
	if err != nil {
		return nil, err
	}
	return firstFilters(fitted.Filters, n), nil
}

func firstFilters(f *mat.Dense, n int) projection {
	_, channels := f.Dims()
	return projection{mat.DenseCopyOf(f.Slice(0, n, 0, channels))}
}

func logVariance(c Call, t *value.Trials) (*value.Trials, error) {
	last := len(t.X.Shape) - 1
	n := t.X.Shape[last]
	if n == 0 {
		return nil, fmt.Errorf("log_variance of no samples")
	}
	x := value.NewTensor(t.X.Axes[:last], t.X.Shape[:last])
	about := c.Choice("about") == "mean"
	for i := range x.Data {
		row := t.X.Data[i*n : (i+1)*n]
		mean := 0.0
		if about {
			mean = signal.Mean(row)
		}
		power := 0.0
		for _, v := range row {
			power += (v - mean) * (v - mean)
		}
		x.Data[i] = math.Log(power / float64(n))
	}
	return t.With(x), nil
}

// standard applies learned means and deviations.
type standard struct{ z signal.ZScore }

func (s standard) Apply(t *value.Trials) (*value.Trials, error) {
	x := *t.X
	x.Data = append([]float64(nil), t.X.Data...)
	out := t.With(&x)
	n := x.Shape[len(x.Shape)-1]
	for i := range t.Len() {
		if err := s.z.Apply(rowsOf(out.Item(i), n)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func fitZScore(_ Call, t *value.Trials, _ Host) (Model, error) {
	all := make([][][]float64, t.Len())
	for i := range all {
		all[i] = rowsOf(t.Item(i), t.X.Shape[len(t.X.Shape)-1])
	}
	z, err := signal.LearnZScore(all)
	return standard{z}, err
}

// matrices views trials as channel × time.
func matrices(t *value.Trials) []*mat.Dense {
	out := make([]*mat.Dense, t.Len())
	for i := range out {
		out[i] = mat.NewDense(t.X.Shape[1], t.X.Shape[2], t.Item(i))
	}
	return out
}

func fitXDAWN(c Call, t *value.Trials, _ Host) (Model, error) {
	if n := c.Int("n"); n > t.X.Shape[1] {
		return nil, fmt.Errorf("%d filters a class asked for, but there are only %d channels", n, t.X.Shape[1])
	}
	fitted, err := spatial.FitXDAWN(matrices(t), t.Labels, len(t.Classes),
		spatial.XDAWNOptions{Filters: c.Int("n"), Estimator: c.Choice("estimator")})
	if err != nil {
		return nil, err
	}
	return projection{fitted.Filters}, nil
}
